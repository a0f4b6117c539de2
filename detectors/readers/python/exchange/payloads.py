"""What a request is given: a key by which a repetition is recognised, what its fields are called, one of several addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.clients.model import Call
from detectors.facts import HOLE, UNKNOWN, Value, known
from detectors.places import Lines
from detectors.readers.python.naming.things import Const, Dictionary, Items, Made, Thing
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_KEYS = frozenset(
    {
        "idempotencykey",
        "idempotencekey",
        "idempotencytoken",
        "xidempotencykey",
        "ckoidempotencykey",
        "paypalrequestid",
        "clienttoken",
        "clientrequesttoken",
        "messagededuplicationid",
        "requestid",
        "dedupkey",
        "dedupekey",
        "deduplicationid",
        "externalid",
        "clientreferenceid",
        "paymentreference",
        "txref",
    }
)
"""Fields and headers by which servers recognise a repetition, without case and separators."""
_ROLES = ("body", "params", "headers")
_DUMPS = frozenset({"json.dumps", "orjson.dumps"})
_ENCODED = frozenset({"json.dumps().encode"})
_REQUEST = "urllib.request.Request"
"""What is made of a request before it is sent, and stands in the place of its address."""
_BODY, _HEADERS = (1, "data"), (2, "headers")
"""Where it is given them."""
_ADDS = frozenset({"add_header", "add_unredirected_header"})
_ADDED_TO = frozenset({"headers", "unredirected_hdrs"})
"""Its methods by which headers are added, and its attributes that hold them."""


def key_carried(program: Program, invocation: Invocation, call: Call) -> Value | None:
    """A field by which the other side recognises a repetition; unknown where what is sent cannot be seen."""
    return key_among(
        program, [*_given(invocation, call, _ROLES), *_held(program, invocation, call)]
    )


def key_of_request(program: Program, invocation: Invocation, call: Call) -> Value | None:
    """A header of `Request(url, headers={...})`, or one that is added to it before it is sent."""
    for made in _requests(program, invocation, call):
        said = [(value, at) for value, at in _headers(program, made) if value is not None]
        for value, at in said:
            if value.is_known and program.is_sure(at, invocation.node):
                return value
        if said or _is_handed_on(program, invocation, call):
            return UNKNOWN
    return None


def is_a_key(name: str) -> bool:
    """A field or header of this name tells the server that it has had the request before."""
    return re.sub("[^a-z]", "", name.lower()) in _KEYS


def key_among(program: Program, given: Iterable[nodes.BaseExpression]) -> Value | None:
    """The same of expressions whose entries are sent."""
    for expression in given:
        for thing in program.evaluator.things(expression):
            found = _key_of(program, thing, expression)
            if found is not None:
                return found
    return None


def fields(program: Program, given: Iterable[nodes.BaseExpression]) -> frozenset[str]:
    """The names of what is sent, as far as they can be seen, those of dictionaries within included."""
    names: set[str] = set()
    pending = [thing for expression in given for thing in program.evaluator.things(expression)]
    for _ in range(40):
        if not pending:
            break
        for name, value in _entries(program, pending.pop()):
            names.add(name)
            for inner in _within(value):
                pending += program.evaluator.things(inner)
    return frozenset(names)


def _within(value: nodes.BaseExpression) -> Iterator[nodes.BaseExpression]:
    """What has entries of its own: a dictionary, a name that may stand for one, the items of a list."""
    match value:
        case nodes.Dict() | nodes.Name():
            yield value
        case nodes.List() | nodes.Tuple():
            for element in value.elements:
                yield from _within(element.value)


def fields_carried(program: Program, invocation: Invocation, call: Call) -> frozenset[str]:
    """The names of the fields of a request's body, and of its query."""
    given = _given(invocation, call, ("body", "params"))
    return fields(program, [*given, *_held(program, invocation, call)])


def addresses_chosen(
    program: Program, invocation: Invocation, call: Call
) -> list[tuple[str, Lines]]:
    """`url = SANDBOX if is_test else LIVE`: which of several a request is sent to."""
    found = [
        (str(thing.value), program.lines(thing.node))
        for given in _given(invocation, call, ("url",))
        for thing in program.evaluator.things(given)
        if isinstance(thing, Const) and isinstance(thing.value, str) and thing.node is not None
    ]
    return found if len(found) > 1 else []


