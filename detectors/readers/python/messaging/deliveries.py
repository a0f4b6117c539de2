"""Functions that are handed events which may come twice, and do something each time that adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from detectors.facts import Delivery, Handler
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.messaging.deduplication import (
    additions,
    may_recognise,
    parts_of,
    reached,
    refusing,
)
from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name, parameters_of

_Source = Literal["webhook", "queue", "records", "task"]


class _Intake(NamedTuple):
    """A function, what delivers to it, and the names under which it has what is delivered."""

    node: nodes.FunctionDef
    source: _Source
    names: set[str]
    handler: Handler | None = None


def deliveries(program: Program, contexts: Contexts) -> Iterator[Delivery]:
    """Those of a file, in the order of the source."""
    for node in program.tree.functions:
        intake = _of_a_handler(program, contexts, node) or _of_a_loop(program, node)
        if intake is not None and (fact := _fact(program, contexts, intake)) is not None:
            yield fact


def _of_a_handler(program: Program, contexts: Contexts, node: nodes.FunctionDef) -> _Intake | None:
    handler = contexts.handler(node)
    if handler is None:
        return None
    names = {p.name.value for p in parameters_of(node)} - {"self", "cls"}
    match handler.kind:
        case "webhook":
            return _Intake(node, "webhook", names, handler)
        case "lambda" if "Records" in program.code(node):
            return _Intake(node, "records", names, handler)
        case "consumer" if handler.redelivers.value is True:
            return _Intake(node, "queue", names, handler)
        case "task" if any("acks_late=True" in program.code(d) for d in node.decorators):
            return _Intake(node, "task", names, handler)
    return None


def _of_a_loop(program: Program, node: nodes.FunctionDef) -> _Intake | None:
    """`for message in consumer`, `for message in queue.receive_messages()`, `consumer.poll()`."""
    names: set[str] = set()
    for part in program.tree.walk(node.body):
        match part:
            case nodes.For(target=target, iter=over) if _takes_messages(program, node, over):
                names |= names_in(program.tree, target)
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=target)], value=nodes.Call() as call
            ):
                if last_name(call.func) == "poll" and _is_a_consumer(program, call):
                    names |= names_in(program.tree, target)
    return _Intake(node, "queue", names) if names else None


def _takes_messages(program: Program, node: nodes.FunctionDef, over: nodes.BaseExpression) -> bool:
    match over:
        case nodes.Call(func=func) if last_name(func) == "receive_messages":
            return True
        case nodes.Call(
            func=nodes.Attribute(attr=nodes.Name(value="get"), value=answer), args=[key, *_]
        ):
            return _is_of_a_queue(program, node, answer, key.value)
        case nodes.Subscript(
            value=answer, slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))]
        ):
            return _is_of_a_queue(program, node, answer, key)
    return any(
        isinstance(thing, Made) and thing.name == "kafka.KafkaConsumer()"
        for thing in program.evaluator.things(over)
    )


def _is_of_a_queue(
    program: Program,
    node: nodes.FunctionDef,
    answer: nodes.BaseExpression,
    key: nodes.BaseExpression,
) -> bool:
    """`answer["Messages"]` of a `receive_message(...)`."""
    if program.evaluator.text(key) != "Messages":
        return False
    return any(
        program.tree.function_of(call) is node
        for call in program.tree.calls_by_name.get("receive_message", ())
    )


def _is_a_consumer(program: Program, call: nodes.Call) -> bool:
    imported = program.source.text.source
    return "confluent_kafka" in imported and "Consumer" in imported


def _fact(program: Program, contexts: Contexts, intake: _Intake) -> Delivery | None:
    functions = reached(program, intake.node)
    effects = additions(program, functions)
    if not effects:
        return None
    parts = parts_of(program, functions, intake.names)
    refused = refusing(program, parts)
    if refused is None and may_recognise(program, parts, effects):
        return None
    effect = effects[0]
    return Delivery(
        file=program.file,
        lines=contexts.header(intake.node),
        columns=program.columns(intake.node),
        span=program.lines(intake.node),
        source=intake.source,
        effect=effect.kind,
        text=program.code(effect.node),
        at=program.lines(effect.node),
        handler=intake.handler,
        refused=refused,
        node=intake.node,
    )
