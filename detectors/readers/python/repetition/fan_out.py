"""One thread for each item, and pools that are as large as what they work on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import FanOut, Request
from detectors.judging.repeating import is_short
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.things import Function, Made
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.cardinality import may_be_many
from detectors.readers.python.repetition.concurrency_limits import may_hold_back
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

_POOL = "concurrent.futures.ThreadPoolExecutor()"


class _Start(NamedTuple):
    """What starts threads, what they run, what they are started for."""

    at: nodes.Call
    work: nodes.BaseExpression
    over: nodes.BaseExpression
    is_endless: bool = False


def fan_outs(
    program: Program, contexts: Contexts, requests: dict[nodes.Call, Request]
) -> Iterator[FanOut]:
    """Those of a file whose threads make requests, in the order of the source."""
    for call in program.tree.calls:
        for invocation in program.named(call):
            if invocation.name == "threading.Thread":
                start = _of_a_loop(program, contexts, call)
            elif invocation.name in {f"{_POOL}.map", f"{_POOL}.submit"} and invocation.owner:
                start = _of_a_pool(program, call, invocation.owner)
            else:
                continue
            if start is not None:
                yield from _fact(program, start, requests)


def _of_a_loop(program: Program, contexts: Contexts, call: nodes.Call) -> _Start | None:
    """`for url in urls: Thread(target=fetch, args=(url,)).start()`, in no other loop."""
    work = program.evaluator.arguments(call).get(1, "target")
    loops = [one for one in contexts.of(call).loops if _is_around(program, one.node, call)]
    if work is None or len(loops) != 1:
        return None
    if is_short(loops[0]) and not isinstance(loops[0].node, nodes.While):
        return None
    match loops[0].node:
        case nodes.While(body=body) if not _joins(program, body):
            given = program.evaluator.arguments(call).get(3, "args")
            taken = _taken(program, body, given) if given is not None else None
            return _Start(call, work, taken, is_endless=True) if taken is not None else None
        case nodes.For(iter=over, body=body) if not _joins(program, body):
            return _Start(call, work, over)
        case nodes.ListComp(for_in=nodes.CompFor(iter=over, ifs=[])):
            return _Start(call, work, over)
    return None


_TAKES = frozenset(
    {
        "get",
        "get_nowait",
        "receive",
        "receive_message",
        "poll",
        "pop",
        "popleft",
        "lpop",
        "rpop",
        "blpop",
        "brpop",
    }
)
"""Methods that give the next message."""


def _taken(
    program: Program, body: Node, given: nodes.BaseExpression
) -> nodes.BaseExpression | None:
    """`message = queue.get()`, and the thread is given the message."""
    wanted = names_in(program.tree, given)
    for inner in program.tree.walk(body):
        if not isinstance(inner, nodes.Assign):
            continue
        value = inner.value.expression if isinstance(inner.value, nodes.Await) else inner.value
        named = {name for one in inner.targets for name in names_in(program.tree, one.target)}
        if isinstance(value, nodes.Call) and last_name(value.func) in _TAKES and named & wanted:
            return value.func.value if isinstance(value.func, nodes.Attribute) else None
    return None


def _is_around(program: Program, loop: Node, call: Node) -> bool:
    return any(parent is loop for parent in program.tree.ancestors(call))


def _joins(program: Program, body: Node) -> bool:
    """It waits for each of them, or asks how many run."""
    return any(
        isinstance(inner, nodes.Call)
        and last_name(inner.func) in {"join", "active_count", "is_alive", "wait", "enumerate"}
        for inner in program.tree.walk(body)
    )


def _of_a_pool(program: Program, call: nodes.Call, pool: Made) -> _Start | None:
    """`with ThreadPoolExecutor(max_workers=len(urls)) as pool: pool.map(fetch, urls)`."""
    size = program.arguments_of(pool).get(0, "max_workers")
    if pool.call is None or not call.args:
        return None
    match size:
        case nodes.Call(args=[nodes.Arg(value=over)]) if dotted(size.func) == "len":
            if may_be_many(program, over):
                return _Start(pool.call, call.args[0].value, over)
    return None


def _fact(program: Program, start: _Start, requests: dict[nodes.Call, Request]) -> Iterator[FanOut]:
    around = program.tree.function_of(start.at)
    things = program.evaluator.things(start.work)
    if around is None or len(things) != 1 or not isinstance(things[0], Function):
        return
    work = things[0].node
    inner = [request for call, request in requests.items() if _is_in(program, call, work)]
    is_pool = last_name(start.at.func) != "Thread"
    sleeps = start.is_endless and any(
        isinstance(one, nodes.Call) and dotted(one.func) in {"time.sleep", "sleep"}
        for one in program.tree.walk(work.body)
    )
    if not (inner or sleeps) or may_hold_back(
        program, around, inner, is_pool=is_pool, is_endless=start.is_endless
    ):
        return
    yield FanOut(
        file=program.file,
        lines=program.lines(start.at),
        columns=program.columns(start.at),
        statement=program.lines(program.tree.statement_of(start.at)),
        span=program.lines(around),
        kind="pool" if is_pool else "messages" if start.is_endless else "threads",
        items=program.code(start.over),
        work=program.lines(work),
        requests=inner,
        node=start.at,
    )


def _is_in(program: Program, call: nodes.Call, function: Node) -> bool:
    """It stands in the function, or in one that this calls."""
    around = program.tree.function_of(call)
    if around is function:
        return True
    sites = program.evaluator.sites(around) if isinstance(around, nodes.FunctionDef) else []
    return any(program.tree.function_of(site) is function for site in sites)
