"""Parameters of a request's URL: `requests.get(url, params={"page": 2})`, `requests.get(f"{url}?page={page}")`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from detectors.clients.model import Call
from detectors.facts import UNKNOWN, Value, known
from detectors.readers.python import nodes
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.things import Dictionary

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


def _put_in(
    program: Program, given: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """What a text that is put together where it is used has behind `?name=`."""
    before = ""
    for part in _parts(given):
        if isinstance(part, nodes.FormattedStringText):
            before = part.value
        elif isinstance(part, nodes.SimpleString):
            before = program.evaluator.text(part) or ""
        else:
            if named := _NAMED.search(before):
                yield named[1], part
            before = ""


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
