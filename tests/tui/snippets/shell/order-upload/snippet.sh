#!/bin/sh
set -eu

for file in /var/spool/orders/*.json; do
  curl --fail --silent --show-error \
    --request POST "https://orders.example.com/v2/orders" \
    --header "Authorization: Bearer $ORDERS_TOKEN" \
    --data @"$file"
  mv "$file" /var/spool/sent/
done
