"""What a program writes where others read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

from detectors.facts.comparisons import Side
from detectors.facts.fact import Fact


class Traced(Protocol):
    """Follows a value back when asked."""

    def __call__(self) -> Side: ...


@dataclass(kw_only=True, eq=False)
class Shown:
    """A value that is written as it is, not cut, hashed, counted or tested."""

    name: str
    """What it is called there: a variable, an attribute, a key; `environ` for the whole environment."""
    text: str
    """As written."""
    trace: Traced = field(repr=False)

    is_a_login: bool = False
    """The file logs in to a broker or a database with it."""
    is_a_configuration: bool = False
    """All that a web application is configured with."""
    is_an_id: bool = False
    """It says which key is meant, and opens nothing by itself: the access key of an S3 user, the name of an entry."""
    spell: Callable[[], tuple[str, str]] = field(default=lambda: ("", ""), repr=False)

    hold: Callable[[], str] = field(default=str, repr=False)
    belong: Callable[[], str] = field(default=str, repr=False)

    @cached_property
    def whole(self) -> str:
        """What it is where a credential is in it or it is one itself, as a part of a sentence: "all headers of a request"."""
        return self.belong()

    @cached_property
    def token(self) -> str:
        """The token that it is or that it holds, as the code around it tells; empty if it tells of none."""
        return self.hold()

    @cached_property
    def spelling(self) -> tuple[str, str]:
        """The text that it holds, with `HOLE` for what is put into it, and how that is written; empty if it cannot be told."""
        return self.spell()

    @cached_property
    def origin(self) -> Side:
        """Where it comes from."""
        return self.trace()


@dataclass(kw_only=True, eq=False)
class Output(Fact):
    """A call that writes to a log, to standard output or to an error tracker; in a shell a command that does."""

    name: str
    """As the source spells it: `log.info`, `print`, `sentry_sdk.set_extra`, `echo`, `set -x`, `curl -v`."""
    kind: Literal["log", "print", "report", "trace", "raise"]
    """raise: the text of an exception; trace: it makes what runs after it or what it asks for write everything that it is given."""
    shows: Sequence[Shown] = ()
    hides: Sequence[str] = ()
    """Names of which it writes no more than a part, a mask, a length, or whether there is something."""
    is_for_a_person: bool = False
    """It stands in a program that somebody runs by hand and looks at, or is all that its function is there for."""
