"""Changed versions of a module, each by one operator of cosmic-ray at one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

NEED_ARGUMENTS = {"core/VariableInserter", "core/VariableReplacer"}
"""Operators that change only the variables that they are told."""


@dataclass(frozen=True)
class Mutant:
    """A module's source after one change."""

    operator: str
    line: int
    before: str
    after: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every change once that the running program can see: none within annotations, none that does not parse."""
    seen = {_meaning(source)}
    for name in sorted(operator_names()):
        if name in NEED_ARGUMENTS:
            continue
        operator = get_operator(name)()
        occurrence = 0
        while (changed := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            meaning = _meaning(changed)
            if meaning is not None and meaning not in seen:
                seen.add(meaning)
                yield _mutant(name, source, changed)


def _mutant(name: str, source: str, changed: str) -> Mutant:
    before, after = source.splitlines(), changed.splitlines()
    line = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    return Mutant(
        name.rpartition("/")[2], line + 1, before[line].strip(), after[line].strip(), changed
    )


def _meaning(source: str) -> str | None:
    """The syntax without annotations, which are never evaluated; None if it does not parse."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
    return ast.dump(tree)
