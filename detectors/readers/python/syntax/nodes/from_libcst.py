"""The nodes of a text, out of libcst's tree: it reads every Python there is, whatever Python runs it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from types import TracebackType
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from detectors.readers.python.syntax import nodes

_SIGNS = {
    name: kind()
    for name, kind in vars(nodes).items()
    if isinstance(kind, type) and issubclass(kind, nodes.Operator | nodes.Asynchronous)
}


class LossyError(ValueError):
    """libcst read the text without some of its lines: the places of its nodes are off."""


def module(text: str) -> nodes.Module:
    """The nodes of a text; their places are offsets of it.

    libcst.ParserSyntaxError, RecursionError, UnicodeEncodeError if it cannot be parsed; `LossyError`.
    """
    tree = cst.parse_module(text)
    counter = _Counter(tree)
    tree._codegen(counter)
    line_end = 0 if tree.has_trailing_newline or not text else len(tree.default_newline)
    if counter.position != len(text) + line_end:
        raise LossyError
    found: nodes.Module = _Converter(counter.found).node(tree)
    return found


class _Converter:
    def __init__(self, spans: dict[cst.CSTNode | None, tuple[int, int]]) -> None:
        self.spans = spans

    def node(self, node: cst.CSTNode) -> Any:
        name = type(node).__name__
        sign = _SIGNS.get(name)
        if sign is not None:
            return sign
        kind = getattr(nodes, name, None)
        if kind is None:
            found: Any = nodes.Other([self.node(n) for n in node.children if _has_meaning(n)])
        else:
            found = kind(*[self._field(node, name) for name in _names(kind)])
        found.at = self.spans.get(node, (0, 0))
        return found

    def _field(self, node: cst.CSTNode, name: str) -> Any:
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            # the bare star of `def f(*, a)` has no name
            return None if isinstance(value, cst.ParamStar) else self.node(value)
        if name == "relative":
            return len(value)
        if isinstance(value, tuple | list):
            return [self.node(one) for one in value]
        if value is cst.MaybeSentinel.DEFAULT:
            return "" if name == "star" else None
        return value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)


def _has_meaning(node: cst.CSTNode) -> bool:
    return not isinstance(
        node,
        cst.BaseParenthesizableWhitespace
        | cst.TrailingWhitespace
        | cst.EmptyLine
        | cst.Comma
        | cst.LeftParen
        | cst.RightParen
        | cst.LeftSquareBracket
        | cst.RightSquareBracket
        | cst.LeftCurlyBrace
        | cst.RightCurlyBrace
        | cst.AssignEqual
        | cst.Colon
        | cst.BitOr,
    )


class _Counter(CodegenState):
    """Writes the code without keeping it, and notes where each node begins and ends."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.tokens.append("")  # an empty list would mean a module without code
        self.position = 0
        self.found: dict[cst.CSTNode | None, tuple[int, int]] = {}

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.position += len(token)

    def add_token(self, value: str) -> None:
        self.position += len(value)

    def pop_trailing_newline(self) -> None:
        """The last line end has been counted, and nothing follows it."""

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> _Span:
        return _Span(self, node, start_node, end_node)


class _Span:
    __slots__ = ("begin", "end_node", "node", "start_node", "state")

    def __init__(
        self,
        state: _Counter,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self.state, self.node, self.start_node, self.end_node = state, node, start_node, end_node

    def __enter__(self) -> None:
        self.begin = self.state.position

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        found = self.state.found
        begin, end = self.begin, self.state.position
        if self.start_node in found:  # a closing bracket is not noted, and ends here
            begin = found[self.start_node][0]
        if self.end_node in found:
            end = found[self.end_node][1]
        found[self.node] = (begin, end)
