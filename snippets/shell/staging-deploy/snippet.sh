#!/usr/bin/env bash
set -euo pipefail

api=https://platform.example.com/v2
auth="Authorization: Bearer $PLATFORM_TOKEN"

started=$(curl -sS --fail --max-time 15 --retry 2 --retry-max-time 60 \
  -X PUT -H "$auth" -H "Content-Type: application/json" \
  -d "{\"image\": \"$IMAGE\"}" "$api/apps/$APP/deployments/$BUILD_ID")
name=$(jq -er .name <<< "$started")
echo "deployment $name of $IMAGE"

state=pending
while [ "$state" != live ]; do
  answer=$(curl -sS --fail --max-time 10 --retry 2 --retry-max-time 30 \
    -H "$auth" "$api/deployments/$name")
  state=$(jq -er .state <<< "$answer")
  echo "$(date +%T) $state"
  sleep 1
done
