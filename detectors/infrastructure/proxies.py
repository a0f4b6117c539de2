"""What an nginx or HAProxy server does for clients without TLS, and for the servers behind it."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import HOLE, Block, Setting
from detectors.places import Lines
from detectors.vocabulary import hosts


class Listener(NamedTuple):
    """A place where clients are let in without TLS."""

    lines: Lines
    reason: str
    is_sound: bool


# --- nginx ---------------------------------------------------------------------------------------

_REDIRECT = re.compile(r"(30[1278]\s+)?[\"']?https://|30[1278]\s+[\"']?\$\w+")
_BEHIND_A_PROXY = ("real_ip_header", "set_real_ip_from")
_ENTRANCES = re.compile(r"/(?:api|auth|login|oauth2?|accounts?|admin|graphql)\b", re.I)
_PROBES = re.compile(
    r"/(\.well-known/|health|livez|readyz|ping\b|status\b|nginx[_-]?status|stub_status|metrics\b)"
    r"|(?i:(?:__|[{%])[\s\w]*(?:health|readyz|livez))"
)


def listens(server: Block) -> list[Setting]:
    """The `listen` lines of an nginx server."""
    return [s for s in server.settings if s.name == "listen"]


def listens_without_tls(server: Block) -> Setting | None:
    """The `listen` line of port 80 on an address that others can reach, if there is one."""
    for listen in listens(server):
        text = str(listen.value.value or "")
        words = text.split()
        if not words or words[0].startswith("unix:") or {"ssl", "quic"} & set(words[1:]):
            continue
        if HOLE in text and not words[0].endswith(":80"):
            continue  # the port, or `ssl`, may be what cannot be seen
        host, _, port = (
            words[0].rpartition(":") if not words[0].endswith("]") else (words[0], "", "")
        )
        if not port.isdigit():
            host, port = words[0], "80"
        if port == "80" and hosts.place(host or "*") != "loopback":
            return listen
        if port == "80" and host in {"", "*", "0.0.0.0", "[::]"}:
            return listen
    return None


def nginx_listener(server: Block) -> Listener | None:
    listen = listens_without_tls(server)
    if listen is None or not server.is_complete:
        return None
    if is_internal(server) or any(_has(server, name) for name in _BEHIND_A_PROXY):
        return None
    if redirects(server):
        return Listener(listen.lines, "port 80 only redirects to https", True)
    if not _serves_content(server) or _is_of_a_container(server):
        return None
    return Listener(listen.lines, f"{_title(server)} serves content on port 80 without TLS", False)


def _is_of_a_container(server: Block) -> bool:
    """A server for every name is most often behind whatever ends TLS, unless it is one site of a machine's own nginx,
    or passes an API or a login on, with nothing of its own: then it is what stands in front.

    What a ConfigMap holds runs in a pod, and its cluster has an ingress in front.
    """
    name = server.file.name
    if not name or server.file.scenario:
        return False
    is_in_a_manifest = name.endswith((".yaml", ".yml", ".tpl", ".json"))
    is_named = _has_a_name_filled_in(server) or any(
        name not in {"_", '""', "''"} for name in server_names(server)
    )
    is_a_site = is_named or "sites-" in name or _is_a_front(server)
    return is_in_a_manifest or not is_a_site


def _is_a_front(server: Block) -> bool:
    """It has no files of its own, and requests that matter, or that it counts by their clients' addresses, are passed on."""
    names = {s.name for inner in server.walk() for s in inner.settings}
    if names & {"root", "alias", "try_files", "fastcgi_pass", "uwsgi_pass"}:
        return False
    places = [
        " ".join(b.labels) for b in server.walk() if b.kind == "nginx:location" and _passes(b)
    ]
    is_limited = bool(places) and not names.isdisjoint(_BY_CLIENT)
    matters = is_limited or any(map(_ENTRANCES.search, places))
    return matters and not any(map(_is_trusting, server.walk()))


_BY_CLIENT = ("limit_req", "limit_conn")
"""What counts the requests of one address, which behind a proxy is that of the proxy."""


def _passes(location: Block) -> bool:
    return any(s.name == "proxy_pass" and s.block is location for s in location.settings)


def _is_trusting(block: Block) -> bool:
    """It hands on what a proxy in front of it has said of the scheme."""
    return any("$http_x_forwarded_proto" in s.value.text for s in block.settings)


