#!/usr/bin/env bash
set -euo pipefail

release=$1
table="build/routes-$release.json"
sites="fra ams dub cdg waw"

push() {
  curl --fail --silent --show-error --max-time 20 --retry 3 \
    --header "Authorization: Bearer $GATEWAY_TOKEN" \
    --header "Content-Type: application/json" \
    --request PUT --data "@$table" \
    "https://gateway.$1.example.net/v1/routes/$release"
}

for site in $sites; do
  push "$site" &
done
wait

echo "routes $release are at all sites"
