"""Versions of a rule that each ask for one thing less."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Loosened:
    """A module's source without one of its conditions."""

    line: int
    condition: str
    """What is no longer asked, as it is written."""
    source: str


def loosened(source: str) -> Iterator[Loosened]:
    """Each guard that ends in silence, each part of an `and` or `or`, and each filter, left out by itself."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.If(test=test, body=[only], orelse=[]) if _says_nothing(only):
                yield _replaced(source, test, "False", test)
            case ast.BoolOp(op=op, values=parts):
                word = " and " if isinstance(op, ast.And) else " or "
                for part in parts:
                    rest = [f"({_code(source, one)})" for one in parts if one is not part]
                    yield _replaced(source, node, f"({word.join(rest)})", part)
            case ast.comprehension(ifs=filters):
                for test in filters:
                    yield _replaced(source, test, "True", test)


def _says_nothing(statement: ast.stmt) -> bool:
    """`return None`, `return False`, `return ()`, `continue`."""
    match statement:
        case ast.Continue() | ast.Return(value=None | ast.Constant(value=None | False)):
            return True
        case ast.Return(value=ast.Tuple(elts=[]) | ast.List(elts=[])):
            return True
    return False


def _code(source: str, node: ast.expr) -> str:
    return ast.get_source_segment(source, node) or ""


def _replaced(source: str, node: ast.expr, text: str, condition: ast.expr) -> Loosened:
    lines = source.encode().splitlines(keepends=True)
    begin = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: (node.end_lineno or 0) - 1])) + (node.end_col_offset or 0)
    changed = source.encode()[:begin] + text.encode() + source.encode()[end:]
    return Loosened(condition.lineno, " ".join(_code(source, condition).split()), changed.decode())
