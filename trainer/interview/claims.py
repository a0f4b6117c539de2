"""What an answer finds fault with: what it says is missing, what it asks for, and what it says would fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from detectors import catalogue
from trainer.interview.grader import Hit, grade
from trainer.interview.rubric import Concept, Rubric, concepts_of
from trainer.interview.sense import vague
from trainer.interview.stance import rejects
from trainer.neutralise import one_line

_CLEARED = re.compile(
    r"\b(?:needed|necessary|required|needs?|fine|ok(?:ay)?|acceptable|because|since|worry)\b", re.I
)
"""In a sentence that says why something may be left out."""
_ABSENT = re.compile(
    r"\b(?:no(?! one\b)|without|lacks?|lacking|missing|absent|there isn't|not any)\b", re.I
)
_NOT_THERE = re.compile(
    r"\b(?:no(?! one\b)|without|lacks?|lacking|missing|isn['’]t an?y?|not any)"
    r"(?: (?!(?:in|on|with|to|for|of|by|at|as|from|so|and)\b)[\w'’-]+){0,3}[ -]$",
    re.I,
)
"""Before what is not there; `the charity is told what is missing with a 422` says nothing of the 422."""
_NOT_THERE_AFTER = re.compile(
    r"(?:\w+ )?(?:is|are|was|were) (?:\w+ )?(?:missing|absent|lacking|not there)", re.I
)
_DEMAND = re.compile(
    r"\b(?:add|adding|introduce|lacks?|should (?:also )?(?:have|use|get)|there should be"
    r"|must (?:also |still )?(?:have|be|get|use|set|add|retry|check|verify|handle)"
    r"|(?:it|this|that|code|script|job|service|still|also|just|only|we|you|i) needs?"
    r"|(?:^|[.!?;,:]\s*|\b(?:and|but)\s+)needs?(?! (?:an? |the )?\w+,)"
    r"|(?:i'd|i would)(?! (?:happily |gladly )?(?:ship|merge|approve|deploy|sign|say|call|let)))\b",
    re.I,
)
"""Asks for something; `starting one is a POST and needs a JWT, so ...` tells of the code."""
_ORDER = re.compile(
    r"\s*(?:(?:also|just|please|then|and|better) )*"
    r"(?:set|use|pass|put|introduce|move|switch|wrap|configure|enable|make sure|give it)\b",
    re.I,
)
"""A sentence that begins with what is to be done."""
_THEN_DO = re.compile(
    r"[,;:] (?:please |then |better )?(?:use an?|run it|make it|do it|put it|replace|rewrite|split|switch to|add)\b",
    re.I,
)
"""Within a sentence, as what is to be done instead."""
_NO_DEMAND = re.compile(r"\b(?:no|nothing|not|never|without)\b|n't\b", re.I)
_WISH = re.compile(
    r"(?:\b(?:i|we)(?:['’]d| would| do)? (?:still |only |just |also |even |rather |really )*"
    r"(?:add|want|like|prefer|miss|need)|\b(?:it|this|that|still|but|just|only|also) (?:lacks|needs))"
    r" (?:to (?:have|see|add) )?(?P<thing>(?!(?:it|this|that|to|nothing|no)\b)[^.,;!?\n]+)",
    re.I,
)
"""Wants a thing, whatever it is."""
_FAILS = re.compile(
    r"\b(?:bad|smell|wrong|dangerous|risky|slow|insecure|unsafe|vulnerab\w*|endless|forever|for ever|race(?: condition)?"
    r"|single point of failure|anti[- ]?pattern|problems?|issues?|risks?|single instance|dies|fails?|blocks?|lost|lose[sd]?|leak(?:s|ed)?|breaks?|crash(?:es)?"
    r"|overloads?|hides?|swallow(?:s|ed)?|floods?|kills?|eats?|hangs?|stuck|oversell\w*|anyone|anybody|everybody|gone|sniff\w*"
    r"|too (?:many|few|much|long|short|low|high|late|big|small)|not enough|isn['’]t enough|should(?:n['’]t)?|must(?:n['’]t)?|use|but not|never (?:gets?|arrives?|comes?|reach\w*|told|sent|sees?)"
    r"|twice|doubl\w+|duplicate[sd]?|will|has to|have to|is never|are never|nobody (?:notices|knows|sees)|not ready|depends|probably|perhaps|maybe)\b|['’]ll\b",
    re.I,
)
_HARMLESS = re.compile(
    r"(?:\W+[\w’'-]+){0,3}?(?:\W+\w*n['’]t\b|\W+(?:is|are|means|does|do|will|would|lose[sd]?) (?:not|no|nothing|never|harmless)\b"
    r"|\W+(?:is|are|gets?) (?:handled|caught|survived|told|logged|noticed))",
    re.I,
)
"""After a failure: nothing comes of it (`a crash doesn't lose a row`)."""
_CANNOT = re.compile(
    r"(?:n['’]t|\bnot|\bnever) (?:\w+ )?(?:finish|work|run|ready|made|meant|support|check|verif|handle|retr|scale|enough|refresh|encrypt)\w*"
    r"|^\s*(?:never|don['’]t|do not|always|avoid)\b",
    re.I,
)
"""A thing that the code should do and does not, or an order to leave something."""
_AVERTED = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|cannot|without|instead of|rather than|avoid(?:s|ed)?|prevent(?:s|ed)?|surviv\w+"
    r"|against|harmless)\b(?:\W+[\w'’-]+){0,7}\W*$|n['’]t\b(?:\W+[\w'’-]+){0,7}\W*$"
    r"|\b(?:if|when|whenever|in case|should|what|which|otherwise|or)\b(?:\W+[\w'’-]+){0,4}\W*$",
    re.I,
)
"""Before a failure: it does not happen, or something is done when it does."""


@dataclass(frozen=True)
class Claim:
    """Something that an answer says is missing, and is not."""

    risk: str
    """Empty for what no risk page knows."""
    words: str


_RISK = re.compile(rf"\b(?:{'|'.join(catalogue.families())})\b")


def claims(answer: str, asked: str) -> Iterator[Claim]:
    """What is said to be missing, one thing a sentence; not where that says why it may be.

    The name of a risk (`missing-timeout`) says nothing of what is there.
    """
    answer = _RISK.sub(lambda found: "_" * len(found[0]), answer)
    for sentence in re.split(r"(?<=[.!?])\s|\n", answer):
        if _ABSENT.search(sentence) and not _CLEARED.search(sentence):
            found = list(_claim(sentence, asked, is_demand=False))
        elif _DEMAND.search(sentence):
            found = list(_claim(sentence, asked, is_demand=True))
        else:
            found = []
        wish = _WISH.search(sentence)
        if wish and not found and not vague(wish[0]):
            found = [Claim("", one_line(wish["thing"].strip()))]
        yield from found


def objects(answer: str) -> bool:
    """It finds fault with the code, but for what `claims` finds: then its reasons alone do not say yes."""
    return rejects(answer) or any(
        _ORDER.match(sentence)
        or _THEN_DO.search(sentence)
        or _DEMAND.search(sentence)
        or _is_bad(sentence)
        for sentence in re.split(r"(?<=[.!?])\s|\n", answer)
    )


def _is_bad(sentence: str) -> bool:
    is_lacking = _ABSENT.search(sentence) and re.search(r"\bonly\b", sentence, re.I)
    return bool(is_lacking or _CANNOT.search(sentence)) or any(
        not _AVERTED.search(sentence[: found.start()])
        and not _HARMLESS.match(sentence[found.end() :])
        for found in _FAILS.finditer(sentence)
    )


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
    before = _NOT_THERE.search(sentence, 0, hit.start)
    return bool(before or _NOT_THERE_AFTER.match(sentence[hit.end :].lstrip()))


def asks(text: str) -> bool:
    """It asks for something."""
    return bool(_DEMAND.search(text))


def is_demanded(answer: str, hit: Hit) -> bool:
    """Who asks for a thing says that it is missing."""
    start, _ = _sentence_around(answer, hit)
    before = answer[start : hit.start]
    is_demand = _DEMAND.search(before) or _ORDER.match(answer[start:]) or _THEN_DO.search(before)
    return bool(is_demand and not _NO_DEMAND.search(before))


def _sentence_around(answer: str, hit: Hit) -> tuple[int, int]:
    start = max(answer.rfind(end, 0, hit.start) for end in ".!?\n") + 1
    ends = [at for end in ".!?\n" if (at := answer.find(end, hit.end)) >= 0]
    return start, min(ends, default=len(answer))
