"""Parameters of a request's URL: `requests.get(url, params={"page": 2})`, `requests.get(f"{url}?page={page}")`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from detectors.clients.model import Call
from detectors.facts import UNKNOWN, Value, known
from detectors.readers.python.naming.things import Dictionary, Items, Made
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name

_ENCODES = "urllib.parse.urlencode"
_NAMED = re.compile(r"[?&]([\w.-]+)=$")
"""A text behind which the value of a parameter comes."""


def parameters_of_url(program: Program, invocation: Invocation, call: Call) -> Mapping[str, Value]:
    """Those whose names can be seen, whether or not a condition decides that they are sent."""
    found: dict[str, Value] = {}
    for place, nodes_of in (("url", _put_in), ("params", _named)):
        for argument in call.arguments.get(place, ()):
            given = invocation.arguments.get(argument.position, argument.keyword)
            if given is not None:
                for name, node in nodes_of(program, given):
                    const = program.evaluator.const(node)
                    found[name] = program.written(known(const.value) if const else UNKNOWN, node)
    return found


def _named(
    program: Program, given: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    for thing in program.evaluator.things(given):
        if isinstance(thing, Dictionary):
            yield from program.evaluator.dictionaries.entries(thing).items()
        elif isinstance(thing, Items):
            yield from _paired(program, thing)
        elif isinstance(thing, Made) and thing.maker == _ENCODES and thing.call is not None:
            yield from _encoded(program, thing.call)


def _paired(program: Program, items: Items) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """`[("page", 2), ("token", token)]`"""
    for element in items.node.elements:
        pair = element.value
        if isinstance(pair, nodes.Tuple) and len(pair.elements) == 2:
            name = program.evaluator.text(pair.elements[0].value)
            if name:
                yield name, pair.elements[1].value


def _encoded(program: Program, call: nodes.Call) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """What `urlencode({"page": 2})` is given."""
    if call.args and call.args[0].keyword is None:
        yield from _named(program, call.args[0].value)


def _put_in(
    program: Program, given: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """What a text that is put together where it is used has behind `?name=`."""
    before = ""
    for part in _parts(_spelled(program, given)):
        if isinstance(part, nodes.Call) and last_name(part.func) == "urlencode":
            yield from _encoded(program, part)
            continue
        if isinstance(part, nodes.FormattedStringText):
            before = part.value
        elif isinstance(part, nodes.SimpleString):
            before = program.evaluator.text(part) or ""
        else:
            if named := _NAMED.search(before):
                yield named[1], part
            before = ""


def _spelled(program: Program, given: nodes.BaseExpression) -> nodes.BaseExpression:
    """The text that a variable was given, where that is put together from `urlencode`."""
    scope = program.tree.scopes.get(given) if isinstance(given, nodes.Name) else None
    if scope is None or not isinstance(given, nodes.Name):
        return given
    bindings = program.evaluator.names.reaching(given.value, given, scope) or ()
    values = [b.node for b in bindings if b.how == "value"]
    if len(values) != 1 or "urlencode" not in program.code(values[0]):
        return given
    return values[0] if isinstance(values[0], nodes.BaseExpression) else given


def _parts(
    node: nodes.BaseExpression,
) -> Iterator[nodes.BaseExpression | nodes.FormattedStringText]:
    match node:
        case nodes.BinaryOperation(operator=nodes.Add()):
            yield from _parts(node.left)
            yield from _parts(node.right)
        case nodes.ConcatenatedString():
            yield from _parts(node.left)
            yield from _parts(node.right)
        case nodes.FormattedString():
            for part in node.parts:
                if isinstance(part, nodes.FormattedStringExpression):
                    yield part.expression
                elif isinstance(part, nodes.FormattedStringText):
                    yield part
        case _:
            yield node
