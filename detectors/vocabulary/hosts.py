"""Which hosts may be spoken to without TLS, and which URLs are no addresses at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Address, ip_address
from typing import Any, Literal, NamedTuple

from detectors.facts import HOLE, Request

Place = Literal["loopback", "metadata", "internal", "public", "unknown"]
"""loopback: this machine, sockets of its file system included; metadata: link-local; internal: a name or address that only resolves inside
one cluster or private network; public: everything else; unknown: the host, or its end, cannot be seen.
"""

CLEARTEXT = {
    "http": "https",
    "ws": "wss",
    "ftp": "ftps",
    "redis": "rediss",
    "amqp": "amqps",
    "mqtt": "mqtts",
    "ldap": "ldaps",
    "smtp": "smtps",
    "imap": "imaps",
    "pop3": "pop3s",
    "telnet": "ssh",
    "nats": "tls",
    "stomp": "stomp+ssl",
}
"""Schemes without TLS, each with its sibling that has it."""

_LOCAL = {"localhost", "ip6-localhost", "localhost.localdomain", "0.0.0.0", "::"}
_INTERNAL = (
    ".svc",
    ".cluster.local",
    ".internal",
    ".local",
    ".localdomain",
    ".lan",
    ".intranet",
    ".test",
    ".arpa",
    ".fritz.box",
)
_NEARBY = {"host.docker.internal", "gateway.docker.internal", "fritz.box"}
_SHARED = IPv4Network("100.64.0.0/10")
"""RFC 6598: carriers and clusters use it inside, and it is never routed."""
_METADATA = frozenset({"fd00:ec2::254", "100.100.100.200"})
"""Metadata services outside the link-local range: AWS over IPv6, Alibaba Cloud."""
_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "metadata.tencentyun.com"})
_TEMPLATE = re.compile(
    r"\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{.*?\}\}|\{%.*?%\}|\{[\w.!:\[\]'\"]*\}|%\(\w+\)s|%[sd]|<[^<>]*>|@@?\w+@@?|__[A-Z][A-Z0-9_]*?__"
)
_URL = re.compile(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://(?P<authority>(?:\[[^\]\s]*\]|[^/\s?#\\\"'`,;)|])*)(?P<rest>\S*)"
)
_REGISTRY = re.compile(r"(localhost|[\w-]+(?:\.[\w-]+)+)(:\d+)?(?:/|$)")
_NAME = re.compile(r"[A-Za-z0-9_*\ufffc]([A-Za-z0-9_.*\ufffc-]*[A-Za-z0-9_*\ufffc])?\.?")


class Address(NamedTuple):
    """What a URL or DSN points at; parts that cannot be seen are `HOLE`."""

    scheme: str
    """Lower case, without a driver: `postgresql+psycopg` is "postgresql"."""
    user: str
    password: str
    host: str
    """Lower case, without brackets; of several hosts (mongodb, kafka) the first."""
    port: str
    path: str
    """What follows the host, its query included."""

    @property
    def shown(self) -> str:
        """The host for people: `*` for what cannot be seen."""
        return self.host.replace(HOLE, "*")

    @property
    def has_credentials(self) -> bool:
        return bool(self.password)


def address(text: str) -> Address | None:
    """The first URL or DSN in a text; None if there is none."""
    match = _URL.search(visible(text))
    return _address(match) if match else None


def addresses(text: str) -> list[Address]:
    """Every URL in a text."""
    return [_address(match) for match in _URL.finditer(visible(text))]


def registry(text: str) -> Address | None:
    """The host that an image's name begins with (`localhost:5000/app`), or of a URL."""
    if "://" in text:
        return address(text)
    match = _REGISTRY.match(visible(text))
    return (
        Address("", "", "", match[1].lower(), (match[2] or "").lstrip(":"), "") if match else None
    )


def visible(text: str) -> str:
    """The text with templates and placeholders (`${HOST}`, `{{ host }}`, `<host>`) as `HOLE`."""
    return _TEMPLATE.sub(HOLE, text)


def _address(match: re.Match[str]) -> Address:
    login, _, place = match["authority"].rpartition("@")
    if match["authority"].startswith("@") and match["scheme"].lower() in {"http", "https"}:
        place = HOLE  # `http://@HOST`: a build puts the host there
    user, _, password = login.partition(":")
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
    else:
        host, _, port = place.partition(",")[0].partition(":")
    scheme = match["scheme"].lower().partition("+")[0]
    return Address(scheme, user, password, host.lower(), port.lstrip(":"), match["rest"])


_SHORT_LOOPBACK = re.compile(r"127(?:\.\d+){1,2}")
"""An address of this machine with zeros left out: `127.1`."""


_STANDS_FOR_ONE = re.compile(
    r"(?:^|[.-])(?:fake|dummy|mock|placeholder|your|yourdomain|yourserver|yourhost)(?:[.-]|$)"
)
"""A host's name that somebody is to put another for, or that nobody ever reaches."""


def stands_for_one(host: str) -> bool:
    return _STANDS_FOR_ONE.search(host.lower()) is not None


