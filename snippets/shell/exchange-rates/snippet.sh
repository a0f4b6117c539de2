#!/bin/sh
set -eu

RATES=https://rates.exchange.example.com
BILLING=https://api.stripe.com/v1
DIR=/var/lib/tags

curl -fsS --max-time 20 --retry 3 --retry-max-time 60 \
    "$RATES/v6/latest/EUR" -o "$DIR/rates.json.new"
jq -e '.rates | has("USD") and has("GBP") and has("CHF")' \
    "$DIR/rates.json.new" > /dev/null

curl -fsS --max-time 20 --retry 3 --retry-max-time 60 \
    -H "Stripe-Version: 2025-03-31.basil" \
    -H "Authorization: Bearer $(cat /run/tags/stripe)" \
    "$BILLING/account" -o "$DIR/billing.json.new"
jq -e .default_currency "$DIR/billing.json.new" > /dev/null

for file in rates billing; do
    mv "$DIR/$file.json.new" "$DIR/$file.json"
done
