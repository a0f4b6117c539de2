"""What an expression may stand for: a constant, something imported, an object that a call makes ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import libcst as cst

from detectors.readers.python.syntax import Node


@dataclass(frozen=True, eq=False, slots=True)
class Unknown:
    """Nothing can be known."""


@dataclass(frozen=True, eq=False, slots=True)
class Const:
    """A literal; parts of a text that cannot be seen are `HOLE`."""

    value: Any
    node: Node
    """Where it is written; of a text that is put together, its beginning."""
    is_default: bool = False
    """A parameter's: a caller that cannot be seen may give something else."""
    is_relied_on: bool = False
    """A call in the file leaves the parameter out, and `node` is that call."""


@dataclass(frozen=True, eq=False, slots=True)
class Ref:
    """Something imported, or a part of it: `requests.post`, `requests.Session().post`, `ssl.CERT_NONE`."""

    name: str
    owner: Made | None = None
    """The object that it is an attribute of."""


@dataclass(frozen=True, eq=False, slots=True)
class Made:
    """What a call makes. The call is its identity: two names for one object lead to one `Made`."""

    name: str
    """`requests.Session()`; empty for an object of a class of the file without a known base."""
    maker: str = ""
    """The name of what was called."""
    call: cst.Call | None = None
    """None for `self`, and for a parameter that is known by its annotation."""
    owner: Made | None = None
    definition: cst.ClassDef | None = None
    """The class of the file that it is an object of."""
    origin: Node | None = None
    """The parameter that it arrives as; its construction cannot be seen."""

    @property
    def is_visible(self) -> bool:
        """Its construction can be seen."""
        return self.origin is None

    def identities(self) -> list[Node]:
        """By what it is told from others: its call or parameter, and its class where that is in the file."""
        return [k for k in (self.call, self.origin, self.definition) if k is not None]

    def chain(self) -> list[Made]:
        """Itself and the objects that it was made through: `twilio.rest.Client().messages()` and the client."""
        found: list[Made] = []
        made: Made | None = self
        while made is not None and len(found) < 20:
            found.append(made)
            made = made.owner
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A function of the file; `owner` is the object that it is a method of."""

    node: cst.FunctionDef | cst.Lambda
    owner: Made | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Class:
    """A class of the file."""

    node: cst.ClassDef


@dataclass(frozen=True, eq=False, slots=True)
class Partial:
    """`functools.partial(target, ...)`."""

    target: Thing
    call: cst.Call


@dataclass(frozen=True, eq=False, slots=True)
class Dictionary:
    """A dictionary that the source spells; for `**kwargs` the parameter, of which nothing is seen."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Items:
    """A list, tuple or set that the source spells."""

    node: cst.List | cst.Tuple | cst.Set


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """Parts of a policy, joined by an operator: `stop_after_attempt(5) | stop_after_delay(60)`."""

    combines: Literal["any", "all", "sum"]
    parts: tuple[Node, ...]


Thing = Unknown | Const | Ref | Made | Function | Class | Partial | Dictionary | Items | Terms
Things = tuple[Thing, ...]

UNKNOWN_THING = Unknown()
UNKNOWN_THINGS: Things = (UNKNOWN_THING,)


def is_same(one: Thing, other: Thing) -> bool:
    """Whether both stand for the same: constants by their value, objects by their call."""
    if one is other:
        return True
    if isinstance(one, Const) and isinstance(other, Const):
        return type(one.value) is type(other.value) and bool(one.value == other.value)
    if isinstance(one, Ref) and isinstance(other, Ref):
        return one.name == other.name and one.owner is other.owner
    if isinstance(one, Made) and isinstance(other, Made):
        return one.name == other.name and one.identities() == other.identities()
    if isinstance(one, Function) and isinstance(other, Function):
        return one.node is other.node and one.owner is other.owner
    if isinstance(one, Class) and isinstance(other, Class):
        return one.node is other.node
    if isinstance(one, Dictionary) and isinstance(other, Dictionary):
        return one.nodes == other.nodes
    if isinstance(one, Items) and isinstance(other, Items):
        return one.node is other.node
    return isinstance(one, Unknown) and isinstance(other, Unknown)


def distinct(things: list[Thing]) -> Things:
    """Each once, in order."""
    found: list[Thing] = []
    for thing in things:
        if not any(is_same(thing, other) for other in found):
            found.append(thing)
    return tuple(found)
