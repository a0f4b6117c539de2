"""Kinds of nodes, what they hold, and what can be said of one without its surroundings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from detectors.readers.python.syntax import nodes

Node = nodes.Node
FunctionNode = nodes.FunctionDef | nodes.Lambda
Handler = nodes.ExceptHandler | nodes.ExceptStarHandler
ComprehensionNode = nodes.ListComp | nodes.SetComp | nodes.GeneratorExp | nodes.DictComp

COMPREHENSIONS = (nodes.ListComp, nodes.SetComp, nodes.GeneratorExp, nodes.DictComp)
LOOPS = (nodes.For, nodes.While)
SUITES = (nodes.IndentedBlock, nodes.SimpleStatementSuite, nodes.Module)

_NO_CHILDREN = frozenset({"operator", "asynchronous", "star", "relative", "conversion"})
"""Fields that hold no code."""


def dotted(node: Node) -> str:
    """`a.b.c` of a chain of names; empty for everything else."""
    parts: list[str] = []
    while isinstance(node, nodes.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, nodes.Name):
        return ""
    return ".".join([node.value, *reversed(parts)])


def last_name(node: Node) -> str:
    """`post` of `session.post`; empty where a call's function has no name."""
    if isinstance(node, nodes.Attribute):
        return node.attr.value
    return node.value if isinstance(node, nodes.Name) else ""


def is_none(node: Node | None) -> bool:
    """`None`, as it is written."""
    return isinstance(node, nodes.Name) and node.value == "None"


def returns_none(statement: Node) -> bool:
    """`return`, `return None`."""
    return isinstance(statement, nodes.Return) and (
        statement.value is None or is_none(statement.value)
    )


def parameters_of(function: FunctionNode) -> list[nodes.Param]:
    params = function.params
    return [*params.posonly_params, *params.params, *params.kwonly_params]


def given(part: Node) -> tuple[nodes.BaseExpression, nodes.BaseExpression] | None:
    """What is given a value, and the value: `a = b`, `a: int = b`, `(a := b)`; None for what gives none to one."""
    match part:
        case (
            nodes.Assign(targets=[nodes.AssignTarget(target=target)], value=value)
            | nodes.AnnAssign(target=target, value=nodes.BaseExpression() as value)
            | nodes.NamedExpr(target=target, value=value)
        ):
            return target, value
    return None


def body_of(node: nodes.BaseSuite) -> Sequence[nodes.BaseStatement | nodes.BaseSmallStatement]:
    """The statements of a suite; small statements on one line are taken apart."""
    found: list[nodes.BaseStatement | nodes.BaseSmallStatement] = []
    for statement in node.body:
        if isinstance(statement, nodes.SimpleStatementLine):
            found += statement.body
        else:
            found.append(statement)
    return found


STATEMENTS: frozenset[type[Node]] = frozenset(
    {
        nodes.SimpleStatementLine,
        nodes.If,
        nodes.For,
        nodes.While,
        nodes.Try,
        nodes.TryStar,
        nodes.ExceptHandler,
        nodes.ExceptStarHandler,
        nodes.With,
        nodes.FunctionDef,
        nodes.ClassDef,
        nodes.Match,
        nodes.MatchCase,
        nodes.Assign,
        nodes.AnnAssign,
        nodes.AugAssign,
        nodes.Expr,
        nodes.Return,
        nodes.Raise,
        nodes.Assert,
        nodes.Del,
        nodes.Import,
        nodes.ImportFrom,
        nodes.Global,
        nodes.Nonlocal,
        nodes.Pass,
        nodes.Break,
        nodes.Continue,
        nodes.TypeAlias,
    }
)
"""What is numbered; a small statement has a number of its own within its line."""

OUTER: dict[type[Node], tuple[str, ...]] = {
    nodes.FunctionDef: ("decorators", "params", "returns", "name"),
    nodes.Lambda: ("params",),
    nodes.ClassDef: ("decorators", "bases", "keywords", "name"),
}
"""Parts of a definition that are evaluated outside of the scope that it opens."""

NO_NODES: frozenset[type] = frozenset({type(None), str})
"""What stands in a field that can hold a node, where there is none."""

_FIELDS: dict[type[Node], tuple[str, ...]] = {
    nodes.Attribute: ("value",),
    nodes.Import: (),
    nodes.ImportFrom: (),
    nodes.Global: (),
    nodes.Nonlocal: (),
    nodes.Name: (),
    nodes.SimpleString: (),
    nodes.Integer: (),
    nodes.Float: (),
    nodes.Imaginary: (),
    nodes.FormattedStringText: (),
    nodes.Arg: ("value",),
    nodes.NamedExpr: ("value", "target"),
}
"""Kinds of which not every field is code, or that are evaluated in another order."""

CHILDREN: dict[type[Node], tuple[str, ...]] = {
    kind: _FIELDS[kind]
    if kind in _FIELDS
    else tuple(f.name for f in fields(kind) if f.init and f.name not in _NO_CHILDREN)
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, Node)
}
"""The fields of each kind that can hold code, in the order in which they are evaluated."""
LAST_FIRST = {kind: names[::-1] for kind, names in CHILDREN.items()}


def children(node: Node) -> list[Node]:
    """What a node directly holds."""
    found: list[Node] = []
    for name in CHILDREN[type(node)]:
        value = getattr(node, name)
        if value.__class__ is list:
            found += value
        elif value.__class__ not in NO_NODES:
            found.append(value)
    return found


def descendants(node: Node) -> Iterator[Node]:
    """A node and everything in it, the insides of functions and classes too."""
    pending = [node]
    while pending:
        inner = pending.pop()
        yield inner
        pending += children(inner)
