"""What may happen out of sight between a failure and the next attempt: a wait, or a way out."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator

from detectors.readers.python.control.catches import is_said
from detectors.readers.python.control.exits import Exits, answer_of, names_in
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Class, Const, Function, Items, Ref
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.iterations import derived
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, dotted, last_name
from detectors.vocabulary.names import listed, words

_WAITS = (
    "sleep", "wait", "backoff", "back_off", "delay", "pause", "throttl", "acquire", "prepare",
)  # fmt: skip
"""In the name of a call that may wait: `self.throttle()`, `handler.prepare_for_next_attempt()`."""
_PLAIN_METHODS = frozenset(
    {"add", "append", "capitalize", "clear", "close", "copy", "count", "decode", "discard", "dump",
     "dumps", "encode", "end", "endswith", "extend", "find", "flush", "format", "get", "group", "inc",
     "index", "insert", "is_set", "items", "join", "json", "keys", "load", "loads", "lower", "lstrip",
     "match", "partition", "pop", "raise_for_status", "read", "replace", "rollback", "rpartition", "rsplit", "rstrip",
     "search", "seek", "set", "setdefault", "split", "splitlines", "start", "startswith", "strip",
     "sub", "text", "title", "truncate", "update", "upper", "values", "write"}
)  # fmt: skip
"""Methods of texts, collections, files and the like, which neither wait nor give up."""
_SAYS = (
    "log",
    "debug",
    "info",
    "warn",
    "error",
    "print",
    "notice",
    "trace",
    "message",
    "echo",
    "record",
)
"""In the name of a function that says or notes something: `self._log(...)`, `click.secho`, `breaker.record_failure()`."""
_ASKS = listed("get fetch do load read describe request query call send post list create")
"""First words of what does more than that: `get_account_info()`, `bot.send_message(...)`."""
_BUILTINS = frozenset(vars(builtins)) - {"next", "input"}


def may_wait(program: Program, around: Node) -> bool:
    """A call in a loop or a function, or in a function of the file that it calls, may wait."""
    if not isinstance(around, nodes.For | nodes.While | nodes.FunctionDef):
        return False
    return any(
        may_wait_in(program, call)
        for part in (
            [around.test, around.body] if isinstance(around, nodes.While) else [around.body]
        )
        for call in _calls(program, part)
    )


def may_wait_in(program: Program, call: nodes.Call) -> bool:
    """The same of one call."""
    return any(word in last_name(call.func).lower() for word in _WAITS) or any(
        _waits_inside(program, function) for function in _called(program, call)
    )


def _waits_inside(program: Program, function: Function) -> bool:
    return any(
        any(word in last_name(call.func).lower() for word in _WAITS)
        and not _is_given_zero(program, call)
        for call in _calls(program, function.node.body)
    )


def _is_given_zero(program: Program, call: nodes.Call) -> bool:
    """`asyncio.sleep(0)` only lets others run."""
    given = program.evaluator.const(call.args[0].value) if len(call.args) == 1 else None
    return given is not None and given.value == 0


def is_hidden(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> bool:
    """After a failure something is called that cannot be looked into: it may wait, or give up."""
    return any(is_unseen(program, call) for call in _after_a_failure(program, loop, exits))


def may_give_up(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> bool:
    """A way out after a failure that depends on more than the failure, or one that is out of sight."""
    told = _told(program, loop, exits)
    if any(
        isinstance(inner, nodes.If)
        and _has_way_out(program, inner)
        and depends(program, inner.test, told, besides=exits.call)
        for inner in program.tree.walk(loop.body)
    ):
        return True
    return any(may_raise(program, call) for call in _after_a_failure(program, loop, exits))


def _told(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> set[str]:
    """The names of the answer, of the failure, and of what is taken out of these and of nothing that counts."""
    tree = program.tree
    told = answer_of(tree, exits.call)
    for handler in exits.handlers:
        told |= names_in(tree, handler.name.name) if handler.name else set()
    taken = derived(tree, loop, exits.call, told) - told
    for inner in tree.walk(loop.body):
        match inner:
            case nodes.Assign(targets=targets, value=value):
                bound = {name for one in targets for name in names_in(tree, one.target)}
            case (
                nodes.NamedExpr(target=target, value=value)
                | nodes.AugAssign(target=target, value=value)
            ):
                bound = names_in(tree, target)
            case _:
                continue
        if bound & taken and (
            isinstance(inner, nodes.AugAssign) or depends(program, value, told | taken)
        ):
            taken -= bound
    return told | taken


def is_hidden_in(program: Program, branch: Handler | nodes.If) -> bool:
    """The same of one except clause, or of what follows a failed status."""
    return any(is_unseen(program, call) for call in _calls(program, branch.body))


def gives_up_in(program: Program, branch: Handler | nodes.If, around: Node) -> bool:
    """There something else than the failure decides whether this node is reached."""
    tree = program.tree
    named = None if isinstance(branch, nodes.If) else branch.name
    told = names_in(tree, named.name) if named else set()
    for inner in tree.walk(branch.body):
        if not isinstance(inner, nodes.If) or not depends(program, inner.test, told):
            continue
        if _has_way_out(program, inner) or around in tree.walk(inner):
            return True
    return any(
        may_raise(program, call) for call in _calls(program, branch.body) if call is not around
    )


def depends(
    program: Program,
    test: nodes.BaseExpression,
    told: set[str],
    *,
    besides: nodes.Call | None = None,
) -> bool:
    """It asks for something else than what is told by these names, or by what this call answers."""
    asked = {*program.tree.walk(besides)} if besides is not None else set()
    return any(
        isinstance(inner, nodes.Name)
        and inner not in asked
        and inner.value not in told | _BUILTINS
        and not _is_fixed(program, inner)
        for inner in program.tree.walk(test)
    )


def _is_fixed(program: Program, name: nodes.Name) -> bool:
    """Something imported, a class or a constant."""
    things = program.evaluator.things(name)
    return len(things) == 1 and all(
        isinstance(t, Ref | Class | Function)
        or (isinstance(t, Const) and not t.is_default)
        or (isinstance(t, Items) and name.value.isupper())
        for t in things
    )


def _has_way_out(program: Program, node: nodes.If) -> bool:
    suites = [node.body, *([node.orelse.body] if isinstance(node.orelse, nodes.Else) else [])]
    return any(
        isinstance(inner, nodes.Break | nodes.Return | nodes.Raise)
        for suite in suites
        for inner in program.tree.walk(suite)
    ) or any(leaves(suite) and not _goes_on(suite) for suite in suites)


def _goes_on(suite: nodes.BaseSuite) -> bool:
    last = suite.body[-1] if suite.body else None
    if isinstance(last, nodes.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, nodes.Continue)


def _after_a_failure(
    program: Program, loop: nodes.For | nodes.While, exits: Exits
) -> Iterator[nodes.Call]:
    """The calls of the clauses that lead to the next turn, of what follows them, and of a turn's beginning."""
    tried = {handler.parent for handler in exits.handlers}
    for handler in exits.handlers:
        yield from _calls(program, handler.body)
    goes_on_at_once = bool(exits.handlers) and all(_goes_on(one.body) for one in exits.handlers)
    for statement in loop.body.body:
        is_tried = statement in tried or any(p in tried for p in _within(program, statement))
        if is_tried and goes_on_at_once:
            return  # what follows runs after a success alone
        if not is_tried:
            yield from (call for call in _calls(program, statement) if call is not exits.call)


