"""Data, consoles and machines that everybody can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Block, RouteEffect, Setting
from detectors.gates.suspects import beginning_with
from detectors.infrastructure import grants
from detectors.infrastructure.admission import admits_everyone
from detectors.infrastructure.admitted_networks import (
    is_addressed,
    is_networked,
    is_open_by_itself,
    welcome,
)
from detectors.infrastructure.exposure import Mapping, behind, named_store, short_mapping
from detectors.infrastructure.firewalls import Opening, openings
from detectors.infrastructure.inner_pages import open_to_strangers
from detectors.infrastructure.open_doors import of_a_command, of_a_file
from detectors.infrastructure.stacks import (
    is_by_hand,
    is_for_tests,
    is_kept_running,
    is_unprotected,
    is_without_login,
    services,
)
from detectors.infrastructure.statistics_pages import open_page
from detectors.infrastructure.workloads import has, is_in_production
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers, listed, siblings, words

_POLICY = re.compile(r"allow_origins\s*=|origins\s*=|origins[\"']\s*:")

_ROUTED = re.compile(
    r"@[\w.]+\.(?:post|put|patch|delete)\(|@[\w.]+\.\w+\([^\n]*(?:methods|/admin|/internal|/debug|/metrics)"
)
"""A decorator of a route that changes something, or is not for everybody."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source says which origins a browser may come from, and where it has routes."""
    yield from beginning_with(("allow_origins", "origins"), _POLICY, lowered)
    if "flask" in lowered or "fastapi" in lowered:
        yield from (found.start() for found in _ROUTED.finditer(lowered))


risk = Risk(
    __name__,
    words=(
        *("origins", ".post(", ".put(", ".patch(", ".delete(", "methods"),
        *("/admin", "/internal", "/debug", "/metrics"),
    ),
    closer=_suspects,
    config_words=(
        "ports",
        ".sock",
        "/0",
        "security_ip",
        "vpc_config",
        "vpcconfig",
        "azurerm_kubernetes_cluster",
        "google_container_cluster",
        "public_network_access",
        "publicnetworkaccess",
        "security: []",
        "securityschemes",
        "securitydefinitions",
        '"security": []',
        "source_address_prefix",
        "sourceaddressprefix",
        "end_ip",
        "endipaddress",
        "principal",
        "allusers",
        "allauthenticatedusers",
        "assign_public_ip",
        "internet_service",
        "service_endpoints",
        "publicly_accessible",
        "publiclyaccessible",
        "publicreadwrite",
        "public-read-write",
        "stub_status",
        "_pass",
        "stats ",
        "exposure",
        "anonymous",
        "access-control-allow-origin",
        "authmode",
        "enable-skip-login",
        "insecure",
        "authorization",
        "authtype",
        "client-cert-auth",
        "read-only-port",
        "readonlyport",
        "code-server",
        ".token=",
        "tcp://",
        "org_role",
        "protected-mode",
        "xpack.security",
        "security.disabled",
        " trust",
        "\ttrust",
    ),
    needs_client=False,
)


@risk.judge(Setting)
def is_open_to_everyone(setting: Setting) -> Verdict | None:
    if is_for_developers(setting) or not setting.value.is_known:
        return None
    if setting.file.language == "python":
        return _policy(setting)
    if service := _service_with_port(setting):
        return _published(setting, service)
    if _is_a_socket(setting):
        return _controlled(setting)
    if door := of_a_command(setting) or of_a_file(setting):
        return _risky(setting, door.reason, door.shift)
    if grants.operation_unasked(setting):
        return _risky(setting, "this changes something, and nobody is asked who they are", -1)
    if is_addressed(setting):
        return _risky(setting, "the database gets an address that the internet can reach", 1)
    match setting.name:
        case "publicly_accessible" | "PubliclyAccessible" | "publiclyAccessible":
            return _addressed(setting)
        case "public_network_access_enabled" | "publicNetworkAccess" | "public_network_access":
            return _networked(setting)
        case "acl" | "AccessControl" if _is_writable(setting):
            return _risky(
                setting, "whoever likes can put files into the bucket and replace them", 1
            )
        case "include" if setting.path[-4:-1] == ("endpoints", "web", "exposure"):
            if setting.value.value == "*":
                return _risky(setting, "env, loggers and mappings answer whoever asks", -1)
        case "DASHBOARD__FRONTEND__AUTHMODE" if setting.value.value == "Unsecured":
            return _risky(setting, "whoever opens the page sees every trace and log", -1)
        case "GF_AUTH_ANONYMOUS_ORG_ROLE" if setting.value.value == "Admin":
            if any(_switches_on(one, "GF_AUTH_ANONYMOUS_ENABLED") for one in siblings(setting)):
                return _risky(setting, "whoever opens the page administers Grafana", 0)
    return None


