"""Branches that wait because the answer was 429: `if answer.status_code == 429: time.sleep(5)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from detectors.facts import Throttle, Wait
from detectors.places import Lines
from detectors.readers.python.control.exits import inside, names_in
from detectors.readers.python.control.suppositions import statuses
from detectors.readers.python.naming.names import gives_up
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.backoffs import backoff_of, spelled_out
from detectors.readers.python.repetition.between_attempts import is_unseen
from detectors.readers.python.repetition.retried_failures import falls_into
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    LOOPS,
    Node,
    body_of,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import words

_SPEAKS_OF_WHEN = re.compile(
    r"(?i)retry[-_ ]?(after|in)(?!g)|rate[-_ ]?limit[-_ ]?(reset|remaining|policy)|reset[-_]?(at|time|in)"
)
"""A source in which this stands may read somewhere how long the server asks to wait."""
_OF_CODES = re.compile(r"(?i)amazonaws|\bbedrock|codewhisperer|kiro|twilio")
"""Vendors that throttle with codes of their own and send no such header: a growing wait is what they ask for."""
_CLIENTS = frozenset({"requests", "httpx", "aiohttp", "urllib", "openai", "groq", "anthropic"})
"""Packages whose errors hold the answer, with its headers."""
_STATUS = frozenset({"status", "code", "statuscode"})
_AGAIN = (nodes.For, nodes.While, nodes.FunctionDef)
_REPEATED = (nodes.Equal, nodes.In)
_COMPUTES = frozenset(
    {"min", "max", "int", "float", "round", "pow", "abs", "random", "uniform", "randint", "exp",
     "expovariate", "triangular", "timedelta", "total_seconds", "range", "count", "len"}
)  # fmt: skip


def throttles(program: Program, find: Callable[[], Iterable[Wait]]) -> Iterator[Throttle]:
    """Those of a file, each once; `find` looks for its waits."""
    seen: set[Node] = set()
    waits: list[Wait] | None = None
    for comparison in program.tree.comparisons:
        if not _is_of_429(program, comparison):
            continue
        is_said = isinstance(comparison.comparisons[0].operator, _REPEATED)
        branch = _branch(program, comparison, may_be_kept=is_said)
        if branch is None or branch in seen:
            continue
        seen.add(branch)
        statements = _statements(program, branch, comparison)
        waits = [*find()] if waits is None else waits
        sleep = _sleep(program, statements, waits)
        if sleep is not None:
            yield _throttle(program, branch, statements, sleep)


def _is_of_429(program: Program, node: nodes.Comparison) -> bool:
    """`answer.status_code == 429`, `status in (429, 503)`, `status in RETRYABLE`, `error.code != 429`."""
    if len(node.comparisons) != 1:
        return False
    if _says_429(node):
        return bool(_CLIENTS & {name.partition(".")[0] for name in program.tree.imported})
    if not set(words(last_name(node.left))) & _STATUS:
        return False
    right = node.comparisons[0].comparator
    if isinstance(node.comparisons[0].operator, nodes.In | nodes.NotIn):
        if isinstance(right, nodes.Tuple | nodes.List | nodes.Set):
            return any(_is_429(element.value) for element in right.elements)
        return 429 in (statuses(program, right) or ())
    return _is_429(right)


def _says_429(node: nodes.Comparison) -> bool:
    """`"429" in str(error)`."""
    match node:
        case nodes.Comparison(
            left=nodes.SimpleString() as text, comparisons=[nodes.ComparisonTarget(nodes.In())]
        ):
            return text.evaluated_value == "429"
    return False


def _is_429(node: Node) -> bool:
    if isinstance(node, nodes.Integer):
        return node.evaluated_value == 429
    return last_name(node).lower() == "too_many_requests"


def _branch(
    program: Program, comparison: nodes.BaseExpression, *, may_be_kept: bool = False
) -> nodes.If | nodes.While | None:
    """The statement that it is the test of, if that is part of something that runs again."""
    found: nodes.If | nodes.While | None = None
    child: Node = comparison
    for parent in program.tree.ancestors(comparison):
        if found is None and isinstance(parent, nodes.Assign):
            test = _asked_later(program, parent) if may_be_kept else None
            return _branch(program, test) if test is not None else None
        if found is None and isinstance(parent, nodes.If | nodes.While) and child is parent.test:
            found = parent
        if found is not None and isinstance(parent, nodes.For | nodes.While):
            return found
        if isinstance(parent, nodes.FunctionDef):
            if found is None:
                return None
            is_recursive = _calls(program, found.body, parent.name.value)
            return found if is_recursive or _asks_again(program, parent, found) else None
        if isinstance(parent, nodes.BaseCompoundStatement | nodes.BaseSmallStatement) and not found:
            return None
        child = parent
    return None


def _asked_later(program: Program, kept: nodes.Assign) -> nodes.Name | None:
    """`busy = answer.status_code in (429, 503)`, and then `if busy and attempt < 3`: the name in that test."""
    match kept.targets:
        case [nodes.AssignTarget(target=nodes.Name(value=name))]:
            function = program.tree.function_of(kept)
            for read in program.reads(name):
                is_here = program.tree.function_of(read) is function
                if isinstance(read, nodes.Name) and is_here and _is_asked(program, read):
                    return read
    return None


def _is_asked(program: Program, read: nodes.Name) -> bool:
    """It is the test of an `if`, or one of several that must all be true for it."""
    child: Node = read
    for parent in program.tree.ancestors(read):
        match parent:
            case nodes.BooleanOperation(operator=nodes.And()):
                child = parent
            case nodes.If():
                return child is parent.test
            case _:
                return False
    return False


def _calls(program: Program, suite: Node, name: str) -> bool:
    return any(
        isinstance(inner, nodes.Call) and last_name(inner.func) == name
        for inner in program.tree.walk(suite)
    )


def _asks_again(
    program: Program, function: nodes.FunctionDef, branch: nodes.If | nodes.While
) -> bool:
    """`if answer.status_code == 429: sleep(2); answer = session.get(url)`, the same call as above."""
    asked = {program.code(call) for call in _requests(program, branch.body)}
    return any(
        program.code(call) in asked and not inside(program.tree, call, branch)
        for call in _requests(program, function.body)
    )


def _requests(program: Program, suite: Node) -> Iterator[nodes.Call]:
    """The calls in a suite of which an answer is kept or given back."""
    for inner in program.tree.walk(suite):
        match inner:
            case nodes.Assign(value=value) | nodes.Return(value=value):
                call = value.expression if isinstance(value, nodes.Await) else value
                if isinstance(call, nodes.Call) and call.args:
                    yield call


def _statements(
    program: Program, branch: nodes.If | nodes.While, comparison: nodes.Comparison
) -> Sequence[Node]:
    """What runs after a 429, up to where it leads to the next attempt; nothing where it gives up."""
    if isinstance(comparison.comparisons[0].operator, _REPEATED):
        ends = isinstance(branch, nodes.If) and gives_up(branch.body)
        if ends and (onward := _before_a_continue(program, branch)):
            return onward
        handler = falls_into(program, branch) if ends else None
        if handler is not None and not gives_up(handler.body):
            return body_of(handler.body)
        returns = ends and isinstance(body_of(branch.body)[-1], nodes.Return)
        return body_of(branch.body) if not ends or returns else ()
    block = branch.parent
    if isinstance(branch, nodes.If) and isinstance(branch.orelse, nodes.Else):
        return body_of(branch.orelse.body) if not gives_up(branch.orelse.body) else ()
    if not isinstance(block, nodes.IndentedBlock) or not gives_up(branch.body):
        return ()
    return list(block.body)[list(block.body).index(branch) + 1 :]


def _before_a_continue(program: Program, branch: nodes.If | nodes.While) -> Sequence[Node]:
    """`if attempt < 3: sleep(1); continue` in a branch that else gives up: what runs before the next attempt."""
    for inner in program.tree.walk(branch.body):
        if isinstance(inner, nodes.Continue) and _loop_of(program, inner) is _loop_of(
            program, branch
        ):
            blocks = (p for p in program.tree.ancestors(inner) if isinstance(p, nodes.BaseSuite))
            return body_of(next(blocks))
    return ()


def _loop_of(program: Program, node: Node) -> Node | None:
    return next((p for p in program.tree.ancestors(node) if isinstance(p, LOOPS)), None)


def _sleep(program: Program, statements: Sequence[Node], waits: Sequence[Wait]) -> Wait | None:
    """The first sleep among these statements."""
    return next(
        (
            w
            for w in waits
            if w.kind == "sleep" and any(inside(program.tree, w.node, s) for s in statements)
        ),
        None,
    )


def _throttle(
    program: Program, branch: nodes.If | nodes.While, statements: Sequence[Node], sleep: Wait
) -> Throttle:
    around = next(p for p in program.tree.ancestors(sleep.node) if isinstance(p, _AGAIN))
    wait, _, _ = backoff_of(program, around, [sleep])
    if wait == "none" or (wait != "retry-after" and _may_know(program, around, statements, sleep)):
        wait = "unknown"
    header = program.lines(branch).first
    lines = Lines(header, max(header, sleep.lines.last))
    return Throttle(
        file=program.file,
        lines=lines,
        columns=program.columns(branch),
        statement=lines,
        span=lines,
        anchors=[sleep.lines],
        group=f"throttle {header}",
        node=branch,
        wait=wait,
        wait_lines=sleep.lines,
        is_of_codes=program.says(_OF_CODES),
    )


def _computes(program: Program, call: nodes.Call) -> bool:
    """It works out a number, by its name, or by what it is given in a source that knows of nothing else."""
    if last_name(call.func) in _COMPUTES:
        return True
    return any(isinstance(t, Function) for t in program.evaluator.things(call.func)) and all(
        isinstance(one.value, nodes.Name | nodes.Integer | nodes.Float) for one in call.args
    )


def _may_know(program: Program, around: Node, statements: Sequence[Node], sleep: Wait) -> bool:
    """The source speaks of when to come back, or something that cannot be seen is handed a value and may."""
    if program.says(_SPEAKS_OF_WHEN):
        return True
    call = sleep.node
    given = call.args[0].value if isinstance(call, nodes.Call) and call.args else None
    made = spelled_out(program, given, around, 0) if given is not None else []
    if any(isinstance(n, nodes.Call) and not _computes(program, n) for n in made):
        return True
    function = program.tree.definition_of(call)
    own = {one.name.value for one in parameters_of(function)} if function is not None else set()
    if given is not None and names_in(program.tree, given) & own:
        return True  # whoever calls it may have asked
    return any(
        isinstance(inner, nodes.Call) and inner.args and is_unseen(program, inner)
        for statement in statements
        for inner in program.tree.walk(statement)
        if inner is not call
    )


_LIMIT = re.compile(r"(?i)rate[_ -]?limit|throttl|quota|requests? (?:per|a) (?:second|minute)")
"""In the name of a pause, or beside it: somebody lets nobody ask more often."""


_ON_PURPOSE = re.compile(
    r"(?i)\b(?:intentional|deliberate|purpose)(?:ly|fully)?\W+(?:\w+\W+)?(?:sequential|serial|one (?:at a time|by one))"
    r"|\b(?:sequential|serial)(?:ly)? (?:on purpose|by design)"
    r"|\b(?:sequential|serial)(?:ly)?,? (?:to avoid|so as not to|so we don'?t) \w*(?:load|flood|hammer|throttl|limit|block)"
)


def is_serial_on_purpose(program: Program, loop: Node) -> bool:
    """Its function, or its module, says so: "the loop is intentionally sequential, so we don't hammer the backend"."""
    around = program.tree.definition_of(loop)
    return program.says(_ON_PURPOSE, around)


def keeps_a_limit(program: Program, pause: Wait) -> bool:
    """`time.sleep(RATE_LIMIT_DELAY)`, `sleep(15)  # 4 requests a minute on the free tier`."""
    remark = program.source.whole.remark(pause.statement) if pause.statement else ""
    return _LIMIT.search(f"{pause.seconds.text} {remark}") is not None
