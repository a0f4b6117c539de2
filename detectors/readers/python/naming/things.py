"""What an expression may stand for: a constant, something imported, an object that a call makes ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node


class Same:
    """Two of them stand for the same if they have the same key; by default each is only itself."""

    __slots__ = ()

    @property
    def key(self) -> object:
        return self


@dataclass(frozen=True, eq=False, slots=True)
class Unknown(Same):
    """Nothing can be known."""

    @property
    def key(self) -> object:
        return Unknown


@dataclass(frozen=True, eq=False, slots=True)
class Const(Same):
    """A literal; parts of a text that cannot be seen are `HOLE`."""

    value: Any
    node: Node
    """Where it is written; of a text that is put together, its beginning."""
    is_default: bool = False
    """A parameter's: a caller that cannot be seen may give something else."""
    is_relied_on: bool = False
    """A call in the file leaves the parameter out, and `node` is that call."""

    @property
    def key(self) -> object:
        return Const, type(self.value), self.value


@dataclass(frozen=True, eq=False, slots=True)
class Ref(Same):
    """Something imported, or a part of it: `requests.post`, `requests.Session().post`, `ssl.CERT_NONE`."""

    name: str
    owner: Made | None = None
    """The object that it is an attribute of."""

    @property
    def key(self) -> object:
        return Ref, self.name, self.owner


@dataclass(frozen=True, eq=False, slots=True)
class Made(Same):
    """What a call makes. The call is its identity: two names for one object lead to one `Made`."""

    name: str
    """`requests.Session()`; empty for an object of a class of the file without a known base."""
    maker: str = ""
    """The name of what was called."""
    call: nodes.Call | None = None
    """None for `self`, and for a parameter that is known by its annotation."""
    owner: Made | None = None
    definition: nodes.ClassDef | None = None
    """The class of the file that it is an object of."""
    origin: Node | None = None
    """The parameter that it arrives as; its construction cannot be seen."""

    @property
    def key(self) -> object:
        return Made, self.name, *self.identities

    @property
    def is_visible(self) -> bool:
        """Its construction can be seen."""
        return self.origin is None

    @property
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
class Function(Same):
    """A function of the file; `owner` is the object that it is a method of."""

    node: nodes.FunctionDef | nodes.Lambda
    owner: Made | None = None

    @property
    def key(self) -> object:
        return Function, self.node, self.owner


@dataclass(frozen=True, eq=False, slots=True)
class Class(Same):
    """A class of the file."""

    node: nodes.ClassDef

    @property
    def key(self) -> object:
        return Class, self.node


@dataclass(frozen=True, eq=False, slots=True)
class Partial(Same):
    """`functools.partial(target, ...)`."""

    target: Thing
    call: nodes.Call


@dataclass(frozen=True, eq=False, slots=True)
class Dictionary(Same):
    """A dictionary that the source spells; for `**kwargs` the parameter, of which nothing is seen."""

    nodes: tuple[Node, ...]

    @property
    def key(self) -> object:
        return Dictionary, *self.nodes


@dataclass(frozen=True, eq=False, slots=True)
class Items(Same):
    """A list, tuple or set that the source spells."""

    node: nodes.List | nodes.Tuple | nodes.Set

    @property
    def key(self) -> object:
        return Items, self.node


@dataclass(frozen=True, eq=False, slots=True)
class Terms(Same):
    """Parts of a policy, joined by an operator: `stop_after_attempt(5) | stop_after_delay(60)`."""

    combines: Literal["any", "all", "sum"]
    parts: tuple[Node, ...]


Thing = Unknown | Const | Ref | Made | Function | Class | Partial | Dictionary | Items | Terms
Things = tuple[Thing, ...]

UNKNOWN_THING = Unknown()
UNKNOWN_THINGS: Things = (UNKNOWN_THING,)


def distinct(things: list[Thing]) -> Things:
    """Each once, in order: constants are the same by their value, objects by their call."""
    if len(things) < 2:
        return tuple(things)
    found: dict[object, Thing] = {}
    for thing in things:
        found.setdefault(thing.key, thing)
    return tuple(found.values())
