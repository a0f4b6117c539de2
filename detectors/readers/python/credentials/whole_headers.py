"""Headers and cookies that are written whole, with whatever logs their sender in among them."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

_REQUESTS = frozenset({"request", "req"})
_ANSWERS = frozenset({"response", "resp", "res", "answer", "reply", "r"})
_KEEPERS = frozenset({"session", "client", "jar", "http", "browser", "s", "sess"})
"""What keeps the cookies of a login."""
_KEEPS = frozenset({"dict", "str", "repr", "copy", "dumps"})
"""Functions whose result still has in it what they are given."""
_LOGS_IN = re.compile(
    r"(?i)log_?in\b|passw|bearer|authori[sz]ation|(?:access|auth|session)_?(?:token|id|key)\b"
)
"""In the text of a file: somebody is logged in there."""


def whole(program: Program, node: nodes.BaseExpression) -> str:
    """What of a request or a login it is; empty if it is neither, or if something has been taken out of it."""
    match node:
        case nodes.Attribute(value=holder, attr=nodes.Name(value="headers")):
            if last_name(holder) not in _REQUESTS:
                return ""
            is_fine = _comes_in(program, holder) or (_is_of_an_answer(holder) and _logs_in(program))
            return "all headers of a request" if is_fine else ""
        case nodes.Attribute(value=holder, attr=nodes.Name(value="cookies")):
            return _cookies(program, holder)
        case nodes.Call(
            func=nodes.Attribute(value=holder, attr=nodes.Name(value="get")), args=[key, *_]
        ):
            return _header(program, holder, program.evaluator.text(key.value))
        case nodes.Subscript(
            value=holder, slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))]
        ):
            return _header(program, holder, program.evaluator.text(key))
        case nodes.Name():
            return _of_a_name(program, node)
    return ""


def _header(program: Program, holder: Node, key: str | None) -> str:
    """`answer.headers["Set-Cookie"]`, `request.headers.get("Cookie")`."""
    if key is None or last_name(holder) != "headers":
        return ""
    if key.lower() == "set-cookie" and _logs_in(program):
        return "the cookies of a login"
    if key.lower() != "cookie" or not isinstance(holder, nodes.Attribute):
        return ""
    return "all cookies of a request" if _comes_in(program, holder.value) else ""


def _cookies(program: Program, holder: nodes.BaseExpression) -> str:
    name = last_name(holder).strip("_").lower()
    if name in _REQUESTS:
        return "all cookies of a request" if _comes_in(program, holder) else ""
    is_kept = name in _ANSWERS | _KEEPERS or name.endswith(("session", "client"))
    return "the cookies of a login" if is_kept and _logs_in(program) else ""


def _comes_in(program: Program, holder: nodes.BaseExpression) -> bool:
    """A parameter, a name of a framework, or an attribute of a handler: somebody else has sent it."""
    match holder:
        case nodes.Attribute(value=nodes.Name(value="self"), attr=nodes.Name(value="request")):
            return True
        case nodes.Name(value=name):
            scope = program.tree.scopes.get(holder)
            bound = program.evaluator.names.reaching(name, holder, scope) if scope else None
            return bool(bound) and all(one.how in {"parameter", "import"} for one in bound or ())
    return False


def _is_of_an_answer(holder: nodes.BaseExpression) -> bool:
    """`answer.request`: what was sent for it."""
    return isinstance(holder, nodes.Attribute) and last_name(holder.value).lower() in _ANSWERS


def _logs_in(program: Program) -> bool:
    return program.says(_LOGS_IN)


def _of_a_name(program: Program, node: nodes.Name) -> str:
    """`headers = dict(request.headers)`, and nothing is taken out of it in its function."""
    scope = program.tree.scopes.get(node)
    bound = program.evaluator.names.reaching(node.value, node, scope) if scope else None
    if not bound or len(bound) != 1 or bound[0].how != "value":
        return ""
    value = _unwrapped(bound[0].node)
    if not isinstance(value, nodes.Attribute) or _is_changed(program, node):
        return ""
    return whole(program, value)


def _unwrapped(value: Node) -> Node:
    """What is handed on as it is: `request.headers` of `dict(request.headers)` and of `request.headers.copy()`."""
    match value:
        case nodes.Call(func=func) if last_name(func) not in _KEEPS:
            return value
        case nodes.Call(func=nodes.Attribute(value=inner), args=[]):
            return _unwrapped(inner)
        case nodes.Call(args=[given, *_]):
            return _unwrapped(given.value)
    return value


def _is_changed(program: Program, node: nodes.Name) -> bool:
    """`headers.pop("Authorization")`, `headers["Cookie"] = "***"`, `del headers["Cookie"]`."""
    function = program.tree.definition_of(node)
    return function is not None and any(
        dotted(one.value) == node.value
        and (isinstance(one, nodes.Subscript) or one.attr.value in {"pop", "update", "clear"})
        for one in program.tree.walk(function.body)
        if isinstance(one, nodes.Subscript | nodes.Attribute)
    )
