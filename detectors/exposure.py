"""Ports behind which data or a console stands, and who is let to them."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import HOLE

STORES = {
    1433: "SQL Server",
    1521: "Oracle",
    2375: "Docker",
    2379: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    5672: "RabbitMQ",
    5984: "CouchDB",
    6379: "Redis",
    7687: "Neo4j",
    8529: "ArangoDB",
    9042: "Cassandra",
    9200: "Elasticsearch",
    9300: "Elasticsearch",
    11211: "memcached",
    15672: "RabbitMQ's console",
    26257: "CockroachDB",
    27017: "MongoDB",
    28015: "RethinkDB",
}
"""Container or target port -> what answers there; ports that other programs like as well are left out."""
_CONSOLES = re.compile(
    r"(^|/)(adminer|phpmyadmin|mongo-express|redis-commander|redisinsight|rediscommander|kafka-ui|akhq|kafdrop"
    r"|flower|prometheus|alertmanager|pgweb|sqlpad|docker-registry-ui|hue)(?=$|[:@])"
)
"""Images of tools that ask nobody for a password unless they are told to."""
MACHINES = {22: "SSH", 23: "telnet", 445: "SMB", 3389: "remote desktop", 5900: "VNC"}
EVERYONE = frozenset({"0.0.0.0/0", "::/0"})
_ANY_HOST = frozenset({"", "0.0.0.0", "::", "*"})
_MAPPING = re.compile(
    rf"(?:(?P<host>\[[^\]]*\]|[\d.]+):)?(?P<published>\d+|{HOLE}):(?P<target>\d+)(?:/(?:tcp|udp))?"
)
"""Compose's short form, without ranges."""
_PORT_ALONE = re.compile(r"\$(?:\{\w*PORT(?::?[?][^}]*)?\}|\w*PORT):\d+(?:/\w+)?", re.IGNORECASE)
"""A variable that holds the host's port, and by its name no address with it."""


class Mapping(NamedTuple):
    """A port of a container that its host publishes."""

    host: str
    """The host's own address at which it answers; empty for all of them."""
    target: int

    @property
    def is_open(self) -> bool:
        """On every interface of the host."""
        return self.host.strip("[]") in _ANY_HOST


def short_mapping(text: str, written: str = "") -> Mapping | None:
    """`127.0.0.1:6380:6379`; None for a range, a port without a host's and what cannot be seen.

    `written` is the entry as it stands there: the variable of `${DB_PORT}:5432` is a port by its name.
    """
    found = _MAPPING.fullmatch(text.strip())
    if found is None or (
        found["published"] == HOLE
        and not found["host"]
        and not _PORT_ALONE.fullmatch(written.strip("\"' "))
    ):
        return None
    return Mapping(found["host"] or "", int(found["target"]))


def behind(port: int, image: str = "") -> str | None:
    """What data or console answers at this port of this image; None for anything else."""
    console = _CONSOLES.search(image)
    return console[2] if console else STORES.get(port)


def within(first: int, last: int) -> str | None:
    """What of the ports that nobody opens to everyone lies in this range."""
    if last - first > 1000:
        return "every port" if last - first > 60_000 else f"ports {first} to {last}"
    ports = {**STORES, **MACHINES}
    named = [ports[port] for port in sorted(ports) if first <= port <= last]
    return " and ".join(dict.fromkeys(named)) or None
