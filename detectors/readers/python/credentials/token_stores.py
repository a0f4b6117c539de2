"""Tokens that are asked for once and kept, and what uses them for longer than they last."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Stored
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.conditions import Condition, conditions
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.dataflow import targets
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of

_RENEWS = re.compile(
    r"(?i)refresh(?!_?token)|renew|expir|reauth|re_auth|relogin|re_login|\b401\b|unauthori[sz]ed|invalidate|\bttl\b"
)
"""Somewhere in a file that asks how long a token lasts, or what to do when it has gone."""
_SAID = re.compile(r"(\"{3}|'{3}).*?\1|#[^\n]*", re.DOTALL)
"""Comments and texts of several lines: they say what is meant, and renew nothing."""
_SERVES = frozenset({"route", "webhook", "lambda", "consumer", "task", "scheduled"})
_FOR_EVER = frozenset({"functools.cached_property", "functools.cache", "functools.lru_cache"})
"""Decorators under which a function runs once, and is never asked again."""
_FORGETS = re.compile(r"cache_clear\(|__dict__|\bdelattr\(|\bdel\s+self\.")
_CONSTRUCTORS = frozenset({"__init__", "__post_init__"})
_LOOP = "every turn of a loop that never ends"
_DEEPEST = 3


class Storing:
    """Answers for one file."""

    def __init__(self, program: Program, contexts: Contexts) -> None:
        self.program = program
        self.contexts = contexts

    def stored(self, call: nodes.Call) -> Stored | None:
        """Where the token of a request is kept for longer than it lasts; None where something may renew it."""
        if self.program.says(_RENEWS) and _RENEWS.search(_SAID.sub("", self.program.source.text.source)):  # fmt: skip
            return None
        return self._kept(call, 0)

    def _kept(self, node: nodes.Call, depth: int) -> Stored | None:
        """Follows what a call gives to the statement that keeps it, through the helpers that return it."""
        tree = self.program.tree
        if depth > _DEEPEST:
            return None
        function = tree.function_of(node)
        if function is None:
            return self._of_module(node)
        if isinstance(function, nodes.Lambda):
            return None
        if found := self._before_a_loop(node, function):
            return found
        attributes = self._attributes(node, function)
        if function.name.value == "__init__":
            return self._of_object(node, function, attributes)
        if found := self._asked_for_once(node, function, attributes):
            return found
        if found := self._cached_for_ever(node, function):
            return found
        sites = self.program.evaluator.sites(function)
        if len(sites) != 1:
            return None  # it may be called to renew it
        if attributes:
            caller = tree.function_of(sites[0])
            is_in_the_constructor = (
                isinstance(caller, nodes.FunctionDef)
                and caller.name.value == "__init__"
                and tree.class_of(caller) is tree.class_of(function)
            )
            if is_in_the_constructor and isinstance(caller, nodes.FunctionDef):
                return self._of_object(sites[0], caller, attributes)
            return None
        return self._kept(sites[0], depth + 1) if self._returns(node, function) else None

    def _asked_for_once(
        self, node: nodes.Call, function: nodes.FunctionDef, attributes: set[str]
    ) -> Stored | None:
        """`if self._token: return self._token` before it: the object asks whether there is one, and never whether it still holds."""
        definition = self.program.tree.class_of(function)
        if definition is None or self.program.is_a_command:
            return None
        for one in conditions(self.program, node, is_site=True):
            name = _asked_whether_there_is(one)
            if name in attributes and not self._is_given_elsewhere(definition, function, name):
                lines = self.program.lines
                return Stored(lines(self._keeping(function, name)), "all that the object asks for", lines(one.test))  # fmt: skip
        return None

    def _cached_for_ever(self, node: nodes.Call, function: nodes.FunctionDef) -> Stored | None:
        """`@cached_property def token(self)`, `@lru_cache def token()`: whoever asks gets the first one, however old it is."""
        program = self.program
        if program.is_a_command or program.says(_FORGETS) or not self._returns(node, function):
            return None
        if {one.name.value for one in parameters_of(function)} - {"self"}:
            return None  # with another argument it is asked for again
        for one in function.decorators:
            called = one.decorator.func if isinstance(one.decorator, nodes.Call) else one.decorator
            if program.evaluator.ref(called) in _FOR_EVER:
                lines = program.lines(one)
                return Stored(lines, "all that ever asks for it", lines)
        return None

    def _keeping(self, function: nodes.FunctionDef, name: str) -> Node:
        """The statement by which an attribute is kept."""
        for one in self.program.tree.walk(function.body):
            if isinstance(one, nodes.Assign | nodes.AnnAssign) and name in map(dotted, targets(one)):  # fmt: skip
                return one
        return function.name

    def _is_given_elsewhere(
        self, definition: nodes.ClassDef, function: nodes.FunctionDef, name: str
    ) -> bool:
        """Another method gives it a value or takes it away, as one that logs out does, or another place of this one."""
        tree = self.program.tree
        given = [
            method
            for method in tree.functions
            if tree.class_of(method) is definition and method.name.value not in _CONSTRUCTORS
            for one in tree.walk(method.body)
            if isinstance(one, nodes.Assign | nodes.AnnAssign | nodes.Del) and name in _names(one)
        ]
        return given != [function]

    # What is made of the answer

    def _derived(self, node: Node, around: Node) -> set[str]:
        """The names that hold the answer of a call or something made of it, `self.x` among them."""
        tree = self.program.tree
        found: set[str] = set()
        for _ in range(_DEEPEST):
            before = len(found)
            for inner in tree.walk(around):
                if not isinstance(inner, nodes.Assign | nodes.AnnAssign | nodes.NamedExpr):
                    continue
                value = inner.value
                if value is None or not (self._holds(value, node) or names_in(tree, value) & found):
                    continue
                for target in targets(inner):
                    base = target.value if isinstance(target, nodes.Subscript) else target
                    found |= {name for name in names_in(tree, base) if name}
            for inner in tree.walk(around):
                # session.headers.update({"Authorization": f"Bearer {token}"})
                if isinstance(inner, nodes.Call) and last_name(inner.func) == "update":
                    given = [a.value for a in inner.args]
                    if any(self._holds(v, node) or names_in(tree, v) & found for v in given):
                        name = dotted(inner.func).removesuffix(".update").removesuffix(".headers")
                        found |= {name} if name else set()
            if len(found) == before:
                break
        return found

    def _holds(self, value: Node, node: Node) -> bool:
        return value is node or any(parent is value for parent in self.program.tree.ancestors(node))

    def _returns(self, node: Node, function: nodes.FunctionDef) -> bool:
        tree = self.program.tree
        derived = self._derived(node, function.body)
        return any(
            isinstance(inner, nodes.Return)
            and inner.value is not None
            and (self._holds(inner.value, node) or bool(names_in(tree, inner.value) & derived))
            for inner in tree.walk(function.body)
        )

    def _attributes(self, node: Node, function: nodes.FunctionDef) -> set[str]:
        derived = self._derived(node, function.body)
        return {name for name in derived if name.startswith("self.")}

    # Who outlives it

    def _of_module(self, node: nodes.Call) -> Stored | None:
        tree = self.program.tree
        statement = tree.statement_of(node)
        module = tree.module_of(node)
        if any(isinstance(p, nodes.FunctionDef | nodes.ClassDef) for p in tree.ancestors(node)):
            return None
        derived = self._derived_in_module(node, module)
        for name in derived:
            for use in self.program.reads(name):
                if user := self._user(use):
                    return Stored(self.program.lines(statement), *user)
        return None

    def _derived_in_module(self, node: nodes.Call, module: Node) -> set[str]:
        """Names outside functions; the statements of a file are read in pieces."""
        tree = self.program.tree
        found: set[str] = set()
        for _ in range(_DEEPEST):
            for statement in tree.order:
                if not isinstance(statement, nodes.Assign | nodes.AnnAssign):
                    continue
                if tree.function_of(statement) is not None or statement.value is None:
                    continue
                if self._holds(statement.value, node) or names_in(tree, statement.value) & found:
                    found |= {n for t in targets(statement) for n in names_in(tree, t)}
        return {name for name in found if "." not in name}

    def _user(self, use: Node) -> tuple[str, Lines] | None:
        """Who uses it for as long as the program runs; None where nobody does, or that cannot be told."""
        function = self.program.tree.function_of(use)
        for loop in self._endless(use):
            return _LOOP, self._header(loop)
        if not isinstance(function, nodes.FunctionDef):
            return None
        handler = self.contexts.function(function).handler
        if handler is not None and handler.kind in _SERVES:
            return f"every call of the {handler.kind} `{function.name.value}`", handler.lines
        for site in self.program.evaluator.sites(function):
            for loop in self._endless(site):
                return _LOOP, self._header(loop)
        return None

    def _header(self, loop: nodes.While) -> Lines:
        lines = self.program.lines
        return Lines(lines(loop).first, lines(loop.test).last)

    def _endless(self, node: Node) -> Iterator[nodes.While]:
        """The loops around it that nothing ends but a failure."""
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
                return
            if isinstance(parent, nodes.While) and self._is_endless(parent):
                yield parent

    def _is_endless(self, loop: nodes.While) -> bool:
        const = self.program.evaluator.const(loop.test)
        return const is not None and bool(const.value) and not is_left(self.program, loop)

    def _before_a_loop(self, node: nodes.Call, function: nodes.FunctionDef) -> Stored | None:
        """`token = fetch(); while True: use(token)` in one function."""
        tree = self.program.tree
        if any(True for _ in self._endless(node)):
            return None
        derived = self._derived(node, function.body)
        for inner in tree.walk(function.body):
            if not isinstance(inner, nodes.While) or not self._is_endless(inner):
                continue
            if self.program.span(inner) < self.program.span(node):
                continue
            bound = {
                name
                for one in tree.walk(inner.body)
                if isinstance(one, nodes.Assign)
                for target in one.targets
                for name in names_in(tree, target.target)
            }
            if names_in(tree, inner.body) & derived - bound:
                lines = self.program.lines(tree.statement_of(node))
                return Stored(lines, _LOOP, self._header(inner))
        return None

    def _of_object(
        self, node: nodes.Call, constructor: nodes.FunctionDef, attributes: set[str]
    ) -> Stored | None:
        """It is kept in an object that is made once, and a method of it runs for ever or serves somebody."""
        tree = self.program.tree
        definition = tree.class_of(constructor)
        kept = attributes | self._attributes(node, constructor)
        if definition is None or not kept:
            return None
        lines = self.program.lines(tree.statement_of(node))
        for method in tree.functions:
            if tree.class_of(method) is not definition or method is constructor:
                continue
            if not names_in(tree, method.body) & kept:
                continue
            for inner in tree.walk(method.body):
                if (
                    isinstance(inner, nodes.While)
                    and self._is_endless(inner)
                    and (names_in(tree, inner.body) & kept)
                ):
                    return Stored(lines, _LOOP, self._header(inner))
            if self._is_made_once(definition):
                for site in self.program.evaluator.sites(method):
                    if user := self._user(site):
                        return Stored(lines, *user)
        return None

    def _is_made_once(self, definition: nodes.ClassDef) -> bool:
        """The file makes objects of it outside functions alone."""
        made = self.program.evaluator.parameters.makings(definition)
        return bool(made) and all(self.program.tree.function_of(one) is None for one in made)


def _asked_whether_there_is(one: Condition) -> str:
    """`if not self._token`, `if self._token is not None: return ...`: the attribute, where nothing else is asked of it."""
    test, holds = one.test, one.holds
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=asked):
            return dotted(asked) if holds else ""
        case nodes.Comparison(
            left=asked,
            comparisons=[nodes.ComparisonTarget(operator=operator, comparator=nodes.Name(value="None"))],
        ):  # fmt: skip
            is_of_none = isinstance(operator, nodes.Is)
            is_known = is_of_none or isinstance(operator, nodes.IsNot)
            return dotted(asked) if is_known and is_of_none == holds else ""
        case nodes.Attribute():
            return dotted(test) if not holds else ""
    return ""


def _names(statement: nodes.Assign | nodes.AnnAssign | nodes.Del) -> list[str]:
    if isinstance(statement, nodes.Del):
        return [dotted(statement.target)]
    return [dotted(one) for one in targets(statement)]


def is_left(program: Program, loop: nodes.While) -> bool:
    """Something in it ends it, other than a failure."""
    return any(
        isinstance(inner, nodes.Break | nodes.Return) for inner in program.tree.walk(loop.body)
    )
