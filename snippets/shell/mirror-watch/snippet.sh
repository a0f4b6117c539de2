#!/bin/bash
set -euo pipefail

: "${MIRROR_TOKEN:?}"
mirror=https://mirror.partner.example.com
echo "pushing as nightly, token ...${MIRROR_TOKEN: -4}"

printf 'header = "Authorization: Bearer %s"\n' "$MIRROR_TOKEN" |
  curl -sS --fail --max-time 600 --retry 2 --retry-max-time 1500 \
    -K - -T /srv/out/packages.tar "$mirror/upload/packages.tar"

want=$(sha256sum /srv/out/packages.tar | cut -d' ' -f1)
for pause in 15 30 60 60 120 120; do
  have=$(curl -sS --fail --max-time 10 --retry 3 \
    "$mirror/packages.sha256")
  if [ "$have" = "$want" ]; then
    echo "the mirror serves $want"
    exit 0
  fi
  sleep "$pause"
done
echo "the mirror still serves $have" >&2
exit 1
