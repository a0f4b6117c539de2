"""From text to syntax trees: what parses is read, what does not is reported, and every node has its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from detectors.facts import Excerpt
from detectors.model import Problem
from detectors.places import Lines
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.nodes import from_ast
from detectors.readers.python.syntax.nodes.spans import Spans
from detectors.readers.python.syntax.nodes.strings import Unlike
from detectors.text import Text

DEEPEST = 90
"""Brackets within brackets; libcst takes exponentially long beyond, and then overflows the stack."""
LONGEST_CHAIN = 400
"""Operators of one expression, or branches of one `if`; libcst's parser calls itself for each."""

_STRING = (
    r"""(?:'''(?:\\.|[^\\])*?'''|\"""(?:\\.|[^\\])*?\"""|'(?:\\.|[^\\\n'])*'|"(?:\\.|[^\\\n"])*")"""
)
_TEXT = re.compile(rf"#[^\n\r]*|{_STRING}", re.S)
_INSIDE = re.compile(r"(?P<edge>(?<=[\n\r]))?[^\n\r]")
_TOP = re.compile(r"(?:\A|(?<=\n)|(?<=\r))(?=[^\s#)\]}\\])")
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b")
_BRACKET = re.compile(r"[()\[\]{}\n,;]")
_OPERATOR = re.compile(r"[-+*/%|&^~@.]|\b(?:and|or|not|lambda|if|await)\b")
_IF = re.compile(r"([ \t]*)(el)?if\b")
_CONTINUED = re.compile(r"\\(?:\r\n?|\n)")
_LONE_BACKSLASH = re.compile(r"^([ \t\f]*)\\(?=\r?\n|\r)", re.M)
_LEADING = frozenset("\ufeff\f")
"""A byte order mark and a form feed: libcst drops them at the beginning."""
_PYTHON_2 = re.compile(
    r"^[ \t]*(?:print[ \t]+(?![=(.,\[+\-*/%|&^<>:;)])[^\s=].*|print[ \t]*>>.*|exec[ \t]+[\"'\w](?!.*=).*"
    r"|raise[ \t]+[\w.]+[ \t]*,.*|except[ \t]+[\w.()]+(?:[ \t]*,[ \t]*\w+)+[ \t]*:)",
    re.M,
)


Range = tuple[int, int]
"""Offsets of a part of the source: its first character, and the one after its last."""


class Piece:
    """A part of the source that parses by itself, with where its nodes stand."""

    def __init__(self, module: nodes.Module, spans: Spans, start: int) -> None:
        self.module = module
        self._spans = spans
        self._start = start

    def span(self, node: nodes.Node) -> Range:
        """Offsets of a node in the source, without the whitespace and parentheses around it."""
        start, end = self._spans.of(node)
        return start + self._start, end + self._start


@dataclass
class Source:
    """A Python source as far as it can be read."""

    text: Text
    pieces: list[Piece] = field(default_factory=list)
    beside: list[tuple[Excerpt, Piece]] = field(default_factory=list)
    """What is read of other files: it stands behind the end of this one."""
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.whole = self.text
        """The text with what is read of other files behind it."""


def parse(source: str, ranges: Sequence[Range] | None = None) -> Source:
    """Never fails: top-level statements that do not parse become problems, the others are read.

    With `ranges`, in their order, only the statements and the parts of classes in them become nodes.
    """
    result = Source(Text(source))
    whole = _interpreted(source, 0, ranges) if ranges else _parsed(source, 0)
    if isinstance(whole, Piece):
        result.pieces.append(whole)
        return result
    broken: list[tuple[int, int, str]] = []
    for start, end in _statements(source):
        text = source[start:end]
        piece = (_interpreted(text, start, ranges) if ranges else None) or _parsed(text, start)
        if isinstance(piece, Piece):
            result.pieces.append(piece)
        elif broken and broken[-1][1] == start and broken[-1][2] == piece:
            broken[-1] = (broken[-1][0], end, piece)
        else:
            broken.append((start, end, piece))
    if python_2 := next(
        (b for b in broken if _PYTHON_2.search(_masked(source[b[0] : b[1]]))), None
    ):
        lines = _lines(result.text, python_2[0], python_2[1])
        result.pieces.clear()
        result.problems.append(Problem("this is Python 2, which is not read", lines))
        return result
    result.problems += [Problem(why, _lines(result.text, a, b)) for a, b, why in broken]
    return result


def read_beside(source: Source, excerpts: Iterable[Excerpt]) -> None:
    """Adds what is read of other files; what does not parse is left out."""
    whole = source.text.source
    for excerpt in excerpts:
        parsed = _excerpt(excerpt.text)
        if parsed is not None:
            source.beside.append((excerpt, Piece(*parsed, len(whole) + 1)))
            whole += f"\n{excerpt.text}"
    source.whole = Text(whole) if source.beside else source.text


