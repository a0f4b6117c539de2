"""Rules of firewalls that let everyone in, to what nobody opens to everyone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from detectors.facts import Block, Setting, Value
from detectors.infrastructure.exposure import is_everyone, within
from detectors.vocabulary.names import listed


class Opening(NamedTuple):
    """Who is let in, and to what."""

    source: Setting
    name: str

    @property
    def is_to_something_unknown(self) -> bool:
        """Nobody knows what answers there, and it is not much."""
        ports = re.fullmatch(r"ports? (\d+)(?: to (\d+))?", self.name)
        return ports is not None and int(ports[2] or ports[1]) - int(ports[1]) <= 1000


_RULES = listed("""
    aws_security_group_rule aws_vpc_security_group_ingress_rule openstack_networking_secgroup_rule_v2 aws_network_acl_rule
    azurerm_network_security_rule alicloud_security_group_rule oci_core_network_security_group_security_rule
    nifcloud_security_group_rule
    AWS::EC2::SecurityGroupIngress AWS::EC2::NetworkAclEntry
""")
"""Resources that are one rule each."""
_PARTS = {
    "azurerm_network_security_group": "security_rule",
    "digitalocean_firewall": "inbound_rule",
    "hcloud_firewall": "rule",
    "aws_lightsail_instance_public_ports": "port_info",
    "linode_firewall": "inbound",
    "ncloud_access_control_group_rule": "inbound",
    "oci_core_security_list": "ingress_security_rules",
    "oci_core_default_security_list": "ingress_security_rules",
}
"""Resources that hold such rules -> how each of them is called there."""
_INSIDE = listed("""
    ingress securitygroupingress ingress_with_cidr_blocks ingress_with_ipv6_cidr_blocks
""")
"""Names of the parts of a security group or of an access list of a network that are such rules."""
_SUBNETS = ("aws_network_acl", "aws_default_network_acl", "AWS::EC2::NetworkAclEntry")
"""Where everything is open by default, as the groups of the machines say who gets in."""

_SOURCES = listed("""
    cidr_blocks ipv6_cidr_blocks cidr_ipv4 cidr_ipv6 CidrIp CidrIpv6 remote_ip_prefix cidr_block ipv6_cidr_block CidrBlock
    Ipv6CidrBlock source_addresses source_ips source cidr_ip source_address_prefix source_address_prefixes sourceAddressPrefix
    sourceAddressPrefixes cidrIp cidrIpv6 cidrBlocks ipv6CidrBlocks cidrs ipv6_cidrs
    v4_cidr_blocks v6_cidr_blocks ip_block ipv4 ipv6
""")
_ANYONE_IN_AZURE = frozenset({"*", "Internet", "Any", "any"})
_FIRST = ("from_port", "FromPort", "fromPort", "port_range_min", "min", "From")
_LAST = ("to_port", "ToPort", "toPort", "port_range_max", "max", "To")
_RANGES = listed("""
    destination_port_range destination_port_ranges destinationPortRange destinationPortRanges port_range port ports
""")
_PROTOCOLS = ("protocol", "ip_protocol", "IpProtocol", "ipProtocol", "Protocol", "proto")
_WHATEVER_PORT = frozenset({"-1", "all"})
"""With these a rule's ports are not looked at."""
_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})
_DIRECTIONS = ("type", "direction", "Direction")
_INBOUND = frozenset({"ingress", "inbound", "in"})
_ACTIONS = ("action", "rule_action", "RuleAction", "access", "policy")
_LETS_IN = frozenset({"allow", "accept"})
_RANGE = re.compile(r"(\d+)(?:[-/](\d+))?")


def openings(block: Block) -> list[Opening]:
    """What this block opens to everyone, if it is a rule of a firewall."""
    kind = block.labels[0] if block.labels else ""
    if kind == "google_compute_firewall" or _is_of_google(block):
        found = _google(block)
    elif block.kind == "terraform:module":
        found = _module(block)
    elif kind in _RULES or _is_a_part(block):
        found = _rule(block)
    else:
        found = None
    return [found] if found else []


_NAMED_RULES = {
    "ssh": "SSH",
    "rdp": "remote desktop",
    "mysql": "MySQL",
    "postgresql": "PostgreSQL",
    "mssql": "SQL Server",
    "redis": "Redis",
    "memcached": "memcached",
    "mongodb": "MongoDB",
    "elasticsearch": "Elasticsearch",
    "oracle": "Oracle",
    "winrm": "WinRM",
    "kafka": "Kafka",
    "zookeeper": "ZooKeeper",
    "nfs": "NFS",
    "all-all": "every port",
}
"""How the module of security groups that everybody uses begins the names of its rules."""


def _module(block: Block) -> Opening | None:
    """`ingress_rules = ["ssh-tcp"]` for everyone in `ingress_cidr_blocks`."""
    source = everyone(block, {"ingress_cidr_blocks", "ingress_ipv6_cidr_blocks"})
    rules = [s.value.string or "" for s in block.settings if s.name == "ingress_rules"]
    named = [
        what
        for rule in rules
        for begin, what in _NAMED_RULES.items()
        if re.match(rf"{begin}(?:-|$)", rule)
    ]
    return Opening(source, " and ".join(dict.fromkeys(named))) if source and named else None


