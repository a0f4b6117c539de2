"""What an answer to code with nothing wrong is worth: `yes` with its reasons, and less for risks that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from detectors import catalogue
from trainer.card import Snippet
from trainer.interview import sense
from trainer.interview.grader import LEVELS, Found, Grade, Hit, Level, grade
from trainer.interview.grounds import grounded, units, words_of
from trainer.interview.rubric import Concept, Role, Rubric, concepts_of
from trainer.neutralise import one_line
from trainer.numbers import named

MOST = 4
"""Places that are fine of which the model answer speaks."""
ENOUGH = 2
"""Reasons that a strong answer gives."""
YES = Concept(
    "consequence",
    "it would work",
    ("it works", "would work", "will work", "this works", "is fine", "is safe", "ship it", "approve",
     "production ready", "ready for production", "nothing wrong", "nothing to fix"),
)  # fmt: skip
_YES = re.compile(
    r"\s*(?:(?:yes|yep|yeah|sure|works|ready|approved|lgtm|no (?:objections?|concerns?))\b"
    r"|(?:it|this|that|all of (?:it|this))(?: is| looks|['’]s) (?:fine|ok(?:ay)?|good|safe|sound)\b"
    r"|(?:i (?:think|guess|believe|suppose) so|(?:i think |i guess )?it(?: (?:would|does|should|will|can)|['’]d work))(?=\s*(?:[.,;:!-]|$))"
    r"|(?:fine|ok(?:ay)?|good|safe)(?= (?:for|in|to|as)\b|[.,;:!]))",
    re.I,
)
_NO = re.compile(
    r"\s*(?:(?:no|nope|not)\b(?! (?:problem|issue|risk|concern|objection))"
    r"|(?:i (?:think|guess|fear) )?(?:(?:this|that|it|the \w+) )(?:(?:would|will|does|can|could|should)(?: not|n['’]t)|won['’]t|can['’]t|cannot) "
    r"(?:work|hold|survive|scale|run|be)\b"
    r"|(?:yes|it|this|works?|sure)\b[^.!?\n]*\bbut (?:not|only) )",
    re.I,
)
"""Also of `it works for a few, but not for many`."""
_CLEARED = re.compile(
    r"\b(?:needed|necessary|required|needs?|fine|ok(?:ay)?|acceptable|because|since|worry)\b", re.I
)
"""In a sentence that says why something may be left out."""


_ABSENT = re.compile(r"\b(?:no|without|lacks?|lacking|missing|absent|there isn't|not any)\b", re.I)
_NOT_THERE = re.compile(
    r"\b(?:no|without|lacks?|lacking|missing|isn['’]t an?y?|not any)"
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
        """How many it gives: each risk once, and whatever else it says of the code; a cause and its effect are one."""
        unit_of = units(self.answer)
        counted, taken = 0, set[int]()
        *risks, others = self.found[1:]
        for found in risks:
            said = {unit_of.get(hit.start, -1) for hit in found.hits}
            counted += bool(said - taken) if found.correction is None else found.correction
            taken |= said
        more = {unit_of.get(hit.start, -1) for hit in others.hits} - taken
        return counted + (len(more) if others.correction is None else others.correction)

    @property
    def level(self) -> Level:
        if not self.says_yes or not self.reasons:
            return "weak"
        is_strong = self.reasons >= ENOUGH
        return LEVELS[max(0, 1 + is_strong - len(self.claims))]


@dataclass(frozen=True)
class CleanRubric(Rubric):
    """Concepts: the verdict, then what takes care of each risk."""

    failures: tuple[Concept, ...] = ()
    """What cannot happen here: one for each concept after the verdict. Who denies it gives a reason too."""
    code: frozenset[str] = frozenset()
    """The words of the code and its scenario."""


def rubric_of_clean(snippet: Snippet, asked: str) -> CleanRubric | None:
    """None where no place looks risky: then there is no reason to give.

    A reason is what takes care of a risk: of one that a card has in its other version, of one that seems to
    be there, and anything else that stands in the code.
    """
    reasons = {
        risk: one_line(f"{risk}: {why}")
        for risk, why in _taken_care_of(snippet).items()
        if risk in catalogue.families() and _phrases(risk, "remedy")
    }
    if not reasons:
        return None
    handled = [Concept("remedy", name, _phrases(risk, "remedy")) for risk, name in reasons.items()]
    failures = [Concept("consequence", risk, _phrases(risk, "consequence")) for risk in reasons]
    handled.append(Concept("remedy", "something else that stands in the code", ()))
    failures.append(Concept("consequence", "", ()))
    return CleanRubric(
        (YES, *handled),
        asked,
        failures=tuple(failures),
        code=words_of(f"{snippet.code}\n{snippet.scenario}"),
    )


def _taken_care_of(snippet: Snippet) -> dict[str, str]:
    """Risk -> why it is none here; first what the production-ready version mended."""
    mended = snippet.card.snippet.answers if snippet.variant == "sound" else ()
    why = {answer.risk: "mended in this version" for answer in mended if answer.weight}
    for one in snippet.cleared:
        if why.get(one.risk, "mended in this version") == "mended in this version":
            why[one.risk] = one.reason
    return why


def _phrases(risk: str, role: Role) -> tuple[str, ...]:
    return tuple(text for one in concepts_of(risk) if one.role == role for text in one.any)


def grade_clean(answer: str, rubric: CleanRubric) -> CleanGrade:
    """Holds an answer against what looks risky and is not."""
    base = grade(answer, rubric)
    denied = grade(answer, Rubric(rubric.failures, rubric.asked)).found
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
    rest = [
        replace(one, hits=tuple(hit for doubt, hit in failure.doubts if doubt == "denied"))
        if not one.hits and not base.is_list_of_names
        else one
        for one, failure in zip(rest, denied, strict=True)
    ]
    if not base.is_list_of_names:
        rest[-1] = replace(rest[-1], hits=tuple(_said_of_code(answer, rubric, base)))
    told = {field.name: getattr(base, field.name) for field in fields(Grade)}
    return CleanGrade(
        **(told | {"found": (yes, *rest)}),
        claims=tuple(claims(answer, rubric.asked)),
    )


def _said_of_code(answer: str, rubric: CleanRubric, base: Grade) -> Iterator[Hit]:
    """One for each reason that has such, but for what is asked for or could be said of any code."""
    for start, end in grounded(answer, rubric.code):
        hit = Hit(start, end, "")
        text = answer[start:end]
        is_vague = any(first < end and start < last for first, last in base.vague)
        if not (is_vague or _DEMAND.search(text) or _is_demanded(answer, hit)):
            yield hit


_RISK = re.compile(rf"\b(?:{'|'.join(catalogue.families())})\b")


def claims(answer: str, asked: str) -> Iterator[Claim]:
    """What is said to be missing, one thing a sentence; not where that says why it may be.

    The name of a risk (`missing-timeout`) says nothing of what is there.
    """
    answer = _RISK.sub(lambda found: "_" * len(found[0]), answer)
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
            hits = [
                hit
                for doubt, hit in found.doubts
                if doubt == "denied" and _is_absent(sentence, hit)
            ]
            if is_demand:
                hits = [hit for hit in found.hits if _is_demanded(sentence, hit)]
            for hit in hits:
                yield Claim(risk, one_line(sentence[hit.start : hit.end]))
                return


def _is_absent(sentence: str, hit: Hit) -> bool:
    before = _NOT_THERE.search(sentence, 0, hit.start)
    return bool(before or _NOT_THERE_AFTER.match(sentence[hit.end :].lstrip()))


def _is_demanded(answer: str, hit: Hit) -> bool:
    """Who asks for a thing says that it is missing."""
    start, _ = _sentence_around(answer, hit)
    before = answer[start : hit.start]
    is_demand = _DEMAND.search(before) or _ORDER.match(answer[start:])
    return bool(is_demand and not _NO_DEMAND.search(before))


def _sentence_around(answer: str, hit: Hit) -> tuple[int, int]:
    start = max(answer.rfind(end, 0, hit.start) for end in ".!?\n") + 1
    ends = [at for end in ".!?\n" if (at := answer.find(end, hit.end)) >= 0]
    return start, min(ends, default=len(answer))


def strong_answer(snippet: Snippet) -> str:
    """What could have failed: where it is taken care of, or what happens in the card's other version.

    First what that other version has wrong, the heaviest first.
    """
    told = {
        one.risk: f"{one.risk} ({named(one.lines)}): {one_line(one.reason)}"
        for one in reversed(snippet.cleared)
    }
    answers = snippet.card.snippet.answers if snippet.variant == "sound" else ()
    mended = {
        one.risk: f"{one.risk}, or else: {one_line(one.why).rstrip('.')}"
        for one in sorted(answers, key=lambda answer: -answer.weight)
        if one.weight
    }
    first = {risk: told.pop(risk, text) for risk, text in mended.items()}
    reasons = [*first.values(), *list(told.values())[::-1]]
    return (
        f"Yes, it would work. What could have failed is taken care of: {'; '.join(reasons[:MOST])}."
    )


WEAK = "It should work, but I would add retries, a circuit breaker and more monitoring to be safe."
"""It names no reason, and asks for what is not missing."""
