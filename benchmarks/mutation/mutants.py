"""Changed versions of a module, each by one operator of mutmut at one place of a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from mutmut.mutation.file_mutation import create_mutations


@dataclass(frozen=True)
class Mutant:
    """A module's source after one change."""

    line: int
    before: str
    after: str
    source: str


def mutants(source: str, name: str) -> Iterator[Mutant]:
    """Every change of a function's body once; what does not parse or means the same is left out."""
    module, mutations, _, _ = create_mutations(name, source)
    seen = {_meaning(source)}
    for mutation in mutations:
        if mutation.contained_by_top_level_function is None:
            continue
        tree = module.deep_replace(mutation.original_node, mutation.mutated_node)
        changed = cst.ensure_type(tree, cst.Module).code
        meaning = _meaning(changed)
        if meaning is not None and meaning not in seen:
            seen.add(meaning)
            yield _mutant(source, changed)


def _mutant(source: str, changed: str) -> Mutant:
    before, after = source.splitlines(), changed.splitlines()
    line = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    return Mutant(line + 1, before[line].strip(), after[line].strip(), changed)


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
