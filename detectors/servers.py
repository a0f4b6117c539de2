"""What a configured server or load balancer does for clients that come without TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors import hosts
from detectors.facts import Block, Lines, Setting


class Listener(NamedTuple):
    """A place where clients are let in without TLS."""

    lines: Lines
    reason: str
    is_sound: bool


def cleartext_listener(block: Block) -> Listener | None:
    """The listener of this block that takes requests without TLS; None if it has none or cannot be known."""
    match block.kind:
        case "nginx:server":
            return _nginx(block)
        case "kubernetes:Ingress":
            return _ingress(block)
        case "kubernetes:Service":
            return _service(block)
        case "terraform:resource" | "cloudformation:resource":
            return _load_balancer(block)
        case "haproxy:frontend" | "haproxy:listen":
            return _haproxy(block)
    return None


# --- nginx ---------------------------------------------------------------------------------------

_REDIRECT = re.compile(r"(30[1278]\s+)?[\"']?https://|30[1278]\s+[\"']?\$\w+")
_BEHIND_A_PROXY = ("real_ip_header", "set_real_ip_from")
_PROBES = re.compile(
    r"/(\.well-known/|health|livez|readyz|ping\b|status\b|nginx[_-]?status|stub_status|metrics\b)"
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


def _nginx(server: Block) -> Listener | None:
    listen = listens_without_tls(server)
    if listen is None or not server.is_complete:
        return None
    if _is_internal(server) or any(_has(server, name) for name in _BEHIND_A_PROXY):
        return None
    if redirects(server):
        return Listener(listen.lines, "port 80 only redirects to https", True)
    if not _serves_content(server):
        return None
    return Listener(listen.lines, f"{_title(server)} serves content on port 80 without TLS", False)


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


def _is_internal(server: Block) -> bool:
    """Its names are known on this machine or in one cluster only."""
    names = [name for name in server_names(server) if name not in {"_", '""', "''"}]
    return bool(names) and all(hosts.place(name) in {"loopback", "internal"} for name in names)


def _title(server: Block) -> str:
    names = server_names(server)
    return names[0] if names and names[0] != "_" else "this server"


# --- HAProxy -------------------------------------------------------------------------------------


def _haproxy(proxy: Block) -> Listener | None:
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


# --- Kubernetes ----------------------------------------------------------------------------------

_DELEGATES = re.compile(r"ssl|tls|cert|acm|https|secure|internal|private|proxy-protocol", re.I)
_CLASSES_WITH_OWN_TLS = re.compile(
    r"alb|gce|gclb|application-gateway|azure|tailscale|cloudflare|ngrok|internal|private|intranet|openshift",
    re.I,
)


def _ingress(ingress: Block) -> Listener | None:
    if not ingress.is_complete or not any("rules" in s.path for s in ingress.settings):
        return None
    if any("tls" in s.path for s in ingress.settings):
        return None
    if any(block.name == "tls" for block in ingress.walk()):
        return None
    annotations = list(_annotations(ingress))
    if any(_DELEGATES.search(s.name) for s in annotations):
        return None
    classes = [s for s in ingress.settings if s.name == "ingressClassName"]
    classes += [s for s in annotations if s.name.endswith("ingress.class")]
    if any(s.value.is_unknown or _CLASSES_WITH_OWN_TLS.search(str(s.value.value)) for s in classes):
        return None
    names = [s.value for s in ingress.settings if s.name == "host" and "rules" in s.path]
    places = {hosts.place(value.string or "") if value.is_known else "unknown" for value in names}
    if places and "public" not in places:
        return None
    return Listener(
        ingress.lines, f"{ingress.name} has no tls section, so it answers in clear", False
    )


def _annotations(block: Block) -> Iterator[Setting]:
    return (s for s in block.settings if "annotations" in s.path)


def _service(service: Block) -> Listener | None:
    kind = service.get("spec", "type")
    if not kind or kind.value.string != "LoadBalancer" or not service.is_complete:
        return None
    if any(_DELEGATES.search(s.name) for s in _annotations(service)):
        return None
    ports = [s for s in service.settings if s.name == "port" and "ports" in s.path]
    plain = next((s for s in ports if s.value.value == 80), None)
    if plain is None:
        return None
    return Listener(
        plain.lines, f"{service.name} is open to the network on port 80 without TLS", False
    )


# --- load balancers of clouds --------------------------------------------------------------------


def _load_balancer(resource: Block) -> Listener | None:
    kind = resource.labels[0] if resource.labels else ""
    if kind in {"aws_lb_listener", "aws_alb_listener"}:
        return _listener(resource, "protocol", "type", ("default_action",))
    if kind == "AWS::ElasticLoadBalancingV2::Listener":
        return _listener(resource, "Protocol", "Type", ("DefaultActions", "DefaultAction"))
    if kind in {"aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer"}:
        return _classic(resource)
    return None


def _listener(
    resource: Block, protocol_key: str, type_key: str, actions: tuple[str, ...]
) -> Listener | None:
    settings = [s for inner in resource.walk() for s in inner.settings]
    protocol = next((s for s in settings if s.name == protocol_key), None)
    if not protocol or protocol.value.string != "HTTP" or not resource.is_complete:
        return None
    kinds = {
        s.value.string
        for s in settings
        if s.name == type_key and any(part in actions for part in s.path)
    }
    if kinds == {"redirect"}:
        return Listener(protocol.lines, "the listener only redirects to https", True)
    if "forward" not in kinds:
        return None
    return Listener(
        protocol.lines, f"{resource.name} forwards requests that come without TLS", False
    )


def _classic(resource: Block) -> Listener | None:
    for inner in resource.walk():
        for setting in inner.settings:
            is_front = setting.name in {"lb_protocol", "Protocol"} and "listener" in (
                "/".join(setting.path).lower() + inner.name.lower()
            )
            if is_front and (setting.value.string or "").lower() == "http":
                return Listener(
                    setting.lines, f"{resource.name} forwards requests that come without TLS", False
                )
    return None


# --- upstreams -----------------------------------------------------------------------------------


def unchecked_upstream(block: Block) -> Listener | None:
    """The place where this block speaks TLS to another host and nothing says that it is checked."""
    if block.kind in {"nginx:location", "nginx:server", "nginx:if"}:
        return _unchecked_pass(block)
    if block.kind == "envoy:cluster":
        return _unchecked_cluster(block)
    return None


def _unchecked_pass(block: Block) -> Listener | None:
    """nginx does not check the certificate of a proxied server unless `proxy_ssl_verify on` is in scope."""
    passes = next((s for s in block.settings if s.name == "proxy_pass" and s.block is block), None)
    if passes is None or not (passes.value.string or "").startswith("https://"):
        return None
    at = hosts.address(passes.value.string or "")
    if at is None or hosts.place(at.host) != "public":
        return None
    scope: Block | None = block
    while scope:
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
        scope = scope.parent
    return Listener(
        passes.lines,
        f"nginx does not check the certificate of {at.host} unless it is told to",
        False,
    )


def _unchecked_cluster(cluster: Block) -> Listener | None:
    """Envoy checks an upstream's certificate only against a validation context."""
    settings = [s for inner in cluster.walk() for s in inner.settings]
    context = next(
        (
            s
            for s in settings
            if "UpstreamTlsContext" in str(s.value.value) or "tls_context" in s.path[:-1]
        ),
        None,
    )
    if context is None or not cluster.is_complete:
        return None
    if any("validation_context" in part for s in settings for part in s.path):
        return None
    lines = context.lines
    return Listener(
        lines, f"Envoy checks nothing about {cluster.name} without a validation context", False
    )


