"""Requests for the access token with which a program makes its other requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from detectors.facts.fact import Fact
from detectors.facts.requests import Request
from detectors.places import Lines


class Again(NamedTuple):
    """What runs a place again and again."""

    kind: Literal[
        "items",
        "pages",
        "work",
        "route",
        "webhook",
        "lambda",
        "consumer",
        "methods",
        "calls",
        "functions",
    ]
    lines: Lines
    """The header of the loop or the handler; of methods the first call; of calls and functions the function's own header."""
    sites: tuple[Lines, ...] = ()
    """The calls that lead there."""
    is_for_many: bool = False
    """Of calls: whatever is asked comes there, or it is a coroutine of an object; not one function for one operation, of which nobody knows how often."""
    has_others_like_it: bool = False
    """Of calls: at least two other functions of the file make a client of the same."""


class Stored(NamedTuple):
    """Where a token is put, and what goes on using it."""

    lines: Lines
    """The statement."""
    user: str
    """What still uses it when it has expired, in words."""
    used: Lines
    """The header of that."""


@dataclass(kw_only=True, eq=False)
class Token(Fact):
    """A request that gets a token for the program itself, not for one user or tenant."""

    grant: str
    """`client_credentials`, `password` ...; `login` where a name and a password are sent and a token comes back."""
    request: Request
    repeats: Callable[[], Again | None] = field(default=lambda: None, repr=False)
    """Works out `again`."""
    keeps: Callable[[], Stored | None] = field(default=lambda: None, repr=False)
    """Works out `stored`."""
    guards: Callable[[], Lines | None] = field(default=lambda: None, repr=False)
    """Works out `guard`."""
    precedes: Callable[[], Lines | None] = field(default=lambda: None, repr=False)
    """Works out `serves`."""

    @cached_property
    def again(self) -> Again | None:
        """What asks for it anew for each piece of work; None where nothing does, or something may keep it."""
        return self.repeats()

    @cached_property
    def stored(self) -> Stored | None:
        """Where it is put for longer than it lasts; None where it is not, or something may renew it."""
        return self.keeps()

    @cached_property
    def guard(self) -> Lines | None:
        """The test, or the cache, by which it is asked for only where there is none that holds."""
        return self.guards()

    @cached_property
    def serves(self) -> Lines | None:
        """The header of the loop behind it, all of whose requests it is for."""
        return self.precedes()
