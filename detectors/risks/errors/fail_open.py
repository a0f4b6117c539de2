"""Checks that pass when they cannot be carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Block, Bypass, Catch, Fact, Request, Setting
from detectors.gates.suspects import beginning_with
from detectors.judging.fail_open import PROOFS, is_of_a_webhook, tests_of_secrets
from detectors.judging.running import needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_for_developers, listed, words

_OTHER_STATE = re.compile(r"^[ \t]*(?:el)?if\b[^\n]*\band\b[^\n]*(?:!=|compare)", re.MULTILINE)
_PASSES = re.compile(r"except\b[^\n]*:.{0,300}?\breturn true\b", re.DOTALL)


def _suspects(source: str, lowered: str) -> Iterator[int]:
    yield from tests_of_secrets(lowered)
    if "oauth" in lowered or "openid" in lowered or "oidc" in lowered or "sso" in lowered:
        yield from (found.start() for found in _OTHER_STATE.finditer(lowered))
    yield from beginning_with(["except"], _PASSES, lowered)
    if "jwt" in lowered:
        yield from places_of("verify_signature", lowered)


risk = Risk(
    __name__,
    words=(*PROOFS, "except", "state", "jwt"),
    closer=_suspects,
    config_words=(
        "failurepolicy",
        "failure_mode_allow",
        "failuremodeallow",
        "fail_open",
        "failopen",
    ),
)

_CONTROLS = listed(
    "authorized authorised authorize authorise authenticate authenticated authentication authorization allowed"
    " permitted permission permissions fraud entitled entitlement signature captcha recaptcha hcaptcha turnstile"
)
"""Words of a name that is a check of who may do what."""
_ASKS = listed("verify validate check valid verified")
_CLAIMS = listed(
    "token signature password credential credentials otp jwt webhook captcha payment license licence access"
    " hmac totp mfa certificate"
)
"""What is checked, beside a word that says that it is."""
_MAY = listed("may can")
_DOES = listed(
    "purchase buy pay order refund withdraw transfer ride access login enter publish delete edit book checkout"
    " send call sell ship rent trade spend redeem register impersonate export"
)
_BAD = listed(
    "blocked banned revoked blacklisted blocklisted fraudulent suspended sanctioned compromised stolen"
)
"""Words of names that say no if they are true."""
_LIMITS = listed(
    "rate limit limited limits limiter ratelimit throttle throttled quota flag feature emergency duplicate robots"
    " inclusion include includes part parts scrape crawl proxy model tool cors origin extension file filename mime command url expired expires expiring expire"
)
"""Checks that let through on purpose, or that are about something else."""
_APPROVES = re.compile(
    r"^[\"']?(approved?|allow(ed)?|granted?|permit(ted)?|valid|passed|clean)[\"']?$", re.IGNORECASE
)
_REFUSES = listed("unknown denied rejected deny false no")
_TRANSIENT = re.compile(
    r"^(requests|httpx|aiohttp|urllib3?|http\.client|sqlalchemy|psycopg2?|asyncpg|pymongo|redis|botocore|grpc|ldap3?|socket|asyncio)\b"
    r"|(^|\.)(OSError|ConnectionError|TimeoutError|Timeout)$"
)
"""Exceptions that say that nobody has answered."""


@risk.judge(Request)
def passes_without_an_answer(request: Request) -> Verdict | None:
    """A check that asks somebody else, and what it says if nobody answers."""
    catch = next(iter(request.context.catches), None)
    if catch is None or not catch.returned or is_for_developers(request):
        return None
    if request.file.language != "python":
        return _of_a_script(request, catch.returned)
    return _of_a_function(request, catch)


def _of_a_function(request: Request, catch: Catch) -> Verdict | None:
    function = request.context.function
    if function is None or _prefers_availability(request):
        return None
    yes = _yes_of(function.name)
    if yes is None or not (catch.is_broad or all(map(_TRANSIENT.search, catch.catches))):
        return None
    if catch.returned == yes or (yes == "True" and _APPROVES.match(catch.returned)):
        return risky(
            f"without an answer {function.name} says {catch.returned}: an outage switches the check off",
            at=catch.lines,
            anchors=[request.lines],
            span=request.lines.through(catch.lines),
            needs=needed(request, "purpose"),
        )
    if catch.returned in {"True", "False"}:
        return sound(f"says {catch.returned} when it cannot be known", at=catch.lines)
    return None


@risk.judge(Catch)
def passes_whatever_went_wrong(catch: Catch) -> Verdict | None:
    """`def check_permission(...): try: return policy.allows(...) except Exception: return True`."""
    function = catch.context.function if catch.context else None
    if function is None or catch.returned != "True" or not catch.is_broad:
        return None
    if is_for_developers(catch) or _yes_of(function.name) != "True":
        return None
    if _prefers_availability(catch):
        return None
    return risky(
        f"whatever goes wrong in it, {function.name} says True: who makes it fail switches the check off",
        needs=needed(catch, "purpose"),
    )


def _yes_of(name: str) -> str | None:
    """What lets through, by the name of the function; None where it is no such check."""
    said = words(name)
    named = frozenset(said)
    if not named.isdisjoint(_LIMITS):
        return None
    if not named.isdisjoint(_BAD):
        return "False" if said[0] in {"is", "has", "check"} else None
    if said[:1] and said[0] in _MAY:
        return "True" if not named.isdisjoint(_DOES) else None
    if not named.isdisjoint(_CONTROLS):
        return "True"
    is_check = not named.isdisjoint(_ASKS) and not named.isdisjoint(_CLAIMS)
    return "True" if is_check else None


def _prefers_availability(fact: Fact) -> bool:
    return fact.file.scenario.get("purpose") in {"emergency", "analytics"}


def _of_a_script(request: Request, given: str) -> Verdict | None:
    if _APPROVES.match(given):
        return risky(
            f"if {request.name} gets no answer, the script takes {given} for one",
            at=request.statement,
            anchors=[request.lines],
        )
    if given in _REFUSES:
        return sound(f"without an answer it is {given}", at=request.lines)
    return None


@risk.judge(Bypass)
def passes_everybody_without_a_secret(bypass: Bypass) -> Verdict | None:
    """A check that is left out where nobody has set what it compares with."""
    if is_for_developers(bypass):
        return None
    if bypass.is_sent:
        return risky(
            f"whoever leaves {bypass.secret} out gets past {bypass.check}: a login that somebody else has begun is taken for theirs"
        )
    if is_of_a_webhook(bypass) or _prefers_availability(bypass) or bypass.is_handed_in:
        return None
    return risky(f"where {bypass.secret} is not set, {bypass.check} lets everybody in")


_UNVERIFIED = {
    "with a key": "the key is at hand and the signature is not looked at: whoever writes a token is let in with whatever it says",
    "after a failure": "a token whose check fails is taken without it, with whatever it says",
}


@risk.judge(Setting)
def takes_whatever_a_token_says(setting: Setting) -> Verdict | None:
    """`jwt.decode(token, KEY, options={"verify_signature": False})`"""
    if setting.path[:1] != ("jwt",) or setting.name != "jwt" or is_for_developers(setting):
        return None
    reason = _UNVERIFIED.get(str(setting.value.value))
    return risky(reason, at=setting.statement, anchors=[setting.lines]) if reason else None


# --- configuration ---------------------------------------------------------------------------------

_GUARDS = listed(
    "security secure policy policies verify signature signatures cosign kyverno gatekeeper opa psp"
    " podsecurity image images auth authz waf falco sigstore trust"
)
_OPENS = frozenset({"failure_mode_allow", "fail_open", "failOpen", "failureModeAllow"})


@risk.judge(Setting)
def is_told_to_let_through(setting: Setting) -> Verdict | None:
    if setting.role != "entry" or is_for_developers(setting) or setting.value.is_unknown:
        return None
    if setting.name == "failurePolicy":
        return _of_a_webhook(setting)
    if setting.name not in _OPENS:
        return None
    around = " ".join([*setting.path[:-1], *_beside(setting)])
    if "ext_authz" not in around and _GUARDS.isdisjoint(words(around)):
        return None
    if "ratelimit" in around or "rate_limit" in around:
        return None
    if setting.value.value is True or setting.value.string in {"on", "true"}:
        return risky("while what decides is away, everybody is let through")
    return sound("nobody is let through while what decides is away")


def _beside(setting: Setting) -> list[str]:
    """The texts in the same block: the type of a filter, its name."""
    block = setting.block
    return (
        [
            s.value.string or ""
            for s in block.settings
            if s.name in {"@type", "name", "type", "kind"}
        ]
        if block
        else []
    )


def _of_a_webhook(setting: Setting) -> Verdict | None:
    block = _webhook_around(setting.block)
    if block is None or setting.path[:1] != ("webhooks",):
        return None
    named = {word for name in [block.name, *_beside(setting)] for word in words(name)}
    if named.isdisjoint(_GUARDS):
        return None
    if setting.value.string == "Ignore":
        return risky(
            "while the webhook is away, everything is admitted without it",
            anchors=[block.lines],
        )
    return sound("nothing is admitted unseen") if setting.value.string == "Fail" else None


def _webhook_around(block: Block | None) -> Block | None:
    return block.within("kubernetes:ValidatingWebhookConfiguration") if block else None
