"""What the variables of a script hold, and the fields that a word becomes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detectors.facts import HOLE
from detectors.readers.shell.syntax import (
    Assignment,
    Case,
    Command,
    Function,
    Group,
    If,
    Loop,
    Parameter,
    Part,
    Statement,
    Text,
    Word,
    around,
)

_NAMES_A_URL = re.compile(r"url|uri|href|link|host|endpoint|addr|server|^\d+$", re.IGNORECASE)
_NAMES_OPTIONS = re.compile(r"opt|arg|flag|param|header|auth|extra|^[@*]$", re.IGNORECASE)
_READERS = frozenset({"read", "mapfile", "readarray", "getopts"})
_DEFAULTS = frozenset({":-", "-", ":=", "="})
_DEEPEST = 20


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


@dataclass(slots=True)
class _Binding:
    """One assignment of a variable, with where it holds."""

    assignment: Assignment | None
    """None: something that cannot be seen gave it a value."""
    holder: Statement
    branch: Statement | None
    """The branch that may not run."""
    scope: Function | None


class Variables:
    """Every assignment of a script; a variable is known where all that reach it say the same."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.bindings: dict[str, list[_Binding]] = defaultdict(list)
        self.locals: dict[int, set[str]] = defaultdict(set)
        self.uses: dict[str, list[int]] = defaultdict(list)
        for statement in statements:
            self._bind(statement)
            for word in statement.words():
                self._use(word)

    def _use(self, word: Word) -> None:
        for part in word.parts:
            if isinstance(part, Parameter):
                self.uses[part.name].append(part.start)
                if part.operand:
                    self._use(part.operand)

    def _bind(self, statement: Statement) -> None:
        if isinstance(statement, Loop) and statement.variable:
            self._add(statement.variable, None, statement)
        if not isinstance(statement, Command):
            return
        is_prefix = bool(statement.arguments) and not statement.keyword
        for assignment in statement.assignments:
            if not is_prefix:
                self._add(assignment.name, assignment, statement)
        for word in statement.words():
            for part in word.parts:
                if isinstance(part, Parameter) and part.operator in {":=", "="} and part.operand:
                    made = Assignment(part.start, part.end, part.name, value=part.operand)
                    self._add(part.name, made, statement)
        names = [word.literal or "" for word in statement.arguments]
        if statement.keyword in {"local", "declare", "typeset"} and (scope := _scope(statement)):
            self.locals[id(scope)] |= {a.name for a in statement.assignments} | set(names[1:])
        if names and names[0] in _READERS:
            for name in names[1:]:
                self._add(name, None, statement)
        if names[:2] == ["printf", "-v"] and len(names) > 2:
            self._add(names[2], None, statement)
        if names[:1] == ["let"]:
            for name in re.findall(r"[A-Za-z_]\w*", " ".join(names[1:])):
                self._add(name, None, statement)

    def _add(self, name: str, assignment: Assignment | None, holder: Statement) -> None:
        self.bindings[name].append(_Binding(assignment, holder, _branch(holder), _scope(holder)))

    def reaching(self, name: str, at: Statement) -> list[_Binding]:
        """The assignments of the variable that a statement may see."""
        scope = _scope(at)
        is_local = scope is not None and name in self.locals[id(scope)]
        return [
            binding
            for binding in self.bindings.get(name, ())
            if (binding.scope is scope if is_local else self._is_global(binding, name))
        ]

    def _is_global(self, binding: _Binding, name: str) -> bool:
        return binding.scope is None or name not in self.locals[id(binding.scope)]

    def fields(self, word: Word, at: Statement, depth: int = 0) -> list[Field]:
        """The arguments that a word becomes."""
        made = _Fields(word)
        for part in word.parts:
            self._expand(part, word, at, depth, made)
        return made.finish()

    def all_fields(self, words: Iterable[Word], at: Statement, depth: int = 0) -> list[Field]:
        return [field for word in words for field in self.fields(word, at, depth)]

    def text(self, word: Word, at: Statement) -> Field:
        """A word as one argument, as an assignment or a quoted use takes it."""
        pieces = [piece for part in word.parts for piece in self._pieces(part, at, 0)]
        return Field(pieces, word.start, word.end)

    def written(self, word: Word) -> Field:
        """A word as it stands, with a hole for everything that is expanded; a default stands there too."""
        return Field(list(_written(word)), word.start, word.end)

    def _expand(self, part: Part, word: Word, at: Statement, depth: int, made: _Fields) -> None:
        if isinstance(part, Text):
            made.add(Piece(part.value, part.start, part.end, part.is_exact))
            return
        if isinstance(part, Parameter) and depth < _DEEPEST:
            if part.name in {"@", "*"} or (part.index in {"@", "*"} and part.operator in {"", ":"}):
                if part.operator or (fields := self._array(part.name, at, depth)) is None:
                    made.spread(part)
                else:
                    made.several(fields)
                return
            if part.operator in {":+", "+"}:
                made.spread(part)
                return
        pieces = self._pieces(part, at, depth)
        if part.quoted:
            made.extend(pieces)
        elif any(HOLE in piece.text for piece in pieces):
            is_whole = len(word.parts) == 1
            made.unknown(part, pieces, is_whole)
        else:
            made.split(pieces)

    def _pieces(self, part: Part, at: Statement, depth: int) -> list[Piece]:
        """What an expansion puts in place, as one text."""
        if isinstance(part, Text):
            return [Piece(part.value, part.start, part.end, part.is_exact)]
        hole = [Piece(HOLE, part.start, part.end, False)]
        if not isinstance(part, Parameter) or depth >= _DEEPEST:
            return hole
        value = self._value(part.name, part.index, at, depth + 1)
        if part.operator == "":
            return value or hole
        if part.operator in _DEFAULTS:
            default = part.operand
            if value is None and default:
                return [p for d in default.parts for p in self._pieces(d, at, depth + 1)] or hole
            return value or hole
        if part.operator in {":?", "?"}:
            return value or hole
        if value and part.operator in {"%", "%%", "#", "##"} and part.operand:
            return _trimmed(value, part.operator, part.operand.literal) or hole
        return hole

    def _value(self, name: str, index: str, at: Statement, depth: int) -> list[Piece] | None:
        """The pieces of a variable's value; None where it cannot be known."""
        reaching = self.reaching(name, at)
        if depth >= _DEEPEST or not reaching or any(not _holds(b, at) for b in reaching):
            return None
        if index not in {"", "0"} or any(b.assignment is None for b in reaching):
            return None
        found: list[Piece] | None = None
        for binding in reaching:
            assignment = binding.assignment
            if assignment is None or assignment.index:
                return None
            if assignment.array is not None:
                first = assignment.array[:1]
                value = [p for w in first for p in self._word(w, binding.holder, name, depth)]
            elif assignment.value is None:
                value = []
            else:
                value = self._word(assignment.value, binding.holder, name, depth, found)
                if found is not None and name in names_in([assignment.value]):
                    found = value
                    continue
            if assignment.is_append and found is not None:
                found = [*found, *value]
            elif found is not None and _plain(found) != _plain(value):
                return None
            else:
                found = value
        return found

    def _word(
        self, word: Word, at: Statement, name: str, depth: int, own: list[Piece] | None = None
    ) -> list[Piece]:
        """The text of the word that a variable is given; `own` is what it held before."""
        pieces: list[Piece] = []
        for part in word.parts:
            if isinstance(part, Parameter) and part.name == name:
                if own is not None and part.operator in {"", *_DEFAULTS}:
                    pieces += own
                    continue
                operand = part.operand if part.operator in _DEFAULTS else None
                pieces += (
                    self._word(operand, at, name, depth)
                    if operand
                    else [Piece(HOLE, part.start, part.end, False)]
                )
            else:
                pieces += self._pieces(part, at, depth)
        return pieces

    def _array(self, name: str, at: Statement, depth: int) -> list[Field] | None:
        """The elements of an array; a spread stands for those that may or may not be there."""
        reaching = self.reaching(name, at)
        fields: list[Field] | None = None
        for binding in reaching:
            assignment = binding.assignment
            if assignment is None or assignment.index:
                return None
            words = assignment.array
            if words is None:
                words = [assignment.value] if assignment.value else []
            if not _holds(binding, at) or (not assignment.is_append and fields is not None):
                added = [Field([Piece(HOLE, at.start, at.start, False)], at.start, at.start, True)]
                fields = [*(fields or []), *added]
                continue
            own = self.all_fields(words, binding.holder, depth + 1)
            fields = [*(fields or []), *own]
        return fields

    def constant(self, name: str, at: Statement) -> str | None:
        """A variable's text if all of it is known."""
        value = self._value(name, "", at, 0)
        text = None if value is None else _plain(value)
        return None if text is None or HOLE in text else text


