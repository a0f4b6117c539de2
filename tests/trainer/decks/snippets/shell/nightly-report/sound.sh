#!/bin/bash
set -euo pipefail

TOKEN=$(cat /run/secrets/report)

curl -sS --fail --max-time 60 --retry 3 --retry-max-time 300 \
  -H "Authorization: Bearer $TOKEN" \
  https://reports.example.com/v2/daily -o daily.json