def _addressed(setting: Setting) -> Verdict | None:
    """A database, a broker or what copies from one to another, with an address outside."""
    said = str(setting.value.value).lower()
    if said == "true":
        return _risky(setting, "the database gets an address that the internet can reach", 1)
    return sound("only its own network reaches the database") if said == "false" else None


def _networked(setting: Setting) -> Verdict | None:
    is_outside = is_networked(setting)
    if is_outside is None:
        return None
    if is_outside:
        return _risky(setting, "the database has an address that the internet can reach", 0)
    return sound("only its own network reaches it")


def _is_writable(setting: Setting) -> bool:
    return setting.value.value in {"public-read-write", "PublicReadWrite"}


_SESSIONS = {"allow_origins": "allow_credentials", "origins": "supports_credentials"}
"""How a library lets every origin in -> how it lets a session come along."""
_EVERY_ONE = {
    "allow_origins": frozenset({"*"}),
    "origins": frozenset({"*", ".*", ".+", "^.*$", "^.+$"}),
}
"""Flask-CORS takes expressions, too."""


def _policy(setting: Setting) -> Verdict | None:
    """Starlette and Flask-CORS send the caller's own origin back where every one may come with a session."""
    session = _SESSIONS.get(setting.name)
    is_given = setting.role == "keyword" or setting.path[:1] == ("resources",)
    if not is_given or session is None or setting.value.value not in _EVERY_ONE[setting.name]:
        return None
    beside = next((one.value for one in setting.beside if one.name == session), None)
    if beside is None or beside.value is False:
        return (
            sound("no session comes with a request from another origin")
            if _is_cors(setting)
            else None
        )
    if beside.value is not True:
        return None
    return risky(
        "any page that a user opens may read and act with the session of that user",
        at=setting.statement,
        anchors=[setting.lines],
        shift=0 if setting.file.scenario.get("exposure") == "public" else -1,
        needs=needed(setting, "exposure"),
    )


def _is_cors(setting: Setting) -> bool:
    return setting.name == "allow_origins" or setting.path[0].rpartition(".")[2] in {
        "CORS",
        "cross_origin",
    }


def _switches_on(setting: Setting, name: str) -> bool:
    return setting.name == name and str(setting.value.value).lower() == "true"


def _risky(setting: Setting, reason: str, shift: int) -> Verdict:
    return risky(reason, shift=shift, needs=needed(setting, "exposure", "environment"))


# --- routes --------------------------------------------------------------------------------------

_OF_ITS_OWN = listed("admin internal debug metrics")
"""First parts of addresses that are not for everybody."""
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
_DOES = listed(
    "add append approve book cancel charge commit create delete dispatch enqueue insert issue pay publish put refund"
    " register remove reserve save send set ship store submit transfer update upsert write"
)
"""First words of what a route calls that changes something."""
_FOR_EVERYBODY = listed(
    "login signin signup register registration join oauth password reset otp code verify verification activate confirm"
    " contact feedback subscribe subscription unsubscribe newsletter webhook webhooks hook hooks callback callbacks"
    " events notify health healthz ready readyz live ping status search query graphql quote quotes estimate estimates"
    " preview csp report reports telemetry public"
)
"""Words of addresses that strangers are meant to call, or a sender that proves itself in its own way."""


@risk.judge(RouteEffect)
def answers_whoever_calls(route: RouteEffect) -> Verdict | None:
    """A route that changes something or shows what is inside, in a scenario that says who can reach it."""
    handler, scenario = route.handler, route.file.scenario
    if scenario.get("exposure") not in {"public", "partner"} or "auth" in scenario.get(
        "handled", ()
    ):
        return None
    if handler is None or handler.kind != "route" or handler.is_of_a_sender:
        return None
    if is_for_developers(route) or is_test_code(route):
        return None
    what = _done_by(route, handler.path)
    if what is None or not handler.is_unasked():
        return None
    return risky(
        f"whoever finds the address may {what}, and nobody asks who they are",
        at=handler.lines,
        anchors=[route.lines],
        span=handler.span,
        needs=needed(route, "exposure"),
    )


