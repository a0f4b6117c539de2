"""Loops that take a message, say that it is done, and then work on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, given, last_name
from detectors.vocabulary.names import listed, words

TELLS = listed("print debug info warning error exception log loads decode")
READS = listed(
    "loads get str int float len dict decode b64decode model_validate parse_obj from_json json append"
)
"""Calls by which a message is taken apart."""
_TAKES = frozenset({"poll", "getone", "getmany", "consume", "receive", "fetch", "next"})
"""Methods that give the next message to a `while True:`."""
_CONSUMERS = ("kafka.", "confluent_kafka.", "aiokafka.")


def commits_offsets(program: Program, call: nodes.Call) -> bool:
    """`consumer.commit()`, where the consumer is one of Kafka."""
    return any(
        one.name.startswith(_CONSUMERS) and one.name.endswith("Consumer().commit")
        for one in program.named(call)
    )


def is_said_before_work(program: Program, call: nodes.Call) -> bool:
    """The statement is one of the loop's own, nothing is done for the message before it, and something is behind it."""
    line = program.tree.statement_of(call).parent
    block = line.parent
    loop = block.parent
    if not isinstance(block, nodes.IndentedBlock) or line not in block.body:
        return False
    match loop:
        case nodes.For() if loop.body is block:
            message = names_in(program.tree, loop.target)
        case nodes.While() if loop.body is block:
            message = {*_taken(program, block.body)}
        case _:
            return False
    at = block.body.index(line)
    before, behind = block.body[:at], block.body[at + 1 :]
    message |= {*_made_of(program, before, message)}
    if not message or any(_has_work(program, one, message, kept=False) for one in before):
        return False
    message |= {*_made_of(program, behind, message)}
    return any(_has_work(program, one, message, kept=True) for one in behind)


def _taken(program: Program, body: Sequence[Node]) -> Iterator[str]:
    for line in body:
        for part in program.tree.walk(line):
            bound = given(part)
            value = bound[1] if bound else None
            if isinstance(value, nodes.Await):
                value = value.expression
            if bound and isinstance(value, nodes.Call) and last_name(value.func) in _TAKES:
                yield from names_in(program.tree, bound[0])


def _made_of(program: Program, lines: Sequence[Node], message: set[str]) -> Iterator[str]:
    """Names that hold something of the message."""
    found = set(message)
    for line in lines:
        for part in program.tree.walk(line):
            bound = given(part)
            if isinstance(part, nodes.For):
                bound = part.target, part.iter
            if bound and names_in(program.tree, bound[1]) & found:
                found |= names_in(program.tree, bound[0])
    yield from found - message


def _has_work(program: Program, line: Node, message: set[str], *, kept: bool) -> bool:
    return any(works_on(program, part, message, kept=kept) for part in program.tree.walk(line))


def works_on(program: Program, inner: Node, message: set[str], *, kept: bool = True) -> bool:
    """A call of something for the message, whose loss somebody would notice; of any if not `kept`."""
    if not isinstance(inner, nodes.Call):
        return False
    if kept and not isinstance(inner.parent, nodes.Expr | nodes.Assign | nodes.Await):
        return False
    name = last_name(inner.func)
    is_work = name not in READS | TELLS and not {"log", "metric", "count", "track"} & set(
        words(name)
    )
    return is_work and any(names_in(program.tree, one.value) & message for one in inner.args)
