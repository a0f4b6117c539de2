"""Whether anything limits how many turns of a loop run at the same time."""

from __future__ import annotations

import re

from detectors.facts import OFF, UNKNOWN, Loop, Request, Value
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_STARTS = re.compile(
    r"\basyncio\.(?:gather|wait|create_task|ensure_future|as_completed)\(|\.create_task\("
    r"|(?<![\w.])(?:gather|create_task|ensure_future)\(|\bThread\("
)
"""What starts everything that it is given at once."""
_LIMITS = re.compile(
    r"(?i)semaphore|limiter|throttl|connector\(|\bLimits\(|ratelimit|rate_limit|concurren|parallel"
)
"""Somewhere in the file something may hold turns back."""
_PARTS = re.compile(
    r"(?i)chunk|batch|pool\b|poolexecutor|queue|worker|sleep\(|wait_for_slot|acquire\(|\bdelay|islice|\[\s*:\s*\w+\s*\]"
    r"|\.join\(\)[^\n]*\n\s+(?:threads|tasks)\s*=|most_common|top_|limit"
    r"|max_(?!\w*(?:token|length|len\b|retr|tries|attempt|redirect|age|time|wait|delay|backoff|temp|width|height|depth|byte))"
)
"""In the function around, something may hand over a few at a time."""
_CHUNKS = re.compile(r"(?i)chunk|batch|islice|\[\s*:\s*\w+\s*\]|most_common|top_|sleep\(|\bmin\(")
"""The same where a pool is meant to be as large as it is."""
_SLOTS = re.compile(r"(?i)acquire\(|sleep\(|slot|limit|max_|active|running|qsize|\bworkers?\b")
"""The same where each message gets a thread."""
_HELD_BACK = re.compile(r"(?i)acquire\(|queue|pool\b|wait_for_slot")
"""In the function that calls, something may make it wait for its turn."""


def bound(program: Program, loop: Loop, requests: list[Request]) -> Value:
    """Off where everything starts at once for sure; unknown where something may limit it."""
    source = program.source.text.source
    function = program.tree.function_of(loop.node)
    if function is None or _LIMITS.search(source):
        return UNKNOWN
    starts = program.code(function)
    calls = [f for r in requests if (f := program.tree.function_of(r.node)) is not None]
    if not _STARTS.search(starts) or _PARTS.search(starts):
        return UNKNOWN
    if any(_HELD_BACK.search(program.code(one)) for one in calls):
        return UNKNOWN
    if any(isinstance(one, nodes.For | nodes.While) for one in _loops_around(program, loop)):
        return UNKNOWN  # the loop around it may take a few at a time
    return OFF


def may_hold_back(
    program: Program,
    around: Node,
    requests: list[Request],
    *,
    is_pool: bool,
    is_endless: bool = False,
) -> bool:
    """Something in sight may let threads wait for their turn: in the file, where they start, or in what they run."""
    started = program.code(around)
    called = [f for r in requests if (f := program.tree.function_of(r.node)) is not None]
    parts = _CHUNKS if is_pool else _SLOTS if is_endless else _PARTS
    return bool(
        _LIMITS.search(program.source.text.source.replace("concurrent.futures", ""))
        or parts.search(started)
        or any(_HELD_BACK.search(program.code(one)) for one in called)
    )


def _loops_around(program: Program, loop: Loop) -> list[Node]:
    function = program.tree.function_of(loop.node)
    found = []
    for parent in program.tree.ancestors(loop.node):
        if parent is function:
            break
        found.append(parent)
    return found
