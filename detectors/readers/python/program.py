"""One file as the reader sees it: its tree, what its names stand for, where everything is written."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from typing import TypeVar, cast

from detectors import clients as data
from detectors.clients.lookup import Lookup
from detectors.clients.model import Client
from detectors.facts import File, Value
from detectors.places import Lines
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.evaluate import Evaluator
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import (
    Class,
    Function,
    Items,
    Made,
    Partial,
    Ref,
    Thing,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Assigned
from detectors.readers.python.syntax.source import Piece, Source
from detectors.readers.python.syntax.traits import Node, dotted
from detectors.readers.python.syntax.tree import Tree
from detectors.text import Text, in_lower_case
from detectors.vocabulary.names import package, words

NOT_YET = "not yet"
"""Kind of failure: what is asked about is not ready, so that asking again is polling."""
_STATES = frozenset(
    {"still running", "job running", "in progress", "not ready", "not finished", "not done"}
    | {"not complete", "not completed", "not available yet", "not yet", "pending", "unfinished"}
    | {"wait state", "unready"}
)


_CONFLICTS = frozenset({"conflict", "conflicting", "mismatch", "stale", "concurrent", "outdated"})
"""In the name of an exception: somebody else was faster."""
_UNUSABLE = frozenset(
    {"malformed", "unparsable", "unparseable", "parse", "parsing", "decode", "validation"}
)
"""In the name of an exception: somebody has answered, and the answer is of no use."""
_COMMAND = re.compile(
    r"\b__main__\b|^\s*(?:import|from)\s+(?:argparse|click|typer|fire|docopt)\b", re.M
)
"""In a file that is started by itself."""


def says_not_yet(name: str) -> bool:
    """`JobStillRunning`, `QueryNotFinishedError`, `UploadInProgress`."""
    spelt = f" {' '.join(words(name.rpartition('.')[2]))} "
    return any(f" {state} " in spelt for state in _STATES)


def said_by(name: str) -> str:
    """The kind of failure that an exception's name tells; empty where it tells none."""
    if says_not_yet(name):
        return NOT_YET
    named = set(words(name.rpartition(".")[2]))
    if _CONFLICTS & named:
        return "conflict"
    return "answer" if _UNUSABLE & named else ""


@dataclass(eq=False)
class Invocation:
    """A call of something that has a name: what is called, on what, with which arguments."""

    node: nodes.Call
    name: str
    owner: Made | None
    evaluator: Evaluator
    held: tuple[nodes.Call, ...] = ()
    """The calls of `functools.partial` that give it arguments of their own, the last one first."""
    handed_over_at: int | None = None
    """`to_thread(requests.get, url)`: the node calls something else, which calls this; where it stands there."""

    @property
    def is_handed_over(self) -> bool:
        return self.handed_over_at is not None

    @cached_property
    def arguments(self) -> Arguments:
        skip = 0 if self.handed_over_at is None else self.handed_over_at + 1
        given = Arguments.of(self.node, self.evaluator, skip)
        for call in self.held:
            given = Arguments.of(call, self.evaluator, skip=1).within(given)
        return given


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """`session.verify = False`, `session.hooks["response"] = check`: an attribute of an object is set."""

    attribute: str
    key: nodes.BaseExpression | None
    value: nodes.BaseExpression | None
    statement: Node


@lru_cache(maxsize=64)
def _lookup_of(ids: tuple[str, ...]) -> Lookup:
    """Files of one project import the same modules again and again."""
    return Lookup(data.load(id) for id in ids)


_TAKEN_APART = (nodes.Element, nodes.StarredElement, nodes.Tuple, nodes.List)
"""What stands around the names of a target that takes something apart: `first, *rest = found`."""
_PIN = re.compile(r"#[ \t\"']*([A-Za-z][\w.-]*)[ \t]*==[ \t]*(\d[\w.]*)")


def pins(source: str) -> dict[str, str]:
    """Package -> version, where comments (of a script's dependencies, of a requirements line) say one."""
    return (
        {package(name): version for name, version in _PIN.findall(source)} if "==" in source else {}
    )


Ask = TypeVar("Ask", bound=Callable[..., bool])


def remembered(ask: Ask) -> Ask:
    """A question about a node, so deep in a chain of names: what was answered once is not followed again."""

    @wraps(ask)
    def answer(program: Program, node: Node, depth: int = 0) -> bool:
        known = program.answers.get((ask, node, depth))
        if known is None:
            known = program.answers[ask, node, depth] = ask(program, node, depth)
        return known

    return cast("Ask", answer)


