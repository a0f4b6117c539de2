#!/bin/sh
# Writes the next departures for the screen at the landing stage.
set -eu

TIMETABLE=https://timetable.ferries.example
PAGE=/var/www/display/departures.json
round=0

access() {
  curl --fail --silent --max-time 10 --retry 5 \
    --data grant_type=client_credentials \
    --data-urlencode "client_id=$DISPLAY_ID" \
    --data-urlencode "client_secret=$DISPLAY_SECRET" \
    "$TIMETABLE/token" | jq -er .access_token
}

while sleep 30; do
  if [ $((round % 60)) -eq 0 ]; then # the token lasts for an hour
    ACCESS=$(access) || continue
  fi
  round=$((round + 1))
  if curl --fail --silent --max-time 10 \
    --header "Authorization: Bearer $ACCESS" \
    --output "$PAGE.new" \
    "$TIMETABLE/stages/$STAGE/departures?next=6"; then
    mv "$PAGE.new" "$PAGE"
  else
    logger -t display "no departures from $TIMETABLE"
  fi
done
