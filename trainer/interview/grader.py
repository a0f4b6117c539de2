"""Grades an answer by a rubric, and says which words earned what; no network, no model, no luck."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from trainer.interview import sense
from trainer.interview.general import (
    MUCH,
    SOME,
    after_remedy,
    cures,
    extent,
    harms,
    names_place,
    points_at,
    proposals,
    unheard,
    weighs,
)
from trainer.interview.rubric import JUDGEMENT, ROLES, Concept, Role, Rubric, known_words
from trainer.interview.spans import Apart, Spans
from trainer.interview.wishes import proposed
from trainer.interview.words import Word, words
from trainer.interview.wrong import is_proposed

Level = Literal["weak", "adequate", "strong"]
LEVELS: tuple[Level, ...] = ("weak", "adequate", "strong")
Doubt = Literal["denied", "copied", "vague", "proposed"]


@dataclass(frozen=True)
class Hit:
    """Words of the answer that say a concept: `answer[start:end]`."""

    start: int
    end: int
    phrase: str
    """Of the rubric."""


@dataclass(frozen=True)
class Found:
    """A concept and what the answer says of it."""

    concept: Concept
    hits: tuple[Hit, ...] = ()
    """In the order of the answer; empty: not said."""
    doubts: tuple[tuple[Doubt, Hit], ...] = ()
    """Words that would say it, and why they do not count."""
    correction: bool | None = None
    """What the learner made of it; None: left as graded."""
    is_wrong: bool = False
    """A remedy that does not cure it."""

    @property
    def is_earned(self) -> bool:
        return bool(self.hits) if self.correction is None else self.correction


@dataclass(frozen=True)
class Grade:
    """What an answer is worth, and why."""

    answer: str
    found: tuple[Found, ...]
    """One for each concept of the rubric, in its order; then the wrong remedies that the answer proposes."""
    vague: tuple[tuple[int, int], ...] = ()
    """(start, end) of phrases that could be said of any code."""
    says_fine: tuple[int, int] | None = None
    """Where the answer says that there is no problem; then nothing counts."""
    is_list_of_names: bool = False
    """Names without a sentence around them; then nothing counts."""
    corrections: Mapping[int, bool] = field(default_factory=dict)

    @property
    def roles(self) -> frozenset[Role]:
        """What is earned."""
        return frozenset(
            found.concept.role for found in self.found if found.is_earned and not found.is_wrong
        )

    @property
    def of_page(self) -> int:
        """How many concepts the page's own words have earned."""
        return sum(any(hit.phrase for hit in found.hits) for found in self.found)

    @property
    def wrong(self) -> tuple[Found, ...]:
        """Remedies that it proposes and that do not cure it."""
        return tuple(found for found in self.found if found.is_wrong and found.is_earned)

    @property
    def missing(self) -> tuple[Role, ...]:
        return tuple(role for role in ROLES if role not in self.roles)

    @property
    def level(self) -> Level:
        """Strong needs all four roles; a remedy with its reason, or a whole diagnosis, is adequate.

        Wrong remedies cost one level together: who names two has misjudged one thing.
        """
        return LEVELS[max(0, LEVELS.index(level_of(self.roles)) - bool(self.wrong))]

    def corrected(self, number: int, is_earned: bool) -> Grade:
        """With the learner's word on concept `number` (from 0); IndexError if there is none."""
        found = list(self.found)
        found[number] = replace(found[number], correction=is_earned)
        return replace(
            self, found=tuple(found), corrections={**self.corrections, number: is_earned}
        )


def level_of(roles: Set[Role]) -> Level:
    """Of what is said; remedies that do not cure it are not looked at."""
    if roles == set(ROLES):
        return "strong"
    reasons = roles & {"consequence", "mechanism"}
    return "adequate" if reasons and ("remedy" in roles or len(reasons) == 2) else "weak"


