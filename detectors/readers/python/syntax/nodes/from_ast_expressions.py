"""The nodes of expressions, out of those of the interpreter's own parser."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.nodes.spans import Spans
from detectors.readers.python.syntax.nodes.strings import Literal, Unlike, expressions, literals

ASYNC = nodes.Asynchronous()
_OPERATORS: dict[type[ast.AST], nodes.Operator] = {
    ast.Add: nodes.Add(),
    ast.BitAnd: nodes.BitAnd(),
    ast.BitOr: nodes.BitOr(),
    ast.BitXor: nodes.BitXor(),
    ast.Div: nodes.Divide(),
    ast.FloorDiv: nodes.FloorDivide(),
    ast.LShift: nodes.LeftShift(),
    ast.MatMult: nodes.MatrixMultiply(),
    ast.Mod: nodes.Modulo(),
    ast.Mult: nodes.Multiply(),
    ast.Pow: nodes.Power(),
    ast.RShift: nodes.RightShift(),
    ast.Sub: nodes.Subtract(),
    ast.And: nodes.And(),
    ast.Or: nodes.Or(),
    ast.Eq: nodes.Equal(),
    ast.Gt: nodes.GreaterThan(),
    ast.GtE: nodes.GreaterThanEqual(),
    ast.In: nodes.In(),
    ast.Is: nodes.Is(),
    ast.IsNot: nodes.IsNot(),
    ast.Lt: nodes.LessThan(),
    ast.LtE: nodes.LessThanEqual(),
    ast.NotEq: nodes.NotEqual(),
    ast.NotIn: nodes.NotIn(),
    ast.Invert: nodes.BitInvert(),
    ast.USub: nodes.Minus(),
    ast.Not: nodes.Not(),
    ast.UAdd: nodes.Plus(),
}


def at(node: Any, place: nodes.Place) -> Any:
    """The node, which is written at this place."""
    node.at = place
    return node


class Expressions:
    """Builds the nodes of one text."""

    def __init__(self, spans: Spans) -> None:
        self.spans = spans

    def name(self, name: str, place: nodes.Place) -> nodes.Name:
        node = nodes.Name(name)
        node.at = place
        return node

    # Functions' heads

    def annotation(self, n: ast.expr) -> nodes.Annotation:
        return at(nodes.Annotation(self.expression(n)), n)  # type: ignore[no-any-return]

    def parameters(self, n: ast.arguments) -> nodes.Parameters:
        positional = [*n.posonlyargs, *n.args]
        required = len(positional) - len(n.defaults)
        defaults = [*([None] * required), *n.defaults]
        params = [self._param(a, d) for a, d in zip(positional, defaults, strict=True)]
        first = len(n.posonlyargs)
        found = nodes.Parameters(
            params[first:],
            self._param(n.vararg, None, "*") if n.vararg else None,
            [self._param(a, d) for a, d in zip(n.kwonlyargs, n.kw_defaults, strict=True)],
            self._param(n.kwarg, None, "**") if n.kwarg else None,
            params[:first],
        )
        found.at = n
        return found

    def _param(self, n: ast.arg, default: ast.expr | None, star: str = "") -> nodes.Param:
        annotation = self.annotation(n.annotation) if n.annotation else None
        param = nodes.Param(self.name(n.arg, (n, n.arg)), annotation, self.maybe(default), star)
        start = self.spans.before(n, star) if star else n
        return at(param, (start, default or n))  # type: ignore[no-any-return]

    # Expressions

    def expression(self, n: ast.expr) -> Any:
        build = _EXPRESSIONS.get(n.__class__)
        if build is None:
            raise Unlike(type(n).__name__)
        node = build(self, n)
        node.at = n
        return node

    def maybe(self, n: ast.expr | None) -> Any:
        return None if n is None else self.expression(n)

    def _word(self, n: ast.Name) -> nodes.Name:
        return nodes.Name(n.id)

    def _constant(self, n: ast.Constant) -> nodes.BaseExpression:
        value = n.value
        kind = type(value)
        if kind is str or kind is bytes:
            return self._string(n)
        if value is ...:
            return nodes.Ellipsis()
        text = self.spans.text_of(n)
        if kind is int:
            return nodes.Integer(text)
        if kind is float:
            return nodes.Float(text)
        return nodes.Imaginary(text) if kind is complex else nodes.Name(text)

    def _string(self, n: ast.Constant | ast.JoinedStr) -> nodes.BaseString:
        """A text may be written in several pieces."""
        start, end = self.spans.of(n)
        text = self.spans.text
        quote = text[start]
        if quote in "'\"" and text.find(quote, start + 1, end) == end - 1:
            return nodes.SimpleString(text[start:end])
        pieces = [self._literal(piece) for piece in literals(text, start, end)]
        whole = pieces[-1]
        for piece in reversed(pieces[:-1]):
            whole = nodes.ConcatenatedString(piece, whole)
            whole.at = (piece.at[0], end)  # type: ignore[index]
        return whole

    def _literal(self, piece: Literal) -> nodes.BaseString:
        node: nodes.BaseString
        if piece.is_formatted:
            node = nodes.FormattedString(self._parts(*piece.body, is_raw=piece.is_raw))
        else:
            node = nodes.SimpleString(self.spans.text[piece.start : piece.end])
        node.at = (piece.start, piece.end)
        return node

    def _parts(
        self, start: int, end: int, *, is_raw: bool
    ) -> list[nodes.BaseFormattedStringContent]:
        found: list[nodes.BaseFormattedStringContent] = []
        position = start
        for part in expressions(self.spans.text, start, end, is_raw=is_raw):
            if part.start > position:
                found.append(self._plain(position, part.start))
            spec = None if part.spec is None else self._parts(*part.spec, is_raw=is_raw)
            inner = self._inner(*part.expression)
            node = nodes.FormattedStringExpression(inner, part.conversion, spec)
            found.append(at(node, (part.start, part.end)))
            position = part.end
        if position < end:
            found.append(self._plain(position, end))
        return found

    def _plain(self, start: int, end: int) -> nodes.FormattedStringText:
        return at(nodes.FormattedStringText(self.spans.text[start:end]), (start, end))  # type: ignore[no-any-return]

    def _inner(self, start: int, end: int) -> nodes.BaseExpression:
        """What is written between braces; older Pythons do not say where it stands."""
        text = self.spans.text[start:end]
        if text.isidentifier() and text not in ("None", "True", "False"):
            return self.name(text, (start, end))
        tree = ast.parse(f"({text})", mode="eval").body
        self.spans.move(tree, start - 1)
        return self.expression(tree)  # type: ignore[no-any-return]

    def _attribute(self, n: ast.Attribute) -> nodes.Attribute:
        attr = nodes.Name(n.attr)
        attr.at = (n, len(n.attr))
        return nodes.Attribute(self.expression(n.value), attr)

    def _call(self, n: ast.Call) -> nodes.Call:
        args = self.args([*n.args, *n.keywords]) if n.keywords else self.args(n.args)
        return nodes.Call(self.expression(n.func), args)

    def args(self, given: Sequence[Any]) -> list[nodes.Arg]:
        """`given` are expressions and keywords."""
        found: list[nodes.Arg] = []
        is_starred = False
        for n in given:
            if n.__class__ is ast.keyword:
                name = self.name(n.arg, (n, n.arg)) if n.arg else None
                arg = nodes.Arg(self.expression(n.value), name, "" if name else "**")
            elif n.__class__ is ast.Starred:
                is_starred = True
                arg = nodes.Arg(self.expression(n.value), None, "*")
            else:
                arg = nodes.Arg(self.expression(n), None, "")
            arg.at = n
            found.append(arg)
        if is_starred:  # it may stand behind a keyword
            found.sort(key=self.spans.of)
        return found

    def _subscript(self, n: ast.Subscript) -> nodes.Subscript:
        inner = n.slice
        several = isinstance(inner, ast.Tuple) and not self.spans.is_parenthesized(inner)
        elements = inner.elts if several and isinstance(inner, ast.Tuple) else [inner]
        return nodes.Subscript(self.expression(n.value), [self._slice(e) for e in elements])

    def _slice(self, n: ast.expr) -> nodes.SubscriptElement:
        found: nodes.BaseSlice
        if isinstance(n, ast.Slice):
            found = nodes.Slice(self.maybe(n.lower), self.maybe(n.upper), self.maybe(n.step))
        elif isinstance(n, ast.Starred):
            found = nodes.Index(self.expression(n.value), "*")
        else:
            found = nodes.Index(self.expression(n), None)
        found.at = n
        return at(nodes.SubscriptElement(found), n)  # type: ignore[no-any-return]

    def _unary(self, n: ast.UnaryOp) -> nodes.UnaryOperation:
        operator: Any = _OPERATORS[type(n.op)]
        return nodes.UnaryOperation(operator, self.expression(n.operand))

    def _binary(self, n: ast.BinOp) -> nodes.BinaryOperation:
        operator: Any = _OPERATORS[type(n.op)]
        return nodes.BinaryOperation(self.expression(n.left), operator, self.expression(n.right))

    def _boolean(self, n: ast.BoolOp) -> nodes.BooleanOperation:
        operator: Any = _OPERATORS[type(n.op)]
        node = self.expression(n.values[0])
        for value in n.values[1:]:
            node = nodes.BooleanOperation(node, operator, self.expression(value))
            node.at = (n, value)
        return node  # type: ignore[no-any-return]

    def _compare(self, n: ast.Compare) -> nodes.Comparison:
        targets = []
        for op, value in zip(n.ops, n.comparators, strict=True):
            operator: Any = _OPERATORS[type(op)]
            targets.append(at(nodes.ComparisonTarget(operator, self.expression(value)), value))
        return nodes.Comparison(self.expression(n.left), targets)

    def _choice(self, n: ast.IfExp) -> nodes.IfExp:
        return nodes.IfExp(
            self.expression(n.test), self.expression(n.body), self.expression(n.orelse)
        )

    def _named(self, n: ast.NamedExpr) -> nodes.NamedExpr:
        return nodes.NamedExpr(self.expression(n.target), self.expression(n.value))

    def _await(self, n: ast.Await) -> nodes.Await:
        return nodes.Await(self.expression(n.value))

    def _yield(self, n: ast.Yield) -> nodes.Yield:
        return nodes.Yield(self.maybe(n.value))

    def _yield_from(self, n: ast.YieldFrom) -> nodes.Yield:
        return nodes.Yield(at(nodes.From(self.expression(n.value)), n.value))

    def _lambda(self, n: ast.Lambda) -> nodes.Lambda:
        return nodes.Lambda(self.parameters(n.args), self.expression(n.body))

    # Containers

    def _elements(self, values: Iterable[ast.expr]) -> list[Any]:
        return [
            self.expression(n)
            if type(n) is ast.Starred
            else at(nodes.Element(self.expression(n)), n)
            for n in values
        ]

    def _starred(self, n: ast.Starred) -> nodes.StarredElement:
        return nodes.StarredElement(self.expression(n.value))

    def _tuple(self, n: ast.Tuple) -> nodes.Tuple:
        return nodes.Tuple(self._elements(n.elts))

    def _list(self, n: ast.List) -> nodes.List:
        return nodes.List(self._elements(n.elts))

    def _set(self, n: ast.Set) -> nodes.Set:
        return nodes.Set(self._elements(n.elts))

    def _dict(self, n: ast.Dict) -> nodes.Dict:
        found: list[Any] = []
        for key, value in zip(n.keys, n.values, strict=True):
            inner = self.expression(value)
            if key is None:
                found.append(at(nodes.StarredDictElement(inner), value))
            else:
                found.append(at(nodes.DictElement(self.expression(key), inner), (key, value)))
        return nodes.Dict(found)

    def _generators(self, generators: Sequence[ast.comprehension]) -> nodes.CompFor:
        inner: nodes.CompFor | None = None
        for n in reversed(generators):
            ifs = [at(nodes.CompIf(self.expression(test)), test) for test in n.ifs]
            inner = nodes.CompFor(
                self.expression(n.iter),
                self.expression(n.target),
                ifs,
                inner,
                ASYNC if n.is_async else None,
            )
            last = generators[-1]
            inner.at = (self.spans.before(n.target, "for"), last.ifs[-1] if last.ifs else last.iter)
        if inner is None:
            raise Unlike("a comprehension over nothing")
        return inner

    def _list_comp(self, n: ast.ListComp) -> nodes.ListComp:
        return nodes.ListComp(self._generators(n.generators), self.expression(n.elt))

    def _set_comp(self, n: ast.SetComp) -> nodes.SetComp:
        return nodes.SetComp(self._generators(n.generators), self.expression(n.elt))

    def _generator(self, n: ast.GeneratorExp) -> nodes.GeneratorExp:
        return nodes.GeneratorExp(self._generators(n.generators), self.expression(n.elt))

    def _dict_comp(self, n: ast.DictComp) -> nodes.DictComp:
        return nodes.DictComp(
            self._generators(n.generators), self.expression(n.key), self.expression(n.value)
        )


_EXPRESSIONS: dict[type[ast.AST], Callable[[Expressions, Any], Any]] = {
    ast.Name: Expressions._word,
    ast.Constant: Expressions._constant,
    ast.JoinedStr: Expressions._string,
    ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call,
    ast.Subscript: Expressions._subscript,
    ast.UnaryOp: Expressions._unary,
    ast.BinOp: Expressions._binary,
    ast.BoolOp: Expressions._boolean,
    ast.Compare: Expressions._compare,
    ast.IfExp: Expressions._choice,
    ast.NamedExpr: Expressions._named,
    ast.Await: Expressions._await,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yield_from,
    ast.Lambda: Expressions._lambda,
    ast.Starred: Expressions._starred,
    ast.Tuple: Expressions._tuple,
    ast.List: Expressions._list,
    ast.Set: Expressions._set,
    ast.Dict: Expressions._dict,
    ast.ListComp: Expressions._list_comp,
    ast.SetComp: Expressions._set_comp,
    ast.GeneratorExp: Expressions._generator,
    ast.DictComp: Expressions._dict_comp,
}
