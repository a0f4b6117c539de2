#!/bin/bash
set -euo pipefail

GRAPH=https://graph.microsoft.com
OUT=/var/lib/doors/staff.json
TOKEN=$(cat /run/doors/token)

work=$(mktemp)
trap 'rm -f "$work"' EXIT

curl -fsS --max-time 60 --retry 4 --retry-connrefused \
    -H "Authorization: Bearer $TOKEN" \
    -o "$work" \
    "$GRAPH/v1.0/groups/hospital-staff/members?\$top=999"

jq -e 'has("@odata.nextLink") | not' "$work" > /dev/null
jq -e '.value | length > 200' "$work" > /dev/null
jq '[.value[] | {badge: .employeeId, name: .displayName}]' \
    "$work" > "$OUT.new"
mv "$OUT.new" "$OUT"
systemctl reload door-controller
