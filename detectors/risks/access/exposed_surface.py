"""Data, consoles and machines that everybody can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Block, Listener, RouteEffect, Setting
from detectors.gates.suspects import beginning_with
from detectors.infrastructure import grants
from detectors.infrastructure.admission import admits_everyone
from detectors.infrastructure.admitted_networks import (
    is_addressed,
    is_networked,
    is_open_by_itself,
    welcome,
)
from detectors.infrastructure.exposure import within
from detectors.infrastructure.firewalls import Opening, openings
from detectors.infrastructure.inner_pages import open_to_strangers
from detectors.infrastructure.open_doors import of_a_command, of_a_file
from detectors.infrastructure.open_services import (
    asked_by_any_page,
    listens_on_this_machine,
    offered,
    trusts_any_origin,
)
from detectors.infrastructure.published_ports import (
    Published,
    controls_the_machine,
    is_a_socket,
    published,
)
from detectors.infrastructure.statistics_pages import open_page
from detectors.judging import any_origin
from detectors.judging.open_routes import WEIGHTS, done_by, done_by_a_tool, done_without_a_path
from detectors.judging.running import needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.frameworks import ROUTED_BY_DECORATORS
from detectors.vocabulary.names import is_for_developers, siblings

_POLICY = re.compile(
    r"allow_origins\s*=|origins\s*=|origins[\"']\s*:|allow_origin_regex\s*=|supports_credentials\s*="
)

_ROUTED = re.compile(
    r"@[\w.]+\.(?:post|put|patch|delete)\(|@[\w.]+\.\w+\([^\n]*(?:methods|/admin|/internal|/debug|/metrics)"
)
"""A decorator of a route that changes something, or is not for everybody."""


_SERVED = re.compile(
    r"(?:host(?:name)?[\"']?\s*[=:,]|httpserver|make_server|default\s*=)[^\n]{0,80}[\"'](?:0\.0\.0\.0|\[?::\]?|(?=[\"']))[\"']"
)
"""In lower case: something may be told to listen on every address."""
_OPENED = ("authorize_security_group_ingress", "authorize_ingress")
"""How SDKs of clouds are told whom a machine lets in."""
_OF_DJANGO = ("cors_allow_all_origins", "cors_origin_allow_all", "cors_allow_credentials")
"""How a settings module tells django-cors-headers the same."""
_ANSWERED = re.compile(r"\bdef do_(?:post|put|patch|delete)\(")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source says which origins a browser may come from, and where it has routes."""
    yield from beginning_with(("allow_origin", "origins", "supports_credentials"), _POLICY, lowered)
    for name in (*_OPENED, *_OF_DJANGO):
        yield from places_of(name, lowered)
    if any(word in lowered for word in ROUTED_BY_DECORATORS):
        yield from (found.start() for found in _ROUTED.finditer(lowered))
    if served := [found.start() for found in _SERVED.finditer(lowered)]:
        yield from served
        yield from (found.start() for found in _ROUTED.finditer(lowered))
        yield from (found.start() for found in _ANSWERED.finditer(lowered))
        yield from places_of(".tool", lowered)


