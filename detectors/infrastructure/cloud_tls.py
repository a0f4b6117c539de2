"""Settings of managed services and meshes that say whether what travels is encrypted."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from detectors.facts import HOLE, Block, Setting, Value
from detectors.infrastructure.proxies import Listener
from detectors.vocabulary import hosts
from detectors.vocabulary.names import siblings

Kind = Literal["never", "optional", "always"]


class Travel(NamedTuple):
    """How something travels, and why."""

    kind: Kind
    reason: str


_OFF = frozenset({"false", "0", "off", "no", "disabled"})
_ON = frozenset({"true", "1", "on", "yes", "enabled"})


def travel(setting: Setting) -> Travel | None:
    """What this setting of a managed service decides; None where it decides nothing, or nothing is known."""
    if not setting.value.is_known or setting.role != "entry":
        return None
    text = str(setting.value.value).strip().lower()
    if text == "--kubelet-https=false":
        return Travel("never", "the API and the nodes send each other everything in clear")
    bare = re.sub(r"[^a-z]", "", setting.name.lower())
    kinds = (
        [one.labels[0] for one in setting.block.outwards() if one.labels] if setting.block else []
    )
    around = re.sub(r"[^a-z/]", "", "/".join([*kinds, *setting.path[:-1]]).lower())
    match bare:
        case "clientbroker":
            return _broker(text)
        case "enableintransitencryption":
            return _switch(text, "the nodes send each other everything in clear")
        case "incluster" if "encryptionintransit" in around:
            return _switch(text, "the brokers send each other everything in clear")
        case "transitencryption" if "efs" in around:
            return _switch(text, "the file system is mounted without TLS")
        case "transitencryptionmode":
            text = text.removeprefix("transit_encryption_mode_")
            return _switch(text, "the cache takes and sends everything in clear")
        case "clusterendpointencryptiontype" if text == "none":
            return Travel("never", "the cluster takes and sends everything in clear")
        case "enabled" if around.endswith(("nodetonodeencryption", "nodetonodeencryptionoptions")):
            return _switch(text, "the nodes send each other everything in clear")
        case "sslsecurityprotocol" if text == "plaintext":
            return Travel("never", "the database is reached without TLS")
        case "sslmode" if text == "none" and "dms" in around:
            return Travel("never", "the database is reached without TLS")
        case "protocols" if text == "ftp" and "transferserver" in around:
            return Travel("never", "files and passwords come over FTP in clear")
        case "originprotocolpolicy":
            return _origin(setting, text)
    return None


def _switch(text: str, reason: str) -> Travel | None:
    if text in _OFF:
        return Travel("never", reason)
    return Travel("always", "TLS is on") if text in _ON else None


def _broker(text: str) -> Travel | None:
    match text:
        case "plaintext":
            return Travel("never", "clients and brokers send each other everything in clear")
        case "tls_plaintext":
            return Travel("optional", "the brokers also take clients that come without TLS")
        case "tls":
            return Travel("always", "the brokers take TLS alone")
    return None


def _origin(setting: Setting, text: str) -> Travel | None:
    if text != "http-only":
        return Travel("always", "the origin is reached with TLS") if text == "https-only" else None
    block = setting.block.parent if setting.block else None
    domain = block and (block.get("domain_name") or block.get("DomainName"))
    if domain and (domain.value.is_unknown or "website" in domain.value.text.lower()):
        return None  # a website of S3 speaks nothing else; what a reference names cannot be seen
    return Travel("never", "what viewers sent with TLS goes on to the origin in clear")


# --- parameters ----------------------------------------------------------------------------------

_FORCES = frozenset({"rds.force_ssl", "require_secure_transport", "require_ssl"})
_PAIRS = frozenset({"parameter", "parameters", "database_flags"})
_FLEXIBLE = re.compile(r"azurerm_\w+_configuration")


def parameter(block: Block) -> tuple[Setting, Travel] | None:
    """What a pair of `name` and `value` says of the parameters of a database."""
    kind = block.labels[0] if block.labels else ""
    if not (block.name in _PAIRS or _FLEXIBLE.fullmatch(kind)):
        return None
    value = block.get("value") or block.get("ParameterValue")
    name = block.text("name") or block.text("ParameterName")
    found = forced(name, str(value.value.value).lower()) if value and value.value.is_known else None
    if value and found is None and name == "tls" and "docdb" in _resource(block):
        text = str(value.value.value).lower()
        found = _switch(text, "the database takes no TLS at all")
    return (value, found) if value and found else None


def forced(name: str, text: str) -> Travel | None:
    """A parameter with which a database refuses, or takes, whoever comes without TLS."""
    if name not in _FORCES:
        return None
    if text in _OFF:
        return Travel("optional", f"{name} is off, so the database takes whoever comes without TLS")
    return (
        Travel("always", "the database refuses whoever comes without TLS") if text in _ON else None
    )


def _resource(block: Block) -> str:
    return next((one.labels[0] for one in block.outwards() if one.labels), "")


# --- gateways of meshes and clusters -------------------------------------------------------------


def gateway(block: Block) -> Listener | None:
    """The door of a gateway on http with none on https beside it, nor a redirect."""
    doors = [
        one
        for one in block.walk()
        if one.name in {"servers", "listeners"} or one.kind == "istio:server"
    ]
    said = [(door, door.get("port", "protocol") or door.get("protocol")) for door in doors]
    if not block.is_complete or any(protocol is None for _, protocol in said):
        return None
    protocols = {str(p.value.value).upper() for _, p in said if p}
    plain = next((p for _, p in said if p and p.value.value in {"HTTP", "HTTP2"}), None)
    if plain is None or protocols & {"HTTPS", "TLS"} or not protocols <= {"HTTP", "HTTP2"}:
        return None
    settings = [s for one in block.walk() for s in one.settings]
    if any(s.name in {"httpsRedirect", "certificateRefs"} for s in settings):
        return None
    if any("internal" in str(s.value.value).lower() for s in settings if "annotations" in s.path):
        return None
    names = [s.value for s in settings if s.name in {"hosts", "hostname"}]
    if names and all(map(_is_inside, names)):
        return None
    return Listener(
        plain.lines, f"{block.name} takes everything on http, and nothing on https", False
    )


def _is_inside(host: Value) -> bool:
    text = str(host.value)
    is_any = not host.is_known or text.startswith(("*", HOLE))
    return not is_any and hosts.place(text) in {"internal", "loopback"}


def rule_of_a_mesh(setting: Setting) -> Travel | None:
    """`mode: DISABLE` of a DestinationRule, for a host that is outside."""
    block = setting.block
    rule = block and block.within("kubernetes:DestinationRule")
    if not rule or setting.path[-2:] != ("tls", "mode") or setting.value.value != "DISABLE":
        return None
    host = rule.text("spec", "host")
    if hosts.place(host) != "public":
        return None
    return Travel("never", f"the mesh sends everything to {host} in clear")


def interface(setting: Setting) -> Travel | None:
    """A description of an interface of OpenAPI 2 that names nothing but http for a host outside."""
    if setting.name != "schemes" or setting.file.format != "openapi":
        return None
    schemes = {str(s.value.value) for s in siblings(setting) if s.name == "schemes"}
    at_top = setting.block.outside if setting.block else setting.beside
    host = next((s.value.string or "" for s in at_top if s.path == ("host",)), "")
    if not any(s.path == ("swagger",) for s in at_top) or not schemes <= {"http", "ws"}:
        return None
    if hosts.place(host.partition(":")[0]) != "public":
        return None
    return Travel("never", f"clients are told to reach {host} over http")
