"""What a program makes of a failure that it has caught: it reports success, or says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from detectors.facts import Claim
from detectors.readers.python.control.catches import is_said
from detectors.readers.python.control.pretended_success import (
    created_instead,
    ends_its_work,
    gives_a_value,
    is_meant,
    never_repeats,
    nothing_found,
    the_same,
)
from detectors.readers.python.control.stale_names import of_the_item_before
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    LOOPS,
    SUITES,
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import is_a_short_yes, says_done, tells_of_failure

Handler = nodes.ExceptHandler | nodes.ExceptStarHandler

_COUNTED = listed("sent delivered done success successes succeeded ok processed uploaded synced")
_STATUS_NAMES = frozenset({"status", "status_code", "statusCode", "code"})
_FINE = frozenset({"200", "201", "202", "204"})
_FINE_NAMES = re.compile(r"(HTTPStatus|status|codes)\.(OK|ok|HTTP_20[0-4]\w*|ACCEPTED|CREATED)")
_BAD_STATUS = re.compile(r"[345]\d\d")
_LOUD = frozenset({"warning", "warn", "error", "exception", "critical", "log"})
_GATHERS = frozenset({"append", "add", "update", "extend", "insert", "put", "pop", "remove"})
"""Methods that change what they are called on."""


def claim(program: Program, handler: Handler) -> Claim | None:
    """What is reported after this clause has run; None where the failure is told, or that cannot be known."""
    inside = _plain(body_of(handler.body))
    caught = handler.parent
    if not isinstance(caught, nodes.Try | nodes.TryStar) or caught.finalbody is not None:
        return None
    last = inside[-1] if inside else None
    if not all(_only_says(one) for one in inside[:-1]):
        return None
    is_logged = any(_is_loud(one) for one in inside)
    if (decorator := never_repeats(program, handler)) is not None:
        return Claim(program.lines(decorator), "once", program.code(decorator), is_logged)
    if isinstance(last, nodes.Return):
        if last.value is None:
            return _end(program, handler, caught, last, is_logged)
        found = _answer(program, last.value, is_logged) or nothing_found(
            program, caught, last.value, is_logged
        )
        return found and found._replace(is_of_all=_is_the_work(caught))
    if last is not None and _ends_well(last):
        ending = _plain(body_of(last.body))[-1] if isinstance(last, nodes.If) else last
        return Claim(program.lines(ending), "exit", program.code(ending))
    if isinstance(last, nodes.Break) or not (last is None or _only_says(last)):
        return None
    if any(isinstance(one, nodes.While) for one in program.tree.ancestors(handler)):
        return None  # what follows such a loop may never run
    old = None if isinstance(last, nodes.Continue) else of_the_item_before(program, caught)
    if old is not None:
        return Claim(program.lines(old), "stale", old.value, is_logged)
    tried = _kept(caught)
    after = [*_after(handler if isinstance(last, nodes.Continue) else caught, handler)]
    if (made := created_instead(program, caught, after)) is not None:
        return Claim(program.lines(made), "again", program.code(made), is_logged)
    for one in after:
        match one:
            case nodes.Return(value=None):
                break
            case nodes.Return(value=value) if value is not None:
                if _reads(value, tried):
                    return None
                return (
                    _answer(program, value, is_logged)
                    or nothing_found(program, caught, value, is_logged)
                    or the_same(program, handler, value, is_logged)
                )
            case nodes.Raise() | nodes.Break() | nodes.Continue():
                return None
            case nodes.AugAssign() if _counts_success(one):
                return Claim(program.lines(one), "count", program.code(one), is_logged)
        if _reads(one, tried) or _may_leave(one):
            return None
        if (said := _said(program, one)) is not None:
            return Claim(program.lines(one), "log", said, is_logged)
    if (ended := ends_its_work(program, handler, caught, None, is_logged=is_logged)) is not None:
        return ended
    if is_meant(program, handler):
        return None
    kind: Literal["none", "nothing"] = "none" if gives_a_value(program, caught) else "nothing"
    return Claim(program.lines(handler), kind, "", is_logged)


_WORKS = listed(
    "upload uploads deploy publish push backup backups restore migrate provision sync synchronize transfer send"
    " replicate release rollback"
)
_COMMAND = re.compile(r"@[\w.]*\bcommand\b")
_MAKES_COMMANDS = frozenset({"click", "typer", "rich_click", "asyncclick", "cloup"})


def _end(
    program: Program,
    handler: Handler,
    caught: nodes.Try | nodes.TryStar,
    last: Node,
    is_logged: bool,
) -> Claim | None:
    """A command that uploads or deploys says that it has failed, and returns: its status is 0."""
    if (ended := ends_its_work(program, handler, caught, last, is_logged=is_logged)) is not None:
        return ended
    function = program.tree.function_of(caught)
    if not isinstance(function, nodes.FunctionDef) or not _is_a_command(program, function):
        return None
    if any(isinstance(one, LOOPS) for one in program.tree.ancestors(handler)):
        return None
    called = [one for one in descendants(caught.body) if isinstance(one, nodes.Call)]
    works = any(_WORKS & {*words(last_name(one.func))} for one in called)
    said = {word for one in body_of(handler.body) for word in _words_in(one)}
    if not works or not tells_of_failure(said):
        return None
    return Claim(program.lines(last), "end", program.code(last), is_logged)


def _is_a_command(program: Program, function: nodes.FunctionDef) -> bool:
    """Whoever reads the command line calls it, and makes no status of what it returns."""
    if not any(name.partition(".")[0] in _MAKES_COMMANDS for name in program.tree.imported):
        return False
    return any(_COMMAND.search(program.code(one)) for one in function.decorators)


def _is_the_work(caught: nodes.Try | nodes.TryStar) -> bool:
    """It stands in the function itself, with no more than a `return` behind it."""
    body = caught.parent
    if not isinstance(body, nodes.IndentedBlock) or not isinstance(body.parent, nodes.FunctionDef):
        return False
    return all(isinstance(one, nodes.Return) for one in _following(body, caught))


def _plain(statements: Sequence[Node]) -> list[Node]:
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


def _only_says(statement: Node) -> bool:
    """It writes to a log or goes on: nothing of the failure is kept."""
    if isinstance(statement, nodes.Continue):
        return True
    if isinstance(statement, nodes.If):
        return all(map(_only_says, _branches(statement)))
    call = _called(statement)
    return call is not None and (is_said(call) or last_name(call.func) == "print_exc")


def _branches(statement: nodes.If) -> Iterator[Node]:
    """The statements of all branches."""
    yield from _plain(body_of(statement.body))
    match statement.orelse:
        case nodes.If() as other:
            yield from _branches(other)
        case nodes.Else(body=body):
            yield from _plain(body_of(body))


def _called(statement: Node) -> nodes.Call | None:
    value = statement.value if isinstance(statement, nodes.Expr) else None
    if isinstance(value, nodes.Await):
        value = value.expression
    return value if isinstance(value, nodes.Call) else None


def _ends_well(statement: Node) -> bool:
    """`sys.exit(0)`, `exit()`: whoever has started the program sees a success; under a switch, too."""
    if isinstance(statement, nodes.If) and statement.orelse is None:
        inside = _plain(body_of(statement.body))
        return bool(inside) and all(map(_only_says, inside[:-1])) and _ends_well(inside[-1])
    call = _called(statement)
    if call is None or dotted(call.func) not in {"sys.exit", "exit", "quit", "os._exit"}:
        return False
    given = [one.value for one in call.args]
    return not given or (isinstance(given[0], nodes.Integer) and given[0].evaluated_value == 0)


def _is_loud(statement: Node) -> bool:
    call = _called(statement)
    return call is not None and last_name(call.func) in _LOUD


def _after(left: Node, handler: Handler) -> Iterator[Node]:
    """The statements that run next, in their order; those after a loop for a clause that goes on with it."""
    child: Node = left
    skips = left is handler
    while True:
        suite = child.parent
        if isinstance(suite, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef | nodes.Module):
            if isinstance(suite, nodes.Module):
                yield from _following(suite, child)
            return
        if isinstance(suite, LOOPS):
            skips = False
        elif isinstance(suite, SUITES) and not skips:
            yield from _following(suite, child)
        child = suite


def _following(suite: Node, child: Node) -> Iterator[Node]:
    body: Sequence[Node] = getattr(suite, "body", ())
    at = next((at for at, one in enumerate(body) if one is child), None)
    for one in body[at + 1 :] if at is not None else ():
        if isinstance(one, nodes.SimpleStatementLine):
            yield from one.body
        else:
            yield one


def _kept(caught: nodes.Try | nodes.TryStar) -> set[str]:
    """The names to which the body of a `try` gives something: whoever reads them may see whether it went well."""
    found: set[str] = set()
    for part in (caught.body, caught.orelse):
        for node in descendants(part) if part is not None else ():
            match node:
                case nodes.AssignTarget(target=target) | nodes.NamedExpr(target=target):
                    found |= set(_bound(target))
                case nodes.AnnAssign(target=target) | nodes.AugAssign(target=target):
                    found |= set(_bound(target))
                case nodes.Call(func=nodes.Attribute(attr=attr, value=value)):
                    if attr.value in _GATHERS and dotted(value):
                        found.add(dotted(value))
    return found


def _bound(target: Node) -> Iterator[str]:
    match target:
        case nodes.Tuple() | nodes.List():
            for element in target.elements:
                yield from _bound(element.value)
        case nodes.Subscript():
            yield dotted(target.value)
        case _:
            yield dotted(target)


def _reads(node: Node, names: set[str]) -> bool:
    return any(
        dotted(inner) in names
        for inner in descendants(node)
        if isinstance(inner, nodes.Name | nodes.Attribute)
    )


def _may_leave(statement: Node) -> bool:
    """Under a condition it returns, raises, or asks something else."""
    return not isinstance(statement, nodes.BaseSmallStatement) and any(
        isinstance(inner, nodes.Return | nodes.Raise | nodes.Yield)
        for inner in descendants(statement)
    )


# --- reports ---------------------------------------------------------------------------------------


def _answer(program: Program, value: nodes.BaseExpression, is_logged: bool) -> Claim | None:
    """What a function returns, if that says that all went well."""
    text = program.code(value)
    said = _words_in(value)
    is_told = tells_of_failure(said) or _has_bad_status(value)
    kind: Literal["answer", "status", "plain"] | None = None
    if isinstance(value, nodes.Name) and value.value == "True":
        kind = "answer"
    elif _has_fine_status(program, value):
        kind = "status" if is_told else "answer"
    elif not is_told and (_says_ok(value) or _is_done(value)):
        kind = "answer"
    elif is_told and _has_no_status(value):
        kind = "plain"
    if kind is None or _has_bad_status(value):
        return None
    return Claim(program.lines(value), kind, text, is_logged)


def _has_no_status(value: Node) -> bool:
    """`{"error": "..."}`, `jsonify(error="...")`: what frameworks send with 200."""
    is_made = isinstance(value, nodes.Call) and dotted(value.func) in {
        "jsonify",
        "dict",
        "json.dumps",
    }
    return (
        is_made or isinstance(value, nodes.Dict | nodes.SimpleString | nodes.FormattedString)
    ) and (
        not any(True for _ in _statuses(value))
        or not any(isinstance(one, nodes.Integer) for one in _statuses(value))
    )


def _words_in(value: Node) -> set[str]:
    """The words of its texts, keys, keywords and names."""
    found: set[str] = set()
    for node in descendants(value):
        match node:
            case nodes.SimpleString() | nodes.FormattedStringText():
                found |= set(words(node.value))
            case nodes.Arg(keyword=nodes.Name(value=name)) | nodes.Name(value=name):
                found |= set(words(name))
            case nodes.Attribute(attr=attr):
                found |= set(words(attr.value))
    return found


def _says_ok(value: Node) -> bool:
    """`{"ok": True}`, `jsonify(success=True)`, `{"status": "sent"}`."""
    for name, given in _pairs(value):
        if says_done(words(name)) and isinstance(given, nodes.Name) and given.value == "True":
            return True
        if name in {"status", "result", "message", "state"} and _is_done(given):
            return True
    return False


def _pairs(value: Node) -> Iterator[tuple[str, Node]]:
    for node in descendants(value):
        match node:
            case nodes.DictElement(key=nodes.SimpleString() as key, value=given):
                yield key.raw_value, given
            case nodes.Arg(keyword=nodes.Name(value=name), value=given):
                yield name, given


def _is_done(value: Node) -> bool:
    return isinstance(value, nodes.SimpleString) and is_a_short_yes(value.raw_value)


def _has_fine_status(program: Program, value: Node) -> bool:
    return any(_is_fine(program, given) for given in _statuses(value))


def _has_bad_status(value: Node) -> bool:
    return any(
        isinstance(given, nodes.Integer) and _BAD_STATUS.fullmatch(given.value)
        for given in _statuses(value)
    )


def _is_fine(program: Program, value: Node) -> bool:
    if isinstance(value, nodes.Integer):
        return value.value in _FINE
    return bool(_FINE_NAMES.search(program.code(value)))


def _statuses(value: Node) -> Iterator[Node]:
    """What may be the status of an answer: of a tuple, under its name, as Flask and Lambda have it."""
    match value:
        case nodes.Tuple():
            yield from (element.value for element in value.elements[1:2])
    for name, given in _pairs(value):
        if name in _STATUS_NAMES:
            yield given


def _counts_success(statement: nodes.AugAssign) -> bool:
    return isinstance(statement.operator, nodes.AddAssign) and bool(
        _COUNTED & set(words(dotted(statement.target)))
    )


def _said(program: Program, statement: Node) -> str | None:
    """The text with which a statement says that it is done."""
    call = _called(statement)
    if call is None or not is_said(call) or last_name(call.func) in _LOUD or not call.args:
        return None
    said = _words_in(call.args[0].value)
    return program.code(call.args[0].value) if says_done(said) else None
