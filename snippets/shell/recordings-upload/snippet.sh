#!/usr/bin/env bash
set -euo pipefail

exec 9>/run/lock/recordings
flock -n 9 || exit 0

for tape in /var/spool/tapes/*.opus; do
  [ -e "$tape" ] || continue
  curl --fail --silent --show-error --max-time 60 --retry 2 \
    --config /etc/recordings/key.curlrc --upload-file "$tape" \
    "https://archive.example.com/v2/tapes/${tape##*/}"
  rm -- "$tape"
done
