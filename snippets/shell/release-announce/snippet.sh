#!/usr/bin/env bash
set -euxo pipefail

version=$(git describe --tags --abbrev=0)
archive="dist/agent-$version.tar.gz"
mirror="https://mirror.example.com/agent"
updates="https://updates.example.com/api/v2"

sha=$(sha256sum "$archive" | cut -d' ' -f1)
rsync --timeout=60 "$archive" upload@mirror.example.com:agent/

until curl -sf --max-time 10 "$mirror/state/$version" | grep -q synced
do
  echo "mirror has no $version yet"
done

curl -sS --fail --max-time 20 --retry 3 --retry-max-time 90 \
  -X PUT "$updates/releases/$version" \
  -H "Authorization: Bearer $UPDATES_TOKEN" \
  -H "Content-Type: application/json" \
  -d "{\"sha256\": \"$sha\", \"channel\": \"stable\"}"

echo "announced $version"
