"""Answers with an error status, after which whoever has called goes on as if there were nothing: no exception is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from detectors.facts import LostFailure, Request
from detectors.facts.lost_failures import Said
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.callers_of_nothing import (
    has_another_way,
    is_passed_over,
    is_told_as_none,
    used_unlooked,
)
from detectors.readers.python.control.clauses import only_says, plain, tone_of
from detectors.readers.python.control.documented_failures import says_what_a_failure_gives
from detectors.readers.python.control.left_empty import untouched
from detectors.readers.python.control.pretended_success import is_empty, is_meant, may_hold
from detectors.readers.python.control.suppositions import Supposed, says
from detectors.readers.python.control.trials import GATHERS, Found, given_names, loop_around
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted

_REFUSED = (403, 500)
_FINE = 200
_BODIES = frozenset({"json", "text", "content", "read", "data", "body", "iter_lines", "iter_content"})  # fmt: skip


_TOLD = re.compile(r"(?<!\w)(\w+)\.status_code\b")
"""The name of what can only be an answer, wherever it comes from."""


class _Test(NamedTuple):
    """A statement that asks whether an answer is an error, and what runs in that case."""

    statement: nodes.If
    call: nodes.Call
    request: Request | None
    """None where somebody else makes it."""
    answer: str
    """Its name."""
    refused: list[Node]
    """The statements of the branch for an error."""


def refused(
    program: Program, contexts: Contexts, requests: Mapping[nodes.Call, Request]
) -> Iterator[LostFailure]:
    """Those of a file."""
    source = program.source.text.source
    named = {*_TOLD.findall(source)} if ".status_code" in source else set()
    for call in program.tree.calls:
        if call not in requests and not named:
            continue
        for test in _tests(program, call, requests.get(call), named):
            if is_meant(program, test.statement):
                continue
            if test.request is not None and test.request.response.errors == "raise":
                continue  # an error status never gets there
            found = _found(program, test)
            if found is not None and not _is_known(program, test, found[0]):
                yield _fact(program, contexts, test, *found)


def _is_known(program: Program, test: _Test, found: Found) -> bool:
    """Whoever calls it can read what an error status gives."""
    function = program.tree.function_of(test.statement)
    return (
        found.how in {"refused", "absent"}
        and isinstance(function, nodes.FunctionDef)
        and (says_what_a_failure_gives(function) or has_another_way(program, function))
    )


def _fact(
    program: Program, contexts: Contexts, test: _Test, found: Found, said: Said
) -> LostFailure:
    return LostFailure(
        file=program.file,
        lines=program.lines(test.statement.test),
        columns=program.columns(test.statement.test),
        statement=program.lines(test.statement.test),
        anchors=[program.lines(found.at)],
        how=found.how,
        what=found.what,
        caught=None,
        context=contexts.of(test.statement),
        requests=[test.request] if test.request is not None else [],
        said=said,
        node=test.statement,
    )


def _tests(
    program: Program, call: nodes.Call, request: Request | None, named: set[str]
) -> Iterator[_Test]:
    """The first statement that asks after the answer of this call."""
    answer = _named(program, call)
    function = program.tree.function_of(call)
    if answer is None or not isinstance(function, nodes.FunctionDef):
        return
    name, statement = answer
    if request is None and name not in named:
        return
    asked: list[nodes.If] = []
    for reader in program.readers(name, statement):
        around = _asking(reader)
        if around is not None and around not in asked:
            asked.append(around)
    for one in sorted(asked, key=program.span):
        if program.tree.function_of(one) is not function:
            continue
        branch = _branch(program, one, name, call)
        if branch is not None:
            yield _Test(one, call, request, name, branch)
        return


def _named(program: Program, call: nodes.Call) -> tuple[str, Node] | None:
    """The name that the answer is given, and the statement that does so."""
    value: Node = call.parent if isinstance(call.parent, nodes.Await) else call
    match value.parent:
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]) as one:
            return name, one
        case nodes.WithItem(asname=nodes.AsName(name=nodes.Name(value=name)), parent=with_):
            return name, with_
    return None


def _asking(reader: nodes.Name) -> nodes.If | None:
    """The statement in whose test a part of the answer stands."""
    child: Node = reader.parent
    if not isinstance(child, nodes.Attribute):
        return None
    while isinstance(
        child.parent,
        nodes.Comparison | nodes.ComparisonTarget | nodes.UnaryOperation | nodes.BooleanOperation,
    ):
        child = child.parent
    around = child.parent
    return around if isinstance(around, nodes.If) and around.test is child else None


def _branch(program: Program, asked: nodes.If, answer: str, call: nodes.Call) -> list[Node] | None:
    """What is done after every error and not after a success; None where the two are not told apart."""
    branches = []
    for status in (_FINE, *_REFUSED):
        supposed = Supposed("answer", status, call=call, answers=frozenset({answer}))
        branches.append(_taken(program, asked, supposed))
    fine, *others = branches
    if None in others or any(one != others[0] for one in others) or fine == others[0]:
        return None
    return others[0]


def _taken(program: Program, asked: nodes.If, supposed: Supposed) -> list[Node] | None:
    """The statements of the branch that is taken."""
    truth = says(program, asked.test, supposed)
    if not isinstance(truth, bool):
        return None
    if truth:
        return plain(body_of(asked.body))
    match asked.orelse:
        case nodes.If() as other:
            return _taken(program, other, supposed)
        case nodes.Else(body=body):
            return plain(body_of(body))
    return []


def _found(program: Program, test: _Test) -> tuple[Found, Said] | None:
    loop = loop_around(program, test.statement)
    said = _said(test.refused)
    if said is None:
        return None
    last = test.refused[-1] if test.refused else None
    if isinstance(last, nodes.Return):
        if loop is not None:
            return None
        return _with(
            _as_none(program, test, last)
            or _unfilled(program, test, last)
            or _unlooked(program, test, last)
            or _absent(program, test, last, said),
            said,
        )
    if loop is not None:
        return _with(_cut(program, test, loop) or _skipped(program, test, loop), said)
    for one in _behind(test.statement):
        if isinstance(one, nodes.Return):
            return _with(
                _as_none(program, test, one)
                or _gathered(program, test, one)
                or _unlooked(program, test, one)
                or _absent(program, test, one, said),
                said,
            )
        if not only_says(one):
            return None
        said = _louder(said, tone_of([one]))
    return _with(_unlooked(program, test, None), said)


def _with(found: Found | None, said: Said) -> tuple[Found, Said] | None:
    return (found, said) if found is not None else None


def _unlooked(program: Program, test: _Test, last: nodes.Return | None) -> Found | None:
    """`if answer.ok: return answer.json()["token"]`, None otherwise, and a caller that goes on with it as it is."""
    function = program.tree.function_of(test.statement)
    if not isinstance(function, nodes.FunctionDef) or function in program.tree.generators:
        return None
    if last is not None and last.value is not None and dotted(last.value) != "None":
        return None
    if not any(map(may_hold, program.tree.returns.get(function, ()))):
        return None
    if tone_of([*test.refused]) == "log":
        return None
    site = used_unlooked(program, function)
    return Found("unlooked", program.code(site), site) if site is not None else None


def _cut(program: Program, test: _Test, loop: nodes.For | nodes.While) -> Found | None:
    """`if answer.status_code != 200: break` in a loop that collects pages: what is missing looks like the end."""
    last = test.refused[-1] if test.refused else None
    if not isinstance(last, nodes.Break) or loop_around(program, last) is not loop:
        return None
    return Found("cut", program.code(last), last) if _keeps_bodies(program, test, loop) else None


def _skipped(program: Program, test: _Test, loop: nodes.For | nodes.While) -> Found | None:
    """`for url in urls: answer = get(url); if answer.ok: found.append(answer.json())`: the rest is missing, and nobody is told."""
    last = test.refused[-1] if test.refused else None
    if not isinstance(loop, nodes.For) or isinstance(loop.iter, nodes.List | nodes.Tuple):
        return None
    if not isinstance(last, nodes.Continue):
        suite = test.statement.parent
        if not isinstance(suite, nodes.IndentedBlock) or body_of(suite)[-1] is not test.statement:
            return None
    if any(isinstance(one, nodes.Break | nodes.Return) for one in program.tree.walk(loop.body)):
        return None
    if not _keeps_bodies(program, test, loop):
        return None
    return Found("item", program.code(loop.iter), loop.iter)


def _keeps_bodies(program: Program, test: _Test, loop: nodes.For | nodes.While) -> bool:
    """The answer is asked for in this loop, and something goes from its body into a list that the function gives."""
    if any(loop_around(program, one) is not loop for one in (test.statement, test.call)):
        return False
    function = program.tree.function_of(loop)
    if function is None:
        return False
    given = {dotted(one) for one in program.tree.returns.get(function, ())} - {""}
    is_read = is_kept = False
    for one in program.tree.walk(loop.body):
        match one:
            case nodes.Attribute(value=nodes.Name(value=test.answer), attr=attr):
                is_read = is_read or attr.value in _BODIES
            case nodes.Call(func=nodes.Attribute(value=owner, attr=attr)):
                is_kept = is_kept or (attr.value in GATHERS and dotted(owner) in given)
            case nodes.AugAssign(target=target):
                is_kept = is_kept or dotted(target) in given
    return is_read and is_kept


def _said(statements: Sequence[Node]) -> Said | None:
    """How loudly it is spoken of; None where more is done than that."""
    leaves = statements[-1:] and isinstance(statements[-1], nodes.Return | nodes.Break)
    rest = statements[:-1] if leaves else statements
    if not all(map(only_says, rest)):
        return None
    found = tone_of(rest)
    return None if found == "trace" else found


def _louder(one: Said, other: str) -> Said:
    order: tuple[Said, ...] = ("nothing", "screen", "log")
    return next(said for said in reversed(order) if said in (one, other))


def _as_none(program: Program, test: _Test, last: nodes.Return) -> Found | None:
    """`return []` where the function otherwise gives what was answered."""
    function = program.tree.function_of(last)
    if function is None or last.value is None or not is_empty(last.value):
        return None
    if isinstance(last.value, nodes.SimpleString):
        return None  # no text is what a function gives that has failed
    branch = {inner for one in (*test.refused, last) for inner in descendants(one)}
    others = (one for one in program.tree.returns.get(function, ()) if one not in branch)
    if not any(map(may_hold, others)):
        return None
    return Found("refused", program.code(last.value), last)


def _absent(program: Program, test: _Test, last: nodes.Return, said: Said) -> Found | None:
    """`if answer.status_code != 200: return None`, and a caller that says that there is none, or goes on without."""
    function = program.tree.function_of(last)
    if not isinstance(function, nodes.FunctionDef) or function in program.tree.generators:
        return None
    if last.value is not None and dotted(last.value) != "None":
        return None
    branch = {inner for one in (*test.refused, last) for inner in descendants(one)}
    others = (one for one in program.tree.returns.get(function, ()) if one not in branch)
    if not any(map(may_hold, others)):
        return None
    is_taken_for_none = is_told_as_none(program, function) or (
        said == "nothing" and is_passed_over(program, function)
    )
    return Found("absent", function.name.value, last) if is_taken_for_none else None


def _unfilled(program: Program, test: _Test, last: nodes.Return) -> Found | None:
    """`found = []; if not answer.ok: return found`, and what fills it behind."""
    function = program.tree.function_of(last)
    if not isinstance(last.value, nodes.Name) or not isinstance(function, nodes.FunctionDef):
        return None
    made = untouched(program, function, last.value.value, test.statement)
    return Found("refused", program.code(made), last) if made is not None else None


def _gathered(program: Program, test: _Test, last: nodes.Return) -> Found | None:
    """`found = []; if answer.ok: found.extend(answer.json()); return found`."""
    if not isinstance(last.value, nodes.Name):
        return None
    name, made = last.value.value, None
    function = program.tree.function_of(last)
    inside = {*descendants(test.statement)}
    for one in program.tree.walk(function.body) if function is not None else ():
        if one in inside:
            continue
        if _fills(one, name):
            return None
        for bound, value in given_names(one):
            if bound == name:
                if made is not None or not is_empty(value):
                    return None
                made = value
    return Found("refused", program.code(made), last) if made is not None else None


def _fills(one: Node, name: str) -> bool:
    """`found.append(...)`, `found += ...`, `found[key]`."""
    match one:
        case nodes.AugAssign(target=nodes.Name(value=owner)):
            return owner == name
        case nodes.Subscript(value=nodes.Name(value=owner)):
            return owner == name
        case nodes.Call(func=nodes.Attribute(value=nodes.Name(value=owner), attr=attr)):
            return owner == name and attr.value in GATHERS
    return False


def _behind(statement: nodes.If) -> list[Node]:
    """The statements that run next, through the ends of the blocks around it."""
    found: list[Node] = []
    child: Node = statement
    while True:
        suite = child.parent
        if not isinstance(suite, nodes.IndentedBlock):
            return found
        statements = body_of(suite)
        found += statements[statements.index(child) + 1 :]
        around = suite.parent
        if isinstance(around, nodes.Try) and around.body is suite and around.orelse is not None:
            return found
        if isinstance(around, nodes.Else):
            around = around.parent
        if not isinstance(around, nodes.With | nodes.Try | nodes.If) or (
            isinstance(around, nodes.Try) and around.body is not suite
        ):
            return found
        child = around
        while isinstance(child.parent, nodes.If) and child.parent.orelse is child:
            child = child.parent
