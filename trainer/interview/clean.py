"""What an answer to code with nothing wrong is worth: `yes` with its reasons, and less for risks that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from detectors import catalogue
from trainer.card import Snippet
from trainer.interview import sense
from trainer.interview.grader import LEVELS, Found, Grade, Hit, Level, grade
from trainer.interview.rubric import Concept, Role, Rubric, concepts_of
from trainer.neutralise import one_line
from trainer.numbers import named

MOST = 4
"""Places that are fine of which an answer may speak."""
ENOUGH = 2
"""That a strong answer gives a reason for, where there are so many."""
YES = Concept(
    "consequence",
    "it would work",
    ("it works", "would work", "will work", "this works", "is fine", "is safe", "ship it", "approve",
     "production ready", "ready for production", "nothing wrong", "nothing to fix"),
)  # fmt: skip
_YES = re.compile(r"\s*(?:yes|yep|yeah|sure)\b", re.I)
_NO = re.compile(r"\s*(?:no|nope|not)\b(?! (?:problem|issue|risk|concern))", re.I)
_CLEARED = re.compile(
    r"\b(?:needed|necessary|required|needs?|fine|ok(?:ay)?|acceptable|because|since|worry)\b", re.I
)
"""In a sentence that says why something may be left out."""


_ABSENT = re.compile(r"\b(?:no|without|lacks?|lacking|missing|absent|there isn't|not any)\b", re.I)
_DEMAND = re.compile(r"\b(?:add|adding|needs?|introduce|lacks?|must|i'd|i would)\b", re.I)
_NO_DEMAND = re.compile(r"\b(?:no|nothing|not|never|without)\b|n't\b", re.I)


@dataclass(frozen=True)
class Claim:
    """Something that an answer says is missing, and is not."""

    risk: str
    words: str


@dataclass(frozen=True)
class CleanGrade(Grade):
    """Of an answer to code with nothing wrong: each claim costs a level."""

    claims: tuple[Claim, ...] = ()

    @property
    def missing(self) -> tuple[Role, ...]:
        return ()  # what fails and how to mend it is not asked

    @property
    def says_yes(self) -> bool:
        return self.found[0].is_earned

    @property
    def reasons(self) -> int:
        """How many of the places that look risky it says something of."""
        return sum(found.is_earned for found in self.found[1:])

    @property
    def level(self) -> Level:
        if not self.says_yes or not self.reasons:
            return "weak"
        is_strong = self.reasons >= min(ENOUGH, len(self.found) - 1)
        return LEVELS[max(0, 1 + is_strong - len(self.claims))]


def rubric_of_clean(snippet: Snippet, asked: str) -> Rubric | None:
    """None where no place looks risky: then there is no reason to give."""
    reasons: dict[str, str] = {}
    for one in snippet.cleared:
        if one.risk in catalogue.families():
            reasons.setdefault(one.risk, f"{one.risk}: {one.reason}")
    concepts = [
        Concept("remedy", one_line(name), _remedies(risk))
        for risk, name in list(reasons.items())[:MOST]
        if _remedies(risk)
    ]
    return Rubric((YES, *concepts), asked) if concepts else None


def _remedies(risk: str) -> tuple[str, ...]:
    return tuple(text for one in concepts_of(risk) if one.role == "remedy" for text in one.any)


def grade_clean(answer: str, rubric: Rubric) -> CleanGrade:
    """Holds an answer against what looks risky and is not."""
    base = grade(answer, rubric)
    yes, *rest = base.found
    said = _YES.match(answer)
    fine = said.span() if said else sense.denies_all(answer)
    if fine and not yes.hits and not base.is_list_of_names:
        yes = Found(YES, (Hit(*fine, "it works"),))
    if _NO.match(answer):
        yes = Found(YES)
    rest = [
        replace(one, hits=tuple(hit for hit in one.hits if not _is_demanded(answer, hit)))
        for one in rest
    ]
    told = {field.name: getattr(base, field.name) for field in fields(Grade)}
    return CleanGrade(
        **(told | {"found": (yes, *rest)}), claims=tuple(claims(answer, rubric.asked))
    )


def claims(answer: str, asked: str) -> Iterator[Claim]:
    """What is said to be missing, one thing a sentence; not where that says why it may be."""
    for sentence in re.split(r"(?<=[.!?])\s|\n", answer):
        if _ABSENT.search(sentence) and not _CLEARED.search(sentence):
            yield from _claim(sentence, asked, is_demand=False)
        elif _DEMAND.search(sentence):
            yield from _claim(sentence, asked, is_demand=True)


def _claim(sentence: str, asked: str, *, is_demand: bool) -> Iterator[Claim]:
    """The first remedy in the catalogue that the sentence says is not there."""
    for risk in catalogue.families():
        remedies = tuple(one for one in concepts_of(risk) if one.role == "remedy")
        for found in grade(sentence, Rubric(remedies, asked)).found:
            hits = [hit for doubt, hit in found.doubts if doubt == "denied"]
            if is_demand:
                hits = [hit for hit in found.hits if _is_demanded(sentence, hit)]
            for hit in hits:
                yield Claim(risk, one_line(sentence[hit.start : hit.end]))
                return


def _is_demanded(answer: str, hit: Hit) -> bool:
    """Who asks for a thing says that it is missing."""
    start, _ = _sentence_around(answer, hit)
    before = answer[start : hit.start]
    return bool(_DEMAND.search(before) and not _NO_DEMAND.search(before))


def _sentence_around(answer: str, hit: Hit) -> tuple[int, int]:
    start = max(answer.rfind(end, 0, hit.start) for end in ".!?\n") + 1
    ends = [at for end in ".!?\n" if (at := answer.find(end, hit.end)) >= 0]
    return start, min(ends, default=len(answer))


def strong_answer(snippet: Snippet) -> str:
    """What could have failed, and where it is taken care of."""
    told = {
        one.risk: f"{one.risk} ({named(one.lines)}): {one_line(one.reason)}"
        for one in reversed(snippet.cleared)
    }
    reasons = list(told.values())[::-1][:MOST]
    return f"Yes, it would work. What could have failed is taken care of: {'; '.join(reasons)}."


WEAK = "It should work, but I would add retries, a circuit breaker and more monitoring to be safe."
"""It names no reason, and asks for what is not missing."""
