"""The value of a setting: read where the client's data says that it can be written, else its default."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from detectors.clients.model import Argument, Pattern, Place, Setting
from detectors.facts import UNKNOWN, Value, known
from detectors.readers.python.control.conditions import is_off_by_default
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.left_out import is_skipped
from detectors.readers.python.naming.meanings import Meanings, Site, joined, without_steps
from detectors.readers.python.naming.things import Class, Made, Ref
from detectors.readers.python.program import Change, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_ASKS_THE_SERVER = re.compile(
    r"""(?i)has_extn|esmtp_features|capabilit|["']starttls["']\s*(not\s+)?in\b"""
    r"""|(support|offer|has|can)\w*starttls|starttls_?(support|offer|avail)"""
)
_LIMITS = frozenset({"timeout", "connect_timeout"})
"""Settings of which each caller decides for itself."""
DEEPEST = 6
"""Objects within objects: `HTTPAdapter(max_retries=Retry(...))`."""


def _is_self(made: Made) -> bool:
    """`self` in the methods of a class that extends a client."""
    return made.call is None and made.definition is not None and made.is_visible


@dataclass(frozen=True, slots=True)
class Written:
    """An expression that stands at a place."""

    node: nodes.BaseExpression
    is_sure: bool = True
    """It is written on every way that leads to the call."""


class _Said(NamedTuple):
    """A call that a place speaks of."""

    made: Made | None
    """What it makes, if it is the constructor."""
    arguments: Arguments
    node: nodes.Call


