"""The ways to train: a module each, which says what it is and which snippets it shows.

A mode is one file; the command line, the home screen and the help list what lies here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from trainer.card import Snippet
    from trainer.deck import Deck
    from trainer.history import History

Play = Literal["flags", "pairs"]
"""What is done with a snippet: its risks are flagged, or two versions of it are told apart."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a session is to be about."""

    deck: Deck
    count: int
    seed: int
    risks: Collection[str] = ()
    """Only cards that name one of them; empty: any."""
    surface: str | None = None
    history: History | None = None
    seen: Mapping[str, datetime] = field(default_factory=dict)
    """Card id -> when it was last shown."""

    @property
    def is_first(self) -> bool:
        """The first session of somebody: who fails on a first card may try no second."""
        return self.history is not None and not self.seen


@dataclass(frozen=True, kw_only=True)
class Mode:
    """A way to train."""

    id: str
    place: int
    """In lists, from 1."""
    key: str
    """That starts it on the home screen."""
    title: str
    about: str
    """What happens in it, in a few words; after a colon."""
    count: int
    """Snippets of a session where nobody says how many."""
    plan: Callable[[Wish], Sequence[Snippet]]
    """The snippets in their order; empty where no card fits."""
    play: Play = "flags"
    has_feedback: bool = True
    """Each snippet is debriefed at once; else everything at the end."""
    has_hints: bool = True
    clean: float | None = None
    """Share of its snippets that have nothing wrong; None: as in every other."""
    is_rated: bool = False
    """It moves the rating and counts in the stats."""
    is_scheduled: bool = False
    """It reviews the skills that are due."""
    win_weight: float = 1.0
    """Share of a rating's move that counts for a good score: less where the learner knows what to look for."""
    loss_weight: float = 1.0
    seconds: int | None = None
    """After which the session ends."""
    lives: int | None = None
    """False alarms after which the session ends."""

    def weight(self, score: float) -> float:
        """Share of a rating's move that counts for this score."""
        return score * self.win_weight + (1 - score) * self.loss_weight

    @property
    def unrated(self) -> str:
        """What a learner should know where it counts nowhere; else empty."""
        return "" if self.is_rated else "Unrated: it moves neither rating, schedule nor stats."


def names() -> list[str]:
    """Every id, without importing what the modes need."""
    return sorted(module.name for module in iter_modules(__path__))


@cache
def modes() -> dict[str, Mode]:
    """Id -> mode, in the order of their places."""
    found = [import_module(f"{__name__}.{name}").MODE for name in names()]
    return {mode.id: mode for mode in sorted(found, key=lambda mode: mode.place)}


def named(id: str) -> Mode | None:
    """The mode of this name; None for one that this program does not have."""
    return modes().get(id)


def is_rated(id: str) -> bool:
    mode = named(id)
    return mode is not None and mode.is_rated


def is_scheduled(id: str) -> bool:
    mode = named(id)
    return mode is not None and mode.is_scheduled
