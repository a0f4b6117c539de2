"""What an answer says in words that no page lists: what happens to this system, what in this code does it, what it weighs.

It fills a rubric's gaps where the page's own words have earned something; by itself it earns nothing, since
it would be said of another risk in the same words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from trainer.interview import lexicon
from trainer.interview.clauses import PRONOUNS, VERBS, Clause, clauses
from trainer.interview.grounds import SHORTEST, named_in, names, units
from trainer.interview.lexicon import listed
from trainer.interview.polarity import harms as harms_in
from trainer.interview.sense import JOINTS
from trainer.interview.stance import sentences
from trainer.interview.wishes import ORDERS, proposed, proposes
from trainer.interview.words import Word, stem, words

REMOVES = re.compile(
    r"(?:remove|delete|drop|omit|leave out|take out|get rid of|purge|strip)\b", re.I
)
_VALUES = frozenset({"true", "false", "none"})
_MODAL = listed("must need needs would will should may can has have then")
TELLING = 3
"""Words of a clause that tells something."""
ABOUT = 4
"""Words of the place and of what mends it that an answer about it names."""
NAMES = 2
"""Words of the place that say what it does."""


@dataclass(frozen=True)
class Extent:
    """How much an answer tells: words of the code that it names, and parts that are reasons of their own."""

    named: int
    parts: int

    def covers(self, other: Extent) -> bool:
        return self.named >= other.named and self.parts >= other.parts


SOME = Extent(named=5, parts=3)
"""What an answer tells that says more than one thing."""
MUCH = Extent(named=10, parts=6)
"""What one tells that hardly leaves anything out."""


def extent(answer: str, about: frozenset[str]) -> Extent:
    named = {word.text for word in named_in(answer, about)}
    return Extent(len(named), len(set(units(answer).values())))


def unheard(
    answer: str, about: frozenset[str], heard: Collection[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """(start, end) of each clause that tells something of the code, and of which nothing is heard yet."""
    for clause in clauses(answer):
        is_free = all(end <= clause.start or clause.end <= start for start, end in heard)
        tells = len(clause.words) >= TELLING and any(names(text, about) for text in clause.texts)
        if is_free and tells:
            yield clause.start, clause.end


def harms(answer: str, about: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of what is said to happen to something of the code or its scenario."""
    said = words(answer)
    for start, end, inside in _statements(answer, said):
        if any(names(word.text, about) for word in inside):
            yield from (
                (clause.start, clause.end)
                for clause in clauses(answer)
                if start < clause.end <= end and harms_in(clause)
            )


def names_place(answer: str, place: frozenset[str]) -> bool:
    """It names so much of the place that it can hardly be about another."""
    return len({word.text for word in named_in(answer, place)}) >= ABOUT


def points_at(answer: str, place: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of what is said of the place itself, in its own words."""
    said = words(answer)
    for _, _, inside in _statements(answer, said):
        named = [word for word in inside if names(word.text, place)]
        if len({word.text for word in named}) >= NAMES:
            yield named[0].start, named[-1].end


def cures(
    answer: str, mended: frozenset[str], new: frozenset[str], gone: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """(start, end) of what is proposed with a word that only the mended code has, or two of its other lines.

    So is the removal of what it has no more.
    """
    said = words(answer)
    begun = [word.start for word in said]
    for start, end in sentences(answer):
        inside = range(bisect_left(begun, start), bisect_left(begun, end))
        news = {said[at].text for at in inside if names(said[at].text, new)}
        asked = [
            said[at]
            for at in inside
            if len(news) >= NAMES or proposed(said, at) or said[at].text in ORDERS
        ]
        named = [word for word in asked if _stands_in(word.text, mended)]
        is_new = any(names(word.text, new) for word in named)
        if is_new or len({word.text for word in named}) >= NAMES:
            yield named[0].start, named[-1].end
        elif asked and REMOVES.match(answer, asked[0].start):
            yield from ((word.start, word.end) for word in asked if names(word.text, gone))


def _stands_in(word: str, mended: frozenset[str]) -> bool:
    """Also a short name (`key`) or value (`false`): a proposal of what stands there is rarely a chance."""
    is_short = len(word) == SHORTEST - 1 and word not in JOINTS | ORDERS
    return names(word, mended) or ((is_short or word in _VALUES) and stem(word) in mended)


def weighs(answer: str, named: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """(start, end) of what weighs one thing against another from the first proposal on, and of what is told after it.

    `named`: where words of a remedy start, by which a sentence without a verb is a proposal too.
    """
    first = next((start for start, _ in proposals(answer, named)), 0)
    for clause in clauses(answer):
        if clause.end > first and (
            lexicon.WEIGHS.any(clause.texts) or clause.texts[0] in {"cost", "costs"}
        ):
            yield clause.start, clause.end
    yield from after_remedy(answer, named)


def proposals(answer: str, named: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """(start, sentence number) of each clause that says what should be done."""
    before = -1
    for clause in clauses(answer):
        begins = clause.sentence != before
        is_named = any(clause.start <= at < clause.end for at in named)
        is_fragment = begins and before >= 0 and is_named and _is_fragment(clause)
        if is_fragment or proposes(clause, begins=begins):
            yield clause.start, clause.sentence
        before = clause.sentence


def _is_fragment(clause: Clause) -> bool:
    """No verb stands in it: `A dead letter queue with an alarm.`"""
    return len(clause.words) >= TELLING and not (VERBS | PRONOUNS) & set(clause.texts)


def after_remedy(answer: str, named: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """(start, end) of each clause that tells something in a sentence after the first that proposes."""
    proposed = dict(proposals(answer, named))
    first = min(proposed.values(), default=None)
    for clause in clauses(answer):
        is_after = first is not None and clause.sentence > first and clause.start not in proposed
        if is_after and _weighs_something(clause):
            yield clause.start, clause.end


def _weighs_something(clause: Clause) -> bool:
    """It tells of a condition, a number, of what something does or does not; not what happens without the remedy."""
    said = clause.texts
    tables = (
        lexicon.WEIGHS,
        lexicon.DOES,
        lexicon.TURNS,
        lexicon.HARM,
        lexicon.EFFECTS,
        lexicon.GOES_ON,
    )
    says = clause.kind != "main" or _MODAL & set(said) or any(table.any(said) for table in tables)
    has_number = any(letter.isdigit() for word in said for letter in word)
    is_long = len(said) >= TELLING
    return (
        is_long
        and clause.kind != "or else"
        and bool(says or has_number or any(w.endswith("n't") for w in said))
    )


def _statements(answer: str, said: Sequence[Word]) -> Iterator[tuple[int, int, list[Word]]]:
    """Of each sentence the words that tell, and do not propose; with its start and end."""
    for start, end in sentences(answer):
        inside = [
            word
            for at, word in enumerate(said)
            if start <= word.start < end and not proposed(said, at)
        ]
        if inside:
            yield inside[0].start, end, inside
