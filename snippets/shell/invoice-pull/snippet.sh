#!/usr/bin/env bash
set -euo pipefail

day=$(date -d yesterday +%F)
target=/var/spool/invoices/$day
erp=https://erp.example.com/api/v2
archive=https://archive.example.com/finance

mkdir -p "$target"
curl -sS -H "Authorization: Bearer $ERP_TOKEN" \
    "$erp/invoices?day=$day" -o "$target/list.json"

jq -r '.invoices[].number' "$target/list.json" > "$target/numbers"
count=$(wc -l < "$target/numbers")
logger -t invoices "$count invoices of $day"

tar -C /var/spool/invoices -czf "$target.tar.gz" "$day"
curl -sS -T "$target.tar.gz" -H "X-Archive-Key: $ARCHIVE_KEY" \
    "$archive/$day.tar.gz"
rm -r "$target"
