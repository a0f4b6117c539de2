"""From the parser's words to ours: quotes taken off, escapes resolved, expansions kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from detectors.readers.shell.syntax.tree import (
    Arithmetic,
    Parameter,
    Part,
    Statement,
    Substitution,
    Text,
    Word,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_ANSI = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ANSI_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(.))", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?]")
_EXPANSIONS = frozenset(
    {
        "simple_expansion",
        "expansion",
        "command_substitution",
        "process_substitution",
        "arithmetic_expansion",
    }
)


class Words:
    """Makes words of the parser's nodes."""

    def __init__(
        self,
        source: str,
        span: Callable[[Node], tuple[int, int]],
        statements: Callable[[Iterable[Node]], list[Statement]],
    ) -> None:
        self.source = source
        self.span = span
        self.statements = statements

    def word(self, node: Node) -> Word:
        return self.of([node])

    def of(self, nodes: list[Node]) -> Word:
        """Nodes that stand side by side, as one word."""
        parts = [part for node in nodes for part in self.parts(node)]
        return Word(self.span(nodes[0])[0], self.span(nodes[-1])[1], repaired(parts))

    def parts(self, node: Node) -> list[Part]:
        start, end = self.span(node)
        match node.type:
            case "raw_string":
                return [Text(start + 1, end - 1, True, self.source[start + 1 : end - 1])]
            case "ansi_c_string":
                value = _ANSI_ESCAPE.sub(_ansi, self.source[start + 2 : end - 1])
                return [Text(start + 2, end - 1, True, value, is_exact=False)]
            case "string" | "translated_string":
                inner = node.children[0] if node.type == "translated_string" else node
                return self.pieces(inner, start + self.source[start:end].find('"') + 1, end - 1)
            case "concatenation":
                return self._concatenation(node)
            case "command_name" if node.children:
                return [part for child in node.children for part in self.parts(child)]
            case kind if kind in _EXPANSIONS:
                return [self.expansion(node, quoted=False)]
        return self._plain(node, start, end)

    def _plain(self, node: Node, start: int, end: int) -> list[Part]:
        inner = [child for child in node.children if child.type in _EXPANSIONS]
        if inner:
            return self.pieces(node, start, end, quoted=False)
        raw = self.source[start:end]
        value = re.sub(r"\\(\n|.)", lambda m: "" if m[1] == "\n" else m[1], raw, flags=re.DOTALL)
        return [Text(start, end, False, value, is_exact=value == raw)]

    def _concatenation(self, node: Node) -> list[Part]:
        parts: list[Part] = []
        for child in node.children:
            parts += self.parts(child)
        return [
            part
            for part, following in zip(parts, [*parts[1:], None], strict=True)
            if not (
                isinstance(part, Text)
                and part.value == "$"
                and not part.quoted
                and following is not None
                and following.quoted
            )
        ]

    def pieces(self, node: Node, start: int, end: int, quoted: bool = True) -> list[Part]:
        """Literal text and expansions between two offsets, as double quotes read them."""
        parts: list[Part] = []
        position = start
        for child in node.children:
            if child.type in _EXPANSIONS:
                first, last = self.span(child)
                parts += self._quoted(position, first, quoted)
                parts.append(self.expansion(child, quoted))
                position = last
        parts += self._quoted(position, end, quoted)
        return parts or [Text(start, start, quoted, "")]

    def _quoted(self, start: int, end: int, quoted: bool) -> list[Part]:
        raw = self.source[start:end]
        if not raw:
            return []
        value = re.sub(r'\\(["$`\\\n])', lambda m: "" if m[1] == "\n" else m[1], raw)
        return [Text(start, end, quoted, value, is_exact=value == raw)]

    def heredoc(self, node: Node, is_plain: bool) -> Word:
        start, end = self.span(node)
        if is_plain:
            return Word(start, end, [Text(start, end, True, self.source[start:end])])
        return Word(start, end, self.pieces(node, start, end))

    def expansion(self, node: Node, quoted: bool) -> Part:
        start, end = self.span(node)
        if node.type == "command_substitution" or node.type == "process_substitution":
            body = self.statements(node.children)
            return Substitution(start, end, quoted, body, node.type == "process_substitution")
        raw = self.source[start:end]
        if node.type == "arithmetic_expansion":
            return Arithmetic(start, end, quoted, raw[3:-2] if raw.startswith("$((") else raw[2:-1])
        if node.type == "simple_expansion":
            return Parameter(start, end, quoted, raw[1:])
        return self._braced(node, start, end, quoted)

    def _braced(self, node: Node, start: int, end: int, quoted: bool) -> Parameter:
        made = Parameter(start, end, quoted, "")
        operand: list[Node] = []
        for child in node.children:
            text = self.source[slice(*self.span(child))]
            if child.type == "subscript":
                name, index = child.child_by_field_name("name"), child.child_by_field_name("index")
                made.name = self.source[slice(*self.span(name))] if name else ""
                made.index = self.source[slice(*self.span(index))] if index else ""
            elif child.type in {"variable_name", "special_variable_name"} and not made.name:
                made.name = text
            elif child.type in {"${", "}"}:
                continue
            elif not made.operator and not operand:
                made.operator = text
            elif child.is_named:
                operand.append(child)
        if operand:
            made.operand = self.of(operand)
        return made


def repaired(parts: list[Part]) -> list[Part]:
    """Parts with the expansions that the parser cuts in two: `$A/$B/c` comes as `$A/$` and `B/c`."""
    done: list[Part] = []
    for part in parts:
        before = done[-1] if done else None
        name = _NAME.match(part.value) if isinstance(part, Text) and not part.quoted else None
        if name and isinstance(part, Text) and _is_cut_off(before) and before.end == part.start:
            done[-1:] = [
                Text(before.start, before.end - 1, False, before.value[:-1]),
                Parameter(before.end - 1, part.start + name.end(), False, name[0]),
                Text(part.start + name.end(), part.end, False, part.value[name.end() :]),
            ]
            done = [one for one in done if not (isinstance(one, Text) and one.start == one.end)]
        else:
            done.append(part)
    return done


def _is_cut_off(part: Part | None) -> TypeGuard[Text]:
    return isinstance(part, Text) and not part.quoted and part.is_exact and part.value.endswith("$")


def tests_in(nodes: Iterable[Node]) -> Iterator[Node]:
    """The operands and operators of a test, in order."""
    for node in nodes:
        if node.type in {
            "binary_expression",
            "unary_expression",
            "parenthesized_expression",
            "negated_command",
            "postfix_expression",
            "ternary_expression",
        }:
            yield from tests_in(node.children)
        elif node.type == "test_command":
            yield from tests_in(node.children[1:-1])
        else:
            yield node


def _ansi(match: re.Match[str]) -> str:
    hexadecimal = match[1] or match[2] or match[3]
    if hexadecimal:
        number = int(hexadecimal, 16)
        return chr(number) if number < 0x110000 else match[0]
    if match[4]:
        return chr(int(match[4], 8) & 0xFF)
    return _ANSI.get(match[5], match[5])
