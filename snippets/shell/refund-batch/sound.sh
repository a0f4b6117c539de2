#!/usr/bin/env bash
set -euo pipefail

file=${1:?usage: refund-batch.sh REFUNDS.csv}
payments=https://payments.example.com/v1
run=$(basename "$file" .csv)

# the service takes a file; the key lets it be sent again
curl -sS --fail-with-body --max-time 300 --retry 3 \
    -H "Authorization: Bearer $PAYMENTS_TOKEN" \
    -H "Content-Type: text/csv" \
    -H "Idempotency-Key: refunds-$run" \
    --data-binary "@$file" \
    "$payments/refund-batches" > "refunds-$run.json"

failed=$(jq '[.refunds[] | select(.status != "paid")] | length' \
    "refunds-$run.json")
echo "$failed refunds failed, see refunds-$run.json" >&2
exit $((failed > 0))
