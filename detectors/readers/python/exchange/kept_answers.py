"""Answers that are kept for the next who asks: `if self.kept is None: self.kept = self._ask()`."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, parameters_of

KEEPS = re.compile(r"(?i)(?<!no-)cache(?!-control)|memo(?:iz|_|\b)|(?<![a-z])ttl(?![a-z])|redis")
"""In a function that may keep what it has got."""
_NOTHING = frozenset({"None", "True", "False"})
"""What a function returns that only says whether it went well."""


def is_kept_by_its_object(program: Program, function: nodes.FunctionDef) -> bool:
    """`async def load(self): self.keys = (await client.get(url)).json()`: it gives nothing back, and others read what it has kept.

    An object that is data, `@dataclass class Picture`, is one of many.
    """
    definition = program.tree.class_of(function)
    decorators = definition.decorators if definition is not None else ()
    if any("dataclass" in program.code(one) for one in decorators):
        return False
    if any(
        isinstance(one.parent, nodes.Return) and program.code(one) not in _NOTHING
        for one in program.tree.returns.get(function, ())
    ):
        return False
    return any(
        isinstance(inner, nodes.AssignTarget) and program.code(inner.target).startswith("self.")
        for inner in program.tree.walk(function.body)
    )


def is_kept_by_callers(program: Program, function: nodes.FunctionDef) -> bool:
    """Each of them asks for it where it has none, or an old one: `if self.kept is None or now - self.fetched_at >= TTL`."""
    sites = program.evaluator.sites(function)
    is_of_one_thing = not {one.name.value for one in parameters_of(function)} - {"self", "cls"}
    return bool(sites) and all(
        _is_for_what_is_old(program, site, may_return_it=is_of_one_thing) for site in sites
    )


def _is_for_what_is_old(program: Program, site: nodes.Call, *, may_return_it: bool) -> bool:
    """`may_return_it`: what was kept may have been returned before, by whoever asks for this one thing alone."""
    caller = program.tree.definition_of(site)
    if caller is None or not KEEPS.search(program.code(caller)):
        return False
    child: Node = site
    for parent in program.tree.ancestors(site):
        if parent is caller:
            return False
        if isinstance(parent, nodes.If) and child is parent.body:
            test = program.code(parent.test)
            if "is None" in test or "not in" in test or KEEPS.search(test):
                return True
        if (
            may_return_it
            and isinstance(parent, nodes.IndentedBlock)
            and _is_kept_before(program, parent, child)
        ):
            return True
        child = parent
    return False


def _is_kept_before(program: Program, block: nodes.IndentedBlock, statement: Node) -> bool:
    """`if kept is not None and age < CACHE_TTL: return kept` stands above."""
    for before in block.body:
        if before is statement:
            return False
        is_left = isinstance(before, nodes.If) and isinstance(
            body_of(before.body)[-1], nodes.Return
        )
        if is_left and KEEPS.search(program.code(before)):
            return True
    return False
