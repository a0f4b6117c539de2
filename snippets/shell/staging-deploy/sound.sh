#!/usr/bin/env bash
set -euo pipefail

api=https://platform.example.com/v2
auth="Authorization: Bearer $PLATFORM_TOKEN"

started=$(curl -sS --fail --max-time 15 --retry 2 --retry-max-time 60 \
  -X PUT -H "$auth" -H "Content-Type: application/json" \
  -d "{\"image\": \"$IMAGE\"}" "$api/apps/$APP/deployments/$BUILD_ID")
name=$(jq -er .name <<< "$started")
echo "deployment $name of $IMAGE"

for pause in 5 5 10 10 20 20 30 30 60 60 60 60; do
  sleep "$pause"
  answer=$(curl -sS --fail --max-time 10 --retry 2 --retry-max-time 30 \
    -H "$auth" "$api/deployments/$name")
  state=$(jq -er .state <<< "$answer")
  echo "$(date +%T) $state"
  [ "$state" = live ] && exit 0
  [ "$state" = failed ] && exit 1
done
echo "$name is still $state" >&2
exit 2
