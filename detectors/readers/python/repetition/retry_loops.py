"""Loops that repeat a call after it failed: how often, how long apart, after which failures."""

from __future__ import annotations

from functools import partial
from math import ceil

from detectors.facts import OFF, UNKNOWN, Context, Loop, Retry, Value, Wait, known
from detectors.places import Lines
from detectors.readers.python.control.exits import Exits, inside, names_in
from detectors.readers.python.naming.names import gives_up, rest_gives_up
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.backoffs import backoff_of, counters, is_per_connection
from detectors.readers.python.repetition.between_attempts import (
    depends,
    is_hidden,
    is_unseen,
    may_give_up,
    may_say,
)
from detectors.readers.python.repetition.failure_filters import asks_the_same, is_blind
from detectors.readers.python.repetition.idle_counters import counts_nothing
from detectors.readers.python.repetition.retried_failures import covered
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name
from detectors.text import in_short
from detectors.vocabulary.names import listed, words

_CLOCKS = frozenset(
    {"time", "monotonic", "perf_counter", "now", "utcnow", "time_ns", "monotonic_ns"}
)


def retry(
    program: Program,
    loop: Loop,
    exits: Exits,
    waits: list[Wait],
    context: Context,
    *,
    is_probe: bool,
) -> Retry:
    """The retry that a loop with the role `attempts` is; a probe asks only whether somebody answers."""
    sleeps = [w for w in waits if w.kind == "sleep" and inside(program.tree, w.node, loop.node)]
    backoff, jitter, first = backoff_of(program, loop.node, sleeps)
    if backoff == "none" and (
        is_hidden(program, loop.node, exits)
        or is_per_connection(program, loop.node)
        or _is_of_another(program, exits)
    ):
        backoff, jitter, first = "unknown", None, UNKNOWN
    is_led = _asks_a_person(program, loop.node, waits)
    if is_led:
        backoff, jitter, first = "unknown", None, UNKNOWN  # a person decides when
    last = max((w.lines.last for w in sleeps), default=loop.lines.last)
    return Retry(
        file=program.file,
        lines=Lines(loop.header.first, max(last, loop.header.last)),
        columns=loop.columns,
        statement=loop.lines,
        span=loop.lines,
        anchors=[loop.header, *(w.lines for w in sleeps)],
        group=f"loop {loop.header.first}",
        node=loop.node,
        kind="loop",
        name=_name(program, loop.node),
        attempts=_attempts(program, loop, exits),
        deadline=_deadline(program, loop),
        backoff=backoff,
        jitter=jitter,
        first_wait=first,
        covers=covered(program, loop.node, exits),
        is_probe=is_probe,
        is_led=is_led,
        counts_seconds=_counts_seconds(program, loop.node, first),
        blind=partial(_is_blind, program, loop.node, exits),
        context=context,
    )


_TURNS = listed("rotate switch next change cycle")
_IDENTITIES = listed("key keys token tokens proxy account credential credentials")


def _is_of_another(program: Program, exits: Exits) -> bool:
    """`self._rotate_key()`: whoever has refused the one before has not seen the next one yet."""
    return any(
        isinstance(inner, nodes.Call)
        and bool(_TURNS & (said := {*words(last_name(inner.func))}))
        and bool(_IDENTITIES & said)
        for handler in exits.handlers
        for inner in program.tree.walk(handler.body)
    )


_PROMPTS = frozenset(
    {
        *("click.prompt", "click.confirm", "typer.prompt", "typer.confirm", "getpass.getpass"),
        *("rich.prompt.Prompt.ask", "rich.prompt.Confirm.ask", "inquirer.prompt"),
    }
)


def _asks_a_person(program: Program, loop: Node, waits: list[Wait]) -> bool:
    if any(w.kind == "input" and inside(program.tree, w.node, loop) for w in waits):
        return True
    return any(
        isinstance(inner, nodes.Call) and program.evaluator.ref(inner.func) in _PROMPTS
        for inner in program.tree.walk(loop)
    )


def _name(program: Program, node: Node) -> str:
    if isinstance(node, nodes.While):
        return in_short(f"while {program.code(node.test)}")
    if isinstance(node, nodes.For):
        return in_short(f"for {program.code(node.target)} in {program.code(node.iter)}")
    return "loop"


