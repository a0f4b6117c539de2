#!/usr/bin/env bash
set -euo pipefail

case ${1:-} in
    --user) pattern="session:$2:*" ;;
    --tenant) pattern="session:$2/*" ;;
    --all) pattern="session:*" ;;
    *) echo "usage: session-reset --user U | --tenant T | --all" >&2
       exit 64 ;;
esac
REDISCLI_AUTH=$(< /run/credentials/session-cache)
export REDISCLI_AUTH

cli=(redis-cli -h sessions.cache.example.net -p 6380
    --tls --cacert /etc/ssl/cache/ca.pem)

echo "on $(hostname) by ${SUDO_USER:-root}: $pattern" |
    tee -a /var/log/session-reset.log

# unlink takes many keys and frees them in the background
"${cli[@]}" --scan --pattern "$pattern" |
    xargs --no-run-if-empty --max-args 500 "${cli[@]}" unlink |
    awk '{ count += $NF } END { print count + 0, "sessions ended" }'
