"""The parser of tree-sitter-bash, with ways around what it does not read as a shell does.

Each way changes characters of the text that is parsed, never its length, so that the places of its nodes
hold for the source; the words are read from the source itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query

_FOR_DO = re.compile(r"(?m)^([ \t]*for[ \t]+\w+)[ \t](do\b)")
"""`for x do`, which goes over the arguments."""
_ODD_DELIMITER = re.compile(r"<<-?[ \t]*([^\s\w'\"\\<>$`(){};|&-][\w.=-]*)(?=\s)")
"""`<<=cut`: the end of a here-document that is no name."""
_BEYOND_ASCII = re.compile(r"\$?[^\x00-\x7f]+")
"""The parser's C code looks such characters up in tables that end before them, and dies.

To a shell each is one more letter of a word, but never of a variable's name.
"""
_BRACKETS = re.compile(
    rb"\[(?=\s)(?:\\[^\0]|'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\"|[^'\"\\\n])*?\s\](?=[\s;&|)]|$)"
)
"""`[ ... ]` on one line, or on several that backslashes join."""
_GROUPED = re.compile(
    rb"(?:(?<=[\n;&|!])|(?<=\bif)|(?<=\belif)|(?<=\bwhile)|(?<=\buntil)|(?<=\bthen)|(?<=\bdo)|(?<=\belse)|^)[ \t]*(?=\[\s[^\n]*\\[()])"
)
"""Where a test begins that groups with `\\(` and `\\)`, which the parser takes for the end of it."""
_ROUNDS = 4


@cache
def _language() -> Language:
    import tree_sitter_bash
    from tree_sitter import Language

    return Language(tree_sitter_bash.language())


@cache
def _parser() -> Parser:
    from tree_sitter import Parser

    return Parser(_language())


@cache
def _tests() -> Query:
    from tree_sitter import Query

    return Query(_language(), "(test_command) @test")


def tree(source: str) -> Node:
    """The root of the parser's tree; its places are bytes of the source in UTF-8."""
    data = bytearray(_palatable(source).encode("ascii"))
    root = _parser().parse(bytes(data)).root_node
    if root.has_error:
        grouped = [_BRACKETS.match(data, found.end()) for found in _GROUPED.finditer(data)]
        for test in filter(None, grouped):
            data[test.start()] = data[test.end() - 1] = ord(":")
        root = _parser().parse(bytes(data)).root_node if any(grouped) else root
    for _ in range(_ROUNDS):
        places = [place for test in _swallowing(root) if (place := _brackets(data, test))]
        if not places:
            break
        for first, last in places:
            data[first] = data[last] = ord(":")
        root = _parser().parse(bytes(data)).root_node
    return root


def _palatable(source: str) -> str:
    source = _FOR_DO.sub(r"\1;\2", source)
    for delimiter in {match[1] for match in _ODD_DELIMITER.finditer(source)}:
        plain = "x" * len(delimiter)
        source = re.sub(rf"(<<-?[ \t]*){re.escape(delimiter)}(?=\s)", rf"\1{plain}", source)
        source = re.sub(rf"(?m)^(\t*){re.escape(delimiter)}$", rf"\1{plain}", source)
    return _BEYOND_ASCII.sub(_letters, source)


def _letters(beyond: re.Match[str]) -> str:
    dollar = beyond[0].startswith("$")
    size = len(beyond[0].encode("utf-8", "surrogatepass"))
    return "$" + "." * (size - 1) if dollar else "x" * size


def _swallowing(root: Node) -> list[Node]:
    """Tests that the parser reads on to a later bracket, with the commands in between inside."""
    from tree_sitter import QueryCursor

    return [
        node
        for node in QueryCursor(_tests()).captures(root).get("test", [])
        if node.children[0].type == "["
        and any(
            child.type in {"redirected_statement", "list", "command"} for child in node.children
        )
    ]


def _brackets(data: bytearray, test: Node) -> tuple[int, int] | None:
    """Where the test really begins and ends, on its own line."""
    match = _BRACKETS.match(data, test.start_byte)
    return (match.start(), match.end() - 1) if match else None
