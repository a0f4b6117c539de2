"""Several clients' data as one: from a name in a source to what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from detectors.clients.model import (
    Call,
    Client,
    Deadline,
    Handover,
    Object,
    Pattern,
    Place,
    Trigger,
    Wait,
    bare,
    last_segments,
)

if TYPE_CHECKING:
    from detectors.clients.partials import Partial

T = TypeVar("T")
_SEGMENTS = re.compile(r"([^.()]+)(?:\([^)]*\))?")
_ALIAS_STEPS = 20
"""An alias may lead to another one; data that runs in circles ends here."""
_KEPT = 1_000
"""Answers that each question keeps: a file says the same few names again and again."""


class Known(NamedTuple, Generic[T]):
    """Something that data says of a name, and whose data it is."""

    client: Client
    item: T


class Lookup:
    """What the data of these clients says of a name.

    Names are canonical where an argument is called `name`: `canonical` makes them so.
    Patterns without wildcards win over those with them, then the order of the data decides.
    """

    def __init__(self, clients: Iterable[Client]) -> None:
        self.clients = tuple(clients)
        self.aliases = {k: v for client in self.clients for k, v in client.aliases.items()}
        self._aliased = {_first(name) for name in self.aliases}
        self.factories = frozenset().union(*(client.factories for client in self.clients))
        self.exceptions = {k: v for client in self.clients for k, v in client.exceptions.items()}
        self.objects: dict[str, Known[Object]] = {
            name: Known(client, item)
            for client in self.clients
            for name, item in client.objects.items()
        }
        self._calls = _Index(self.clients, lambda c: c.calls, lambda call: call.names)
        self._waits = _Index(self.clients, lambda c: c.waits, lambda wait: wait.names)
        self._handovers = _Index(self.clients, lambda c: c.handovers, lambda one: one.names)
        self._deadlines = _Index(self.clients, lambda c: c.deadlines, lambda one: one.names)
        self._decorators = _Index(self.clients, lambda c: c.triggers, lambda one: one.decorators)
        self._registrars = _Index(self.clients, lambda c: c.triggers, lambda one: one.registrars)
        self._bases = _Index(self.clients, lambda c: c.triggers, lambda one: one.bases)
        self._partials = _Index(self.clients, lambda c: c.partials, lambda one: one.names)
        self._canonical = lru_cache(_KEPT)(self._find_canonical)

    def canonical(self, name: str) -> str:
        """The name under which the data knows it: `requests.sessions.Session` -> `requests.Session`.

        The longest aliased beginning is replaced, again until nothing changes; other names stay as they are.
        """
        return self._canonical(name) if _first(name) in self._aliased else name

    def is_aliased(self, name: str) -> bool:
        """Whether the data calls just this by another name."""
        return name in self.aliases

    def _find_canonical(self, name: str) -> str:
        for _ in range(_ALIAS_STEPS):
            for end in _ends(name):
                head = name[:end]
                target = self.aliases.get(head) or self.aliases.get(bare(head))
                if target:
                    name = target + name[end:]
                    break
            else:
                return name
        return name

    def call(self, name: str) -> Known[Call] | None:
        """The call with this name (the callee's: `requests.Session().post`), if it leaves the process."""
        found = self._calls.find(name)
        return None if found and any(p.matches(name) for p in found.item.besides) else found

    def object(self, name: str) -> Known[Object] | None:
        """What a call makes; the name ends in `()` and may be an alias: `requests.session()`."""
        name = self.canonical(name)
        return self.objects.get(name) or self.objects.get(bare(name))

    def usual(self, name: str) -> str | None:
        """The client that projects hand on under such a name, if there is one: `get_s3_client` -> `boto3.client()`."""
        return next((made for made, usual in self._usual.items() if usual.fullmatch(name)), None)

    @cached_property
    def _usual(self) -> dict[str, re.Pattern[str]]:
        return {name: known.item.usual for name, known in self.objects.items() if known.item.usual}

    def wait(self, name: str) -> Known[Wait] | None:
        return self._waits.find(name)

    def handover(self, name: str) -> Known[Handover] | None:
        return self._handovers.find(name)

    def deadline(self, name: str) -> Known[Deadline] | None:
        return self._deadlines.find(name)

    def decorator(self, name: str) -> Known[Trigger] | None:
        """What outside calls a function decorated with this."""
        return self._decorators.find(name)

    def registrar(self, name: str) -> Known[Trigger] | None:
        """What outside calls a function given to this."""
        return self._registrars.find(name)

    def base(self, name: str) -> Known[Trigger] | None:
        """What outside calls the methods of classes with this base."""
        return self._bases.find(name)

    def partial(self, name: str) -> Known[Partial] | None:
        """What the answer of a call may lack."""
        found = self._partials.find(name)
        return None if found and any(p.matches(name) for p in found.item.besides) else found

    @cached_property
    def partials_by_end(self) -> dict[str, Known[Partial]]:
        """Last name -> what it may be, and is by its keywords where the object is out of sight."""
        return {
            end: Known(client, partial)
            for client in self.clients
            for partial in client.partials
            for pattern in partial.names
            for end in last_segments(pattern) or ()
        }

    @cached_property
    def partials_by_beginning(self) -> tuple[str, ...]:
        """What last names begin with where the data says no more: `list_` of `boto3.client().list_*`."""
        return tuple(
            last.rstrip("*")
            for client in self.clients
            for partial in client.partials
            for pattern in partial.names
            if (last := pattern.text.rpartition(".")[2]).count("*") == 1 and last.endswith("*")
        )

    @cached_property
    def names_of_places(self) -> dict[tuple[str, int], str]:
        """(constructor or method, position) -> the keyword of the setting that is written there."""
        found: dict[tuple[str, int], str] = {}
        for of, place in self._places():
            argument = place.argument
            if argument and argument.position is not None and argument.keyword:
                for name in of:
                    found.setdefault((name, argument.position), argument.keyword)
        return found

    @cached_property
    def logins(self) -> frozenset[tuple[str, int | str]]:
        """(constructor or method, position or keyword) of what somebody proves himself with, or signs with."""
        return frozenset(
            (name, at)
            for client in self.clients
            for setting in client.settings.get("password", ())
            for place in setting.places
            if place.argument
            for at in (place.argument.position, place.argument.keyword)
            if at not in {None, ""}
            for pattern in place.of
            for name in pattern.names
        )

    def _places(self) -> Iterator[tuple[list[str], Place]]:
        """Every place of a setting, with the names of what it is written at."""
        for client in self.clients:
            for variants in client.settings.values():
                for place in (place for setting in variants for place in setting.places):
                    yield [name for pattern in place.of for name in pattern.names], place
            for made, item in client.objects.items():
                for place in (place for given in item.gives.values() for place in given.places):
                    names = [name for pattern in place.of for name in pattern.names]
                    yield names or [made.removesuffix("()")], place

    @cached_property
    def triggers_by_name(self) -> tuple[Known[Trigger], ...]:
        """Triggers told by the name of the function alone: `lambda_handler(event, context)`."""
        return tuple(
            Known(client, trigger)
            for client in self.clients
            for trigger in client.triggers
            if trigger.functions
        )


def _first(name: str) -> str:
    """The first segment, without its call: `open` of `open().read`."""
    return name.partition(".")[0].partition("(")[0]


def _ends(name: str) -> list[int]:
    """Where a beginning of the name may end, the longest first: `a.b().c` at c, b(), b and a."""
    ends = {end for found in _SEGMENTS.finditer(name) for end in (found.end(1), found.end())}
    return sorted(ends, reverse=True)


class _Index(Generic[T]):
    """Name -> item: names that can be listed in a table, the others tried one by one."""

    def __init__(
        self,
        clients: tuple[Client, ...],
        items: Callable[[Client], tuple[T, ...]],
        patterns: Callable[[T], tuple[Pattern, ...]],
    ) -> None:
        self.exact: dict[str, Known[T]] = {}
        self.by_end: dict[str, list[tuple[Pattern, Known[T]]]] = {}
        self.open: list[tuple[Pattern, Known[T]]] = []
        self.find = lru_cache(_KEPT)(self._find)
        for client in clients:
            for item in items(client):
                known = Known(client, item)
                for pattern in patterns(item):
                    self._add(pattern, known)

    def _add(self, pattern: Pattern, known: Known[T]) -> None:
        for name in pattern.names:
            self.exact.setdefault(name, known)
        if not pattern.names:
            ends = last_segments(pattern)
            if ends is None:
                self.open.append((pattern, known))
            for end in ends or ():
                self.by_end.setdefault(end, []).append((pattern, known))

    def _find(self, name: str) -> Known[T] | None:
        exact = self.exact.get(name) or self.exact.get(bare(name))
        if exact:
            return exact
        tried = (*self.by_end.get(name.rpartition(".")[2], ()), *self.open)
        return next((known for pattern, known in tried if pattern.matches(name)), None)
