#!/usr/bin/env bash
set -euo pipefail

: "${LETTERS_TOKEN:?}"
campaign=${1:?usage: start-campaign.sh CAMPAIGN}
letters=https://letters.internal.example/v2

header="Authorization: Bearer $LETTERS_TOKEN"

state=$(curl --fail --silent --show-error --max-time 10 \
    --header "$header" "$letters/campaigns/$campaign" |
    jq -r .state)
if [[ $state != approved ]]; then
    echo "campaign $campaign is $state, not approved" >&2
    exit 1
fi

curl --fail --silent --show-error --max-time 30 \
    --header "$header" \
    "$letters/campaigns/$campaign/send"
echo "campaign $campaign is on its way"
