#!/usr/bin/env bash
# texts whoever cleans a flat the code of its door
set -euo pipefail

flat=${1:?flat}
phone=${2:?phone}
account="https://api.twilio.com/2010-04-01/Accounts/$TWILIO_SID"
code=$(lockctl "$flat" --new-code --minutes 10)

tell() {
    curl --fail --silent --show-error --max-time 12 \
        --user "$TWILIO_KEY:$TWILIO_SECRET" \
        --data ValidityPeriod=600 \
        --data-urlencode "To=$phone" \
        --data-urlencode "From=$DOORS_NUMBER" \
        --data-urlencode "Body=$flat opens with $code" \
        --output /dev/null "$account/Messages.json"
}

if ! tell; then
    lockctl "$flat" --drop-code "$code"
    echo "nobody was told the code of $flat" >&2
    exit 1
fi
logger -t doors "flat $flat: told the number ending in ${phone: -3}"
