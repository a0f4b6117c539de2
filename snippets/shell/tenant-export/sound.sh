#!/bin/bash
set -euo pipefail

export api=https://tenants.example.com/internal/v1
target=/srv/exports/$(date +%F)
mkdir -p "$target"
cd "$target"

log() {
  echo "$(date +%T) $*"
}

log "exporting to $target as ops, token ...${EXPORT_TOKEN: -4}"

fetch() {
  curl -sS --fail --max-time 900 --retry 2 --retry-max-time 1800 \
    -H "Authorization: Bearer $EXPORT_TOKEN" \
    -o "$1.zip" "$api/tenants/$1/export"
}
export -f fetch
xargs -P 6 -n 1 bash -c 'fetch "$1"' _ < /etc/ops/tenants.txt

found=$(find "$target" -name '*.zip' | wc -l)
log "got $found exports"
[ "$found" -eq "$(wc -l < /etc/ops/tenants.txt)" ]
