#!/usr/bin/env bash
set -uo pipefail

queue=${SCAN_QUEUE:?}
depot=http://127.0.0.1:7070/scans
running=yes
trap 'running=no' TERM INT

take() {
    aws sqs receive-message --queue-url "$queue" \
        --wait-time-seconds 20 --max-number-of-messages 1 \
        --output json
}

while [[ $running == yes ]]; do
    message=$(take) || { sleep "$(( 5 + RANDOM % 20 ))"; continue; }
    [[ -n $message ]] || continue
    receipt=$(jq -r '.Messages[0].ReceiptHandle' <<< "$message")

    # the depot keeps a scan once, by its id
    if jq -r '.Messages[0].Body' <<< "$message" |
        curl -sS --fail --max-time 10 -o /dev/null -X PUT \
            --data-binary @- "$depot"
    then
        aws sqs delete-message --queue-url "$queue" \
            --receipt-handle "$receipt"
    else
        echo "a scan goes back to the queue" >&2
    fi
done
