"""Except clauses: what they catch, and what comes of it."""

from __future__ import annotations

from typing import Literal

from detectors.facts import Catch
from detectors.readers.python.naming.things import Items, Ref
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import body_of, descendants, dotted, last_name
from detectors.vocabulary.names import listed, words

Outcome = Literal["raises", "returns", "continues", "passes", "exits", "logs", "unknown"]

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit"})
_SUPPRESS = "contextlib.suppress"
_LOGS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"}
)


def catch(program: Program, handler: nodes.ExceptHandler | nodes.ExceptStarHandler) -> Catch:
    return Catch(
        file=program.file,
        lines=program.lines(handler),
        columns=program.columns(handler),
        statement=program.lines(handler),
        catches=caught(program, handler),
        kinds=_kinds(program, handler),
        outcome=outcome(program, handler.body),
        is_final=(is_final := _is_final(program, handler.body)),
        returned=_returned(program, handler.body) if is_final else "",
        node=handler,
    )


def suppressed(program: Program, item: nodes.WithItem) -> Catch | None:
    """`with suppress(HTTPError):` passes over what it names; None for every other context."""
    call = item.item
    if not isinstance(call, nodes.Call) or program.evaluator.ref(call.func) != _SUPPRESS:
        return None
    return Catch(
        file=program.file,
        lines=program.lines(item),
        columns=program.columns(item),
        statement=program.lines(item),
        catches=tuple(program.evaluator.ref(a.value) or dotted(a.value) for a in call.args),
        outcome="passes",
        node=item,
    )


def caught(
    program: Program, handler: nodes.ExceptHandler | nodes.ExceptStarHandler
) -> tuple[str, ...]:
    """Qualified names of the exceptions; empty for everything."""
    if handler.type is None:
        return ()
    names: list[str] = []
    for thing in program.evaluator.things(handler.type):
        if isinstance(thing, Items):
            names += [
                program.evaluator.ref(e.value) or dotted(e.value) for e in thing.node.elements
            ]
        elif isinstance(thing, Ref):
            names.append(thing.name)
        else:
            names.append(dotted(handler.type) or "unknown")
    return tuple(names) or (dotted(handler.type) or "unknown",)


_EVERYTHING = frozenset({"Exception", "BaseException"})


def catches_all(program: Program, handler: nodes.ExceptHandler | nodes.ExceptStarHandler) -> bool:
    """A clause for whatever may go wrong."""
    names = caught(program, handler)
    return not names or bool(_EVERYTHING & {*names})


def deals_with_failures(program: Program, suite: nodes.BaseSuite) -> bool:
    """`while True: try: ... except Exception: ...` too; what stands before it cannot fail."""
    statements = body_of(suite)
    for one in statements:
        match one:
            case nodes.If(orelse=None) if one is statements[-1]:
                return deals_with_failures(program, one.body)
            case nodes.Try():
                return any(catches_all(program, handler) for handler in one.handlers)
            case nodes.While() | nodes.With() | nodes.For():
                return deals_with_failures(program, one.body)
            case nodes.Expr(value=nodes.Call(func=func)) if last_name(func) not in {
                "debug",
                "info",
                "print",
            }:
                return False
            case nodes.Raise() | nodes.Return():
                return False
    return False


def _kinds(
    program: Program, handler: nodes.ExceptHandler | nodes.ExceptStarHandler
) -> frozenset[str]:
    """The kinds of failure among them, as far as they are known."""
    found: set[str] = set()
    for thing in program.evaluator.things(handler.type) if handler.type is not None else ():
        found |= program.failures(thing) or set()
    return frozenset(found)


def outcome(program: Program, suite: nodes.BaseSuite) -> Outcome:
    """What a clause ends in; only the last statement and calls before it are looked at."""
    statements = [s for s in body_of(suite) if not _is_docstring(s)]
    if not statements:
        return "passes"
    match statements[-1]:
        case nodes.Raise():
            return "raises"
        case nodes.Return():
            return "returns"
        case nodes.Continue() | nodes.Break():
            return "continues"
    kinds = {_kind(program, statement) for statement in statements}
    if "exits" in kinds:
        return "exits"
    if kinds == {"passes"}:
        return "passes"
    return "logs" if kinds <= {"logs", "passes"} else "unknown"


def _is_final(program: Program, suite: nodes.BaseSuite) -> bool:
    """It only writes to a log, passes or returns what is known already."""
    return all(
        _is_docstring(one)
        or _kind(program, one) in {"passes", "logs"}
        or (
            isinstance(one, nodes.Return)
            and not any(isinstance(inner, nodes.Call) for inner in descendants(one))
        )
        for one in body_of(suite)
    )


def _returned(program: Program, suite: nodes.BaseSuite) -> str:
    last = body_of(suite)[-1]
    value = last.value if isinstance(last, nodes.Return) else None
    return program.code(value) if value is not None else ""


def _kind(program: Program, statement: nodes.Node) -> Outcome:
    if isinstance(statement, nodes.Pass):
        return "passes"
    call = statement.value if isinstance(statement, nodes.Expr) else None
    if isinstance(call, nodes.Await):
        call = call.expression
    if isinstance(call, nodes.Ellipsis):
        return "passes"
    if isinstance(call, nodes.Call):
        if last_name(call.func) == "debug":
            return "passes"  # in production nobody reads it
        if program.evaluator.ref(call.func) in _EXITS:
            return "exits"
        if is_said(call) or said_by_its_name(call) is not None:
            return "logs"
    return "unknown"


def is_said(call: nodes.Call) -> bool:
    """It is written to a log, or to the screen."""
    return last_name(call.func) in _LOGS


_DOES_MORE = listed("in on out off raise reraise exit quit die abort notify alert send")
"""Words of functions that do not only write something down, though they begin so: `log_in()`, `log_and_exit()`."""


def said_by_its_name(call: nodes.Call) -> Literal["log", "screen"] | None:
    """`log_error(...)`, `self._log_failure(...)`, `echo_warning(...)`, `sys.stderr.write(...)`."""
    if dotted(call.func) in {"sys.stderr.write", "sys.stdout.write"}:
        return "screen"
    first, *others = words(last_name(call.func)) or [""]
    if _DOES_MORE & {*others}:
        return None
    match first:
        case "log" | "fatal":
            return "log"
        case "echo" | "print":
            return "screen"
    return None


def _is_docstring(statement: nodes.Node) -> bool:
    return isinstance(statement, nodes.Expr) and isinstance(statement.value, nodes.SimpleString)
