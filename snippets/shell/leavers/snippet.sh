#!/usr/bin/env bash
# Ends the sessions of everybody who has left: leavers.sh LIST
set -euo pipefail

: "${TENANT:?}" "${APP_ID:?}" "${APP_SECRET:?}"
GRAPH=https://graph.directory.example/v1.0

authorise() {
  curl --fail --silent --show-error --max-time 10 --retry 2 \
    "https://login.directory.example/$TENANT/oauth2/v2.0/token" \
    --data "grant_type=client_credentials" \
    --data-urlencode "scope=$GRAPH/.default" \
    --data-urlencode "client_id=$APP_ID" \
    --data-urlencode "client_secret=$APP_SECRET" |
    jq -er .access_token
}

while IFS=, read -r number user; do
  bearer=$(authorise)
  curl --fail --silent --show-error --max-time 20 --retry 3 \
    --request DELETE \
    --header "Authorization: Bearer $bearer" \
    "$GRAPH/users/$user/sessions"
  echo "$number: sessions of $user ended"
done < "$1"
