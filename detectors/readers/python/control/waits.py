"""Waits: sleeps, and calls that hold the thread without being requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.clients.lookup import Known
from detectors.clients.model import Wait as WaitData
from detectors.facts import HOLE, OFF, UNKNOWN, Value, Wait, known
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.awaits import (
    fails_where_it_is_awaited,
    is_awaited,
    is_awaited_otherwise,
)
from detectors.readers.python.control.conditions import conditions
from detectors.readers.python.control.endings import has_said_its_last
from detectors.readers.python.control.neighbours import wait_elsewhere
from detectors.readers.python.control.pauses import is_after_failure
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.things import Ref
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import body_of, dotted, last_name


def waits(program: Program, contexts: Contexts) -> Iterator[Wait]:
    """Every wait of a file, in the order of the source."""
    for call in program.tree.calls:
        for invocation in program.named(call):
            found = program.lookup.wait(invocation.name)
            if found and (
                _returns_at_once(program, call)
                or _lasts_no_time(program, found.item, invocation.arguments)
                or _is_of_another_loop(invocation)
                or _opens_something(program, call)
                or _has_just_started(program, call)
                or (found.item.kind in {"join", "lock"} and _is_of_others(program, call))
                or _has_just_been_killed(program, call)
                or has_said_its_last(program, call)
                or _is_done(program, call)
                or _has_come_to_its_end(program, call)
                or _is_in_memory(program, invocation)
                or _is_for_one_client(program, invocation)
                or _sets_its_connection(program, call)
            ):
                break
            if found:
                yield _wait(program, contexts, call, found, invocation.arguments, invocation.name)
                break
        else:
            for _, position, thing in contexts.handed_over(call):
                found = program.lookup.wait(thing.name) if isinstance(thing, Ref) else None
                if found and isinstance(thing, Ref):
                    given = Arguments.of(call, program.evaluator, skip=position + 1)
                    yield _wait(program, contexts, call, found, given, thing.name, handed_over=True)
            if (wait := wait_elsewhere(program, contexts, call)) is not None:
                yield wait


def _returns_at_once(program: Program, call: nodes.Call) -> bool:
    """`os.waitpid(pid, os.WNOHANG)`, `os.spawnl(os.P_NOWAIT, ...)`, `queue.get(block=False)`, `lock.acquire(False)`, `if not queue.empty()`."""
    if last_name(call.func) == "get" and _has_something(program, call):
        return True
    for argument in call.args:
        keyword = argument.keyword.value if argument.keyword else ""
        if last_name(argument.value) in {"WNOHANG", "P_NOWAIT", "P_NOWAITO", "P_DETACH"}:
            return True
        is_asked = last_name(call.func) == "shutdown" and keyword == "wait"
        if (
            is_asked
            or keyword in {"block", "blocking"}
            or (not keyword and last_name(call.func) in {"get", "acquire", "shutdown"})
        ):
            const = program.evaluator.const(argument.value)
            if const is not None and const.value is False:
                return True
    return False


def _lasts_no_time(program: Program, data: WaitData, arguments: Arguments) -> bool:
    """`cpu_percent()`, `cpu_percent(interval=None)`: a pause of which nobody says how long it is, or that it is none."""
    if data.kind != "sleep" or len(data.seconds) != 1:
        return False
    where = data.seconds[0]
    given = arguments.get(where.position, where.keyword)
    if given is None:
        return not arguments.may_hold(where.position, where.keyword)
    const = program.evaluator.const(given)
    return const is not None and const.value is None


def _opens_something(program: Program, call: nodes.Call) -> bool:
    """`run(["xdg-open", url])`, `run(["cmd", "/c", "start", url])` hand it over to a program and come back."""
    given = call.args[0].value if call.args else None
    if not isinstance(given, nodes.List | nodes.Tuple):
        return False
    said = [program.evaluator.text(one.value) for one in given.elements[:3]]
    return said[:1] in (["xdg-open"], ["open"]) or (
        len(said) == 3 and str(said[0]).startswith("cmd") and said[2] == "start"
    )


def _has_just_started(program: Program, call: nodes.Call) -> bool:
    """`thread.start(); ready.wait()`: the moment until a thread says that it runs."""
    statement = program.tree.statement_of(call)
    line = statement if isinstance(statement, nodes.If) else statement.parent
    block = line.parent
    if last_name(call.func) != "wait" or not isinstance(block, nodes.IndentedBlock):
        return False
    at = next((at for at, one in enumerate(block.body) if one is line), 0)
    before = block.body[max(at - 1, 0) : at]
    return any(
        isinstance(inner, nodes.Call)
        and last_name(inner.func) == "start"
        and not inner.args
        and isinstance(call.func, nodes.Attribute)
        and isinstance(inner.func, nodes.Attribute)
        and program.code(inner.func.value) != program.code(call.func.value)
        for one in before
        for inner in program.tree.walk(one)
    )


_BLOCKS = re.compile(r"(?i)(?<![a-z])block(?:s|ed|ing)?(?![a-z])")
_STARTS = ("start", "submit", "map", "apply_async")


def _is_of_others(program: Program, call: nodes.Call) -> bool:
    """What it waits for has been started elsewhere, or has been told to end: how long it takes cannot be told."""
    name = last_name(call.func)
    if name not in {"shutdown", "join", "result", "exception", "wait", "wait_for"}:
        return False
    begun = [made for start in _STARTS for made in _called(program, call, start)]
    if name == "join" and isinstance(call.func, nodes.Attribute):
        joined = program.code(call.func.value)
        begun = [made for made in begun if program.code(made.value) == joined]
    return name == "shutdown" or not begun or any(_called(program, call, "set"))


def _has_just_been_killed(program: Program, call: nodes.Call) -> bool:
    """`process.kill(); process.wait()`, `os.kill(pid, 9); os.waitpid(pid, 0)`."""
    return last_name(call.func) in {"wait", "waitpid"} and any(_called(program, call, "kill"))


def _is_done(program: Program, call: nodes.Call) -> bool:
    """`if not future.done(): raise Busy`, and then `future.result()`."""
    if last_name(call.func) not in {"result", "exception"} or not isinstance(
        call.func, nodes.Attribute
    ):
        return False
    asked = program.code(call.func.value)
    return any(program.code(one.value) == asked for one in _called(program, call, "done"))


def _has_come_to_its_end(program: Program, call: nodes.Call) -> bool:
    """`if process.poll() is not None: out, err = process.communicate()`."""
    if last_name(call.func) not in {"communicate", "wait"} or not isinstance(
        call.func, nodes.Attribute
    ):
        return False
    asked = f"{program.code(call.func.value)}.poll() is "
    return any(
        f"{asked}not None" in said if one.holds else f"{asked}None" in said
        for one in conditions(program, call)
        for said in [program.code(one.test)]
    )


def _called(program: Program, call: nodes.Call, name: str) -> Iterator[nodes.Attribute]:
    """The methods of this name that the same function calls before."""
    function = program.tree.function_of(call)
    if isinstance(function, nodes.FunctionDef):
        for inner in program.tree.walk(function.body):
            match inner:
                case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value=found)) as method) if (
                    found == name and program.span(inner) < program.span(call)
                ):
                    yield method


def _is_of_another_loop(invocation: Invocation) -> bool:
    """`run_coroutine_threadsafe(work(), loop).result()` is written where no loop, or another, runs."""
    made = invocation.owner.call if invocation.owner else None
    return isinstance(made, nodes.Call) and last_name(made.func) == "run_coroutine_threadsafe"


def _connected(invocation: Invocation) -> nodes.Call | None:
    """The `sqlite3.connect(...)` that a statement of SQLite goes through, if it is one."""
    made = invocation.owner
    while made is not None and made.owner is not None:
        made = made.owner
    is_one = made is not None and made.maker == "sqlite3.connect"
    return made.call if made is not None and is_one else None


def _is_for_one_client(program: Program, invocation: Invocation) -> bool:
    """A row of a file on this machine, in a server that talks over its standard streams: its one client waits for it anyway."""
    is_on_streams = any("stdio" in name.split(".") for name in program.tree.imported)
    return is_on_streams and _connected(invocation) is not None


def _is_in_memory(program: Program, invocation: Invocation) -> bool:
    """`sqlite3.connect(":memory:")`, and its cursors: no file, and nobody else to wait for."""
    made = _connected(invocation)
    return (
        isinstance(made, nodes.Call)
        and len(made.args) > 0
        and program.evaluator.text(made.args[0].value) == ":memory:"
    )


_OF_A_CONNECTION = re.compile(
    r"(?i)\s*pragma\s+(busy_timeout|foreign_keys|synchronous|cache_size|temp_store|mmap_size|query_only"
    r"|case_sensitive_like|recursive_triggers|secure_delete|trusted_schema|threads)\b"
)


def _sets_its_connection(program: Program, call: nodes.Call) -> bool:
    """`db.execute("PRAGMA busy_timeout=5000")` changes what this process keeps, and asks no file."""
    said = program.evaluator.text(call.args[0].value) if call.args else None
    return said is not None and _OF_A_CONNECTION.match(said) is not None


def _has_something(program: Program, call: nodes.Call) -> bool:
    """The queue was asked just before whether it holds anything."""
    if not isinstance(call.func, nodes.Attribute):
        return False
    queue, child = program.code(call.func.value), program.tree.statement_of(call)
    for parent in program.tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.If | nodes.While) and child is not parent.test:
            test = program.code(parent.test)
            if any(f"{queue}.{asked}()" in test for asked in ("empty", "qsize")):
                return True
        child = parent
    return False


def _wait(
    program: Program,
    contexts: Contexts,
    call: nodes.Call,
    found: Known[WaitData],
    arguments: Arguments,
    name: str,
    *,
    handed_over: bool = False,
) -> Wait:
    context = contexts.of(call)
    if handed_over:
        context = contexts.in_thread(call)
    written = dotted(call.func)
    is_plain = isinstance(call.func, nodes.Name) or handed_over or not written
    awaits = is_awaited_otherwise if handed_over else is_awaited
    return Wait(
        file=program.file,
        lines=program.lines(call),
        columns=program.columns(call),
        statement=program.lines(program.tree.statement_of(call)),
        name=name.replace("()", "") if is_plain else written,
        kind=found.item.kind,
        seconds=_seconds(program, found.item, arguments),
        is_async=found.item.io == "async" or awaits(program.tree, call),
        is_after_failure=is_after_failure(program, call),
        is_out_of_a_loop=fails_where_it_is_awaited(program, call),
        is_shown=program.file.is_for_development and _is_said_to_block(program, call),
        command=_command(program, arguments) if found.item.kind == "process" else "",
        context=context,
        node=call,
    )


def _is_said_to_block(program: Program, call: nodes.Call) -> bool:
    """By a comment at it, by the name of its function, or by what stands at the top of that."""
    lines = program.lines(program.tree.statement_of(call))
    said = [program.source.whole.remark(lines, lines)]
    function = program.tree.definition_of(call)
    if function is not None:
        first = body_of(function.body)[0]
        is_text = isinstance(first, nodes.Expr) and isinstance(first.value, nodes.SimpleString)
        said += [function.name.value, program.code(first) if is_text else ""]
    return _BLOCKS.search(" ".join(said)) is not None


def _command(program: Program, arguments: Arguments) -> str:
    """What is given to a shell, or the words of a list."""
    given = arguments.get(0, "args")
    if isinstance(given, nodes.List | nodes.Tuple):
        words = [_word(program, element.value) for element in given.elements]
        return " ".join(HOLE if word is None else word for word in words)
    if given is None:
        return ""
    text = program.evaluator.text(given)
    if text is None and isinstance(given, nodes.IfExp):  # `"cls" if os.name == "nt" else "clear"`
        text = program.evaluator.text(given.body)
    return text or ""


_IMPORTS = frozenset({"import_module", "__import__", "find_spec"})


def _word(program: Program, given: nodes.BaseExpression) -> str | None:
    """A word of a command; of a module that the function imports as well at least that it is a bare name."""
    text = program.evaluator.text(given)
    if text is not None or not isinstance(given, nodes.Name):
        return text
    function = program.tree.definition_of(given)
    is_imported = function is not None and any(
        isinstance(one, nodes.Call)
        and last_name(one.func) in _IMPORTS
        and any(isinstance(a.value, nodes.Name) and a.value.value == given.value for a in one.args)
        for one in program.tree.walk(function.body)
    )
    return given.value if is_imported else None


def _seconds(program: Program, data: WaitData, arguments: Arguments) -> Value:
    for argument in (*data.seconds, *data.timeout):
        given = arguments.get(argument.position, argument.keyword)
        if given is None:
            if arguments.may_hold(argument.position, argument.keyword):
                return UNKNOWN
            continue
        const = program.evaluator.const(given)
        if const is None:
            return program.written(UNKNOWN, given)
        return program.written(OFF if const.value is None else known(const.value), given)
    return OFF if data.timeout else UNKNOWN
