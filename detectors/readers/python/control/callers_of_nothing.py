"""What the callers of a function make of nothing: they take it for none, tell that it failed, or go on with it as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.control.clauses import only_says
from detectors.readers.python.control.pretended_success import is_empty
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
    """`if data is None: return "Unable to fetch the rates"` behind each of its calls: whoever has asked hears of it."""
    sites = program.evaluator.sites(function)
    return bool(sites) and all(_hears_of_it(program, one) for one in sites)


def has_another_way(program: Program, function: nodes.FunctionDef) -> bool:
    """`if not parts: return await self.answer_whole(task)` behind each of its calls: without any it does it otherwise."""
    sites = program.evaluator.sites(function)
    return bool(sites) and all(
        any(map(_goes_another_way, _readers_of_an_answer(program, one))) for one in sites
    )


def _goes_another_way(reader: nodes.Name) -> bool:
    branch = _branch_for_none(reader)
    last = body_of(branch)[-1] if isinstance(branch, nodes.BaseSuite) else None
    value = last.value if isinstance(last, nodes.Return) else None
    return isinstance(value, nodes.Await) and isinstance(value.expression, nodes.Call)


def _hears_of_it(program: Program, site: nodes.Call) -> bool:
    return any(
        (branch := _branch_for_none(reader)) is not None and _FAILED.search(program.code(branch))
        for reader in _readers_of_an_answer(program, site)
    )


def _branch_for_none(name: nodes.Name) -> Node | None:
    """The branch that is taken where it is None: one statement that returns or says something."""
    test: Node = name.parent
    match test:
        case nodes.UnaryOperation(operator=nodes.Not()):
            pass
        case nodes.Comparison(comparisons=[nodes.ComparisonTarget(operator=nodes.Is())]):
            pass
        case _:
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
    return branch.body if is_told and isinstance(statements[-1], nodes.Return) else None


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
