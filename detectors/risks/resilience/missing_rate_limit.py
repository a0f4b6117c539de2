"""Public interfaces that one caller can call as often as they like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from detectors.facts import Block, Handler, Setting
from detectors.infrastructure.proxies import can_be_seen, is_internal, server_names
from detectors.judging.running import is_test_code, needed
from detectors.judging.settings import resources
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary import hosts
from detectors.vocabulary.frameworks import ROUTED_BY_DECORATORS
from detectors.vocabulary.names import is_a_test, is_for_developers, listed, words

_COSTLY = (
    "login",
    "signin",
    "sign_in",
    "sign-in",
    "otp",
    "2fa",
    "mfa",
    "password",
    "passcode",
    "code",
    "magic",
    "verif",
    "token",
)


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where the name or the path of a costly route stands in or below a decorator."""
    if all(word not in lowered for word in ROUTED_BY_DECORATORS):
        return
    for name in _COSTLY:
        for place in places_of(name, lowered):
            before = lowered.rfind("@", max(0, place - 200), place)
            if before >= 0 and "\n\n" not in lowered[before:place]:
                yield place


risk = Risk(
    __name__,
    words=_COSTLY,
    config_words=(
        "proxy_pass",
        "limit_req",
        "usage_plan",
        "apigatewayv2_stage",
        "kind: ingress",
        "frontend",
        "ratelimit",
        "rate_limit",
    ),
    closer=_suspects,
    needs_client=False,
)

_ALL_OF_IT = "one caller can take all the capacity that the others need"


def _is_public(fact: Block | Handler) -> bool:
    return fact.file.scenario.get("exposure") in {"public", "partner"}


# --- Python --------------------------------------------------------------------------------------

_GUESSED = (
    listed("login signin otp passcode"),
    listed("2fa mfa"),
)
_PAIRS = (
    ("sign", "in"),
    ("password", "reset"),
    ("forgot", "password"),
    ("reset", "password"),
    ("send", "code"),
    ("request", "code"),
    ("verify", "code"),
    ("verify", "phone"),
    ("verify", "email"),
    ("magic", "link"),
    ("access", "token"),
)
_SENDS = listed("otp code send magic forgot verify")


@risk.judge(Handler)
def lets_everybody_try(handler: Handler) -> Verdict | None:
    if handler.kind != "route" or is_test_code(handler) or is_a_test(handler):
        return None
    if handler.node is None or handler.file.is_for_development:
        return None
    if handler.file.scenario.get("exposure") == "internal":
        return None
    said = [*words(handler.path), *words(handler.node.name.value)]
    if not _is_costly(said) or not handler.is_unlimited():
        return None
    sends = bool(_SENDS & set(said))
    what = "send messages at our expense" if sends else "try passwords"
    return risky(
        f"nothing counts the calls, so anybody can {what} as fast as it answers",
        shift=1,
        needs=needed(handler, "exposure"),
    )


def _is_costly(said: list[str]) -> bool:
    if any(guessed & set(said) for guessed in _GUESSED):
        return True
    pairs = set(pairwise(said))
    return any(pair in pairs for pair in _PAIRS)


# --- servers and gateways ------------------------------------------------------------------------


@risk.judge(Block)
def lets_one_caller_take_it_all(block: Block) -> Verdict | None:
    if is_for_developers(block):
        return None
    match block.kind:
        case "nginx:server":
            return _nginx(block)
        case "nginx:location":
            return _location(block)
        case "haproxy:frontend" | "haproxy:listen":
            return _haproxy(block)
        case "kubernetes:Ingress":
            return _ingress(block)
        case "terraform:resource":
            return _resource(block)
    return None


def _unlimited(block: Block, reason: str, shift: int = 0) -> Verdict:
    return risky(reason, shift=shift, needs=needed(block, "exposure"))


def _limits(blocks: list[Block]) -> list[Setting]:
    return [s for b in blocks for s in b.settings if s.name in {"limit_req", "limit_conn"}]


_INTERFACE = re.compile(
    r"(?<![a-z])(?:api|graphql|rest|otp|login|log-in|sign-?in|auth|oauth2?|tokens?|v\d+)(?![a-z])",
    re.IGNORECASE,
)


def _is_an_interface(block: Block, *more: str) -> bool:
    """Its name, its hosts or its paths say that programs call it, or that people log in there."""
    paths = (s.value.string or "" for s in block.settings if s.name in {"path", "host", "acl"})
    labels = (" ".join(inner.labels) for inner in block.walk())
    return any(map(_INTERFACE.search, [block.name, *more, *paths, *labels]))


_PROXIES = frozenset({"proxy_pass", "grpc_pass", "uwsgi_pass", "fastcgi_pass"})


def _proxied(block: Block) -> bool:
    return any(s.name in _PROXIES for inner in block.walk() for s in inner.settings)


def _nginx(server: Block) -> Verdict | None:
    if not _proxied(server):
        return None
    counted = _limits([*server.walk(), *server.outwards()])
    if counted:
        return sound("calls are counted, and too many are refused", at=counted[0].lines)
    if not can_be_seen(server) or is_internal(server) or not _is_public(server):
        return None
    if not _is_an_interface(server, *server_names(server)):
        return None
    named = next(
        (name for name in server_names(server) if hosts.place(name) == "public"), "this server"
    )
    return _unlimited(server, f"{named} passes on whatever comes: {_ALL_OF_IT}")


_LOGIN = re.compile(
    r"/(?:\w+/)*(?:log-?in|sign-?in|otp|password|token|auth)(?:/|$|\b)", re.IGNORECASE
)


