#!/usr/bin/env bash
# Reports every door that opens to the control room.
set -uo pipefail

CONTROL=https://control.port.example
LOG=/var/log/doors.log

report() {
  local bearer
  bearer=$(
    curl --fail --silent --max-time 5 "$CONTROL/oauth/token" \
      --user "$GATE:$GATE_SECRET" \
      --data grant_type=client_credentials |
      jq -er .access_token
  ) || return 1
  curl --fail --silent --max-time 5 --retry 3 \
    --header "Authorization: Bearer $bearer" \
    --header "Idempotency-Key: $(sha256sum <<< "$1" | cut -c1-32)" \
    --data-raw "$1" "$CONTROL/gates/$GATE/doors"
}

tail --follow=name --lines=0 "$LOG" | while read -r line; do
  if ! report "$line"; then
    echo "$line" >> /var/spool/doors/unsent
  fi
done
