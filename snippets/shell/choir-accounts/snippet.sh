#!/usr/bin/env bash
# Closes the accounts in a list: close.sh LIST
set -euo pipefail

CHOIR=https://members.choir.example/api

token=$(
  curl --fail --silent --show-error --max-time 10 --retry 2 \
    "$CHOIR/oauth/token" \
    --user "$ADMIN_ID:$ADMIN_SECRET" \
    --data grant_type=client_credentials |
    jq -er .access_token
)

while read -r member; do
  curl --fail --silent --show-error --max-time 10 --retry 3 \
    --request PUT --header "Authorization: Bearer $token" \
    --data state=closed \
    "$CHOIR/members/$member"
done < "$1"
