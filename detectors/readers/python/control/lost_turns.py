"""Loops that fail in every turn without a word, or take whatever fails for the end or for a success."""

from __future__ import annotations

import re

from detectors.readers.python.control.next_statements import after
from detectors.readers.python.control.own_children import reads_a_program
from detectors.readers.python.control.trials import (
    Clause,
    Found,
    calls_in,
    is_for_cleaning_up,
    is_of_its_turn,
    loop_around,
    takes_away,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, last_name
from detectors.vocabulary.names import listed, words

ASKS_A_PERSON = frozenset({"input", "getpass"})


def waits_for_nothing(clause: Clause) -> bool:
    """It goes on whatever comes of it: nothing that is tried leaves the loop, nor does its test ask for what is known then."""
    loop = loop_around(clause.program, clause.trial)
    if not isinstance(loop, nodes.While) or any(
        isinstance(one, nodes.Break | nodes.Return) for one in clause.program.tree.walk(loop.body)
    ):
        return False
    return not any(isinstance(one, nodes.Comparison) for one in (loop.test, *descendants(loop.test)))  # fmt: skip


_ENDS_IN_TIME = re.compile(r"\b(?:time|monotonic|perf_counter|now)\(|deadline")


def _is_over_soon(clause: Clause, loop: nodes.While) -> bool:
    """`while left > 0: left -= 1`, `while time() < deadline`: it is over soon."""
    if isinstance(loop.test, nodes.Comparison) and _ENDS_IN_TIME.search(
        clause.program.code(loop.test)
    ):
        return True
    asked = {
        dotted(one)
        for one in (loop.test, *descendants(loop.test))
        if isinstance(one, nodes.Name | nodes.Attribute)
    }
    return isinstance(loop.test, nodes.Comparison) and any(
        isinstance(one, nodes.AugAssign) and dotted(one.target) in asked
        for one in clause.program.tree.walk(loop.body)
    )


def in_every_turn(clause: Clause) -> Found | None:
    """`while True: try: data = socket.recv(1024); handle(data) except: break`: any failure looks like the end.

    With `pass` in the place of `break` it fails for ever, and nobody hears of it.
    """
    loop = loop_around(clause.program, clause.trial)
    if not isinstance(loop, nodes.While):
        return None
    if isinstance(clause.last, nodes.Break) and _is_taken_for_done(clause, loop):
        return Found("done", "break", clause.last)
    if clause.said != "nothing":
        return None
    if is_for_cleaning_up(clause.program, clause.trial) or clause.calls & ASKS_A_PERSON:
        return None
    if reads_a_program(clause.trial):
        return None
    if isinstance(clause.last, nodes.Break):
        is_of_the_loop = clause.trial.parent.parent is loop
        is_work = (
            is_of_the_loop and _takes_from_outside(clause) and not _takes_what_waits(clause.trial)
        )
        return Found("end", "break", clause.last) if is_work else None
    if not (clause.last is None or isinstance(clause.last, nodes.Continue | nodes.Expr)):
        return None
    if not is_of_its_turn(clause.trial, loop, is_last=False):
        return None
    if takes_away(clause.trial) or not clause.is_of_work or _is_over_soon(clause, loop):
        return None
    if _asks_whether_it_is_up(clause) or _leaves_behind(clause.trial, loop):
        return None
    return Found("for ever", clause.program.code(loop.test), loop)


def _leaves_behind(trial: nodes.Try | nodes.TryStar, loop: nodes.While) -> bool:
    """`return` stands behind it on its way through the turn: there is no next one."""
    child: Node = trial
    while child is not loop and child.parent is not None:
        suite = child.parent
        if isinstance(suite, nodes.BaseSuite):
            statements = body_of(suite)
            behind = statements[statements.index(child) + 1 :] if child in statements else ()
            if any(isinstance(one, nodes.Return | nodes.Break | nodes.Raise) for one in behind):
                return True
        child = suite
    return False


_UP = re.compile(r"/(?:_?health\w*|ready\w*|livez?|ping)\b")


def _asks_whether_it_is_up(clause: Clause) -> bool:
    """`while True: try: if get(f"{base}/health").ok: return except Exception: pass`: nobody is there yet."""
    leaves = any(
        isinstance(one, nodes.Break | nodes.Return) for one in descendants(clause.trial.body)
    )
    return leaves and _UP.search(clause.program.code(clause.trial.body)) is not None


_TAKES = frozenset({"get_nowait", "popleft", "popitem"})
_PUTS = frozenset({"append", "add", "extend", "put_nowait", "task_done"})


_FROM_OUTSIDE = listed(
    "recv receive read readline next get accept poll fetch consume pull wait listen send write execute call ask request"
)
"""First words of methods by which something comes from outside, or goes there."""


def _takes_from_outside(clause: Clause) -> bool:
    """Bytes that are taken apart in memory fail where they end."""
    return clause.asks or any(
        isinstance(one.func, nodes.Attribute) and _FROM_OUTSIDE & {*words(one.func.attr.value)[:1]}
        for one in calls_in(clause.trial)
    )


def _takes_what_waits(trial: nodes.Try | nodes.TryStar) -> bool:
    """`try: batch.append(queue.get_nowait()) except: break`: nothing but an empty queue can fail in there."""
    called = {last_name(one.func) for one in calls_in(trial)}
    return bool(called & _TAKES) and called <= _TAKES | _PUTS


def _is_taken_for_done(clause: Clause, loop: nodes.While) -> bool:
    """A success leaves the loop in the same way, and behind it something else is asked for that nobody has tested."""
    if clause.trial.parent.parent is not loop or not clause.asks:
        return False
    handled = {inner for one in clause.trial.handlers for inner in descendants(one)}
    leaves_well = any(
        isinstance(one, nodes.Break)
        and one not in handled
        and loop_around(clause.program, one) is loop
        for one in clause.program.tree.walk(loop.body)
    )
    behind = next(iter(after(loop, None)), None)
    if (
        not leaves_well
        or behind is None
        or isinstance(behind, nodes.If | nodes.Return | nodes.Raise)
    ):
        return False
    return any(clause.trials.asks_in(one) for one in after(loop, None))
