"""Calls by which a consumer refuses a message on which it has failed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from detectors.readers.python.control.catches import caught
from detectors.readers.python.messaging.dead_letters import code_of
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import listed, words

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
EVERYTHING = frozenset({"Exception", "BaseException"})
_FAILED = listed("err error errors exc exception failed failure")
_SUCCEEDED = listed("ok okay success successful succeeded processed handled done")
"""Words of a name that says how the work has gone."""


@dataclass(eq=False)
class Refusal:
    """A message that is put back or dropped because its consumer has failed on it."""

    call: nodes.Call
    fate: Fate
    clause: Clause | None = None
    """None for `async with message.process()`, which refuses by itself, and where a name says that the work has failed."""
    at: nodes.Call | None = None
    """Where it is refused, if that is a helper which the clause calls."""


def refusal(program: Program, call: nodes.Call) -> Refusal | None:
    name = last_name(call.func)
    if name == "process":
        return _processed(program, call)
    fate = _fate(program, call, name)
    if fate is None:
        return None
    clause = clause_of(program, call)
    if clause is not None or (fate == "requeued" and _is_told_by_a_name(program, call)):
        return Refusal(call, fate, clause)
    return _by_a_helper(program, call, fate)


def _is_told_by_a_name(program: Program, call: nodes.Call) -> bool:
    """`error = work(body)`, and `if error: channel.basic_nack(tag)`: what has failed is put back, whatever it was."""
    suite: nodes.Node = program.tree.statement_of(call)
    while not isinstance(suite, nodes.IndentedBlock | nodes.Module):
        suite = suite.parent
    match suite.parent:
        case nodes.If(test=nodes.Name(value=name), body=body) if body is suite:
            return bool(_FAILED & set(words(name)))
        case nodes.If(
            test=nodes.UnaryOperation(operator=nodes.Not(), expression=nodes.Name(value=name)),
            body=body,
        ) if body is suite:
            return bool(_SUCCEEDED & set(words(name)))
        case nodes.Else(parent=nodes.If(test=nodes.Name(value=name))):
            return bool(_SUCCEEDED & set(words(name)))
    return False


def _by_a_helper(program: Program, call: nodes.Call, fate: Fate) -> Refusal | None:
    """`except Exception: self.refuse(tag)`: a function of the file that does nothing else for a message."""
    around = program.tree.definition_of(call)
    if around is None or any(
        isinstance(inner, nodes.If | nodes.Try) and inner in program.tree.ancestors(call)
        for inner in program.tree.walk(around.body)
    ):
        return None
    for site in program.evaluator.callers(around):
        clause = clause_of(program, site)
        if clause is not None:
            return Refusal(site, fate, clause, at=call)
    return None


def _fate(program: Program, call: nodes.Call, name: str) -> Fate | None:
    """What becomes of the message; None where the call is no refusal, or it cannot be told."""
    match name:
        case "basic_nack":
            place, default = 2, True
        case "basic_reject" if not (
            imports(program, "aio_pika") or imports(program, "kombu") or imports(program, "others")
        ):
            place, default = 1, True
        case "basic_reject":
            place, default = 1, False
        case "nak" if imports(program, "nats") and _is_made_here(program):
            return "requeued"
        case _:
            known = next(
                (
                    one
                    for (sdk, of), one in _DEFAULTS.items()
                    if of == name and imports(program, sdk)
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


def imports(program: Program, sdk: str) -> bool:
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
    if not isinstance(item, nodes.WithItem) or not imports(program, "aio_pika"):
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
        and is_broad(program, part)
        and not any(isinstance(inner, nodes.Raise) for inner in program.tree.walk(part.body))
        for part in program.tree.walk(block.body)
    )


def clause_of(program: Program, call: nodes.Call) -> Clause | None:
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


def is_broad(program: Program, clause: Clause) -> bool:
    names = {name.rpartition(".")[2] for name in caught(program, clause)}
    return not names or bool(names & EVERYTHING)
