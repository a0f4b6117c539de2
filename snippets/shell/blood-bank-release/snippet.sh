#!/usr/bin/env bash
# Prints the label with which a unit may leave the blood bank.
set -euo pipefail

unit=${1:?unit number}
lab=https://lab.bloodbank.example.com/v3

screening=$(curl --silent --fail --max-time 8 --retry 3 \
    --netrc-file /run/credentials/lab.netrc \
    "$lab/units/$unit/screening" || echo unknown)

case $screening in
    clear)
        lp -d labels -o media=unit-label - <<< "$unit"
        ;;
    unknown)
        echo "$unit: the lab does not answer, quarantine stays" >&2
        exit 75
        ;;
    *)
        echo "$unit: $screening" >&2
        exit 1
        ;;
esac