class Program:
    """What the parts of the reader share while they read one file."""

    def __init__(self, source: Source, file: File, clients: frozenset[str]) -> None:
        self.source = source
        self.file = file
        self.tree = Tree(source.pieces, source.beside)
        modules = self.tree.imported or data.named_in_a_fragment(source.text.source)
        self.lookup = _lookup_of(tuple(c.id for c in data.belonging(sorted(clients), modules)))
        self.evaluator = Evaluator(self.tree, self.lookup)
        self.pins = {**file.pins, **pins(source.text.source)}
        self._spans: dict[Node, tuple[int, int]] = {}
        self._places: dict[Node, tuple[Lines, tuple[int, int]]] = {}
        self.answers: dict[tuple[Callable[..., bool], Node, int], bool] = {}
        """What was answered to questions that are `remembered`."""
        self._said: dict[tuple[re.Pattern[str], Node | None], bool] = {}
        self._used: dict[Made, list[Invocation]] = {}
        self._named: dict[Node, tuple[Invocation, ...]] = {}
        self._readers: dict[str, dict[Node, list[nodes.Name]]] = {}
        self._piece_of: dict[Node, Piece] = {
            piece.module: piece
            for piece in (*source.pieces, *(piece for _, piece in source.beside))
        }

    # Places

    def span(self, node: Node, within: Node | None = None) -> tuple[int, int]:
        """Offsets of a node in the source; `within` is the statement of one that the walk leaves out."""
        known = self._spans.get(node)
        if known is None:
            piece = self._piece_of[self.tree.module_of(within or node)]
            known = self._spans[node] = piece.span(node)
        return known

    def _place(self, node: Node) -> tuple[Lines, tuple[int, int]]:
        """Lines and columns of a node."""
        known = self._places.get(node)
        if known is None:
            text, span = self.source.whole, self.span(node)
            known = self._places[node] = text.lines_of(*span), text.columns_of(*span)
        return known

    def lines(self, node: Node) -> Lines:
        return self._place(node)[0]

    def position(self, node: Node) -> tuple[int, int]:
        """(line, column) of a node."""
        return self.source.whole.position(self.span(node)[0])

    def is_here(self, node: Node) -> bool:
        """It stands in this file, and not in what is read of another one."""
        return not self.source.beside or self.span(node)[0] <= len(self.source.text.source)

    def columns(self, node: Node) -> tuple[int, int]:
        return self._place(node)[1]

    def modules_beside(self, node: Node) -> list[str]:
        """How this file names the other one in which a node stands; none if it stands here."""
        if self.is_here(node):
            return []
        module = self.tree.module_of(node)
        return [one.module for one, piece in self.source.beside if piece.module is module]

    def code(self, node: Node) -> str:
        start, end = self.span(node)
        return self.source.whole.source[start:end]

    def says(self, pattern: re.Pattern[str], node: Node | None = None) -> bool:
        """The code of a node, or the source, has something of this pattern: many ask the same of one function."""
        return self._says(pattern, node, self._text_around(node).source)

    @property
    def is_a_command(self) -> bool:
        """Somebody starts the file, and what it makes ends with the run."""
        return self.says(_COMMAND)

    def says_lowered(self, pattern: re.Pattern[str], node: Node | None = None) -> bool:
        """The same in lower case, which is faster than a pattern that overlooks the case."""
        lowered = self._lowered if node is None or self.is_here(node) else self._lowered_whole
        return self._says(pattern, node, lowered)

    def _text_around(self, node: Node | None) -> Text:
        return self.source.text if node is None else self.source.whole

    def _says(self, pattern: re.Pattern[str], node: Node | None, source: str) -> bool:
        known = self._said.get((pattern, node))
        if known is None:
            span = (0, len(source)) if node is None else self.span(node)
            found = pattern.search(source[slice(*span)])
            known = self._said[pattern, node] = found is not None
        return known

    @cached_property
    def _lowered(self) -> str:
        return in_lower_case(self.source.text.source)

    @cached_property
    def _lowered_whole(self) -> str:
        return in_lower_case(self.source.whole.source)

    def written(self, value: Value, node: Node) -> Value:
        """The value, with the place where it is written."""
        return Value(value.state, value.value, self.code(node), *self._place(node))

    # Calls

    @cached_property
    def invocations(self) -> list[Invocation]:
        """Every call of something with a name, in the order of the source."""
        calls = (*self.tree.calls, *self.tree.calls_beside)
        return [found for call in calls for found in self.named(call)]

    def named(self, call: nodes.Call) -> tuple[Invocation, ...]:
        """What a call may call, as far as it has a name."""
        known = self._named.get(call)
        if known is None:
            known = self._named[call] = tuple(self._name(call))
        return known

    def _name(self, call: nodes.Call) -> Iterator[Invocation]:
        for thing in self.evaluator.things(call.func):
            held: tuple[nodes.Call, ...] = ()
            while isinstance(thing, Partial):
                held = (*held, thing.call)
                thing = thing.target
            if isinstance(thing, Ref):
                yield Invocation(call, thing.name, thing.owner, self.evaluator, held)

    @cached_property
    def _uses(self) -> dict[Node, list[Invocation]]:
        """Object -> the calls of its methods."""
        found: dict[Node, list[Invocation]] = {}
        for invocation in self.invocations:
            for made in invocation.owner.chain() if invocation.owner else ():
                for key in made.identities:
                    found.setdefault(key, []).append(invocation)
        return found

    def uses(self, made: Made) -> list[Invocation]:
        """The calls of methods of an object, its own and those of what it makes."""
        known = self._used.get(made)
        if known is None:
            found = (use for key in made.identities for use in self._uses.get(key, ()))
            known = self._used[made] = list(dict.fromkeys(found))
        return known

    @cached_property
    def _changes(self) -> dict[Node | str, list[Change]]:
        found: dict[Node | str, list[Change]] = {}
        for assigned in self.tree.assigned:
            for thing in self.evaluator.things(assigned.target):
                self._add_change(thing, assigned, found)
        return found

    def _add_change(
        self, thing: object, assigned: Assigned, found: dict[Node | str, list[Change]]
    ) -> None:
        if isinstance(thing, Made) and assigned.attribute:
            change = Change(assigned.attribute, None, assigned.value, assigned.statement)
            for key in thing.identities:
                found.setdefault(key, []).append(change)
        elif isinstance(thing, Ref):
            attribute, key_node = assigned.attribute, assigned.key
            name = thing.name
            if not attribute:
                name, _, attribute = name.rpartition(".")
            change = Change(attribute, key_node, assigned.value, assigned.statement)
            if thing.owner is None:
                found.setdefault(name, []).append(change)
            for key in thing.owner.identities if thing.owner else ():
                found.setdefault(key, []).append(change)

    def changes(self, made: Made) -> list[Change]:
        """What is assigned to attributes of an object."""
        found = [change for key in made.identities for change in self._changes.get(key, ())]
        return list(dict.fromkeys(found))

    def module_changes(self, module: str) -> list[Change]:
        """What is assigned to attributes of a module: `stripe.max_network_retries = 5`."""
        return self._changes.get(module, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Invocation]]:
        found: dict[str, list[Invocation]] = {}
        for invocation in self.invocations:
            found.setdefault(invocation.name, []).append(invocation)
        return found

    def called(self, name: str) -> list[Invocation]:
        """The calls of the function with this name."""
        return self._by_name.get(name, [])

    def is_unseen(self, call: nodes.Call) -> bool:
        """What it does to what it is given stands in no function of this file."""
        if dotted(call.func) in vars(builtins):
            return False
        things = self.evaluator.things(call.func)
        return not any(isinstance(one, Function | Class) for one in things)

    def reads(self, name: str) -> list[nodes.Name]:
        """Where a name is read."""
        return [node for node in self._names.get(name, ()) if not self._is_bound(node)]

    @cached_property
    def _names(self) -> dict[str, list[nodes.Name]]:
        found: dict[str, list[nodes.Name]] = {}
        for node in self.tree.scopes:
            if type(node) is nodes.Name:
                found.setdefault(node.value, []).append(node)
        return found

    def readers(self, name: str, statement: Node) -> list[nodes.Name]:
        """Where the value is read that a statement binds to a name."""
        known = self._readers.get(name)
        if known is None:
            known = self._readers[name] = {}
            for node in self.reads(name):
                scope = self.tree.scopes[node]
                for binding in self.evaluator.names.reaching(name, node, scope) or ():
                    known.setdefault(binding.statement, []).append(node)
        return known.get(statement, [])

    def _is_bound(self, name: nodes.Name) -> bool:
        target: Node = name
        parent = name.parent
        while isinstance(parent, _TAKEN_APART):
            target, parent = parent, parent.parent
        if isinstance(parent, nodes.AssignTarget | nodes.AsName):
            return True
        if isinstance(parent, nodes.Param):
            return parent.name is name
        is_bound = isinstance(
            parent, nodes.AnnAssign | nodes.NamedExpr | nodes.AugAssign | nodes.For | nodes.CompFor
        )
        return is_bound and getattr(parent, "target", None) is target

    def argument_name(self, callee: str, position: int) -> str:
        """The name of the argument at a position, as the clients' data has it."""
        found = self.lookup.call(callee)
        roles = found.item.arguments.values() if found else ()
        for argument in (argument for role in roles for argument in role):
            if argument.position == position:
                return argument.keyword
        return self.lookup.names_of_places.get((callee, position), "")

    # What several parts ask

    def releases_of(self, client: Client) -> str:
        """Which releases of its package the source or its project asks for: `==7.4`, `>=4,<8`; empty: any."""
        name = package(next(iter(client.package), ""))
        return f"=={self.pins[name]}" if name in self.pins else self.file.asked.get(name, "")

    def arguments_of(self, made: Made) -> Arguments:
        """What the constructor of an object was given."""
        if made.call is None:
            return Arguments()
        for invocation in self.named(made.call):
            if invocation.name == made.maker:
                return invocation.arguments
        return self.evaluator.arguments(made.call)

    def super_call(self, function: nodes.FunctionDef) -> nodes.Call | None:
        """`super().__init__(...)` in a constructor."""
        for call in self.tree.calls_by_name.get("__init__", ()):
            if self.tree.function_of(call) is function:
                return call
        return None

    def failures(self, thing: Thing) -> set[str] | None:
        """The kinds of failure that an exception stands for; None if that cannot be known."""
        if isinstance(thing, Ref):
            found = self.lookup.exceptions.get(thing.name)
            if found is None and (said := said_by(thing.name)):
                return {said}
            return set(found) if found is not None else None
        if isinstance(thing, Class):
            said = said_by(thing.node.name.value)
            return {said} if said else None
        if isinstance(thing, Items):
            kinds: set[str] = set()
            for element in thing.node.elements:
                inner = self.failures(self.evaluator.thing(element.value))
                if inner is None:
                    return None
                kinds |= inner
            return kinds
        return None

    def skippable(self, call: nodes.Call) -> Node | None:
        """The `if` or `try` through which the code around a call goes on without it; None if there is none.

        An `if` around what the call is a method of, too, leads past both.
        """
        owners = (getattr(thing, "owner", None) for thing in self.evaluator.things(call.func))
        makers = [owner.call for owner in owners if isinstance(owner, Made) and owner.call]
        around_makers = {parent for maker in makers for parent in self.tree.ancestors(maker)}
        child: Node = call
        for parent in self.tree.ancestors(call):
            if isinstance(parent, nodes.FunctionDef):
                return None
            if isinstance(parent, nodes.If) and child is parent.body and child not in around_makers:
                rest = parent.orelse
                stops = isinstance(rest, nodes.Else) and leaves(rest.body)
                return None if stops else parent
            if isinstance(parent, nodes.Try | nodes.TryStar):
                stops = all(leaves(handler.body) for handler in parent.handlers)
                if child is parent.body and not stops:
                    return parent
            child = parent
        return None

    def is_sure(self, at: Node, site: Node | None) -> bool:
        """Whenever the site runs, `at` has run before: no condition around `at` that is not around the site."""
        around_site = set(self.tree.ancestors(site)) if site is not None else set()
        child = at
        for parent in self.tree.ancestors(at):
            if parent in around_site:
                return True
            if isinstance(parent, nodes.FunctionDef):
                return parent.name.value in {"__init__", "__post_init__", "__enter__", "setUp"} or (
                    self.tree.class_of(parent) is None
                )
            if isinstance(
                parent, nodes.If | nodes.ExceptHandler | nodes.While | nodes.IfExp | nodes.MatchCase
            ) and not (isinstance(parent, nodes.If) and child is parent.test):
                return False
            child = parent
        return True
