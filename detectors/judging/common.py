"""What several risks ask of a fact: who waits for it, what it is for, what its address says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from detectors.facts import (
    HOLE,
    Block,
    Context,
    Fact,
    Lines,
    Loop,
    Request,
    Retry,
    Setting,
    Value,
)
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed

USER_WAITS = frozenset({"web-handler", "webhook-handler", "lambda"})
"""Runtimes of the scenario in which somebody waits for the answer."""
REDELIVERS = frozenset({"at-least-once", "scheduled-rerun"})
"""Triggers of the scenario that bring the same work again."""
MONEY = frozenset({"payment", "order"})
"""Purposes for which a duplicate costs a customer money."""
MESSAGES = frozenset({"otp", "alert", "emergency", "notification", "marketing"})
"""Purposes whose work is a message to somebody."""
SELDOM = listed(
    "main run start startup setup init initialize connect open login logon signin auth authenticate authorize"
    " oauth exchange token refresh register install close shutdown health healthcheck check test"
    " probe version validate verify discover wait pull bootstrap kill example demo poll alert alerts"
    " healthz livez readyz ping alive capabilities"
)
"""In the names of functions that are called seldom, or hold a connection for long anyway."""

_TEST_FOLDERS = frozenset({"test", "tests", "testing", "e2e"})
_OF_A_LAMBDA = re.compile(rf"https?://{HOLE}/2018-06-01/runtime/")
_LOOPBACK = re.compile(r"^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$")


def needed(fact: Fact, *names: str) -> tuple[str, ...]:
    """Those of these facts that the scenario gives."""
    return tuple(name for name in names if name in fact.file.scenario)


def runs_as(fact: Fact, *runtimes: str) -> bool:
    """The scenario says that it runs in one of these."""
    return fact.file.scenario.get("runtime") in runtimes


def serves_somebody(fact: Fact, context: Context | None) -> bool:
    """A user or a sender waits while it runs: a route, a webhook, a Lambda."""
    handler = context.handler if context else None
    if handler and handler.is_waited_for:
        return True
    return fact.file.scenario.get("runtime") in USER_WAITS


def is_supervised(fact: Fact, context: Context | None) -> bool:
    """It works in the background, and something notices when it stands still."""
    handler = context.handler if context else None
    if handler and handler.kind in {"consumer", "task", "scheduled"}:
        return True
    return runs_as(fact, "worker", "k8s-job")


def is_run_by_a_person(fact: Fact, context: Context | None) -> bool:
    """Somebody started it and looks at it, so that a failure is seen and repeated by hand."""
    handler = context.handler if context else None
    if runs_as(fact, "cli") or fact.file.scenario.get("trigger") == "manual":
        return True
    return bool(handler and handler.kind == "cli")


def is_a_command(fact: Fact) -> bool:
    """Its file is one that a person starts, or a part of a command line: `cli/core/api_client.py`."""
    path = PurePosixPath(fact.file.name)
    return path.stem in {"__main__", "cli"} or "cli" in path.parts[:-1]


def is_redelivered(request: Request) -> Value:
    """Whether the same work can come again from outside; the value is the reason, in words."""
    handler = request.context.handler
    if trigger := request.file.scenario.get("trigger"):
        known = trigger in REDELIVERS
        return Value("known", f"the trigger is {trigger}") if known else Value("off")
    if handler and handler.redelivers.value is True:
        return Value("known", f"this {handler.kind} can be delivered twice")
    return Value("off")


def is_test_code(fact: Fact) -> bool:
    """It stands in a folder of tests, or in a file that a test runner picks up."""
    *folders, file = PurePosixPath(fact.file.name.lower().replace("\\", "/")).parts or ("",)
    stem = file.partition(".")[0]
    return bool(
        any(name in _TEST_FOLDERS or name.endswith(("_test", "_tests")) for name in folders)
        or stem == "conftest"
        or stem.startswith("test_")
        or stem.endswith(("_test", "_tests"))
    )


def is_loopback(request: Request) -> bool:
    """Its address is this very machine, the runtime of a Lambda among it."""
    host = request.setting("host").string
    if url := request.setting("url").string:
        if _OF_A_LAMBDA.match(url):
            return True
        host = urlsplit(url if "//" in url else f"//{url}").hostname if _is_parsable(url) else None
    return bool(host and _LOOPBACK.match(host))


def is_of_its_platform(request: Request) -> bool:
    """What runs the code answers it, on the machine itself; the next piece of work may take its time."""
    return request.setting("usual_host").string == "platform"


def is_metadata(request: Request) -> bool:
    """Its address is the metadata service of the cloud machine that it runs on."""
    at = hosts.target(request)
    return at is not None and hosts.place(at.host) == "metadata"


def _is_parsable(url: str) -> bool:
    try:
        urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return False
    return True


def url_path(request: Request) -> tuple[str, ...]:
    """The words of its address after the host, lower case; parts that cannot be seen are left out."""
    url = request.setting("url").string
    if not url:
        return ()
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/?#]*", "", url.lower()).split("?")[0].split("#")[0]
    return tuple(part for part in re.split(r"[/:]", path) if part and HOLE not in part)


def words_of(name: str) -> tuple[str, ...]:
    """`sendOtpCode`, `send_otp_code` and `send-otp-code` are send, otp, code."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return tuple(re.findall(r"[a-z]+|\d+", spaced.lower()))


