"""What an answer to code with nothing wrong is worth: `yes` with its reasons, and less for risks that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from detectors import catalogue
from trainer.card import Snippet
from trainer.interview import tone
from trainer.interview.claims import Claim, claims, is_demanded
from trainer.interview.grader import Found, Grade, Hit, Level, grade
from trainer.interview.grounds import grounded, named_in, praised, units, words_of
from trainer.interview.polarity import faults
from trainer.interview.rubric import Concept, Role, Rubric, concepts_of
from trainer.interview.spoken import spoken_of
from trainer.interview.stance import approval, rejects
from trainer.interview.words import words
from trainer.neutralise import one_line
from trainer.numbers import named

MOST = 4
"""Places that are fine of which the model answer speaks."""
ENOUGH = 2
"""Risks of the card that a strong answer says to be taken care of."""
MOST_REASONS = 3
NAMED = 3
PARTS = 2
TELLING = 5
"""Or else its reasons, a third of the code's words that it names and half of its parts are so many together."""
SAID = 2.5
LACKING = 1.0
CONTENT = 2.5
"""An answer says yes where a yes in words, less its claims, and how much it sounds like one come to so much."""
YES = Concept(
    "consequence",
    "it would work",
    ("it works", "would work", "will work", "this works", "is fine", "is safe", "ship it", "approve",
     "production ready", "ready for production", "nothing wrong", "nothing to fix"),
)  # fmt: skip


@dataclass(frozen=True)
class CleanGrade(Grade):
    """Of an answer to code with nothing wrong: with a claim it is not strong, with more claims than reasons weak."""

    claims: tuple[Claim, ...] = ()
    named: int = 0
    """How many words of the code and its scenario it names."""

    @property
    def missing(self) -> tuple[Role, ...]:
        return ()  # what fails and how to mend it is not asked

    @property
    def says_yes(self) -> bool:
        return self.found[0].is_earned

    @property
    def reasons(self) -> int:
        """How many it gives: each risk once, and whatever else it says of the code; a cause and its effect are one."""
        return sum(self._counted)

    @property
    def _counted(self) -> tuple[int, int]:
        """Risks that it says to be taken care of, and reasons besides."""
        unit_of = units(self.answer)
        clause_of = {word.start: word.clause for word in words(self.answer)}
        counted, taken = 0, set[int]()
        *risks, others = self.found[1:]
        for found in risks:
            free = [hit.start for hit in found.hits if unit_of.get(hit.start, -1) not in taken]
            counted += bool(free) if found.correction is None else found.correction
            # in one breath it is said once: `left to workers and filled into a queue`
            breath = {clause_of.get(at) for at in free[:1]}
            taken |= {unit_of.get(at, -1) for at in free if clause_of.get(at) in breath}
        more = {unit_of.get(hit.start, -1) for hit in others.hits} - taken
        return counted, len(more) if others.correction is None else others.correction

    @property
    def level(self) -> Level:
        if not self.says_yes or not self.reasons or len(self.claims) > self.reasons:
            return "weak"
        return "strong" if self._tells_enough and not self.claims else "adequate"

    @property
    def _tells_enough(self) -> bool:
        """Two risks of the card, or so much of its code in so many parts that it can be no single reason."""
        risks, others = self._counted
        parts = len(set(units(self.answer).values()))
        told = min(risks + others, MOST_REASONS) + self.named / NAMED + parts / PARTS
        return risks >= ENOUGH or told >= TELLING


@dataclass(frozen=True)
class CleanRubric(Rubric):
    """Concepts: the verdict, then what takes care of each risk."""

    failures: tuple[Concept, ...] = ()
    """What cannot happen here: one for each risk, in their order. Who denies it gives a reason too."""
    code: frozenset[str] = frozenset()
    """The words of the code, and of what is told of its places that look risky."""
    spoken: frozenset[str] = frozenset()
    """The words in which people speak of what stands in it."""
    scenario: frozenset[str] = frozenset()
    """The words of its scenario."""


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
    code = words_of("\n".join([snippet.code, *_taken_care_of(snippet).values()]))
    return CleanRubric(
        (YES, *handled),
        asked,
        failures=tuple(failures),
        code=code,
        spoken=spoken_of(code),
        scenario=words_of(snippet.scenario),
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


def grade_clean(answer: str, rubric: CleanRubric, learnt: tone.Tone | None = None) -> CleanGrade:
    """Holds an answer against what looks risky and is not; `learnt`: how answers sound, as shipped where left out."""
    learnt = tone.shipped() if learnt is None else learnt
    base = grade(answer, rubric)
    rest = [] if base.is_list_of_names else list(_reasons(answer, rubric, base))
    found = rest or [Found(concept) for concept in rubric.concepts[1:]]
    told = {field.name: getattr(base, field.name) for field in fields(Grade)}
    faults = tuple(claims(answer, rubric.asked))
    named = named_in(answer, rubric.code | rubric.scenario | rubric.spoken)
    concrete = len({word.text for word in named})
    if rest and concrete >= NAMED and not faults and not any(one.hits for one in rest):
        found[-1] = replace(found[-1], hits=(Hit(named[0].start, named[-1].end, ""),))
    yes = _verdict(answer, found if rest else [], len(faults), learnt)
    return CleanGrade(**(told | {"found": (yes, *found)}), claims=faults, named=concrete)


def _verdict(answer: str, reasons: Sequence[Found], claimed: int, learnt: tone.Tone) -> Found:
    """A yes, in words or by how the reasons sound; none where it finds fault in spite of it."""
    said = approval(answer)
    if not reasons or rejects(answer) or (claimed and not said):
        return Found(YES)
    content = SAID * bool(said) - LACKING * claimed - tone.tone(answer, learnt)
    if content <= CONTENT:
        return Found(YES)
    hits = sorted((hit for one in reasons for hit in one.hits), key=lambda hit: hit.start)
    return Found(YES, (Hit(*said, "it works"),) if said else tuple(hits[:1]))


def _reasons(answer: str, rubric: CleanRubric, base: Grade) -> Iterator[Found]:
    """For each risk what takes care of it or says that it cannot happen, then what is said of anything else.

    Neither what is asked for or feared counts, nor what stands beside praise.
    """
    denied = grade(answer, Rubric(rubric.failures, rubric.asked)).found
    unit = units(answer)
    said = [*base.vague, *praised(answer)]
    empty = {number for at, number in unit.items() if any(start <= at < end for start, end in said)}
    feared = [(clause.start, clause.end) for clause in faults(answer)]

    def counting(hits: Iterable[Hit]) -> tuple[Hit, ...]:
        return tuple(
            hit
            for hit in hits
            if unit.get(hit.start) not in empty
            and not is_demanded(answer, hit)
            and not any(start < hit.end and hit.start < end for start, end in feared)
        )

    for one, failure in zip(base.found[1:-1], denied, strict=False):
        cannot = (hit for doubt, hit in failure.doubts if doubt == "denied")
        yield replace(one, hits=counting(one.hits) or counting(cannot))
    of_code = grounded(answer, rubric.code, rubric.scenario, rubric.spoken)
    yield replace(base.found[-1], hits=counting(Hit(*span, "") for span in of_code))


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
