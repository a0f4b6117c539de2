"""What a program says or answers where all is well: values, statuses, counters and lines in a log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from detectors.facts import Claim
from detectors.readers.python.control.catches import is_said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, dotted, last_name
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import is_a_short_yes, says_done, tells_of_failure

_COUNTED = listed("sent delivered done success successes succeeded ok processed uploaded synced")
_STATUS_NAMES = frozenset({"status", "status_code", "statusCode", "code"})
_FINE = frozenset({"200", "201", "202", "204"})
_FINE_NAMES = re.compile(r"(HTTPStatus|status|codes)\.(OK|ok|HTTP_20[0-4]\w*|ACCEPTED|CREATED)")
_BAD_STATUS = re.compile(r"[345]\d\d")
_LOUD = frozenset({"warning", "warn", "error", "exception", "critical", "log"})


def boast(program: Program, statement: Node, is_logged: bool) -> Claim | None:
    """A counter of successes, a mark that it is done, or a line that says so."""
    if isinstance(statement, nodes.AugAssign) and counts_success(statement):
        return Claim(program.lines(statement), "count", program.code(statement), is_logged)
    if isinstance(statement, nodes.Assign) and _marks_as_done(statement):
        return Claim(program.lines(statement), "count", program.code(statement), is_logged)
    if (said := _said(program, statement)) is not None:
        return Claim(program.lines(statement), "log", said, is_logged)
    return None


def _marks_as_done(statement: nodes.Assign) -> bool:
    """`order.paid = True`, `message["status"] = "sent"`: kept somewhere else than in a variable."""
    target = statement.targets[0].target
    match target:
        case nodes.Attribute(attr=nodes.Name(value=name)):
            pass
        case nodes.Subscript(
            slice=[nodes.SubscriptElement(slice=nodes.Index(value=nodes.SimpleString() as key))]
        ):
            name = key.raw_value
        case _:
            return False
    if isinstance(statement.value, nodes.Name) and statement.value.value == "True":
        return says_done(words(name)) and name not in {"ok", "done", "finished", "complete"}
    is_a_state = bool({"status", "state"} & {*words(name)})
    return is_a_state and _is_done(statement.value)


def answer(program: Program, value: nodes.BaseExpression, is_logged: bool) -> Claim | None:
    """What a function returns, if that says that all went well."""
    text = program.code(value)
    said = words_in(value)
    is_told = tells_of_failure(said) or _has_bad_status(value)
    kind: Literal["answer", "status", "plain"] | None = None
    if isinstance(value, nodes.Name) and value.value == "True":
        kind = "answer"
    elif _has_fine_status(program, value):
        kind = "status" if is_told else "answer"
    elif not is_told and (_says_ok(value) or _is_done(value) or _responds_ok(value)):
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


def words_in(value: Node) -> set[str]:
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


def _responds_ok(value: Node) -> bool:
    """`HttpResponse("ok")`, `web.Response(text="ok")`."""
    if not isinstance(value, nodes.Call) or not last_name(value.func).endswith("Response"):
        return False
    return any(
        _is_done(one.value)
        for one in value.args[:1]
        if one.keyword is None or one.keyword.value in {"text", "content", "body"}
    )


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


def counts_success(statement: nodes.AugAssign) -> bool:
    return isinstance(statement.operator, nodes.AddAssign) and bool(
        _COUNTED & set(words(dotted(statement.target)))
    )


def _said(program: Program, statement: Node) -> str | None:
    """The text with which a statement says that it is done."""
    call = called(statement)
    if call is None or not is_said(call) or not call.args:
        return None
    told = [one.value for one in call.args]
    if last_name(call.func) == "log" and _is_calm(told[0]):
        told = told[1:]  # `logger.log("info", "saved")`
    elif last_name(call.func) in _LOUD:
        return None
    said = words_in(told[0]) if told else set()
    return program.code(told[0]) if says_done(said) else None


def _is_calm(level: Node) -> bool:
    """`"info"`, `logging.INFO`: nothing went wrong."""
    name = level.raw_value if isinstance(level, nodes.SimpleString) else last_name(level)
    return name.lower() in {"info", "debug"}


def called(statement: Node) -> nodes.Call | None:
    value = statement.value if isinstance(statement, nodes.Expr) else None
    if isinstance(value, nodes.Await):
        value = value.expression
    return value if isinstance(value, nodes.Call) else None
