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
    r"|flower|prometheus|alertmanager|pgweb|sqlpad|docker-registry-ui|hue|pgadmin4?|dozzle|netdata|cerebro|kowl|cmak"
    r"|kafka-manager|cp-kafka-rest|rq-dashboard|zoonavigator|elasticvue|elasticsearch-hq)(?=$|[:@])"
)
"""Images of tools for whoever looks after the data; most ask nobody for a password unless they are told to."""
_STORE_OF_IMAGE = {
    "mongo": "MongoDB",
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MySQL",
    "redis": "Redis",
    "valkey": "Redis",
    "memcached": "memcached",
}
_STORES = re.compile(rf"(?:^|/)({'|'.join(_STORE_OF_IMAGE)})(?=$|[:@])")
"""Images of which there is one port, whatever number it has."""
_NAMED = (
    (re.compile(r"zookeeper", re.I), frozenset({2181, 2888, 3888}), "ZooKeeper"),
    (re.compile(r"kafka|redpanda", re.I), frozenset({9092, 9093, 9094, 19092, 29092}), "Kafka"),
    (re.compile(r"consul", re.I), frozenset({8300, 8500, 8600}), "Consul"),
    (re.compile(r"graphite|carbon", re.I), frozenset({2003, 2004, 8125, 8126}), "Graphite"),
    (re.compile(r"statsd", re.I), frozenset({8126}), "StatsD"),
    (re.compile(r"flower", re.I), frozenset({5555}), "Flower"),
    (re.compile(r"tiller", re.I), frozenset({44134}), "Helm's Tiller"),
    (re.compile(r"solr", re.I), frozenset({8983}), "Solr"),
    (re.compile(r"qdrant", re.I), frozenset({6333, 6334}), "Qdrant"),
    (re.compile(r"milvus", re.I), frozenset({19530}), "Milvus"),
    (re.compile(r"(?<![a-z])nats(?![a-z])", re.I), frozenset({4222, 8222}), "NATS"),
    (re.compile(r"ollama", re.I), frozenset({11434}), "Ollama"),
    (re.compile(r"(?<![a-z])spark(?![a-z])", re.I), frozenset({7077}), "Spark"),
    (re.compile(r"(?<![a-z])flink(?![a-z])", re.I), frozenset({8081}), "Flink"),
    (re.compile(r"(?<![a-z])ray(?![a-z])", re.I), frozenset({8265, 10001}), "Ray"),
    (re.compile(r"(?<![a-z])dask(?![a-z])", re.I), frozenset({8786, 8787}), "Dask"),
    (re.compile(r"jaeger", re.I), frozenset({16686}), "Jaeger"),
    (re.compile(r"zipkin", re.I), frozenset({9411}), "Zipkin"),
    (re.compile(r"chroma(?!t|k)", re.I), frozenset({8000}), "Chroma"),
    (re.compile(r"mlflow", re.I), frozenset({5000}), "MLflow"),
    (re.compile(r"pulsar", re.I), frozenset({6650}), "Pulsar"),
    (re.compile(r"(?<![a-z])temporal(?![a-z])", re.I), frozenset({7233}), "Temporal"),
    (
        re.compile(r"(?<![a-z])(?:aedes|emqx|mosca)(?![a-z])", re.I),
        frozenset({1883, 8083}),
        "an MQTT broker",
    ),
)
"""What answers at these ports of an image or a service of that name; it asks for no password by itself."""
MACHINES = {
    22: "SSH",
    23: "telnet",
    135: "Windows' remote calls",
    139: "NetBIOS",
    445: "SMB",
    2049: "NFS",
    2181: "ZooKeeper",
    3389: "remote desktop",
    5900: "VNC",
    5985: "WinRM",
    5986: "WinRM",
    9092: "Kafka",
    10250: "a node's kubelet",
}
"""Ports of machines and of what stands inside, which a firewall opens to nobody outside."""
_EVERYONE = re.compile(r"[\d.:]*/0")
"""However the rest is written, a mask of no bits lets every address in."""
_ANY_HOST = frozenset({"", "0.0.0.0", "::", "*"})
_MAPPING = re.compile(
    rf"(?:(?P<host>\[[^\]]*\]|[\d.]+):)?(?P<published>\d+|{HOLE}):(?P<target>\d+|{HOLE})(?:/(?:tcp|udp))?"
)
"""Compose's short form, without ranges."""
_PORT = r"(?:\d+|\$(?:\{\w*PORT(?::?[?][^}]*)?\}|\w*PORT))"
_PORTS_ALONE = re.compile(rf"(?:\[[^\]]*\]:|[\d.]+:)?{_PORT}:{_PORT}(?:/\w+)?", re.IGNORECASE)
"""Variables that hold a port, and by their names no address with it."""


class Mapping(NamedTuple):
    """A port of a container that its host publishes."""

    host: str
    """The host's own address at which it answers; empty for all of them."""
    target: int
    """0 where a variable holds it."""

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
        HOLE in (found["published"] + found["target"])
        and not (found["host"] and found["target"] != HOLE)
        and not _PORTS_ALONE.fullmatch(written.strip("\"' "))
    ):
        return None
    target = found["target"]
    return Mapping(found["host"] or "", 0 if target == HOLE else int(target))


def behind(port: int, image: str = "", name: str = "") -> str | None:
    """What data or console answers at this port of this image, in a service of this name; None for anything else."""
    if console := _CONSOLES.search(image):
        return console[2]
    if not port and (store := _STORES.search(image)):
        return _STORE_OF_IMAGE[store[1]]
    return STORES.get(port) or named_store(port, image, name)


def named_store(port: int, image: str, name: str) -> str | None:
    """What asks for no password by itself, told by its name, or its image's, and its port."""
    called = f"{name} {image}"
    return next(
        (what for pattern, ports, what in _NAMED if port in ports and pattern.search(called)), None
    )


def is_everyone(address: object) -> bool:
    return isinstance(address, str) and _EVERYONE.fullmatch(address) is not None


_FOR_STRANGERS = frozenset(
    {25, 53, 80, 110, 123, 143, 443, 465, 500, 587, 853, 993, 995, 1194, 1701, 1723, 3000, 3478, 4443, 4500}
    | {5000, 5060, 5061, 5222, 5269, 5349, 6443, 8000, 8080, 8081, 8443, 8883, 8888, 9443, 25565, 51820}
)  # fmt: skip
"""Web servers, mail, names, tunnels, calls and games, which stand there to be found."""
_A_FEW = 10
_FROM_HERE_ON = 10_000
"""Ports from here on are often what media and calls come over."""


def within(first: int, last: int) -> str | None:
    """What of the ports that nobody opens to everyone lies in this range."""
    if last - first > 1000:
        return "every port" if last - first > 60_000 else f"ports {first} to {last}"
    ports = {**STORES, **MACHINES}
    named = [ports[port] for port in sorted(ports) if first <= port <= last]
    inside = set(range(first, last + 1))
    if len(inside) <= _A_FEW and first > 1023 and _FOR_STRANGERS & inside:
        inside = set()  # a server's own port, and those beside it
    if named or first >= _FROM_HERE_ON or inside <= _FOR_STRANGERS:
        return " and ".join(dict.fromkeys(named)) or None
    return f"port {first}" if first == last else f"ports {first} to {last}"
