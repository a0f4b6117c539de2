"""Changed versions of a module, each by one operator of mutmut at one place of a function."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from mutmut.mutation.file_mutation import create_mutations

_DECORATOR = re.compile(r"^(@risk\.)", re.M)
"""What registers a judge; mutmut leaves functions with a decorator as they are, so it is hidden from it."""

_HIDDEN = re.compile(r"^#(@risk\.)", re.M)


@dataclass(frozen=True)
class Mutant:
    """A module's source after one change."""

    line: int
    before: str
    after: str
    source: str


def mutants(source: str, name: str) -> Iterator[Mutant]:
    """Every change of a function's body once; what does not parse or means the same is left out."""
    module, mutations, _, _ = create_mutations(name, _DECORATOR.sub(r"#\1", source))
    seen: set[str | None] = {None}
    for mutation in mutations:
        function = mutation.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef):
            continue
        before = module.code_for_node(function)
        changed = module.code_for_node(
            cst.ensure_type(
                function.deep_replace(mutation.original_node, mutation.mutated_node),
                cst.FunctionDef,
            )
        )
        meaning = _meaning(changed)
        if meaning not in seen | {_meaning(before)}:
            seen.add(meaning)
            yield _mutant(source, source.replace(_decorated(before), _decorated(changed), 1))


def _decorated(code: str) -> str:
    return _HIDDEN.sub(r"\1", code)


def _mutant(source: str, changed: str) -> Mutant:
    before, after = source.splitlines(), changed.splitlines()
    line = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    return Mutant(line + 1, before[line].strip(), after[line].strip(), changed)


def _meaning(source: str) -> str | None:
    """The syntax without annotations, which are never evaluated; None if it does not parse."""
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
    return ast.dump(tree)
