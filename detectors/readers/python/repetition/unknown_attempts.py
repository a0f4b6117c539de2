"""Loops that repeat a call of which no client's data speaks: what fails is on another machine, by what they catch or say."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import partial

from detectors.facts import Request, Retry, Wait
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.catches import caught
from detectors.readers.python.control.exits import (
    Exits,
    answer_of,
    exits,
    inside,
    is_presence,
    names_in,
)
from detectors.readers.python.naming.things import Class, Function, Ref
from detectors.readers.python.program import NOT_YET, Program
from detectors.readers.python.repetition import retry_loops
from detectors.readers.python.repetition.between_attempts import may_say
from detectors.readers.python.repetition.idle_counters import counts_nothing
from detectors.readers.python.repetition.loop_roles import ROUNDS
from detectors.readers.python.repetition.readiness_waits import says_wait, speaks_of_readiness
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_ATTEMPTS = listed(
    "retry retries retrying retried attempt attempts tries reattempt reconnect reconnecting reconnection again"
)
"""Words by which code says that it does something once more."""
_FAR = listed(
    "connection connect network http https request requests api rate throttling throttled unavailable server"
    " service ssl amqp mqtt smtp imap websocket websockets grpc rpc dns gateway broker endpoint transport socket url"
)
"""Words of an exception that comes from another machine."""
_REACHES = listed(
    "request fetch download upload publish connect reconnect send post notify sendmail deliver subscribe http api"
)
"""Words of a call that reaches another machine."""
_CLIENTS = listed("client api http rest sdk rpc exchange gateway llm bot")
"""Words of an object through which one is reached: `self.client.get_balance()`."""
_SPEAKS_OF_FAR = re.compile(
    r"(?i)(?<![a-z])(?:apis?|https?|network|connections?|servers?|services?|rate.?limit\w*|throttl\w+|remote|requests?|llm)(?![a-z])"
)
"""In the text of a helper that repeats what it is given: that is done on another machine."""
_HERE = frozenset({"subprocess", "queue", "filelock", "portalocker", "sqlite3", "multiprocessing"})
_DEVICES = frozenset(
    {"selenium", "playwright", "pyppeteer", "serial", "usb", "bluetooth", "bleak"}
    | {"pywinauto", "uiautomation", "pygetwindow"}
)
"""Packages of what is on this machine or beside it: processes, files, a browser, a window, a device."""
_RADIO = listed("bluetooth ble gatt serial usb zigbee modbus")
"""Words of an exception that comes from a device beside this machine."""
_IS_THERE = frozenset({"exists", "isfile", "isdir", "is_file", "is_dir", "is_socket"})
_ANYWHERE = frozenset({"OSError", "IOError", "EnvironmentError", "TimeoutError", "timeout"})
"""Last names of exceptions that files and processes raise as well."""
_OF_VALUES = frozenset(
    {"ValueError", "TypeError", "KeyError", "IndexError", "LookupError", "AttributeError", "StateError"}
    | {"AssertionError", "InvalidStateError", "MachineError"}
)  # fmt: skip
"""Last names of exceptions that say that something within the program is not as it has to be, yet."""
_INSIDE = listed("bus emitter signal signals dispatcher pipe queue thread process lock")
"""Words of what a call hands something to within the program."""
_COUNTS = frozenset({"range", "xrange", "count"})
_DEEPEST = 4
"""Helpers that call helpers."""

Loop = nodes.For | nodes.While


def attempts_at_the_unknown(
    program: Program, contexts: Contexts, requests: Iterable[Request], waits: list[Wait]
) -> Iterator[Retry]:
    """The retries that are loops around none of these requests."""
    requests = [*requests]
    seen: set[Node] = {loop.node for request in requests for loop in request.context.loops}
    asking = {program.tree.definition_of(request.node) for request in requests} - {None}
    for handler in program.tree.handlers:
        tried = handler.parent
        loop = _loop_around(program, tried)
        if loop is None or loop in seen or not isinstance(tried, nodes.Try):
            continue
        if _waits_for_something(program, loop):
            continue
        left = _repeated(program, loop, tried, asking)
        if left is None:
            continue
        seen.add(loop)
        fact, context = contexts.loops.of(loop), contexts.of(loop)
        retry = retry_loops.retry(program, fact, left, waits, context, is_probe=False)
        retry.unseen = partial(_is_out_of_sight, program, left.call)
        if retry.covers != frozenset({NOT_YET}):
            fact.role = "attempts"
            yield retry


def _repeated(
    program: Program, loop: Loop, tried: nodes.Try, asking: Collection[Node | None]
) -> Exits | None:
    """How the loop is left after the call in it that reaches another machine; None if there is none."""
    for call in _calls(program, tried.body):
        if _is_for_the_next(program, loop, call) or _is_for_some_turns(program, loop, call):
            continue
        left = exits(program, loop, call)
        is_left = left.on_success if not left.by_body else _takes_any(program, loop, call)
        if is_left and left.handlers and _is_far(program, loop, call, left.handlers, asking):
            return left
    return None


def _is_for_the_next(program: Program, loop: Loop, call: nodes.Call) -> bool:
    """`for i in range(pages): load(url, i * 30)`: each turn asks for something else."""
    if not isinstance(loop, nodes.For) or _ATTEMPTS & {*words(last_name(loop.target))}:
        return False
    targets = names_in(program.tree, loop.target)
    return any(targets & names_in(program.tree, argument.value) for argument in call.args)


def _is_for_some_turns(program: Program, loop: Loop, call: nodes.Call) -> bool:
    """`if is_over: shut_down(); break`: the other turns go on without it."""
    child: Node = call
    for parent in program.tree.ancestors(call):
        if parent is loop:
            return False
        if isinstance(parent, nodes.If) and child is parent.body and parent.orelse is None:
            return True
        child = parent
    return False


def _takes_any(program: Program, loop: Loop, call: nodes.Call) -> bool:
    """`if sent: return`, and nothing else is asked of the answer."""
    tree, answer = program.tree, answer_of(program.tree, call)
    tests = [inner.test for inner in tree.walk(loop.body) if isinstance(inner, nodes.If)]
    asked = [test for test in tests if names_in(tree, test) & answer or inside(tree, call, test)]
    return bool(asked) and all(is_presence(t) and _is_whole(t, call) for t in asked)


def _is_whole(test: nodes.BaseExpression, call: nodes.Call) -> bool:
    """It asks for the answer itself, and not for something in it."""
    asked = test.expression if isinstance(test, nodes.Await) else test
    return asked is call or not isinstance(asked, nodes.Call)


def _loop_around(program: Program, tried: Node) -> Loop | None:
    """The loop that a `try` stands in, if it waits or counts attempts."""
    for parent in program.tree.ancestors(tried):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return None
        if isinstance(parent, nodes.While):
            is_said = bool(_ATTEMPTS & {*words(program.code(parent.test))})
            is_meant = is_said or _waits(program, parent) or _stands_still(program, parent)
            return parent if is_meant else None
        if isinstance(parent, nodes.For):
            if isinstance(parent.iter, nodes.Call) and last_name(parent.iter.func) in _COUNTS:
                named = {*words(last_name(parent.target))}
                if named & ROUNDS:
                    return None
                is_said = bool(_ATTEMPTS & named)
                return parent if is_said or _waits(program, parent) else None
            return None
    return None


def _waits(program: Program, loop: Loop) -> bool:
    return any(
        isinstance(inner, nodes.Call) and last_name(inner.func) == "sleep"
        for inner in program.tree.walk(loop.body)
    )


def _waits_for_something(program: Program, loop: Loop) -> bool:
    """It knocks until something has come up."""
    function = program.tree.definition_of(loop)
    name = function.name.value if function is not None else ""
    asks = words(name)[:1] in (["is"], ["can"], ["has"], ["check"])
    return asks or says_wait(name) or speaks_of_readiness(program, loop)


def _speaks_of_attempts(program: Program, loop: Loop) -> bool:
    for inner in program.tree.walk(loop):
        said = ""
        if isinstance(inner, nodes.Name | nodes.SimpleString | nodes.FormattedStringText):
            said = inner.value
        elif isinstance(inner, nodes.Attribute):
            said = inner.attr.value
        if said and _ATTEMPTS & {*words(said)}:
            return True
    return False


def _calls(program: Program, body: Node) -> Iterator[nodes.Call]:
    """What is called in it by statements of its own, the call of an executor among them."""
    for inner in program.tree.walk(body):
        if not isinstance(inner, nodes.Call) or isinstance(inner.parent, nodes.Arg):
            continue
        if not may_say(inner) and last_name(inner.func) != "sleep":
            yield inner


def _is_far(
    program: Program,
    loop: Loop,
    call: nodes.Call,
    handlers: list[Handler],
    asking: Collection[Node | None],
) -> bool:
    """What fails is on another machine: by the exceptions that are caught, or by what is called once more."""
    if _opens_a_port(call):
        return False
    names = [name for one in handlers for name in caught(program, one)]
    if any(_is_of_the_network(program, name) for name in names):
        return True
    if any(name.partition(".")[0] in _DEVICES for name in names):
        return False
    lasts = [name.rpartition(".")[2] for name in names]
    if any(_RADIO & {*words(last)} for last in lasts) or _OF_VALUES & {*lasts}:
        return False
    if _is_of_a_file(program, loop, call):
        return False
    if _leads_to(program, call, asking):
        return True
    if not _speaks_of_attempts(program, loop):
        return False
    asked = [call, *_handed_over(call)]
    return any(_reaches(program, one) for one in asked) or _is_given(program, call)


def _stands_still(program: Program, loop: Loop) -> bool:
    return isinstance(loop, nodes.While) and counts_nothing(program, loop)


def _leads_to(program: Program, call: nodes.Call, asking: Collection[Node | None]) -> bool:
    """A function of the file is called that makes a request, or calls one that does, whatever becomes of its failure."""
    seen: set[Node] = set()
    calls = [call]
    for _ in range(_DEEPEST):
        called = {function for one in calls for function in _called(program, one)} - seen
        if any(function in asking for function in called):
            return True
        seen |= called
        calls = [
            inner
            for function in called
            for inner in program.tree.walk(function.body)
            if isinstance(inner, nodes.Call)
        ]
    return False


def _called(program: Program, call: nodes.Call) -> list[nodes.FunctionDef]:
    found = [one.node for one in program.evaluator.things(call.func) if isinstance(one, Function)]
    return [one for one in found if isinstance(one, nodes.FunctionDef)]


def _opens_a_port(call: nodes.Call) -> bool:
    """`sock.bind(address)`, `HTTPServer(address, Handler)`: what is in the way is on this machine, as long as it is."""
    name = last_name(call.func)
    return name in {"bind", "listen"} or name.endswith("Server")


def _is_of_a_file(program: Program, loop: Loop, call: nodes.Call) -> bool:
    """`if os.path.exists(COUNTER): counter.connect()`: another process of this machine has to come up."""
    for parent in program.tree.ancestors(call):
        if parent is loop:
            return False
        if isinstance(parent, nodes.If) and any(
            isinstance(inner, nodes.Call) and last_name(inner.func) in _IS_THERE
            for inner in program.tree.walk(parent.test)
        ):
            return True
    return False


def _is_given(program: Program, call: nodes.Call) -> bool:
    """`operation()` in a helper that is told what to repeat, and whose text speaks of other machines."""
    if not isinstance(call.func, nodes.Name):
        return False
    name, around = call.func.value, program.tree.definition_of(call)
    outermost, is_told = around, False
    while around is not None:
        is_told = is_told or name in {one.name.value for one in parameters_of(around)}
        outermost, around = around, program.tree.definition_of(around)
    return (
        is_told
        and outermost is not None
        and _SPEAKS_OF_FAR.search(program.code(outermost)) is not None
    )


def _is_out_of_sight(program: Program, call: nodes.Call) -> bool:
    """No function of the file is called, in which a failure may be sorted."""
    things = program.evaluator.things(call.func)
    return not any(isinstance(thing, Function | Class) for thing in things)


def _is_of_the_network(program: Program, name: str) -> bool:
    package, last = name.partition(".")[0], name.rpartition(".")[2]
    if package in _HERE | _DEVICES or last in _ANYWHERE:
        return False
    kinds = program.failures(Ref(name)) or set()
    return bool(kinds & {"connect", "drop", "429", "5xx"} or _FAR & {*words(last)})


def _handed_over(call: nodes.Call) -> Iterator[nodes.Call]:
    """`run_in_executor(None, lambda: client.notify(...))`."""
    for argument in call.args:
        match argument.value:
            case nodes.Lambda(body=nodes.Call() as inner):
                yield inner


def _reaches(program: Program, call: nodes.Call) -> bool:
    owner = call.func.value if isinstance(call.func, nodes.Attribute) else None
    if owner is not None and _INSIDE & {*words(dotted(owner) or last_name(owner))}:
        return False
    is_client = owner is not None and bool(_CLIENTS & {*words(dotted(owner))})
    if not is_client and not _REACHES & {*words(last_name(call.func))}:
        return False
    return not any(
        isinstance(thing, Ref)
        and thing.name.partition(".")[0] in sys.stdlib_module_names | _DEVICES
        for thing in program.evaluator.things(call.func)
    )
