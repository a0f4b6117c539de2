#!/usr/bin/env bash
set -euo pipefail

bucket=https://snapshots.example.com/nightly
name=shop-$(date +%F).dump.zst
want=$(mktemp)

curl -sSf --max-time 20 --retry 4 --retry-delay 5 \
    "$bucket/$name.sha256" -o "$want"

for attempt in 1 2 3 4 5; do
    echo "attempt $attempt: $name"
    if curl -sSf --max-time 900 -o "$name" "$bucket/$name"; then
        break
    fi
    sleep 10
done

sha256sum --check "$want"
zstd -d --rm "$name"
pg_restore --jobs 4 --dbname "$TEST_DATABASE" "${name%.zst}"
