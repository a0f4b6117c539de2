"""Statements, and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.readers.python.syntax.nodes.expressions import (
    Annotation,
    Arg,
    Asynchronous,
    Attribute,
    From,
    Name,
    Parameters,
)
from detectors.readers.python.syntax.nodes.kinds import (
    BaseCompoundStatement,
    BaseExpression,
    BaseSmallStatement,
    BaseStatement,
    BaseSuite,
    MatchPattern,
    Node,
)
from detectors.readers.python.syntax.nodes.operators import BaseAugOp


@dataclass(slots=True, eq=False, repr=False)
class Expr(BaseSmallStatement):
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class AssignTarget(Node):
    target: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Assign(BaseSmallStatement):
    targets: Sequence[AssignTarget]
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class AnnAssign(BaseSmallStatement):
    target: BaseExpression
    annotation: Annotation
    value: BaseExpression | None


@dataclass(slots=True, eq=False, repr=False)
class AugAssign(BaseSmallStatement):
    target: BaseExpression
    operator: BaseAugOp
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Return(BaseSmallStatement):
    value: BaseExpression | None


@dataclass(slots=True, eq=False, repr=False)
class Raise(BaseSmallStatement):
    exc: BaseExpression | None
    cause: From | None


@dataclass(slots=True, eq=False, repr=False)
class Assert(BaseSmallStatement):
    test: BaseExpression
    msg: BaseExpression | None


@dataclass(slots=True, eq=False, repr=False)
class Del(BaseSmallStatement):
    target: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Pass(BaseSmallStatement):
    pass


@dataclass(slots=True, eq=False, repr=False)
class Break(BaseSmallStatement):
    pass


@dataclass(slots=True, eq=False, repr=False)
class Continue(BaseSmallStatement):
    pass


@dataclass(slots=True, eq=False, repr=False)
class AsName(Node):
    name: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class ImportAlias(Node):
    name: Attribute | Name
    asname: AsName | None


@dataclass(slots=True, eq=False, repr=False)
class ImportStar(Node):
    pass


@dataclass(slots=True, eq=False, repr=False)
class Import(BaseSmallStatement):
    names: Sequence[ImportAlias]


@dataclass(slots=True, eq=False, repr=False)
class ImportFrom(BaseSmallStatement):
    module: Attribute | Name | None
    names: Sequence[ImportAlias] | ImportStar
    relative: int


@dataclass(slots=True, eq=False, repr=False)
class NameItem(Node):
    name: Name


@dataclass(slots=True, eq=False, repr=False)
class Global(BaseSmallStatement):
    names: Sequence[NameItem]


@dataclass(slots=True, eq=False, repr=False)
class Nonlocal(BaseSmallStatement):
    names: Sequence[NameItem]


@dataclass(slots=True, eq=False, repr=False)
class TypeAlias(BaseSmallStatement):
    name: Name
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class SimpleStatementLine(BaseStatement):
    body: Sequence[BaseSmallStatement]


class IndentedBlock(BaseSuite):
    """On lines of their own."""

    __slots__ = ()


class SimpleStatementSuite(BaseSuite):
    """On the line of the colon."""

    __slots__ = ()


@dataclass(slots=True, eq=False, repr=False)
class Else(Node):
    body: BaseSuite


@dataclass(slots=True, eq=False, repr=False)
class If(BaseCompoundStatement):
    test: BaseExpression
    body: BaseSuite
    orelse: If | Else | None


@dataclass(slots=True, eq=False, repr=False)
class For(BaseCompoundStatement):
    target: BaseExpression
    iter: BaseExpression
    body: BaseSuite
    orelse: Else | None
    asynchronous: Asynchronous | None


@dataclass(slots=True, eq=False, repr=False)
class While(BaseCompoundStatement):
    test: BaseExpression
    body: BaseSuite
    orelse: Else | None


@dataclass(slots=True, eq=False, repr=False)
class Finally(Node):
    body: BaseSuite


@dataclass(slots=True, eq=False, repr=False)
class ExceptHandler(Node):
    body: BaseSuite
    type: BaseExpression | None
    name: AsName | None


@dataclass(slots=True, eq=False, repr=False)
class ExceptStarHandler(Node):
    body: BaseSuite
    type: BaseExpression
    name: AsName | None


@dataclass(slots=True, eq=False, repr=False)
class Try(BaseCompoundStatement):
    body: BaseSuite
    handlers: Sequence[ExceptHandler]
    orelse: Else | None
    finalbody: Finally | None


@dataclass(slots=True, eq=False, repr=False)
class TryStar(BaseCompoundStatement):
    body: BaseSuite
    handlers: Sequence[ExceptStarHandler]
    orelse: Else | None
    finalbody: Finally | None


@dataclass(slots=True, eq=False, repr=False)
class WithItem(Node):
    item: BaseExpression
    asname: AsName | None


@dataclass(slots=True, eq=False, repr=False)
class With(BaseCompoundStatement):
    items: Sequence[WithItem]
    body: BaseSuite
    asynchronous: Asynchronous | None


@dataclass(slots=True, eq=False, repr=False)
class Decorator(Node):
    decorator: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class FunctionDef(BaseCompoundStatement):
    name: Name
    params: Parameters
    body: BaseSuite
    decorators: Sequence[Decorator]
    returns: Annotation | None
    asynchronous: Asynchronous | None


@dataclass(slots=True, eq=False, repr=False)
class ClassDef(BaseCompoundStatement):
    name: Name
    body: BaseSuite
    bases: Sequence[Arg]
    keywords: Sequence[Arg]
    decorators: Sequence[Decorator]


@dataclass(slots=True, eq=False, repr=False)
class MatchAs(MatchPattern):
    pattern: MatchPattern | None
    name: Name | None


@dataclass(slots=True, eq=False, repr=False)
class MatchValue(MatchPattern):
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class MatchCase(Node):
    pattern: Node
    body: BaseSuite
    guard: BaseExpression | None


@dataclass(slots=True, eq=False, repr=False)
class Match(BaseCompoundStatement):
    subject: BaseExpression
    cases: Sequence[MatchCase]


@dataclass(slots=True, eq=False, repr=False)
class Other(Node):
    """What is not looked at closer: patterns of `case`, type parameters, template strings."""

    parts: Sequence[Node]


@dataclass(slots=True, eq=False, repr=False)
class Module(Node):
    body: Sequence[BaseStatement]
