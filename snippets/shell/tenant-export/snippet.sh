#!/usr/bin/env bash
set -euo pipefail

API=https://admin.example.com/v3
ADMIN_KEY=Wm4tQ9sZx2Lr7Vb1Yk6Hc8Jd3Pf5Ng0T
OUT=${1:?usage: export-tenants.sh DIRECTORY}

fetch() {
    curl -sS --fail --max-time 30 --retry 3 \
        -H "X-Admin-Key: $ADMIN_KEY" "$API/tenants/$1/export"
}

mkdir -p "$OUT"
echo "exporting to $OUT" >&2
done_count=0
while read -r tenant; do
    [ -s "$OUT/$tenant.json" ] && continue
    fetch "$tenant" > "$OUT/$tenant.json.part"
    mv "$OUT/$tenant.json.part" "$OUT/$tenant.json"
    done_count=$((done_count + 1))
done < tenants.txt
echo "$done_count exported" >&2