def _has_a_name_filled_in(server: Block) -> bool:
    """`server_name <%= url %>`: the template is for one site."""
    own = [s for s in server.settings if s.name == "server_name" and s.block is server]
    return any(s.value.is_unknown and not s.value.text.startswith("$") for s in own)


def redirects(server: Block) -> bool:
    """Whatever is asked for on port 80, the answer is a redirect to https, a challenge or an error."""
    own = [s for s in server.settings if s.block is server]
    if any(_sends_to_https(s) for s in own):
        return True
    conditions = [b for b in server.blocks if b.kind == "nginx:if"]
    if any("scheme" in " ".join(b.labels) and _any_redirect(b) for b in conditions):
        return True
    served = [b for b in server.blocks if b.kind == "nginx:location" and not _is_probe(b)]
    return (
        bool(served)
        and all(_any_redirect(b) or _is_refusal(b) for b in served)
        and any(_any_redirect(b) for b in served)
    )


def _any_redirect(block: Block) -> bool:
    return any(_sends_to_https(s) for inner in block.walk() for s in inner.settings)


def _sends_to_https(setting: Setting) -> bool:
    text = str(setting.value.value or setting.value.text)
    if setting.name == "return":
        return "https://" in text
    return setting.name == "rewrite" and "https://" in text


def _is_probe(location: Block) -> bool:
    return bool(_PROBES.search(" ".join(location.labels) or location.name)) or _has(
        location, "stub_status"
    )


def _is_refusal(location: Block) -> bool:
    return any(
        (s.name == "deny" and s.value.string == "all")
        or (s.name == "return" and re.match(r"[45]\d\d", str(s.value.value)))
        for s in location.settings
    )


def _serves_content(server: Block) -> bool:
    own = [s for s in server.settings if s.block is server]
    if any(s.name == "return" for s in own):
        return False
    names = {s.name for s in own}
    if names & {"root", "proxy_pass", "alias", "try_files", "fastcgi_pass", "uwsgi_pass"}:
        return True
    return any(
        b.kind == "nginx:location" and not _is_probe(b) and not _is_refusal(b)
        for b in server.blocks
    )


def _has(block: Block, name: str) -> bool:
    return any(s.name == name for inner in block.walk() for s in inner.settings)


def server_names(server: Block) -> list[str]:
    return [
        name
        for s in server.settings
        if s.name == "server_name" and s.block is server
        for name in str(s.value.value or "").split()
    ]


def is_internal(server: Block) -> bool:
    """Its names are known on this machine or in one cluster only."""
    names = [name for name in server_names(server) if name not in {"_", '""', "''"}]
    return bool(names) and all(hosts.place(name) in {"loopback", "internal"} for name in names)


def _title(server: Block) -> str:
    names = server_names(server)
    return names[0] if names and names[0] != "_" else "this server"


# --- HAProxy -------------------------------------------------------------------------------------


def haproxy_listener(proxy: Block) -> Listener | None:
    binds = [s for s in proxy.settings if s.name == "bind"]
    texts = [str(s.value.value or "") for s in binds]
    plain = next((s for s, t in zip(binds, texts, strict=True) if _binds_port_80(t)), None)
    if plain is None or not proxy.is_complete or _has(proxy, "stats"):
        return None
    rules = [
        f"{s.name} {s.value.value}"
        for s in proxy.settings
        if s.name in {"redirect", "http-request"}
    ]
    if any("redirect" in rule and "https" in rule for rule in rules):
        return Listener(plain.lines, "port 80 only redirects to https", True)
    if not any(s.name in {"default_backend", "use_backend", "server"} for s in proxy.settings):
        return None
    return Listener(plain.lines, f"{proxy.name} serves port 80 without TLS", False)


def _binds_port_80(text: str) -> bool:
    words = text.split()
    if not words or "ssl" in words:
        return False
    host, _, port = words[0].rpartition(":")
    return port == "80" and (host in {"", "*", "0.0.0.0", "::"} or hosts.place(host) == "public")


# --- upstreams -----------------------------------------------------------------------------------


