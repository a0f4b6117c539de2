#!/bin/bash
set -eu

service=https://schemas.ci.example.com
branch=${CI_BRANCH:-main}
cache=$HOME/.cache/schemas

mkdir -p "$cache"
echo "waiting for the schemas of $branch"
until curl -sf --max-time 10 -o "$cache/$branch.tar" \
    "$service/branches/$branch/latest.tar"
do
    sleep 1
done

tar -C "$cache" -xf "$cache/$branch.tar"
test -f "$cache/MANIFEST"
echo "schemas of $branch are in $cache"
