"""What has a value, and its parts."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from detectors.readers.python.syntax.nodes.kinds import (
    BaseDictElement,
    BaseElement,
    BaseExpression,
    BaseFormattedStringContent,
    BaseNumber,
    BaseSlice,
    BaseString,
    Node,
)
from detectors.readers.python.syntax.nodes.operators import (
    BaseBinaryOp,
    BaseBooleanOp,
    BaseCompOp,
    BaseUnaryOp,
)


@dataclass(slots=True, eq=False, repr=False)
class Name(BaseExpression):
    value: str


@dataclass(slots=True, eq=False, repr=False)
class Ellipsis(BaseExpression):
    pass


@dataclass(slots=True, eq=False, repr=False)
class Integer(BaseNumber):
    value: str

    @property
    def evaluated_value(self) -> int:
        return int(ast.literal_eval(self.value))


@dataclass(slots=True, eq=False, repr=False)
class Float(BaseNumber):
    value: str

    @property
    def evaluated_value(self) -> float:
        return float(ast.literal_eval(self.value))


@dataclass(slots=True, eq=False, repr=False)
class Imaginary(BaseNumber):
    value: str


@dataclass(slots=True, eq=False, repr=False)
class SimpleString(BaseString):
    value: str
    """As it is written, with its quotes."""

    @property
    def prefix(self) -> str:
        """`rb` of `rb"..."`."""
        return self.value[: len(self.value) - len(self.value.lstrip("rRbBuU"))].lower()

    @property
    def raw_value(self) -> str:
        """What stands between the quotes."""
        text = self.value[len(self.prefix) :]
        size = 3 if text[:3] in ('"""', "'''") else 1
        return text[size:-size]

    @property
    def evaluated_value(self) -> str | bytes:
        """SyntaxError or ValueError for an escape that this Python refuses."""
        value: str | bytes = ast.literal_eval(self.value)
        return value


@dataclass(slots=True, eq=False, repr=False)
class FormattedStringText(BaseFormattedStringContent):
    value: str


@dataclass(slots=True, eq=False, repr=False)
class FormattedStringExpression(BaseFormattedStringContent):
    expression: BaseExpression
    conversion: str | None
    format_spec: Sequence[BaseFormattedStringContent] | None


@dataclass(slots=True, eq=False, repr=False)
class FormattedString(BaseString):
    parts: Sequence[BaseFormattedStringContent]


@dataclass(slots=True, eq=False, repr=False)
class ConcatenatedString(BaseString):
    left: BaseString
    right: BaseString


@dataclass(slots=True, eq=False, repr=False)
class Attribute(BaseExpression):
    value: BaseExpression
    attr: Name


@dataclass(slots=True, eq=False, repr=False)
class Arg(Node):
    value: BaseExpression
    keyword: Name | None
    star: str


@dataclass(slots=True, eq=False, repr=False)
class Call(BaseExpression):
    func: BaseExpression
    args: Sequence[Arg]


@dataclass(slots=True, eq=False, repr=False)
class Index(BaseSlice):
    value: BaseExpression
    star: str | None


@dataclass(slots=True, eq=False, repr=False)
class Slice(BaseSlice):
    lower: BaseExpression | None
    upper: BaseExpression | None
    step: BaseExpression | None


@dataclass(slots=True, eq=False, repr=False)
class SubscriptElement(Node):
    slice: BaseSlice


@dataclass(slots=True, eq=False, repr=False)
class Subscript(BaseExpression):
    value: BaseExpression
    slice: Sequence[SubscriptElement]


@dataclass(slots=True, eq=False, repr=False)
class UnaryOperation(BaseExpression):
    operator: BaseUnaryOp
    expression: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class BinaryOperation(BaseExpression):
    left: BaseExpression
    operator: BaseBinaryOp
    right: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class BooleanOperation(BaseExpression):
    left: BaseExpression
    operator: BaseBooleanOp
    right: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class ComparisonTarget(Node):
    operator: BaseCompOp
    comparator: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Comparison(BaseExpression):
    left: BaseExpression
    comparisons: Sequence[ComparisonTarget]


@dataclass(slots=True, eq=False, repr=False)
class IfExp(BaseExpression):
    test: BaseExpression
    body: BaseExpression
    orelse: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class NamedExpr(BaseExpression):
    target: BaseExpression
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Await(BaseExpression):
    expression: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class From(Node):
    item: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Yield(BaseExpression):
    value: BaseExpression | From | None


@dataclass(slots=True, eq=False, repr=False)
class Annotation(Node):
    annotation: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Param(Node):
    name: Name
    annotation: Annotation | None
    default: BaseExpression | None
    star: str


@dataclass(slots=True, eq=False, repr=False)
class Parameters(Node):
    params: Sequence[Param]
    star_arg: Param | None
    kwonly_params: Sequence[Param]
    star_kwarg: Param | None
    posonly_params: Sequence[Param]


@dataclass(slots=True, eq=False, repr=False)
class Lambda(BaseExpression):
    params: Parameters
    body: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Element(BaseElement):
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class StarredElement(BaseExpression):
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Tuple(BaseExpression):
    elements: Sequence[Element | StarredElement]


@dataclass(slots=True, eq=False, repr=False)
class List(BaseExpression):
    elements: Sequence[Element | StarredElement]


@dataclass(slots=True, eq=False, repr=False)
class Set(BaseExpression):
    elements: Sequence[Element | StarredElement]


@dataclass(slots=True, eq=False, repr=False)
class DictElement(BaseDictElement):
    key: BaseExpression
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class StarredDictElement(BaseDictElement):
    value: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Dict(BaseExpression):
    elements: Sequence[DictElement | StarredDictElement]


@dataclass(slots=True, eq=False, repr=False)
class CompIf(Node):
    test: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class Asynchronous(Node):
    pass


@dataclass(slots=True, eq=False, repr=False)
class CompFor(Node):
    iter: BaseExpression
    target: BaseExpression
    ifs: Sequence[CompIf]
    inner_for_in: CompFor | None
    asynchronous: Asynchronous | None


@dataclass(slots=True, eq=False, repr=False)
class ListComp(BaseExpression):
    for_in: CompFor
    elt: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class SetComp(BaseExpression):
    for_in: CompFor
    elt: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class GeneratorExp(BaseExpression):
    for_in: CompFor
    elt: BaseExpression


@dataclass(slots=True, eq=False, repr=False)
class DictComp(BaseExpression):
    for_in: CompFor
    key: BaseExpression
    value: BaseExpression
