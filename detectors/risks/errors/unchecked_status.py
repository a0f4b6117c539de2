"""Answers that are used, or taken for a success, although nobody looked whether they are errors."""

from __future__ import annotations

import re

from detectors.facts import Process, Request
from detectors.judging.addresses import is_loopback, is_of_its_platform, stays_here
from detectors.judging.losses import may_be_lost
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits, Lines
from detectors.vocabulary.names import is_a_test, listed, words_of

risk = Risk(__name__, config_words=("requests.", "httpx."))

_NO_STATUS = {
    *("redis", "psycopg", "psycopg2", "pymongo", "smtplib", "ftplib", "imaplib", "poplib"),
    *(
        "pika",
        "kafka",
        "aiokafka",
        "confluent_kafka",
        "grpc",
        "websockets",
        "celery",
        "socket",
        "psql",
        "redis-cli",
    ),
}
"""Clients of protocols in which nobody looks for an HTTP status."""
_SERIOUS = {"payment", "order", "otp", "emergency"}
_FAILURES = {
    *("Exception", "BaseException", "RequestException", "HTTPError", "ClientError", "RequestError")
}
"""Exceptions that stand for every way in which a request fails; for HTTPX but for an error status, which it does not raise."""
_OUT_OF_SIGHT = {"returned", "passed-on", "unknown"}
_REACHED = listed("reachable unreachable accessible accessable connectivity internet online")
"""Words of functions that ask whether anybody answers at all."""
_USES = {
    "body": "uses whatever comes back, an error page included",
    "status": "looks at the status and goes on whatever it is",
}


@risk.judge(Request)
def takes_an_error_for_an_answer(request: Request) -> Verdict | None:
    response = request.response
    if is_a_test(request) or is_of_its_platform(request):
        return None
    if request.file.language == "python" and request.file.is_a_demonstration:
        return None
    if request.file.language == "python" and stays_here(request):
        return None  # a part of the same program, which is there or is not
    if request.file.is_for_development and is_loopback(request):
        return None
    if request.file.is_a_pipeline and is_loopback(request) and _is_knocked_at(request):
        return None  # it waits until something is up, and the steps behind it need more than that
    is_shell = request.file.language != "python"
    reads = request.method in {"GET", "HEAD"} or (not request.method and request.effect == "read")
    is_unused = response.use in {"discarded", "status"}
    if is_unused and request.method in {"GET", "HEAD"} and not is_shell:
        if not response.is_believed or _asks_whether_it_answers(request):
            return None  # a probe, or a trigger
    elif is_unused and not is_shell and _may_be_lost(request):
        return None
    if response.use == "shown" and reads:
        return None  # whoever reads it sees what it is
    if response.errors == "unchecked" and (is_shell or response.use not in _OUT_OF_SIGHT):
        if response.is_of_a_later_branch:
            return None  # it is said of the first
        if response.use == "passed-on" and request.file.is_for_development:
            return None  # whoever tries the example sees what comes back
        use = _USES.get(response.use, "takes any answer for a success, a rejection included")
        if response.is_told:
            use = "fails on an error status, and what follows goes on without an answer"
        return risky(
            f"{request.name} {use}",
            at=_pipeline(request) if is_shell else None,
            anchors=[a for a in (request.statement, response.lines, *request.anchors) if a],
            shift=_shift(request),
            needs=("best_effort",) if request.file.scenario.get("best_effort") else (),
        )
    if response.errors == "checked":
        return sound("the status is looked at before the answer is used", at=request.lines)
    if response.errors == "raise" and request.client.library not in _NO_STATUS:
        fails = "fails" if request.file.language == "shell" else "raises"
        return sound(f"{request.client.title or request.name} {fails} on an error status")
    return None


_ASKS_AND_IS_DONE = re.compile(r"\b(requests|httpx)\.(?:get|head)\(")
_LOOKS = re.compile(
    r"raise_for_status|status|\.ok\b|is_success|is_error|assert|exit|json|\bif\b|text|content"
)
_CONTAINERS = frozenset({"dockerfile", "compose", "kubernetes"})


@risk.judge(Process)
def takes_an_error_for_health(process: Process) -> Verdict | None:
    """`HEALTHCHECK CMD python -c "import requests; requests.get('http://localhost:8000/health')"`"""
    if process.file.format not in _CONTAINERS or not re.fullmatch(r"python[\d.]*", process.name):
        return None
    text = process.words[1] if process.words[:1] == ("-c",) and len(process.words) > 1 else ""
    asks = _ASKS_AND_IS_DONE.search(text)
    if asks is None:
        return None
    if _LOOKS.search(text.replace("/status", "")):
        return sound("the status is looked at")
    return risky(
        f"{asks[1]} raises for no status, so a container that answers 500 counts as healthy",
        at=process.statement,
    )


def _may_be_lost(request: Request) -> bool:
    """Nobody takes it for done: `except Exception: pass`, `with suppress(HTTPError)`, or nothing comes of a failure,
    and so of a success. Where a failure is told in a log, a refusal should be as well, unless the work is of no weight."""
    return any(
        (not catch.catches or _FAILURES & {name.rpartition(".")[2] for name in catch.catches})
        and (
            catch.outcome == "passes"
            or (
                catch.is_final
                and not catch.returned
                and request.response.is_last
                and (catch.outcome != "logs" or may_be_lost(request))
            )
        )
        for catch in request.context.catches
    )


def _asks_whether_it_answers(request: Request) -> bool:
    """`def is_reachable(url): get(url); return True`: whatever answers can be reached."""
    function = request.context.function
    return function is not None and bool(_REACHED & {*words_of(function.name)})


def _is_knocked_at(request: Request) -> bool:
    return any(request.context.loop(role) for role in ("polling", "attempts"))


def _pipeline(request: Request) -> Lines | None:
    """All the lines of the pipeline that the command stands in."""
    lines = request.response.lines
    return lines if lines and lines.holds(request.lines) else None


def _shift(request: Request) -> int:
    scenario = request.file.scenario
    if scenario.get("best_effort"):
        return -1
    return int(scenario.get("purpose") in _SERIOUS or request.effect == "charge")


@risk.fix(Request)
def fail_on_an_error_status(request: Request) -> Edits | None:
    return request.write("fail", True) if request.file.language != "python" else None


@risk.inject(Request)
def ignore_the_status(request: Request) -> Edits | None:
    if request.file.language == "python" or request.context.function:
        return None  # what a function makes of its output is for its callers
    return request.write("fail", None)
