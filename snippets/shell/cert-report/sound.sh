#!/usr/bin/env bash
set -euo pipefail

report=$(mktemp)
trap 'rm -f "$report"' EXIT

{
    echo "From: certificates@example.com"
    echo "To: security@example.com"
    echo "Subject: certificates that expire within 30 days"
    echo
    psql "host=inventory.db.example.net dbname=cmdb user=report \
connect_timeout=5 sslmode=verify-full" -At -F '  ' -c \
        "SELECT host, expires FROM certificate
          WHERE expires < now() + interval '30 days' ORDER BY 2"
} > "$report"

curl -sS --ssl-reqd --max-time 60 \
    --url smtp://mail.provider.example.com:587 \
    --user "$MAIL_USER:$MAIL_PASSWORD" \
    --mail-from certificates@example.com \
    --mail-rcpt security@example.com \
    --upload-file "$report"
