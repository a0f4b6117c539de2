"""What every session that shows snippets has in common: a plan, where it stands, and how that is kept.

Everything that a learner does is on disk (in the history) before a method returns.
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Self

from detectors.catalogue import families, nearest
from trainer.card import Snippet
from trainer.deck import Deck, DeckError, reopen
from trainer.history import Event, History, Kind, now
from trainer.modes import Wish, modes
from trainer.neutralise import one_line


class SessionError(Exception):
    """What was asked for cannot be done now; the text says why and what to do."""


NAMED = 3
"""Risks of a session that are told by name."""
CHANGED = "This snippet has changed since you left it: it begins anew."
"""What a learner is told where `has_changed`."""


class Course(ABC):
    """A way through a plan of snippets; what is done with each of them is up to the kinds of session."""

    stage: str
    """What comes next; `finished` at the end."""

    def __init__(
        self,
        deck: Deck,
        plan: Sequence[Snippet],
        *,
        id: str,
        seed: int,
        mode: str | None = None,
        history: History | None = None,
        began: datetime | None = None,
        is_first: bool = False,
        about: str = "",
    ) -> None:
        """Use `start` or `resume`; `plan` is what will be shown, at least one snippet."""
        self.deck = deck
        self.id = id
        self.seed = seed
        self.mode = modes()[mode or self.usual_mode(is_narrow=False)]
        self.is_first = is_first
        """Somebody's first session: they are told which key comes next."""
        self.about = one_line(about)
        """What it is narrowed to: `missing-timeout`; empty where it is about anything."""
        self._snippets = tuple(plan)
        self._history = history
        self._clock = history.clock if history else now
        self.began = began or self._clock()
        self._number = 1
        self.has_changed = False
        """What is on the table is another text than when it was left: it is begun again."""

    @classmethod
    def start(
        cls,
        deck: Deck,
        *,
        history: History | None = None,
        count: int | None = None,
        seed: int | None = None,
        risks: Collection[str] = (),
        surface: str | None = None,
        mode: str | None = None,
    ) -> Self:
        """A new session of up to `count` snippets (as many as the mode usually has).

        Without a mode it is the usual one for what is wished.
        No card comes in two versions; the very first session opens with an easy one.
        The same deck, seed and history give the same snippets. Without a history nothing is kept.
        Raises SessionError where no card fits risks and surface.
        """
        seed = secrets.randbits(32) if seed is None else seed
        way = modes()[mode or cls.usual_mode(is_narrow=bool(risks or surface))]
        wish = Wish(
            deck=deck,
            count=way.count if count is None else count,
            seed=seed,
            risks=risks,
            surface=surface,
            history=history,
            seen=history.seen() if history else {},
        )
        plan = way.plan(wish)
        if not plan:
            raise SessionError(cls.none_fits(deck, subject(risks, surface)))
        session = cls(
            deck,
            plan,
            id=secrets.token_hex(8),
            seed=seed,
            mode=way.id,
            history=history,
            is_first=wish.is_first,
            about=subject(risks, surface),
        )
        session._write(
            "started",
            deck=deck.kept,
            seed=seed,
            mode=way.id,
            about=session.about,
            plan=[[snippet.card.id, snippet.variant] for snippet in plan],
            detectors=sorted({s.card.key.detectors for s in plan if s.card.key}),
        )
        session._show()
        return session

    @classmethod
    def resume(cls, history: History) -> Self | None:
        """The last session that was not finished, as it stood; None if there is none.

        A session whose deck or cards are gone cannot be resumed.
        """
        id = history.unfinished()
        if id is None:
            return None
        past = history.events(session=id)
        begun = past[0].data
        try:
            deck = reopen(begun["deck"])
            plan = [Snippet(deck.card(card), variant) for card, variant in begun["plan"]]
            session = cls(
                deck,
                plan,
                id=id,
                seed=begun["seed"],
                mode=begun["mode"],
                history=history,
                began=past[0].at,
                about=begun.get("about", ""),
            )
        except (DeckError, KeyError, SessionError):
            return None
        session._replay(past[1:])
        if session.has_changed:
            session._show()  # what is done from now on is done to the new text
        return session

    @staticmethod
    @abstractmethod
    def usual_mode(*, is_narrow: bool) -> str:
        """The mode where none is named; `is_narrow`: risks or a surface are."""

    @staticmethod
    @abstractmethod
    def none_fits(deck: Deck, wanted: str) -> str:
        """What to say where no card of the deck is about what is wanted; that may be empty."""

    @abstractmethod
    def _replay(self, past: Sequence[Event]) -> None:
        """Brings the session to where these events left it."""

    @property
    def number(self) -> int:
        """Which snippet of the session it is, from 1."""
        return self._number

    @property
    def count(self) -> int:
        """How many snippets the session has."""
        return len(self._snippets)

    @property
    def snippet(self) -> Snippet:
        """What is on the table, also while it is explained."""
        return self._snippets[self._number - 1]

    @property
    def ahead(self) -> frozenset[str]:
        """Cards that are still to be shown: nothing may give them away."""
        after = () if self.is_finished else self._snippets[self._number :]
        return frozenset(snippet.card.id for snippet in after)

    @property
    def is_finished(self) -> bool:
        return self.stage == "finished"

    def stop(self) -> None:
        """Ends the session here: it will not be offered to be resumed."""
        if not self.is_finished:
            self._write("stopped")
            self.stage = "finished"

    def _finish(self) -> None:
        self._write("finished")
        self.stage = "finished"

    def _show(self) -> None:
        self._write_shown(self.snippet)

    def _write_shown(self, snippet: Snippet, **more: Any) -> None:
        self._write(
            "shown",
            number=self._number,
            card=snippet.card.id,
            variant=snippet.variant,
            hash=snippet.hash,
            **more,
        )

    def _write(self, kind: Kind, **data: Any) -> None:
        if self._history:
            self._history.append(self.id, kind, **data)


def subject(risks: Collection[str], surface: str | None) -> str:
    """`missing-timeout`, `the family transport`, `shell`; the first of many risks stand for all."""
    names, of = list(dict.fromkeys(risks)), families()
    family = of.get(names[0]) if len(names) > 1 else None
    if family and set(names) == {risk for risk, its in of.items() if its == family}:
        names = [f"the family {family}"]
    elif len(names) > NAMED:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    parts = [*names, surface] if surface else names
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def must_be_known(risk: str) -> None:
    """SessionError that names the nearest for a risk that there is not."""
    if risk not in families():
        near = nearest(risk)
        hint = f" Did you mean {near}?" if near else " See `critique risks`."
        raise SessionError(f"No risk is called '{risk}'.{hint}")