class Places(Meanings):
    """Reads settings for one file."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._depth = 0
        self._known_sites: dict[tuple[Made | None, tuple[Pattern, ...]], list[_Said]] = {}
        self._known_changes: dict[tuple[Made, str], list[Change]] = {}

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
            is_left_out = name in _LIMITS and self._is_left_out(argument, arguments)
            return place.absent if is_left_out else UNKNOWN
        return place.absent

    def _is_left_out(self, argument: Argument, arguments: Arguments) -> bool:
        """One caller that gives no limit is enough: `def call(path, **kwargs)`, and `call("/users")`."""
        change = arguments.optional.get(argument.keyword)
        if change is not None and arguments.call is not None and not arguments.has_unseen:
            around = set(self.program.tree.ancestors(arguments.call))
            return is_skipped(self.program.evaluator, change, around)
        leaves_out = self.program.evaluator.parameters.leaves_out
        return arguments.hands_on(argument.position, argument.keyword) and all(
            leaves_out(one, argument.keyword) for one in arguments.rest
        )

    # Elsewhere: constructors, methods called on the same object, functions of the process

    def _elsewhere(self, place: Place, name: str, site: Site) -> Value | None:
        values = [
            self._of_subclass(place, name, made)
            for made in (site.owner.chain() if site.owner else ())
            if _is_self(made) and _matches(place.of, made.name.removesuffix("()"))
        ]
        for made, arguments, node in self._sites(place, site):
            if made is not None and made.definition is not None:
                values.append(self._of_subclass(place, name, made))
                continue
            is_left_out = False
            if place.called is not None:
                value: Value | None = self._called(place.called, name, node)
            else:
                value = self._argument(place, name, arguments)
                # a method that leaves it out does so whenever it is called
                is_left_out = made is None and value is not None and value is place.absent
                if value is not None and value.lines is None and made is None:
                    value = self.program.written(value, node)
            is_told = value is None or (name == "tls" and place.called is not None)
            # the next place counts, whether it runs or not
            is_passed_over = place.next_if_off and value is not None and value.is_off
            is_its_own = made is not None and made.call is node  # without it there is no object
            is_none = is_told or is_left_out or is_passed_over
            is_sure = is_none or is_its_own or self._is_sure(node, site)
            values.append(value if is_sure else self.program.written(UNKNOWN, node))
        if values:
            return joined(values)
        is_unseen = self._may_be_out_of_sight(place, site) or self._is_set_up_elsewhere(place, site)
        return UNKNOWN if is_unseen else None

    def _called(self, meaning: Value, name: str, call: nodes.Call) -> Value:
        """What it means that something is called; TLS that a condition or an error skips is optional."""
        if name == "tls":
            around = self.program.skippable(call)
            if isinstance(around, nodes.If) and not _asks_the_server(
                self.program.code(around.test)
            ):
                if is_off_by_default(self.program, around.test):
                    return self.program.written(known("on demand"), around)
                return self.program.written(UNKNOWN, call)
            if around is not None and not self._ends_with(around, call):
                goes_on = not self._only_asks(call)
                return self.program.written(known("optional") if goes_on else UNKNOWN, around)
        return self.program.written(meaning, call)

    def _ends_with(self, attempt: Node, call: nodes.Call) -> bool:
        """All that the connection is used for stands in the same `try`; after it somebody hangs up at most."""
        if not isinstance(attempt, nodes.Try | nodes.TryStar):
            return False
        things = self.program.evaluator.things(call.func)
        owners = [t.owner for t in things if isinstance(t, Ref) and isinstance(t.owner, Made)]
        rest = (
            use
            for owner in owners
            for use in self.program.uses(owner)
            if attempt.body not in self.program.tree.ancestors(use.node)
        )
        return bool(owners) and all(use.name.rpartition(".")[2] in _HANGS_UP for use in rest)

    def _only_asks(self, call: nodes.Call) -> bool:
        """The connection ends with its `with` block, and all that it is used for is to look at what is offered."""
        for thing in self.program.evaluator.things(call.func):
            owner = thing.owner if isinstance(thing, Ref) else None
            if (
                owner is None
                or owner.call is None
                or not isinstance(owner.call.parent, nodes.WithItem)
            ):
                return False
            if any(use.name.rpartition(".")[2] not in _LOOKS for use in self.program.uses(owner)):
                return False
        return True

    def _of_subclass(self, place: Place, name: str, made: Made) -> Value | None:
        """What a class of the file hands to the constructor of the class that it extends."""
        definition = made.definition
        scopes = self.program.evaluator.classes.family(definition) if definition else []
        for scope in scopes:
            for binding in scope.bindings.get("__init__", ()):
                if isinstance(binding.node, nodes.FunctionDef):
                    call = self.program.super_call(binding.node)
                    if call is None:
                        return UNKNOWN
                    return self._argument(place, name, self.program.evaluator.arguments(call))
        calls = [made.call] if made.call is not None else self._constructions(definition)
        said = [self._argument(place, name, self.program.evaluator.arguments(c)) for c in calls]
        states = {one.state if one is not None else None for one in said}
        return said[0] if len(states) == 1 else UNKNOWN

    def _constructions(self, definition: nodes.ClassDef | None) -> list[nodes.Call]:
        """The calls that make an object of a class of the file; others may stand elsewhere."""
        name = definition.name.value if definition is not None else ""
        return [
            call
            for call in self.program.tree.calls_by_name.get(name, ())
            for thing in self.program.evaluator.things(call.func)
            if isinstance(thing, Class) and thing.node is definition
        ]

    def _sites(self, place: Place, site: Site) -> Iterable[_Said]:
        """The calls that a place speaks of."""
        if isinstance(site.node, nodes.Call) and _matches(place.of, site.name):
            return [_Said(None, site.arguments, site.node)]
        found: dict[Node, _Said] = {}
        for made in site.owner.chain() if site.owner else ():
            for one in self._sites_of(made, place.of):
                found.setdefault(one.node, one)
        for one in self._sites_anywhere(place.of):
            found.setdefault(one.node, one)
        return found.values()

    def _sites_of(self, made: Made, of: tuple[Pattern, ...]) -> list[_Said]:
        """The constructor of an object, and the methods called on it; requests share their client."""
        known = self._known_sites.get((made, of))
        if known is None:
            known = self._known_sites[made, of] = []
            if made.maker and made.call is not None and _matches(of, made.maker):
                known.append(_Said(made, self.program.arguments_of(made), made.call))
            uses = self.program.uses(made)
            names = {name for name in {use.name for use in uses} if _matches(of, name)}
            known += [_Said(None, use.arguments, use.node) for use in uses if use.name in names]
        return known

    def _sites_anywhere(self, of: tuple[Pattern, ...]) -> list[_Said]:
        """The calls of functions that speak for the whole process."""
        known = self._known_sites.get((None, of))
        if known is None:
            known = self._known_sites[None, of] = [
                _Said(None, use.arguments, use.node)
                for pattern in of
                for name in (pattern.names if "(" not in pattern.text else ())
                for use in self.program.called(name)
                if use.owner is None and not self._makes(name)
            ]
        return known

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

    def _is_set_up_elsewhere(self, place: Place, site: Site) -> bool:
        """Before the call the object is given to a function that cannot be seen, and to nothing but that: `tune(sock)`."""
        if site.owner is None or not any(")." in p.text for p in place.of):
            return False
        tree, lines = self.program.tree, self.program.lines
        around = tree.function_of(site.node) if site.node is not None else None
        end = lines(site.node).first if site.node is not None else 0
        return any(
            lines(made.call).last <= lines(call).first < end
            and any(self._is(made, one.value) for one in call.args)
            for made in site.owner.chain()
            if made.call is not None and tree.function_of(made.call) is around
            for call in self._commands.get(around, ())
        )

    @cached_property
    def _commands(self) -> dict[Node | None, list[nodes.Call]]:
        """Function -> the calls in it of which nothing is taken, and of whose function nothing is seen."""
        found: dict[Node | None, list[nodes.Call]] = {}
        tree = self.program.tree
        for call in (*tree.calls, *tree.calls_beside):
            if isinstance(call.parent, nodes.Expr) and self.program.is_unseen(call):
                found.setdefault(self.program.tree.function_of(call), []).append(call)
        return found

    def _is(self, made: Made, node: nodes.BaseExpression) -> bool:
        return isinstance(node, nodes.Name) and any(
            isinstance(one, Made) and one.call is made.call
            for one in self.program.evaluator.things(node)
        )

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
            return values[-1] if self._is_in_order(place, site) else joined(values)
        return UNKNOWN if self._may_be_out_of_sight(place, site) else None

    def _is_in_order(self, place: Place, site: Site) -> bool:
        """All assignments stand in one suite, one after the other: the last one holds."""
        tree = self.program.tree
        suites = {
            tree.statement_of(change.statement).parent
            for change in self._matching_changes(place, site)
        }
        return len({suite.parent for suite in suites}) == 1

    def _entry(self, place: Place, name: str, change: Change) -> Value | None:
        """`session.headers["Idempotency-Key"] = key`."""
        key = self.program.evaluator.text(change.key) if change.key is not None else None
        wanted = place.header or (place.entry[0] if place.entry else "")
        if key is None or change.value is None:
            return UNKNOWN
        if wanted and key.lower() == wanted.lower():
            return self.read(without_steps(place), name, change.value)
        return None if wanted else UNKNOWN

    def _matching_changes(self, place: Place, site: Site) -> list[Change]:
        found: list[Change] = []
        for made in site.owner.chain() if site.owner else ():
            if _matches(place.of, made.name):
                found += self._changes_of(made, place.attribute)
        for pattern in place.of:
            for module in pattern.names if "(" not in pattern.text else ():
                changes = self.program.module_changes(module)
                found += [c for c in changes if c.attribute == place.attribute]
        return found

    def _changes_of(self, made: Made, attribute: str) -> list[Change]:
        """`session.verify = False`, `session.hooks["response"].append(check)`."""
        known = self._known_changes.get((made, attribute))
        if known is None:
            beginnings = (f"{made.name}.{attribute}[", f"{made.name}.{attribute}.")
            known = self._known_changes[made, attribute] = [
                *(c for c in self.program.changes(made) if c.attribute == attribute),
                *(
                    Change(attribute, None, None, self.program.tree.statement_of(use.node))
                    for use in self.program.uses(made)
                    if use.name.startswith(beginnings)
                ),
            ]
        return known

    def _is_sure(self, at: Node, site: Site) -> bool:
        """Whenever the site runs, what stands here has run: no condition lies between them."""
        return self.program.is_sure(at, site.node)


def _given(argument: Argument | None, arguments: Arguments) -> nodes.BaseExpression | None:
    return arguments.get(argument.position, argument.keyword) if argument else None


_HANGS_UP = frozenset({"quit", "close", "logout"})
_LOOKS = frozenset(
    {"ehlo", "helo", "ehlo_or_helo_if_needed", "has_extn", "starttls", "noop", "quit", "close"}
)
"""Methods that tell a mail server nothing that is worth hiding."""


def _asks_the_server(test: str) -> bool:
    """`if server.has_extn("starttls")`, and not a switch of the program's own."""
    return _ASKS_THE_SERVER.search(test) is not None


def _matches(patterns: Iterable[Pattern], name: str) -> bool:
    return any(pattern.matches(name) for pattern in patterns)


def _last(pattern: Pattern) -> str:
    return pattern.text.rpartition(".")[2]
