#!/bin/sh
set -eu

VERSION=4.11.2
DIGEST=5d6c1f0a7b3e9284c1d0f6a5b4938271605f4e3d2c1b0a998877665544332211
MIRROR=https://packages.corp.example.com/agent
CONF=/etc/agent/agent.conf
CA=/etc/ssl/corp/root.pem

echo "installing agent $VERSION"
wget -q --ca-certificate="$CA" -T 30 -t 3 \
    -O /tmp/agent.tar.gz "$MIRROR/agent-$VERSION-linux.tar.gz"
echo "$DIGEST  /tmp/agent.tar.gz" | sha256sum --check --quiet
tar -xzf /tmp/agent.tar.gz -C /opt

install -d -m 0750 /etc/agent
cat > "$CONF" <<END
server = control.corp.example.com:8443
hostname = $(hostname -f)
enrolment_token_file = /run/credentials/agent-enrolment
END

curl -sf --cacert "$CA" --max-time 20 --retry 5 --retry-connrefused \
    -X PUT "https://control.corp.example.com:8443/hosts/$(hostname)" \
    -d "version=$VERSION"
systemctl enable --now agent
