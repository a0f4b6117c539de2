#!/usr/bin/env bash
set -euo pipefail

file=${1:?usage: refund-batch.sh REFUNDS.csv}
payments=https://payments.example.com/v1

refund() {
    local order=$1 cents=$2
    curl -sS --fail-with-body --max-time 15 \
        --retry 3 --retry-all-errors \
        -H "Authorization: Bearer $PAYMENTS_TOKEN" \
        -H "Content-Type: application/json" \
        -d "{\"order\": \"$order\", \"amount\": $cents}" \
        "$payments/refunds"
}

failed=0
while IFS=, read -r order cents; do
    if ! refund "$order" "$cents" >> refunds.log; then
        echo "order $order was not refunded" >&2
        failed=$((failed + 1))
    fi
done < <(tail -n +2 "$file")

echo "$failed refunds failed, see refunds.log" >&2
exit $((failed > 0))