def _given(
    invocation: Invocation, call: Call, roles: tuple[str, ...]
) -> Iterator[nodes.BaseExpression]:
    for role in roles:
        for argument in call.arguments.get(role, ()):
            given = invocation.arguments.get(argument.position, argument.keyword)
            if given is not None:
                yield given


def _held(program: Program, invocation: Invocation, call: Call) -> Iterator[nodes.BaseExpression]:
    """The body of `Request(url, data=body)`, which is sent instead of an address."""
    for made in _requests(program, invocation, call):
        body = program.arguments_of(made).get(*_BODY)
        if body is not None:
            yield body


def _requests(program: Program, invocation: Invocation, call: Call) -> Iterator[Made]:
    for given in _given(invocation, call, ("url",)):
        for thing in program.evaluator.things(given):
            if isinstance(thing, Made) and thing.maker == _REQUEST:
                yield thing


def _headers(program: Program, made: Made) -> Iterator[tuple[Value | None, Node]]:
    """What each header says, or several at once, and where it is added."""
    given = program.arguments_of(made).get(*_HEADERS)
    if given is not None:
        yield key_among(program, [given]), given
    for use in program.uses(made):
        *_, owner, method = use.name.split(".")
        if method in _ADDS:
            yield _key_named(program, use.arguments.get(0, "key"), use.node), use.node
        elif owner in _ADDED_TO and method in {"update", "setdefault"}:
            yield UNKNOWN, use.node
    for change in program.changes(made):
        if change.attribute in _ADDED_TO and change.key is not None:
            yield _key_named(program, change.key, change.statement), change.statement
        elif change.attribute in _ADDED_TO:
            yield UNKNOWN, change.statement


def _is_handed_on(program: Program, invocation: Invocation, call: Call) -> bool:
    """Something that cannot be seen is given it too: `sign(request)`."""
    around = program.tree.function_of(invocation.node)
    for given in _given(invocation, call, ("url",)):
        for read in program.reads(given.value) if isinstance(given, nodes.Name) else ():
            taker = read.parent.parent if isinstance(read.parent, nodes.Arg) else None
            if (
                isinstance(taker, nodes.Call)
                and taker is not invocation.node
                and program.tree.function_of(taker) is around
                and program.is_unseen(taker)
                and not any(program.lookup.call(one.name) for one in program.named(taker))
            ):
                return True
    return False


def _key_named(program: Program, name: nodes.BaseExpression | None, at: Node) -> Value | None:
    text = program.evaluator.text(name) if name is not None else None
    if text is None or HOLE in text:
        return UNKNOWN
    return program.written(known(HOLE), at) if is_a_key(text) else None


def _entries(program: Program, thing: Thing) -> Iterator[tuple[str, nodes.BaseExpression]]:
    for inner in _spelled(program, thing):
        if isinstance(inner, Dictionary):
            yield from program.evaluator.dictionaries.entries(inner).items()


def _spelled(program: Program, thing: Thing) -> Iterable[Thing]:
    """What `json.dumps(...)` is given, encoded or not; everything else itself."""
    if isinstance(thing, Made) and thing.maker in _ENCODED and thing.call is not None:
        called = thing.call.func
        inner = (
            program.evaluator.things(called.value) if isinstance(called, nodes.Attribute) else ()
        )
        return [one for spelled in inner for one in _spelled(program, spelled)]
    if not isinstance(thing, Made) or thing.maker not in _DUMPS:
        return (thing,)
    arguments = program.arguments_of(thing)
    return program.evaluator.things(arguments.positional[0]) if arguments.positional else ()


def _key_of(program: Program, thing: Thing, node: nodes.BaseExpression) -> Value | None:
    if isinstance(thing, Made) and thing.maker in _DUMPS | _ENCODED:
        inner = _spelled(program, thing)
        return next((v for t in inner if (v := _key_of(program, t, node))), None)
    if isinstance(thing, Dictionary):
        entries = program.evaluator.dictionaries.entries(thing)
        for name, value in entries.items():
            if is_a_key(name):
                return program.written(known(HOLE), value)
        return UNKNOWN if entries.has_unseen else None
    return None if isinstance(thing, Const | Items) else UNKNOWN
