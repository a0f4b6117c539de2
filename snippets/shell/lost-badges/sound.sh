#!/bin/sh
# For the guard at the gate: lock-out.sh TELEPHONE
set -eu

DOORS=https://doors.site.example/api

person=$(curl --fail --silent --show-error --max-time 5 --retry 3 \
  --get --data-urlencode "phone=$1" \
  --header "Authorization: Bearer $GUARD_TOKEN" \
  "$DOORS/people" | jq -r '.people[0].number')
if [ -z "$person" ] || [ "$person" = null ]; then
  echo "NOT BLOCKED: nobody has the number $1" >&2
  exit 1
fi

curl --fail --silent --show-error --max-time 5 --retry 3 \
  --request PUT --data "state=blocked" \
  --header "Authorization: Bearer $GUARD_TOKEN" \
  "$DOORS/badges/$person"

logger -t doors "badge of $person blocked by $USER"
