"""What stands in a dictionary: its literal, and what is put into it afterwards."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from detectors.readers.python.naming.things import Const, Dictionary
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Assigned
from detectors.readers.python.syntax.traits import Node, dotted

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator

DEEPEST = 5
"""Dictionaries spread into dictionaries."""


@dataclass(slots=True)
class Entries:
    """Key -> value, and whether there may be more."""

    known: dict[str, nodes.BaseExpression] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)
    """Key -> the entry as it is written."""
    has_more: bool = False
    """Something is put into it that cannot be seen."""
    by_unseen_keys: list[nodes.BaseExpression] = field(default_factory=list)
    """Values of which nobody can see under what they stand: `clients[region] = make(region)`."""
    rest: list[nodes.Param] = field(default_factory=list)
    """`**kwargs` of functions that it begins with: what their callers give beyond other parameters."""
    uncertain: set[str] = field(default_factory=set)
    """Keys that are written under a condition: what holds in the end cannot be told."""
    optional: dict[str, Node] = field(default_factory=dict)
    """Those that are not there at all without the condition, and the change under it."""

    @property
    def has_unseen(self) -> bool:
        return self.has_more or bool(self.rest)

    def get(self, key: str) -> nodes.BaseExpression | None:
        return self.known.get(key)

    def items(self) -> Iterator[tuple[str, nodes.BaseExpression]]:
        return iter(self.known.items())

    def find(self, name: str) -> nodes.BaseExpression | None:
        """The value of a key whatever its case, as HTTP headers have it."""
        lowered = name.lower()
        return next((v for k, v in self.known.items() if k.lower() == lowered), None)


def _may_fill(call: nodes.Call) -> bool:
    """A function of which nothing is taken may put something into what it is given: `add_credentials(headers)`."""
    owner, _, name = dotted(call.func).rpartition(".")
    return bool(name) and owner in {"", "self", "cls"} and not hasattr(builtins, name)


class Dictionaries:
    """Answers for one evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._changes: dict[Node, list[tuple[str, Node]]] | None = None
        self._depth = 0

    def entries(self, dictionary: Dictionary) -> Entries:
        """Everything that is written for it in this file, in the order of the source."""
        found = Entries()
        if self._depth >= DEEPEST:
            found.has_more = True
            return found
        self._depth += 1
        try:
            for node in dictionary.nodes:
                self._literal(node, found)
                for how, change in self._changes_of(node):
                    self._change(how, change, node, found)
        finally:
            self._depth -= 1
        return found

    def _literal(self, node: Node, found: Entries) -> None:
        if isinstance(node, nodes.Dict):
            for element in node.elements:
                if isinstance(element, nodes.DictElement):
                    self._put(element.key, element.value, element, found)
                elif isinstance(element, nodes.StarredDictElement):
                    self._spread(element.value, found)
        elif isinstance(node, nodes.Call):
            for arg in node.args:
                if arg.keyword is not None:
                    found.known[arg.keyword.value] = arg.value
                    found.keys[arg.keyword.value] = arg
                else:
                    self._spread(arg.value, found)
        elif isinstance(node, nodes.Param):
            found.rest.append(node)

    def _put(
        self, key: nodes.BaseExpression, value: nodes.BaseExpression, at: Node, found: Entries
    ) -> None:
        const = self._evaluator.const(key)
        if const is not None and isinstance(const.value, str | int):
            found.known[str(const.value)] = value
            found.keys[str(const.value)] = at
        else:
            found.has_more = True
            found.by_unseen_keys.append(value)

    def _put_something(self, key: nodes.BaseExpression, found: Entries) -> None:
        """`del given["body"]`, `given["tries"] += 1`: it is told which entry is another one now, and not which."""
        const = self._evaluator.const(key)
        if const is not None and isinstance(const.value, str | int):
            found.uncertain.add(str(const.value))
        else:
            found.has_more = True

    def _spread(self, node: nodes.BaseExpression, found: Entries) -> None:
        things = self._evaluator.things(node)
        dictionaries = [t for t in things if isinstance(t, Dictionary)]
        for dictionary in dictionaries:
            entries = self.entries(dictionary)
            found.known |= entries.known
            found.keys |= entries.keys
            found.has_more |= entries.has_more
            found.rest += entries.rest
        if len(dictionaries) != 1 or len(dictionaries) != len(things):
            found.has_more = True

    # What is put into a dictionary after it was made

    def _changes_of(self, node: Node) -> list[tuple[str, Node]]:
        if self._changes is None:
            self._changes = {}
            self._collect(self._changes)
        return self._changes.get(node, [])

    def _collect(self, changes: dict[Node, list[tuple[str, Node]]]) -> None:
        evaluator, tree = self._evaluator, self._evaluator.tree
        found: list[tuple[int, str, nodes.BaseExpression, Node]] = []
        for assigned in tree.assigned:
            if not assigned.attribute:
                order = tree.order[tree.statement_of(assigned.statement)]
                found.append((order, "item", assigned.target, assigned.statement))
        for name in ("update", "setdefault", "pop"):
            for call in tree.calls_by_name.get(name, ()):
                if isinstance(call.func, nodes.Attribute):
                    order = tree.order[tree.statement_of(call)]
                    found.append((order, name, call.func.value, call))
        for call in (*tree.calls, *tree.calls_beside):
            if isinstance(call.parent, nodes.Expr) and _may_fill(call):
                order = tree.order[tree.statement_of(call)]
                given = (arg.value for arg in call.args if not arg.star)  # `**options` is a copy
                found += [(order, "handed", value, call) for value in given]
        for _, how, target, change in sorted(found, key=lambda one: one[0]):
            for thing in evaluator.things(target):
                if isinstance(thing, Dictionary):
                    for node in thing.nodes:
                        changes.setdefault(node, []).append((how, change))

    def _change(self, how: str, change: Node, node: Node, found: Entries) -> None:
        before = dict(found.known)
        self._apply(how, change, found)
        if self._is_conditional(change, node):
            for key in {*before, *found.known}:
                if before.get(key) is not found.known.get(key):
                    if key in before or key not in found.known:
                        found.optional.pop(key, None)
                    else:
                        found.optional[key] = change
                    found.uncertain.add(key)
        else:
            found.uncertain -= {k for k, v in found.known.items() if before.get(k) is not v}

    def _is_conditional(self, change: Node, node: Node) -> bool:
        """Between the dictionary and the change lies a condition."""
        around = set(self._evaluator.tree.ancestors(node))
        for parent in self._evaluator.tree.ancestors(change):
            if parent in around or isinstance(parent, nodes.FunctionDef):
                return False
            if isinstance(parent, nodes.If | nodes.ExceptHandler | nodes.MatchCase):
                return not self._only_sets_what_is_missing(parent, change)
        return False

    def _only_sets_what_is_missing(self, parent: Node, change: Node) -> bool:
        """`if "timeout" not in kwargs: kwargs["timeout"] = 5`."""
        test = parent.test if isinstance(parent, nodes.If) else None
        return (
            isinstance(test, nodes.Comparison)
            and isinstance(test.comparisons[0].operator, nodes.NotIn)
            and change in set(self._evaluator.tree.walk(parent))
        )

    @cached_property
    def _assigned(self) -> dict[Node, list[Assigned]]:
        """Statement -> the entries that it sets."""
        found: dict[Node, list[Assigned]] = {}
        for assigned in self._evaluator.tree.assigned:
            found.setdefault(assigned.statement, []).append(assigned)
        return found

    def _apply(self, how: str, change: Node, found: Entries) -> None:
        if how == "item":
            for assigned in self._assigned.get(change, ()):
                if assigned.key is not None:
                    if assigned.value is None:
                        self._put_something(assigned.key, found)
                    else:
                        self._put(assigned.key, assigned.value, change, found)
        elif how == "handed":
            found.has_more = True
        elif isinstance(change, nodes.Call):
            self._method(how, change, found)

    def _method(self, how: str, call: nodes.Call, found: Entries) -> None:
        positional = [a.value for a in call.args if a.keyword is None and not a.star]
        if how == "update":
            for arg in call.args:
                if arg.keyword is not None:
                    found.known[arg.keyword.value] = arg.value
                    found.keys[arg.keyword.value] = arg
                else:
                    self._spread(arg.value, found)
        elif how == "setdefault" and len(positional) == 2:
            key = self._evaluator.const(positional[0])
            if key is not None and str(key.value) not in found.known:
                self._put(positional[0], positional[1], call, found)
        elif how == "pop" and positional:
            key = self._evaluator.const(positional[0])
            if isinstance(key, Const):
                found.known.pop(str(key.value), None)
                found.keys.pop(str(key.value), None)