def _location(location: Block) -> Verdict | None:
    """A login beside places that are limited."""
    server = location.within("nginx:server")
    path = next((label for label in reversed(location.labels) if "/" in label), "")
    if server is None or not _LOGIN.search(path) or not _proxied(location):
        return None
    if _limits([*location.walk(), *location.outwards()]) or not can_be_seen(location):
        return None
    if _is_public(location) or not _limits(server.walk()):
        return None  # the server itself is reported then, or nothing shows that it has callers
    return risky(
        f"{path} is not counted, unlike what stands beside it, so anybody can try passwords",
        shift=1,
    )


@risk.judge(Setting)
def counts_and_lets_through(setting: Setting) -> Verdict | None:
    if is_for_developers(setting) or setting.role not in {"entry", "variable"}:
        return None
    if setting.file.language == "nginx":
        return _in_nginx(setting)
    if setting.file.language == "python" or not _SWITCH.fullmatch(setting.name):
        return None
    is_off = str(setting.value.value).lower() in {"false", "0", "off", "no"}
    says_off = "disable" in setting.name.lower()
    if not setting.value.is_known or says_off == is_off:
        return None
    return risky(f"{setting.name} switches the limit off that the program has: {_ALL_OF_IT}")


_SWITCH = re.compile(
    r"(?i)(?:\w+_)?rate_?limit(?:s|er|ing)?_(?:enabled?|disabled?)|disable_(?:\w+_)?rate_?limit(?:s|er|ing)?"
)


def _in_nginx(setting: Setting) -> Verdict | None:
    if setting.name == "limit_req_dry_run" and setting.value.value == "on":
        return risky(f"too many calls are counted and let through: {_ALL_OF_IT}")
    block = setting.block
    if setting.name != "limit_req_zone" or block is None:
        return None
    everything = [inner for peer in (*block.peers, block) for inner in peer.walk()]
    if _limits(everything) or not all(inner.is_complete for inner in everything):
        return None
    if not any(
        inner.kind == "nginx:server" and _proxied(inner) for inner in everything
    ) or _is_public(block):
        return None
    return risky(f"calls would be counted here, and no `limit_req` does it: {_ALL_OF_IT}")


def _haproxy(proxy: Block) -> Verdict | None:
    texts = [f"{s.name} {s.value.text}" for peer in proxy.peers for s in peer.settings]
    own = [s for s in proxy.settings if re.search(r"_rate|track-sc", f"{s.name} {s.value.text}")]
    if own:
        return sound("calls are counted, and too many are refused", at=own[0].lines)
    if (
        not _is_public(proxy)
        or not can_be_seen(proxy)
        or any(re.search(r"track-sc|stick-table", t) for t in texts)
    ):
        return None
    binds = any(s.name == "bind" for s in proxy.settings)
    goes_on = any(s.name in {"default_backend", "use_backend", "server"} for s in proxy.settings)
    if (
        not binds
        or not goes_on
        or not _is_an_interface(proxy)
        or any("redirect scheme" in t for t in (f"{s.name} {s.value.text}" for s in proxy.settings))
    ):
        return None
    return _unlimited(proxy, f"{proxy.name} passes on whatever comes: {_ALL_OF_IT}")


_NGINX = "nginx.ingress.kubernetes.io/limit-"


def _ingress(ingress: Block) -> Verdict | None:
    annotations = [s for s in ingress.settings if s.path[:2] == ("metadata", "annotations")]
    limits = [s for s in annotations if s.name.startswith(_NGINX)]
    if limits:
        return sound("calls are counted, and too many are refused", at=limits[0].lines)
    controller = ingress.get("spec", "ingressClassName") or ingress.get(
        "kubernetes.io/ingress.class"
    )
    is_nginx = controller is not None and controller.value.string == "nginx"
    if not is_nginx or not _is_public(ingress) or not ingress.is_complete:
        return None
    if not _is_an_interface(ingress):
        return None
    if any(
        "snippet" in s.name or "auth-url" in s.name or "whitelist" in s.name for s in annotations
    ):
        return None
    return _unlimited(ingress, f"{ingress.name} passes on whatever comes: {_ALL_OF_IT}")


# --- API Gateway ---------------------------------------------------------------------------------


def _resource(resource: Block) -> Verdict | None:
    match resource.labels[:1]:
        case ("aws_api_gateway_usage_plan",):
            return _plan(resource)
        case ("aws_apigatewayv2_stage",):
            return _stage(resource)
        case ("aws_api_gateway_method_settings",):
            return _rate(resource)
    return None


def _rate(resource: Block) -> Verdict | None:
    rate = resource.get("throttling_rate_limit") or resource.get("throttle_settings", "rate_limit")
    if rate is None or rate.value.number is None:
        return None
    if rate.value.number < 0:
        return risky(f"the limit is switched off: {_ALL_OF_IT}", at=rate.lines)
    return sound(f"{rate.value} calls a second are let through", at=rate.lines)


def _plan(plan: Block) -> Verdict | None:
    """A plan is there to limit a customer."""
    if _rate(plan):
        return _rate(plan)
    names = {inner.name for inner in plan.walk()} | {
        label for inner in plan.walk() for label in inner.labels
    }
    if (
        not plan.is_complete
        or {"throttle_settings", "quota_settings", "throttle", "dynamic"} & names
    ):
        return None
    return _unlimited(
        plan, f"the customers of {plan.name} have a plan without a limit: {_ALL_OF_IT}"
    )


def _stage(stage: Block) -> Verdict | None:
    if _rate(stage):
        return _rate(stage)
    if not stage.is_complete or not _is_public(stage) or stage.get("throttling_burst_limit"):
        return None
    if resources(stage, "aws_wafv2_web_acl") or resources(stage, "aws_wafv2_web_acl_association"):
        return None
    return _unlimited(stage, f"only the account's own limit holds for {stage.name}: {_ALL_OF_IT}")
