"""What a word becomes: arguments whose text is known, with holes, and where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detectors.facts import HOLE
from detectors.readers.shell.syntax.tree import Parameter, Part, Text, Word

_NAMES_A_URL = re.compile(r"url|uri|href|link|host|endpoint|addr|server|^\d+$", re.IGNORECASE)
_NAMES_OPTIONS = re.compile(
    r"(^|_)(opt|arg|flag|param|header|auth|extra)|(opt|arg|flag|param)s?$|^[@*]$", re.IGNORECASE
)
DEFAULTS = frozenset({":-", "-", ":=", "="})


@dataclass(slots=True)
class Piece:
    """Known text and where it is written; `is_exact` if the source says exactly that there."""

    text: str
    start: int
    end: int
    is_exact: bool = True


@dataclass(slots=True)
class Field:
    """One argument as the command gets it; what cannot be seen is `HOLE`."""

    pieces: list[Piece]
    start: int
    end: int
    is_spread: bool = False
    """It cannot be seen how many arguments this is, none included."""
    variable: str = ""
    """The variable that it consists of, if that is all."""
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join(piece.text for piece in self.pieces)

    @property
    def is_known(self) -> bool:
        return HOLE not in self.text and not self.is_spread

    def piece_at(self, position: int) -> tuple[Piece, int] | None:
        """The piece that holds the character at this position, and the position in it."""
        for piece in self.pieces:
            if position < len(piece.text):
                return piece, position
            position -= len(piece.text)
        return None

    def place(self, first: int, last: int) -> tuple[int, int] | None:
        """Where `text[first:last]` stands in the source, if it stands there in one piece."""
        found = self.piece_at(first)
        if not found or not found[0].is_exact or found[1] + last - first > len(found[0].text):
            return None
        start = found[0].start + found[1]
        return start, start + last - first


class Collector:
    """Collects the fields of one word."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.done: list[Field] = []
        self.pieces: list[Piece] | None = None
        self.is_spread = False
        self.variable = ""

    def add(self, piece: Piece) -> None:
        self.pieces = [*(self.pieces or []), piece]

    def extend(self, pieces: Iterable[Piece]) -> None:
        self.pieces = [*(self.pieces or []), *pieces]

    def close(self) -> None:
        if self.pieces is not None:
            made = Field(self.pieces, self.word.start, self.word.end, self.is_spread)
            made.variable = self.variable
            self.done.append(made)
        self.pieces, self.is_spread, self.variable = None, False, ""

    def spread(self, part: Part) -> None:
        """Any number of arguments."""
        self.extend([Piece(HOLE, part.start, part.end, False)])
        self.is_spread = True
        self.variable = part.name if isinstance(part, Parameter) else ""

    def quoted(self, part: Part, pieces: list[Piece], *, is_whole: bool) -> None:
        """A quoted expansion: always one argument."""
        self.extend(pieces)
        if is_whole and plain(pieces) == HOLE and isinstance(part, Parameter):
            self.variable = part.name

    def unknown(self, part: Part, pieces: list[Piece], *, is_whole: bool) -> None:
        """An unquoted expansion: one argument if its name says so, else any number."""
        self.extend(pieces)
        name = part.name if isinstance(part, Parameter) else ""
        if is_whole and plain(pieces) == HOLE:
            self.variable = name
            self.is_spread = not _NAMES_A_URL.search(name) or bool(_NAMES_OPTIONS.search(name))

    def several(self, fields: list[Field]) -> None:
        """`"${array[@]}"`: its elements, the first and last joined to what stands beside."""
        if len(self.word.parts) == 1:
            self.done += [
                Field(f.pieces, self.word.start, self.word.end, f.is_spread, f.variable)
                for f in fields
            ]
        else:
            self.extend([Piece(HOLE, self.word.start, self.word.end, False)])
            self.is_spread = True

    def split(self, pieces: list[Piece]) -> None:
        """Known text of an unquoted expansion is split at white space."""
        for piece in pieces:
            position = 0
            for gap in re.finditer(r"[ \t\n]+", piece.text):
                if gap.start() > position:
                    self.add(sliced(piece, position, gap.start()))
                self.close()
                position = gap.end()
            if position < len(piece.text):
                self.add(sliced(piece, position, len(piece.text)))

    def finish(self) -> list[Field]:
        if self.pieces is None and not self.word.parts:
            self.pieces = []
        self.close()
        return self.done


def sliced(piece: Piece, first: int, last: int) -> Piece:
    if not piece.is_exact:
        return Piece(piece.text[first:last], piece.start, piece.end, False)
    return Piece(piece.text[first:last], piece.start + first, piece.start + last)


def plain(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def trimmed(value: list[Piece], operator: str, pattern: str | None) -> list[Piece] | None:
    """`${x%/}` with a plain pattern."""
    if pattern is None or re.search(r"[*?\[]", pattern):
        return None
    text = plain(value)
    if operator.startswith("%") and text.endswith(pattern):
        last = value[-1]
        if len(last.text) >= len(pattern):
            return [*value[:-1], sliced(last, 0, len(last.text) - len(pattern))]
        return None
    if operator.startswith("#") and text.startswith(pattern):
        first = value[0]
        if len(first.text) >= len(pattern):
            return [sliced(first, len(pattern), len(first.text)), *value[1:]]
        return None
    return value


def written(word: Word) -> Iterator[Piece]:
    for part in word.parts:
        if isinstance(part, Text):
            yield Piece(part.value, part.start, part.end, part.is_exact)
        elif isinstance(part, Parameter) and part.operator in DEFAULTS and part.operand:
            yield from written(part.operand)
        else:
            yield Piece(HOLE, part.start, part.end, False)


def may_be_options(name: str) -> bool:
    """A variable of this name holds options, rather than an address."""
    return bool(_NAMES_OPTIONS.search(name))
