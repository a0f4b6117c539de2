#!/usr/bin/env bash
# Ends the sessions of everybody who has left: leavers.sh LIST
set -euo pipefail

: "${TENANT:?}" "${APP_ID:?}" "${APP_SECRET:?}"
GRAPH=https://graph.directory.example/v1.0

bearer=$(
  curl --fail --silent --show-error --max-time 10 --retry 2 \
    "https://login.directory.example/$TENANT/oauth2/v2.0/token" \
    --data "grant_type=client_credentials" \
    --data-urlencode "scope=$GRAPH/.default" \
    --data-urlencode "client_id=$APP_ID" \
    --data-urlencode "client_secret=$APP_SECRET" |
    jq -er .access_token
)

jq --raw-input --null-input \
  '{users: [inputs | split(",")[1]]}' < "$1" |
  curl --fail --silent --show-error --max-time 60 --retry 3 \
    --request PUT \
    --header "Authorization: Bearer $bearer" \
    --json @- "$GRAPH/sessions/ended"
