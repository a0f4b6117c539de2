"""What comes of a message that is refused: it comes again for ever, or is nowhere any more."""

from __future__ import annotations

from detectors.readers.python.control.catches import caught
from detectors.readers.python.messaging.amqp_queues import Queue
from detectors.readers.python.messaging.dead_letters import counts_deliveries
from detectors.readers.python.messaging.nacks import EVERYTHING, Clause, Refusal
from detectors.readers.python.program import Program, said_by
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import listed, words

_OF_THE_MESSAGE = listed("""
    ValueError KeyError TypeError IndexError AttributeError JSONDecodeError UnicodeDecodeError ValidationError
    DecodeError ParseError
""")
"""Exceptions that come again with the same message."""
_TOLD_APART = listed("""
    permanent fatal reject rejected drop dropped discard discarded skip skipped poison unrecoverable invalid
    malformed validation ignore bad definitive
""")
"""Words of exceptions after which a consumer has decided that the message is not to come again."""
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


def is_for_ever(program: Program, one: Refusal) -> bool:
    """A message that fails every time is put back every time."""
    around = program.tree.definition_of(one.call)
    if counts_deliveries(program, around or one.call):
        return False
    if one.clause is None:
        return around is None or not _sorts_out(program, around)
    if (
        not _works(program, one.clause)
        or not _comes_of_the_message(program, one.clause)
        or _is_chosen(program, one)
    ):
        return False
    return not any(
        isinstance(inner, nodes.Raise)
        or (isinstance(inner, nodes.Call) and last_name(inner.func) in _ENDS)
        for inner in program.tree.walk(one.clause.body)
        if not _is_the_refusal(program, inner, one)
    )


def outermost(program: Program, call: nodes.Call) -> nodes.FunctionDef | None:
    """The function or method around all others: what it takes, it takes from one queue."""
    around = [p for p in program.tree.ancestors(call) if isinstance(p, nodes.FunctionDef)]
    return around[-1] if around else None


def _sorts_out(program: Program, around: nodes.FunctionDef) -> bool:
    """The function has a clause for what is wrong with the message itself, which ends there."""
    return any(
        isinstance(part, nodes.ExceptHandler)
        and _is_of_the_message(program, part)
        and not any(isinstance(inner, nodes.Raise) for inner in program.tree.walk(part.body))
        for part in program.tree.walk(around.body)
    )


def _works(program: Program, clause: Clause) -> bool:
    """What is tried is the work itself, not its acknowledgement."""
    tried = clause.parent
    return isinstance(tried, nodes.Try | nodes.TryStar) and any(
        isinstance(inner, nodes.Call) and last_name(inner.func) not in _TELLS | {"commit"}
        for inner in program.tree.walk(tried.body)
    )


def _is_of_the_message(program: Program, clause: Clause) -> bool:
    """It catches everything, or what the same message will raise again."""
    names = {name.rpartition(".")[2] for name in caught(program, clause)}
    if not names or names & (_OF_THE_MESSAGE | EVERYTHING):
        return True
    return any(said_by(name) == "answer" for name in names)


def _is_the_refusal(program: Program, inner: nodes.Node, one: Refusal) -> bool:
    """`raise Reject(...)` is how a task refuses."""
    return isinstance(inner, nodes.Raise) and inner.exc is one.call


def _comes_of_the_message(program: Program, clause: Clause) -> bool:
    """Everything comes to this clause, what the same message will raise again among it."""
    if not _is_of_the_message(program, clause):
        return False
    tried = clause.parent
    earlier: list[Clause] = []
    if isinstance(tried, nodes.Try | nodes.TryStar):
        earlier = [*tried.handlers[: tried.handlers.index(clause)]]
    return not any(
        name.rpartition(".")[2] in {"Exception", "ValueError"}
        or set(words(name.rpartition(".")[2])) & _TOLD_APART
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


def keeps_nothing(queue: Queue, declared: list[Queue]) -> bool:
    """It outlives the broker, and nothing that is out of sight says where its messages go."""
    return queue.is_durable and not any(one.is_unseen for one in declared)


def is_lost(program: Program, one: Refusal) -> bool:
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
