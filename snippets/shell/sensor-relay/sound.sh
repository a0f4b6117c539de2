#!/bin/sh
# crontab: */10 * * * * relay-readings
. /etc/greenhouse.conf

spool=/var/spool/greenhouse
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)

for sensor in /sys/bus/w1/devices/28-*; do
    id=$(basename "$sensor")
    raw=$(sed -n 's/.*t=//p' "$sensor/w1_slave")
    printf '%s,%s,%s\n' "$now" "$id" "$raw" >> "$spool/readings.csv"
done

if curl -s --fail --max-time 60 --retry 2 \
    -u "$SITE:$SITE_PASSWORD" \
    -T "$spool/readings.csv" \
    "https://portal.growers.example.com/sites/$SITE/$now.csv"
then
    : > "$spool/readings.csv"
fi
