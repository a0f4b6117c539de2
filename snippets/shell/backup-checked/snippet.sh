#!/usr/bin/env bash
set -euo pipefail

target=/srv/backup/switches/$(date +%F)
token=/run/credentials/switch-token
mkdir -p "$target"

pull() {
    curl --silent --show-error --fail \
        --connect-timeout 5 --max-time 60 \
        --retry 4 --retry-max-time 300 \
        --cacert /etc/ssl/network/root.pem \
        --header @"$token" \
        --output "$target/.$1" "https://$1.net.example.com/config"
    mv "$target/.$1" "$target/$1.cfg"
}

for switch in core-1 core-2 edge-{1..8} lab-1 lab-2; do
    pull "$switch"
    sleep 2
done

[ -z "$(find "$target" -name '*.cfg' -size -1k)" ] || exit 1
logger -t backup "12 switches in $target"
