"""Calls whose answer is a success as a whole: whether anybody looks what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from detectors.clients.partials import Partial as Data
from detectors.facts import Partial, Request
from detectors.facts.partials import Fate
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.best_effort import is_called_best_effort
from detectors.readers.python.control.concurrency import is_one_of_many, is_settled, started
from detectors.readers.python.exchange import pagination
from detectors.readers.python.exchange.printed import is_only_shown
from detectors.readers.python.naming.dataflow import (
    DEEPEST,
    TALKS,
    is_tested,
    key_of,
    reads_of,
    targets,
)
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name

_FATES: tuple[Fate, ...] = ("told", "unknown", "shown", "filtered", "used", "status", "dropped")
"""Of several uses the first of these counts."""
_LISTS = frozenset({"data", "results", "items"})
"""Attributes of an answer that hold its page."""
_EXCEPTION = re.compile(r"Exception|Error")
_STATUS = frozenset({"ResponseMetadata", "HTTPStatusCode"})
"""What an answer says of itself, and not of what it was asked for."""


def partials(
    program: Program, contexts: Contexts, requests: Mapping[nodes.Call, Request]
) -> Iterator[Partial]:
    """Those of a file, in the order of the source."""
    ends, beginnings = program.lookup.partials_by_end, program.lookup.partials_by_beginning
    for call in program.tree.calls:
        name = last_name(call.func)
        by_end = ends.get(name)
        is_one = by_end is not None or (bool(beginnings) and name.startswith(beginnings))
        found = _data(program, call, by_end.item if by_end else None) if is_one else None
        if found is not None:
            yield _partial(program, contexts, call, found, requests.get(call))


def _data(program: Program, call: nodes.Call, by_end: Data | None) -> Data | None:
    """What is known of the answer of a call that may lack something."""
    invocations = program.named(call)
    for invocation in invocations:
        known = program.lookup.partial(invocation.name)
        if known:
            return known.item if _may_lack(program, known.item, invocation) else None
    if by_end is not None and isinstance(call.func, nodes.Attribute) and not invocations:
        given = {argument.keyword.value for argument in call.args if argument.keyword}
        return by_end if given & by_end.keywords else None
    return None


def _may_lack(program: Program, data: Data, invocation: Invocation) -> bool:
    if data.each and not is_one_of_many(program, invocation.node):
        return False
    if data.unless and data.unless & {*pagination.keywords(invocation.node)}:
        return False
    if data.whole == "later" and data.unless and _may_report(program, data, invocation.node):
        return False
    if data.only_with is None:
        return True
    given = invocation.arguments.get(data.only_with.position, data.only_with.keyword)
    const = program.evaluator.const(given) if given is not None else None
    return const is not None and const.value is data.given


def _may_report(program: Program, data: Data, call: nodes.Call) -> bool:
    """A function is handed over, or `**options`, or some client of the file is made with what it is to call."""
    for argument in call.args:
        if argument.star or isinstance(argument.value, nodes.Lambda):
            return True
        if any(isinstance(one, Function) for one in program.evaluator.things(argument.value)):
            return True
    return program.says(re.compile("|".join(rf"[\"']{word}[\"']" for word in sorted(data.unless))))


def _partial(
    program: Program,
    contexts: Contexts,
    call: nodes.Call,
    data: Data,
    request: Request | None,
) -> Partial:
    seen = _Seen(data)
    _follow(program, call, seen, 0)
    context = contexts.of(call)
    statement = program.tree.statement_of(call)
    partial = Partial(
        file=program.file,
        lines=program.lines(call),
        columns=program.columns(call),
        statement=program.lines(statement),
        span=context.function.lines if context.function else None,
        name=program.code(call.func) if len(program.code(call.func)) < 60 else last_name(call.func),
        lacks=data.lacks,
        told_by=_told_by(data),
        request=request,
        context=context,
        starts=tuple(name for name, _ in started(program, call)) if data.whole == "results" else (),
        is_queued=data.whole == "later",
        reports_to=max(data.unless, default="") if data.whole == "later" else "",
        is_settled=(data.whole == "results" and is_settled(program, call))
        or is_called_best_effort(program, call),
        limit=pagination.limit(program, call, data.limits),
        is_walked=data.lacks == "more" and pagination.is_walked(program, call),
        node=call,
    )
    partial.looked = next((program.lines(at) for fate, at in seen.uses if fate == "told"), None)
    kinds = {fate for fate, _ in seen.uses}
    partial.fate = next((fate for fate in _FATES if fate in kinds), "dropped")
    return partial


def _told_by(data: Data) -> str:
    words = ("fail", "unprocessed", "error", "invalid", "unsuccess", "next", "last", "trunc")
    told = [key for key in sorted(data.at) if any(word in key.lower() for word in words)]
    return told[0] if told else ""


@dataclass
class _Seen:
    """What becomes of one answer."""

    data: Data
    uses: list[tuple[Fate, Node]] = field(default_factory=list)
    names: set[Node] = field(default_factory=set)

    def add(self, fate: Fate, node: Node) -> None:
        self.uses.append((fate, node))


def _follow(program: Program, node: Node, seen: _Seen, depth: int) -> None:
    """Where the value of an expression goes."""
    data = seen.data
    match parent := node.parent:
        case nodes.Await() if data.whole == "later" and not isinstance(node, nodes.Call):
            seen.add("told", node)
        case nodes.Await():
            _follow(program, parent, seen, depth)
        case nodes.Expr() | nodes.ListComp(elt=nodes.Call(), parent=nodes.Expr()):
            seen.add("dropped", node)
        case nodes.Subscript() if parent.value is node:
            _key(program, parent, key_of(program, parent), seen)
        case nodes.Attribute(attr=nodes.Name(value="data"), parent=nodes.Subscript() as entry) if (
            parent.value is node and (key := key_of(program, entry))
        ):
            _key(program, entry, key, seen)  # the body of an answer that is an object
        case nodes.Attribute() if parent.value is node:
            _attribute(program, parent, seen)
        case nodes.Assign() | nodes.AnnAssign() | nodes.NamedExpr():
            for target in targets(parent):
                _bound(program, target, seen, depth)
            if isinstance(parent, nodes.NamedExpr):
                _follow(program, parent, seen, depth)
        case nodes.ComparisonTarget() if data.at:
            comparison = parent.parent
            key = None
            if isinstance(comparison, nodes.Comparison):
                key = program.evaluator.text(comparison.left)
            if key in data.at:
                seen.add("told", node)
            elif key is None or data.lacks != "more":
                seen.add("unknown", node)  # of a page it asks whether there is anything on it
        case _ if data.whole == "page" and pagination.is_whole(program, node):
            seen.add("used", node)
        case nodes.Arg():
            _given(program, parent, node, seen)
        case nodes.FormattedStringExpression() if is_only_shown(program, node):
            seen.add("shown", node)
        case _ if data.whole == "results" and _tells_exceptions(program, node):
            seen.add("told", node)
        case nodes.For(iter=gone_over) if (
            data.whole == "results" and gone_over is node and _keeps_some(parent)
        ):
            seen.add("filtered", node)
        case _ if is_tested(program.tree, node):
            seen.add("told" if data.whole == "errors" else "status", node)
        case _:
            seen.add("unknown", node)


def _bound(program: Program, target: Node, seen: _Seen, depth: int) -> None:
    """The name that the answer is given, or the names of its parts."""
    if isinstance(target, nodes.Tuple) and seen.data.whole == "results":
        parts = [one.value for one in target.elements]
        is_filtered = bool(parts) and all(_is_kept_by_kind(program, one) for one in parts)
        seen.add("filtered" if is_filtered else "unknown", target)
        return
    if isinstance(target, nodes.Tuple) and seen.data.item is not None:
        elements = target.elements
        told = elements[seen.data.item].value if len(elements) > seen.data.item else None
        is_read = told is not None and any(reads_of(program, told))
        seen.add("told" if is_read else "used", target)
        return
    if not isinstance(target, nodes.Name) or depth > DEEPEST:
        seen.add("unknown", target)
        return
    if target in seen.names:
        return
    seen.names.add(target)
    reads = [*reads_of(program, target)]
    for use in reads:
        _follow(program, use, seen, depth + 1)
    if not reads:
        seen.add("unknown" if _is_seen_elsewhere(program, target) else "dropped", target)


def _is_seen_elsewhere(program: Program, target: Node) -> bool:
    """A name of a module or a class may be read by others."""
    return program.tree.function_of(target) is None


def _key(program: Program, node: Node, key: str | None, seen: _Seen) -> None:
    data = seen.data
    if data.whole in {"errors", "results"}:
        seen.add("unknown", node)
    elif data.item is not None:
        is_other = isinstance(node, nodes.Subscript) and _index(program, node) == 1 - data.item
        seen.add("used" if is_other else "unknown", node)
    elif key is None:
        seen.add("unknown", node)
    elif key in data.at:
        seen.add("told", node)
    elif data.lacks == "more":
        if not is_only_shown(program, node) and not _is_logged(node):
            seen.add("used" if pagination.is_whole(program, node) else "unknown", node)
    else:
        seen.add("status" if key in _STATUS else "used", node)


def _is_logged(node: Node) -> bool:
    """`log.debug("members: %s", answer["members"])`"""
    call = node.parent.parent if isinstance(node.parent, nodes.Arg) else None
    return isinstance(call, nodes.Call) and last_name(call.func) in TALKS


def _index(program: Program, node: nodes.Subscript) -> int | None:
    index = node.slice[0].slice
    const = program.evaluator.const(index.value) if isinstance(index, nodes.Index) else None
    return const.value if const and isinstance(const.value, int) else None


def _attribute(program: Program, node: nodes.Attribute, seen: _Seen) -> None:
    name = node.attr.value
    call = node.parent
    if name == "get" and isinstance(call, nodes.Call) and call.func is node and call.args:
        _key(program, call, program.evaluator.text(call.args[0].value), seen)
    elif name in seen.data.at:
        seen.add("told", node)
    elif seen.data.lacks == "more" and name in _LISTS and pagination.is_whole(program, node):
        seen.add("used", node)
    else:
        seen.add("unknown", node)


def _given(program: Program, arg: nodes.Arg, node: Node, seen: _Seen) -> None:
    """What is handed to a call: shown, counted, or out of sight."""
    call = arg.parent
    name = last_name(call.func) if isinstance(call, nodes.Call) else ""
    if name == "debug" and seen.data.lacks == "failed":
        seen.add("dropped", node)  # in production nobody reads it
    elif name in TALKS or is_only_shown(program, node):
        seen.add("shown", node)
    elif seen.data.whole == "results" and _tells_exceptions(program, node):
        seen.add("told", node)
    elif name == "len" and seen.data.whole:
        seen.add("used" if seen.data.whole == "results" else "told", node)
    else:
        seen.add("unknown", node)


def _keeps_some(loop: nodes.For) -> bool:
    """`for result in results: if isinstance(result, dict): found.append(result)`, and nothing for the rest."""
    statements = body_of(loop.body)
    if len(statements) != 1 or not isinstance(loop.target, nodes.Name):
        return False
    branch = statements[0]
    if not isinstance(branch, nodes.If) or branch.orelse is not None:
        return False
    return _is_asked_by_kind(branch.test, loop.target.value)


def _is_kept_by_kind(program: Program, part: Node) -> bool:
    """Every use of it stands under `isinstance(part, list)`, or is that test, and there is nothing for the rest."""
    if not isinstance(part, nodes.Name):
        return False
    branches = {
        around
        for use in reads_of(program, part)
        for around in program.tree.ancestors(use)
        if isinstance(around, nodes.If) and _is_asked_by_kind(around.test, part.value)
    }
    uses = [*reads_of(program, part)]
    return (
        bool(branches)
        and all(one.orelse is None for one in branches)
        and all(not branches.isdisjoint(program.tree.ancestors(use)) for use in uses)
    )


def _is_asked_by_kind(test: nodes.BaseExpression, name: str) -> bool:
    """`isinstance(name, list)`, where failures are of another kind."""
    match test:
        case nodes.Call(
            func=nodes.Name(value="isinstance"),
            args=[nodes.Arg(value=nodes.Name(value=asked)), nodes.Arg(value=kind)],
        ):
            return asked == name and not _EXCEPTION.search(last_name(kind))
    return False


def _tells_exceptions(program: Program, results: Node) -> bool:
    """The function asks of something whether it is an exception: `isinstance(result, Exception)`."""
    around = program.tree.function_of(results) or program.tree.module_of(results)
    return any(
        isinstance(one, nodes.Call)
        and last_name(one.func) == "isinstance"
        and len(one.args) == 2
        and _EXCEPTION.search(program.code(one.args[1]))
        for one in program.tree.walk(around)
    )
