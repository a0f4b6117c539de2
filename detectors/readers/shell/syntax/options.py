"""A command's arguments by its grammar: which are options, which their values, which operands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.clients.commands import Option, Tool
from detectors.facts import HOLE
from detectors.readers.shell.variables.fields import Field, Piece

_PLACEHOLDER = re.compile(r"@\w+@|%%\w+%%|%\(\w+\)s")


@dataclass(slots=True)
class Given:
    """One option as it was given."""

    option: Option
    argument: Field
    """The word that it stands in."""
    first: int
    last: int
    """Its place in that word: `-k` in `-skL` is 2 to 3."""
    value: Field | None = None
    is_negated: bool = False
    is_attached: bool = False
    """The value is in the same word."""
    is_unheard: bool = False
    """The command's data does not know it, so the next word may be its value."""

    @property
    def name(self) -> str:
        return self.option.name


@dataclass(slots=True)
class Options:
    """What a command was told."""

    given: list[Given] = field(default_factory=list)
    operands: list[Field] = field(default_factory=list)
    has_unknown: bool = False
    """Something that cannot be seen may hold further options."""
    first_operand: int | None = None

    def of(self, *names: str) -> list[Given]:
        return [one for one in self.given if one.name in names]

    def last(self, *names: str) -> Given | None:
        """The one that stands: the last, unless it takes the switch back."""
        found = self.of(*names)
        return found[-1] if found and not found[-1].is_negated else None

    def has(self, *names: str) -> bool:
        return self.last(*names) is not None

    def text(self, name: str) -> str | None:
        """The last value; None where it is not given or has none."""
        found = self.last(name)
        return found.value.text if found and found.value else None


def read_options(tool: Tool, arguments: list[Field], *, stop_at_operand: bool = False) -> Options:
    """Split a command's arguments; what is no known option counts as a switch."""
    made = Options()
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        text = argument.text
        if argument.is_spread:
            made.has_unknown = True
            made.operands.append(argument)
        elif text == "--":
            made.operands += waiting
            made.has_unknown = made.has_unknown or any(one.is_spread for one in waiting)
            break
        elif not text.startswith("-") or text == "-":
            made.operands.append(argument)
            if stop_at_operand:
                made.operands += waiting
                break
        else:
            is_long = text.startswith("--") or tool.words
            read = _long if is_long else _shorts
            made.given += read(tool, argument, waiting)
            made.has_unknown = made.has_unknown or text.startswith((HOLE, f"-{HOLE}", f"--{HOLE}"))
    made.has_unknown = made.has_unknown or _are_filled_in([one.text for one in made.operands])
    return made


def _are_filled_in(operands: list[str]) -> bool:
    """A template decides here about an option, `{% if x %}--max-time 9{% endif %}`, or a build, `@FLAGS@`."""
    if any(text.startswith(f"{HOLE}-") for text in operands):
        return True
    return len(operands) > 1 and any(_PLACEHOLDER.fullmatch(text) for text in operands)


def _long(tool: Tool, argument: Field, waiting: list[Field]) -> Iterator[Given]:
    text = argument.text
    name, equals, _ = text.partition("=") if tool.equals else (text, "", "")
    option, is_negated = _find(tool, name)
    if option is None and tool.expand and name.startswith(tool.expand):
        option, is_negated = _find(tool, f"--{name.removeprefix(tool.expand)}")
        if option and waiting:
            value = _unseen(waiting.pop(0))
            yield Given(option, argument, 0, len(text), value)
            return
    if option is None:
        yield Given(_unheard(name), argument, 0, len(name), is_unheard=not name.startswith("--no-"))
        return
    made = Given(option, argument, 0, len(text), is_negated=is_negated)
    if equals:
        made.value, made.is_attached = _rest(argument, len(name) + 1), True
    elif option.takes == "value" and not is_negated and waiting:
        made.value = waiting.pop(0)
    yield made


def _find(tool: Tool, name: str) -> tuple[Option | None, bool]:
    """The long option with this name, and whether it is taken back."""
    if found := tool.options.get(name):
        return found, False
    positive = tool.options.get(f"--{name.removeprefix('--no-')}")
    if name.startswith("--no-") and positive and positive.negatable:
        return positive, True
    if tool.abbreviations and name.startswith("--") and HOLE not in name:
        longs = {o.long: o for o in tool.options.values() if o.long.startswith(name)}
        if len({option.name for option in longs.values()}) == 1:
            return next(iter(longs.values())), False
    return None, False


def _shorts(tool: Tool, argument: Field, waiting: list[Field]) -> Iterator[Given]:
    text = argument.text
    position = 1
    while position < len(text):
        two = tool.options.get(f"-{text[position : position + 2]}")
        width = 2 if two and len(text[position : position + 2]) == 2 else 1
        letters = text[position : position + width]
        option = two if width == 2 else tool.options.get(f"-{letters}")
        made = Given(option or _unheard(f"-{letters}"), argument, position, position + width)
        if option and option.takes == "value":
            if position + width < len(text):
                made.value, made.is_attached = _rest(argument, position + width), True
            elif waiting:
                made.value = waiting.pop(0)
            yield made
            return
        if option and option.takes == "attached":
            if position + width < len(text):
                made.value, made.is_attached = _rest(argument, position + width), True
            yield made
            return
        yield made
        position += width


def _unseen(value: Field) -> Field:
    """A value that the command fills in by itself: `--expand-header 'X: {{TOKEN}}'`."""
    return Field([Piece(HOLE, value.start, value.end, False)], value.start, value.end)


def _unheard(name: str) -> Option:
    return Option(name.lstrip("-"), name, "", "", False)


def _rest(argument: Field, position: int) -> Field:
    """The end of an argument, as one of its own."""
    pieces = []
    for piece in argument.pieces:
        if position >= len(piece.text):
            position -= len(piece.text)
            continue
        cut = type(piece)(
            piece.text[position:],
            piece.start + position if piece.is_exact else piece.start,
            piece.end,
            piece.is_exact,
        )
        pieces.append(cut)
        position = 0
    start = pieces[0].start if pieces else argument.end
    is_here = argument.start <= start <= argument.end
    return Field(pieces, start if is_here else argument.start, argument.end)
