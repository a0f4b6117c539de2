"""Units of systemd: which of them serve, and what happens when one of these has gone down."""

from __future__ import annotations

import re

from detectors.facts import Block
from detectors.vocabulary.names import listed, words

_LASTS = listed("simple exec notify notify-reload forking dbus")
"""Types of services whose process runs until it is stopped."""
_SERVES = listed(
    "api server web webserver gateway proxy broker worker workers listener consumer dashboard backend frontend"
    " database cache queue bot gunicorn uvicorn daphne hypercorn uwsgi celery node java nginx httpd php-fpm"
    " streamlit jupyter pooler pgbouncer exporter agent scheduler memcached haproxy traefik caddy envoy prometheus grafana alertmanager"
    " minio vault consul etcd redis postgres mysqld mongod mosquitto sidekiq puma"
)
"""Words of what takes requests or work, by its name, its description or its program."""
_ENDS = listed(
    "migrate migration init setup seed job batch backup once oneshot cleanup wait firstboot report"
)
_LOGIN_SESSIONS = re.compile(r"graphical|getty|default\.target|@")


def is_left_down(section: Block) -> bool:
    """The `[Service]` of a server that is started with the machine, and never again when it has ended."""
    if section.file.format != "systemd" or section.name != "Service" or not section.is_complete:
        return False
    kind = section.text("Type").lower() or "simple"
    start = section.get("ExecStart")
    if kind not in _LASTS or start is None or section.get("Restart"):
        return False
    if section.get("RemainAfterExit") or section.get("BusName"):
        return False
    return _is_started_with_the_machine(section) and _is_a_server(section, start.value.text)


def _is_started_with_the_machine(section: Block) -> bool:
    """Its unit is installed into a target of the whole system, and no socket or timer starts it."""
    said = [s for peer in section.peers for s in peer.settings]
    targets = [s.value.string or "" for s in said if s.name in {"WantedBy", "RequiredBy"}]
    if not targets or any(map(_LOGIN_SESSIONS.search, targets)):
        return False
    others = [
        s.value.text for s in said if s.name in {"Also", "Requires", "Sockets", "TriggeredBy"}
    ]
    return not any(re.search(r"\.(socket|timer|path)\b", text) for text in others)


def _is_a_server(section: Block, command: str) -> bool:
    run = [word.rpartition("/")[2] for word in command.split()]
    described = " ".join(
        s.value.text for peer in section.peers for s in peer.settings if s.name == "Description"
    )
    name = section.file.name.rpartition("/")[2].removesuffix(".service")
    said = {*words(name), *words(described), *(w for one in run for w in words(one))}
    return not _ENDS & said and bool(_SERVES & said)
