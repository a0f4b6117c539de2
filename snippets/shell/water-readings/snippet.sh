#!/usr/bin/env bash
# the readings of a day, as the water board has them
set -euo pipefail

day=${1:-$(date -d yesterday +%F)}
url="https://readings.waterboard.example/v3/export?day=$day"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for attempt in 1 2 3 4 5 6; do
    status=$(curl --silent --show-error --max-time 40 \
        --header "X-Board-Key: $BOARD_KEY" \
        --write-out '%{http_code}' --output "$work/day.csv" "$url")
    if [ "$status" = 429 ]; then
        sleep $((attempt * 4))
        continue
    fi
    break
done

if [ "$status" != 200 ]; then
    echo "no readings of $day: status $status" >&2
    exit 1
fi
install -m 640 "$work/day.csv" "/srv/water/$day.csv"
