"""Blanks what a template engine would fill in, so that the YAML around it can be parsed.

Helm, Jinja and their like are written over YAML, not in it.
Every offset stays as it is: an expression becomes as many stand-in characters,
a line that holds nothing else becomes blank.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial

from detectors.facts import HOLE

FIRST, REST = "\ue000", "\ue001"
"""Stand in for an expression's first character and for the others."""
RUN = re.compile(f"{FIRST}{REST}*")

EXPRESSION = re.compile(
    r"\$?\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*\}\}|\{%.{0,4000}?%\}|<%.{0,4000}?%>|\{#.{0,4000}?#\}",
    re.S,
)
_CONTROL = re.compile(
    r"\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue)\b"
    r"|\{\{-?\s*/\*|\{\{-?\s*\$\w*\s*:?=|\{%-?(?!\s*include)|\{#|<%(?!=)"
)
_NAMES_A_FUNCTION = re.compile(r"[\w-]*[ \t]*\(\)")
"""What follows where a template fills in the name of a shell's function, or a part of it: `stop_{{ name }} () {`."""
_INDENT = re.compile(r"\bn?indent\s+(\d+)")
_AT = re.compile(r"(?<=[:\-] )@[A-Za-z_.]+@|(?<=[:\-] )%[({]?\w+[)}]?[s%](?=\s|$)", re.M)
_ALONE = re.compile(
    r"(?<=[^\s:,\[{|>-])([ \t]*\n(?:[ \t]*\n)*[ \t]+)(\{[a-z_][a-z0-9_]*\})(?=[ \t]*(?:\n|\Z))"
)
"""A placeholder of Python's `format` on a line of its own, where the line before is at its end."""
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADER = re.compile(
    r"([ ]*(?:- +)*)([^#\s][^#]*?:[ ]+|- +)?(?:[&!]\S+[ ]+)*[|>][-+\d]{0,2}[ ]*(?:#.*)?[\r\n]*\Z"
)
_LINE = re.compile(r"[^\r\n]*")


@dataclass
class Masked:
    """A source whose templates are stood in for; every offset is as in the original."""

    text: str
    original: str
    insertions: list[tuple[int, int]] = field(default_factory=list)
    """(offset, column from 0) of the lines that put in what cannot be seen, in order."""
    lines: set[int] = field(default_factory=set)
    """Offsets at which lines with a template begin."""

    def inserts(self, start: int, end: int, column: int) -> bool:
        """Some template line between these offsets adds entries at this column."""
        return any(at == column for _, at in self._between(start, end))

    def inserts_any(self, start: int, end: int, column: int = 0) -> bool:
        """Some template line between these offsets is written at this column or further right."""
        return any(
            offset - line_start(self.original, offset) >= column
            for offset, _ in self._between(start, end)
        )

    def fills(self, offset: int) -> bool:
        """The first thing after this offset is a template line."""
        index = bisect_left(self.insertions, (offset, -1))
        if index == len(self.insertions):
            return False
        return not self.text[offset : self.insertions[index][0]].strip()

    def restored(self, text: str, start: int, end: int) -> str:
        """A scalar's text with its expressions as they are written between these offsets."""
        if FIRST not in text:
            return text
        written = self.original[start:end]
        runs = iter([written[r.start() : r.end()] for r in RUN.finditer(self.text[start:end])])
        return RUN.sub(lambda run: next(runs, run[0]), text)

    def _between(self, start: int, end: int) -> list[tuple[int, int]]:
        first = bisect_left(self.insertions, (start, -1))
        return self.insertions[first : bisect_left(self.insertions, (end, -1))]


def without_templates(text: str) -> str:
    """The text with holes for expressions; lines stay where they are."""
    return EXPRESSION.sub(lambda found: HOLE + "\n" * found[0].count("\n"), text)


def as_variables(source: str, *, has_words: bool) -> str:
    """The source with variables that nobody knows for what a template fills in, for shell and HCL.

    Every offset stays as it is; what only steers the template becomes blank.
    `has_words` says that a part of a name may be filled in outside of quotes: `aws_iam_role.{{ role }}.arn`.
    """
    return EXPRESSION.sub(partial(_variable, has_words=has_words), source)


def _variable(found: re.Match[str], *, has_words: bool) -> str:
    text = found[0]
    if _CONTROL.match(text) or "\n" in text:
        return _blank(text)
    before = found.string[line_start(found.string, found.start()) : found.start()]
    is_a_word = before.count('"') % 2 == 0 and (
        has_words
        or re.search(r"=\s*$", before)
        or _NAMES_A_FUNCTION.match(found.string, found.end())
    )
    return "_" * len(text) if is_a_word else "${" + "_" * (len(text) - 3) + "}"


