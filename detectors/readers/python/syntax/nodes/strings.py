"""How strings are written: the pieces of one, and the expressions between the braces of a formatted one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LITERAL = re.compile(
    r"([rRbBuUfF]{0,2})(?:'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\""
    r"|'(?:\\.|[^\\'\n])*'|\"(?:\\.|[^\\\"\n])*\")",
    re.S,
)
_BETWEEN = re.compile(r"(?:\s|\\|#[^\r\n]*|[()])*")
_SIGN = re.compile(r"\\N\{[^}]*\}|\{\{|\}\}|[{}]")
_IN_EXPRESSION = re.compile(rf"{_LITERAL.pattern}|[()\[\]{{}}:!=]", re.S)
_CONVERSION = re.compile(r"!\s*([rsa])\s*(?=[:}])")
_DEBUG = re.compile(r"=\s*(?=[!:}])")


class Unlike(Exception):
    """This is written in a way that is not known here."""


class Literal(NamedTuple):
    """Offsets of one piece of a string, and of what stands between its quotes."""

    start: int
    end: int
    body: tuple[int, int]
    is_formatted: bool
    is_raw: bool


class Braces(NamedTuple):
    """Offsets of braces in a formatted string, and of what stands in them."""

    start: int
    end: int
    expression: tuple[int, int]
    conversion: str | None
    spec: tuple[int, int] | None


def literals(text: str, start: int, end: int) -> Iterator[Literal]:
    """The pieces of a string; `Unlike` where they do not fill its place."""
    position = start
    while position < end:
        found = _LITERAL.match(text, position, end)
        if not found:
            raise Unlike("a string that begins and ends otherwise")
        prefix = found[1].lower()
        first = found.end(1)
        size = 3 if text[first : first + 3] in ("'''", '"""') else 1
        body = (first + size, found.end() - size)
        yield Literal(position, found.end(), body, "f" in prefix, "r" in prefix)
        between = _BETWEEN.match(text, found.end(), end)
        position = between.end() if between else end


def expressions(text: str, start: int, end: int, *, is_raw: bool) -> Iterator[Braces]:
    """What stands in braces between these offsets, in order."""
    position = start
    while found := _SIGN.search(text, position, end):
        sign = found[0]
        position = found.end()
        if sign == "{":
            braces = _braces(text, found.start(), end)
            yield braces
            position = braces.end
        elif sign == "}":
            raise Unlike("a closing brace alone")
        elif is_raw and sign[0] == "\\":
            position = found.start() + 2


def _braces(text: str, start: int, limit: int) -> Braces:
    depth = 0
    position = start + 1
    while found := _IN_EXPRESSION.search(text, position, limit):
        position = found.end()
        sign = found[0]
        if sign in ("(", "[", "{"):
            depth += 1
        elif depth and sign in (")", "]", "}"):
            depth -= 1
        elif not depth and sign in ("}", ":", "!", "="):
            is_comparison = text[position : position + 1] == "=" or (
                sign == "=" and text[found.start() - 1] in "=!<>:"
            )
            if sign in ("!", "=") and is_comparison:
                position += text[position : position + 1] == "="
                continue
            if sign == "=" and not _DEBUG.match(text, found.start(), limit):
                continue
            return _closed(text, start, found.start(), limit)
    raise Unlike("braces that stay open")


def _closed(text: str, start: int, end: int, limit: int) -> Braces:
    """The braces around an expression that ends here: `=`, `!r` and a format may follow."""
    expression = (start + 1, end)
    position = end
    if debug := _DEBUG.match(text, position, limit):
        position = debug.end()
    conversion = None
    if asked := _CONVERSION.match(text, position, limit):
        conversion, position = asked[1], asked.end()
    spec = None
    if text[position] == ":":
        first = position + 1
        position = _end_of_spec(text, first, limit)
        spec = (first, position)
    if position >= limit or text[position] != "}":
        raise Unlike("braces with something else in them")
    return Braces(start, position + 1, expression, conversion, spec)


def _end_of_spec(text: str, position: int, limit: int) -> int:
    while position < limit and text[position] != "}":
        position = _braces(text, position, limit).end if text[position] == "{" else position + 1
    return position
