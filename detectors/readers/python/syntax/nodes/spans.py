"""Where nodes stand in a text, worked out when it is asked: most never are."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from functools import cached_property

from detectors.readers.python.syntax import nodes

_LINE_END = re.compile(r"\r\n?|\n")
_BLANK = re.compile(r"(?:\s|\\|#[^\r\n]*)*")
_CLAUSE = re.compile(r"(?:\s|\\|#[^\r\n]*|;)*")


class Spans:
    """Turns the places of nodes, lines and columns in UTF-8, into offsets of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._is_plain = text.isascii()

    @cached_property
    def _starts(self) -> list[int]:
        """Offset of the first character of each line; before them one to count from 1."""
        return [0, 0, *(found.end() for found in _LINE_END.finditer(self.text))]

    def of(self, node: nodes.Node | ast.AST) -> tuple[int, int]:
        """Offsets of the first character and of the one after the last."""
        place = node.at if isinstance(node, nodes.Node) else node
        if isinstance(place, ast.AST):
            start, end = self._start(place), self._end(place)
            if isinstance(place, ast.GeneratorExp) or (
                isinstance(place, ast.Tuple) and self.is_parenthesized(place)
            ):
                return self._inside(start, end)
            return start, end
        first, last = place
        if isinstance(last, str):
            return self._word(first, last)
        if isinstance(last, int):
            if isinstance(first, int):
                return first, last
            end = self._end(first)
            return end - last, end
        start = first if isinstance(first, int) else self._start(first)
        if isinstance(node, nodes.Else | nodes.Finally):
            start = _CLAUSE.match(self.text, self.of(first)[1]).end()  # type: ignore[union-attr,arg-type]
        return start, self._end(last)

    def text_of(self, n: ast.AST) -> str:
        return self.text[self._start(n) : self._end(n)]

    def is_behind(self, n: ast.AST) -> bool:
        """Whether something stands before it on its line: `if x: return`."""
        line = self._starts[n.lineno]  # type: ignore[attr-defined]
        return bool(self.text[line : self._start(n)].strip())

    def is_elif(self, n: ast.AST) -> bool:
        return isinstance(n, ast.If) and self.text.startswith("elif", self._start(n))

    def before(self, n: ast.AST, word: str) -> int:
        """The offset at which the word stands that is nearest before it."""
        return self.text.rfind(word, 0, self._start(n))

    def is_parenthesized(self, n: ast.Tuple) -> bool:
        """Whether its parentheses are its own: `(a), b` and `(a, b)` both begin with one."""
        start, end = self._start(n), self._end(n)
        if self.text[start] != "(" or self.text[end - 1] != ")":
            return False
        if not n.elts:
            return True
        opened = self._parens(start, self._start(n.elts[0]), "(")
        first_end = self._end(n.elts[0])
        comma = first_end
        while self.text[comma] != ",":
            comma = self._blank(comma + 1) if self.text[comma] == ")" else self._blank(comma)
            if comma >= end:
                return True
        return opened > self._parens(first_end, comma, ")")

    def move(self, tree: ast.AST, offset: int) -> None:
        """Lets what was parsed by itself stand where its text stands."""
        line = bisect_right(self._starts, offset) - 1
        column = len(self.text[self._starts[line] : offset].encode("utf-8", "surrogatepass"))
        for n in ast.walk(tree):
            if not hasattr(n, "lineno"):
                continue
            if n.lineno == 1:
                n.col_offset += column  # type: ignore[attr-defined]
            if n.end_lineno == 1:  # type: ignore[attr-defined]
                n.end_col_offset += column  # type: ignore[attr-defined]
            n.lineno += line - 1
            n.end_lineno += line - 1  # type: ignore[attr-defined]

    def _start(self, n: ast.AST) -> int:
        return self._offset(n.lineno, n.col_offset)  # type: ignore[attr-defined]

    def _end(self, n: ast.AST) -> int:
        return self._offset(n.end_lineno, n.end_col_offset)  # type: ignore[attr-defined]

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[line]
        if self._is_plain or self.text[start : start + column].isascii():
            return start + column
        coded = self.text[start : start + column].encode("utf-8", "surrogatepass")
        return start + len(coded[:column].decode("utf-8", "surrogatepass"))

    def _inside(self, start: int, end: int) -> tuple[int, int]:
        start = self._blank(start + 1)
        return start, start + len(self.text[start : end - 1].rstrip())

    def _blank(self, position: int) -> int:
        found = _BLANK.match(self.text, position)
        return found.end() if found else position

    def _parens(self, start: int, end: int, sign: str) -> int:
        count = 0
        position = start
        while position < end:
            count += self.text[position] == sign
            position = self._blank(position + 1)
        return count

    def _word(self, n: ast.AST | int, word: str) -> tuple[int, int]:
        start = n if isinstance(n, int) else self._start(n)
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(self.text, start)
        return found.span() if found else (start, start)
