"""Consumers that refuse a message on which they have failed: it is put back, or dropped."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import FailedMessage
from detectors.readers.python.messaging.amqp_queues import Queue, consumed, queues
from detectors.readers.python.messaging.dead_letters import has_a_place_for_them
from detectors.readers.python.messaging.nacks import Refusal, clause_of, imports, refusal
from detectors.readers.python.messaging.refused_fates import (
    is_for_ever,
    is_lost,
    keeps_nothing,
    outermost,
)
from detectors.readers.python.program import Program


def refused(program: Program) -> Iterator[FailedMessage]:
    """One for each queue, as far as they can be told apart."""
    yield from _rewinds(program)
    found = [one for call in program.tree.calls if (one := refusal(program, call))]
    if not found:
        return
    back = [one for one in found if one.fate == "requeued" and is_for_ever(program, one)]
    declared = queues(program)
    if has_a_place_for_them(program):
        yield from _parked(program, declared)
        return
    taken = consumed(program, declared)
    seen = set()
    for one in back:
        around = outermost(program, one.call)
        if around not in seen:
            seen.add(around)
            yield _requeued(program, one, taken)
    if not back and taken is not None and keeps_nothing(taken, declared):
        lost = next((one for one in found if one.fate == "dropped" and is_lost(program, one)), None)
        if lost is not None:
            yield _dropped(program, lost, taken)


def _requeued(program: Program, one: Refusal, queue: Queue | None) -> FailedMessage:
    at = one.at or one.call
    others = [queue.call] if queue is not None else []
    return FailedMessage(
        file=program.file,
        lines=program.lines(at),
        columns=program.columns(at),
        statement=program.lines(program.tree.statement_of(at)),
        span=program.lines(one.clause) if one.clause is not None and at is one.call else None,
        anchors=[program.lines(other) for other in (one.call, *others) if other is not at],
        fate="requeued",
        how="refusal",
        queue=program.code(queue.name) if queue is not None else "",
        node=one.call,
    )


def _dropped(program: Program, one: Refusal, queue: Queue) -> FailedMessage:
    return FailedMessage(
        file=program.file,
        lines=program.lines(queue.call),
        columns=program.columns(queue.call),
        statement=program.lines(program.tree.statement_of(queue.call)),
        anchors=[program.lines(one.call)],
        fate="dropped",
        how="refusal",
        queue=program.code(queue.name),
        node=queue.call,
    )


def _parked(program: Program, declared: list[Queue]) -> Iterator[FailedMessage]:
    """A queue that says itself where its messages go."""
    queue = next((queue for queue in declared if queue.has_dead_letters), None)
    if queue is None:
        return
    yield FailedMessage(
        file=program.file,
        lines=program.lines(queue.call),
        columns=program.columns(queue.call),
        statement=program.lines(program.tree.statement_of(queue.call)),
        fate="parked",
        how="refusal",
        queue=program.code(queue.name),
        node=queue.call,
    )


# --- Kafka ---------------------------------------------------------------------------------------


def _rewinds(program: Program) -> Iterator[FailedMessage]:
    """`consumer.seek(partition, record.offset)` after a failure: the same record comes next, and all behind it wait."""
    calls = program.tree.calls_by_name.get("seek", ())
    if not calls or not imports(program, "kafka") or has_a_place_for_them(program):
        return
    for call in calls:
        clause = clause_of(program, call)
        if clause is None or "offset" not in program.code(call).lower():
            continue
        one = Refusal(call, "requeued", clause)
        if is_for_ever(program, one):
            fact = _requeued(program, one, None)
            fact.how, fact.is_ordered = "rewind", True
            yield fact
