"""The nodes of a text, out of what the interpreter's own parser makes of it: ten times faster than libcst.

It gives the very nodes that `from_libcst` gives; a test compares the two. What it does not know,
because it is rare or newer than the running Python, it refuses.
"""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.nodes.from_ast_expressions import ASYNC, Expressions, at
from detectors.readers.python.syntax.nodes.spans import Spans
from detectors.readers.python.syntax.nodes.strings import Unlike

_AUGMENTED: dict[type[ast.AST], nodes.Operator] = {
    ast.Add: nodes.AddAssign(),
    ast.BitAnd: nodes.BitAndAssign(),
    ast.BitOr: nodes.BitOrAssign(),
    ast.BitXor: nodes.BitXorAssign(),
    ast.Div: nodes.DivideAssign(),
    ast.FloorDiv: nodes.FloorDivideAssign(),
    ast.LShift: nodes.LeftShiftAssign(),
    ast.MatMult: nodes.MatrixMultiplyAssign(),
    ast.Mod: nodes.ModuloAssign(),
    ast.Mult: nodes.MultiplyAssign(),
    ast.Pow: nodes.PowerAssign(),
    ast.RShift: nodes.RightShiftAssign(),
    ast.Sub: nodes.SubtractAssign(),
}


def module(
    text: str, ranges: Sequence[tuple[int, int]] | None = None
) -> tuple[nodes.Module, Spans]:
    """The nodes of a text, with what says where they stand.

    With `ranges` of offsets, in their order, only the statements, and the parts of classes, in them.
    SyntaxError, ValueError, RecursionError or MemoryError if the interpreter cannot parse it;
    `Unlike` for what is not known here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the escapes in the text's strings
        tree = ast.parse(text)
    spans = Spans(text)
    body = tree.body if ranges is None else _within(tree.body, spans, ranges)
    found: nodes.Module = at(nodes.Module(_Statements(spans).lines(body)), (0, len(text)))
    return found, spans


def _within(
    body: Sequence[ast.stmt], spans: Spans, ranges: Sequence[tuple[int, int]]
) -> list[ast.stmt]:
    ends = [end for _, end in ranges]
    kept = []
    for statement in body:
        start, end = spans.of(statement)
        next_range = bisect_right(ends, start)
        if next_range == len(ends) or ranges[next_range][0] >= end:
            continue
        if isinstance(statement, ast.ClassDef):
            statement.body = _within(statement.body, spans, ranges) or statement.body[:1]
        kept.append(statement)
    return kept


class _Statements(Expressions):
    def lines(self, body: Sequence[ast.stmt]) -> list[nodes.BaseStatement]:
        """Small statements that share a line are one line."""
        found: list[Any] = []
        last = -1
        for statement in body:
            build = _STATEMENTS.get(type(statement))
            if build is None:
                raise Unlike(type(statement).__name__)
            node = at(build(self, statement), statement)
            if not isinstance(node, nodes.BaseSmallStatement):
                found.append(node)
                last = -1
                continue
            if statement.lineno == last:
                line = found[-1]
                line.body.append(node)
                line.at = (line.at[0], statement)
            else:
                found.append(at(nodes.SimpleStatementLine([node]), (statement, statement)))
            last = statement.end_lineno or 0
        return found

    def suite(self, body: Sequence[ast.stmt]) -> nodes.BaseSuite:
        found = self.lines(body)
        place = (body[0], body[-1])
        first = found[0]
        if isinstance(first, nodes.SimpleStatementLine) and self.spans.is_behind(body[0]):
            return at(nodes.SimpleStatementSuite(first.body), place)  # type: ignore[no-any-return]
        return at(nodes.IndentedBlock(found), place)  # type: ignore[no-any-return]

    def _expr(self, n: ast.Expr) -> nodes.Expr:
        return nodes.Expr(self.expression(n.value))

    def _assign(self, n: ast.Assign) -> nodes.Assign:
        targets = [at(nodes.AssignTarget(self.expression(t)), t) for t in n.targets]
        return nodes.Assign(targets, self.expression(n.value))

    def _annotated(self, n: ast.AnnAssign) -> nodes.AnnAssign:
        return nodes.AnnAssign(
            self.expression(n.target), self.annotation(n.annotation), self.maybe(n.value)
        )

    def _augmented(self, n: ast.AugAssign) -> nodes.AugAssign:
        operator: Any = _AUGMENTED[type(n.op)]
        return nodes.AugAssign(self.expression(n.target), operator, self.expression(n.value))

    def _return(self, n: ast.Return) -> nodes.Return:
        return nodes.Return(self.maybe(n.value))

    def _raise(self, n: ast.Raise) -> nodes.Raise:
        cause = at(nodes.From(self.expression(n.cause)), n.cause) if n.cause else None
        return nodes.Raise(self.maybe(n.exc), cause)

    def _assert(self, n: ast.Assert) -> nodes.Assert:
        return nodes.Assert(self.expression(n.test), self.maybe(n.msg))

    def _delete(self, n: ast.Delete) -> nodes.Del:
        targets = [self.expression(target) for target in n.targets]
        if len(targets) == 1:
            return nodes.Del(targets[0])
        several = nodes.Tuple([at(nodes.Element(target), target.at) for target in targets])
        return nodes.Del(at(several, (n.targets[0], n.targets[-1])))

    def _pass(self, n: ast.Pass) -> nodes.Pass:
        return nodes.Pass()

    def _break(self, n: ast.Break) -> nodes.Break:
        return nodes.Break()

    def _continue(self, n: ast.Continue) -> nodes.Continue:
        return nodes.Continue()

    def _import(self, n: ast.Import) -> nodes.Import:
        return nodes.Import([self._alias(alias) for alias in n.names])

    def _import_from(self, n: ast.ImportFrom) -> nodes.ImportFrom:
        module = self._dotted(n.module, n) if n.module else None
        if n.names[0].name == "*":
            return nodes.ImportFrom(module, at(nodes.ImportStar(), n), n.level)
        return nodes.ImportFrom(module, [self._alias(alias) for alias in n.names], n.level)

    def _alias(self, n: ast.alias) -> nodes.ImportAlias:
        asname = self._as(n.asname, (n, len(n.asname))) if n.asname else None
        return at(nodes.ImportAlias(self._dotted(n.name, n), asname), n)  # type: ignore[no-any-return]

    def _dotted(self, name: str, n: ast.AST) -> Any:
        whole, *rest = name.split(".")
        node: Any = self.name(whole, (n, whole))
        for part in rest:
            whole = f"{whole}.{part}"
            node = nodes.Attribute(node, self.name(part, (n, part)))
            node.at = (n, whole)
        return node

    def _as(self, name: str, place: nodes.Place) -> nodes.AsName:
        return at(nodes.AsName(self.name(name, place)), place)  # type: ignore[no-any-return]

    def _global(self, n: ast.Global) -> nodes.Global:
        return nodes.Global(self._items(n))

    def _nonlocal(self, n: ast.Nonlocal) -> nodes.Nonlocal:
        return nodes.Nonlocal(self._items(n))

    def _items(self, n: ast.Global | ast.Nonlocal) -> list[nodes.NameItem]:
        return [at(nodes.NameItem(self.name(x, (n, x))), (n, x)) for x in n.names]

    def _if(self, n: ast.If) -> nodes.If:
        return nodes.If(self.expression(n.test), self.suite(n.body), self._otherwise(n))

    def _otherwise(self, n: ast.If) -> nodes.If | nodes.Else | None:
        if len(n.orelse) == 1 and self.spans.is_elif(n.orelse[0]):
            branch: Any = n.orelse[0]
            return at(self._if(branch), branch)  # type: ignore[no-any-return]
        return self._else(n.orelse, n.body)

    def _else(self, body: Sequence[ast.stmt], before: Sequence[ast.AST]) -> nodes.Else | None:
        return at(nodes.Else(self.suite(body)), (before[-1], body[-1])) if body else None

    def _for(self, n: ast.For) -> nodes.For:
        return self._loop(n, None)

    def _async_for(self, n: ast.AsyncFor) -> nodes.For:
        return self._loop(n, ASYNC)

    def _loop(self, n: ast.For | ast.AsyncFor, is_async: nodes.Asynchronous | None) -> nodes.For:
        return nodes.For(
            self.expression(n.target),
            self.expression(n.iter),
            self.suite(n.body),
            self._else(n.orelse, n.body),
            is_async,
        )

    def _while(self, n: ast.While) -> nodes.While:
        return nodes.While(
            self.expression(n.test), self.suite(n.body), self._else(n.orelse, n.body)
        )

    def _try(self, n: ast.Try) -> nodes.Try:
        before = n.handlers or n.body
        orelse = self._else(n.orelse, before)
        final = None
        if n.finalbody:
            before = n.orelse or before
            final = at(nodes.Finally(self.suite(n.finalbody)), (before[-1], n.finalbody[-1]))
        return nodes.Try(self.suite(n.body), [self._handler(h) for h in n.handlers], orelse, final)

    def _handler(self, n: ast.ExceptHandler) -> nodes.ExceptHandler:
        name = None
        if n.name and n.type:
            name = self._as(n.name, (self.spans.of(n.type)[1], n.name))
        return at(nodes.ExceptHandler(self.suite(n.body), self.maybe(n.type), name), n)  # type: ignore[no-any-return]

    def _with(self, n: ast.With) -> nodes.With:
        return nodes.With([self._item(item) for item in n.items], self.suite(n.body), None)

    def _async_with(self, n: ast.AsyncWith) -> nodes.With:
        return nodes.With([self._item(item) for item in n.items], self.suite(n.body), ASYNC)

    def _item(self, n: ast.withitem) -> nodes.WithItem:
        target = n.optional_vars
        asname = at(nodes.AsName(self.expression(target)), target) if target else None
        item = self.expression(n.context_expr)
        return at(nodes.WithItem(item, asname), (n.context_expr, target or n.context_expr))  # type: ignore[no-any-return]

    def _function(self, n: ast.FunctionDef) -> nodes.FunctionDef:
        return self._defined(n, None)

    def _async_function(self, n: ast.AsyncFunctionDef) -> nodes.FunctionDef:
        return self._defined(n, ASYNC)

    def _defined(
        self, n: ast.FunctionDef | ast.AsyncFunctionDef, is_async: nodes.Asynchronous | None
    ) -> nodes.FunctionDef:
        if getattr(n, "type_params", None):
            raise Unlike("type parameters")
        return nodes.FunctionDef(
            self.name(n.name, (n, n.name)),
            self.parameters(n.args),
            self.suite(n.body),
            self._decorators(n),
            self.annotation(n.returns) if n.returns else None,
            is_async,
        )

    def _class(self, n: ast.ClassDef) -> nodes.ClassDef:
        if getattr(n, "type_params", None):
            raise Unlike("type parameters")
        args = self.args([*n.bases, *n.keywords])
        is_base = [arg.keyword is None and arg.star != "**" for arg in args]
        return nodes.ClassDef(
            self.name(n.name, (n, n.name)),
            self.suite(n.body),
            [arg for arg, base in zip(args, is_base, strict=True) if base],
            [arg for arg, base in zip(args, is_base, strict=True) if not base],
            self._decorators(n),
        )

    def _decorators(
        self, n: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> list[nodes.Decorator]:
        return [
            at(nodes.Decorator(self.expression(d)), (self.spans.before(d, "@"), d))
            for d in n.decorator_list
        ]

    def _match(self, n: ast.Match) -> nodes.Match:
        return nodes.Match(self.expression(n.subject), [self._case(case) for case in n.cases])

    def _case(self, n: ast.match_case) -> nodes.MatchCase:
        case = nodes.MatchCase(self._pattern(n.pattern), self.suite(n.body), self.maybe(n.guard))
        return at(case, (self.spans.before(n.pattern, "case"), n.body[-1]))  # type: ignore[no-any-return]

    def _pattern(self, n: ast.pattern) -> Any:
        return at(self._matched(n), n)

    def _matched(self, n: ast.pattern) -> nodes.Node:
        match n:
            case ast.MatchValue():
                return nodes.MatchValue(self.expression(n.value))
            case ast.MatchAs():
                name = self.name(n.name, (n, n.name)) if n.name else None
                return nodes.MatchAs(self._pattern(n.pattern) if n.pattern else None, name)
            case ast.MatchSingleton():
                return nodes.Other([self.name(str(n.value), n)])
            case ast.MatchStar():
                return nodes.Other([self.name(n.name, (n, n.name))] if n.name else [])
            case ast.MatchOr() | ast.MatchSequence():
                return nodes.Other([self._element(pattern) for pattern in n.patterns])
            case ast.MatchMapping():
                pairs = zip(n.keys, n.patterns, strict=True)
                parts = [
                    at(nodes.Other([self.expression(k), self._pattern(p)]), k) for k, p in pairs
                ]
                rest = [self.name(n.rest, (n, n.rest))] if n.rest else []
                return nodes.Other([*parts, *rest])
            case ast.MatchClass():
                parts = [self._element(pattern) for pattern in n.patterns]
                named = zip(n.kwd_attrs, n.kwd_patterns, strict=True)
                parts += [
                    at(nodes.Other([self.name(k, (n, k)), self._pattern(p)]), p) for k, p in named
                ]
                return nodes.Other([self.expression(n.cls), *parts])
        raise Unlike(type(n).__name__)

    def _element(self, n: ast.pattern) -> Any:
        pattern = self._pattern(n)
        return pattern if isinstance(n, ast.MatchStar) else at(nodes.Other([pattern]), n)


_STATEMENTS: dict[type[ast.AST], Callable[[_Statements, Any], Any]] = {
    ast.Expr: _Statements._expr,
    ast.Assign: _Statements._assign,
    ast.AnnAssign: _Statements._annotated,
    ast.AugAssign: _Statements._augmented,
    ast.Return: _Statements._return,
    ast.Raise: _Statements._raise,
    ast.Assert: _Statements._assert,
    ast.Delete: _Statements._delete,
    ast.Pass: _Statements._pass,
    ast.Break: _Statements._break,
    ast.Continue: _Statements._continue,
    ast.Import: _Statements._import,
    ast.ImportFrom: _Statements._import_from,
    ast.Global: _Statements._global,
    ast.Nonlocal: _Statements._nonlocal,
    ast.If: _Statements._if,
    ast.For: _Statements._for,
    ast.AsyncFor: _Statements._async_for,
    ast.While: _Statements._while,
    ast.Try: _Statements._try,
    ast.With: _Statements._with,
    ast.AsyncWith: _Statements._async_with,
    ast.FunctionDef: _Statements._function,
    ast.AsyncFunctionDef: _Statements._async_function,
    ast.ClassDef: _Statements._class,
    ast.Match: _Statements._match,
}
