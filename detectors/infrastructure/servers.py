"""What a configured server or load balancer does for clients that come without TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import HOLE, Block, Setting, Value
from detectors.infrastructure.cloud_tls import gateway
from detectors.infrastructure.proxies import (
    Listener,
    haproxy_listener,
    missing_hsts,
    nginx_listener,
    unchecked_pass,
)
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed


def cleartext_listener(block: Block) -> Listener | None:
    """The listener of this block that takes requests without TLS; None if it has none or cannot be known."""
    match block.kind:
        case "nginx:server":
            return nginx_listener(block)
        case "kubernetes:Ingress":
            return _ingress(block)
        case "kubernetes:Service":
            return _service(block)
        case "kubernetes:Route":
            return _route(block)
        case "kubernetes:Gateway":
            return gateway(block)
        case "terraform:resource" | "cloudformation:resource":
            return _load_balancer(block)
        case "haproxy:frontend" | "haproxy:listen":
            return haproxy_listener(block)
    return None


def unchecked_upstream(block: Block) -> Listener | None:
    """The place where this block speaks TLS to another host and nothing says that it is checked."""
    if block.kind in {"nginx:location", "nginx:server", "nginx:if"}:
        return unchecked_pass(block)
    if block.kind == "envoy:cluster":
        return _unchecked_cluster(block)
    return None


def unenforced(block: Block) -> Listener | None:
    """The place where this block offers TLS and lets clients stay without it."""
    if block.kind == "nginx:server":
        return missing_hsts(block)
    if block.name in {"entryPoints", "entrypoints"}:
        return _entry_points(block)
    if block.labels[:1] == ("aws_cloudfront_response_headers_policy",):
        return _without_hsts(block)
    return None


def _without_hsts(policy: Block) -> Listener | None:
    """Headers for the safety of browsers, with all but the one that keeps them on https."""
    parts = {one.name for one in policy.walk()}
    is_about_safety = (
        "security_headers_config" in parts and "strict_transport_security" not in parts
    )
    if not is_about_safety or not all(one.is_complete for one in policy.walk()):
        return None
    return Listener(
        policy.lines, "browsers are not told to stay on https (Strict-Transport-Security)", False
    )


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


# --- Kubernetes ----------------------------------------------------------------------------------

_DELEGATES = re.compile(r"ssl|tls|cert|acm|https|secure|internal|private|proxy-protocol", re.I)
_CLASSES_WITH_OWN_TLS = re.compile(
    r"alb|gce|gclb|application-gateway|azure|tailscale|cloudflare|ngrok|internal|private|intranet|openshift",
    re.I,
)


def _ingress(ingress: Block) -> Listener | None:
    if not ingress.is_complete or not any("rules" in s.path for s in ingress.settings):
        return None
    if any("tls" in s.path and s.value.value != () for s in ingress.settings):
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
    places = {_place_of_a_rule(value) for value in names}
    if places and "public" not in places:
        return None
    return Listener(
        ingress.lines, f"{ingress.name} has no tls section, so it answers in clear", False
    )


def _route(route: Block) -> Listener | None:
    """A route of OpenShift that says nothing of TLS."""
    is_of_openshift = route.text("apiVersion").startswith("route.openshift.io/")
    if not is_of_openshift or not route.is_complete or any("tls" in s.path for s in route.settings):
        return None
    host = route.get("spec", "host")
    if host is None or any(block.name == "tls" for block in route.walk()):
        return None
    if _place_of_a_rule(host.value) != "public":
        return None
    return Listener(route.lines, f"{route.name} has no tls section, so it answers in clear", False)


def _place_of_a_rule(host: Value) -> hosts.Place:
    """A name below a domain that a template fills in is as public as the domain."""
    text = host.string or ""
    is_below = re.fullmatch(rf"[\w-]+\.{HOLE}", hosts.visible(text))
    return "public" if is_below else hosts.place(text) if host.is_known else "unknown"


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
    if plain is None or (
        any(s.value.value == 443 for s in ports) and not _leads_to_one_door(service)
    ):
        return None  # what stands behind may use port 80 to send on to https
    return Listener(
        plain.lines, f"{service.name} is open to the network on port 80 without TLS", False
    )


def _leads_to_one_door(service: Block) -> bool:
    """Ports 80 and 443 lead to the same port of the pods, which cannot tell the ones from the others."""
    doors = [s.value for s in service.settings if s.path[-2:] == ("ports", "targetPort")]
    ports = [s for s in service.settings if s.path[-2:] == ("ports", "port")]
    is_seen = len(doors) == len(ports) > 1 and all(door.is_known for door in doors)
    return is_seen and len({str(door.value) for door in doors}) == 1


# --- load balancers of clouds --------------------------------------------------------------------


_BALANCERS = {"aws_lb", "aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer"}


def _load_balancer(resource: Block) -> Listener | None:
    kind = resource.labels[0] if resource.labels else ""
    if kind in {"aws_lb_listener", "aws_alb_listener"}:
        return _listener(resource, "protocol", "type", ("default_action",))
    if kind == "AWS::ElasticLoadBalancingV2::Listener":
        return _listener(resource, "Protocol", "Type", ("DefaultActions", "DefaultAction"))
    if kind in {"aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer"}:
        return _classic(resource)
    if kind == "digitalocean_loadbalancer":
        return _of_digitalocean(resource)
    if kind in _FRONTS:
        return _front(resource, *_FRONTS[kind])
    return _front(resource, "protocol", "http") if _LISTENER.fullmatch(kind) else None


_LISTENER = re.compile(r"(?!aws_)\w+_(?:\w*lb|load_?balancer)_listener(?:_v\d)?")
"""How most clouds call the front of a load balancer."""
_FRONTS = {
    "alicloud_api_gateway_api": ("protocol", "http"),
    "alicloud_alb_listener": ("listener_protocol", "http"),
    "azurerm_application_gateway": ("protocol", "http"),
    "hcloud_load_balancer_service": ("protocol", "http"),
    "linode_nodebalancer_config": ("protocol", "http"),
    "nifcloud_elb": ("protocol", "http"),
    "nifcloud_load_balancer": ("load_balancer_port", "80"),
}
"""Front of a load balancer -> the setting that says what it takes, and what is said there without TLS."""
_BEHIND = listed("backend_http_settings probe health_check health_monitor")
"""Parts about what stands behind it."""


def _front(resource: Block, key: str, plain: str) -> Listener | None:
    """What takes requests without TLS and, as far as its file tells, sends nobody on to https."""
    settings = [s for one in resource.walk() for s in one.settings if not _BEHIND & set(s.path)]
    takes = next(
        (s for s in settings if s.name == key and str(s.value.value).lower() == plain), None
    )
    if takes is None or not all(one.is_complete for one in resource.walk()):
        return None
    beside = [one for peer in resource.peers for one in peer.walk()]
    said = [text for one in beside for text in (*one.labels, one.name)]
    said += [text for one in beside for s in one.settings for text in (s.name, str(s.value.value))]
    if any(re.search(r"redirect", text, re.IGNORECASE) for text in said) or _is_inside(resource):
        return None
    return Listener(takes.lines, f"{resource.name} forwards requests that come without TLS", False)


def _is_inside(resource: Block) -> bool:
    """Something of it says that it has no address outside."""
    said = [f"{s.name} {s.value.value}".lower() for one in resource.walk() for s in one.settings]
    return any(re.search(r"internal|intranet|private", text) for text in [resource.name, *said])


def _listener(
    resource: Block, protocol_key: str, type_key: str, actions: tuple[str, ...]
) -> Listener | None:
    settings = list(dict.fromkeys(s for inner in resource.walk() for s in inner.settings))
    own = [s for s in settings if not set(actions) & set(s.path)]
    protocol = next((s for s in own if s.name == protocol_key), None)
    port = next((s for s in own if s.name.lower() == "port"), None)
    if protocol is None and port and str(port.value.value) == "80":
        protocol = port  # a load balancer for requests takes http on it
    elif not protocol or (protocol.value.string or "").upper() != "HTTP":
        return None
    if not protocol or not resource.is_complete:
        return None
    done = [s for s in settings if set(actions) & set(s.path)]
    kinds = {s.value.string for s in done if s.name == type_key}
    if kinds == {"redirect"}:
        return _sends_on(resource, protocol, done, protocol_key)
    if "forward" not in kinds and done:
        return None
    if _is_reached_from_inside_alone(resource):
        return Listener(protocol.lines, "its load balancer has no address outside", True)
    return Listener(
        protocol.lines, f"{resource.name} forwards requests that come without TLS", False
    )


def _sends_on(
    resource: Block, protocol: Setting, done: list[Setting], protocol_key: str
) -> Listener | None:
    """A redirect keeps to http unless it says otherwise."""
    goes_to = next((s.value for s in done if s.name == protocol_key), None)
    if goes_to is not None and (goes_to.is_unknown or goes_to.string == "HTTPS"):
        return Listener(protocol.lines, "the listener only redirects to https", True)
    if goes_to is None and any(s.value.is_unknown for s in done):
        return None
    return Listener(protocol.lines, f"{resource.name} sends requests on to http again", False)


def _is_reached_from_inside_alone(listener: Block) -> bool:
    """Every load balancer of the file is an internal one."""
    balancers = [
        block
        for peer in listener.peers
        for block in peer.walk()
        if block.labels and block.labels[0] in _BALANCERS
    ]
    schemes = [b.get("Properties", "Scheme") or b.get("internal") for b in balancers]
    return bool(schemes) and all(s and str(s.value.value) in {"internal", "True"} for s in schemes)


def _of_digitalocean(resource: Block) -> Listener | None:
    redirect = resource.get("redirect_http_to_https")
    if not resource.is_complete or (redirect and redirect.value.value is not False):
        return None
    plain = next(
        (s for s in resource.settings if s.name == "entry_protocol" and s.value.value == "http"),
        None,
    )
    if plain is None:
        return None
    return Listener(plain.lines, f"{resource.name} forwards requests that come without TLS", False)


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
