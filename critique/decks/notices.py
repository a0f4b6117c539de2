"""What an author should know of the lines that become a card, before learners see them."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Sequence

from detectors.facts import File
from detectors.model import Problem
from detectors.readers import read
from detectors.text import Text
from trainer.draft import WIDEST, Notice
from trainer.neutralise import one_line
from trainer.numbers import counted

MOST = 5
"""Names that one sentence lists."""
GIVEN = frozenset(dir(builtins)) | {
    "__annotations__",
    "__builtins__",
    "__file__",
    "__path__",
}
"""Names that a Python module has without binding them."""


def notices(code: str, language: str, name: str = "") -> tuple[Notice, ...]:
    """What cannot be read, names that come from elsewhere, and lines that are too wide; by line."""
    # All of it is read: the detectors leave out what cannot matter to them.
    problems = read(code, File(name, language), frozenset()).problems
    found = [*_unread(problems), *_wide(code)]
    if language == "python" and not problems:
        found += _unbound(code)
    return tuple(sorted(found))


def _unread(problems: Sequence[Problem]) -> Iterator[Notice]:
    if problems:
        first, *more = problems
        rest = f"; neither can {counted(len(more), 'other part')}" if more else ""
        yield Notice(first.lines.first, f"cannot be read: {one_line(first.message)}{rest}")


def _wide(code: str) -> Iterator[Notice]:
    widths = [len(line.expandtabs(4)) for line in Text(code).lines]
    wide = [(number, width) for number, width in enumerate(widths, 1) if width > WIDEST]
    if wide:
        (number, width), *more = wide
        rest = f", and so {'is' if len(more) == 1 else 'are'} {counted(len(more), 'other line')}"
        yield Notice(
            number,
            f"is {width} columns wide, more than {WIDEST}{rest if more else ''}: learners see it wrapped",
        )


def _unbound(code: str) -> Iterator[Notice]:
    names = unbound(code)
    if names:
        shown = [one_line(name) for name in names][:MOST]
        more = len(names) - len(shown)
        last = f"{more} more" if more else shown.pop()
        told = f"{', '.join(shown)} and {last}" if shown else last
        yield Notice(
            min(names.values()),
            f"uses {told}, which these lines neither import nor define: "
            "take that in, or the detectors cannot tell what it is",
        )


def unbound(code: str) -> dict[str, int]:
    """Names that this Python code uses and never binds -> the first line of each, in the order of lines.

    Empty where that cannot be told: the code does not parse here, or imports everything from somewhere.
    Nothing is run.
    """
    try:
        tree = ast.parse(code)
        table = symtable.symtable(code, "", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    nodes = list(ast.walk(tree))
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes):
        return {}
    tables = list(_all(table))
    bound = GIVEN | {
        symbol.get_name()
        for one in tables
        for symbol in one.get_symbols()
        if (one is table or symbol.is_declared_global())
        and (symbol.is_assigned() or symbol.is_imported())
    }
    wanted = {
        symbol.get_name()
        for one in tables
        for symbol in one.get_symbols()
        if symbol.is_referenced()
        and (one is table or symbol.is_global())
        and symbol.get_name() not in bound
    }
    uses = [node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    lines: dict[str, int] = {}
    for use in sorted(uses, key=lambda use: (use.lineno, use.col_offset)):
        if use.id in wanted:
            lines.setdefault(use.id, use.lineno)
    return lines


def _all(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _all(child)
