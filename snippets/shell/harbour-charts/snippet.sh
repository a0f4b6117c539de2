#!/usr/bin/env bash
set -euo pipefail

office=https://charts.hydro.example.org/v1
target=${1:-/srv/charts}
day=$(date +%F)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for attempt in 1 2 3 4; do
    if curl -fsS --max-time 60 --retry 6 \
        -H "Authorization: Bearer $CHARTS_TOKEN" \
        -o "$work/charts.zip" "$office/harbour/$day.zip"; then
        break
    fi
    echo "attempt $attempt: no charts yet" >&2
    sleep $((attempt * attempt * 10))
done

unzip -q -t "$work/charts.zip"
install -m 644 "$work/charts.zip" "$target/$day.zip"
ln -sfn "$day.zip" "$target/today.zip"
