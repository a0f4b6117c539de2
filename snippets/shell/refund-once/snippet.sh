#!/usr/bin/env bash
set -euo pipefail

order=${1:?usage: refund-once.sh ORDER CENTS [KEY]}
cents=${2:?usage: refund-once.sh ORDER CENTS [KEY]}
key=${3:-$(uuidgen)}

echo "refunding $cents of $order with key $key" | tee -a refunds.log
read -r -p "Go on? [y/N] " answer
[[ $answer == y ]] || exit 0

curl --silent --show-error --fail-with-body \
    --max-time 20 --retry 3 --retry-max-time 60 \
    --header "Authorization: Bearer $PAYMENTS_TOKEN" \
    --header "Idempotency-Key: $key" \
    --json "{\"order\": \"$order\", \"amount\": $cents}" \
    https://payments.example.com/v1/refunds |
    jq -r '"refund \(.id) is \(.status)"' | tee -a refunds.log