def grade(answer: str, rubric: Rubric) -> Grade:
    """Holds an answer against a rubric; the same answer always gets the same grade."""
    said = words(answer)
    empty = sense.vague(answer)
    fine = sense.denies_all(answer) if rubric.is_about_code else None
    is_list = _is_list_of_names(answer, said)
    reader = _Reader(
        answer, said, sense.copied(said, rubric.asked), empty, rubric.is_about_a_design
    )
    wrong = [one for concept in rubric.wrong if (one := reader.proposed(concept)).hits]
    found = [_without(reader.found(concept), wrong) for concept in rubric.concepts]
    found = _each_word_once(found)
    if rubric.is_about_code:
        found = _weighed_apart(found, said)
    if rubric.place:
        found = _weighed_afterwards(found, answer)
    found = [*_rounded(answer, _filled(answer, found, rubric), rubric), *wrong]
    if fine or is_list:
        found = [replace(f, hits=(), doubts=tuple(("vague", hit) for hit in f.hits)) for f in found]
    return Grade(answer, tuple(found), tuple(empty), fine, is_list)


@dataclass(frozen=True)
class _Reader:
    answer: str
    said: list[Word]
    copied: set[int]
    vague: list[tuple[int, int]]
    is_about_a_design: bool

    def found(self, concept: Concept) -> Found:
        hits: list[Hit] = []
        doubts: list[tuple[Doubt, Hit]] = []
        for phrase in concept.phrases:
            for first, last in phrase.found(self.said, known_words()):
                hit = Hit(self.said[first].start, self.said[last].end, phrase.text)
                doubt = self.doubt(first, last, hit, concept.role)
                if doubt:
                    doubts.append((doubt, hit))
                else:
                    hits.append(hit)
        return Found(concept, _apart(hits), tuple(doubts) if not hits else ())

    def proposed(self, concept: Concept) -> Found:
        """Of a remedy that is none."""
        hits = [
            Hit(self.said[first].start, self.said[last].end, phrase.text)
            for phrase in concept.phrases
            for first, last in phrase.found(self.said, known_words())
            if is_proposed(self.said, first, last)
            and not self.copied.intersection(range(first, last + 1))
        ]
        return Found(concept, _apart(hits), is_wrong=True)

    def doubt(self, first: int, last: int, hit: Hit, role: Role) -> Doubt | None:
        if any(at in self.copied for at in range(first, last + 1)):
            return "copied"
        if any(start < hit.end and hit.start < end for start, end in self.vague):
            return "vague"
        if sense.denied(self.said, first, last, role):
            return "denied"
        if role != "mechanism" or self.is_about_a_design:
            return None
        return "proposed" if proposed(self.said, first) else None


def _without(found: Found, wrong: Sequence[Found]) -> Found:
    """What stands in a wrong remedy is no right one (`a timeout of ten minutes`)."""
    if found.concept.role != "remedy":
        return found
    taken = _spans(wrong)
    return replace(found, hits=tuple(h for h in found.hits if not taken.meet(h.start, h.end)))


def _each_word_once(found: list[Found]) -> list[Found]:
    """Words earn one thing: what holds them in a longer phrase, and a limit or a price only with words of its own."""
    roles = {one.concept.role for one in found}
    others = {role: _spans(f for f in found if f.concept.role != role) for role in roles}

    def is_own(hit: Hit, role: Role) -> bool:
        if role == "context":
            return not others[role].meet(hit.start, hit.end)
        return not others[role].hold(hit.start, hit.end)

    return [
        replace(f, hits=tuple(hit for hit in f.hits if is_own(hit, f.concept.role))) for f in found
    ]


def _weighed_apart(found: list[Found], said: Sequence[Word]) -> list[Found]:
    """A single word in a clause that says what fails or why weighs nothing (`it loses the codes`)."""
    clause_of = {word.start: word.clause for word in said}
    reasons = [f for f in found if f.concept.role in {"consequence", "mechanism"}]
    taken = {clause_of.get(hit.start) for f in reasons for hit in f.hits}

    def is_lone_word(f: Found) -> bool:
        said = {hit.phrase for hit in f.hits}
        is_word = len(said) == 1 and said.isdisjoint(JUDGEMENT) and min(said).isalpha()
        return is_word and all(clause_of.get(hit.start) in taken for hit in f.hits)

    return [
        replace(f, hits=()) if f.concept.role == "context" and is_lone_word(f) else f for f in found
    ]


