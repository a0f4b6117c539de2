"""Consumers and handlers that say that they have taken something, before or after they have worked on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from detectors.facts import Acknowledgement
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.messaging.acked_failures import (
    acknowledges_a_failure,
    leaves_quietly,
)
from detectors.readers.python.messaging.consumer_loops import (
    READS,
    TELLS,
    commits_offsets,
    is_said_before_work,
    works_on,
)
from detectors.readers.python.messaging.queue_pops import POPS, pops_before_work
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import listed

_CONSUMES = frozenset({"basic_consume", "basic_get", "consume"})
_FOR_ITSELF = re.compile(
    r"(?i)(?:exclusive|auto_delete)\s*=\s*True|x-expires|callback_queue|queue_declare\(\s*(?:queue\s*=\s*)?[\"']{2}"
)
"""In a function or class whose queue is its own: it goes when the consumer does."""
_FOR_ANSWERS = re.compile(r"(?i)reply|correlation|rpc|respon|answer")
"""In a function that waits for answers, which nobody sends again."""
_KEEPS = listed("""
    save create insert insert_one insert_many execute executemany commit add put put_item put_object enqueue store
    keep persist record get_or_create update_or_create bulk_create send_message publish delay apply_async take
    write upsert xadd lpush rpush set send_task
""")
"""Names of calls after which what was sent is no longer in memory alone."""
_STARTS = frozenset(
    {"add_task", "create_task", "ensure_future", "submit", "run_in_executor", "Thread"}
)
_ENDS = frozenset(
    {"flush", "close", "shutdown", "send_header", "end_headers", "log_message", "encode"}
)
_BROKERS = ("google.cloud", "aio_pika", "kombu", "nats", "aiormq", "stomp", "pika")
_COMPLETES = frozenset({"basic_ack", "complete_message", "acknowledge"})
_QUEUES = frozenset(
    {
        "queue.Queue",
        "queue.SimpleQueue",
        "queue.PriorityQueue",
        "asyncio.Queue",
        "multiprocessing.Queue",
    }
    | {"asyncio.PriorityQueue", "janus.Queue"}
)
"""What is kept in memory until somebody takes it."""


def acknowledgements(program: Program, contexts: Contexts) -> Iterator[Acknowledgement]:
    """Those of a file, in the order of the source."""
    for call in program.tree.calls:
        name = last_name(call.func)
        if name in _CONSUMES:
            yield from _consumer(program, call)
        elif (name in _STARTS and _is_dropped(program, call)) or (
            name in {"put", "put_nowait", "append"} and _is_put_aside(program, call)
        ):
            yield from _started(program, contexts, call)
        elif name in _COMPLETES or (name == "ack" and not call.args and _has_a_broker(program)):
            if acknowledges_a_failure(program, call):
                yield _fact(program, call, "always", call)
            elif is_said_before_work(program, call):
                yield _fact(program, call, "first", call)
            else:
                yield from _said(program, call)
        elif name == "commit" and commits_offsets(program, call):
            if is_said_before_work(program, call):
                yield _fact(program, call, "first", call)
        elif name in POPS:
            if pops_before_work(program, call):
                yield _fact(program, call, "popped", call)
        elif name == "delete_message" or (name == "delete" and not call.args):
            if name == "delete_message" and acknowledges_a_failure(program, call):
                yield _fact(program, call, "always", call)
            else:
                yield from _deleted(program, call)
        elif name == "process" and isinstance(call.parent, nodes.WithItem):
            is_left = _has_a_broker(program) and leaves_quietly(program, call.parent)
            if is_left:
                yield _fact(program, call, "always", call)
        elif name == "end_headers":
            yield from _answered(program, contexts, call)


def _answered(program: Program, contexts: Contexts, call: nodes.Call) -> Iterator[Acknowledgement]:
    """`self.send_response(200); self.end_headers()`, and then the work: whoever has sent it goes at once."""
    around = program.tree.function_of(call)
    line = program.tree.statement_of(call).parent
    block = line.parent
    if not isinstance(around, nodes.FunctionDef) or block is not around.body:
        return
    handler = contexts.handler(around)
    statements = [*block.body] if isinstance(block, nodes.IndentedBlock) else []
    for behind in statements[statements.index(line) + 1 :] if line in statements else ():
        for inner in program.tree.walk(behind):
            if isinstance(inner, nodes.Call) and _is_work_of_a_server(inner):
                fact = _fact(program, call, "started", call)
                fact.what = dotted(inner.func)
                fact.handler = handler
                fact.kept = _kept_before(program, call)
                yield fact
                return


def _is_work_of_a_server(call: nodes.Call) -> bool:
    if "wfile" in dotted(call.func):
        return False
    is_a_statement = isinstance(call.parent, nodes.Expr | nodes.Assign | nodes.Await)
    return is_a_statement and last_name(call.func) not in READS | TELLS | _ENDS


def _is_put_aside(program: Program, call: nodes.Call) -> bool:
    """`jobs.put(event)`, where `jobs` is a queue in the memory of this program."""
    around = call.parent.parent if isinstance(call.parent, nodes.Await) else call.parent
    if not isinstance(around, nodes.Expr) or not isinstance(call.func, nodes.Attribute):
        return False
    return any(
        getattr(thing, "maker", "") in _QUEUES
        for thing in program.evaluator.things(call.func.value)
    )


def _fact(
    program: Program,
    call: nodes.Call,
    how: Literal["automatic", "manual", "first", "always", "started", "popped"],
    at: nodes.BaseExpression | nodes.Arg,
) -> Acknowledgement:
    return Acknowledgement(
        file=program.file,
        lines=program.lines(at),
        columns=program.columns(at),
        statement=program.lines(program.tree.statement_of(call)),
        anchors=[program.lines(call)],
        how=how,
        node=call,
    )


def _consumer(program: Program, call: nodes.Call) -> Iterator[Acknowledgement]:
    """`channel.basic_consume(queue, on_message, auto_ack=True)`."""
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value not in {"auto_ack", "no_ack"}:
            continue
        const = program.evaluator.const(argument.value)
        if const is None or not isinstance(const.value, bool):
            continue
        around = [
            parent
            for parent in program.tree.ancestors(call)
            if isinstance(parent, nodes.FunctionDef | nodes.ClassDef)
        ]
        if const.value and around and _FOR_ITSELF.search(program.code(around[-1])):
            continue
        function = program.tree.function_of(call)
        if const.value and function and _FOR_ANSWERS.search(program.code(function)):
            continue
        yield _fact(program, call, "automatic" if const.value else "manual", argument)


def _is_dropped(program: Program, call: nodes.Call) -> bool:
    """Nobody looks at what comes of it: a statement of its own, or a thread that nobody joins."""
    if last_name(call.func) != "Thread":
        return isinstance(call.parent, nodes.Expr) and not _is_waited_for(program, call)
    if not any(one.name == "threading.Thread" for one in program.named(call)):
        return False
    match call.parent:
        case nodes.Attribute(
            attr=nodes.Name(value="start"), parent=nodes.Call(parent=nodes.Expr())
        ):
            return True
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=kept))]):
            around = program.tree.function_of(call)
            called = [
                dotted(one.func)
                for one in (program.tree.walk(around.body) if around else ())
                if isinstance(one, nodes.Call)
            ]
            return f"{kept}.start" in called and f"{kept}.join" not in called
    return False


def _is_waited_for(program: Program, call: nodes.Call) -> bool:
    """`with ThreadPoolExecutor() as pool: pool.submit(...)` goes on when all are done, as a group of tasks does."""
    owner = dotted(call.func).rpartition(".")[0]
    return bool(owner) and any(
        isinstance(parent, nodes.With)
        and any(owner in program.code(item).split() for item in parent.items)
        for parent in program.tree.ancestors(call)
    )


def _started(program: Program, contexts: Contexts, call: nodes.Call) -> Iterator[Acknowledgement]:
    context = contexts.of(call)
    function = context.function
    if function is None or function.handler is None:
        return
    is_put = last_name(call.func) not in _STARTS
    started = call.args[0].value if is_put and call.args else _work(call)
    if started is None:
        return
    fact = _fact(program, call, "started", call)
    fact.what = dotted(started.func if isinstance(started, nodes.Call) else started)
    fact.handler = function.handler
    fact.kept = _kept_before(program, call)
    yield fact


def _work(call: nodes.Call) -> nodes.BaseExpression | None:
    """The function or the coroutine that is started."""
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value in {"target", "func", "fn"}:
            return argument.value
    given = [argument.value for argument in call.args if argument.keyword is None]
    position = 1 if last_name(call.func) in {"run_in_executor", "Thread"} else 0
    return given[position] if len(given) > position else None


def _kept_before(program: Program, call: nodes.Call) -> Lines | None:
    around = program.tree.function_of(call)
    for one in program.tree.walk(around.body) if around else ():
        is_before = isinstance(one, nodes.Call) and program.span(one) < program.span(call)
        if is_before and isinstance(one, nodes.Call) and last_name(one.func) in _KEEPS:
            return program.lines(one)
    return None


def _has_a_broker(program: Program) -> bool:
    return any(name.startswith(_BROKERS) for name in program.tree.imported)


def _said(program: Program, call: nodes.Call) -> Iterator[Acknowledgement]:
    """An acknowledgement as the first thing that a callback does, or in a `finally`."""
    around = program.tree.function_of(call)
    if not isinstance(around, nodes.FunctionDef) or not isinstance(
        around.body, nodes.IndentedBlock
    ):
        return
    for parent in program.tree.ancestors(call):
        if parent is around:
            break
        if isinstance(parent, nodes.Finally):
            yield _fact(program, call, "always", call)
            return
    lines = [line for line in around.body.body if not _is_said_only(line)]
    works = any(
        isinstance(one, nodes.Call) and last_name(one.func) not in TELLS
        for line in lines[1:]
        for one in program.tree.walk(line)
    )
    if works and lines[0] is program.tree.statement_of(call).parent:
        yield _fact(program, call, "first", call)


def _deleted(program: Program, call: nodes.Call) -> Iterator[Acknowledgement]:
    """A message of SQS that is deleted, and then worked on: `sqs.delete_message(...); process(message["Body"])`."""
    loop = next((p for p in program.tree.ancestors(call) if isinstance(p, nodes.For)), None)
    line = program.tree.statement_of(call).parent
    block = line.parent
    if loop is None or not isinstance(block, nodes.IndentedBlock) or line not in block.body:
        return
    if block is not loop.body:
        return
    at = block.body.index(line)
    message = names_in(program.tree, loop.target)
    for before in block.body[:at]:
        if not _only_takes_apart(program, before):
            return
        for inner in program.tree.walk(before):
            if isinstance(inner, nodes.Assign):
                message |= {n for t in inner.targets for n in names_in(program.tree, t.target)}
    if not _is_of_a_queue(program, call, message):
        return
    for behind in block.body[at + 1 :]:
        if any(works_on(program, inner, message) for inner in program.tree.walk(behind)):
            yield _fact(program, call, "first", call)
            return
    if _is_handed_on(program, block.body, message):
        yield _fact(program, call, "first", call)


def _is_handed_on(program: Program, lines: Sequence[nodes.Node], message: set[str]) -> bool:
    """`messages.append(message)` in the loop, and `return messages`: whoever has asked starts its work with it then."""
    for line in lines:
        for inner in program.tree.walk(line):
            match inner:
                case nodes.Call(
                    func=nodes.Attribute(
                        value=nodes.Name(value=kept), attr=nodes.Name(value="append")
                    ),
                    args=[nodes.Arg(value=nodes.Name(value=given))],
                ) if given in message:
                    around = program.tree.function_of(inner)
                    returned = program.tree.returns.get(around, ()) if around else ()
                    return any(dotted(value) == kept for value in returned)
    return False


def _is_of_a_queue(program: Program, call: nodes.Call, taken: set[str]) -> bool:
    """It takes the receipt of the loop's message, or is a method of the message itself."""
    if last_name(call.func) == "delete":
        owner = dotted(call.func).rpartition(".")[0]
        return owner in taken and "receive_messages" in program.source.text.source
    receipts = [a.value for a in call.args if a.keyword and a.keyword.value == "ReceiptHandle"]
    return any(names_in(program.tree, one) & taken for one in receipts)


def _only_takes_apart(program: Program, line: nodes.Node) -> bool:
    """It reads what the message says, or says so to somebody."""
    return not any(
        isinstance(inner, nodes.Raise | nodes.Continue | nodes.Return)
        or (isinstance(inner, nodes.Call) and last_name(inner.func) not in READS | TELLS)
        for inner in program.tree.walk(line)
    )


def _is_said_only(line: nodes.Node) -> bool:
    """A docstring, a line of a log."""
    match line:
        case nodes.SimpleStatementLine(body=[nodes.Expr(value=nodes.Call(func=func))]):
            return last_name(func) in TELLS
        case nodes.SimpleStatementLine(body=[nodes.Expr(value=nodes.SimpleString())]):
            return True
    return False