def place(host: str) -> Place:
    """Where a host is, as far as its name tells."""
    host = visible(host.strip().lower()).rstrip(".").removeprefix("[").removesuffix("]")
    host = host.partition("%")[0]
    if not host:
        return "unknown"
    if host.startswith("/"):
        return "loopback"
    if _SHORT_LOOPBACK.fullmatch(host):
        return "loopback"
    if (at := _numbered(host)) is not None:
        return at
    if host in _LOCAL or host.endswith((".localhost", ".invalid")):
        return "loopback"  # RFC 6761: the latter is nobody's, and nothing goes anywhere
    if not _NAME.fullmatch(host):
        return "unknown"
    if host in _METADATA_NAMES:
        return "metadata"
    if host.endswith(_INTERNAL) or host in _NEARBY:
        return "internal"
    if HOLE in host and len(host.rpartition(HOLE)[2].strip(".").split(".")) < 2:
        return "unknown"
    if ".svc." in host or ".internal." in host or "." not in host:
        return "internal"
    return "unknown" if stands_for_one(host) else "public"


def _numbered(host: str) -> Place | None:
    """Where an address is; None if this is none."""
    if re.fullmatch(r"[\d.\ufffc]+", host) and host.count(".") == 3:
        if host.startswith("127."):
            return "loopback"
        if HOLE in host:
            private = re.match(r"(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.", host)
            return "internal" if private else "unknown"
    try:
        number = ip_address(host)
    except ValueError:
        return None
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    if number.is_loopback or number.is_unspecified:
        return "loopback"
    if number.is_link_local or str(number) in _METADATA:
        return "metadata"
    is_private = number.is_private and not _documents(str(number))
    is_shared = number.version == 4 and number in _SHARED
    return "internal" if is_private or is_shared or number.is_multicast else "public"


def _documents(number: str) -> bool:
    """RFC 5737 and 3849 reserve these for documents, where they stand for public ones."""
    return number.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))


def is_exempt(at: Place, scenario: Mapping[str, Any]) -> bool | None:
    """Whether this place may be spoken to without TLS; None where it cannot be known.

    Internal names stop being exempt when the scenario says that the network is shared or public.
    """
    if at == "unknown":
        return None
    if at == "internal":
        return scenario.get("network") not in {"internal-untrusted", "public"}
    return at != "public"


IDENTIFIERS = (
    "www.w3.org",
    "w3.org",
    "schemas.xmlsoap.org",
    "schemas.microsoft.com",
    "schemas.openxmlformats.org",
    "schemas.android.com",
    "schemas.datacontract.org",
    "schemas.dmtf.org",
    "schemas.google.com",
    "schemas.live.com",
    "json-schema.org",
    "schema.org",
    "xmlns.com",
    "xmlns.jcp.org",
    "java.sun.com",
    "purl.org",
    "purl.oclc.org",
    "tempuri.org",
    "docs.oasis-open.org",
    "docbook.org",
    "www.omg.org",
    "www.opengis.net",
    "maven.apache.org",
    "www.springframework.org",
    "ns.adobe.com",
    "rdfs.org",
    "relaxng.org",
    "www.sitemaps.org",
    "a9.com",
    "search.yahoo.com",
    "www.itunes.com",
    "itunes.apple.com",
    "base.google.com",
    "specs.openid.net",
    "openid.net",
    "jabber.org",
    "etherx.jabber.org",
    "dublincore.org",
    "id.loc.gov",
    "www.iana.org",
    "opensource.org",
    "www.opensource.org",
    "creativecommons.org",
    "www.gnu.org",
    "www.apache.org",
    "apache.org",
    "autodiscover",
)
_IDENTIFYING_PATH = re.compile(
    r"(\.(xsd|dtd|wsdl|rng|owl|rdf|crl|ocsp)\b|/ns[/#]|/schemas?/|/xmlns|/licen[cs]es?/|#$)", re.I
)


def is_identifier(at: Address) -> bool:
    """A URL that names something and is not fetched: a namespace, a schema, a licence, a CRL."""
    host = at.host.removeprefix("www.")
    if host.startswith(("ocsp.", "crl.", "ocsp-", "schemas.", "schema.", "ns.", "xmlns.")):
        return True
    if host in IDENTIFIERS or at.host in IDENTIFIERS:
        return True
    return bool(_IDENTIFYING_PATH.search(at.path))


def target(request: Request) -> Address | None:
    """Where a request goes; None if neither its URL nor its host can be seen."""
    text = request.setting("url").string
    if text and (found := address(text)):
        return found
    if text and request.client.library in _GUESSES_HTTP and _BARE_HOST.match(text):
        guessed = "https" if request.client.name == "https" else "http"
        return address(f"{guessed}://{text}")
    host = request.setting("host").string
    if not host:
        return None
    name, _, port = host.rpartition(":") if host.count(":") == 1 else (host, "", "")
    return Address("", "", "", name.lower(), port, "")


_GUESSES_HTTP = {"curl", "wget", "httpie"}
"""A URL without a scheme is http to these commands."""
_BARE_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?([/?#]|$)")


_WITH_A_QUERY = re.compile(
    r"(?:(?:jdbc|r2dbc):[\w+:.-]+"
    r"|(?:postgres(?:ql)?|mysql|mariadb|mongodb|mssql|sqlserver|oracle|cockroachdb|clickhouses?|libsql|rediss?)(?:\+\w+)?)"
    r"://([\w.-]+)(?![\w.-])[^\s?]*\?(\S+)"
)
"""Of a database: what stands there logs in. Behind another address it may be a key for pages or a link's own code."""


def behind_an_address(text: str) -> tuple[str, str] | None:
    """The host of a database, and what stands behind the `?`: `jdbc:mysql://db.acme.com/shop?user=shop&...`."""
    found = _WITH_A_QUERY.fullmatch(text) if "?" in text else None
    return (found[1], found[2]) if found else None