risk = Risk(
    __name__,
    words=(
        *("0.0.0.0", "httpserver", *_OPENED),
        *("origin", "supports_credentials", ".post(", ".put(", ".patch(", ".delete(", "methods"),
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
        "credentials: true",
        'credentials": true',
        "credentials = true",
        "supports_credentials",
        "support_credentials",
        "api_server_authorized",
        "url: true",
        "- {}",
        "[{}]",
        "org_role",
        "protected-mode",
        "xpack.security",
        "system:unauthenticated",
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
        return (
            _opened(setting)
            if setting.path == ("firewall", "ingress")
            else any_origin.policy(setting)
        )
    if port := published(setting):
        return _published(setting, port)
    if is_a_socket(setting):
        return _controlled(setting)
    if door := of_a_command(setting) or of_a_file(setting):
        return _risky(setting, door.reason, door.shift)
    if grants.operation_unasked(setting):
        return _risky(setting, "this changes something, and nobody is asked who they are", -1)
    if is_addressed(setting):
        return _risky(setting, "the database gets an address that the internet can reach", 1)
    if grants.is_a_bare_address(setting):
        return _risky(
            setting,
            "whoever finds the address calls the function, and nobody asks who they are",
            -1,
        )
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


def _switches_on(setting: Setting, name: str) -> bool:
    return setting.name == name and str(setting.value.value).lower() == "true"


def _risky(setting: Setting, reason: str, shift: int) -> Verdict:
    return risky(reason, shift=shift, needs=needed(setting, "exposure", "environment"))


# --- routes --------------------------------------------------------------------------------------


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
    if is_for_developers(route):
        return None
    what = done_by(route, handler.path)
    if what is None or not handler.is_unasked():
        return None
    return risky(
        f"whoever finds the address may {what}, and nobody asks who they are",
        at=handler.lines,
        anchors=[route.lines],
        span=handler.span,
        needs=needed(route, "exposure"),
    )


@risk.judge(Listener)
def listens_to_whoever_calls(listener: Listener) -> Verdict | None:
    """A server on every address, in whose file nothing asks who calls."""
    scenario = listener.file.scenario
    if scenario.get("exposure") or "auth" in scenario.get("handled", ()):
        return None  # the scenario says who reaches it, and its routes are judged by that
    if is_for_developers(listener):
        return None
    done = [
        (what, [route.lines, route.handler])
        for route in listener.routes
        if (what := _lets_do(route))
    ]
    for name, lines in listener.tools:
        if what := done_by_a_tool(name, has_a_key=listener.has_a_key):
            done.append((what, [lines]))
    if not done:
        return None
    worst = max((what for what, _ in done), key=WEIGHTS.index)
    return risky(
        f"it listens on every address, and whoever reaches it may {worst}: nothing here asks who they are",
        anchors=[
            listener.statement or listener.lines,
            *(one for _, places in done for one in places),
        ],
    )


def _lets_do(route: RouteEffect) -> str | None:
    handler = route.handler
    if handler is None or handler.kind != "route" or handler.is_of_a_sender:
        return None
    if handler.framework == "http.server":
        return done_without_a_path(route)
    return done_by(route, handler.path, surely=True)


# --- ports and sockets of containers -------------------------------------------------------------


def _published(setting: Setting, port: Published) -> Verdict:
    if port.host:
        return sound(f"{port.name} is published on {port.host} alone")
    is_public = setting.file.scenario.get("exposure") == "public"
    without = "" if port.is_deployed else " without a password that is worth one"
    return risky(
        f"{port.name} answers{without} on every address of the host, around its firewall",
        anchors=[port.service.lines],
        shift=int(is_public) if port.is_deployed and port.lasts else -1,
        needs=needed(setting, "exposure", "environment"),
    )


def _controlled(setting: Setting) -> Verdict | None:
    is_controlled = controls_the_machine(setting)
    if is_controlled is None:
        return None
    if not is_controlled:
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
    if place := grants.asking_for_nothing(block):
        return risky(
            "this changes something, and nobody is asked who they are",
            at=place.lines,
            anchors=[block.lines],
            shift=-1,
        )
    if grants.is_forgotten(block):
        return risky("this changes something, and nobody is asked who they are", shift=-1)
    if origin := asked_by_any_page(block):
        return risky(
            "every origin may ask, and the session of the user may come along",
            at=origin.lines,
            anchors=[block.lines],
            shift=-1,
        )
    for opening in openings(block):
        return _open(opening)
    return _granted(block) or _invited(block)


def _granted(block: Block) -> Verdict | None:
    """Everybody may act, by what a policy says."""
    if place := grants.statement(block) or grants.member(block):
        return risky("whoever likes may do this, with an account of their own", at=place.lines)
    if place := grants.bound_to_strangers(block):
        return risky(
            "whoever reaches the cluster has this role, without logging in",
            at=place.lines,
            anchors=[block.lines],
        )
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


def _opened(setting: Setting) -> Verdict | None:
    """By a program: its value is the first and the last port."""
    first, _, last = (setting.value.string or "").partition("-")
    name = within(int(first), int(last))
    return _open(Opening(setting, name)) if name else None


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
    found = offered(block)
    if found is None:
        return None
    outside = "the internet" if found.is_public else "every address of the nodes"
    return risky(
        f"{found.name} is offered on {outside}",
        at=found.kind.lines,
        anchors=[block.lines, *found.ports],
        shift=1 if found.is_public else -1,
    )


def _status(location: Block) -> Verdict | None:
    status = location.get("stub_status")
    is_open = admits_everyone(location) if status else None
    if status is None or is_open is None:
        return None
    if not is_open:
        return sound("not everyone gets the figures", at=status.lines)
    if listens_on_this_machine(location):
        return None
    return risky("whoever asks sees how busy the server is", at=status.lines, shift=-1)


def _any_origin(block: Block) -> Verdict | None:
    origin = trusts_any_origin(block)
    if origin is None:
        return None
    return risky(
        "any page that a signed-in user opens can read with their session", at=origin.lines, shift=0
    )
