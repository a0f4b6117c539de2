"""What a request is asked for behind the `?`, and whether that lets somebody in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.credentials.secrets import means_a_credential
from detectors.facts import Taken
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.origins import Origins
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary import constant_time
from detectors.vocabulary.names import listed, words

_QUERIES = frozenset({"query_params", "args", "GET", "query"})
"""What the parameters of an address are called by Starlette, Flask, Django and aiohttp."""
_BY_ITEM = re.compile(r"\b(?:query_params|args|GET|query)\[")
_REQUESTS = frozenset({"request", "req"})
_WITHOUT_HEADERS = re.compile(r"(?i)web_?socket|event-?stream|event_?source|\bsse\b")
"""What browsers open without headers of their own."""
_TRADES_IN = re.compile(r"\bset_cookie\(")
"""Whoever opens a link with a token in it gets a cookie for it."""
_PLACES = re.compile(r"(?i)path|endpoint|upgrade|url")
"""In a condition that tells a few addresses from the rest."""
_OF_THOSE = listed("api access auth valid allowed known accepted authorized")
"""Words before `keys` or `tokens` of those that let somebody in."""
_CALLS_BACK = re.compile(r"(?i)hook|callback|\bipn\b|validat|challenge")
"""In the name of what a service calls that may be able to send an address alone."""


def asked_credentials(program: Program, contexts: Contexts) -> Iterator[Taken]:
    """Those of a file, in the order of the source."""
    for node in (*program.tree.calls_by_name.get("get", ()), *_items(program)):
        name = _asked(node)
        if name is None:
            continue
        function = program.tree.definition_of(node)
        if function is None or has_no_choice(program, function, node):
            continue
        yield Taken(
            file=program.file,
            lines=program.lines(node),
            columns=program.columns(node),
            name=name,
            handler=contexts.handler(function),
            lets_in=_lets_in(program, function, node),
            is_asked_of_a_request=True,
            node=node,
        )


def _items(program: Program) -> Iterator[nodes.Subscript]:
    """What is looked up by its key in a source that looks something up in a query."""
    if program.says(_BY_ITEM):
        for function in program.tree.functions:
            for node in program.tree.walk(function.body):
                if isinstance(node, nodes.Subscript):
                    yield node


def _asked(node: nodes.Call | nodes.Subscript) -> str | None:
    """`request.args.get("api_key")`, `request.args["api_key"]`"""
    match node:
        case nodes.Subscript(
            value=nodes.Attribute(value=owner, attr=queries),
            slice=[
                nodes.SubscriptElement(
                    slice=nodes.Index(value=nodes.SimpleString(evaluated_value=str() as name))
                )
            ],
        ) if queries.value in _QUERIES and last_name(owner) in _REQUESTS:
            return name
        case nodes.Call(
            func=nodes.Attribute(value=nodes.Attribute(value=owner, attr=queries)),
            args=[nodes.Arg(value=nodes.SimpleString(evaluated_value=str() as name)), *_],
        ) if queries.value in _QUERIES and last_name(owner) in _REQUESTS:
            return name
    return None


def has_no_choice(program: Program, function: nodes.FunctionDef, node: Node) -> bool:
    """Whoever calls cannot send a header: a browser that opens a stream, a few pages by their addresses, a service."""
    if _CALLS_BACK.search(function.name.value):
        return True
    code = program.code(function)
    if _WITHOUT_HEADERS.search(code) or _TRADES_IN.search(code):
        return True
    return any(
        isinstance(one, nodes.If) and _PLACES.search(program.code(one.test))
        for one in program.tree.ancestors(node)
    )


def _lets_in(program: Program, function: nodes.FunctionDef, node: Node) -> bool:
    return _is_beside_a_header(program, function) or any(
        is_compared(program, function, name) for name in _bound(program, node)
    )


def _bound(program: Program, node: Node) -> list[str]:
    """`given = request.args.get(...)`, `given = given or request.args.get(...)`."""
    match program.tree.statement_of(node):
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]):
            return [name]
    return []


def _is_beside_a_header(program: Program, function: nodes.FunctionDef) -> bool:
    """The same function looks for a credential among the headers."""
    for one in program.tree.walk(function.body):
        match one:
            case nodes.Call(
                func=nodes.Attribute(value=nodes.Attribute(attr=headers)),
                args=[nodes.Arg(value=nodes.SimpleString(evaluated_value=str() as name)), *_],
            ) if headers.value == "headers":
                if _proves(name):
                    return True
            case nodes.Comparison(
                left=nodes.SimpleString(evaluated_value=str() as name),
                comparisons=[nodes.ComparisonTarget(nodes.In(), nodes.Attribute(attr=headers))],
            ) if headers.value == "headers":
                if _proves(name):
                    return True
    return False


def _proves(header: str) -> bool:
    return header.lower() == "authorization" or means_a_credential(header)


def is_compared(program: Program, function: nodes.FunctionDef, name: str) -> bool:
    """`given != settings.admin_key`, `compare_digest(given, KEY)`."""
    origins = Origins(program)
    for sides in _compared(program, function):
        others = [one for one in sides if name not in names_in(program.tree, one)]
        if len(others) == 1 and _is_kept(origins, others[0]):
            return True
    return any(map(_are_kept, _looked_for(program, function, name)))


def _looked_for(
    program: Program, function: nodes.FunctionDef, name: str
) -> Iterator[nodes.BaseExpression]:
    """`given not in valid_keys`: where it has to stand."""
    for one in program.tree.walk(function.body):
        match one:
            case nodes.Comparison(
                left=nodes.Name(value=given),
                comparisons=[nodes.ComparisonTarget(nodes.In() | nodes.NotIn(), where)],
            ) if given == name:
                yield where


def _are_kept(value: nodes.BaseExpression) -> bool:
    """`API_KEYS`, `settings.valid_tokens`: by the name those that let somebody in."""
    *before, last = words(last_name(value)) or [""]
    return bool(_OF_THOSE & {*before}) and last in {"keys", "tokens", "secrets"}


def _compared(
    program: Program, function: nodes.FunctionDef
) -> Iterator[list[nodes.BaseExpression]]:
    for one in program.tree.walk(function.body):
        match one:
            case nodes.Comparison(left=left, comparisons=[target]) if isinstance(
                target.operator, nodes.Equal | nodes.NotEqual
            ):
                yield [left, target.comparator]
            case nodes.Call(func=func, args=[first, second]) if (
                last_name(func) in constant_time.COMPARISONS
            ):
                yield [first.value, second.value]


def _is_kept(origins: Origins, value: nodes.BaseExpression) -> bool:
    """A credential by any of its names, that comes from the settings or the environment and no caller."""
    side = origins.of(value)
    return not side.origins & {"request", "literal"} and any(map(means_a_credential, side.names))
