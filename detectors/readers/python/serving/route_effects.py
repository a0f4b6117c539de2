"""Routes that are reached by a method that promises to change nothing, and what they change all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Handler, RouteEffect
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.stores.repeatable_effects import statement_of
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_METHODS = listed("get head post put patch delete options")
_ROUTES = listed("route api_route add_url_rule add_api_route")
_ASKS = re.compile(r"\.method\b|validate_on_submit|\bis_submitted\(|\.request_method\b")
"""In a function: a test of the method, or of a form, which only a POST fills."""
_ONLY = {"require_POST": "POST", "require_GET": "GET", "require_safe": "GET"}
_WRITES = listed(
    "commit save asave delete adelete bulk_create insert_one insert_many update_one update_many delete_one"
    " delete_many executemany post put patch publish send apply_async delay"
)
_STATEMENT = re.compile(r"(?i)\s*(?:insert|update|delete)\b")
_DELETES = listed("delete adelete delete_one delete_many remove")
_PROGRAMS = listed(
    "run Popen call check_call check_output system popen create_subprocess_exec create_subprocess_shell"
)
_ANSWERS = listed("send_file send_from_directory send_static_file")
_NO_STORE = listed("cache caches cookies response resp os shutil files")
"""What is deleted from these is no record: a cached answer, a cookie, a file that was made for the answer."""


def route_effects(program: Program, contexts: Contexts) -> Iterator[RouteEffect]:
    """Those of a file, in the order of the source."""
    for function in program.tree.functions:
        handler = contexts.handler(function)
        is_routed = handler is not None and handler.kind == "route"
        if not (is_routed or (handler is None and _is_a_view(program, function))):
            continue
        if _ASKS.search(program.code(function)):
            continue
        methods, at = _methods(program, function, handler)
        if not methods:
            continue
        calls = [n for n in program.tree.walk(function.body) if isinstance(n, nodes.Call)]
        yield RouteEffect(
            file=program.file,
            lines=program.lines(at),
            columns=program.columns(at),
            anchors=[handler.lines if handler else contexts.header(function)],
            span=program.lines(function),
            handler=handler,
            name=function.name.value,
            methods=methods,
            deletes=_deletes(program, function, calls),
            writes=any(_writes(program, call) for call in calls),
            runs=any(_runs(program, call) for call in calls),
            verbs=frozenset(said[0] for call in calls if (said := _words(call))),
            node=function,
        )


def _is_a_view(program: Program, function: nodes.FunctionDef) -> bool:
    """A function of Django by its form: it takes `request`, and returns what Django sends."""
    first = function.params.params[:1]
    if not first or first[0].name.value != "request" or function.decorators:
        return False
    if program.tree.class_of(function) is not None or program.tree.function_of(function):
        return False
    return any(
        isinstance(value, nodes.Call) and program.evaluator.ref(value.func).startswith("django.")
        for value in program.tree.returns.get(function, ())
    )


def _methods(
    program: Program, function: nodes.FunctionDef, handler: Handler | None
) -> tuple[frozenset[str], Node]:
    """By which methods it is reached, and where that is said; none where that cannot be told."""
    own: Node = function.name
    is_an_action = any(
        isinstance(one.decorator, nodes.Call) and last_name(one.decorator.func) == "action"
        for one in function.decorators
    )
    if program.tree.class_of(function) is not None and not is_an_action:
        name = function.name.value.removeprefix("do_").lower()  # as `http.server` has it
        return (frozenset({name.upper()}) if name in _METHODS else frozenset()), own
    found: set[str] = set()
    at = own
    for decorator in function.decorators:
        expression = decorator.decorator
        called = expression.func if isinstance(expression, nodes.Call) else expression
        name = last_name(called)
        if name in _ONLY:
            return frozenset({_ONLY[name]}), decorator
        if not isinstance(expression, nodes.Call):
            continue
        if name in _METHODS and (isinstance(called, nodes.Attribute) or handler is not None):
            found.add(name.upper())
        elif name in _ROUTES or name in {"require_http_methods", "api_view", "action"}:
            given = _listed(program, expression)
            if given is None:
                return frozenset(), own
            found |= given
        else:
            continue
        at = decorator if at is own else at
    if not found and (handler is None or handler.framework == "Django"):
        return frozenset(
            {"GET", "POST"}
        ), own  # a view answers every method that it does not refuse
    return frozenset(found), at


def _listed(program: Program, call: nodes.Call) -> set[str] | None:
    """The methods that a decorator names; None where they cannot be seen."""
    given = next((a.value for a in call.args if a.keyword and a.keyword.value == "methods"), None)
    if given is None and last_name(call.func) in {"require_http_methods", "api_view"}:
        given = call.args[0].value if call.args else None
    if given is None:
        return {"GET"}
    if not isinstance(given, nodes.List | nodes.Tuple | nodes.Set):
        return None
    texts = [program.evaluator.text(element.value) for element in given.elements]
    return {text.upper() for text in texts if text} if all(texts) else None


def _writes(program: Program, call: nodes.Call) -> bool:
    name = last_name(call.func)
    if not isinstance(call.func, nodes.Attribute) or _NO_STORE & set(
        words(last_name(call.func.value))
    ):
        return False
    if name == "execute" and call.args:
        return bool(_STATEMENT.match(program.evaluator.text(statement_of(call)) or ""))
    return name in _WRITES


def _runs(program: Program, call: nodes.Call) -> bool:
    """It runs code, or a program of which not even the name is written down."""
    name = last_name(call.func)
    if isinstance(call.func, nodes.Name) and name in {"exec", "eval"}:
        return True
    if name not in _PROGRAMS or not call.args:
        return False
    first = call.args[0].value
    while isinstance(first, nodes.BinaryOperation):
        first = first.left
    if isinstance(first, nodes.List | nodes.Tuple) and first.elements:
        first = first.elements[0].value
    is_written = program.evaluator.text(first) is not None
    ref = program.evaluator.ref(call.func)
    return not is_written and ref.startswith(("subprocess.", "os.", "asyncio."))


def _words(call: nodes.Call) -> list[str]:
    """Those of what it calls; none of what only sends a file as the answer."""
    name = last_name(call.func)
    return [] if name in _ANSWERS else words(name)


def _deletes(program: Program, function: nodes.FunctionDef, calls: list[nodes.Call]) -> bool:
    """It deletes a record that is looked up by what the address names."""
    named = {p.name.value for p in parameters_of(function)} - {
        "request",
        "self",
        "db",
        "session",
    }
    for part in program.tree.walk(function.body):
        match part:
            case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]):
                if names_in(program.tree, part.value) & named:
                    named.add(name)
    for call in calls:
        if not isinstance(call.func, nodes.Attribute):
            continue
        if last_name(call.func) == "execute" and len(call.args) > 1:
            statement = program.evaluator.text(statement_of(call)) or ""
            is_told = bool(names_in(program.tree, call.args[1].value) & named)
            if is_told and statement.lstrip().lower().startswith("delete from"):
                return True
        if last_name(call.func) not in _DELETES:
            continue
        owner = last_name(call.func.value)
        if _NO_STORE & set(words(owner)):
            continue
        of = names_in(program.tree, call.func.value)
        if program.code(call.func.value) == "self.get_object()":
            return True
        is_of_a_session = owner in {"session", "db"} and bool(call.args)
        if of & named and not call.args:
            return True
        if is_of_a_session and names_in(program.tree, call.args[0].value) & named:
            return True
    return False
