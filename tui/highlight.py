"""Code to coloured pieces, line by line (pygments, which comes with Textual)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

LEXERS = {
    "shell": "bash",
    "env": "bash",
    "dockerfile": "docker",
    "hcl": "terraform",
    "haproxy": "nginx",
    "apache": "apacheconf",
}
"""Languages of the detectors that pygments knows under another name, or best by a relative."""

PLAIN = ""
STYLES = {
    "Token.Keyword": "keyword",
    "Token.Operator.Word": "keyword",
    "Token.Literal.String": "string",
    "Token.Literal.String.Doc": "comment",
    "Token.Literal.Number": "number",
    "Token.Comment": "comment",
    "Token.Name.Function": "name",
    "Token.Name.Class": "name",
    "Token.Name.Builtin": "number",
    "Token.Name.Decorator": "decorator",
    "Token.Name.Variable": "decorator",
    "Token.Name.Tag": "tag",
    "Token.Name.Attribute": "tag",
    "Token.Name.Namespace": "name",
}


class Piece(NamedTuple):
    """Text of one style: `keyword`, `string`, `comment`, `number`, `name`, `decorator`, `tag` or plain."""

    text: str
    style: str


def highlight(lines: Sequence[str], language: str) -> list[list[Piece]]:
    """The pieces of each line; a language that pygments does not know stays plain."""
    lexer = _lexer(language)
    if lexer is None:
        return [[Piece(line, PLAIN)] if line else [] for line in lines]
    found: list[list[Piece]] = [[]]
    for token, value in lexer.get_tokens("\n".join(lines)):
        style = _style(token)
        for index, part in enumerate(value.split("\n")):
            if index:
                found.append([])
            if part:
                found[-1].append(Piece(part, style))
    return (found + [[] for _ in lines])[: len(lines)]


@cache
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(LEXERS.get(language, language), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _style(token: _TokenType) -> str:
    at: _TokenType | None = token
    while at is not None:
        if (style := STYLES.get(str(at))) is not None:
            return style
        at = at.parent
    return PLAIN