@lru_cache(maxsize=256)
def _excerpt(text: str) -> tuple[nodes.Module, Spans] | None:
    """Many files of a project import the same one; no reader changes a node."""
    try:
        return from_ast.module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, Unlike):
        return None


def _lines(text: Text, start: int, end: int) -> Lines:
    stripped = text.source[start:end].rstrip()
    return text.lines_of(start, start + max(1, len(stripped)))


def _interpreted(text: str, start: int, ranges: Sequence[Range]) -> Piece | None:
    """The piece as the interpreter's parser reads it, if it can."""
    text, start = _begun(text, start)
    try:
        return Piece(*from_ast.module(text, [(a - start, b - start) for a, b in ranges]), start)
    except (SyntaxError, ValueError, RecursionError, MemoryError, Unlike):
        return None


def _begun(text: str, start: int) -> tuple[str, int]:
    return (text[1:], start + 1) if text[:1] in _LEADING else (text, start)


def _parsed(text: str, start: int) -> Piece | str:
    """The piece as libcst reads it, or why it cannot be read."""
    import libcst

    from detectors.readers.python.syntax.nodes import from_libcst

    text, start = _begun(text, start)
    if reason := _too_much(text):
        return reason
    try:
        try:
            module = from_libcst.module(text)
        except from_libcst.LossyError:
            # libcst drops a line that holds nothing but a backslash: later places would be off
            module = from_libcst.module(_LONE_BACKSLASH.sub(r"\1 ", text))
    except libcst.ParserSyntaxError:
        return "this is not valid Python, so nothing is said about it"
    except from_libcst.LossyError:
        return "this cannot be read without losing lines, so nothing is said about it"
    except RecursionError:
        return "this is nested too deeply to be read"
    except UnicodeEncodeError:
        return "this holds half a character (a lone surrogate), so nothing is said about it"
    return Piece(module, Spans(text), start)


def _too_much(text: str) -> str:
    """Why the parser must not see this text: it would take minutes, or overflow the stack."""
    openings = text.count("(") + text.count("[") + text.count("{")
    if openings < DEEPEST and len(text) < LONGEST_CHAIN:
        return ""
    masked = _masked(text)
    if masked.count("elif") > LONGEST_CHAIN and _most_branches(masked) > LONGEST_CHAIN:
        return "this has too many branches to be read"
    depth, chains, last = 0, [0], 0
    for found in _BRACKET.finditer(masked + "\n"):
        position = found.start()
        if position - last > 1:
            chains[-1] += len(_OPERATOR.findall(masked, last, position))
            if chains[-1] > LONGEST_CHAIN:
                return "this has an expression too long to be read"
        last = position + 1
        sign = found[0]
        if sign in "([{":
            chains.append(0)
            depth += 1
            if depth > DEEPEST:
                return "this is nested too deeply to be read"
        elif sign in ")]}":
            if depth:
                depth -= 1
                chains.pop()
                chains[-1] += 1
        elif sign != "\n" or not depth:
            chains[-1] = 0
    return ""


def _masked(text: str) -> str:
    """The same length, with the insides of strings and comments blanked, line ends kept.

    A line within a string begins with a space, so that none of it looks like a statement.
    """
    return _TEXT.sub(
        lambda found: _INSIDE.sub(lambda sign: "_" if sign["edge"] is None else " ", found[0]), text
    )


def _most_branches(masked: str) -> int:
    """Of the longest `if`: another `if` at the same indentation begins anew."""
    branches: dict[str, int] = {}
    most = depth = 0
    for line in _CONTINUED.sub("", masked).splitlines():
        if not depth and (found := _IF.match(line)):
            indentation, is_branch = found.groups()
            branches[indentation] = branches.get(indentation, 0) + 1 if is_branch else 0
            most = max(most, branches[indentation])
        opened, closed = (sum(map(line.count, signs)) for signs in ("([{", ")]}"))
        depth = max(0, depth + opened - closed)
    return most


def _statements(source: str) -> Iterator[tuple[int, int]]:
    """Top-level statements by text alone: a line at the left edge begins one."""
    masked = _masked(source)
    starts: list[int] = []
    is_decorated = False
    for found in _TOP.finditer(masked):
        start = found.start()
        is_continued = masked[max(0, start - 3) : start].rstrip("\r\n").endswith("\\")
        if is_continued or _GOES_ON.match(masked, start):
            continue
        if not is_decorated:
            starts.append(start)
        is_decorated = masked[start] == "@"
    yield from zip([0, *starts[1:]], [*starts[1:], len(source)], strict=True)