def _done_by(route: RouteEffect, path: str) -> str | None:
    """What somebody may do with it who should not; None for what is open to everybody, or may be."""
    parts = [words(part) for part in path.strip("/").split("/")]
    if not path or _FOR_EVERYBODY & {
        *words(route.name),
        *(word for part in parts for word in part),
    }:
        return None
    if any(part[:1] and part[0] in _OF_ITS_OWN for part in parts):
        return "see or change what is inside"
    changes = bool(_CHANGES & route.methods) or (
        "POST" in route.methods and (route.writes or route.deletes or bool(_DOES & route.verbs))
    )
    return "change something" if changes else None


# --- ports of containers -------------------------------------------------------------------------


def _service_with_port(setting: Setting) -> Block | None:
    """The Compose service for which this setting publishes a port."""
    is_short = setting.path[-1:] == ("ports",)
    is_long = setting.path[-2:] == ("ports", "target")
    block = setting.block
    return block.within("compose:service") if block and (is_short or is_long) else None


def _mapping(setting: Setting) -> Mapping | None:
    if setting.name != "target":
        return short_mapping(str(setting.value.value), setting.value.text)
    beside = {one.name: one.value for one in siblings(setting)}
    published, host = beside.get("published"), beside.get("host_ip")
    if published is None or (host and not host.is_known) or not setting.value.number:
        return None
    return Mapping(str(host.value) if host else "", int(setting.value.number))


def _published(setting: Setting, service: Block) -> Verdict | None:
    mapping = _mapping(setting)
    image = service.text("image")
    name = behind(mapping.target, image, service.name) if mapping else None
    if mapping is None or name is None:
        return None
    if not mapping.is_open:
        return sound(f"{name} is published on {mapping.host} alone")
    if is_for_tests(service):
        return None
    is_deployed = _is_deployed(service)
    is_told_by_name = name == named_store(mapping.target, image, service.name)
    if is_told_by_name and not is_without_login(service):
        return None
    if not is_deployed and not is_told_by_name and not is_unprotected(service):
        return None
    is_public = setting.file.scenario.get("exposure") == "public"
    without = "" if is_deployed else " without a password that is worth one"
    return risky(
        f"{name} answers{without} on every address of the host, around its firewall",
        anchors=[service.lines],
        shift=int(is_public) if is_deployed and _lasts(service) else -1,
        needs=needed(setting, "exposure", "environment"),
    )


def _lasts(service: Block) -> bool:
    """Something of its stack is started again after a crash, or said to be in production."""
    return is_in_production(service) or any(map(is_kept_running, services(service)))


def _is_deployed(service: Block) -> bool:
    """Nothing says that this is a stack on somebody's laptop."""
    return is_in_production(service) or not is_by_hand(service)


# --- sockets of the machine ----------------------------------------------------------------------

_SOCKET = re.compile(r"(?:^|/)(?:docker|containerd|podman|crio)\.sock(?::|$)")
_MOUNTED = frozenset({("hostPath", "path"), ("host_path", "path"), ("volumes", "source")})
"""Where Kubernetes and the long form of Compose name what is mounted."""


def _is_a_socket(setting: Setting) -> bool:
    """What is mounted into a container is the socket through which containers are started."""
    is_mounted = setting.path[-1:] == ("volumes",) or setting.path[-2:] in _MOUNTED
    return is_mounted and bool(_SOCKET.search(setting.value.string or ""))


def _controlled(setting: Setting) -> Verdict | None:
    """Read-only or not: whoever may write to the socket is root on the machine, and `:ro` forbids only its removal."""
    service = setting.block.within("compose:service") if setting.block else None
    if service and not is_in_production(service) and is_by_hand(service):
        return None
    if service and "socket-proxy" in service.text("image"):
        return sound("only this proxy holds the socket, and hands on what it is told to")
    return _risky(setting, "whoever breaks into the container is root on its host", 0)


# --- firewalls -----------------------------------------------------------------------------------


@risk.judge(Block)
def lets_everyone_in(block: Block) -> Verdict | None:
    if is_for_developers(block):
        return None
    if block.kind == "kubernetes:Service":
        return _service_outside(block)
    if block.kind in {"nginx:location", "nginx:server"}:
        if page := open_to_strangers(block):
            return risky(page.reason, at=page.passed.lines, anchors=[block.lines], shift=page.shift)
        return _status(block) or _any_origin(block)
    if shown := open_page(block):
        what = (
            "takes servers out of use" if shown.takes_servers_out else "sees every server behind it"
        )
        return risky(
            f"whoever opens the statistics of the load balancer {what}",
            at=shown.shown.lines,
            anchors=[block.lines, shown.bind.lines],
            span=block.body,
            shift=0 if shown.takes_servers_out else -1,
        )
    if grants.is_forgotten(block):
        return risky("this changes something, and nobody is asked who they are", shift=-1)
    for opening in openings(block):
        return _open(opening)
    return _granted(block) or _invited(block)


