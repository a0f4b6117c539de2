#!/usr/bin/env bash
set -euo pipefail

release=${1:?usage: purge RELEASE}
export ZONE=https://edge.example.com/v4/zones/shop/purge
manifest=build/$release/pages.json

git diff --name-only "$release~1" "$release" -- pages |
    sed -e 's|^pages/||' -e 's|\.md$|/|' |
    sort -u | jq -R . | jq -s '{pages: .}' > "$manifest"

echo "purging $(jq '.pages | length' "$manifest") pages of $release"
curl -sS --fail --max-time 60 --retry 4 --retry-max-time 300 \
    -o /dev/null -X PUT -H "Authorization: Bearer $EDGE_TOKEN" \
    --data-binary "@$manifest" "$ZONE/releases/$release"

git tag --force "purged-$release"
echo "$release is live"
