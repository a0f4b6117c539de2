#!/usr/bin/env bash
set -euo pipefail

day=$(date -d yesterday +%F)
target=/var/spool/invoices/$day
erp=https://erp.example.com/api/v2
archive=https://archive.example.com/finance
careful=(-sS --fail --max-time 120 --retry 4 --retry-max-time 600)

mkdir -p "$target"
curl "${careful[@]}" -H "Authorization: Bearer $ERP_TOKEN" \
    "$erp/invoices?day=$day" -o "$target/list.json"

jq -r '.invoices[].number' "$target/list.json" > "$target/numbers"
count=$(wc -l < "$target/numbers")
logger -t invoices "$count invoices of $day"

tar -C /var/spool/invoices -czf "$target.tar.gz" "$day"
curl "${careful[@]}" -T "$target.tar.gz" \
    -H "X-Archive-Key: $ARCHIVE_KEY" "$archive/$day.tar.gz"
rm -r "$target"
