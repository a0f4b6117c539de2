"""What an except clause does with a failure besides going on: it writes to a log, or shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from detectors.readers.python.control.catches import is_said, said_by_its_name
from detectors.readers.python.control.success_reports import called
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, last_name

Tone = Literal["nothing", "screen", "log", "trace"]
"""Where a clause leaves a word of a failure: nowhere that is read in production, on the screen, in the log, or in the log with its trace."""

_LOUD = frozenset({"warning", "warn", "error", "exception", "critical", "fatal", "log"})
_PEOPLE = frozenset({"st", "streamlit", "messages", "messagebox", "ui", "toast", "sg", "gr"})
"""Modules by which whoever has asked is told on the screen: `st.error("...")`."""
_ECHOES = frozenset({"echo", "secho"})
_SHOWN = _ECHOES | {"print_exc", "print_exception"}


def plain(statements: Sequence[Node]) -> list[Node]:
    """Without docstrings and `pass`."""
    return [
        one
        for one in statements
        if not isinstance(one, nodes.Pass)
        and not (
            isinstance(one, nodes.Expr)
            and isinstance(one.value, nodes.SimpleString | nodes.Ellipsis)
        )
    ]


def only_says(statement: Node) -> bool:
    """It writes to a log or goes on: nothing of the failure is kept."""
    if isinstance(statement, nodes.Continue):
        return True
    if isinstance(statement, nodes.If):
        return all(map(only_says, _branches(statement)))
    call = called(statement)
    if call is None or _tells_a_person(call):
        return False
    return is_said(call) or last_name(call.func) in _SHOWN or said_by_its_name(call) is not None


def _tells_a_person(call: nodes.Call) -> bool:
    first, *others = dotted(call.func).split(".")
    return first in _PEOPLE or "QMessageBox" in (first, *others)


def _branches(statement: nodes.If) -> Iterator[Node]:
    """The statements of all branches."""
    yield from plain(body_of(statement.body))
    match statement.orelse:
        case nodes.If() as other:
            yield from _branches(other)
        case nodes.Else(body=body):
            yield from plain(body_of(body))


def is_loud(statement: Node) -> bool:
    call = called(statement)
    return call is not None and (last_name(call.func) in _LOUD or said_by_its_name(call) == "log")


def echoes(statement: Node) -> bool:
    call = called(statement)
    return call is not None and last_name(call.func) in _ECHOES


def tone(program: Program, clause: nodes.ExceptHandler | nodes.ExceptStarHandler) -> Tone | None:
    """How loudly it speaks of the failure; None where it does more with it than that."""
    statements = plain(body_of(clause.body))
    if statements and _leaves(statements[-1]):
        statements = statements[:-1]
    if not all(only_says(one) or _is_beside(one) for one in statements):
        return None
    return (
        None if any(_is_kept(program, clause, one) for one in statements) else tone_of(statements)
    )


def tone_beside_pauses(clause: nodes.ExceptHandler | nodes.ExceptStarHandler) -> Tone | None:
    """The same of one that waits besides; None where it does not wait, or does more than that."""
    statements = plain(body_of(clause.body))
    rest = [one for one in statements if not is_a_pause(one)]
    if len(rest) == len(statements) or not all(map(only_says, rest)):
        return None
    return tone_of(rest)


def is_a_pause(statement: Node) -> bool:
    """`time.sleep(1)`, `await asyncio.sleep(delay)`, `self._stop.wait(5)`."""
    call = called(statement)
    return call is not None and last_name(call.func) in {"sleep", "wait"}


def tone_of(statements: Sequence[Node]) -> Tone:
    """The same of statements that do no more than to speak."""
    calls = [one for s in statements for one in descendants(s) if isinstance(one, nodes.Call)]
    if any(map(_is_traced, calls)):
        return "trace"
    names = {last_name(one.func) for one in calls}
    told = {said_by_its_name(one) for one in calls}
    if names & _LOUD or "info" in names or "log" in told:
        return "log"
    return "screen" if names & ({"print"} | _SHOWN) or "screen" in told else "nothing"


def _leaves(statement: Node) -> bool:
    call = called(statement)
    return isinstance(statement, nodes.Return | nodes.Break) or (
        call is not None and ends_well(call)
    )


def _is_beside(statement: Node) -> bool:
    """It makes the text that is written, or imports what writes it."""
    match statement:
        case nodes.Import() | nodes.ImportFrom():
            return True
        case nodes.Assign(
            targets=[nodes.AssignTarget(target=nodes.Name())],
            value=nodes.SimpleString() | nodes.FormattedString() | nodes.ConcatenatedString(),
        ):
            return True
    return False


def _is_kept(
    program: Program, clause: nodes.ExceptHandler | nodes.ExceptStarHandler, statement: Node
) -> bool:
    """`reason = f"not sent: {error}"` before `break`, and what reads it behind the loop: the failure is recorded."""
    match statement:
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))], value=text):
            pass
        case _:
            return False
    caught = clause.name.name if clause.name is not None else None
    if not isinstance(caught, nodes.Name) or caught.value not in _names_in(text):
        return False  # the same words, whatever has failed
    return any(
        not any(
            isinstance(around, nodes.ExceptHandler | nodes.ExceptStarHandler)
            for around in program.tree.ancestors(reader)
        )
        for reader in program.readers(name, statement)
    )


def _names_in(node: Node) -> set[str]:
    return {one.value for one in descendants(node) if isinstance(one, nodes.Name)}


def _is_traced(call: nodes.Call) -> bool:
    return last_name(call.func) in {"exception", "format_exc"} or any(
        last_name(call.func) != "debug"  # in production nobody reads it
        and isinstance(one.keyword, nodes.Name)
        and one.keyword.value == "exc_info"
        for one in call.args
    )


def keeps_its_trace(handler: nodes.ExceptHandler | nodes.ExceptStarHandler) -> bool:
    """`logger.debug("a listener failed", exc_info=True)`: for whoever looks for it, and nobody else."""
    return any(
        isinstance(inner, nodes.Arg)
        and inner.keyword is not None
        and inner.keyword.value == "exc_info"
        for inner in descendants(handler.body)
    )


def ends_well(call: nodes.Call) -> bool:
    """`sys.exit(0)`, `exit()`."""
    if dotted(call.func) not in {"sys.exit", "exit", "quit", "os._exit"}:
        return False
    given = [one.value for one in call.args]
    return not given or (isinstance(given[0], nodes.Integer) and given[0].evaluated_value == 0)
