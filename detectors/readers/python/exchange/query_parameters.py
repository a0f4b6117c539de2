"""Parameters of a request's URL: `requests.get(url, params={"page": 2})`, `requests.get(f"{url}?page={page}")`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from detectors.clients.model import Call
from detectors.facts import UNKNOWN, Value, known
from detectors.readers.python.naming.dataflow import value_of
from detectors.readers.python.naming.things import Dictionary, Items, Made
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import listed, words

_ENCODES = "urllib.parse.urlencode"
_CLEANS = listed(
    "clean cleaned compact filter filtered strip stripped drop dropped prune without none"
)
"""Words of functions that leave out what is empty."""
_NAMED = re.compile(r"[?&]([\w.-]+)=$")
"""A text behind which the value of a parameter comes."""


def parameters_of_url(program: Program, invocation: Invocation, call: Call) -> Mapping[str, Value]:
    """Those whose names can be seen, whether or not a condition decides that they are sent."""
    found: dict[str, Value] = {}
    if call.arguments.get("params"):
        for always in _of_its_client(program, invocation):
            found |= _values(program, _named(program, always))
    for place, nodes_of in (("url", _put_in), ("params", _named)):
        for argument in call.arguments.get(place, ()):
            given = invocation.arguments.get(argument.position, argument.keyword)
            if given is not None:
                found |= _values(program, nodes_of(program, given))
    return found


def _values(
    program: Program, named: Iterable[tuple[str, nodes.BaseExpression]]
) -> dict[str, Value]:
    """Where several callers give one, the first counts."""
    found: dict[str, Value] = {}
    for name, node in named:
        const = program.evaluator.const(node)
        is_known = const is not None and not const.is_default
        value = known(const.value) if const and is_known else UNKNOWN
        found.setdefault(name, _written(program, value, node))
    return found


def _written(program: Program, value: Value, node: nodes.BaseExpression) -> Value:
    """Of a plain name it says what that was given: `os.environ["API_KEY"]` for `key`."""
    written = program.written(value, node)
    given = value_of(program, node) if value.is_unknown else None
    if isinstance(given, nodes.Call | nodes.Subscript | nodes.Attribute | nodes.BooleanOperation):
        return replace(written, text=program.code(given))
    return written


def _of_its_client(program: Program, invocation: Invocation) -> Iterator[nodes.BaseExpression]:
    """`session.params = {"key": key}`, `httpx.Client(params={"key": key})`: sent with every request."""
    owner = invocation.owner
    if owner is None or owner.call is None:
        return
    made_with = program.arguments_of(owner).keywords.get("params")
    if made_with is not None:
        yield made_with
    for change in program.changes(owner):
        if change.attribute == "params" and change.key is None and change.value is not None:
            yield change.value


def _named(
    program: Program, given: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression]]:
    for thing in program.evaluator.things(_cleaned(program, given)):
        if isinstance(thing, Dictionary):
            yield from program.evaluator.dictionaries.entries(thing).items()
        elif isinstance(thing, Items):
            yield from _paired(program, thing)
        elif isinstance(thing, Made) and thing.maker == _ENCODES and thing.call is not None:
            yield from _encoded(program, thing.call)


def _cleaned(program: Program, given: nodes.BaseExpression) -> nodes.BaseExpression:
    """The dictionary in `_clean({"key": key, "page": None})`, of which the empty entries are left out."""
    value = value_of(program, given) or given
    match value:
        case nodes.Call(args=[nodes.Arg(keyword=None, star="", value=nodes.Dict() as spelled)]) if (
            _CLEANS & {*words(last_name(value.func))}
        ):
            return spelled
    return given


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
        encoded = _encoding(program, part)
        if encoded is not None:
            yield from _encoded(program, encoded)
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
    """The text that a variable was given, where that is put together in one place or from `urlencode`."""
    value = value_of(program, given)
    if value is None:
        return given
    is_plain = isinstance(value, nodes.FormattedString)
    return value if is_plain or any(_encoding(program, p) for p in _parts(value)) else given


def _encoding(program: Program, part: Node) -> nodes.Call | None:
    """`urlencode(...)`, also by the name of a variable that was given it."""
    value = value_of(program, part) or part
    is_one = isinstance(value, nodes.Call) and last_name(value.func) == "urlencode"
    return value if isinstance(value, nodes.Call) and is_one else None


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
        case nodes.Call(args=[nodes.Arg(value=nodes.Tuple() as parts)]) if last_name(node.func) in {
            "urlunparse",
            "urlunsplit",
        }:
            for element in parts.elements:
                yield element.value
        case nodes.FormattedString():
            for part in node.parts:
                if isinstance(part, nodes.FormattedStringExpression):
                    yield part.expression
                elif isinstance(part, nodes.FormattedStringText):
                    yield part
        case _:
            yield node
