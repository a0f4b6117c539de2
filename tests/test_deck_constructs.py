"""What is an answer on one card is not passed over on another: each such construct is decided on every card.

A learner who has met a call without a retry as an answer flags the next one. Where the detectors are silent, the
author says what is true of it: an answer or a clearance with `by: author`, or a remark under `neutral`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from detectors import clients
from detectors.facts import Fact, File, Loop, Request, Retry
from detectors.judging.addresses import is_loopback, is_metadata
from detectors.judging.repeating import repeats
from detectors.places import Lines
from detectors.readers import read
from trainer.card import Snippet
from trainer.deck import shipped

SNIPPETS = [
    snippet
    for card in shipped()
    for snippet in (card.snippet, card.sound_snippet)
    if snippet is not None
]
URGENT = {"otp", "alert", "emergency"}
SERVED = {"route", "webhook", "lambda", "consumer"}


def is_tried_once(fact: Fact) -> bool:
    return (
        isinstance(fact, Request)
        and fact.effect not in {"consume", "connect", "query", "publish"}
        and not is_loopback(fact)
        and not is_metadata(fact)
        and not any(repeats(retry) for retry in fact.retries)
        and "retry" not in fact.file.scenario.get("handled", ())
    )


def is_urgent(fact: Fact) -> bool:
    return (
        isinstance(fact, Request)
        and fact.file.scenario.get("purpose") in URGENT
        and fact.effect in {"send", "write", "any"}
        and fact.method in {"", "POST"}
    )


def opens_a_connection_each_time(fact: Fact) -> bool:
    if not isinstance(fact, Request) or fact.client.library not in {"requests", "httpx"}:
        return False
    handler = fact.context.handler
    is_served = handler is not None and handler.kind in SERVED
    return is_served and fact.name.startswith(("requests.", "httpx."))


def repeats_refusals(fact: Fact) -> bool:
    return (
        isinstance(fact, Retry)
        and fact.kind != "default"
        and bool({"any", "4xx"} & (fact.covers or frozenset()))
        and repeats(fact)
    )


def calls_for_each_item(fact: Fact) -> bool:
    return (
        isinstance(fact, Loop)
        and fact.role == "items"
        and bool(fact.requests)
        and not fact.is_concurrent
    )


def polls(fact: Fact) -> bool:
    return isinstance(fact, Loop) and fact.role == "polling" and bool(fact.requests)


PAIRS: dict[str, Callable[[Fact], bool]] = {
    "missing-retry": is_tried_once,
    "missing-message-ttl": is_urgent,
    "client-per-call": opens_a_connection_each_time,
    "indiscriminate-retry": repeats_refusals,
    "call-in-loop": calls_for_each_item,
    "tight-polling": polls,
}
"""Risk -> the construct of which it is the answer elsewhere in the deck."""


class Pattern(NamedTuple):
    """A construct that is told by its text."""

    risk: str
    construct: str
    cure: str
    """What there is nothing to ask about it; nothing cures where it is empty."""
    exposure: tuple[str, ...] = ()
    """Only on cards with one of these; empty for all."""


PATTERNS = (
    Pattern(
        "missing-rate-limit",
        r"^\s*proxy_pass |^frontend ",
        r"limit_req|sc_http_req_rate",
        ("public", "partner"),
    ),
    Pattern(
        "missing-dead-letter",
        r'resource "aws_sqs_queue"|Type: AWS::SQS::Queue',
        r"(?i)redrive|deadLetter",
    ),
    Pattern("missing-circuit-breaker", r"kind: VirtualService[^\0]*?retries:", "outlierDetection"),
    Pattern("unpinned-artifact", r"uses: +[\w./-]+@v?\d", ""),
    Pattern(
        "unpinned-artifact",
        r"\b(curl|wget) [^\0]{0,200}?(\.tar|\.tgz)[^\0]{0,200}?\btar -?x",
        "sha256sum",
    ),
    Pattern("swallowed-error", r"\|\| true|continue-on-error: true|allow_failure: true", ""),
    Pattern("early-ack", r"\badd_task\(", ""),
)


def is_decided(snippet: Snippet, risk: str, lines: Lines) -> bool:
    said = [one for one in (*snippet.cleared, *snippet.neutral) if one.risk == risk]
    answers = [one for one in snippet.answers if risk in {one.risk, *one.also}]
    return any(one.lines.meets(lines) for one in said) or any(
        place.meets(lines)
        for one in answers
        for place in (*one.places, *([one.span] if one.span else []))
    )


def undecided(snippet: Snippet) -> Iterator[tuple[str, Lines]]:
    card = snippet.card
    file = File(card.name, card.language, scenario=card.facts, pins={})
    code = snippet.code
    reading = read(code, file, clients.occurring(code, card.language), None)
    found = [
        *((risk, fact.lines) for fact in reading.facts for risk in PAIRS if PAIRS[risk](fact)),
        *(at for pattern in PATTERNS for at in places(pattern, snippet)),
    ]
    yield from (at for at in found if not is_decided(snippet, *at))


def places(pattern: Pattern, snippet: Snippet) -> Iterator[tuple[str, Lines]]:
    facts, code = snippet.card.facts, snippet.code
    if pattern.exposure and facts.get("exposure") not in pattern.exposure:
        return
    if pattern.risk == "missing-rate-limit" and "rate-limit" in facts.get("handled", ()):
        return
    if pattern.cure and re.search(pattern.cure, code):
        return
    for match in re.finditer(pattern.construct, code, re.M):
        first, last = (code.count("\n", 0, at) + 1 for at in match.span())
        yield pattern.risk, Lines(first, last)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda s: f"{s.card.id}-{s.variant}")
def test_what_is_an_answer_elsewhere_is_decided_here(snippet: Snippet) -> None:
    assert [f"{risk} on {lines}" for risk, lines in undecided(snippet)] == []
