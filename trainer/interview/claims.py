"""What an answer finds fault with: what it says is missing, what it asks for, and what it says would fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from detectors import catalogue
from trainer.interview.grader import Hit, grade
from trainer.interview.polarity import faults, lacks
from trainer.interview.rubric import Concept, Rubric, concepts_of
from trainer.interview.stance import approval, sentences
from trainer.interview.wishes import wished, wishes
from trainer.neutralise import one_line

_RISK = re.compile(rf"\b(?:{'|'.join(catalogue.families())})\b")
_TURNS = re.compile(r"\b(?:but|however|though|although|except|issue|mistake|only thing)\b", re.I)
"""After a yes, what goes wrong in spite of it."""
_MAY_BE = re.compile(r"\b(?:because|since|fine|ok(?:ay)?|acceptable|worry)\b", re.I)
"""In a sentence that says why something may be left out."""


@dataclass(frozen=True)
class Claim:
    """Something that an answer says is missing, and is not."""

    risk: str
    """Empty for what no risk page knows."""
    words: str


def claims(answer: str, asked: str) -> Iterator[Claim]:
    """What is said to be missing, asked for or feared, one thing a sentence.

    The name of a risk (`missing-timeout`) says nothing of what is there, and neither does a yes (`no reservations`).
    """
    answer = _RISK.sub(lambda found: "_" * len(found[0]), answer)
    verdict = approval(answer)
    if verdict:
        start, end = verdict
        answer = answer[:start] + "_" * (end - start) + answer[end:]
    for start, end in sentences(answer):
        sentence = answer[start:end]
        if words := _objection(sentence, is_meant=not verdict or bool(_TURNS.search(sentence))):
            yield _named(words, asked)


def _objection(sentence: str, *, is_meant: bool) -> str:
    """The first clause that objects; `is_meant`: so does what it says to fail. Empty where none does."""
    missing = next(lacks(sentence), None)
    if missing and not _MAY_BE.search(sentence):
        return sentence[missing.start : missing.end]
    if words := wished(sentence):
        return words
    failing = next(faults(sentence), None) if is_meant else None
    return sentence[failing.start : failing.end] if failing else ""


def _named(words: str, asked: str) -> Claim:
    """With the risk of which it is a remedy, where a page knows it."""
    for found in grade(words, replace(_remedies(), asked=asked)).found:
        hits = [*found.hits, *(hit for doubt, hit in found.doubts if doubt == "denied")]
        if hits:
            return Claim(found.concept.name, one_line(words[hits[0].start : hits[0].end]))
    return Claim("", one_line(words))


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


def is_demanded(answer: str, hit: Hit) -> bool:
    """Who asks for a thing says that it is missing."""
    return any(clause.start <= hit.start < clause.end for clause in wishes(answer))
