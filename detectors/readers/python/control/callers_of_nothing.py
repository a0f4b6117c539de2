"""What the callers of a function make of nothing: they take it for none, tell that it failed, or go on with it as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.control.clauses import is_a_pause, only_says
from detectors.readers.python.control.pretended_success import is_empty
from detectors.readers.python.control.trials import given_names, loop_around
from detectors.readers.python.naming.dataflow import is_tested
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of


def is_passed_over(program: Program, function: nodes.FunctionDef) -> bool:
    """`found = look_up(); if found is None: return []`: a caller takes it for none, and says nothing."""
    sites = program.evaluator.sites(function)
    answers: list[Node] = [
        one.parent if isinstance(one.parent, nodes.Await) else one for one in sites
    ]
    readers = [*_readers_of_answers(program, function)]
    return any(map(_is_skipped, readers)) or any(map(_is_taken_for_empty, (*answers, *readers)))


def _is_taken_for_empty(value: Node) -> bool:
    """`look_up() or []`, `found["items"] if found else []`."""
    match value.parent:
        case nodes.BooleanOperation(left=left, operator=nodes.Or(), right=instead):
            pass
        case nodes.IfExp(test=left, orelse=instead):
            pass
        case _:
            return False
    return left is value and is_empty(instead) and not isinstance(instead, nodes.SimpleString)


def _readers_of_answers(program: Program, function: nodes.FunctionDef) -> Iterator[nodes.Name]:
    """Where what calls of a function have given is read, under the name that it was given."""
    for site in program.evaluator.sites(function):
        yield from _readers_of_an_answer(program, site)


def _readers_of_an_answer(program: Program, site: nodes.Call) -> list[nodes.Name]:
    value: Node = site.parent if isinstance(site.parent, nodes.Await) else site
    match value.parent:
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]) as statement:
            return program.readers(name, statement)
    return []


_NONE_FOUND = re.compile(
    r"(?i)\bno\b[^.]{0,40}\b(?:found|available|results?|data|match\w*|exists?)\b|\bnot found\b|\bnothing found\b"
)
_DOUBTS = re.compile(
    r"(?i)\bor\b|unable|error|fail|could ?n[o\']t|can ?n?[o\']t|unavailable|problem|try again|timed? ?out"
)
"""What says, beside that there is none, that it may have failed."""
_FAILED = re.compile(
    r"(?i)unable|\bfail|could ?n[o\']t|can ?n?[o\']t|unavailable|try again|timed? ?out|error (?:\w+ )?\w+ing\b"
)
"""What says that something has failed, and is no name of a field."""


def is_told_as_none(program: Program, function: nodes.FunctionDef) -> bool:
    """`if data is None: return f"No entry found for {name}"`: whoever has asked is told that there is none."""
    for reader in _readers_of_answers(program, function):
        branch = _branch_for_none(reader)
        said = program.code(branch) if branch is not None else ""
        if _NONE_FOUND.search(said) and not _DOUBTS.search(said):
            return True
    return False


def is_told_as_a_failure(program: Program, function: nodes.FunctionDef) -> bool:
    """`if data is None: return "Unable to fetch the rates"`, or `raise`, behind each of its calls: whoever has asked hears of it."""
    sites = program.evaluator.sites(function)
    return bool(sites) and all(_hears_of_it(program, one) for one in sites)


def has_another_way(program: Program, function: nodes.FunctionDef) -> bool:
    """Behind each of its calls: `if not parts: return await self.answer_whole(task)`, `if not ids: ids = ask_others(key)`,
    `if fresh is not None: return fresh` before `return kept`, or a loop that waits and asks again."""
    sites = program.evaluator.sites(function)
    return bool(sites) and all(_goes_another_way(program, one) for one in sites)


def _goes_another_way(program: Program, site: nodes.Call) -> bool:
    value: Node = site.parent if isinstance(site.parent, nodes.Await) else site
    match value.parent:
        case nodes.BooleanOperation(left=left, operator=nodes.Or(), right=instead):
            return left is value and _asks_for_another(instead)
        case nodes.If(test=test) | nodes.UnaryOperation(expression=test) if test is value:
            return _is_asked_again(program, site)
    readers = _readers_of_an_answer(program, site)
    if any(map(_asks_others, readers)) or any(_has_one_kept(program, one) for one in readers):
        return True
    return any(is_tested(program.tree, one) for one in readers) and _is_asked_again(program, site)


def _asks_for_another(value: Node | None) -> bool:
    """A call for something, and none that makes an empty collection."""
    asked = value.expression if isinstance(value, nodes.Await) else value
    return isinstance(asked, nodes.Call) and not is_empty(asked)


def _asks_others(reader: nodes.Name) -> bool:
    """Where it is none, the branch gives what somebody else says, or puts that in its place."""
    branch = _branch_for_none(reader)
    last = body_of(branch)[-1] if isinstance(branch, nodes.BaseSuite) else None
    value = last.value if isinstance(last, nodes.Return) else None
    if isinstance(value, nodes.Await):
        return _asks_for_another(value)
    around = reader.parent.parent
    if not isinstance(around, nodes.If) or around.test is not reader.parent or not _is_of_none(reader.parent):  # fmt: skip
        return False
    return any(
        name == reader.value and _asks_for_another(given)
        for one in body_of(around.body)
        for name, given in given_names(one)
    )


def _has_one_kept(program: Program, reader: nodes.Name) -> bool:
    """`if fresh is not None: return fresh`, and behind it something that was there before is given."""
    test = reader if isinstance(reader.parent, nodes.If) else reader.parent
    branch, is_there = test.parent, not _is_of_none(test)
    suite = branch.parent
    if not isinstance(branch, nodes.If) or branch.test is not test or not is_there:
        return False
    leaves = body_of(branch.body)[-1:]
    behind = body_of(suite) if isinstance(suite, nodes.BaseSuite) else ()
    last = behind[-1] if behind and behind[-1] is not branch else None
    if not any(isinstance(one, nodes.Return) for one in leaves):
        return False
    match last:
        case nodes.Return(value=nodes.Call() | nodes.Await() as asked):
            return _asks_for_another(asked)
        case nodes.Return(value=nodes.Name(value=kept)) if kept not in {reader.value, "None"}:
            function = program.tree.function_of(last)
            given = function.body if isinstance(function, nodes.FunctionDef) else branch
            return not any(
                name == kept and is_empty(value)
                for one in program.tree.walk(given)
                for name, value in given_names(one)
            )
    return False


def _is_of_none(test: Node) -> bool:
    """`not found`, `found is None`."""
    match test:
        case nodes.UnaryOperation(operator=nodes.Not()):
            return True
        case nodes.Comparison(comparisons=[nodes.ComparisonTarget(operator=nodes.Is())]):
            return True
    return False


def _is_asked_again(program: Program, site: nodes.Call) -> bool:
    """It stands in a loop that waits between its turns."""
    loop = loop_around(program, site)
    return loop is not None and any(map(is_a_pause, program.tree.walk(loop.body)))


def _hears_of_it(program: Program, site: nodes.Call) -> bool:
    return any(
        (branch := _branch_for_none(reader, may_raise=True)) is not None
        and _FAILED.search(program.code(branch))
        for reader in _readers_of_an_answer(program, site)
    )


def _branch_for_none(name: nodes.Name, *, may_raise: bool = False) -> Node | None:
    """The branch that is taken where it is None: one statement that returns or says something, or raises it."""
    test: Node = name.parent
    if not _is_of_none(test):
        return None
    while isinstance(test.parent, nodes.BooleanOperation):
        test = test.parent  # `not found or "items" not in found`
        if not isinstance(test.operator, nodes.Or):
            return None
    branch = test.parent
    if not isinstance(branch, nodes.If) or branch.test is not test:
        return None
    statements = [*body_of(branch.body)]
    is_told = bool(statements) and all(map(only_says, statements[:-1]))
    ends = (nodes.Return, nodes.Raise) if may_raise else (nodes.Return,)
    return branch.body if is_told and isinstance(statements[-1], ends) else None


def _is_skipped(name: nodes.Name) -> bool:
    test: Node = name.parent
    if isinstance(test, nodes.Comparison) and not isinstance(
        test.comparisons[0].operator, nodes.Is
    ):
        return False
    if isinstance(test, nodes.UnaryOperation) and not isinstance(test.operator, nodes.Not):
        return False
    branch = test.parent
    if not isinstance(branch, nodes.If) or branch.test is not test:
        return False
    match [*body_of(branch.body)]:
        case [nodes.Continue()]:
            return True
        case [nodes.Return(value=nodes.List(elements=[]) | nodes.Dict(elements=[]))]:
            return True
    return False


def used_unlooked(program: Program, function: nodes.FunctionDef) -> nodes.Call | None:
    """Where the file makes something of what a function gives, and never asks whether it is None."""
    for site in program.evaluator.sites(function):
        value: Node = site.parent if isinstance(site.parent, nodes.Await) else site
        if _is_taken_for_granted(value):
            return site
        match value.parent:
            case (
                nodes.Assign(
                    targets=[nodes.AssignTarget(target=nodes.Name(value=name))]
                ) as statement
            ):
                readers = program.readers(name, statement)
                is_looked_at = any(is_tested(program.tree, one) for one in readers)
                if not is_looked_at and any(map(_is_taken_for_granted, readers)):
                    return site
    return None


def _is_taken_for_granted(value: Node) -> bool:
    """A part of a text, or something that has parts of its own."""
    match value.parent:
        case nodes.FormattedStringExpression() | nodes.BinaryOperation():
            return True
        case nodes.Subscript(value=owner) | nodes.Attribute(value=owner):
            return owner is value
        case nodes.For(iter=gone_over):
            return gone_over is value
        case nodes.Arg() as given:
            return _is_put_into_a_text(given.parent)
    return False


def _is_put_into_a_text(call: Node) -> bool:
    """`"Bearer {}".format(token)`."""
    match call:
        case nodes.Call(
            func=nodes.Attribute(value=nodes.SimpleString(), attr=nodes.Name(value="format"))
        ):
            return True
    return False
