#!/bin/sh
set -eu

for file in /var/spool/orders/*.json; do
  curl --fail --silent --show-error --max-time 20 --retry 3 \
    --request POST "https://orders.example.com/v2/orders" \
    --header "Authorization: Bearer $ORDERS_TOKEN" \
    --header "Idempotency-Key: $(basename "$file" .json)" \
    --data @"$file"
  mv "$file" /var/spool/sent/
done
