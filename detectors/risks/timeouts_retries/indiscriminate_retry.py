"""Retries of what cannot get better: a refused key, a missing page, an invalid number."""

from __future__ import annotations

from detectors.facts import Loop, Request, Retry, Setting
from detectors.gates.attempts import attempts
from detectors.judging.repeating import covers_only, repeats_a_failure
from detectors.judging.running import is_test_code
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary import hosts

risk = Risk(
    __name__,
    words=("except",),
    config_words=("retryon", "retry_on", "proxy_next_upstream"),
    closer=attempts,
)

_MAY_PASS = ("connect", "timeout", "drop", "429", "5xx", "conflict", "not yet")
"""Kinds of failure after which the same request may succeed."""
_NO_QUESTION = frozenset({"connect", "consume"})
"""What is not refused for what it asks."""
_CONNECTED = frozenset({
    *("asyncpg", "mysql.connector", "psycopg", "psycopg2", "pymongo", "pymysql", "redis", "sqlite3"),
    *("pika", "aio_pika", "kafka", "confluent_kafka", "paho.mqtt", "websockets", "websocket", "socket"),
    *("ftplib", "imaplib", "smtplib", "ldap3", "paramiko", "grpc"),
})  # fmt: skip
"""Clients of a connection that one keeps: mostly it is the connection that has failed, or somebody else was faster."""
_NO_REFUSAL = frozenset({
    *("5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "refused-stream"),
    *("retriable-headers", "cancelled", "deadline-exceeded", "resource-exhausted", "unavailable"),
    *("internal", "429", "502", "503", "504"),
})  # fmt: skip
"""Conditions of Envoy and Istio that no refusal meets."""

_LIMITS_BY_403 = ("api.github.com", ".googleapis.com", ".sec.gov")
"""Ends of hosts: GitHub's secondary limits, `userRateLimitExceeded` of Google, ten requests a second of EDGAR."""

_FOR_GOOD = frozenset({"400", "401", "403", "404", "405", "410", "413", "422"})
"""Statuses that say no, whoever asks again."""


@risk.judge(Retry)
def repeats_what_cannot_get_better(retry: Retry) -> Verdict | None:
    if retry.is_probe or not repeats_a_failure(retry):
        return None
    is_python = retry.file.language == "python"
    if again := [request for request in retry.refused if _may_be_refused(request, retry)]:
        return _risky(retry, again)
    if retry.covers is None:
        return None
    if not retry.requests and _repeats_all_of(retry):
        return risky(
            "whatever is raised in there is tried again: a wrong argument, a missing right",
            shift=-1,
        )
    if "urllib3" in retry.name and "4xx" in retry.covers:
        if any(_tells_a_limit(request) for request in retry.requests):
            return None
        return risky("its list of statuses has such as are refused for good, whoever asks again")
    refused = [request for request in retry.requests if _is_told_of(request, retry)]
    if not refused:
        return None
    if covers_only(retry, *_MAY_PASS):
        return sound("repeats only what may pass") if is_python else None
    if covers_only(retry, "4xx") or not {"4xx", "any"} & retry.covers:
        return None  # a refusal that is answered on purpose, as of a token that has run out
    if is_python and (retry.kind == "option" or not retry.is_blind):
        return (
            None  # of an option how often is for the caller to say, and after what for the client
        )
    return _risky(retry, refused)


def _tells_a_limit(request: Request) -> bool:
    """Its server says 403 also to whom it has said enough for now."""
    at = hosts.target(request)
    return at is not None and at.host.endswith(_LIMITS_BY_403)


def _repeats_all_of(retry: Retry) -> bool:
    """It tells no failure from another, and nor does what it repeats, which is not shown."""
    if retry.covers is None or covers_only(retry, "4xx") or not {"any", "4xx"} & retry.covers:
        return False
    if retry.counts_seconds:  # it waits until something has come up
        return False
    if retry.file.language != "python":
        return False
    if retry.kind == "loop" and not retry.is_blind:
        return False
    return retry.kind in {"decorator", "loop"} and retry.may_be_refused


def _risky(retry: Retry, refused: list[Request]) -> Verdict:
    few = retry.attempts.number == 2
    return risky(
        f"what {refused[0].name} is refused for good (a wrong key, an invalid number) is tried"
        " again and again",
        anchors=[retry.lines, *(request.lines for request in refused)],
        shift=-1 if few else 0,
    )


def _may_be_refused(request: Request, retry: Retry) -> bool:
    if request.effect in _NO_QUESTION:
        return False
    return request.client.library not in _CONNECTED or retry.names_base


def _is_told_of(request: Request, retry: Retry) -> bool:
    """A refusal comes out of it as a failure, where this is what repeats it."""
    if retry.kind == "loop" and retry.file.language == "shell":
        return False  # what its condition asks decides, and that is seldom one request
    if not _may_be_refused(request, retry):
        return False
    raised, function = request.response.raised, request.context.function
    if retry.kind == "loop":
        is_here = bool(retry.statement and retry.statement.holds(request.lines))
        if not is_here and request.context.catches:
            return False  # what comes out of the helper is for its own clauses to say
        return request.response.errors == "raise" or bool(raised and retry.lines.holds(raised))
    if retry.kind == "recursion" and retry.span and retry.span.holds(request.lines):
        is_raised_here = bool(raised and retry.span.holds(raised))
        return request.response.errors == "raise" or is_raised_here
    caught = [catch for catch in request.context.catches if catch.outcome != "raises"]
    if caught and retry.file.language == "python":
        return False  # it never comes out of there
    if request.response.errors == "raise" or request.response.is_told:
        return True
    return bool(raised and function and retry.kind == "decorator" and function.lines.holds(raised))


@risk.judge(Loop)
def knocks_for_ever(loop: Loop) -> Verdict | None:
    """`while True: try: connect(token) except Exception: sleep(5)`: a key that has been withdrawn is shown for ever."""
    again = loop.reconnects
    if again is None or not again.refused or is_test_code(loop):
        return None
    return risky(
        "a key that the server does not take is shown again and again, as after a lost connection",
        at=again.lines,
        anchors=[*again.anchors, *(request.lines for request in again.refused)],
        span=loop.lines,
    )


@risk.judge(Setting)
def passes_on_what_was_refused(setting: Setting) -> Verdict | None:
    """Conditions of Istio, Envoy and nginx."""
    if setting.role != "entry" or setting.block is None or setting.value.string is None:
        return None
    body, text = setting.block.body, setting.value.string
    if setting.name in {"retryOn", "retry_on"}:
        said = {part.strip() for part in text.split(",")}
        if "4xx" in said:
            return risky("every refusal is repeated, whatever is refused", span=body)
        if codes := sorted(said & _FOR_GOOD):
            told = " or ".join(codes)
            return risky(f"a {told} is repeated, and the answer will be the same", span=body)
        return sound("repeats only what may pass") if said and said <= _NO_REFUSAL else None
    if setting.name == "proxy_next_upstream":
        codes = sorted({"http_403", "http_404"} & set(text.split()))
        if codes:
            told = " and ".join(code.removeprefix("http_") for code in codes)
            return risky(f"a {told} goes to the next server, which answers the same", span=body)
    return None
