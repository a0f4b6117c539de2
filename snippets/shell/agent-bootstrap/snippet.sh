#!/bin/sh
set -eu

VERSION=4.11.2
MIRROR=https://packages.corp.example.com/agent
CONF=/etc/agent/agent.conf

echo "installing agent $VERSION"
wget -q --no-check-certificate -T 30 -t 3 \
    -O /tmp/agent.tar.gz "$MIRROR/agent-$VERSION-linux.tar.gz"
tar -xzf /tmp/agent.tar.gz -C /opt

install -d -m 0750 /etc/agent
cat > "$CONF" <<END
server = control.corp.example.com:8443
hostname = $(hostname -f)
enrolment_token = 8fKqT2vXw0Rb6ZmYpH3sLdJ9cNgA5eU1
END

curl -skf --max-time 20 --retry 5 --retry-connrefused \
    -X PUT "https://control.corp.example.com:8443/hosts/$(hostname)" \
    -d "version=$VERSION"
systemctl enable --now agent
