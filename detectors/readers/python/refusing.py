"""Consumers that refuse a message on which they have failed: it is put back, or dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from detectors.facts import FailedMessage
from detectors.names import listed, words
from detectors.readers.python import nodes
from detectors.readers.python.amqp_queues import Queue, consumed, queues
from detectors.readers.python.catches import caught
from detectors.readers.python.dead_letters import code_of, counts_deliveries, has_a_place_for_them
from detectors.readers.python.program import Program, said_by
from detectors.readers.python.syntax import dotted, last_name

Clause = nodes.ExceptHandler | nodes.ExceptStarHandler
Fate = Literal["requeued", "dropped"]

_IMPORT = r"(?m)^\s*(?:from|import)\s+(?:%s)\b"
_SDKS = {
    name: re.compile(_IMPORT % modules)
    for name, modules in {
        "aio_pika": "aio_pika",
        "kombu": "kombu",
        "amqpstorm": "amqpstorm",
        "celery": "celery",
        "kafka": "kafka|confluent_kafka|aiokafka",
        "nats": "nats",
        "others": "aiormq|amqp|aioamqp",
    }.items()
}
_DEFAULTS: dict[tuple[str, str], tuple[int, bool]] = {
    ("aio_pika", "nack"): (1, True),
    ("aio_pika", "reject"): (0, False),
    ("kombu", "reject"): (0, False),
    ("kombu", "requeue"): (9, True),
    ("amqpstorm", "nack"): (0, True),
    ("amqpstorm", "reject"): (0, True),
    ("celery", "Reject"): (1, False),
}
"""(library, method) -> where `requeue` stands, and what holds where it is left out."""
_EVERYTHING = frozenset({"Exception", "BaseException"})
_OF_THE_MESSAGE = listed("""
    ValueError KeyError TypeError IndexError AttributeError JSONDecodeError UnicodeDecodeError ValidationError
    DecodeError ParseError
""")
"""Exceptions that come again with the same message."""
_PASSING = listed("""
    connection connect timeout operational interface keyboard cancelled unavailable temporary transient retryable
    throttled socket broker amqp network rate busy
""")
"""Words of exceptions after which the next attempt may come through."""
_OPEN = listed("open closed is channel connection auto ack no manual processed acked debug")
"""Words of a condition that does not depend on the message: `if channel.is_open`, `if not auto_ack`."""
_ENDS = frozenset({"stop_consuming", "exit", "_exit", "kill", "abort"})
_TELLS = listed("""
    print debug info warning warn error exception critical log str repr type format format_exc print_exc len get
    capture_exception capture_message record_exception set_status add_event inc increment labels observe time
    sleep isinstance getattr hasattr decode dumps join nack reject basic_nack basic_reject basic_ack ack requeue
    Reject super round perf_counter monotonic now utcnow isoformat exc_info add_callback_threadsafe set_tag