def _is_blind(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> bool:
    return is_blind(program, loop, exits) and not does_something_about_it(program, exits)


def asks_the_same_again(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> bool:
    """The next attempt is the one that has failed."""
    return asks_the_same(program, loop, exits) and not does_something_about_it(program, exits)


def _counts_seconds(program: Program, loop: nodes.For | nodes.While, wait: Value) -> bool:
    """`waited += 5` in a loop that waits 5 s in each turn, or `while time.time() < deadline`: until that is enough."""
    if isinstance(loop, nodes.While) and _compares_a_clock(program, loop.test):
        return True
    return (
        wait.number is not None
        and wait.number > 1
        and wait.number in _steps(program, loop).values()
    )


def _steps(program: Program, loop: Node) -> dict[str, float]:
    """By how much a name grows in each turn, where a number says so."""
    return {
        name: const.value
        for inner in program.tree.walk(loop)
        if isinstance(inner, nodes.AugAssign)
        for name in names_in(program.tree, inner.target)
        if (const := program.evaluator.const(inner.value)) is not None
        and isinstance(const.value, int | float)
    }


# How often


def _attempts(program: Program, loop: Loop, exits: Exits) -> Value:
    node = loop.node
    if isinstance(node, nodes.For):
        if last_name(node.iter.func if isinstance(node.iter, nodes.Call) else node.iter) == "count":
            return _counted(program, node) or _without_a_limit(program, node, exits)
        return loop.count
    if not isinstance(node, nodes.While):
        return UNKNOWN
    counted = _counted(program, node)
    if counted is not None:
        return counted
    limit = _limit_in(program, node.test, node)
    if limit is not None:
        return limit
    if _once_more(program, node):
        return known(2)
    if gives_up(node.body):
        return UNKNOWN  # only a `continue` leads to another turn
    if (
        loop.count.is_off
        or _only_success_changes(program, node, exits)
        or counts_nothing(program, node)
    ):
        return _without_a_limit(program, node, exits)
    return UNKNOWN


def _without_a_limit(program: Program, node: nodes.For | nodes.While, exits: Exits) -> Value:
    return UNKNOWN if may_give_up(program, node, exits) else OFF


def _counted(program: Program, node: nodes.For | nodes.While) -> Value | None:
    """A counter or a clock in the body that leaves the loop; None if there is none."""
    for inner in program.tree.walk(node.body):
        if not isinstance(inner, nodes.If):
            continue
        if not (gives_up(inner.body) or rest_gives_up(inner) or _lets_it_end(program, node, inner)):
            continue
        limit = _limit_in(program, inner.test, node)
        if limit is not None:
            return limit
    return None


def _lets_it_end(program: Program, loop: nodes.For | nodes.While, branch: nodes.If) -> bool:
    """`if tries > 5: again = False` in `while again`."""
    if not isinstance(loop, nodes.While):
        return False
    match loop.test:
        case nodes.Name() as flag:
            ends = False
        case nodes.UnaryOperation(operator=nodes.Not(), expression=nodes.Name() as flag):
            ends = True
        case _:
            return False
    return any(
        isinstance(one, nodes.Assign)
        and any(flag.value in names_in(program.tree, target.target) for target in one.targets)
        and (const := program.evaluator.const(one.value)) is not None
        and const.value is ends
        for one in body_of(branch.body)
    )


def _once_more(program: Program, node: nodes.While) -> bool:
    """`if failed: raise`, and `failed = True` in the same clause: a second attempt and no third."""
    tree = program.tree
    for handler in tree.walk(node.body):
        if not isinstance(handler, nodes.ExceptHandler):
            continue
        bound = _bound_in(program, handler.body)
        for inner in tree.walk(handler.body):
            if isinstance(inner, nodes.If) and (gives_up(inner.body) or rest_gives_up(inner)):
                flags = names_in(tree, inner.test) & bound
                if flags and not any(isinstance(t, nodes.Call) for t in tree.walk(inner.test)):
                    return not flags & _bound_in(program, node.body, besides=handler)
    return False


def _bound_in(program: Program, suite: nodes.BaseSuite, besides: Node | None = None) -> set[str]:
    tree = program.tree
    return {
        name
        for inner in tree.walk(suite)
        if isinstance(inner, nodes.Assign)
        and (besides is None or besides not in tree.ancestors(inner))
        for target in inner.targets
        for name in names_in(tree, target.target)
    }


def does_something_about_it(program: Program, exits: Exits) -> bool:
    """Each clause that leads to the next turn changes something first: it reconnects, or asks for less."""
    return bool(exits.handlers) and all(
        _changes_something(program, handler) for handler in exits.handlers
    )


def _changes_something(
    program: Program, handler: nodes.ExceptHandler | nodes.ExceptStarHandler
) -> bool:
    tree = program.tree
    error = names_in(tree, handler.name.name) if handler.name else set()
    for inner in tree.walk(handler.body):
        if isinstance(inner, nodes.Assign):
            targets = {name for t in inner.targets for name in names_in(tree, t.target)}
            if _is_done(program, inner.value) and _decides(program, handler, targets):
                return True
            if not any(_is_read_elsewhere(program, name, handler) for name in targets):
                continue  # how long it waits, or what it says
            read = names_in(tree, inner.value)
            is_made = any(isinstance(call, nodes.Call) for call in tree.walk(inner.value))
            if is_made and (targets & read or not error & read):
                return True
        if isinstance(inner, nodes.Expr):
            value = inner.value.expression if isinstance(inner.value, nodes.Await) else inner.value
            if not isinstance(value, nodes.Call) or may_say(value) or _is_wait(program, value):
                continue
            if not error & names_in(tree, value):  # more than keeping the error
                return True
    return False


def _is_done(program: Program, value: nodes.BaseExpression) -> bool:
    """Something is done whose outcome can be asked for: a command, or what is out of sight."""
    call = value.expression if isinstance(value, nodes.Await) else value
    if not isinstance(call, nodes.Call):
        return False
    is_command = program.evaluator.ref(call.func).startswith("subprocess.")
    return is_command or is_unseen(program, call)


def _decides(program: Program, handler: Node, names: set[str]) -> bool:
    """`if login.returncode == 0: continue`: the outcome decides whether there is another attempt."""
    return any(
        isinstance(inner, nodes.If)
        and names & names_in(program.tree, inner.test)
        and any(isinstance(one, nodes.Continue) for one in program.tree.walk(inner.body))
        for inner in program.tree.walk(handler)
    )


def _is_read_elsewhere(program: Program, name: str, handler: Node) -> bool:
    """Something outside of a clause uses a name, or it is an attribute of an object."""
    if "." in name:
        return True
    function = program.tree.function_of(handler)
    return any(
        not inside(program.tree, read, handler)
        for read in program.reads(name)
        if program.tree.function_of(read) is function
    )


def _is_wait(program: Program, call: nodes.Call) -> bool:
    return any(program.lookup.wait(found.name) for found in program.named(call))


def _limit_in(program: Program, test: nodes.BaseExpression, loop: Node) -> Value | None:
    """A comparison of something that counts in the loop: with how much, as far as that can be seen."""
    tree = program.tree
    counting = counters(program, loop)
    for inner in tree.walk(test):
        if isinstance(inner, nodes.Comparison) and len(inner.comparisons) == 1:
            right = inner.comparisons[0].comparator
            sides = [inner.left, right]
            is_clock = any(_reads_clock(program, side) for side in sides)
            counts = [side for side in sides if names_in(tree, side) & counting]
            if is_clock and not counts:
                return UNKNOWN
            if counts:
                others = [side for side in sides if side not in counts]
                const = program.evaluator.const(others[0]) if others else None
                if const is not None and isinstance(const.value, int) and const.value > 0:
                    step = max(
                        (
                            s
                            for n, s in _steps(program, loop).items()
                            if n in names_in(tree, counts[0])
                        ),
                        default=1,
                    )
                    if step > 1:
                        return known(max(1, ceil(const.value / step)))
                    return program.written(known(const.value), others[0])
                return UNKNOWN
    if isinstance(test, nodes.Name | nodes.UnaryOperation) and names_in(tree, test) & counting:
        return UNKNOWN
    return None


def _only_success_changes(program: Program, node: nodes.While, exits: Exits) -> bool:
    """`while not done:`, `while status(job) != "done":` nothing but an assignment or an answer ends it."""
    tested = names_in(program.tree, node.test)
    bound = _bound_in(program, node.body)
    if tested & counters(program, node) or _compares_a_clock(program, node.test):
        return False
    parts = [*program.tree.walk(node.test)]
    bound |= {
        one.target.value
        for one in parts
        if isinstance(one, nodes.NamedExpr) and isinstance(one.target, nodes.Name)
    }
    calls = [one for one in parts if isinstance(one, nodes.Call)]
    is_asked = exits.call in calls
    if depends(program, node.test, bound, besides=exits.call):
        return False
    return (is_asked or bool(tested & bound)) and all(
        (is_asked and exits.call in program.tree.walk(one))
        or _root(one.func) in bound  # `answer.json()`
        for one in calls
    )


def _root(node: Node) -> str:
    while isinstance(node, nodes.Attribute | nodes.Subscript | nodes.Call):
        node = node.func if isinstance(node, nodes.Call) else node.value
    return node.value if isinstance(node, nodes.Name) else ""


def _deadline(program: Program, loop: Loop) -> Value:
    """A clock that is read to leave the loop; how long that is cannot be told in general."""
    node = loop.node
    if not isinstance(node, nodes.For | nodes.While):
        return OFF
    tests: list[nodes.BaseExpression] = [node.test] if isinstance(node, nodes.While) else []
    tests += [
        inner.test
        for inner in program.tree.walk(node.body)
        if isinstance(inner, nodes.If) and (gives_up(inner.body) or rest_gives_up(inner))
    ]
    return UNKNOWN if any(_compares_a_clock(program, test) for test in tests) else OFF


def _compares_a_clock(program: Program, test: nodes.BaseExpression) -> bool:
    return any(
        isinstance(inner, nodes.Comparison) and _reads_clock(program, inner)
        for inner in program.tree.walk(test)
    )


def _reads_clock(program: Program, node: Node) -> bool:
    for inner in program.tree.walk(node):
        if isinstance(inner, nodes.Call) and last_name(inner.func) in _CLOCKS:
            return True
        if isinstance(inner, nodes.Name) and inner.value.lower() in {
            "deadline",
            "elapsed",
            "remaining",
        }:
            return True
    return False
