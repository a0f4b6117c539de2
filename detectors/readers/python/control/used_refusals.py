"""`raise_for_status()` in a `try` of its own, behind which a refused answer is used like any other."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.readers.python.control.clauses import only_says, plain
from detectors.readers.python.control.next_statements import after
from detectors.readers.python.control.trials import Clause, Found, Trial
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
    parameters_of,
)


def used(clause: Clause) -> Found | None:
    """`try: answer.raise_for_status() except HTTPError as error: log.error(error)`, and then `answer.json()`."""
    asked = _asked(clause.trial)
    if asked is None or clause.trial.orelse is not None:
        return None
    name = dotted(asked.func.value) if isinstance(asked.func, nodes.Attribute) else ""
    if not name:
        return None
    if isinstance(clause.last, nodes.Return):
        return Found("used", name, clause.last) if _gives_it(clause, name) else None
    if not (clause.last is None or isinstance(clause.last, nodes.Expr | nodes.If)):
        return None
    rest = [*after(clause.trial, clause.handler)]
    if (use := _first_use(rest, name)) is not None:
        is_handed_back = isinstance(use, nodes.Return) and dotted(use.value or use) == name
        return None if is_handed_back else Found("used", name, use)
    return Found("used", name, asked) if not rest and _only_checks(clause, name) else None


def _asked(trial: Trial) -> nodes.Call | None:
    """The one thing that is tried, beside lines of a log."""
    tried = [one for one in plain(body_of(trial.body)) if not only_says(one)]
    match tried:
        case [nodes.Expr(value=nodes.Call(args=[]) as call)]:
            return call if last_name(call.func) == "raise_for_status" else None
    return None


def _gives_it(clause: Clause, name: str) -> bool:
    """What is given after a success as well; or itself, where a success gives nothing that a caller could tell it from."""
    given = clause.value
    if given is None:
        return False
    if dotted(given) == name:
        return len(clause.returned) == 1
    code = clause.program.code(given)
    others = (clause.program.code(one) for one in clause.returned if one is not given)
    return _reads(given, name) and code in others


def _first_use(rest: Sequence[Node], name: str) -> Node | None:
    """The first statement that takes the answer for one; None if something asks after it before."""
    for one in rest:
        if only_says(one) or not _reads(one, name):
            continue
        return None if isinstance(one, nodes.If | nodes.While | nodes.Assert) else one
    return None


def _reads(node: Node, name: str) -> bool:
    return any(dotted(one) == name for one in descendants(node))


def _only_checks(clause: Clause, name: str) -> bool:
    """A function that is given an answer, and is there to raise: nobody hears of a refusal."""
    function = clause.function
    if function is None or clause.said == "log" or len(plain(body_of(function.body))) != 1:
        return False
    return name in {one.name.value for one in parameters_of(function)}
