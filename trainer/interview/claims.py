"""What an answer finds fault with: what it says is missing, what it asks for, and what it says would fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from detectors import catalogue
from trainer.interview.faults import doubts, fails
from trainer.interview.grader import Hit, grade
from trainer.interview.rubric import Concept, Rubric, concepts_of
from trainer.interview.stance import approval, rejects
from trainer.interview.wishes import demands, orders, orders_then, wished
from trainer.neutralise import one_line

_CLEARED = re.compile(
    r"\b(?:needed|necessary|required|needs?|fine|ok(?:ay)?|acceptable|because|since|worry)\b", re.I
)
"""In a sentence that says why something may be left out."""
_NO = r"no(?! (?:one|more|less|fewer|longer|later|sooner|matter|doubt|wonder|need)\b)"
"""Before a thing; `no more than three` and `no longer` are none."""
_ABSENT = re.compile(
    rf"\b(?:{_NO}|without|lacks?|lacking|missing|absent|there isn't|not any)\b", re.I
)
_NOT_THERE = re.compile(
    rf"\b(?:{_NO}|without|lacks?|lacking|missing|isn['’]t an?y?|not any)"
    r"(?: (?!(?:in|on|with|to|for|of|by|at|as|from|so|and)\b)[\w'’-]+){0,3}[ -]$",
    re.I,
)
"""Before what is not there; `the charity is told what is missing with a 422` says nothing of the 422."""
_NOT_THERE_AFTER = re.compile(
    r"(?:\w+ )?(?:is|are|was|were) (?:\w+ )?(?:missing|absent|lacking|not there)", re.I
)
_NO_HARM_AFTER = re.compile(
    r"(?:[\w'’-]+ )?(?:trouble|problems?|issues?|risks?|danger|concerns?|harm|need|reason|worr(?:y|ies))\b"
    r"|(?:(?:in|of|on|at|to|for|from) (?:[\w'’-]+ ){1,3})?(?:that|which|who|is|are|gets?|can|will|would|has|have|does|changes|goes|comes|reaches|needs)\b",
    re.I,
)
"""After `no` and its thing: `no rate limit trouble`, `no GET in there changes anything` miss nothing."""
_IN_CASE = re.compile(
    r"\b(?:if|when|whenever|unless|or else|otherwise|gets|looked for|expected|feared|searched|so (?:that )?no\w*)\b[^,;:]*$",
    re.I,
)
"""Before what is not there: `it stops when the server offers no TLS`."""
_NO_DEMAND = re.compile(r"\b(?:no|nothing|not|never|without)\b|n't\b", re.I)


@dataclass(frozen=True)
class Claim:
    """Something that an answer says is missing, and is not."""

    risk: str
    """Empty for what no risk page knows."""
    words: str


_RISK = re.compile(rf"\b(?:{'|'.join(catalogue.families())})\b")


def claims(answer: str, asked: str) -> Iterator[Claim]:
    """What is said to be missing, one thing a sentence; not where that says why it may be.

    The name of a risk (`missing-timeout`) says nothing of what is there, and neither does a yes (`no reservations`).
    """
    answer = _RISK.sub(lambda found: "_" * len(found[0]), answer)
    if verdict := approval(answer):
        start, end = verdict
        answer = answer[:start] + "_" * (end - start) + answer[end:]
    for sentence in _sentences(answer):
        if _ABSENT.search(sentence) and not _CLEARED.search(sentence):
            found = list(_claim(sentence, asked, is_demand=False))
        elif demands(sentence):
            found = list(_claim(sentence, asked, is_demand=True))
        else:
            found = []
        words = wished(sentence) or doubts(sentence)
        yield from found or ([Claim("", one_line(words))] if words else [])


def refuses(answer: str) -> bool:
    """It says no, or asks for something: then its reasons alone do not say yes."""
    return rejects(answer) or any(
        orders(sentence) or orders_then(sentence) or demands(sentence)
        for sentence in _sentences(answer)
    )


def objects(answer: str) -> bool:
    """It finds fault with the code, but for what `claims` finds."""
    return refuses(answer) or any(map(fails, _sentences(answer)))


def _sentences(answer: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s|\n", answer)


def _claim(sentence: str, asked: str, *, is_demand: bool) -> Iterator[Claim]:
    """The first remedy in the catalogue that the sentence says is not there."""
    for found in grade(sentence, replace(_remedies(), asked=asked)).found:
        if is_demand:
            hits = [hit for hit in found.hits if is_demanded(sentence, hit)]
        else:
            denied = [hit for doubt, hit in found.doubts if doubt == "denied"]
            hits = [hit for hit in denied if _is_absent(sentence, hit)]
        if hits:
            yield Claim(found.concept.name, one_line(sentence[hits[0].start : hits[0].end]))
            return


@cache
def _remedies() -> Rubric:
    """Those of all risks, by the name of the risk."""
    return Rubric(
        tuple(
            Concept("remedy", risk, one.any)
            for risk in catalogue.families()
            for one in concepts_of(risk)
            if one.role == "remedy"
        )
    )


def _is_absent(sentence: str, hit: Hit) -> bool:
    after = sentence[hit.end :].lstrip()
    if _NOT_THERE_AFTER.match(after):
        return True
    before = _NOT_THERE.search(sentence, 0, hit.start)
    return bool(
        before
        and not _NO_HARM_AFTER.match(sentence[hit.start :] if before[0].endswith(" ") else after)
        and not _NO_HARM_AFTER.match(after)
        and not _IN_CASE.search(sentence, 0, hit.start)
    )


def is_demanded(answer: str, hit: Hit) -> bool:
    """Who asks for a thing says that it is missing."""
    start, _ = _sentence_around(answer, hit)
    before = answer[start : hit.start]
    is_demand = demands(before) or orders(answer[start:]) or orders_then(before)
    return bool(is_demand and not _NO_DEMAND.search(before))


def _sentence_around(answer: str, hit: Hit) -> tuple[int, int]:
    start = max(answer.rfind(end, 0, hit.start) for end in ".!?\n") + 1
    ends = [at for end in ".!?\n" if (at := answer.find(end, hit.end)) >= 0]
    return start, min(ends, default=len(answer))
