#!/usr/bin/env bash
# Copies the trips of the day into the archive. The server has a role
# that may write there and read nothing.
set -euo pipefail

DAY=$(date --date=yesterday +%F)
ARCHIVE=s3://trips-archive-481516/daily
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5
export PGSERVICEFILE=/etc/trips/pg_service.conf
export PGPASSFILE=/run/credentials/pgpass
export PGSSLMODE=verify-full PGCONNECT_TIMEOUT=5
export KEY_ID=alias/trips-archive

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

psql service=trips --no-psqlrc --set ON_ERROR_STOP=1 \
    --set day="$DAY" --file /opt/trips/finished.sql \
    --output "$work/trips.csv"
gzip "$work/trips.csv"

timeout 900 aws s3 cp "$work/trips.csv.gz" \
    "$ARCHIVE/$DAY.csv.gz" --only-show-errors \
    --sse aws:kms --sse-kms-key-id "$KEY_ID" \
    --cli-connect-timeout 5 --cli-read-timeout 60
logger -t trips "the trips of $DAY are in the archive"
