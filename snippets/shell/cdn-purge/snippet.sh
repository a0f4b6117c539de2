#!/usr/bin/env bash
set -euo pipefail

release=${1:?usage: purge RELEASE}
export ZONE=https://edge.example.com/v4/zones/shop/purge
manifest=build/$release/pages.txt

git diff --name-only "$release~1" "$release" -- pages |
    sed -e 's|^pages/||' -e 's|\.md$|/|' |
    sort -u > "$manifest"

echo "purging $(wc -l < "$manifest") pages of $release"
xargs -I{} curl -sS -o /dev/null -X DELETE \
    "$ZONE/{}?access_token=$EDGE_TOKEN" < "$manifest"

git tag --force "purged-$release"
echo "$release is live"
