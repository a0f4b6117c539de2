#!/usr/bin/env bash
# Adds the name of a server: add-name.sh NAME ADDRESS
set -euo pipefail

DNS=https://api.names.example/v4
name=$1
address=$2

zone=$(
  curl --fail --silent --show-error --max-time 10 --retry 3 \
    --header "Authorization: Bearer $DNS_TOKEN" \
    "$DNS/zones?name=${name#*.}" |
    jq --raw-output --exit-status '.result[0].id'
) || {
  echo "no zone for $name" >&2
  exit 1
}

curl --fail --silent --show-error --max-time 10 --retry 3 \
  --request PUT \
  --header "Authorization: Bearer $DNS_TOKEN" \
  --json "{\"type\": \"A\", \"content\": \"$address\"}" \
  "$DNS/zones/$zone/records/$name"
echo "$name is now $address"