def _is_of_google(block: Block) -> bool:
    """The same in the names of Ansible and of Google's own templates."""
    return block.kind == "mapping" and any(one.name == "allowed" for one in block.blocks)


def _is_a_part(block: Block) -> bool:
    if block.kind != "mapping":
        return False
    if block.name.lower() in _INSIDE:
        return True
    if block.name == "rules" and (
        (block.get("cidr_ip") and block.get("proto")) or block.get("source_address_prefix")
    ):
        return True  # of Ansible's `ec2_group` and `azure_rm_securitygroup`
    if block.name == "properties" and block.get("destinationPortRange"):
        return True
    around = next((one for one in block.outwards() if one.kind == "terraform:resource"), None)
    return bool(around and _PARTS.get(around.labels[0] if around.labels else "") == block.name)


def _rule(block: Block) -> Opening | None:
    if not _lets_in(block):
        return None
    is_azure = bool(block.get("source_address_prefix") or block.get("sourceAddressPrefix"))
    source = everyone(block, _SOURCES, _ANYONE_IN_AZURE if is_azure else ())
    protocol = first_of(block, _PROTOCOLS)
    if source is None or (protocol and not protocol.value.is_known):
        return None
    said = str(protocol.value.value).lower() if protocol else ""
    of_a_subnet = any(one.labels[:1] and one.labels[0] in _SUBNETS for one in block.outwards())
    is_any = said in {"*", "any"} and not any(_ranges(block))
    if said in _WHATEVER_PORT or is_any or _names_no_port(block):
        return None if of_a_subnet else Opening(source, "every port")
    if protocol and said not in _WITH_PORTS | {"*", "any"}:
        return None
    named = [
        name
        for first, last in _ranges(block)
        if (name := within(first, last)) and not (of_a_subnet and last - first > 1000)
    ]
    return Opening(source, " and ".join(dict.fromkeys(named))) if named else None


def _names_no_port(block: Block) -> bool:
    """A rule of a security group that narrows nothing: neither protocol nor ports stand there."""
    around = next((one.labels[0] for one in block.outwards() if one.labels), "")
    named = {s.name for s in block.settings} | {one.name for one in block.walk()}
    narrows = {*_PROTOCOLS, *_FIRST, *_LAST, *_RANGES}
    return block.is_complete and bool(_GROUPS.search(around)) and not narrows & named


_GROUPS = re.compile(r"(?i)security_?(?:group|rule)")


def _lets_in(block: Block) -> bool:
    """It is about what comes in, and admits it."""
    egress = first_of(block, ("egress", "Egress"))
    if egress and (egress.value.value is not False and str(egress.value.value) != "false"):
        return False
    for names, wanted in ((_DIRECTIONS, _INBOUND), (_ACTIONS, _LETS_IN)):
        said = _own(block, names)
        if said and str(said.value.value).lower() not in wanted:
            return False
    return True


def _ranges(block: Block) -> Iterator[tuple[int, int]]:
    """First and last port of each range; nothing where one cannot be seen."""
    first, last = first_of(block, _FIRST), first_of(block, _LAST)
    ends = [_port(one.value) for one in (first, last) if one]
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
        if ends != [0, 0] or first_of(block, ("icmp_type",)) is None:
            yield ends[0], ends[1]
        return
    for setting in block.settings:
        if setting.name not in _RANGES or not setting.value.is_known:
            continue
        for text in str(setting.value.value).split(","):
            is_any = text.strip() in {"*", "all", "-1/-1"}
            found = _RANGE.fullmatch("0-65535" if is_any else text.strip())
            if found:
                yield int(found[1]), int(found[2] or found[1])


def _port(value: Value) -> int | None:
    """A number, with or without quotes."""
    if value.number is not None:
        return int(value.number)
    return int(value.string) if value.string and value.string.isdigit() else None


def first_of(block: Block, names: Collection[str]) -> Setting | None:
    return next((found for name in names if (found := block.get(name))), None)


def _own(block: Block, names: Collection[str]) -> Setting | None:
    """The same, but for the type of a resource of CloudFormation."""
    return next(
        (one for name in names if (one := block.get(name)) and "::" not in str(one.value.value)),
        None,
    )


def everyone(block: Block, names: Collection[str], also: Collection[str] = ()) -> Setting | None:
    """The setting under one of these names that names every address there is."""
    return next(
        (
            s
            for s in block.settings
            if s.name in names and (is_everyone(s.value.value) or s.value.string in also)
        ),
        None,
    )


def _google(block: Block) -> Opening | None:
    source = everyone(block, {"source_ranges", "sourceRanges"}, {"0.0.0.0"})
    disabled = block.get("disabled")
    if source is None or (disabled and disabled.value.value is not False):
        return None
    named: list[str] = []
    for allowed in (one for one in block.blocks if one.name in {"allow", "allowed"}):
        said = first_of(allowed, (*_PROTOCOLS, "IPProtocol"))
        protocol = str(said.value.value).lower() if said else ""
        ports = [s for s in allowed.settings if s.name == "ports"]
        if protocol == "all" or (protocol in {"tcp", "6"} and not ports and allowed.is_complete):
            named.append("every port")
        for port in ports:
            ends = _RANGE.fullmatch(str(port.value.value))
            if ends and (name := within(int(ends[1]), int(ends[2] or ends[1]))):
                named.append(name)
    return Opening(source, " and ".join(dict.fromkeys(named))) if named else None
