"""Answers about a program's health that say by their text alone that it is not well: their status is that of a success."""

from __future__ import annotations

import re

from detectors.readers.python.control.clauses import only_says, plain
from detectors.readers.python.control.trials import Clause, Found
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, last_name

_HEALTH = re.compile(
    r"""[\"'][^\"'\n]*/(?:health|healthz|health[_-]?check|ready|readyz|readiness|livez|liveness)/?[\"']"""
)
"""The address of a route that a monitor asks."""
_ILL = frozenset(
    {
        "unhealthy",
        "error",
        "down",
        "failed",
        "fail",
        "unavailable",
        "not_ready",
        "not ready",
        "dead",
    }
)
_TOLD = re.compile(
    r"\b5\d\d\b|status_code|status=|HTTPException|\braise\b|\babort\(|HTTP_5|SERVICE_UNAVAILABLE"
)
"""What gives an answer another status than that of a success."""
_ANSWERS = frozenset({"JSONResponse", "jsonify", "ORJSONResponse", "JsonResponse", "json_response"})


def well(clause: Clause) -> Found | None:
    """`@app.get("/health")`: `except Exception as error: return {"status": "unhealthy"}`: whoever asks sees 200."""
    function = clause.function
    if function is None or not any(
        _HEALTH.search(clause.program.code(one)) for one in function.decorators
    ):
        return None
    if _TOLD.search(clause.program.code(function)):
        return None
    statements = plain(body_of(clause.handler.body))
    if any(
        not (only_says(one) or isinstance(one, nodes.Assign | nodes.Return)) for one in statements
    ):
        return None
    last = statements[-1] if statements else None
    if isinstance(last, nodes.Return):
        return _found(clause.program, last.value, last)
    states = {
        one.targets[0].target.value
        for one in statements
        if isinstance(one, nodes.Assign)
        and isinstance(one.targets[0].target, nodes.Name)
        and _is_ill(one.value)
    }
    for one in clause.returned:
        if states & {dotted(inner) for inner in descendants(one) if isinstance(inner, nodes.Name)}:
            return _found_by_name(one)
    return None


def _found(program: Program, value: nodes.BaseExpression | None, at: Node) -> Found | None:
    if value is None or not _is_an_answer(value):
        return None
    if any(_is_ill(one) for one in descendants(value)):
        return Found("well", program.code(value), at)
    return None


def _found_by_name(value: nodes.BaseExpression) -> Found | None:
    return Found("well", last_name(value.func) if isinstance(value, nodes.Call) else "a status of success", value) if _is_an_answer(value) else None  # fmt: skip


def _is_an_answer(value: nodes.BaseExpression) -> bool:
    return isinstance(value, nodes.Dict) or (
        isinstance(value, nodes.Call) and last_name(value.func) in _ANSWERS
    )


def _is_ill(value: Node) -> bool:
    return isinstance(value, nodes.SimpleString) and value.raw_value.lower() in _ILL
