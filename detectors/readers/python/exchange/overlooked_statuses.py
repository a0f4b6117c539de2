"""Error statuses that pass by every test of an answer's status, to where its body is taken for a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.readers.python.control.clauses import only_says, plain
from detectors.readers.python.control.success_reports import boast
from detectors.readers.python.control.suppositions import Open, Supposed, says
from detectors.readers.python.control.trials import given_names
from detectors.readers.python.naming.dataflow import is_tested
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted

_REFUSED = (400, 403, 429, 500)
_FINE = 200


def is_overlooked(program: Program, checks: Sequence[Node], bodies: Sequence[Node]) -> bool:
    """`if answer.status_code == 401: raise Denied`, and then `return answer.json()`: a 500 is a result."""
    tests = [_test_of(program, check) for check in checks]
    asked = [one for one in tests if one is not None]
    branches = {one.body for one in asked}
    tests = [
        test
        for test, check in zip(tests, checks, strict=True)
        if test is not None or branches.isdisjoint(program.tree.ancestors(check))
    ]  # what is made of the status within a branch decides nothing
    taken = [(body, one) for body in bodies for one in _results(program, body)]
    if not asked or len(asked) < len(tests) or not taken:
        return False
    return any(
        all(_comes_by(program, asked, one, status) for one in {*places})
        for status in _REFUSED
        for places in taken
    )


def is_only_told(program: Program, checks: Sequence[Node], bodies: Sequence[Node]) -> bool:
    """`if answer.status_code != 200: print("failed")`, and then the body is used like any other."""
    tests = [_told_by(program, check) for check in checks]
    told = [one for one in tests if one is not None]
    if not told or any(
        test is None and not any(one.body in program.tree.ancestors(check) for one in told)
        for test, check in zip(tests, checks, strict=True)
    ):
        return False
    last = max(program.span(one) for one in told)
    return any(
        program.span(body) > last
        and not any(one.body in program.tree.ancestors(body) for one in told)
        and program.tree.function_of(body) is program.tree.function_of(told[0])
        for body in bodies
    )


def _told_by(program: Program, check: Node) -> nodes.If | None:
    """The statement that asks for the status of an error, and only speaks of it."""
    test = check.parent
    around = test.parent
    if not isinstance(around, nodes.If) or around.test is not test or around.orelse is not None:
        return None
    statements = plain(body_of(around.body))
    is_of_an_error = isinstance(test, nodes.UnaryOperation) or (
        _test_of(program, check) is around and _holds(program, around, _FINE) is False
    )
    says = bool(statements) and not leaves(around.body) and all(map(only_says, statements))
    return around if is_of_an_error and says else None


def is_praised(program: Program, checks: Sequence[Node]) -> bool:
    """`if answer.status_code == 400: print("failed") else: print("delivered")`: a 500 counts as delivered."""
    tests = [_test_of(program, check) for check in checks]
    chain = next((one for one in tests if one is not None), None)
    if chain is None or not all(_asks_for_the_status(check) for check in checks):
        return False
    if any(
        test is None and chain not in program.tree.ancestors(check)
        for test, check in zip(tests, checks, strict=True)
    ):
        return False
    fine = _taken(program, chain, _FINE)
    if fine is None or not any(boast(program, one, is_logged=False) for one in body_of(fine)):
        return False
    return any(_taken(program, chain, status) is fine for status in _REFUSED)


def _taken(program: Program, asked: nodes.If, status: int) -> nodes.BaseSuite | None:
    """The branch that runs with this status; None where there is none, or it cannot be told."""
    around: nodes.If | nodes.Else | None = asked
    while isinstance(around, nodes.If):
        holds = _holds(program, around, status)
        if holds is None:
            return None
        if holds:
            return around.body
        around = around.orelse
    return around.body if around is not None else None


def _test_of(program: Program, check: Node) -> nodes.If | None:
    """The statement whose test is one comparison of the status with numbers."""
    if not _asks_for_the_status(check):
        return None
    comparison = check.parent
    if not isinstance(comparison, nodes.Comparison) or comparison.left is not check:
        return None
    around = comparison.parent
    is_test = isinstance(around, nodes.If) and around.test is comparison
    return around if isinstance(around, nodes.If) and is_test else None


def _asks_for_the_status(check: Node) -> bool:
    return isinstance(check, nodes.Attribute) and check.attr.value in {"status_code", "status"}


def _results(program: Program, body: Node) -> Iterator[Node]:
    """Where a body is returned as a result: itself, or by the name that it is given, of which nobody asks what it holds."""
    if _is_returned(program, body):
        yield body
    statement = program.tree.statement_of(body)
    for name, value in given_names(statement):
        read = value.expression if isinstance(value, nodes.Await) else value
        readers = program.readers(name, statement)
        if body not in {read, *descendants(read)} or any(
            is_tested(program.tree, one) for one in readers
        ):
            continue
        yield from (one for one in readers if _is_given(one) and _is_returned(program, one))


def _is_given(reader: nodes.Name) -> bool:
    """`return body`, `return body["data"]`, `return body.get("data")`."""
    match reader.parent:
        case nodes.Return():
            return True
        case nodes.Subscript(value=owner) as part:
            return owner is reader and isinstance(part.parent, nodes.Return)
        case nodes.Attribute(value=owner, attr=nodes.Name(value="get")) as method:
            asked = method.parent
            is_called = isinstance(asked, nodes.Call) and asked.func is method
            return owner is reader and is_called and isinstance(asked.parent, nodes.Return)
    return False


def _is_returned(program: Program, body: Node) -> bool:
    """As a result: `return f"failed with {answer.status_code}: {answer.text}"` tells of an error."""
    statement = program.tree.statement_of(body)
    return isinstance(statement, nodes.Return) and not any(
        _asks_for_the_status(one) for one in descendants(statement)
    )


def _comes_by(program: Program, asked: Sequence[nodes.If], body: Node, status: int) -> bool:
    """With this status as well as with a success: each test before lets it pass, each around it lets it in."""
    around = {*program.tree.ancestors(body)}
    function = program.tree.function_of(body)
    for one in asked:
        if program.tree.function_of(one) is not function:
            return False
        refused, fine = _holds(program, one, status), _holds(program, one, _FINE)
        if refused is None or fine is None:
            return False
        if one.body in around:
            if not (refused and fine) or _raises(one):
                return False
        elif one.orelse is not None and one.orelse in around:
            return False  # what is left over there is dealt with by itself
        elif program.span(one) < program.span(body) and (refused or (fine and _raises(one))):
            return False
    return True


def _raises(one: nodes.If) -> bool:
    """`if answer.status_code != 400: answer.raise_for_status()`: whoever lets one status by means it.

    Or the branch that uses the body asks for itself: `if answer.status_code < 500: answer.raise_for_status(); return answer.json()`.
    """
    return any(
        isinstance(inner, nodes.Attribute) and inner.attr.value == "raise_for_status"
        for inner in descendants(one.body)
    )


def _holds(program: Program, test: nodes.If, status: int) -> bool | None:
    """What a comparison of the status comes to; None where it cannot be told."""
    match test.test:
        case nodes.Comparison(left=nodes.Attribute(value=answer), comparisons=[_]) as comparison:
            names = frozenset({dotted(answer)} - {""})
            said = says(program, comparison, Supposed("", status, answers=names))
            return None if isinstance(said, Open) else bool(said)
    return None
