"""The value of a setting: read where the client's data says that it can be written, else its default."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import libcst as cst

from detectors.clients.model import Argument, Object, Pattern, Place, Setting
from detectors.facts import HOLE, OFF, UNKNOWN, Value, known
from detectors.readers.python.arguments import Arguments
from detectors.readers.python.program import Change, Program
from detectors.readers.python.things import (
    Const,
    Dictionary,
    Items,
    Made,
    Ref,
    Terms,
    Thing,
)
from detectors.readers.python.tree import Node

DEEPEST = 6
"""Objects within objects: `HTTPAdapter(max_retries=Retry(...))`."""
_PRESENCE = frozenset({"idempotency_key"})
"""Settings of which it is enough to know that something is written."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where settings are asked for: a call, or the constructor of an object that carries settings."""

    name: str
    arguments: Arguments
    owner: Made | None = None
    node: Node | None = None
    """The call."""


@dataclass(frozen=True, slots=True)
class Written:
    """An expression that stands at a place."""

    node: cst.BaseExpression
    is_sure: bool = True
    """It is written on every way that leads to the call."""


class Places:
    """Reads settings for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._depth = 0

    # Settings

    def value(self, setting: Setting, site: Site, default: Value | None = None) -> Value:
        """The value in force at a site."""
        fallback = setting.default if default is None else default
        if self._depth > DEEPEST:
            return UNKNOWN
        self._depth += 1
        try:
            remembered: Value | None = None
            for place in setting.places:
                found = self.at(place, setting.name, site)
                if found is None:
                    continue
                if place.adds:
                    return self._added(found, fallback)
                if place.next_if_off and found.is_off:
                    remembered = found
                    continue
                return found
            return remembered or fallback
        finally:
            self._depth -= 1

    def _added(self, found: Value, default: Value) -> Value:
        sets = isinstance(found.value, frozenset) and isinstance(default.value, frozenset)
        if not found.is_known or not sets:
            return found if found.is_unknown else default
        return Value("known", found.value | default.value, found.text, found.lines, found.columns)

    def at(self, place: Place, name: str, site: Site) -> Value | None:
        """What is written at one place; None if nothing is."""
        if not place.has_effect:
            return None
        if not place.of:
            return self._argument(place, name, site.arguments)
        if place.attribute:
            return self._attribute(place, name, site)
        return self._elsewhere(place, name, site)

    def expressions(self, place: Place, site: Site) -> list[Written]:
        """The expressions that stand at a place, before they are read."""
        if not place.of:
            node = _given(place.argument, site.arguments)
            return [Written(node)] if node is not None else []
        if place.attribute:
            changes = self._matching_changes(place, site)
            return [Written(c.value, self._is_sure(c.statement, site)) for c in changes if c.value]
        found = []
        for _, arguments, node in self._sites(place, site):
            given = _given(place.argument, arguments)
            if given is not None:
                found.append(Written(given, self._is_sure(node, site)))
        return found

    def _argument(self, place: Place, name: str, arguments: Arguments) -> Value | None:
        node = _given(place.argument, arguments)
        if node is not None:
            return self.read(place, name, node)
        argument = place.argument
        if argument and arguments.may_hold(argument.position, argument.keyword):
            return UNKNOWN
        return place.absent

    # Elsewhere: constructors, methods called on the same object, functions of the process

    def _elsewhere(self, place: Place, name: str, site: Site) -> Value | None:
        values: list[Value | None] = []
        for made, arguments, node in self._sites(place, site):
            if made is not None and made.definition is not None:
                values.append(self._of_subclass(place, name, made))
                continue
            if place.called is not None:
                value: Value | None = self._called(place.called, name, node)
            else:
                value = self._argument(place, name, arguments)
                if value is not None and value.lines is None and made is None:
                    value = self.program.written(value, node)
            is_told = value is None or (name == "tls" and place.called is not None)
            is_sure = is_told or self._is_sure(node, site)
            values.append(value if is_sure else self.program.written(UNKNOWN, node))
        if values:
            return _joined(values)
        return UNKNOWN if self._may_be_out_of_sight(place, site) else None

    def _called(self, meaning: Value, name: str, call: cst.Call) -> Value:
        """What it means that something is called; TLS that a condition or an error skips is optional."""
        if name == "tls":
            around = self.program.skippable(call)
            if around is not None:
                return self.program.written(known("optional"), around)
        return self.program.written(meaning, call)

    def _of_subclass(self, place: Place, name: str, made: Made) -> Value | None:
        """What a class of the file hands to the constructor of the class that it extends."""
        definition = made.definition
        scopes = self.program.evaluator.family(definition) if definition else []
        for scope in scopes:
            for binding in scope.bindings.get("__init__", ()):
                if isinstance(binding.node, cst.FunctionDef):
                    call = self.program.super_call(binding.node)
                    if call is None:
                        return UNKNOWN
                    return self._argument(place, name, self.program.evaluator.arguments(call))
        return (
            UNKNOWN
            if made.call is None
            else self._argument(place, name, self.program.evaluator.arguments(made.call))
        )

    def _sites(self, place: Place, site: Site) -> Iterable[tuple[Made | None, Arguments, cst.Call]]:
        """The calls that a place speaks of: (the object made, if it is a constructor, arguments, call)."""
        if isinstance(site.node, cst.Call) and _matches(place.of, site.name):
            yield None, site.arguments, site.node
            return
        seen: set[Node] = set()
        for made in site.owner.chain() if site.owner else ():
            is_maker = bool(made.maker) and _matches(place.of, made.maker)
            if is_maker and made.call is not None and made.call not in seen:
                seen.add(made.call)
                yield made, self.program.arguments_of(made), made.call
            for use in self.program.uses(made):
                if use.node not in seen and _matches(place.of, use.name):
                    seen.add(use.node)
                    yield None, use.arguments, use.node
        for pattern in place.of:
            for name in pattern.names if "(" not in pattern.text else ():
                for use in self.program.called(name):
                    if use.owner is None and use.node not in seen and not self._makes(name):
                        seen.add(use.node)
                        yield None, use.arguments, use.node

    def _makes(self, name: str) -> bool:
        """It is a constructor: another object of the same kind is not the site's."""
        return self.program.lookup.object(f"{name}()") is not None

    def _may_be_out_of_sight(self, place: Place, site: Site) -> bool:
        """The object arrives from elsewhere, where this may have been written."""
        unseen = [m for m in (site.owner.chain() if site.owner else ()) if not m.is_visible]
        for made in unseen:
            if _matches(place.of, made.maker) or _matches(place.of, made.name):
                return True
            if any(pattern.text.startswith(made.name) for pattern in place.of):
                return True
            if any(p.matches(f"{made.name}.{_last(p)}") for p in place.of):
                return True
        return False

    # Attributes

    def _attribute(self, place: Place, name: str, site: Site) -> Value | None:
        values: list[Value | None] = []
        for change in self._matching_changes(place, site):
            if place.reads == "presence":
                value: Value | None = self.program.written(known(True), change.statement)
            elif change.key is not None:
                value = self._entry(place, name, change)
            elif change.value is None:
                value = UNKNOWN
            else:
                value = self.read(place, name, change.value)
                if value is not None and value.lines is not None:
                    value = self.program.written(value, change.statement)
            is_sure = self._is_sure(change.statement, site) or value is None
            unsure = self.program.written(UNKNOWN, change.statement)
            values.append(value if is_sure else unsure)
        if values:
            return values[-1] if self._is_in_order(place, site) else _joined(values)
        return UNKNOWN if self._may_be_out_of_sight(place, site) else None

    def _is_in_order(self, place: Place, site: Site) -> bool:
        """All assignments stand in one suite, one after the other: the last one holds."""
        tree = self.program.tree
        suites = {
            tree.parents[tree.statement_of(change.statement)]
            for change in self._matching_changes(place, site)
        }
        return len({tree.parents.get(suite) for suite in suites}) == 1

    def _entry(self, place: Place, name: str, change: Change) -> Value | None:
        """`session.headers["Idempotency-Key"] = key`."""
        key = self.program.evaluator.text(change.key) if change.key is not None else None
        wanted = place.header or (place.entry[0] if place.entry else "")
        if key is None or change.value is None:
            return UNKNOWN
        if wanted and key.lower() == wanted.lower():
            return self.read(_without_steps(place), name, change.value)
        return None if wanted else UNKNOWN

    def _matching_changes(self, place: Place, site: Site) -> list[Change]:
        found: list[Change] = []
        for made in site.owner.chain() if site.owner else ():
            if _matches(place.of, made.name):
                found += [c for c in self.program.changes(made) if c.attribute == place.attribute]
            for use in self.program.uses(made):
                # `session.hooks["response"].append(check)`
                if use.name.startswith(f"{made.name}.{place.attribute}[") or use.name.startswith(
                    f"{made.name}.{place.attribute}."
                ):
                    if not _matches(place.of, made.name):
                        continue
                    statement = self.program.tree.statement_of(use.node)
                    found.append(Change(place.attribute, None, None, statement))
        for pattern in place.of:
            for module in pattern.names if "(" not in pattern.text else ():
                changes = self.program.module_changes(module)
                found += [c for c in changes if c.attribute == place.attribute]
        return found

    def _is_sure(self, at: Node, site: Site) -> bool:
        """Whenever the site runs, what stands here has run: no condition lies between them."""
        return self.program.is_sure(at, site.node)

    # What an expression means at a place

    def read(self, place: Place, name: str, node: cst.BaseExpression) -> Value | None:
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
        joined = _joined(values)
        if joined is not None and joined.is_unknown and joined.lines is None:
            return self.program.written(UNKNOWN, node)
        return joined

    def _meaning(
        self, place: Place, name: str, thing: Thing, node: cst.BaseExpression
    ) -> Value | None:
        if place.entry or place.header or place.query or place.part or place.item is not None:
            return self._drilled(place, name, thing, node)
        if place.reads:
            return self._listed(place, thing, node)
        match thing:
            case Const() if place.carrier:
                return None
            case Const(value=value, node=at):
                meaning = self._literal(place, value)
                if meaning is not None and name in _PRESENCE and meaning.is_off and value:
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
                return self._unseen(name, meaning, node)
            case Made():
                return self._of_object(place, name, thing, node)
            case Terms(combines=combines, parts=parts):
                return self.combined(combines, parts, place, name)
        return self._unseen(name, UNKNOWN, node)

    def _unseen(self, name: str, meaning: Value, node: Node) -> Value:
        """A value that cannot be seen; of a key it is enough that there is one."""
        if meaning.is_unknown and name in _PRESENCE:
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
        self, place: Place, name: str, made: Made, node: cst.BaseExpression
    ) -> Value | None:
        found = self.program.lookup.object(made.name) if made.name else None
        if found is None:
            meaning = place.read_name(made.maker) if made.maker else UNKNOWN
            return self._unseen(name, meaning, node)
        if not made.is_visible:
            return self._unseen(name, UNKNOWN, node)
        site = Site(made.maker, self.program.arguments_of(made), made, made.call)
        return self._given_by(found.item, name, site, node)

    def _given_by(
        self, item: Object, name: str, site: Site, node: cst.BaseExpression
    ) -> Value | None:
        """What an object of known data gives for a setting; None if it says nothing of it."""
        if item.combines:
            place = Place()
            return self.combined(item.combines, site.arguments.positional, place, name)
        setting = item.gives.get(name)
        if setting is None:
            return None
        value = self.value(setting, site)
        where = site.node if site.node is not None else node
        return self.program.written(value, where) if value.lines is None else value

    def combined(self, how: str, parts: Sequence[Node], place: Place, name: str) -> Value | None:
        """Parts of a policy as one: the first limit ends it (any), the last (all), waits add up (sum)."""
        values = [
            v
            for part in parts
            if isinstance(part, cst.BaseExpression) and (v := self.read(place, name, part))
        ]
        limits = [v for v in values if v.is_known]
        if any(v.is_unknown for v in values) or not values:
            return UNKNOWN
        if not limits:
            return values[0]
        if len(limits) == 1:
            return OFF if how == "all" and len(values) > 1 else limits[0]
        if name in {"attempts", "deadline"}:
            pick = min if how == "any" else max
            return pick(limits, key=lambda v: v.number or 0)
        if name == "backoff":
            grows = [v for v in limits if v.value in {"exponential", "linear", "retry-after"}]
            return (grows or limits)[0]
        if name == "covers" and all(isinstance(v.value, frozenset) for v in limits):
            return known(frozenset().union(*(v.value for v in limits)))
        return limits[0]

    def _drilled(
        self, place: Place, name: str, thing: Thing, node: cst.BaseExpression
    ) -> Value | None:
        """One step into what stands there: an entry, a header, an element, a part of a URL."""
        if isinstance(thing, Const) and thing.value is None:
            return self.read(_without_steps(place), name, node) if place.item is not None else None
        if place.item is not None:
            inner = _without_steps(place)
            if isinstance(thing, Items) and isinstance(thing.node, cst.Tuple | cst.List):
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
        return self.read(_without_steps(place), name, found)

    def _part(self, place: Place, thing: Thing, node: cst.BaseExpression) -> Value | None:
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

    def _listed(self, place: Place, thing: Thing, node: cst.BaseExpression) -> Value | None:
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


def _given(argument: Argument | None, arguments: Arguments) -> cst.BaseExpression | None:
    return arguments.get(argument.position, argument.keyword) if argument else None


def _matches(patterns: Iterable[Pattern], name: str) -> bool:
    return any(pattern.matches(name) for pattern in patterns)


def _last(pattern: Pattern) -> str:
    return pattern.text.rpartition(".")[2]


def _joined(values: Sequence[Value | None]) -> Value | None:
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


def _without_steps(place: Place) -> Place:
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
    if status == "429":
        return {"429"}
    return {f"{status[0]}xx"} if len(status) == 3 and status[0] in "45" else set()
