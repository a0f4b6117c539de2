"""Checks of who asks that let everybody pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.facts.code import Handler
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Bypass(Fact):
    """A check that passes where what it compares with is not set: `if not SECRET: return True`; the lines are those of the test."""

    check: str
    """The function that holds the check."""
    secret: str
    """What may not be set, as written."""
    names: frozenset[str]
    """The names that it goes by, those of variables of the environment among them."""
    handlers: Sequence[Handler] = ()
    """Those of the file that hold the check or call it."""
    is_handed_in: bool = False
    """A caller hands the secret in, and nothing in the file tells whether there is always one."""
    is_sent: bool = False
    """Whoever is checked brings it along, and may leave it out."""
    is_of_an_answer: bool = False
    """Whoever calls it reads what it has asked for itself: the check is about an answer, and nobody knocks."""