def line_start(source: str, offset: int) -> int:
    return max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1


def mask(source: str) -> Masked:
    """The source with its template expressions stood in for."""
    masked = Masked(source, source)
    if "{" in source:
        source = _ALONE.sub(lambda found: _without_placeholder(found, masked), source)
        masked.text = source
    if not any(sign in source for sign in ("{{", "{%", "<%", "@", "%")):
        return masked
    texts = _texts(source) if EXPRESSION.search(source) else set()
    pieces: list[str] = []
    position = 0
    line_end = 0
    for found in EXPRESSION.finditer(source):
        start, end = found.span()
        if start < position:
            continue
        first = line_start(source, start)
        masked.lines.add(first)
        if start >= line_end and first not in texts and not source[first:start].strip():
            # The first expression of its line: is there anything else on it?
            stop = _end_of_line(source, end)
            rest = EXPRESSION.sub("", source[start:stop])
            if not rest.split(" #")[0].strip():
                pieces += source[position:start], _blank(source[start:stop])
                _note(masked, source[start:stop], start, start - first)
                position, line_end = stop, stop
                continue
        pieces += source[position:start], _stand_in(found[0])
        position = end
    pieces.append(source[position:])
    masked.text = _AT.sub(lambda m: _stand_in(m[0]), "".join(pieces))
    masked.insertions.sort()
    return masked


def without_tests(masked: Masked, boundary: re.Pattern[str]) -> str:
    """The masked text without what only steers the template, wherever its line up to there ends a statement.

    `{% if gzip %}gzip on;{% endif %}` is a statement like any other; within one, a test hides what is said.
    """
    text = list(masked.text)
    for found in EXPRESSION.finditer(masked.original):
        start, end = found.span()
        if text[start] != FIRST or not _CONTROL.match(found[0]):
            continue
        before = "".join(text[line_start(masked.original, start) : start])
        if not before.strip() or boundary.search(before):
            text[start:end] = _blank(found[0])
    return "".join(text)


def _without_placeholder(found: re.Match[str], masked: Masked) -> str:
    start = found.start(2)
    first = line_start(masked.original, start)
    masked.lines.add(first)
    masked.insertions.append((start, start - first))
    return found[1] + " " * len(found[2])


def _note(masked: Masked, written: str, start: int, column: int) -> None:
    """Remembers what a template line may put in, and at which column."""
    for found in EXPRESSION.finditer(written):
        if not _CONTROL.match(found[0]):
            indent = _INDENT.search(found[0])
            masked.insertions.append((start, int(indent[1]) if indent else column))


def _texts(source: str) -> set[int]:
    """Offsets of the lines inside block scalars: a template there is a part of a text."""
    inside: set[int] = set()
    indent = -1
    for line in _LINES.finditer(source):
        own = len(line[0]) - len(line[0].lstrip(" "))
        if indent >= 0 and (own > indent or not line[0].strip()):
            inside.add(line.start())
            continue
        header = _HEADER.match(line[0])
        indent = len(header[1]) if header and header[2] else own if header else -1
    return inside


def _end_of_line(source: str, offset: int) -> int:
    found = _LINE.match(source, offset)
    return found.end() if found else len(source)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _stand_in(text: str) -> str:
    """As many characters, on one line: a line break inside an expression does not end the scalar."""
    return FIRST + REST * (len(text) - 1)


_OPENS = re.compile(r"\{\{-?\s*(if|range|with|define|block)\b\s*(.*?)\s*-?\}\}", re.S)
_ELSE = re.compile(r"\{\{-?\s*else\b")
_END = re.compile(r"\{\{-?\s*end\b")


def guarded(source: str) -> list[tuple[int, int, str]]:
    """(start, end, test) of what Go templates write under an `if`, its `else` included; outer ones first."""
    found: list[tuple[int, int, str]] = []
    around: list[tuple[int, str]] = []
    if "{{" not in source:
        return found
    for expression in EXPRESSION.finditer(source):
        opened = _OPENS.match(expression[0])
        if opened:
            around.append((expression.end(), opened[2] if opened[1] == "if" else ""))
        elif around and (_END.match(expression[0]) or _ELSE.match(expression[0])):
            start, test = around.pop()
            if test:
                found.append((start, expression.start(), test))
            if _ELSE.match(expression[0]):
                around.append((expression.end(), f"not ({test})" if test else ""))
    return sorted(found)
