"""A card that is being written: what the detectors found, and what the author says to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from detectors.places import Lines
from detectors.text import Text
from trainer.card import Card, Cleared
from trainer.neutralise import neutralise
from trainer.scoring import Answer, Remark

Decision = Literal["accepted", "neutral", "rejected"]
WIDEST = 72
"""Columns of a snippet: with line numbers it fits a terminal of 80."""
NAMED = 2
"""Of what is left in a production-ready version, told by name."""
LONGEST = 60
"""Lines of a snippet: it is read in a few minutes."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A finding, or a risk that the author added, and what becomes of it."""

    answer: Answer
    decision: Decision = "accepted"
    reason: str = ""
    """Why it is neutral or rejected; learners read it."""


@dataclass(frozen=True)
class Check:
    """Something that a card must have; one that does not block may come later."""

    is_met: bool
    text: str
    blocks: bool = True


@dataclass(frozen=True, order=True)
class Notice:
    """Something that the author should know, and may leave as it is; safe to print."""

    line: int
    """Of the card, from 1."""
    text: str
    """What is true of the line, as the rest of a sentence."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`card` holds everything but answers and neutral places, which come of the items when it is finished."""

    card: Card
    items: tuple[Item, ...] = ()
    masked: tuple[Lines, ...] = ()
    """Where a secret was replaced by a worthless one, before anything was shown or kept."""
    notices: tuple[Notice, ...] = ()
    taken: frozenset[str] = frozenset()
    """Ids of the deck's cards."""
    left: tuple[str, ...] = ()
    """What the detectors still find in the production-ready version: `missing-timeout on line 3`; safe to print."""

    def with_item(self, index: int, item: Item) -> Draft:
        items = list(self.items)
        items[index] = item
        return replace(self, items=tuple(items))

    def with_text(self, *, title: str | None = None, scenario: str | None = None) -> Draft:
        card = self.card
        return replace(
            self,
            card=replace(
                card,
                title=card.title if title is None else title,
                scenario=card.scenario if scenario is None else scenario,
            ),
        )

    def adding(self, risk: str, lines: Lines, why: str) -> Draft:
        """A risk that the detectors do not see here; the author vouches for it."""
        answer = Answer(risk=risk, lines=lines, why=why, by="author")
        return replace(self, items=(*self.items, Item(answer=answer)))

    @property
    def checks(self) -> tuple[Check, ...]:
        """What `critique check` will ask of the card, as far as it can be told without the detectors."""
        return tuple(self._checks())

    @property
    def is_ready(self) -> bool:
        return all(check.is_met for check in self.checks if check.blocks)

    def finished(self) -> Card:
        """The card with the author's decisions: what was rejected becomes a decoy with its reason."""
        by = {
            decision: [item for item in self.items if item.decision == decision]
            for decision in ("accepted", "neutral", "rejected")
        }
        rejected = (
            Cleared(risk=i.answer.risk, lines=i.answer.lines, reason=i.reason, by="author")
            for i in by["rejected"]
        )
        neutral = (
            Remark(risk=i.answer.risk, lines=i.answer.lines, reason=i.reason) for i in by["neutral"]
        )
        return replace(
            self.card,
            answers=tuple(i.answer for i in by["accepted"]),
            cleared=(*self.card.cleared, *rejected),
            neutral=(*self.card.neutral, *neutral),
        )

    def _checks(self) -> Iterator[Check]:
        card, lines = self.card, Text(self.card.code).lines
        yield Check(bool(card.title.strip()), "a title")
        yield Check(bool(card.scenario.strip()), "a scenario that says where it runs")
        yield Check(card.id not in self.taken, f"id {card.id} is free in the deck")
        yield Check(len(lines) <= LONGEST, f"at most {LONGEST} lines (it has {len(lines)})")
        strange = any(neutralise(line) != line.expandtabs(4) for line in lines)
        yield Check(not strange, "no control or invisible characters")
        reasons = all(i.reason.strip() for i in self.items if i.decision != "accepted")
        yield Check(reasons, "a reason for each rejected or neutral finding")
        whys = all(i.answer.why.strip() for i in self.items if i.decision == "accepted")
        yield Check(whys, "a sentence on what happens for each answer")
        needs_sound = any(i.decision == "accepted" for i in self.items)
        yield Check(
            not needs_sound or card.sound is not None, "a production-ready version", blocks=False
        )
        if card.sound is not None:
            first = ", ".join(self.left[:NAMED])
            rest = f" and {len(self.left) - NAMED} more" if len(self.left) > NAMED else ""
            still = f" (it has {first}{rest})" if self.left else ""
            yield Check(not self.left, f"nothing to be found in that version{still}", blocks=False)