def _granted(block: Block) -> Verdict | None:
    """Everybody may act, by what a policy says."""
    if place := grants.statement(block) or grants.member(block):
        return risky("whoever likes may do this, with an account of their own", at=place.lines)
    if place := grants.permission(block):
        return risky("whoever knows its name may call the function", at=place.lines)
    if place := grants.unasked(block):
        return risky(
            "whoever finds the address may change something, and nobody asks who they are",
            at=place.lines,
            anchors=[block.lines],
            shift=-1,
        )
    return None


def _open(opening: Opening) -> Verdict:
    return risky(
        f"{opening.name} can be reached from the whole internet",
        at=opening.source.lines,
        shift=-1 if opening.is_to_something_unknown else 1,
    )


def _invited(block: Block) -> Verdict | None:
    found = welcome(block)
    if found is None and is_open_by_itself(block):
        return risky(
            "unless it says otherwise, the cluster's API answers the whole internet",
            at=block.lines,
            span=block.body,
            shift=-1,
        )
    if found is None:
        return None
    return risky(
        f"{found.name} answers the whole internet",
        at=found.source.lines,
        anchors=[block.lines],
        shift=1 if found.name == "the database" else -1,
    )


# --- Kubernetes and nginx ------------------------------------------------------------------------


def _service_outside(block: Block) -> Verdict | None:
    kind = block.get("spec", "type")
    if (
        kind is None
        or kind.value.value not in {"LoadBalancer", "NodePort"}
        or not block.is_complete
    ):
        return None
    is_narrowed = has(block, "loadBalancerSourceRanges") or any(
        "internal" in f"{s.name} {s.value}".lower()
        for s in block.settings
        if s.path[:2] == ("metadata", "annotations")
    )
    ports = [s for s in block.settings if s.name in {"port", "targetPort"} and s.value.number]
    named = [
        (s, name) for s in ports if (name := behind(int(s.value.number or 0), name=block.name))
    ]
    asks = any("sasl" in s.value.text.lower() for one in block.peers for s in one.settings)
    if not named or is_narrowed or asks:
        return None
    outside = "the internet" if kind.value.value == "LoadBalancer" else "every address of the nodes"
    return risky(
        f"{named[0][1]} is offered on {outside}",
        at=kind.lines,
        anchors=[block.lines, *(setting.lines for setting, _ in named)],
        shift=1 if kind.value.value == "LoadBalancer" else -1,
    )


def _status(location: Block) -> Verdict | None:
    status = location.get("stub_status")
    is_open = admits_everyone(location) if status else None
    if status is None or is_open is None:
        return None
    if not is_open:
        return sound("not everyone gets the figures", at=status.lines)
    server = location if location.kind == "nginx:server" else location.within("nginx:server")
    listens = [
        str(one.value.value) for one in (server.settings if server else ()) if one.name == "listen"
    ]
    if any(text.startswith(("127.", "localhost", "[::1]", "unix:")) for text in listens):
        return None
    return risky("whoever asks sees how busy the server is", at=status.lines, shift=-1)


_ORIGIN = re.compile(r"access-control-allow-origin\s+[\"']?\$http_origin\b", re.IGNORECASE)
_CREDENTIALS = re.compile(r"access-control-allow-credentials\s+[\"']?true\b", re.IGNORECASE)


def _any_origin(block: Block) -> Verdict | None:
    """The caller's own origin is sent back as a trusted one, and nothing looks at it first."""
    headers = [s for s in block.settings if s.name == "add_header"]
    origin = next((s for s in headers if _ORIGIN.match(s.value.text)), None)
    if origin is None or not any(_CREDENTIALS.match(s.value.text) for s in headers):
        return None
    around = block.within("nginx:server") or block
    if any(
        inner.kind == "nginx:if" and "$http_origin" in " ".join(inner.labels)
        for inner in around.walk()
    ):
        return None
    return risky(
        "any page that a signed-in user opens can read with their session", at=origin.lines, shift=0
    )