def unchecked_pass(block: Block) -> Listener | None:
    """nginx does not check the certificate of a proxied server unless `proxy_ssl_verify on` is in scope."""
    passes = next((s for s in block.settings if s.name == "proxy_pass" and s.block is block), None)
    if passes is None or not (passes.value.string or "").startswith("https://"):
        return None
    at = hosts.address(passes.value.string or "")
    if at is None or hosts.place(at.host) != "public":
        return None
    for scope in block.outwards():
        if not scope.is_complete:
            return None
        if any(s.name == "proxy_ssl_verify" and s.block is scope for s in scope.settings):
            return None
        if scope.parent is None:
            tops = [peer for peer in scope.peers if peer is not scope]
            if any(
                s.name == "proxy_ssl_verify" and s.block is None for p in tops for s in p.settings
            ):
                return None
    return Listener(
        passes.lines,
        f"nginx does not check the certificate of {at.shown} unless it is told to",
        False,
    )


_FARTHEST: tuple[hosts.Place, ...] = ("public", "unknown", "internal", "metadata", "loopback")


def place_behind(setting: Setting, host: str) -> hosts.Place | None:
    """The farthest of the servers in nginx's upstream of this name; None if the file has none."""
    if setting.file.language != "nginx":
        return None
    top = setting.block
    while top and top.parent:
        top = top.parent
    tops = [top, *top.peers] if top else []
    servers = [
        s.value.string or ""
        for block in (b for one in tops for b in one.walk())
        if block.kind == "nginx:upstream" and block.name == host
        for s in block.settings
        if s.name == "server"
    ]
    places = {_place_of_server(server) for server in servers}
    return next((place for place in _FARTHEST if place in places), None)


def _place_of_server(server: str) -> hosts.Place:
    """`127.0.0.1:8000 max_fails=3`, `unix:/run/app.sock`"""
    address = server.partition(" ")[0]
    if address.startswith("unix:"):
        return "loopback"
    at = hosts.address(f"http://{address}")
    return hosts.place(at.host) if at else "unknown"


# --- HSTS ----------------------------------------------------------------------------------------

_SERIOUS = re.compile(
    r"login|signin|sign-in|auth|oauth|account|admin|api|/v\d|checkout|pay|token|graphql", re.I
)


def missing_hsts(server: Block) -> Listener | None:
    """The TLS listener of a login or an API whose browsers are never told to stay on https."""
    listen = next((s for s in listens(server) if "ssl" in str(s.value.value or "").split()), None)
    if listen is None:
        return None
    if _sends_hsts(server):
        if not _keeps_hsts(server):
            return None
        return Listener(listen.lines, "Strict-Transport-Security keeps browsers on https", True)
    if not can_be_seen(server) or is_internal(server) or not _is_serious(server):
        return None
    http = [
        peer for peer in _siblings(server) if set(server_names(peer)) & set(server_names(server))
    ]
    if any(listens_without_tls(peer) and not redirects(peer) for peer in [*http, server]):
        return None
    return Listener(
        listen.lines, "browsers are never told to stay on https: there is no HSTS header", False
    )


def _sends_hsts(server: Block) -> bool:
    return any(
        _is_hsts(setting)
        for around in server.outwards()
        for inner in around.walk()
        for setting in inner.settings
    )


def _is_hsts(setting: Setting) -> bool:
    value = str(setting.value.value or setting.value.text).lower()
    return setting.name in {"add_header", "more_set_headers"} and (
        "strict-transport-security" in value
    )


def _keeps_hsts(server: Block) -> bool:
    """A block with headers of its own inherits none of the outer ones: it must repeat this one."""
    for inner in server.walk()[1:]:
        names = {s.name for s in inner.settings}
        has_its_own = "add_header" in names and "add_header_inherit" not in names
        if has_its_own and not any(_is_hsts(s) for s in inner.settings):
            return False
    return True


def can_be_seen(server: Block) -> bool:
    """Nothing is included into it, or into what is around it, that the file does not show."""
    return all(around.is_complete for around in server.outwards())


def _is_serious(server: Block) -> bool:
    if server.file.scenario.get("exposure") == "public":
        return True
    texts = [*server_names(server), *(" ".join(b.labels) for b in server.walk())]
    return any(_SERIOUS.search(text) for text in texts)


def _siblings(server: Block) -> list[Block]:
    """The other servers of the source."""
    tops = server.parent.walk() if server.parent else server.peers
    return [b for top in tops for b in top.walk() if b.kind == "nginx:server" and b is not server]
