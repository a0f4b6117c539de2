"""What a Django settings module tells django-cors-headers: which origins come in, and whether a session comes along."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_ALL_ORIGINS = ("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL")
"""Today, and before release 3.5."""
_SESSIONS = "CORS_ALLOW_CREDENTIALS"


def opened_to_all(program: Program) -> Iterator[Said]:
    """Both are on whenever the module is read: the middleware then answers each origin with its own name."""
    given: dict[str, list[tuple[nodes.BaseExpression, Node]]] = {}
    for name, value, statement in program.tree.assignments:
        if name in {*_ALL_ORIGINS, _SESSIONS}:
            given.setdefault(name, []).append((value, statement))
    if not _is_on(program, given.get(_SESSIONS, [])):
        return
    for name in _ALL_ORIGINS:
        if _is_on(program, given.get(name, [])):
            value, _ = given[name][-1]
            yield Said(value, known("*"), "origins", ("django-cors-headers", "origins"))


def _is_on(program: Program, given: list[tuple[nodes.BaseExpression, Node]]) -> bool:
    """Written once, as a truth, and under no condition."""
    match given:
        case [(nodes.Name(value="True"), statement)]:
            return not any(
                isinstance(one, nodes.BaseCompoundStatement) and not isinstance(one, nodes.ClassDef)
                for one in program.tree.ancestors(statement)
            )
    return False