def _weighed_afterwards(found: list[Found], answer: str) -> list[Found]:
    """A word of the page weighs something only in what is told after a remedy."""
    told = list(after_remedy(answer))

    def weighs_there(hit: Hit) -> bool:
        return hit.phrase in JUDGEMENT or any(a <= hit.start < b for a, b in told)

    return [
        replace(f, hits=tuple(filter(weighs_there, f.hits))) if f.concept.role == "context" else f
        for f in found
    ]


def _filled(answer: str, found: list[Found], rubric: Rubric) -> list[Found]:
    """With what no page lists, where the page's own words or those of the mended code have earned something."""
    earned = {f.concept.role for f in found if f.hits}
    empty = sense.vague(answer)
    cured = [
        (start, end)
        for start, end in cures(answer, rubric.mended, rubric.new, rubric.place - rubric.mended)
        if not any(one < end and start < other for one, other in empty)
    ]
    is_about_it = cured or earned - {"context"} or names_place(answer, rubric.place | rubric.new)
    if not rubric.about or not is_about_it:
        return found
    said: dict[Role, Iterable[tuple[int, int]]] = {
        "remedy": cured,
        "consequence": harms(answer, rubric.about),
        "mechanism": points_at(answer, rubric.place),
        "context": weighs(
            answer, [hit.start for f in found if f.concept.role == "remedy" for hit in f.hits]
        ),
    }
    for at, one in enumerate(found):
        if one.concept.role == "context" and not _is_diagnosed_first(found, answer):
            said["context"] = ()
        if one.concept.role not in earned and (spans := list(said.get(one.concept.role, ()))):
            earned.add(one.concept.role)
            found[at] = replace(one, hits=_apart([Hit(*span, "") for span in spans]))
    return found


def _rounded(answer: str, found: list[Found], rubric: Rubric) -> list[Found]:
    """With what is told of the code in words that nobody listed, where so much is told that it is one thing more.

    It rounds off a reason or, where all else is said, what is left; never a remedy.
    """
    if not rubric.about:
        return found
    earned = {f.concept.role for f in found if f.hits}
    told = extent(answer, rubric.about | rubric.mended)
    missing = [role for role in ROLES if role not in earned]
    if len(missing) == 1 and missing != ["remedy"] and told.covers(MUCH):
        role = missing[0]
    elif level_of(earned) == "weak" and earned - {"context"} and told.covers(SOME):
        role = "mechanism" if "consequence" in earned else "consequence"
    else:
        return found
    heard = [(hit.start, hit.end) for f in found for hit in f.hits]
    hits = _apart([Hit(*span, "") for span in unheard(answer, rubric.about, heard)])
    return [replace(f, hits=hits) if f.concept.role == role else f for f in found]


def _is_diagnosed_first(found: Sequence[Found], answer: str) -> bool:
    """What is told after a remedy is its weighing only where what fails or why stood before it."""
    remedy = next((start for start, _ in proposals(answer)), len(answer))
    reasons = [
        hit for f in found if f.concept.role in {"consequence", "mechanism"} for hit in f.hits
    ]
    return not reasons or min(hit.start for hit in reasons) <= remedy


def _apart(hits: list[Hit]) -> tuple[Hit, ...]:
    """In the order of the answer; of those that overlap the longest."""
    kept = Apart()
    longest_first = sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start))
    taken = [hit for hit in longest_first if kept.take(hit.start, hit.end)]
    return tuple(sorted(taken, key=lambda hit: hit.start))


def _spans(found: Iterable[Found]) -> Spans:
    return Spans((hit.start, hit.end) for one in found for hit in one.hits)


def _is_list_of_names(answer: str, said: Sequence[Word]) -> bool:
    """Four pieces or more between commas or line ends, and hardly a word that makes a sentence."""
    pieces = [piece for piece in re.split(r"[,;/\n]|\.(?=\s|$)", answer) if piece.strip(" -*.")]
    joints = sum(word.text in sense.JOINTS or word.text.endswith("'s") for word in said)
    return len(pieces) >= 4 and joints <= 0.06 * len(said) and not re.search(r"[>→=(]", answer)
