#!/bin/bash
# OnFailure=unit-alert@%n.service
set -uo pipefail

unit=${1:?usage: unit-alert UNIT}
hook=$(< "$CREDENTIALS_DIRECTORY/chat-hook")
state=$(systemctl show --property Result --value "$unit")
since=$(curl -s --max-time 2 http://localhost:9100/boot || true)

body=$(jq -n --arg unit "$unit" --arg state "$state" \
    --arg since "${since:-unknown}" --arg host "$(hostname -f)" \
    '{text: "\($unit) on \($host): \($state), up since \($since)"}')

for pause in 0 2 8 30; do
    sleep $(( pause + RANDOM % (pause + 1) ))
    if curl -sS --fail --max-time 10 -o /dev/null \
        -H "Content-Type: application/json" -d "$body" "$hook"
    then
        exit 0
    fi
done

logger -p daemon.crit -t unit-alert "nobody was told of $unit"
exit 1
