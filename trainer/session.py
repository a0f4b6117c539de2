"""A practice session without a screen: the TUI, the line mode and the tests drive the same object.

    session = Session.start(deck, history=history, count=8, seed=7)
    while not session.is_finished:
        show(session.snippet)
        session.flag(Lines(11, 15), "missing-timeout", "sure")
        debrief = session.submit()
        session.next()
    session.summary()

Everything that a learner does is on disk (in the history) before the method returns.
A method that cannot be done now raises `SessionError`, whose text is one sentence for the learner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.facts import Lines
from trainer.card import Snippet
from trainer.debrief import Debrief
from trainer.deck import Deck
from trainer.history import History
from trainer.scoring import Confidence, Flag, Result

Stage = Literal["flagging", "debrief", "finished"]


class SessionError(Exception):
    """What was asked for cannot be done now; the text says why and what to do."""


@dataclass(frozen=True)
class Played:
    """A snippet that was submitted, with what it earned."""

    snippet: Snippet
    result: Result


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A session, looked at from its end. Shares are 0 to 1."""

    played: tuple[Played, ...]
    planned: int
    score: float | None
    """√(mean F on risky x mean score on clean); None before the first snippet."""
    recall: float | None
    """Credited share of all answers' weight; None where nothing was to be found."""
    precision: float | None
    """Credited share of all flags that count; None where none did."""
    points: float
    possible: int
    false_alarms: int
    brier: float | None


class Session:
    """The state of one session: which snippets, what is flagged, what was submitted."""

    deck: Deck
    id: str
    seed: int
    stage: Stage

    @classmethod
    def start(
        cls,
        deck: Deck,
        *,
        history: History | None = None,
        count: int = 8,
        seed: int | None = None,
        risk: str | None = None,
        surface: str | None = None,
        mode: str = "practice",
    ) -> Session:
        """A new session of up to `count` snippets.

        About one in four is clean; cards not seen lately come first; no card comes in two versions.
        The same deck, seed and history give the same snippets. Without a history nothing is kept.
        Raises SessionError where no card fits risk and surface.
        """
        raise NotImplementedError

    @classmethod
    def resume(cls, history: History, decks: list[Deck] | None = None) -> Session | None:
        """The last session that was not finished, as it stood; None if there is none, or its cards are gone."""
        raise NotImplementedError

    @property
    def snippet(self) -> Snippet:
        """What is on the table, also while its debrief is read."""
        raise NotImplementedError

    @property
    def number(self) -> int:
        """Which snippet of the session it is, from 1."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many snippets the session has."""
        raise NotImplementedError

    @property
    def flags(self) -> tuple[Flag, ...]:
        """In the order in which they were set; numbered from 1 for a learner."""
        raise NotImplementedError

    @property
    def hints(self) -> tuple[Lines, ...]:
        """The lines that hints gave away on this snippet."""
        raise NotImplementedError

    @property
    def debrief(self) -> Debrief | None:
        """Of the submitted snippet; None while flags are being set."""
        raise NotImplementedError

    @property
    def played(self) -> tuple[Played, ...]:
        """What was submitted so far."""
        raise NotImplementedError

    @property
    def is_finished(self) -> bool:
        return self.stage == "finished"

    def flag(self, lines: Lines, risk: str, confidence: Confidence = "fair") -> Flag:
        """Sets a flag; one of the same risk on the same lines is replaced.

        Raises SessionError for lines outside the snippet and for an unknown risk (names the nearest).
        """
        raise NotImplementedError

    def edit(
        self,
        number: int,
        *,
        lines: Lines | None = None,
        risk: str | None = None,
        confidence: Confidence | None = None,
    ) -> Flag:
        """Changes flag `number` (from 1)."""
        raise NotImplementedError

    def remove(self, number: int) -> Flag:
        """Takes flag `number` (from 1) away."""
        raise NotImplementedError

    def undo(self) -> bool:
        """Takes the last change of the flags back; False if there is none on this snippet."""
        raise NotImplementedError

    def hint(self) -> Lines | None:
        """The lines of the heaviest answer that no flag hits yet; its credit is halved.

        None: nothing is left to point at; on a clean snippet this halves the snippet's score.
        """
        raise NotImplementedError

    def submit(self) -> Debrief:
        """Scores the flags; they can no longer change."""
        raise NotImplementedError

    def nothing(self) -> Debrief:
        """Says that nothing is wrong, and submits; SessionError while there are flags."""
        raise NotImplementedError

    def next(self) -> bool:
        """Goes on from a debrief; False: that was the last snippet, the session is finished."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ends the session here: it will not be offered to be resumed."""
        raise NotImplementedError

    def summary(self) -> Summary:
        raise NotImplementedError