# --- HSTS ----------------------------------------------------------------------------------------

_SERIOUS = re.compile(
    r"login|signin|sign-in|auth|oauth|account|admin|api|/v\d|checkout|pay|token|graphql", re.I
)


def unenforced(block: Block) -> Listener | None:
    """The place where this block offers TLS and lets clients stay without it."""
    if block.kind == "nginx:server":
        return _missing_hsts(block)
    if block.name in {"entryPoints", "entrypoints"}:
        return _entry_points(block)
    return None


def _entry_points(traefik: Block) -> Listener | None:
    """Traefik's doors on 80 and on 443, with nothing that sends clients from the one to the other."""
    settings = [s for inner in traefik.walk() for s in inner.settings]
    doors = [s for s in settings if s.name == "address" and isinstance(s.value.value, str)]
    plain = next((s for s in doors if str(s.value.value).endswith(":80")), None)
    if plain is None or not any(str(s.value.value).endswith(":443") for s in doors):
        return None
    if not traefik.is_complete or any(
        "redirect" in part.lower() for s in settings for part in s.path
    ):
        return None
    return Listener(plain.lines, "the door on port 80 sends nobody on to https", False)


def _missing_hsts(server: Block) -> Listener | None:
    """The TLS listener of a login or an API whose browsers are never told to stay on https."""
    listen = next((s for s in listens(server) if "ssl" in str(s.value.value or "").split()), None)
    if listen is None:
        return None
    if _sends_hsts(server):
        return Listener(listen.lines, "Strict-Transport-Security keeps browsers on https", True)
    if not _can_be_seen(server) or _is_internal(server) or not _is_serious(server):
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
    around: Block | None = server
    while around:
        if any(
            s.name in {"add_header", "more_set_headers"}
            and "strict-transport-security" in str(s.value.value or s.value.text).lower()
            for inner in around.walk()
            for s in inner.settings
        ):
            return True
        around = around.parent
    return False


def _can_be_seen(server: Block) -> bool:
    around: Block | None = server
    while around:
        if not around.is_complete:
            return False
        around = around.parent
    return True


def _is_serious(server: Block) -> bool:
    if server.file.scenario.get("exposure") == "public":
        return True
    texts = [*server_names(server), *(" ".join(b.labels) for b in server.walk())]
    return any(_SERIOUS.search(text) for text in texts)


def _siblings(server: Block) -> list[Block]:
    """The other servers of the source."""
    tops = server.parent.walk() if server.parent else server.peers
    return [b for top in tops for b in top.walk() if b.kind == "nginx:server" and b is not server]
