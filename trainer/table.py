"""What lies on the table in a session: one snippet, and what was done to it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detectors.places import Lines
from trainer.card import Snippet
from trainer.debrief import Debrief
from trainer.scoring import Answer, Flag, Result, quality, score
from trainer.undecided import remarks


@dataclass(frozen=True)
class Table:
    """One snippet with its flags; every change gives another table."""

    snippet: Snippet
    flags: tuple[Flag, ...] = ()
    undoable: tuple[tuple[Flag, ...], ...] = ()
    """The flags before each change, the latest last."""
    hinted: tuple[Answer, ...] = ()
    was_hinted: bool = False
    debrief: Debrief | None = None

    def flagged(self, flags: tuple[Flag, ...]) -> Table:
        return replace(self, flags=flags, undoable=(*self.undoable, self.flags))

    def undone(self) -> Table:
        """As it was before the last change, of which there must be one."""
        *before, flags = self.undoable
        return replace(self, flags=flags, undoable=tuple(before))

    def with_hint(self, index: int | None) -> Table:
        """A hint gave away the answer of this index, or (None) that there is nothing."""
        answers = self.snippet.answers
        touched = () if index is None or index >= len(answers) else (answers[index],)
        return replace(self, hinted=(*self.hinted, *touched), was_hinted=True)

    def with_hints(self, indices: Iterable[int], *, was_hinted: bool) -> Table:
        """As it was submitted, after the hints of which the history tells."""
        table = self
        for index in indices:
            table = table.with_hint(index)
        return replace(table, was_hinted=was_hinted)

    @property
    def open_answer(self) -> int | None:
        """The index of the heaviest answer that neither a flag nor a hint has hit."""
        answers = self.snippet.answers
        left = [
            index
            for index, answer in enumerate(answers)
            if answer.weight
            and answer not in self.hinted
            and all(quality(flag, answer) < 0.5 for flag in self.flags)
        ]
        return max(left, key=lambda n: (answers[n].weight, -answers[n].lines.first), default=None)

    def result(self) -> Result:
        return score(
            self.flags,
            self.snippet.answers,
            remarks=remarks(self.snippet, self.flags),
            hinted=self.hinted,
            was_hinted=self.was_hinted,
        )


def plain(flags: Sequence[Flag]) -> list[list[Any]]:
    """Flags as the history keeps them: [first, last, risk, confidence] each."""
    return [[*flag.lines, flag.risk, flag.confidence] for flag in flags]


def flags_of(kept: Sequence[Sequence[Any]]) -> tuple[Flag, ...]:
    """What `plain` kept."""
    return tuple(
        Flag(Lines(first, last), risk, confidence) for first, last, risk, confidence in kept
    )
