"""Checks of a login that ask for a proof only where one was sent: `if state and state != session["state"]: abort(400)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Bypass
from detectors.readers.python.context import Contexts
from detectors.readers.python.credentials.fail_open import (
    Open,
    bypass_of,
    given_by_name,
)
from detectors.readers.python.naming.dataflow import key_of
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.origins import Origins
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import descendants, dotted, last_name
from detectors.vocabulary import constant_time
from detectors.vocabulary.names import listed, words

_OF_A_LOGIN = re.compile(r"(?i)oauth|openid|oidc|authorization_code|(?<![a-z])sso(?![a-z])")
_RECEIVED = listed("received returned got incoming callback response query sent")
"""Words of a name that holds what somebody has brought along."""


def left_out_states(program: Program, contexts: Contexts) -> Iterator[Bypass]:
    """Those of functions to which a provider sends people back."""
    origins = Origins(program)
    for function, branches in program.tree.branches.items():
        for branch in branches:
            state = _asked_for(program, origins, branch)
            if state is None or not isinstance(function, nodes.FunctionDef):
                continue
            is_needed = any(
                leaves(other.body) and _asks_whether_it_lacks(program, other.test, state)
                for other in branches
            )
            if not is_needed and _is_of_a_login(program, function):
                found = Open(branch, state)
                yield bypass_of(program, contexts, origins, function, found, is_sent=True)


def _asked_for(program: Program, origins: Origins, branch: nodes.If) -> nodes.BaseExpression | None:
    """What somebody may leave out in a test that refuses another state."""
    *asked, last = _joined(branch.test)
    sides = _compared(last)
    if not sides or not leaves(branch.body) or not all(_is_a_state(program, one) for one in sides):
        return None
    spelt = {program.code(side) for side in sides}
    sent = [one for one in asked if program.code(one) in spelt and _is_sent(origins, one)]
    return sent[-1] if sent else None  # the last is the one beside what was kept


def _joined(test: nodes.BaseExpression) -> Iterator[nodes.BaseExpression]:
    if isinstance(test, nodes.BooleanOperation) and isinstance(test.operator, nodes.And):
        yield from _joined(test.left)
        yield from _joined(test.right)
    else:
        yield test


def _compared(test: nodes.BaseExpression) -> list[nodes.BaseExpression]:
    """Both sides of `a != b`, `not compare_digest(a, b)`."""
    match test:
        case nodes.Comparison(
            left=left, comparisons=[nodes.ComparisonTarget(nodes.NotEqual(), right)]
        ):
            return [left, right]
        case nodes.UnaryOperation(nodes.Not(), nodes.Call(args=[one, other]) as call):
            return (
                [one.value, other.value]
                if last_name(call.func) in constant_time.COMPARISONS
                else []
            )
    return []


def _is_a_state(program: Program, side: nodes.BaseExpression) -> bool:
    """By its name, or by the name under which it was looked up; `"open"` is one of a machine."""
    named = (last_name(side), given_by_name(program, side), _key(program, side))
    return any(words(name)[-1:] == ["state"] for name in named)


def _key(program: Program, side: nodes.BaseExpression) -> str:
    match side:
        case nodes.Call(args=[key, *_]) if last_name(side.func) in {"get", "pop"}:
            return program.evaluator.text(key.value) or ""
        case nodes.Subscript():
            return key_of(program, side) or ""
    return ""


def _is_sent(origins: Origins, node: nodes.BaseExpression) -> bool:
    came = origins.of(node)
    return "request" in came.origins or bool(_RECEIVED & {*words(dotted(node))})


def _asks_whether_it_lacks(
    program: Program, test: nodes.BaseExpression, state: nodes.BaseExpression
) -> bool:
    """`not state`, also as one of several."""
    return any(
        isinstance(one, nodes.UnaryOperation)
        and isinstance(one.operator, nodes.Not)
        and program.code(one.expression) == program.code(state)
        for one in descendants(test)
    )


def _is_of_a_login(program: Program, function: nodes.FunctionDef) -> bool:
    around = program.tree.class_of(function) or function
    said = program.code(around) + " ".join(
        program.code(one.decorator) for one in function.decorators
    )
    return _OF_A_LOGIN.search(said) is not None
