"""Lists of who may come to a managed store or cluster, and what holds where there is none."""

from __future__ import annotations

import re

from detectors.facts import Block, Setting
from detectors.infrastructure.exposure import is_everyone
from detectors.infrastructure.firewalls import Opening, everyone, first_of
from detectors.vocabulary.names import listed

_LISTS = {
    "authorized_networks": (("value",), "the database"),
    "master_authorized_networks_config": (("cidr_block",), "the cluster's API"),
    "cidr_blocks": (("cidr_block",), "the cluster's API"),
    "vpc_config": (("public_access_cidrs",), "the cluster's API"),
    "ResourcesVpcConfig": (("PublicAccessCidrs",), "the cluster's API"),
    "api_server_access_profile": (("authorized_ip_ranges",), "the cluster's API"),
    "ingress": (("cidr",), "the database"),
    "DBSecurityGroupIngress": (("CIDRIP",), "the database"),
}
"""Part of a managed service -> what lists there who may come, and to what."""
_OF = listed("""
    google_sql_database_instance google_container_cluster aws_eks_cluster azurerm_kubernetes_cluster AWS::EKS::Cluster
    aws_db_security_group aws_redshift_security_group AWS::RDS::DBSecurityGroup
""")


def _is_of_a_service(block: Block) -> bool:
    return next((one.labels[0] for one in block.outwards() if one.labels), "") in _OF


_DOORS_OF_STORES = listed(
    "AWS::RDS::DBSecurityGroupIngress AWS::Redshift::ClusterSecurityGroupIngress"
)
"""Resources that let one network in to a store."""
_STORES = re.compile(
    r"azurerm_(?:search_service|cosmosdb_account|redis\w*|kusto_cluster)"
    r"|(?:aiven|alicloud|digitalocean|exoscale|huaweicloud|ibm|linode|mongodbatlas|ncloud|ovh|scaleway|tencentcloud|upcloud|vultr|yandex)"
    r"_\w*(?:db|database|sql|redis|kvstore|mongo|rds|dds|elastic|opensearch|clickhouse|kafka|cassandra|ip_access_list|ip_filter)\w*"
)
"""Stores of other clouds, and resources that are lists of who may come to one."""
_LETS_IN = re.compile(
    r"security_ips?$|security_ip_list|whitelist|allow_list|allowlist|allowed_ips?$|trusted_ips|ip_filter|ip_range_filter|ip_restrictions"
    r"|cidr_block|^address$|^ip$|^value$"
)


def _is_anybody(setting: Setting) -> bool:
    return is_everyone(setting.value.value) or setting.value.value == "0.0.0.0"


_SWITCHES = ("endpoint_public_access", "EndpointPublicAccess")


def welcome(block: Block) -> Opening | None:
    """Everyone stands on the list of those who may come to a managed database or cluster."""
    names, what = _LISTS.get(block.name, ((), ""))
    if block.kind == "mapping" and names and _is_of_a_service(block):
        switch = first_of(block, _SWITCHES)
        source = everyone(block, names)
        is_nearest = not any(inner.name in _LISTS for inner in block.blocks)
        if source and is_nearest and not (switch and switch.value.value is not True):
            return Opening(source, what)
    if block.labels[:1] == ("azurerm_kubernetes_cluster",):
        source = everyone(block, {"api_server_authorized_ip_ranges"})
        return Opening(source, "the cluster's API") if source else None
    if block.labels[:1] and block.labels[0] in _DOORS_OF_STORES:
        source = everyone(block, {"CIDRIP", "cidr"})
        return Opening(source, "the database") if source else None
    if block.kind == "terraform:resource" and block.labels and _STORES.fullmatch(block.labels[0]):
        said = [s for one in block.walk() for s in one.settings]
        source = next((s for s in said if _LETS_IN.search(s.name) and _is_anybody(s)), None)
        if source:
            return Opening(source, "the database")
    first = first_of(block, ("start_ip_address", "start_ip", "startIpAddress"))
    last = first_of(block, ("end_ip_address", "end_ip", "endIpAddress"))
    ends = (first and first.value.value, last and last.value.value)
    if last and ends == ("0.0.0.0", "255.255.255.255"):
        return Opening(last, "the database")
    return None


_CLUSTERS = {
    "azurerm_kubernetes_cluster": listed("""
        api_server_access_profile api_server_authorized_ip_ranges private_cluster_enabled
    """),
    "google_container_cluster": listed("""
        master_authorized_networks_config private_cluster_config control_plane_endpoints_config
    """),
    "vpc_config": listed("public_access_cidrs"),
    "ResourcesVpcConfig": listed("PublicAccessCidrs"),
}
"""A cluster, or the part that says where its API stands -> what keeps strangers from it."""


def is_open_by_itself(block: Block) -> bool:
    """The API of a cluster of which nothing says who may come is for everyone."""
    kind = block.labels[0] if block.kind == "terraform:resource" and block.labels else block.name
    keeps = _CLUSTERS.get(kind)
    if keeps is None or not block.is_complete:
        return False
    if block.kind == "mapping":
        switch = first_of(block, _SWITCHES)
        around = next((one.labels[0] for one in block.outwards() if one.labels), "")
        if around not in _OF or (switch and switch.value.value is not True):
            return False
    said = {one.name for one in block.blocks}
    said |= {part for s in block.settings if s.value.value != () for part in s.path}
    return not keeps & said


_STORES_OF_AZURE = re.compile(
    r"azurerm_(?:postgresql|mysql|mariadb|mssql|sql|cosmosdb|redis|synapse|kusto|search|data_factory)\w*"
    r"|Microsoft\.(?:DB\w+|Sql|DocumentDB|Cache|Synapse|Kusto|Search)/.*",
    re.IGNORECASE,
)
_FILTERS = re.compile(r"ip_?range|allowed_?ips|ip_?rules|virtual_?network_?rule", re.IGNORECASE)


def is_networked(setting: Setting) -> bool | None:
    """A store of Azure's that has an address outside, and no list of who may come to it."""
    around = list(setting.block.outwards()) if setting.block else []
    resource = next((one for one in around if one.kind.endswith(":resource")), None)
    kinds = [
        *(one.labels[0] for one in around if one.labels),
        *(one.text("type") for one in around),
    ]
    if not any(map(_STORES_OF_AZURE.fullmatch, kinds)):
        return None
    said = str(setting.value.value).lower()
    parts = [
        part
        for one in (resource.walk() if resource else ())
        for s in one.settings
        for part in s.path
    ]
    if said in {"true", "enabled"} and not any(map(_FILTERS.search, parts)):
        return True
    return False if said in {"false", "disabled"} else None


_ADDRESSES = {
    "assign_public_ip": (re.compile(r"yandex_mdb_\w+"), frozenset({"true"})),
    "internet_service": (re.compile(r"tencentcloud_mysql\w*"), frozenset({"1"})),
    "service_endpoints": (re.compile(r"ibm_database"), frozenset({"public", "public-and-private"})),
}
"""Setting of managed databases of other clouds -> of which, and with what they get an address outside."""


def is_addressed(setting: Setting) -> bool:
    """A managed database gets an address outside."""
    kinds, values = _ADDRESSES.get(setting.name, (None, frozenset()))
    around = setting.block.outwards() if setting.block else ()
    kind = next((one.labels[0] for one in around if one.labels), "")
    is_one = kinds is not None and kinds.fullmatch(kind) is not None
    return is_one and str(setting.value.value).lower() in values
