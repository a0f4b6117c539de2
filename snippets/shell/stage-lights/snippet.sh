#!/usr/bin/env bash
set -euo pipefail

show="${1:?usage: fetch-cues SHOW}"
target="/var/lib/lights/cues/${show}.json"
token="$(< /run/credentials/lights/token)"

fetch() {
  curl --fail-with-body --silent --show-error \
    --proto '=https' --connect-timeout 3 --max-time 20 \
    --retry 3 --retry-max-time 60 \
    --header @- \
    --output "$target.part" \
    "https://cues.example.com/v1/shows/$show"
}

if ! fetch <<< "Authorization: Bearer $token"; then
  printf 'the cues of %s could not be fetched\n' "$show" >&2
  exit 1
fi

jq --exit-status '.cues[0].at' "$target.part" > /dev/null
mv "$target.part" "$target"
printf '%s cues of %s\n' "$(jq '.cues | length' "$target")" "$show"