def _written(word: Word) -> Iterator[Piece]:
    for part in word.parts:
        if isinstance(part, Text):
            yield Piece(part.value, part.start, part.end, part.is_exact)
        elif isinstance(part, Parameter) and part.operator in _DEFAULTS and part.operand:
            yield from _written(part.operand)
        else:
            yield Piece(HOLE, part.start, part.end, False)


class _Fields:
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

    def unknown(self, part: Part, pieces: list[Piece], is_whole: bool) -> None:
        """An unquoted expansion: one argument if its name says so, else any number."""
        self.extend(pieces)
        name = part.name if isinstance(part, Parameter) else ""
        if is_whole and _plain(pieces) == HOLE:
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
                    self.add(_slice(piece, position, gap.start()))
                self.close()
                position = gap.end()
            if position < len(piece.text):
                self.add(_slice(piece, position, len(piece.text)))

    def finish(self) -> list[Field]:
        if self.pieces is None and not self.word.parts:
            self.pieces = []
        self.close()
        return self.done


def _slice(piece: Piece, first: int, last: int) -> Piece:
    if not piece.is_exact:
        return Piece(piece.text[first:last], piece.start, piece.end, False)
    return Piece(piece.text[first:last], piece.start + first, piece.start + last)


def _plain(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _trimmed(value: list[Piece], operator: str, pattern: str | None) -> list[Piece] | None:
    """`${x%/}` with a plain pattern."""
    if pattern is None or re.search(r"[*?\[]", pattern):
        return None
    text = _plain(value)
    if operator.startswith("%") and text.endswith(pattern):
        last = value[-1]
        if len(last.text) >= len(pattern):
            return [*value[:-1], _slice(last, 0, len(last.text) - len(pattern))]
        return None
    if operator.startswith("#") and text.startswith(pattern):
        first = value[0]
        if len(first.text) >= len(pattern):
            return [_slice(first, len(pattern), len(first.text)), *value[1:]]
        return None
    return value


def _scope(statement: Statement) -> Function | None:
    return next((above for above in around(statement) if isinstance(above, Function)), None)


def _branch(statement: Statement) -> Statement | None:
    """The innermost statement around it that may leave it out."""
    below = statement
    for above in around(statement):
        if isinstance(above, Function):
            return None
        if isinstance(above, If | Case) or (isinstance(above, Group) and above.is_broken):
            return above
        if type(above).__name__ == "AndOr" and below is getattr(above, "right", None):
            return above
        below = above
    return None


def _holds(binding: _Binding, at: Statement) -> bool:
    """The assignment has run for sure where the statement runs."""
    if binding.branch is None:
        return True
    return binding.branch.start <= at.start and at.end <= binding.branch.end


def names_in(words: Iterable[Word]) -> Iterator[str]:
    """The variables that words expand."""
    for word in words:
        for part in word.parts:
            if isinstance(part, Parameter):
                yield part.name
                if part.operand:
                    yield from names_in([part.operand])
