"""What an expression means where a setting can stand: a literal, a constant, an object of known data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from detectors.clients.model import Object, Place, Setting
from detectors.facts import HOLE, OFF, UNKNOWN, Value, known
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.left_out import where_left_out
from detectors.readers.python.naming.things import Const, Dictionary, Items, Made, Ref, Terms, Thing
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_PRESENCE = frozenset({"idempotency_key", "api_version"})
"""Settings of which it is enough to know that something is written."""


_LIMITS = ("attempts", "deadline")
_KINDS = {
    "429": {"420", "429"},
    "timeout": {"408", "425", "460", "499"},
    "conflict": {"409", "412", "423"},
}
"""Statuses of 4xx after which the same request may succeed; 460 and 499 are a proxy's, of a client that has gone."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where settings are asked for: a call, or the constructor of an object that carries settings."""

    name: str
    arguments: Arguments
    owner: Made | None = None
    node: Node | None = None
    """The call."""


class Meanings(ABC):
    """Reads expressions for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @abstractmethod
    def value(self, setting: Setting, site: Site, default: Value | None = None) -> Value:
        """The value in force at a site."""

    def read(self, place: Place, name: str, node: nodes.BaseExpression) -> Value | None:
        """What an expression means; None if it comes to nothing being written."""
        values = [
            self._meaning(place, name, thing, node) for thing in self.program.evaluator.things(node)
        ]
        if not values:
            return self.program.written(UNKNOWN, node)
        for thing, value in zip(self.program.evaluator.things(node), values, strict=True):
            # one call that relies on an unsafe default is enough
            if isinstance(thing, Const) and thing.is_relied_on and value and value.is_off:
                return value
        found = joined(values)
        if found is not None and found.is_unknown and len(values) > 1:
            left_out = where_left_out(self.program.evaluator, node)
            value = self._meaning(place, name, left_out, node) if left_out else None
            if value is not None and value.is_off:
                return value
        if found is not None and found.is_unknown and found.lines is None:
            return self.program.written(UNKNOWN, node)
        return found

    def _meaning(
        self, place: Place, name: str, thing: Thing, node: nodes.BaseExpression
    ) -> Value | None:
        if place.entry or place.header or place.query or place.part or place.item is not None:
            return self._drilled(place, name, thing, node)
        if place.reads:
            return self._listed(place, thing, node)
        if name == "verify" and _is_off_unless_told(node):
            meaning = self._literal(place, False)
            return self.program.written(meaning, node) if meaning else None
        match thing:
            case Const() if place.carrier:
                return None
            case Const(value=value, node=at):
                meaning = self._literal(place, value)
                is_off = meaning is not None and meaning.is_off
                if is_off and name in _PRESENCE and value and not place.means:
                    meaning = known(value)
                return self.program.written(meaning, at) if meaning else None
            case Ref(name=ref):
                meaning = place.read_name(ref)
                if meaning.is_unknown:
                    meaning = place.read_name(f"{ref}()")
                if meaning.is_unknown and (
                    found := self.program.lookup.object(self.program.lookup.canonical(f"{ref}()"))
                ):
                    return self._given_by(found.item, name, Site(ref, Arguments()), node)
                return self._unseen(place, name, meaning, node)
            case Made():
                return self._of_object(place, name, thing, node)
            case Terms(combines=combines, parts=parts):
                return self.combined(combines, parts, place, name)
        return self._unseen(place, name, UNKNOWN, node)

    def _unseen(self, place: Place, name: str, meaning: Value, node: Node) -> Value:
        """A value that cannot be seen; of a key it is enough that there is one, not that an object may hold it."""
        tells_only_that = name in _PRESENCE and not place.carrier and not place.means
        if meaning.is_unknown and tells_only_that:
            meaning = known(HOLE)
        return self.program.written(meaning, node)

    def _literal(self, place: Place, value: object) -> Value | None:
        """What a literal means; None stands for nothing being given, unless the data says otherwise."""
        says_none = [*place.off_when, *(literal for literal, _ in place.means)]
        if value is None and not any(literal is None for literal in says_none):
            return None
        if isinstance(value, str) and HOLE in value and (place.means or place.off_when):
            return UNKNOWN
        return place.read(value)

    def _of_object(
        self, place: Place, name: str, made: Made, node: nodes.BaseExpression
    ) -> Value | None:
        found = self.program.lookup.object(made.name) if made.name else None
        if found is None:
            meaning = place.read_name(made.maker) if made.maker else UNKNOWN
            return self._unseen(place, name, meaning, node)
        if not made.is_visible:
            return self._unseen(place, name, UNKNOWN, node)
        site = Site(made.maker, self.program.arguments_of(made), made, made.call)
        return self._given_by(found.item, name, site, node)

    def _given_by(
        self, item: Object, name: str, site: Site, node: nodes.BaseExpression
    ) -> Value | None:
        """What an object of known data gives for a setting; None if it says nothing of it."""
        if item.combines:
            place = Place()
            return self.combined(item.combines, site.arguments.positional, place, name)
        setting = item.gives.get(name)
        if setting is None:
            return None
        value = self.value(setting, site)
        if name in _PRESENCE and value.is_off and not value.is_written:
            return None  # whatever else the call is given may hold it
        where = site.node if site.node is not None else node
        return self.program.written(value, where) if value.lines is None else value

    def combined(self, how: str, parts: Sequence[Node], place: Place, name: str) -> Value | None:
        """Parts of a policy as one: the first limit ends it (any), the last (all), waits add up (sum)."""
        values = [
            v
            for part in parts
            if isinstance(part, nodes.BaseExpression) and (v := self.read(place, name, part))
        ]
        limits = [v for v in values if v.is_known]
        if any(v.is_unknown for v in values) or not values:
            return UNKNOWN
        if not limits:
            return values[0]
        if how == "all" and len(limits) < len(values) and name in _LIMITS:
            return UNKNOWN if all(self._is_limit(part, place) for part in parts) else OFF
        if len(limits) == 1:
            return OFF if how == "all" and len(values) > 1 else limits[0]
        if name in _LIMITS:
            pick = min if how == "any" else max
            return pick(limits, key=lambda v: v.number or 0)
        if name == "backoff":
            grows = [v for v in limits if v.value in {"exponential", "linear", "retry-after"}]
            return (grows or limits)[0]
        if name == "covers" and all(isinstance(v.value, frozenset) for v in limits):
            return known(frozenset().union(*(v.value for v in limits)))
        return limits[0]

    def _is_limit(self, part: Node, place: Place) -> bool:
        """A part that ends it after some attempts or some time: where all must, it ends after the later."""
        return isinstance(part, nodes.BaseExpression) and any(
            (value := self.read(place, name, part)) is not None and value.is_known
            for name in _LIMITS
        )

    def _drilled(
        self, place: Place, name: str, thing: Thing, node: nodes.BaseExpression
    ) -> Value | None:
        """One step into what stands there: an entry, a header, an element, a part of a URL."""
        if isinstance(thing, Const) and thing.value is None:
            return self.read(without_steps(place), name, node) if place.item is not None else None
        if place.item is not None:
            inner = without_steps(place)
            if isinstance(thing, Items) and isinstance(thing.node, nodes.Tuple | nodes.List):
                elements = thing.node.elements
                if place.item < len(elements):
                    return self.read(inner, name, elements[place.item].value)
                return None
            return self._meaning(inner, name, thing, node)
        if place.part or place.query:
            return self._part(place, thing, node)
        is_object = isinstance(thing, Made) and self.program.lookup.object(thing.name)
        if isinstance(thing, Made) and thing.is_visible and is_object:
            return self._of_object(place, name, thing, node)
        if not isinstance(thing, Dictionary):
            return self.program.written(UNKNOWN, node)
        entries = self.program.evaluator.dictionaries.entries(thing)
        found = entries.find(place.header) if place.header else entries.get(place.entry[0])
        if found is None:
            return self.program.written(UNKNOWN, node) if entries.has_unseen else None
        if place.entry and place.entry[0] in entries.uncertain:
            return self.program.written(UNKNOWN, node)
        return self.read(without_steps(place), name, found)

    def _part(self, place: Place, thing: Thing, node: nodes.BaseExpression) -> Value | None:
        if not isinstance(thing, Const) or not isinstance(thing.value, str):
            return self.program.written(UNKNOWN, node)
        try:
            url = urlsplit(thing.value)
            if place.part == "scheme":
                part: object = url.scheme or None
            elif place.part == "host":
                part = url.hostname
            elif place.part == "port":
                part = url.port
            else:
                part = _parameter(thing.value, url.query, place.query)
        except ValueError:  # a port that is no number, half an IPv6 address
            return self.program.written(UNKNOWN, node)
        if part is None:
            is_seen = HOLE not in thing.value
            return None if is_seen else self.program.written(UNKNOWN, node)
        if isinstance(part, str) and HOLE in part and place.part != "host":
            return self.program.written(UNKNOWN, node)
        return self.program.written(place.read(part), thing.node)

    def _listed(self, place: Place, thing: Thing, node: nodes.BaseExpression) -> Value | None:
        """Statuses, methods or exceptions as a set of words."""
        if place.reads == "presence":
            is_none = isinstance(thing, Const) and thing.value is None
            return None if is_none else self.program.written(place.read(True), node)
        if isinstance(thing, Const) and any(thing.value is off for off in place.off_when):
            return self.program.written(OFF, node)
        words: set[str] = set()
        for one in self._elements(thing):
            found = self._word(place.reads, one)
            if found is None:
                return self.program.written(UNKNOWN, node)
            words |= found
        return self.program.written(known(frozenset(words)), node)

    def _elements(self, thing: Thing) -> list[Thing]:
        evaluator = self.program.evaluator
        if isinstance(thing, Items):
            return [evaluator.thing(element.value) for element in thing.node.elements]
        if isinstance(thing, Made) and thing.maker in {"frozenset", "set", "list", "tuple"}:
            given = self.program.arguments_of(thing).positional
            return self._elements(evaluator.thing(given[0])) if given else []
        return [thing]

    def _word(self, reads: str, thing: Thing) -> set[str] | None:
        if reads == "exceptions":
            return self.program.failures(thing)
        if not isinstance(thing, Const):
            return None
        if reads == "methods":
            return {str(thing.value).upper()}
        return _statuses(thing.value)


def joined(values: Sequence[Value | None]) -> Value | None:
    """Several ways lead here: what all of them say, or nothing that can be known."""
    first = values[0]
    for value in values[1:]:
        if value is None or first is None:
            if value is not first:
                return UNKNOWN
        elif (value.state, value.value) != (first.state, first.value):
            lines = first.lines or value.lines
            return Value("unknown", None, first.text or value.text, lines)
    return first


def without_steps(place: Place) -> Place:
    """The place one step further in."""
    if place.item is not None:
        return replace(place, item=None)
    return replace(place, header="", entry=() if place.header else place.entry[1:])


def _parameter(text: str, query: str, name: str) -> str | None:
    """A parameter of a URL's query, or of `host=db sslmode=require`."""
    found = parse_qs(query or "", keep_blank_values=True).get(name)
    if found:
        return found[-1]
    pairs = (part.partition("=") for part in text.split())
    return next((value.strip("'") for key, sign, value in pairs if sign and key == name), None)


def _statuses(value: object) -> set[str] | None:
    if not isinstance(value, int | str) or isinstance(value, bool):
        return None
    status = str(getattr(value, "value", value))
    for kind, statuses in _KINDS.items():
        if status in statuses:
            return {kind}
    return {f"{status[0]}xx"} if len(status) == 3 and status[0] in "45" else set()


def _is_off_unless_told(node: Node) -> bool:
    """`settings.get("verify", False)`: the default is written here."""
    match node:
        case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="get")), args=[_, default]):
            return isinstance(default.value, nodes.Name) and default.value.value == "False"
    return False
