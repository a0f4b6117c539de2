"""Queues of RabbitMQ that a file declares, and what it says of the messages that fail in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.readers.python.messaging.dead_letters import code_of
from detectors.readers.python.naming.things import Const, Dictionary
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import listed, words

_DEAD_LETTERS = frozenset({"x-dead-letter-exchange", "x-delivery-limit"})
_OF_ONE_CONSUMER = listed(
    "reply replies response responses answer answers rpc callback callbacks result results temp tmp cache"
)
"""Words of a queue that goes when its consumer does, or whose messages nobody needs then."""
_KOMBU = re.compile(r"(?m)^\s*(?:from|import)\s+kombu\b")


@dataclass(eq=False)
class Queue:
    """`channel.queue_declare("orders", durable=True, arguments={...})`."""

    call: nodes.Call
    name: nodes.BaseExpression
    is_durable: bool
    has_dead_letters: bool
    """Its arguments name an exchange for what is refused, or a limit of deliveries."""
    is_unseen: bool
    """What its arguments say cannot be seen."""


def queues(program: Program) -> list[Queue]:
    """Those that outlive a consumer, in the order of the source."""
    return [queue for call in _declarations(program) if (queue := _queue(program, call))]


def _declarations(program: Program) -> Iterator[nodes.Call]:
    has_kombu = _KOMBU.search(code_of(program)) is not None
    for call in program.tree.calls:
        name = last_name(call.func)
        if (
            name in {"queue_declare", "declare_queue"}
            or (name == "declare" and dotted(call.func).endswith(".queue.declare"))
            or (name == "Queue" and has_kombu)
        ):
            yield call


def _queue(program: Program, call: nodes.Call) -> Queue | None:
    given = program.evaluator.arguments(call)
    name = given.get(0, "queue") or given.keywords.get("name")
    if name is None or _is_empty(program, name):
        return None
    is_kombu = last_name(call.func) == "Queue"
    flags = {
        flag: _is_true(program, given.keywords.get(flag))
        for flag in ("passive", "exclusive", "auto_delete")
    }
    said = set(words(program.code(name))) | set(words(program.evaluator.text(name) or ""))
    if flags["passive"] or flags["exclusive"] or flags["auto_delete"] or said & _OF_ONE_CONSUMER:
        return None
    options = given.keywords.get("queue_arguments" if is_kombu else "arguments")
    keys = _keys(program, options)
    if keys and "x-expires" in keys:
        return None
    return Queue(
        call=call,
        name=name,
        is_durable=_is_durable(program, given.keywords.get("durable"), is_kombu),
        has_dead_letters=bool(keys and keys & _DEAD_LETTERS),
        is_unseen=keys is None or given.has_unseen,
    )


def _is_true(program: Program, value: nodes.BaseExpression | None) -> bool:
    const = program.evaluator.const(value) if value is not None else None
    return bool(const and const.value is True)


def _is_empty(program: Program, name: nodes.BaseExpression) -> bool:
    """The broker names it, and it goes with its consumer; a parameter's default may be replaced."""
    const = program.evaluator.const(name)
    return const is not None and not const.is_default and not const.value


def _is_durable(program: Program, value: nodes.BaseExpression | None, is_by_default: bool) -> bool:
    """It outlives the broker, or somebody may say so."""
    if value is None:
        return is_by_default
    const = program.evaluator.const(value)
    return const is None or const.is_default or bool(const.value)


def _keys(program: Program, value: nodes.BaseExpression | None) -> set[str] | None:
    """The keys of the arguments, those under a condition among them; None if there may be others."""
    found: set[str] = set()
    for thing in program.evaluator.things(value) if value is not None else ():
        match thing:
            case Const(value=None, is_default=False):
                continue
            case Dictionary():
                entries = program.evaluator.dictionaries.entries(thing)
                if entries.has_unseen:
                    return None
                found |= {*entries.known, *entries.uncertain}
            case _:
                return None
    return found


def consumed(program: Program, declared: list[Queue]) -> Queue | None:
    """The one whose messages the file takes; None where it may be another one's that is made elsewhere."""
    named = [_named(call) for call in _consumers(program)]
    names = [name for name in named if name is not None]
    for queue in declared:
        if any(_is_same(program, queue.name, name) for name in names):
            return queue
    if names:
        return None
    for queue in declared:
        if _names_of(program, queue) & {
            owner for owner in map(_owner, _consumers(program)) if owner
        }:
            return queue
    return declared[0] if len(declared) == 1 else None


def _consumers(program: Program) -> Iterator[nodes.Call]:
    for name in ("basic_consume", "basic_get", "consume", "iterator", "Consumer"):
        yield from program.tree.calls_by_name.get(name, ())


def _named(call: nodes.Call) -> nodes.BaseExpression | None:
    """The queue that a consumer names; one of aio_pika is a method of its queue."""
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == "queue":
            return argument.value
    if last_name(call.func) not in {"basic_consume", "basic_get"}:
        return None
    given = [one.value for one in call.args if one.keyword is None]
    return next((one for one in given if not last_name(one).startswith(("on_", "_on_"))), None)


def _is_same(program: Program, one: nodes.BaseExpression, other: nodes.BaseExpression) -> bool:
    texts = program.evaluator.text(one), program.evaluator.text(other)
    if texts[0] is not None and texts[1] is not None:
        return texts[0] == texts[1]
    if _is_of_an_answer(other):
        return True
    return program.code(one) == program.code(other)


def _is_of_an_answer(name: nodes.BaseExpression) -> bool:
    """`result.method.queue`: the name that the broker says in its answer to the declaration."""
    return dotted(name).endswith(".method.queue")


def _owner(call: nodes.Call) -> str:
    return dotted(call.func).rpartition(".")[0]


def _names_of(program: Program, queue: Queue) -> set[str]:
    """The names that what is declared is bound to."""
    statement = program.tree.statement_of(queue.call)
    if not isinstance(statement, nodes.Assign):
        return set()
    return {dotted(target.target) for target in statement.targets} - {""}