""")
"""Names of calls after which the message is nowhere but where it was."""
_TOLD = listed("log logger notify alert metric metrics capture sentry slack stats statsd counter")


@dataclass(eq=False)
class Refusal:
    """A message that is put back or dropped because its consumer has failed on it."""

    call: nodes.Call
    fate: Fate
    clause: Clause | None = None
    """None for `async with message.process()`, which refuses by itself."""
    at: nodes.Call | None = None
    """Where it is refused, if that is a helper which the clause calls."""


def refused(program: Program) -> Iterator[FailedMessage]:
    """One for each queue, as far as they can be told apart."""
    found = [one for call in program.tree.calls if (one := _refusal(program, call))]
    back = [one for one in found if one.fate == "requeued" and _is_for_ever(program, one)]
    yield from _rewinds(program)
    declared = queues(program)
    if has_a_place_for_them(program):
        yield from _parked(program, found, declared)
        return
    taken = consumed(program, declared)
    seen = set()
    for one in back:
        around = program.tree.definition_of(one.call)
        if around not in seen:
            seen.add(around)
            yield _requeued(program, one, taken)
    if not back and taken is not None and _keeps_nothing(taken, declared):
        lost = next(
            (one for one in found if one.fate == "dropped" and _is_lost(program, one)), None
        )
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


def _parked(
    program: Program, found: list[Refusal], declared: list[Queue]
) -> Iterator[FailedMessage]:
    """A queue that says itself where its messages go."""
    queue = next((queue for queue in declared if queue.has_dead_letters), None)
    if queue is None or not found:
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


# --- what refuses --------------------------------------------------------------------------------


def _refusal(program: Program, call: nodes.Call) -> Refusal | None:
    name = last_name(call.func)
    if name == "process":
        return _processed(program, call)
    fate = _fate(program, call, name)
    if fate is None:
        return None
    clause = _clause(program, call)
    if clause is not None:
        return Refusal(call, fate, clause)
    return _by_a_helper(program, call, fate)


def _by_a_helper(program: Program, call: nodes.Call, fate: Fate) -> Refusal | None:
    """`except Exception: self.refuse(tag)`: a function of the file that does nothing else for a message."""
    around = program.tree.definition_of(call)
    if around is None or any(
        isinstance(inner, nodes.If | nodes.Try) and inner in program.tree.ancestors(call)
        for inner in program.tree.walk(around.body)
    ):
        return None
    for site in program.evaluator.callers(around):
        clause = _clause(program, site)
        if clause is not None:
            return Refusal(site, fate, clause, at=call)
    return None


def _fate(program: Program, call: nodes.Call, name: str) -> Fate | None:
    """What becomes of the message; None where the call is no refusal, or it cannot be told."""
    match name:
        case "basic_nack":
            place, default = 2, True
        case "basic_reject" if not (
            _imports(program, "aio_pika")
            or _imports(program, "kombu")
            or _imports(program, "others")
        ):
            place, default = 1, True
        case "basic_reject":
            place, default = 1, False
        case "nak" if _imports(program, "nats") and _is_made_here(program):
            return "requeued"
        case _:
            known = next(
                (
                    one
                    for (sdk, of), one in _DEFAULTS.items()
                    if of == name and _imports(program, sdk)
                ),
                None,
            )
            if known is None or not _may_be_a_message(call, name):
                return None
            place, default = known
    given = program.evaluator.arguments(call)
    if given.may_hold(place, "requeue"):
        return None
    value = given.get(place, "requeue")
    if value is None:
        return "requeued" if default else "dropped"
    if _tells_the_second(program, value):
        return "dropped"
    const = program.evaluator.const(value)
    if const is None or const.is_default or not isinstance(const.value, bool):
        return None
    return "requeued" if const.value else "dropped"


def _imports(program: Program, sdk: str) -> bool:
    return _SDKS[sdk].search(code_of(program)) is not None


def _is_made_here(program: Program) -> bool:
    """JetStream delivers without end unless the consumer is made with a limit, or the message is ended."""
    code = code_of(program)
    return "subscribe(" in code and not re.search(
        r"max_deliver|\.term\(|num_delivered|ack_none", code
    )


def _may_be_a_message(call: nodes.Call, name: str) -> bool:
    """`message.nack()`, not `self.reject(request)`: what is given is no more than a flag."""
    if name == "Reject":
        return True
    owner = dotted(call.func).rpartition(".")[0]
    return bool(owner) and owner not in {"self", "cls"} and len(call.args) <= 2


def _tells_the_second(program: Program, value: nodes.BaseExpression) -> bool:
    """`requeue=not method.redelivered`: once more, and then no more."""
    return (
        isinstance(value, nodes.UnaryOperation)
        and isinstance(value.operator, nodes.Not)
        and last_name(value.expression) == "redelivered"
    )


def _processed(program: Program, call: nodes.Call) -> Refusal | None:
    """`async with message.process():` of aio_pika, which refuses what raises."""
    item = call.parent
    if not isinstance(item, nodes.WithItem) or not _imports(program, "aio_pika"):
        return None
    block = item.parent
    if isinstance(block, nodes.With) and _catches_all_in(program, block):
        return None
    given = program.evaluator.arguments(call)
    options = [given.get(at, name) for at, name in enumerate(("requeue", "reject_on_redelivered"))]
    if given.has_unseen or given.has_star:
        return None
    flags = []
    for value in options:
        const = program.evaluator.const(value) if value is not None else None
        if value is not None and (const is None or const.is_default):
            return None
        flags.append(bool(const and const.value))
    is_back = flags[0] and not flags[1]
    return Refusal(call, "requeued" if is_back else "dropped")


def _catches_all_in(program: Program, block: nodes.With) -> bool:
    """Nothing leaves the block: a clause within catches what fails, and deals with it."""
    return any(
        isinstance(part, nodes.ExceptHandler | nodes.ExceptStarHandler)
        and _is_broad(program, part)
        and not any(isinstance(inner, nodes.Raise) for inner in program.tree.walk(part.body))
        for part in program.tree.walk(block.body)
    )


def _clause(program: Program, call: nodes.Call) -> Clause | None:
    """The except clause that a refusal stands in; none within another, which deals with a failure of its own."""
    found: Clause | None = None
    for parent in program.tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef):
            break
        if isinstance(parent, nodes.ExceptHandler | nodes.ExceptStarHandler):
            if found is not None:
                return None
            found = parent
    return found


# --- what comes of it ----------------------------------------------------------------------------


def _is_for_ever(program: Program, one: Refusal) -> bool:
    """A message that fails every time is put back every time."""
    around = program.tree.definition_of(one.call)
    if counts_deliveries(program, around if around is not None else one.call):
        return False
    if one.clause is None:
        return True
    if not _comes_of_the_message(program, one.clause) or _is_chosen(program, one):
        return False
    return not any(
        isinstance(inner, nodes.Raise)
        or (isinstance(inner, nodes.Call) and last_name(inner.func) in _ENDS)
        for inner in program.tree.walk(one.clause.body)
        if not _is_the_refusal(program, inner, one)
    )


def _is_the_refusal(program: Program, inner: nodes.Node, one: Refusal) -> bool:
    """`raise Reject(...)` is how a task refuses."""
    return isinstance(inner, nodes.Raise) and inner.exc is one.call


def _is_broad(program: Program, clause: Clause) -> bool:
    names = {name.rpartition(".")[2] for name in caught(program, clause)}
    return not names or bool(names & _EVERYTHING)


def _comes_of_the_message(program: Program, clause: Clause) -> bool:
    """Everything comes to this clause, what the same message will raise again among it."""
    names = {name.rpartition(".")[2] for name in caught(program, clause)}
    if names & _OF_THE_MESSAGE or any(said_by(name) == "answer" for name in names):
        return True
    if names and not names & _EVERYTHING:
        return False
    tried = clause.parent
    earlier: list[Clause] = []
    if isinstance(tried, nodes.Try | nodes.TryStar):
        earlier = [*tried.handlers[: tried.handlers.index(clause)]]  # type: ignore[arg-type]
    return all(
        set(words(name.rpartition(".")[2])) & _PASSING
        for other in earlier
        for name in caught(program, other) or ("Exception",)
    )


def _is_chosen(program: Program, one: Refusal) -> bool:
    """A condition within the clause tells which messages are put back."""
    for parent in program.tree.ancestors(one.call):
        if parent is one.clause:
            return False
        if isinstance(parent, nodes.Match | nodes.IfExp):
            return True
        if isinstance(parent, nodes.If):
            asked = set(words(program.code(parent.test))) - {"self", "cls", "not", "and", "none"}
            if not asked <= _OPEN:
                return True
    return False


def _keeps_nothing(queue: Queue, declared: list[Queue]) -> bool:
    """It outlives the broker, and nothing that is out of sight says where its messages go."""
    return queue.is_durable and not any(one.is_unseen for one in declared)


def _is_lost(program: Program, one: Refusal) -> bool:
    """Whatever is refused is written down nowhere."""
    if one.clause is None:
        return True
    return all(
        _only_tells(program, inner)
        for inner in program.tree.walk(one.clause.body)
        if isinstance(inner, nodes.Call)
    )


def _only_tells(program: Program, call: nodes.Call) -> bool:
    name = last_name(call.func)
    if name in _TELLS or set(words(name)) & _TOLD:
        return True
    return _is_a_hook(program, call)


def _is_a_hook(program: Program, call: nodes.Call) -> bool:
    """`if self.on_error is not None: self.on_error(error)`: there is none unless somebody gives one."""
    callee = dotted(call.func)
    return bool(callee) and any(
        isinstance(parent, nodes.If) and callee in program.code(parent.test)
        for parent in program.tree.ancestors(call)
    )


# --- Kafka ---------------------------------------------------------------------------------------


def _rewinds(program: Program) -> Iterator[FailedMessage]:
    """`consumer.seek(partition, record.offset)` after a failure: the same record comes next, and all behind it wait."""
    if not _imports(program, "kafka") or has_a_place_for_them(program):
        return
    for call in program.tree.calls_by_name.get("seek", ()):
        clause = _clause(program, call)
        if clause is None or "offset" not in program.code(call).lower():
            continue
        one = Refusal(call, "requeued", clause)
        if _is_for_ever(program, one):
            fact = _requeued(program, one, None)
            fact.how, fact.is_ordered = "rewind", True
            yield fact
