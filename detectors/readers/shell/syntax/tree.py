"""A shell script as a tree of commands and words, free of the parser's own shapes.

Offsets are characters of the source; an end is the offset after the last character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Part:
    """A piece of a word."""

    start: int
    end: int
    quoted: bool


@dataclass(eq=False, slots=True)
class Text(Part):
    """Literal characters; `is_exact` if they stand in the source exactly so."""

    value: str
    is_exact: bool = True


@dataclass(eq=False, slots=True)
class Parameter(Part):
    """`$name`, `${name:-word}`, `${name[@]}`; operator is empty for the plain value."""

    name: str
    index: str = ""
    operator: str = ""
    operand: Word | None = None


@dataclass(eq=False, slots=True)
class Substitution(Part):
    """`$(...)`, backquotes, `<(...)`."""

    body: list[Statement]
    is_process: bool = False
    parent: Statement | None = None


@dataclass(eq=False, slots=True)
class Arithmetic(Part):
    """`$((...))`, as written between the parentheses."""

    text: str


@dataclass(eq=False, slots=True)
class Word:
    """One shell word as written."""

    start: int
    end: int
    parts: list[Part]

    @property
    def literal(self) -> str | None:
        """Its text if nothing in it is expanded."""
        if all(isinstance(part, Text) for part in self.parts):
            return "".join(part.value for part in self.parts if isinstance(part, Text))
        return None


@dataclass(eq=False, slots=True)
class Assignment:
    """`name=word`, `name+=word`, `name=(words)`; value is None where it is empty."""

    start: int
    end: int
    name: str
    is_append: bool = False
    index: str = ""
    value: Word | None = None
    array: list[Word] | None = None


@dataclass(eq=False, slots=True)
class Redirect:
    """`> file`, `2>&1`, `<<EOF`; a here-document's or here-string's text is `body`."""

    start: int
    end: int
    operator: str
    descriptor: str = ""
    target: Word | None = None
    body: Word | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Statement:
    """Anything that runs and has an exit status."""

    start: int
    end: int
    redirects: list[Redirect] = field(default_factory=list)
    is_background: bool = False
    is_broken: bool = False
    """The parser found an error in it, so words may be missing."""
    parent: Statement | Substitution | None = None

    def blocks(self) -> Sequence[list[Statement]]:
        """The statement lists directly below it, in order."""
        return ()

    def words(self) -> Iterator[Word]:
        """The words that belong to it and to no statement below it."""
        for redirect in self.redirects:
            for word in (redirect.target, redirect.body):
                if word:
                    yield word


@dataclass(eq=False, slots=True, kw_only=True)
class Command(Statement):
    """A simple command; without arguments it only assigns. `declare`, `export`, `local` are commands too."""

    assignments: list[Assignment] = field(default_factory=list)
    arguments: list[Word] = field(default_factory=list)
    keyword: str = ""
    """`export`, `local`, `declare`, `readonly`, `typeset`: what the assignments belong to."""
    embedded: Script | None = None
    """The script that it is given as a text: `bash -c '...'`, `trap '...' EXIT`."""

    def blocks(self) -> Sequence[list[Statement]]:
        return ([self.embedded],) if self.embedded else ()

    def words(self) -> Iterator[Word]:
        for assignment in self.assignments:
            if assignment.value:
                yield assignment.value
            yield from assignment.array or ()
        yield from self.arguments
        yield from Statement.words(self)


@dataclass(eq=False, slots=True, kw_only=True)
class Test(Statement):
    """`[ ... ]`, `[[ ... ]]`, `(( ... ))`."""

    opener: str
    operands: list[Word]
    """Operands and operators in order."""
    text: str

    def words(self) -> Iterator[Word]:
        yield from self.operands
        yield from Statement.words(self)


@dataclass(eq=False, slots=True, kw_only=True)
class Pipeline(Statement):
    """`a | b | c`."""

    body: list[Statement]

    def blocks(self) -> Sequence[list[Statement]]:
        return (self.body,)


@dataclass(eq=False, slots=True, kw_only=True)
class AndOr(Statement):
    """`a && b`, `a || b`."""

    left: Statement
    operator: str
    right: Statement

    def blocks(self) -> Sequence[list[Statement]]:
        return ([self.left], [self.right])


@dataclass(eq=False, slots=True, kw_only=True)
class Not(Statement):
    """`! a`."""

    body: Statement

    def blocks(self) -> Sequence[list[Statement]]:
        return ([self.body],)


@dataclass(eq=False, slots=True, kw_only=True)
class Loop(Statement):
    """`for`, `while`, `until`; `for ((;;))` has its three parts in `arithmetic`."""

    kind: str
    variable: str = ""
    items: list[Word] | None = None
    """The words of a `for`; None where it has none (`for x` goes over the arguments)."""
    arithmetic: tuple[str, str, str] | None = None
    condition: list[Statement] = field(default_factory=list)
    body: list[Statement] = field(default_factory=list)
    header_end: int = 0

    def blocks(self) -> Sequence[list[Statement]]:
        return (self.condition, self.body)

    def words(self) -> Iterator[Word]:
        yield from self.items or ()
        yield from Statement.words(self)


@dataclass(eq=False, slots=True, kw_only=True)
class If(Statement):
    """`if`, with its `elif` branches."""

    branches: list[tuple[list[Statement], list[Statement]]]
    otherwise: list[Statement]

    def blocks(self) -> Sequence[list[Statement]]:
        return (*(block for branch in self.branches for block in branch), self.otherwise)


@dataclass(eq=False, slots=True, kw_only=True)
class Case(Statement):
    """`case word in`; patterns are as written."""

    subject: Word
    items: list[tuple[str, list[Statement]]]

    def blocks(self) -> Sequence[list[Statement]]:
        return tuple(body for _, body in self.items)

    def words(self) -> Iterator[Word]:
        yield self.subject
        yield from Statement.words(self)


@dataclass(eq=False, slots=True, kw_only=True)
class Group(Statement):
    """`{ ...; }`, `( ... )`, or a piece of a source that could not be read in order."""

    body: list[Statement]
    is_subshell: bool = False

    def blocks(self) -> Sequence[list[Statement]]:
        return (self.body,)


@dataclass(eq=False, slots=True, kw_only=True)
class Function(Statement):
    """`name() { ... }`."""

    name: str
    body: list[Statement]

    def blocks(self) -> Sequence[list[Statement]]:
        return (self.body,)


@dataclass(eq=False, slots=True, kw_only=True)
class Script(Statement):
    """A whole source, or the text of `bash -c '...'`."""

    body: list[Statement]

    def blocks(self) -> Sequence[list[Statement]]:
        return (self.body,)


def substitutions(word: Word) -> Iterator[Substitution]:
    """The command substitutions in a word, those in default values included."""
    for part in word.parts:
        if isinstance(part, Substitution):
            yield part
        elif isinstance(part, Parameter) and part.operand:
            yield from substitutions(part.operand)


def adopt(statement: Statement) -> None:
    """Tell everything below a statement what it stands in."""
    for block in statement.blocks():
        for child in block:
            child.parent = statement
            adopt(child)
    for word in statement.words():
        for substitution in substitutions(word):
            substitution.parent = statement
            for child in substitution.body:
                child.parent = substitution
                adopt(child)


def inside(statement: Statement) -> Iterator[Statement]:
    """A statement and all below it, substitutions included, in the order of the source."""
    yield statement
    below = [child for block in statement.blocks() for child in block]
    for word in statement.words():
        for substitution in substitutions(word):
            below += substitution.body
    for child in sorted(below, key=lambda child: child.start):
        yield from inside(child)


def loops_around(statement: Statement) -> Iterator[Loop]:
    """The loops that repeat a statement, innermost first; the words of a header run once."""
    below: Statement | Substitution = statement
    while (above := below.parent) is not None:
        if isinstance(above, Loop) and not isinstance(below, Substitution):
            yield above
        below = above


def around(statement: Statement) -> Iterator[Statement]:
    """The statements around a statement, innermost first, through substitutions."""
    above: Statement | Substitution | None = statement.parent
    while above is not None:
        if isinstance(above, Statement):
            yield above
        above = above.parent
