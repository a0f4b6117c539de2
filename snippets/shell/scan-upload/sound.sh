#!/usr/bin/env bash
# Carries each finished scan to the archive.
set -euo pipefail

ARCHIVE=https://archive.town.example
INBOX=/srv/scans
header=""
expires=0

log_in() {
  local answer
  answer=$(
    curl --fail --silent --show-error --max-time 10 --retry 5 \
      "$ARCHIVE/oauth2/token" \
      --user "$SCANNER:$SCANNER_SECRET" \
      --data grant_type=client_credentials
  )
  header="Authorization: Bearer $(jq -er .access_token <<< "$answer")"
  expires=$((SECONDS + $(jq -er .expires_in <<< "$answer") - 60))
}

inotifywait --monitor --event close_write --format %f "$INBOX" |
  while read -r scan; do
    if ((SECONDS >= expires)); then
      log_in
    fi
    curl --fail --silent --show-error --max-time 120 --retry 3 \
      --header "$header" \
      --upload-file "$INBOX/$scan" \
      "$ARCHIVE/inbox/$scan"
    rm -- "$INBOX/$scan"
  done