def _within(program: Program, node: Node) -> Iterator[Node]:
    return (
        inner for inner in program.tree.walk(node) if isinstance(inner, nodes.Try | nodes.TryStar)
    )


def _calls(program: Program, around: Node) -> Iterator[nodes.Call]:
    return (inner for inner in program.tree.walk(around) if isinstance(inner, nodes.Call))


def _called(program: Program, call: nodes.Call) -> list[Function]:
    return [t for t in program.evaluator.things(call.func) if isinstance(t, Function)]


def may_raise(program: Program, call: nodes.Call) -> bool:
    """It raises something in this file, or may do so out of sight."""
    return is_unseen(program, call) or any(_raises(program, f) for f in _called(program, call))


def _raises(program: Program, function: Function) -> bool:
    return any(isinstance(inner, nodes.Raise) for inner in program.tree.walk(function.node.body))


def may_say(call: nodes.Call) -> bool:
    """It is written to a log or the screen, by what it is called: `self._log(...)`, `print_progress(...)`."""
    name = last_name(call.func)
    if {*words(name)[:1]} & _ASKS:
        return False
    return is_said(call) or any(word in name.lower() for word in _SAYS)


def is_unseen(program: Program, call: nodes.Call) -> bool:
    """What a call does cannot be looked into, and its name promises nothing harmless."""
    name = last_name(call.func)
    if isinstance(call.parent, nodes.Arg):  # it only makes what another call is given
        return False
    if may_say(call) or name in _PLAIN_METHODS:
        return False
    if name[:1].isupper() or (isinstance(call.func, nodes.Name) and name in _BUILTINS):
        return False
    things = program.evaluator.things(call.func)
    if any(isinstance(thing, Function | Class) for thing in things):
        return False
    return not any(
        isinstance(thing, Ref)
        and (
            thing.name.partition(".")[0] in sys.stdlib_module_names
            or program.lookup.call(thing.name)
            or program.lookup.wait(thing.name)
        )
        for thing in things
    ) and bool(dotted(call.func) or things)
