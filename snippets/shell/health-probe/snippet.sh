#!/bin/bash
# prints OK, WARN or DOWN and a reason

probe=http://localhost:9000/internal/ready
public=https://api.example.com/v1/status

if ! curl -sf --max-time 2 -o /dev/null "$probe"; then
    echo "DOWN the process is not ready"
    exit 2
fi

status=$(curl -s --max-time 5 -o /tmp/status.json \
    -w '%{http_code}' "$public")
case $status in
    200) ;;
    401 | 403) echo "WARN our key is refused"; exit 1 ;;
    404) echo "WARN the route is gone"; exit 1 ;;
    000) echo "DOWN no answer within 5 s"; exit 2 ;;
    *) echo "DOWN status $status"; exit 2 ;;
esac

if ! lag=$(jq -er '.queue.lag_seconds | floor' /tmp/status.json); then
    echo "DOWN the status cannot be read"
    exit 2
fi
if [ "$lag" -gt 300 ]; then
    echo "WARN the queue is $lag s behind"
    exit 1
fi
echo "OK"