def stems(text: str) -> frozenset[str]:
    """Its words without the s of a plural."""
    return frozenset(word.removesuffix("s") for word in words_of(text))


def anchors_of(request: Request) -> list[Lines]:
    """Where else a flag is right for what this call lacks: its anchors, and the calls of its helper."""
    return [*request.anchors, *request.context.call_sites]


def is_small(count: Value, limit: int = 10) -> bool:
    """A known number of turns that nobody needs to worry about."""
    return count.number is not None and count.number <= limit


def is_short(loop: Loop) -> bool:
    """It makes few turns: as many as the source tells, or as there are in a list that somebody has written."""
    is_of_unseen = loop.count.is_unknown or loop.file.language == "python"
    return is_small(loop.count) or (loop.is_listed and is_of_unseen)


def goes_over_data(loop: Loop, *, of_many: bool = False) -> bool:
    """It asks once for each of what there may be many: an answer, a file, a list that is handed in.

    In Python code that runs when its file does, or for a person who waits for it, the loop runs once and is looked at,
    unless there are known to be many.
    """
    if loop.role != "items" or loop.is_concurrent or is_short(loop) or is_test_code(loop):
        return False
    is_once = loop.is_for_a_person or loop.requests[0].context.is_module_level
    return of_many or not (is_once and loop.file.language == "python")


def covers_only(retry: Retry, *kinds: str) -> bool:
    """It repeats nothing but these kinds of failure."""
    return retry.covers is not None and retry.covers <= set(kinds)


def repeats_a_failure(retry: Retry) -> bool:
    """What it repeats has failed, on another machine, and it is written here.

    A conflict is no failure: somebody else was faster, and the next attempt comes through.
    Nor is what is not there yet.
    Nor is an answer of no use, as a model gives: whoever has answered is not down.
    """
    if retry.kind == "default" or not repeats(retry) or is_test_code(retry):
        return False
    if _is_of_this_machine(retry):
        return False
    return not covers_only(retry, "conflict", "answer", "not yet")


def _is_of_this_machine(retry: Retry) -> bool:
    """Whatever it asks is here, as far as its addresses can be seen."""
    here = [is_loopback(request) for request in retry.requests]
    said = [r.setting("url").string or r.setting("host").string or HOLE for r in retry.requests]
    return any(here) and all(
        is_here or where.startswith(HOLE) for is_here, where in zip(here, said, strict=True)
    )


def repeats(retry: Retry) -> bool:
    """It really makes a second attempt; unknown counts as yes."""
    attempts = retry.attempts.number
    return attempts is None or attempts > 1


def place_in(loop: Loop, request: Request) -> Lines | None:
    """Where this loop calls it: the call itself, or the call of the helper that holds it."""
    if loop.lines.holds(request.lines):
        return request.lines
    sites = (*request.context.call_sites, *loop.calls)
    return next((site for site in sites if loop.lines.holds(site)), None)


_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d|w)?")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(value: Value, unit: str = "s") -> float | None:
    """`90`, `1.5`, `3s`, `1m30s`, `500ms` in seconds; None for what is no duration."""
    if (number := value.number) is not None:
        return number * _UNITS[unit]
    text = (value.string or "").strip().lower()
    if not re.fullmatch(r"(\d+(\.\d+)?\s*(us|ms|s|m|h|d|w)?\s*)+", text):
        return None
    return sum(float(n) * _UNITS[u or unit] for n, u in _DURATION.findall(text))


def own(block: Block, name: str) -> Setting | None:
    """The last setting of this name that stands directly in the block."""
    return next((s for s in reversed(block.settings) if s.block is block and s.name == name), None)


def below(block: Block, name: str) -> Block | None:
    """The block of this name directly below."""
    return next((inner for inner in block.blocks if inner.name == name), None)


def resources(block: Block, kind: str) -> list[Block]:
    """Every Terraform resource of this type in the source."""
    return [
        peer
        for peer in block.peers
        if peer.kind == "terraform:resource" and peer.labels[:1] == (kind,)
    ]
