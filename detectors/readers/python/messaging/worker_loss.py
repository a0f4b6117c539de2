"""Tasks of Celery that go back to their queue when they have taken their worker down with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import FailedMessage
from detectors.places import Lines
from detectors.readers.python.messaging.dead_letters import code_of, has_a_place_for_them
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_REJECTS = re.compile(r"(?i)^(?:celery_)?(?:task_)?reject_on_worker_lost$")
_LATE = re.compile(r"(?i)^(?:celery_)?(?:task_)?acks_late$")
_QUEUES = re.compile(r"(?i)\b(?:task|celery)_(?:task_)?queues\b")
"""The queues of an application, which its settings may leave to another file."""
_BOUNDED = re.compile(r"(?i)retry_on_worker_lost")
"""Celery 5.7 counts these attempts among the retries of a task."""


def lost_workers(program: Program) -> Iterator[FailedMessage]:
    """`@app.task(acks_late=True, reject_on_worker_lost=True)`, and the settings that say so for all tasks."""
    if "reject_on_worker_lost" not in program.source.text.source.lower():
        return
    code = code_of(program)
    if _BOUNDED.search(code):
        return
    if has_a_place_for_them(program) or (_QUEUES.search(code) and "Queue(" not in code):
        return
    said = [*_said(program)]
    is_late = any(_LATE.search(name) for name, _ in said)
    seen: set[Lines] = set()
    for name, node in said:
        if not _REJECTS.search(name):
            continue
        lines = program.lines(node)
        if lines in seen or not (is_late if _is_for_all(name) else _is_late_itself(program, node)):
            continue
        if _counts(program, node):
            continue
        seen.add(lines)
        yield FailedMessage(
            file=program.file,
            lines=lines,
            columns=program.columns(node),
            statement=program.lines(program.tree.statement_of(node)),
            anchors=[program.lines(program.tree.statement_of(node))],
            fate="redelivered",
            how="worker lost",
            node=node,
        )


def _said(program: Program) -> Iterator[tuple[str, nodes.Node]]:
    """Settings that are True: arguments, entries of dictionaries, attributes, names of a module or a class."""
    evaluator = program.evaluator

    def is_true(value: nodes.BaseExpression | None) -> bool:
        const = evaluator.const(value) if value is not None else None
        return bool(const and const.value is True)

    for call in program.tree.calls:
        for argument in call.args:
            if argument.keyword is not None and is_true(argument.value):
                yield argument.keyword.value, argument
    for dictionary in program.tree.dictionaries:
        for element in dictionary.elements:
            if isinstance(element, nodes.DictElement) and is_true(element.value):
                yield evaluator.text(element.key) or "", element
    for assigned in program.tree.assigned:
        name = assigned.attribute or (evaluator.text(assigned.key) if assigned.key else "") or ""
        if is_true(assigned.value):
            yield name, assigned.statement
    for name, value, node in program.tree.assignments:
        if is_true(value):
            yield name, node


def _is_for_all(name: str) -> bool:
    """A setting of the application, not of one task."""
    return name.lower().startswith(("task_", "celery_"))


def _is_late_itself(program: Program, node: nodes.Node) -> bool:
    """The same decorator, dictionary or class says that it is acknowledged late, or the application of all of them."""
    around = _around(program, node)
    return any(
        _LATE.search(name) and (_is_for_all(name) or _around(program, other) is around)
        for name, other in _said(program)
    )


def _around(program: Program, node: nodes.Node) -> nodes.Node:
    """The call or the dictionary that a setting is given to, or the suite that it is assigned in."""
    if isinstance(node, nodes.Arg | nodes.DictElement):
        return node.parent
    return next(
        parent
        for parent in program.tree.ancestors(node)
        if isinstance(parent, nodes.IndentedBlock | nodes.Module)
    )


def _counts(program: Program, node: nodes.Node) -> bool:
    """The task looks whether it has been delivered before."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef | nodes.ClassDef):
            code = program.code(parent)
            return "redelivered" in code or "delivery_info" in code
    return False
