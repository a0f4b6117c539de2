"""Whether a call that not every turn of a loop makes is for few of the items: those that are new, that are wanting, that have failed."""

from __future__ import annotations

import re

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.repetition.iterations import holds
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, is_none, last_name
from detectors.readers.python.syntax.tree import Tree

_FEW = re.compile(
    r"(?i)(?:^|_)(?:errors?|fail(?:ed|ures?|s)?|retry|missing|stale|changed?|new|expired|dirty|invalid|dead|lost|broken"
    r"|updated?|different|differs|diff|overdue|wrong|bad|orphan(?:ed)?|duplicates?|full|due|last|first)(?:_|$)"
)
"""In a name: what most items are not."""
_WHOLE_NAME = re.compile(r"/?\w[\w-]*\.\w+")
"""The name of a file, and not only its kind: `manifest.json`, but not `.json`."""
_STATES = re.compile(
    r"(?i)(?:^|_)(?:status|state|code|hash|checksum|digest|etag|version|value|old|prev(?:ious)?|current|cached|health|ok)(?:_|$)"
)
"""In a name: what is another one than it should be, or was, for few items."""


def is_for_few(tree: Tree, loop: Node, call: nodes.Call, calls: list[nodes.Call]) -> bool:
    """Only for some items is it made: `if name not in known: ...`; not where both branches of a condition make one of these."""
    changing: set[str] | None = None
    child: Node = call
    for parent in tree.ancestors(call):
        if parent is loop:
            return False
        match parent:
            case nodes.If() | nodes.IfExp() if child is not parent.test:
                other = parent.orelse if child is parent.body else parent.body
                if other is None or not any(holds(tree, other, one) for one in calls):
                    changing = _changing(tree, loop) if changing is None else changing
                    if _picks(tree, parent.test, changing, holds=child is parent.body):
                        return True
        child = parent
    return False


def _changing(tree: Tree, loop: Node) -> set[str]:
    """The names that are not the same in each turn: the item, what is bound on the way, and what is called a method of."""
    part = loop if isinstance(loop, nodes.For | nodes.While) else getattr(loop, "for_in", loop)
    found = names_in(tree, part.target) if hasattr(part, "target") else set()
    for inner in tree.walk(loop):
        match inner:
            case nodes.Assign(targets=targets):
                for target in targets:
                    found |= names_in(tree, target.target)
            case (
                nodes.AnnAssign(target=target)
                | nodes.AugAssign(target=target)
                | nodes.NamedExpr(target=target)
                | nodes.For(target=target)
            ):
                found |= names_in(tree, target)
            case nodes.WithItem(asname=nodes.AsName(name=name)):
                found |= names_in(tree, name)
            case nodes.Call(func=nodes.Attribute(value=nodes.Name(value=name))):
                found.add(name)
    return found - {"self", "cls"}


def _picks(tree: Tree, test: nodes.BaseExpression, changing: set[str], *, holds: bool) -> bool:
    """The condition is about the item or the turn, and holds for few of them."""
    if not names_in(tree, test) & changing:
        return False  # a switch: every turn makes the call, or none does
    match test:
        case nodes.BooleanOperation(left=left, right=right):
            return any(_picks(tree, side, changing, holds=holds) for side in (left, right))
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            return _picks(tree, inner, changing, holds=not holds)
        case nodes.Comparison(left=left, comparisons=[nodes.ComparisonTarget(operator, right)]):
            return _compares(tree, left, operator, right, holds=holds)
        case nodes.Call(
            func=nodes.Attribute(attr=nodes.Name(value="endswith")),
            args=[nodes.Arg(value=nodes.SimpleString() as text)],
        ) if _WHOLE_NAME.fullmatch(str(text.evaluated_value)):
            return holds  # one file of each
        case nodes.Name() | nodes.Attribute() | nodes.Subscript() | nodes.Call():
            name = _name(test)
            return _FEW.search(name) is not None if holds else not _is_a_flag(name)
        case nodes.NamedExpr() | nodes.Await():
            return not holds
    return True


def _compares(
    tree: Tree,
    left: nodes.BaseExpression,
    operator: nodes.BaseCompOp,
    right: nodes.BaseExpression,
    *,
    holds: bool,
) -> bool:
    if any(
        isinstance(inner, nodes.Modulo)
        or (isinstance(inner, nodes.Call) and last_name(inner.func) == "len")
        for side in (left, right)
        for inner in tree.walk(side)
    ):
        return True  # each hundredth turn, or once enough has come together
    match operator:
        case nodes.In() | nodes.NotIn():
            is_within = isinstance(operator, nodes.In) is holds
            return not is_within
        case nodes.Is() | nodes.IsNot() | nodes.Equal() | nodes.NotEqual() if is_none(right):
            return isinstance(operator, nodes.Is | nodes.Equal) is holds
        case nodes.Equal() | nodes.NotEqual():
            if isinstance(operator, nodes.Equal) is holds:
                return True  # those of one kind
            return any(_STATES.search(_name(side)) for side in (left, right))
    return True


def _is_a_flag(name: str) -> bool:
    """`is_bot`, `deleted`: that most items are not so is no reason to think that they are few."""
    return name.startswith(("is_", "has_", "isinstance")) or name.endswith("ed")


def _name(node: Node) -> str:
    """The last word that says what a value is: of `item.get("state")` and `item["state"]` the key."""
    match node:
        case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="get")), args=[first, *_]):
            return _name(first.value)
        case nodes.Subscript(slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))]):
            return _name(key)
        case nodes.SimpleString():
            return str(node.evaluated_value)
        case nodes.Call(func=func):
            return last_name(func)
        case nodes.Name() | nodes.Attribute():
            return last_name(node)
    return ""


def sets_fields(tree: Tree, loop: Node) -> bool:
    """`for key, value in data.items(): setattr(row, key, value)`: as many turns as one thing has fields."""
    targets = names_in(tree, loop.target) if isinstance(loop, nodes.For) else set()
    return any(
        isinstance(inner, nodes.Call)
        and isinstance(inner.func, nodes.Name)
        and inner.func.value == "setattr"
        and len(inner.args) > 1
        and bool(targets & names_in(tree, inner.args[1].value))
        for inner in (tree.walk(loop.body) if isinstance(loop, nodes.For) else ())
    )
