#!/usr/bin/env bash
# Carries each finished scan to the archive.
set -euo pipefail

ARCHIVE=https://archive.town.example
INBOX=/srv/scans

log_in() {
  curl --fail --silent --show-error --max-time 10 --retry 5 \
    "$ARCHIVE/oauth2/token" \
    --user "$SCANNER:$SCANNER_SECRET" \
    --data grant_type=client_credentials |
    jq -er .access_token
}

token=$(log_in)
header="Authorization: Bearer $token"

inotifywait --monitor --event close_write --format %f "$INBOX" |
  while read -r scan; do
    curl --fail --silent --show-error --max-time 120 --retry 3 \
      --header "$header" \
      --upload-file "$INBOX/$scan" \
      "$ARCHIVE/inbox/$scan"
    rm -- "$INBOX/$scan"
  done
