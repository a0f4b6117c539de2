"""What takes the place of an answer that has failed: a value that nobody has found out, or nothing, with which it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.control.clauses import only_says, plain, tone_of
from detectors.readers.python.control.missing_answers import gives_none_elsewhere
from detectors.readers.python.control.pretended_success import is_empty, may_hold
from detectors.readers.python.control.trials import (
    Clause,
    Found,
    Trial,
    given_names,
    only_takes_rows,
)
from detectors.readers.python.naming.dataflow import is_tested
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Handler,
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words

_LOOKS_UP = listed("query fetch search find select list scan lookup download")
"""Words of methods that are called for what they find."""
_OF_ERRORS = listed(
    "error errors err detail details message reason exception problem safe safely try maybe parse decode"
)
"""Words of functions that make the best of the body of an error, or that say that they only try."""
_ASKS_FOR_ERRORS = re.compile(r"(?i)status|\bok\b|success|error|raise_for")
_SIGNS = re.compile(
    r"(?i)unknown|err|fail|none|null|n/?a\b|unavail|invalid|missing|miss|default|offline|^[-?]*$|not\b|no\b|can|could|sorry"
)
"""Texts by which a caller is told."""
_LOOPBACK = frozenset({"127.0.0.1", "0.0.0.0", "::1"})
"""What the address of a machine is that has no other."""
_CONTENTS = frozenset({"text", "content", "body", "data"})


def set_to_nothing(handler: Handler) -> nodes.Assign | nodes.AnnAssign | None:
    """`except Exception: found = []`: the only thing that it does, beside speaking of it."""
    statements = plain(body_of(handler.body))
    if not statements or not all(map(only_says, statements[:-1])):
        return None
    last = statements[-1]
    if not isinstance(last, nodes.Assign | nodes.AnnAssign):
        return None
    return last if any(_is_nothing(value) for _, value in given_names(last)) else None


def _is_nothing(value: nodes.BaseExpression) -> bool:
    is_zero = isinstance(value, nodes.Integer) and value.evaluated_value == 0
    return is_zero or (is_empty(value) and not isinstance(value, nodes.SimpleString))


def assumed(clause: Clause) -> Found | None:
    """`try: events = store.query() except Exception: events = []`, and nobody looks whether there are any."""
    name = _name_of(clause.last)
    if name is None or tone_of(plain(body_of(clause.handler.body))[:-1]) not in {
        "nothing",
        "screen",
    }:
        return None
    readers = clause.program.readers(name, clause.last) if clause.last is not None else []
    if not readers or any(is_tested(clause.program.tree, one) for one in readers):
        return None
    if _body_of_an_answer(clause.trial) is not None or only_takes_rows(clause.trial):
        return None
    tried = [*_tried(clause.trial, name)]
    asks = (
        clause.trials.of(clause.trial)
        or any(_looks_up(clause, value) for value in tried)
        or (clause.catches_what_is_outside and _is_a_count(clause.last))
    )
    if not tried or not asks or _is_optional(clause):
        return None
    return Found("assumed", clause.program.code(clause.last), readers[0]) if clause.last else None


def _is_optional(clause: Clause) -> bool:
    """`from plugins import catalogue; names = catalogue.list_names()`: what may not be installed, and no request that is known."""
    imports = any(
        isinstance(one, nodes.Import | nodes.ImportFrom) for one in body_of(clause.trial.body)
    )
    return imports and not clause.trials.of(clause.trial)


def _is_a_count(statement: Node | None) -> bool:
    """`found = 0`: a number that somebody reckons with, where an empty list may only leave out a hint."""
    values = [value for _, value in given_names(statement)] if statement is not None else []
    return any(isinstance(one, nodes.Integer) for one in values)


def _name_of(statement: Node | None) -> str | None:
    if statement is None:
        return None
    return next((name for name, _ in given_names(statement)), None)


def _tried(trial: Trial, name: str) -> Iterator[nodes.BaseExpression]:
    """What the name is given in the `try`."""
    for one in descendants(trial.body):
        for bound, value in given_names(one):
            if bound == name:
                yield value


def _looks_up(clause: Clause, value: nodes.BaseExpression) -> bool:
    """It asks something outside, itself or in a helper of the file."""
    if clause.trials.asks_in(value):
        return True
    calls = [one for one in (value, *descendants(value)) if isinstance(one, nodes.Call)]
    return any(
        isinstance(one.func, nodes.Attribute)
        and not _LOOKS_UP.isdisjoint(words(one.func.attr.value)[:1])
        and not isinstance(one.func.value, nodes.SimpleString)
        and last_name(one.func.value) not in {"re", "text", "line", "string", "s"}
        for one in calls
    )


def made_up(clause: Clause) -> Found | None:
    """`except: return "0"` where the function otherwise gives what a service has answered."""
    value = clause.value
    if value is None or clause.said not in {"nothing", "screen"} or clause.is_a_generator:
        return None
    if not _is_made_up(clause, value):
        return None
    is_a_twin = isinstance(value, nodes.Dict) and clause.asks and clause.is_served()
    if not clause.trials.of(clause.trial) and not is_a_twin:
        return None
    inside = {*descendants(clause.trial.body)}
    found = [one for one in clause.returned if one in inside and may_hold(one)]
    if not any(_is_found_out(one) for one in found):
        return None
    return Found("made up", clause.program.code(value), value)


def _is_found_out(value: nodes.BaseExpression) -> bool:
    return any(
        isinstance(one, nodes.Name | nodes.Call | nodes.Subscript)
        for one in (value, *descendants(value))
        if not isinstance(one, nodes.Name) or one.value not in {"None", "True", "False"}
    )


def _is_made_up(clause: Clause, value: nodes.BaseExpression) -> bool:
    """A number, a text with one in it, or a spelled list: nothing by which a caller is told."""
    match value:
        case nodes.Integer() | nodes.Float():
            return True
        case nodes.SimpleString():
            text = value.raw_value
            return (
                bool(re.search(r"\d", text)) and not _SIGNS.search(text) and text not in _LOOPBACK
            )
        case nodes.List(elements=elements):
            return bool(elements) and all(_is_spelled(one.value) for one in elements)
        case nodes.Dict(elements=elements):
            given = [one.value for one in elements if isinstance(one, nodes.DictElement)]
            return bool(given) and all(map(_is_nothing, given)) and _has_a_twin(clause, value)
    return False


def _is_spelled(value: nodes.BaseExpression) -> bool:
    kinds = (nodes.SimpleString, nodes.Integer, nodes.Float, nodes.Dict)
    return isinstance(value, kinds) and not any(
        isinstance(one, nodes.Name | nodes.Call | nodes.FormattedString)
        for one in descendants(value)
    )


def _has_a_twin(clause: Clause, value: nodes.Dict) -> bool:
    """The function returns the same keys after a success."""
    keys = _keys(value)
    return bool(keys) and any(
        isinstance(one, nodes.Dict) and one is not value and _keys(one) == keys
        for one in clause.returned
    )


def _keys(value: nodes.Dict) -> set[str]:
    return {
        one.key.raw_value
        for one in value.elements
        if isinstance(one, nodes.DictElement) and isinstance(one.key, nodes.SimpleString)
    }


# --- bodies that cannot be read -------------------------------------------------------------------


def unreadable(clause: Clause) -> Found | None:
    """`try: return answer.json() except ValueError: return {}`: a page of a proxy looks like an answer without content."""
    body = _body_of_an_answer(clause.trial)
    function = clause.function
    if body is None or function is None or _OF_ERRORS & {*words(function.name.value)}:
        return None
    if _is_of_an_error(clause.program, clause.trial) or _is_of_a_deletion(function, body):
        return None
    last = clause.last
    if isinstance(last, nodes.Return):
        if clause.said not in {"nothing", "screen"} or not isinstance(body, nodes.Return):
            return None
        if clause.gives_none:
            is_none_as_well = gives_none_elsewhere(clause.program, function, clause.trial)
            return Found("unreadable", "None", last) if is_none_as_well else None
        is_nothing = clause.value is not None and _is_nothing(clause.value)
        return Found("unreadable", clause.program.code(last.value), last) if is_nothing and last.value else None  # fmt: skip
    name = _name_of(last)
    if last is None or name is None or name != _name_of(body):
        return None
    given = next(one for _, one in given_names(last))
    for reader in clause.program.readers(name, last):
        is_given = isinstance(reader.parent, nodes.Return)
        if is_given and not _is_of_an_error(clause.program, reader):
            return Found("unreadable", clause.program.code(given), reader)
    return None


def _body_of_an_answer(trial: Trial) -> Node | None:
    """The one statement that is tried, if it takes the body of an answer for JSON."""
    statements = plain(body_of(trial.body))
    if len(statements) != 1:
        return None
    match statements[0]:
        case nodes.Return(value=nodes.BaseExpression() as value):
            pass
        case nodes.Assign(value=value) | nodes.AnnAssign(value=nodes.BaseExpression() as value):
            pass
        case _:
            return None
    if isinstance(value, nodes.Await):
        value = value.expression
    match value:
        case nodes.Call(func=nodes.Attribute(value=answer, attr=nodes.Name(value="json")), args=[]):
            return statements[0] if dotted(answer) else None
        case nodes.Call(func=func, args=[nodes.Arg(value=nodes.Attribute(attr=attr))]):
            if dotted(func) == "json.loads" and attr.value in _CONTENTS:
                return statements[0]
    return None


def _is_of_a_deletion(function: nodes.FunctionDef, read: Node) -> bool:
    """What answers a DELETE has often no body: `answer = session.delete(url)`, or what may be one."""
    asked = {one.value for one in descendants(read) if isinstance(one, nodes.Name)}
    for one in descendants(function.body):
        for name, value in given_names(one):
            call = value.expression if isinstance(value, nodes.Await) else value
            if name not in asked or not isinstance(call, nodes.Call):
                continue
            if last_name(call.func) == "delete" or _may_delete(call):
                return True
    return False


def _may_delete(call: nodes.Call) -> bool:
    """`send("DELETE", url)`, `session.request(method, url)`, `session.request(method=method)`"""
    named = (
        one.value for one in call.args if one.keyword is not None and one.keyword.value == "method"
    )
    given = next(named, call.args[0].value if call.args else None)
    if isinstance(given, nodes.SimpleString):
        return given.raw_value == "DELETE"
    return last_name(call.func) == "request" and isinstance(given, nodes.Name)


def _is_of_an_error(program: Program, node: Node) -> bool:
    """It stands under a condition that asks for an error."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.ExceptHandler | nodes.ExceptStarHandler):
            return True
        if isinstance(parent, nodes.If) and _ASKS_FOR_ERRORS.search(program.code(parent.test)):
            return True
    return False
