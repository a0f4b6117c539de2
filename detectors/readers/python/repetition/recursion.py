"""Functions that call themselves after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from detectors.facts import OFF, UNKNOWN, Retry, Wait
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import (
    answer_of,
    inside,
    is_about_failure,
    mentions_status,
    names_in,
)
from detectors.readers.python.program import Program, says_not_yet
from detectors.readers.python.repetition.backoffs import backoff_of
from detectors.readers.python.repetition.between_attempts import gives_up_in, is_hidden_in
from detectors.readers.python.repetition.failure_filters import is_blind_clause
from detectors.readers.python.repetition.retried_failures import (
    caught_kinds,
    kinds_by_text,
    status_kinds,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, parameters_of
from detectors.vocabulary.names import words

Branch = Handler | nodes.If
"""What a call stands in that is made after a failure: an except clause, or an `if` about a status."""


def sites(program: Program, function: nodes.FunctionDef, asked: nodes.Call) -> Iterator[nodes.Call]:
    """The calls by which a function asks once more for the same after this call in it has failed."""
    own = [
        site
        for site in program.evaluator.sites(function)
        if program.tree.function_of(site) is function
    ]
    for site in own:
        if not _asks_for_the_same(program, function, site):
            continue
        branch = _branch(program, site)
        if branch is None or not _is_tried(program, branch, asked):
            continue
        is_other = _is_changed(program, branch) or _does_something(program, branch, own)
        if not is_other and not _waits_for_a_state(program, site):
            yield site


def _does_something(program: Program, branch: Branch, own: list[nodes.Call]) -> bool:
    """`except NoSuchFolder: make(parent); make(folder)`."""
    calls = [site for site in own if inside(program.tree, site, branch.body)]
    return len(calls) > 1


def _waits_for_a_state(program: Program, site: Node) -> bool:
    """`if error.code == "IncorrectInstanceState": sleep(20); return self.start()`."""
    condition = _condition(program, site)
    return condition is not None and any(
        isinstance(inner, nodes.SimpleString)
        and (says_not_yet(inner.value.strip("\"'")) or "state" in words(inner.value))
        for inner in program.tree.walk(condition.test)
    )


def _branch(program: Program, site: Node) -> Branch | None:
    """The innermost except clause that a call stands in, or else the innermost `if` after a failed status."""
    around = [p for p in program.tree.ancestors(site) if isinstance(p, Branch)]
    handler = next((p for p in around if isinstance(p, Handler)), None)
    return handler or next((p for p in around if _is_after_a_failure(program, p, site)), None)


def _is_after_a_failure(program: Program, branch: Node, site: Node) -> bool:
    """`if resp.status_code in (429, 503):`, `if not resp.ok:`; a 401 is answered by a login first."""
    if not isinstance(branch, nodes.If) or not inside(program.tree, site, branch.body):
        return False
    test = _about_status(program, branch.test)
    if test is None:
        return False
    kinds = status_kinds(program, test) or set()
    return kinds <= {"429", "5xx"} or (kinds == {"any"} and is_about_failure(program, test))


def _about_status(program: Program, test: nodes.BaseExpression) -> nodes.BaseExpression | None:
    """The part of a condition that asks for the status: `resp.status_code == 503 and left > 0`."""
    match test:
        case nodes.BooleanOperation(operator=nodes.And()):
            return _about_status(program, test.left) or _about_status(program, test.right)
    return test if mentions_status(program, test) else None


def _is_tried(program: Program, branch: Branch, asked: nodes.Call) -> bool:
    """What has failed is this call, or what is done with its answer first."""
    if isinstance(branch, nodes.If):
        test = _about_status(program, branch.test)
        answer = answer_of(program.tree, asked)
        return test is not None and bool(names_in(program.tree, test) & answer)
    tried = branch.parent
    assert isinstance(tried, nodes.Try | nodes.TryStar)
    if inside(program.tree, asked, tried.body):
        return True
    answer = answer_of(program.tree, asked)
    return any(
        isinstance(inner, nodes.Call)
        and isinstance(inner.func, nodes.Attribute)
        and inner.func.attr.value in {"raise_for_status", "json"}
        and bool(names_in(program.tree, inner.func.value) & answer)
        for inner in program.tree.walk(tried.body)
    )


def _is_changed(program: Program, branch: Branch) -> bool:
    """`except AccessDenied: self.uses_tags = False; return self.list()` takes another way."""
    return any(
        isinstance(inner, nodes.Assign)
        and any(isinstance(target.target, nodes.Attribute) for target in inner.targets)
        for inner in program.tree.walk(branch.body)
    )


def _asks_for_the_same(program: Program, function: nodes.FunctionDef, site: nodes.Call) -> bool:
    """It is given what the function was given, but for a number that counts: no walk of a tree."""
    own = {parameter.name.value for parameter in parameters_of(function)}
    for argument in site.args:
        value = argument.value
        const = program.evaluator.const(value)
        if const is not None and isinstance(const.value, bool):
            return False  # `retry=False`: once more, and differently
        if _is_counted(value) or (const is not None and isinstance(const.value, int | float)):
            continue
        is_other = isinstance(value, nodes.BinaryOperation | nodes.FormattedString)
        if is_other or not names_in(program.tree, value) <= own | {"self", "cls"}:
            return False
    return True


def _is_counted(value: nodes.BaseExpression) -> bool:
    """`attempt + 1`, `left - 1`."""
    match value:
        case (
            nodes.BinaryOperation(operator=nodes.Add() | nodes.Subtract(), right=nodes.Integer())
            | nodes.BinaryOperation(operator=nodes.Add(), left=nodes.Integer())
        ):
            return True
    return False


def retry(
    program: Program,
    contexts: Contexts,
    function: nodes.FunctionDef,
    site: nodes.Call,
    waits: list[Wait],
) -> Retry:
    """The retry that such a call is."""
    branch = _branch(program, site)
    assert branch is not None
    sleeps = [w for w in waits if w.kind == "sleep" and inside(program.tree, w.node, function)]
    backoff, jitter, first = backoff_of(program, function, sleeps)
    if backoff == "none" and is_hidden_in(program, branch):
        backoff, jitter, first = "unknown", None, UNKNOWN
    limit = UNKNOWN if _may_end(program, function, site, branch) else OFF
    lines = program.lines(site)
    return Retry(
        file=program.file,
        lines=lines,
        columns=program.columns(site),
        statement=program.lines(program.tree.statement_of(site)),
        span=program.lines(function),
        anchors=[contexts.header(function)],
        group=f"retry {lines}",
        node=site,
        kind="recursion",
        name=function.name.value,
        attempts=limit,
        deadline=limit,
        backoff=backoff,
        jitter=jitter,
        first_wait=first,
        covers=_covers(program, site, branch),
        blind=partial(_is_blind, program, function, branch),
        context=contexts.of(site),
    )


def _is_blind(program: Program, function: nodes.FunctionDef, branch: Branch) -> bool:
    return isinstance(branch, Handler) and is_blind_clause(program, function, branch)


def _may_end(
    program: Program, function: nodes.FunctionDef, site: nodes.Call, branch: Branch
) -> bool:
    """It counts, or something else than the failure decides whether it calls itself."""
    counts = any(
        isinstance(argument.value, nodes.BinaryOperation) for argument in site.args
    ) or any(isinstance(inner, nodes.AugAssign) for inner in program.tree.walk(function.body))
    asks_more = isinstance(branch, nodes.If) and _about_status(program, branch.test) != branch.test
    return counts or asks_more or gives_up_in(program, branch, around=site)


def _covers(program: Program, site: nodes.Call, branch: Branch) -> frozenset[str] | None:
    if isinstance(branch, nodes.If):
        test = _about_status(program, branch.test)
        return frozenset(status_kinds(program, test) or ()) if test is not None else None
    kinds = caught_kinds(program, branch)
    if (condition := _condition(program, site)) is not None and _is_told(
        program, condition, branch
    ):
        stated = kinds_by_text(condition.test) or status_kinds(program, condition.test)
        kinds = None if stated == {"any"} else stated
    return frozenset(kinds) if kinds is not None else None


def _is_told(program: Program, condition: nodes.If, handler: Handler) -> bool:
    """It asks for the failure, and not only how many attempts there were."""
    tests = names_in(program.tree, condition.test)
    error = names_in(program.tree, handler.name.name) if handler.name else set()
    counted = {
        name
        for inner in program.tree.walk(condition.test)
        if isinstance(inner, nodes.Comparison)
        and isinstance(
            inner.comparisons[0].operator,
            nodes.LessThan | nodes.LessThanEqual | nodes.GreaterThan | nodes.GreaterThanEqual,
        )
        for name in names_in(program.tree, inner)
    }
    return bool(tests & error) or not tests <= counted or mentions_status(program, condition.test)


def _condition(program: Program, site: Node) -> nodes.If | None:
    """`except ApiError as error: if error.code == "limited": ...` is not after every error."""
    for parent in program.tree.ancestors(site):
        if isinstance(parent, Handler):
            return None
        if isinstance(parent, nodes.If):
            return parent
    return None
