#!/bin/bash
set -eu

service=https://schemas.ci.example.com
branch=${CI_BRANCH:-main}
cache=$HOME/.cache/schemas

mkdir -p "$cache"
echo "waiting for the schemas of $branch"
for attempt in 1 2 3 4 5 6 7; do
    if curl -sf --max-time 10 -o "$cache/$branch.tar" \
        "$service/branches/$branch/latest.tar"
    then
        break
    fi
    [ "$attempt" -lt 7 ] || exit 1
    sleep $((2 ** attempt + RANDOM % 5))
done

tar -C "$cache" -xf "$cache/$branch.tar"
test -f "$cache/MANIFEST"
echo "schemas of $branch are in $cache"
