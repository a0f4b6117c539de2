"""Parameters that a request's URL gets apart from its text: `requests.get(url, params={"page": 2})`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detectors.clients.model import Call
from detectors.facts import UNKNOWN, Value, known
from detectors.readers.python import nodes
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.things import Dictionary


def parameters_of_url(program: Program, invocation: Invocation, call: Call) -> Mapping[str, Value]:
    """Those whose names can be seen, whether or not a condition decides that they are sent."""
    found: dict[str, Value] = {}
    for argument in call.arguments.get("params", ()):
        given = invocation.arguments.get(argument.position, argument.keyword)
        if given is not None:
            for name, node in _named(program, given):
                const = program.evaluator.const(node)
                found[name] = program.written(known(const.value) if const else UNKNOWN, node)
    return found


def _named(
    program: Program, given: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    for thing in program.evaluator.things(given):
        if isinstance(thing, Dictionary):
            yield from program.evaluator.dictionaries.entries(thing).items()
