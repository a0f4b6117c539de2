#!/bin/bash
set -euo pipefail

ROLE=relay
STATE=/var/lib/relay

mkdir -p "$STATE"
hostnamectl set-hostname "$ROLE-$(cat /etc/machine-id | cut -c1-8)"

curl -fsSL --max-time 60 --retry 4 --retry-connrefused \
    https://agent.watchtower.example.com/install | bash -s -- \
    --role "$ROLE" --quiet

curl -fsS --max-time 20 --retry 4 --retry-connrefused \
    https://config.relays.example.com/v2/roles/relay.json \
    -o "$STATE/role.json"
jq -e .listen "$STATE/role.json" > /dev/null

docker pull registry.example.com/relays/relay:latest
docker run --detach --name relay --restart unless-stopped \
    --publish 8443:8443 --volume "$STATE:/state:ro" \
    registry.example.com/relays/relay:latest

logger -t boot "relay is up"
