"""Cards out of somebody's code: the excerpts of which the detectors say alone what they say of the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from critique import __version__
from critique.decks import author
from critique.decks.excerpts import Excerpt, excerpts
from critique.lint.files import Source
from detectors.engine import fix, inspect
from detectors.model import Inspection
from trainer import keys
from trainer.card import Card
from trainer.draft import Draft

CLEAN = 4
"""One in so many cards has nothing wrong, as in a session."""


@dataclass(frozen=True)
class Candidate:
    """An excerpt that could become a card."""

    excerpt: Excerpt
    risky: frozenset[str]
    fine: frozenset[str]
    """Risks of which it has a place that only looks risky."""

    @property
    def asked(self) -> frozenset[str]:
        return self.risky or self.fine


def candidates(source: Source) -> Iterator[Candidate]:
    """Of one file, in the order of its lines."""
    whole = inspect(source.text, source.language, name=source.path)
    if whole.problems or not (whole.findings or whole.clearances):
        return
    for excerpt in excerpts(source.path, source.language, source.text):
        if excerpt.fits:
            alone = inspect(excerpt.part.code, source.language, name=source.path)
            if _says_the_same(alone, whole, excerpt.numbers):
                risky = frozenset(one.risk for one in alone.findings)
                fine = frozenset(one.risk for one in alone.clearances)
                if risky or fine:
                    yield Candidate(excerpt, risky, fine)


def _says_the_same(alone: Inspection, whole: Inspection, numbers: Sequence[int]) -> bool:
    """An excerpt that lacks what tells a place risky or fine is no exercise."""
    return not alone.problems and all(
        {(one.risk, numbers[one.lines.first - 1]) for one in ours}
        == {(one.risk, one.lines.first) for one in theirs if one.lines.first in numbers}
        for ours, theirs in (
            (alone.findings, whole.findings),
            (alone.clearances, whole.clearances),
        )
    )


def chosen(found: Iterable[Candidate], count: int) -> list[Candidate]:
    """So many of them, no two of one shape, the risks as even as can be, one in four with nothing wrong; where little is wrong, one in two."""
    shapes: dict[str, Candidate] = {}
    for one in found:
        shapes.setdefault(one.excerpt.shape, one)
    left: dict[bool, list[Candidate]] = {True: [], False: []}
    for one in shapes.values():
        left[bool(one.risky)].append(one)
    fill = min(count - len(left[True]), len(left[True]))
    clean = min(len(left[False]), max(count // CLEAN, fill, 1))
    taken = [*_even(left[True], count - clean), *_even(left[False], clean)]
    return sorted(taken, key=lambda one: (one.excerpt.part.name, one.excerpt.part.first))


def _even(found: Sequence[Candidate], count: int) -> list[Candidate]:
    """Each next one is about what came least often so far."""
    seen: Counter[str] = Counter()
    left, taken = list(found), list[Candidate]()
    while left and len(taken) < count:
        best = min(left, key=lambda one: (min(seen[risk] for risk in one.asked), len(one.asked)))
        left.remove(best)
        taken.append(best)
        seen.update(best.asked)
    return taken


def draft(candidate: Candidate, *, taken: frozenset[str]) -> Draft:
    """Its card, with a production-ready version where one setting cures all that is wrong with it."""
    part = candidate.excerpt.part
    made = author.draft(
        part, scenario=f"Taken from {part.name}.", taken=taken, title=candidate.excerpt.title
    )
    card = _with_sound(made.card) if made.items else made.card
    return replace(made, card=card)


def _with_sound(card: Card) -> Card:
    mended = fix(card.code, card.language, name=card.name)
    if mended == card.code:
        return card
    said = inspect(mended, card.language, name=card.name)
    if said.findings or said.problems:
        return card
    before = inspect(card.code, card.language, name=card.name)
    whole = keys.rekeyed(replace(card, sound=mended), before, said, version=__version__)
    return replace(whole, answers=())  # they are the draft's items
