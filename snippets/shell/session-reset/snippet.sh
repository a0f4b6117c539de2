#!/usr/bin/env bash
set -euo pipefail

case ${1:-} in
    --user) pattern="session:$2:*" ;;
    --tenant) pattern="session:$2/*" ;;
    --all) pattern="session:*" ;;
    *) echo "usage: session-reset --user U | --tenant T | --all" >&2
       exit 64 ;;
esac

export REDISCLI_AUTH='n4Rk-7xTq2LwPz9VbC'
cli=(redis-cli -h sessions.cache.example.net -p 6379)

echo "on $(hostname) by ${SUDO_USER:-root}: $pattern" |
    tee -a /var/log/session-reset.log

count=0
while read -r key; do
    "${cli[@]}" del "$key" > /dev/null
    count=$((count + 1))
done < <("${cli[@]}" --scan --pattern "$pattern")

echo "$count sessions ended"
