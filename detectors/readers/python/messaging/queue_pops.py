"""Jobs that are popped off a list of Redis, where they are no more while somebody works on them."""

from __future__ import annotations

import re

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import listed, words

POPS = ("blpop", "brpop", "lpop", "rpop")
_BLOCKING = frozenset({"blpop", "brpop"})
_OF_WORK = listed("queue queues job jobs task tasks work message messages inbox todo pending")
_KEEPS = re.compile(
    r"(?i)\b[lr]push\b|lpoplpush|rpoplpush|lmove|processing|requeue|retry|dead|failed|backup|reply|response|result"
)
"""In a function: something that puts a job back or keeps it, or that waits for answers."""
_TAKES_APART = listed(
    "loads get str int float len dict decode b64decode model_validate parse_obj from_json json print debug info"
    " warning error exception log"
)


def pops_before_work(program: Program, call: nodes.Call) -> bool:
    """In a loop a job is popped, and then handed to what works on it; nothing of the function keeps it."""
    loop = next((p for p in program.tree.ancestors(call) if isinstance(p, nodes.While)), None)
    function = program.tree.function_of(call)
    if loop is None or not _is_a_queue(program, call):
        return False
    if _KEEPS.search(program.code(function if function is not None else loop)):
        return False
    statement = program.tree.statement_of(call)
    if not isinstance(statement, nodes.Assign):
        return False
    message = {n for t in statement.targets for n in names_in(program.tree, t.target)}
    is_behind = False
    for part in _in_order(program, loop):
        if part is statement:
            is_behind = True
        elif is_behind and isinstance(part, nodes.Assign) and _takes(program, part, message):
            message |= {n for t in part.targets for n in names_in(program.tree, t.target)}
        if is_behind and isinstance(part, nodes.Call) and _works(program, part, message):
            return True
    return False


def _is_a_queue(program: Program, call: nodes.Call) -> bool:
    if not call.args or "redis" not in program.source.text.source.lower():
        return False
    named = set(words(program.code(call.args[0].value)))
    return bool(_OF_WORK & named) or last_name(call.func) in _BLOCKING


def _in_order(program: Program, loop: nodes.While) -> list[Node]:
    parts = [
        part for part in program.tree.walk(loop.body) if isinstance(part, nodes.Assign | nodes.Call)
    ]
    return sorted(parts, key=program.position)


def _takes(program: Program, assign: nodes.Assign, message: set[str]) -> bool:
    return bool(names_in(program.tree, assign.value) & message)


def _works(program: Program, call: nodes.Call, message: set[str]) -> bool:
    name = last_name(call.func)
    if name in _TAKES_APART or name[:1].isupper():
        return False
    return any(names_in(program.tree, one.value) & message for one in call.args)
