"""What the variables of a script hold, and the fields that a word becomes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from detectors.facts import HOLE
from detectors.readers.shell.syntax.tree import (
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
from detectors.readers.shell.variables.fields import (
    DEFAULTS,
    Collector,
    Field,
    Piece,
    plain,
    trimmed,
    written,
)

_READERS = frozenset({"read", "mapfile", "readarray", "getopts"})
RUNS_ANOTHER = frozenset({"sudo", "command", "env", "time", "exec", "nice"})
"""Commands that run the command behind them."""
_GIVEN = {
    "ECS_CONTAINER_METADATA_URI": "http://169.254.170.2/v3/task",
    "ECS_CONTAINER_METADATA_URI_V4": "http://169.254.170.2/v4/task",
}
"""Variables that a platform gives every program, always with an address of this kind."""
_LONGEST = 500
"""A value of more pieces grows without end: `x=$x$x`."""


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

    def __init__(
        self, statements: Iterable[Statement], given: Mapping[str, str] | None = None
    ) -> None:
        self.given = {**_GIVEN, **(given or {})}
        """What the variables hold that whatever runs the script gives it."""
        self.bindings: dict[str, list[_Binding]] = defaultdict(list)
        self.locals: dict[int, set[str]] = defaultdict(set)
        self._values: dict[tuple[str, str, int], list[Piece] | None] = {}
        self._open: set[str] = set()
        """Arrays that are being looked up."""
        self.calls: dict[str, list[Statement]] = defaultdict(list)
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
        if names:
            self.calls[names[0]].append(statement)
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

    @cached_property
    def names(self) -> frozenset[str]:
        """What a value is given to, by the script or by whatever runs it."""
        return frozenset({*self.bindings, *self.given})

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

    def fields(self, word: Word, at: Statement) -> list[Field]:
        """The arguments that a word becomes."""
        made = Collector(word)
        for part in word.parts:
            self._expand(part, word, at, made)
        return made.finish()

    def all_fields(self, words: Iterable[Word], at: Statement) -> list[Field]:
        return [field for word in words for field in self.fields(word, at)]

    def text(self, word: Word, at: Statement) -> Field:
        """A word as one argument, as an assignment or a quoted use takes it."""
        pieces = [piece for part in word.parts for piece in self._pieces(part, at)]
        return Field(pieces, word.start, word.end)

    def written(self, word: Word) -> Field:
        """A word as it stands, with a hole for everything that is expanded; a default stands there too."""
        return Field(list(written(word)), word.start, word.end)

    def _expand(self, part: Part, word: Word, at: Statement, made: Collector) -> None:
        if isinstance(part, Text):
            made.add(Piece(part.value, part.start, part.end, part.is_exact))
            return
        if isinstance(part, Parameter):
            if part.name in {"@", "*"} or (
                part.index in {"@", "*"} and part.operator in {"", ":", "!"}
            ):
                fields = self._array(part.name, at) if part.operator in {"", "!"} else None
                if fields is None:
                    made.spread(part)
                elif part.operator:
                    made.several([_unseen(field) for field in fields])
                else:
                    made.several(fields)
                return
            if part.operator in {":+", "+"}:
                made.spread(part)
                return
        pieces = self._pieces(part, at)
        if part.quoted:
            made.quoted(part, pieces, is_whole=len(word.parts) == 1)
        elif any(HOLE in piece.text for piece in pieces):
            made.unknown(part, pieces, is_whole=len(word.parts) == 1)
        else:
            made.split(pieces)

    def _pieces(self, part: Part, at: Statement) -> list[Piece]:
        """What an expansion puts in place, as one text."""
        if isinstance(part, Text):
            return [Piece(part.value, part.start, part.end, part.is_exact)]
        hole = [Piece(HOLE, part.start, part.end, False)]
        if not isinstance(part, Parameter):
            return hole
        value = self._value(part.name, part.index, at)
        if part.operator == "":
            return value or hole
        if part.operator in DEFAULTS:
            default = part.operand
            if value is None and default:
                return [p for d in default.parts for p in self._pieces(d, at)] or hole
            return value or hole
        if part.operator in {":?", "?"}:
            return value or hole
        if value and part.operator in {"%", "%%", "#", "##"} and part.operand:
            return trimmed(value, part.operator, part.operand.literal) or hole
        return hole

    def _value(self, name: str, index: str, at: Statement) -> list[Piece] | None:
        """The pieces of a variable's value; None where it cannot be known."""
        key = (name, index, id(at))
        if key not in self._values:
            self._values[key] = None  # a value that is made of itself cannot be known
            self._values[key] = self._evaluated(name, index, at)
        return self._values[key]

    def _evaluated(self, name: str, index: str, at: Statement) -> list[Piece] | None:
        reaching = self.reaching(name, at)
        if not reaching and name in self.given:
            return [Piece(self.given[name], at.start, at.start, False)]
        if not reaching or any(not self._holds(binding, at) for binding in reaching):
            return None
        if index not in {"", "0"} or any(binding.assignment is None for binding in reaching):
            return None
        found: list[Piece] | None = None
        for binding in reaching:
            assignment = binding.assignment
            if assignment is None or assignment.index:
                return None
            if assignment.array is not None:
                first = assignment.array[:1]
                value = [p for w in first for p in self._word(w, binding.holder, name)]
            elif assignment.value is None:
                value = []
            else:
                value = self._word(assignment.value, binding.holder, name, found)
                if found is not None and name in names_in([assignment.value]):
                    found = value
                    continue
            if assignment.is_append and found is not None:
                found = [*found, *value]
            elif found is not None and plain(found) != plain(value):
                return None
            else:
                found = value
        return found

    def _word(
        self, word: Word, at: Statement, name: str, own: list[Piece] | None = None
    ) -> list[Piece]:
        """The text of the word that a variable is given; `own` is what it held before."""
        pieces: list[Piece] = []
        for part in word.parts:
            if isinstance(part, Parameter) and part.name == name:
                if own is not None and part.operator in {"", *DEFAULTS}:
                    pieces += own
                    continue
                operand = part.operand if part.operator in DEFAULTS else None
                pieces += (
                    self._word(operand, at, name)
                    if operand
                    else [Piece(HOLE, part.start, part.end, False)]
                )
            else:
                pieces += self._pieces(part, at)
        if len(pieces) > _LONGEST:
            return [Piece(HOLE, word.start, word.end, False)]
        return pieces

    def _array(self, name: str, at: Statement) -> list[Field] | None:
        """The elements of an array; a spread stands for those that may or may not be there."""
        if name in self._open:
            return None
        self._open.add(name)
        reaching = self.reaching(name, at)
        fields: list[Field] | None = None
        for binding in reaching:
            assignment = binding.assignment
            if assignment is None or assignment.index:
                fields = None
                break
            words = assignment.array
            if words is None:
                words = [assignment.value] if assignment.value else []
            if not self._holds(binding, at) or (not assignment.is_append and fields is not None):
                added = [Field([Piece(HOLE, at.start, at.start, False)], at.start, at.start, True)]
                fields = [*(fields or []), *added]
                continue
            own = self.all_fields(words, binding.holder)
            fields = [*(fields or []), *own]
        self._open.discard(name)
        return fields

    def _holds(self, binding: _Binding, at: Statement) -> bool:
        """The assignment has run for sure where the statement runs."""
        if binding.branch is not None:
            return _is_within(binding.branch, at)
        scope = binding.scope
        if scope is None or not (binding.assignment and binding.assignment.is_append):
            return True
        if _is_within(scope, at):
            return True
        branches = [_branch(call) for call in self.calls[scope.name]]
        return any(branch is None or _is_within(branch, at) for branch in branches)

    def program(self, command: Command) -> str:
        """What a command runs, `sudo -E` and the like left aside; empty if that cannot be seen."""
        is_wrapped = False
        before = ""
        for word in command.arguments:
            text = self.text(word, command).text
            is_of_the_wrapper = is_wrapped and (text.startswith("-") or before in _WHO)
            before, name = text, text.rpartition("/")[2]
            if name in RUNS_ANOTHER:
                is_wrapped = True
            elif name and not is_of_the_wrapper:
                return "" if HOLE in name else name
        return ""

    def may_be(self, name: str) -> Iterator[str]:
        """The texts that the script itself gives a variable, one of which may be replaced by another."""
        for binding in self.bindings.get(name, ()):
            if binding.assignment and binding.assignment.value:
                yield self.text(binding.assignment.value, binding.holder).text

    def constant(self, name: str, at: Statement) -> str | None:
        """A variable's text if all of it is known."""
        value = self._value(name, "", at)
        text = None if value is None else plain(value)
        return None if text is None or HOLE in text else text


_WHO = frozenset({"-u", "-g", "-h", "-p", "-C", "--user", "--group"})
"""Options of `sudo` whose value stands behind them."""


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


def _unseen(field: Field) -> Field:
    """What `"${!array[@]}"` gives for an element: its key."""
    return Field(
        [Piece(HOLE, field.start, field.start, False)], field.start, field.end, field.is_spread
    )


def _is_within(outer: Statement, inner: Statement) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def names_in(words: Iterable[Word]) -> Iterator[str]:
    """The variables that words expand."""
    for word in words:
        for part in word.parts:
            if isinstance(part, Parameter):
                yield part.name
                if part.operand:
                    yield from names_in([part.operand])
