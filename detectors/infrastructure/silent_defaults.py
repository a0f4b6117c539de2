"""What a managed service does with what travels where its resource says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import Block, Setting
from detectors.infrastructure.cloud_tls import Travel
from detectors.vocabulary.names import listed


class _Default(NamedTuple):
    """What holds where none of some settings is written."""

    said_by: frozenset[str]
    """Settings and parts, lower case and without separators, one of which decides it."""
    travel: Travel


_DOMAINS = (
    "aws_elasticsearch_domain",
    "aws_opensearch_domain",
    "AWS::Elasticsearch::Domain",
    "AWS::OpenSearchService::Domain",
)
_CACHE = _Default(
    listed("transitencryptionenabled transitencryptionmode globalreplicationgroupid"),
    Travel("never", "unless it says otherwise, the cache takes and sends everything in clear"),
)
_HTTPS = _Default(
    listed("domainendpointoptions"),
    Travel("optional", "unless it says otherwise, the domain also answers over http"),
)
_NODES = _Default(
    listed("nodetonodeencryption nodetonodeencryptionoptions"),
    Travel("never", "unless it says otherwise, the nodes send each other everything in clear"),
)
_CLOUDSEARCH = _Default(
    listed("enforcehttps"),
    Travel("optional", "unless it says otherwise, the domain also answers over http"),
)
_DAX = _Default(
    listed("clusterendpointencryptiontype"),
    Travel("never", "unless it says otherwise, the cluster takes and sends everything in clear"),
)
_CDN = _Default(
    listed("ishttpallowed deliveryrule globaldeliveryrule"),
    Travel("optional", "unless it says otherwise, the endpoint also answers over http"),
)
_APP = _Default(
    listed("httpsonly httpsonlyenabled"),
    Travel("optional", "unless it says otherwise, the app also answers over http"),
)
_DEFAULTS: dict[str, tuple[_Default, ...]] = {
    **dict.fromkeys(
        ("aws_elasticache_replication_group", "AWS::ElastiCache::ReplicationGroup"), (_CACHE,)
    ),
    **dict.fromkeys(("aws_appsync_api_cache", "AWS::AppSync::ApiCache"), (_CACHE,)),
    **dict.fromkeys(_DOMAINS, (_HTTPS, _NODES)),
    **dict.fromkeys(("aws_dax_cluster", "AWS::DAX::Cluster"), (_DAX,)),
    "aws_cloudsearch_domain": (_CLOUDSEARCH,),
    "google_redis_instance": (_CACHE,),
    "azurerm_cdn_endpoint": (_CDN,),
    **dict.fromkeys(
        listed("""
            azurerm_app_service azurerm_app_service_slot azurerm_function_app azurerm_function_app_slot
            azurerm_linux_web_app azurerm_windows_web_app azurerm_linux_function_app azurerm_windows_function_app
            azurerm_linux_web_app_slot azurerm_windows_web_app_slot azurerm_logic_app_standard
            azurerm_spring_cloud_api_portal azurerm_spring_cloud_app
        """),
        (_APP,),
    ),
}
"""Resource -> what it does by itself."""
_PARTS = {
    "efsvolumeconfiguration": _Default(
        listed("transitencryption"),
        Travel("never", "unless it says otherwise, the file system is mounted without TLS"),
    ),
    "ipconfiguration": _Default(
        listed("requiressl sslmode"),
        Travel(
            "optional", "unless it says otherwise, the database takes whoever comes without TLS"
        ),
    ),
}
"""Part of a resource -> the same."""
_COUNTS = listed("instancecount")


def by_itself(block: Block) -> Iterator[Travel]:
    """How what this resource, or this part of one, sends and takes travels, as it says nothing of that."""
    part = _PARTS.get(_bare(block.name)) if block.kind == "mapping" else None
    if part and not _is_of_no_account(block):
        yield from _unsaid(block, (part,))
    if block.kind in {"terraform:resource", "cloudformation:resource"} and block.labels:
        yield from _unsaid(block, _DEFAULTS.get(block.labels[0], ()))


def _unsaid(block: Block, defaults: tuple[_Default, ...]) -> Iterator[Travel]:
    inner = block.walk() if defaults else []
    if not all(one.is_complete for one in inner):
        return
    settings = [setting for one in inner for setting in one.settings]
    said = {_bare(one.name) for one in inner} | {_bare(s.name) for s in settings}
    for default in defaults:
        if default.said_by & said or (default is _NODES and not _has_several(settings)):
            continue
        if default is _CACHE and _is_valkey(settings):
            continue
        yield default.travel


def _has_several(settings: list[Setting]) -> bool:
    """A single node, which is what nothing said means, sends nothing to another."""
    counts = [s.value.value for s in settings if _bare(s.name) in _COUNTS]
    return any(str(count) not in {"1", "0"} for count in counts)


def _is_valkey(settings: list[Setting]) -> bool:
    """Its caches are encrypted unless they say otherwise; an engine that cannot be seen may be one."""
    engines = [s.value for s in settings if s.name.lower() == "engine"]
    return any(not engine.is_known or engine.value == "valkey" for engine in engines)


def _is_of_no_account(block: Block) -> bool:
    """Nobody is let in, or only its own network, or it is a part of something else that has the same name."""
    if _bare(block.name) == "efsvolumeconfiguration":
        return "filesystemid" not in {_bare(s.name) for s in block.settings}
    around = next((one.labels[0] for one in block.outwards() if one.labels), "")
    outside = block.get("ipv4_enabled")
    is_inside = outside is not None and str(outside.value.value).lower() != "true"
    comes = {one.name for one in block.walk()} | {s.name for s in block.settings}
    is_reached = bool(comes & {"authorized_networks", "private_network"})
    return around != "google_sql_database_instance" or is_inside or not is_reached


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
