#!/usr/bin/env bash
# Sets the clock of a tower: set-clock.sh NAME
set -euo pipefail

TOWERS=https://towers.city.example/api

tower=$(
  curl --fail --silent --show-error --max-time 10 --retry 3 \
    "$TOWERS/towers?name=$1" | jq -r '.towers[0].id'
)
case $tower in
  null | "")
    echo "no tower is called $1" >&2
    exit 1
    ;;
esac

curl --fail --silent --show-error --max-time 10 --retry 3 \
  --request PUT --data "time=$(date --utc +%FT%TZ)" \
  "$TOWERS/towers/$tower/clock"
echo "the clock of $1 is set"
