"""Items that are taken from the lists of an answer by their position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import HOLE, Assumption, Request
from detectors.facts.assumptions import Assumed
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.exchange.assumed_headers import headers_taken
from detectors.readers.python.exchange.error_bodies import error_pages_read
from detectors.readers.python.exchange.left_out_keys import keys_left_out
from detectors.readers.python.exchange.model_outputs import structured, tool_arguments
from detectors.readers.python.naming.dataflow import key_of, reads_of, targets
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name
from detectors.vocabulary.lookups import looks_for_something

_DEEPEST = 8
_SHAPES = frozenset(
    {"KeyError", "IndexError", "LookupError", "TypeError", "Exception", "BaseException"}
)
_OF_SHAPES = re.compile(r"\b(?:Key|Index|Lookup|Type)Error\b")
"""What a docstring calls by its name where another shape is meant to raise it."""
_PROMISES = re.compile(r"(?i)check|valid|verif|ensure|assert|schema|parse_obj|structure")
_BY_NAME = re.compile(r"[\"'](?:tag:|[\w.-]*name[\"'])")
"""A filter of boto3 by what people have called something."""
_ASKED = re.compile(rf"[?&]([\w.\[\]-]+)=[^&]*{HOLE}")
"""Parameters in the text of an address that cannot be seen."""
_TEXTS = frozenset({"text", "content", "read", "decode"})
"""What of an answer is the text of its body."""
_READS_JSON = frozenset({"json.loads", "json.load", "orjson.loads", "simplejson.loads"})
_ITEM = frozenset({0, -1})
_NESTED = 2
_PAGING = re.compile(r"(?i)pagi|page")
"""Keys of what each page of a listing has."""
_TYPED = frozenset({"boto3", "twilio"})
"""SDKs that promise the shape of what they give."""


class _Body(NamedTuple):
    """An expression that stands for an answer's body, or for a part of it."""

    node: Node
    names: frozenset[str]
    """The variables that hold it, or what it was taken from."""
    path: tuple[str, ...]


def assumptions(
    program: Program, contexts: Contexts, requests: dict[nodes.Call, Request]
) -> Iterator[Assumption]:
    """Those of a file, in the order of its requests."""
    pages: set[Node] = set()
    for call, request in requests.items():
        seen: set[Node] = set()
        deep: set[Node | None] = set()
        for body in bodies(program, call, request.client.library):
            for taken in _taken(program, body, seen, 0):
                function = program.tree.function_of(taken.node)
                if not _is_nested(taken):
                    yield _fact(program, contexts, request, taken)
                elif request.client.library not in _TYPED and function not in deep:
                    deep.add(function)
                    yield _fact(program, contexts, request, taken, kind="part")
        yield from _left_out(program, contexts, call, request)
        for subscript, name in headers_taken(program, _answers(program, call)):
            header = _Body(subscript, frozenset(), (f".headers[{name!r}]",))
            yield _fact(program, contexts, request, header, kind="header")
        for read in error_pages_read(program, contexts, _answers(program, call)):
            if read not in pages:
                pages.add(read)
                page = _Body(read, frozenset(), (".json()",))
                yield _fact(program, contexts, request, page, kind="page")
    for request, call in tool_arguments(program, requests):
        if not _is_caught(contexts, call):
            text = _Body(call, frozenset(), ("JSON",))
            found = _fact(program, contexts, request, text, kind="model")
            found.guard = None
            yield found
    for request, node, key, names in structured(program, requests):
        found = _fact(program, contexts, request, _Body(node, names, (key,)), kind="model")
        if _is_caught(contexts, node):
            found.guard = found.guard or found.lines
        yield found


def _left_out(
    program: Program, contexts: Contexts, call: nodes.Call, request: Request
) -> Iterator[Assumption]:
    """Of AWS: the keys that are not in every answer."""
    if request.client.library != "boto3":
        return
    for one in keys_left_out(program, call, _answers(program, call)):
        taken = _Body(one.node, one.names, (f"[{one.key!r}]",))
        yield _fact(program, contexts, request, taken, kind="left-out")


def _is_nested(taken: _Body) -> bool:
    """`["links"]["bucket"]`: a key of what stands under another key."""
    is_by_keys = all(one[:2] in {"['", '["'} for one in taken.path)
    return len(taken.path) == _NESTED and is_by_keys and not _PAGING.search(taken.path[0])


def _is_caught(contexts: Contexts, node: Node) -> bool:
    """Somebody expects that it cannot be read."""
    context = contexts.of(node)
    return bool([*context.catches, *context.site_catches])


def _fact(
    program: Program,
    contexts: Contexts,
    request: Request,
    taken: _Body,
    *,
    kind: Assumed = "item",
) -> Assumption:
    statement = program.tree.statement_of(taken.node)
    return Assumption(
        file=program.file,
        lines=program.lines(taken.node),
        columns=program.columns(taken.node),
        statement=program.lines(statement),
        span=request.span,
        anchors=[request.lines],
        text="".join(taken.path),
        request=request,
        is_searched=_is_searched(program, request),
        guard=_guard(program, contexts, taken, is_left_out=kind == "left-out"),
        kind=kind,
        context=contexts.of(taken.node),
        node=taken.node,
    )


def _is_searched(program: Program, request: Request) -> bool:
    """`params={"email": email}`, `?q={term}`, `Filters=[...]`; values that are not spelled. An account may have no numbers."""
    if request.client.library == "twilio":
        return True
    if request.client.library == "boto3":
        return any(
            name.endswith("Expression")
            or (name == "Filters" and _BY_NAME.search(program.code(value)))
            for name, value in _named(request.node)
        )
    url = request.setting("url").string or ""
    asked = {
        name
        for name, value in request.query.items()
        if value.is_unknown or HOLE in (value.string or "")
    }
    asked |= {*_ASKED.findall(url)}
    return any(map(looks_for_something, asked))


def _named(node: object) -> Iterator[tuple[str, nodes.BaseExpression]]:
    for argument in node.args if isinstance(node, nodes.Call) else ():
        if argument.keyword is not None:
            yield argument.keyword.value, argument.value


# Where the bodies are


def bodies(program: Program, call: nodes.Call, library: str) -> Iterator[_Body]:
    """`get(url).json()`, `answer = get(url); json.loads(answer.text)`, `describe(...)["Items"]`, through one helper that returns it."""
    for answer, names in _answers(program, call):
        if library == "boto3" or (library == "twilio" and last_name(call.func) == "list"):
            yield _Body(answer, names, ())
            continue
        if (parsed := _parsed(program, answer)) is not None:
            yield _Body(parsed, names, ())
        for node in _chained(answer):
            if not isinstance(node, nodes.Attribute):
                continue
            is_called = isinstance(node.parent, nodes.Call) and node.parent.func is node
            if node.attr.value == "json" and is_called:
                yield _Body(_awaited(node.parent), names, ())
            elif node.attr.value in _TEXTS:
                text = _awaited(node.parent) if is_called else node
                if (parsed := _parsed(program, text)) is not None:
                    yield _Body(parsed, names, ())


def _parsed(program: Program, text: Node) -> Node | None:
    """`json.loads(text)`, where the text may be a name that is given to nothing else."""
    if isinstance(text.parent, nodes.Assign):
        uses = [use for target in targets(text.parent) for use in reads_of(program, target)]
        return _parsed(program, uses[0]) if len(uses) == 1 else None
    if not isinstance(text.parent, nodes.Arg):
        return None
    call = text.parent.parent
    is_json = isinstance(call, nodes.Call) and program.evaluator.ref(call.func) in _READS_JSON
    return call if is_json else None


def _chained(node: Node) -> Iterator[Node]:
    """`answer.raise_for_status().json`: the attributes that follow each other."""
    while isinstance(node.parent, nodes.Attribute) and node.parent.value is node:
        yield node.parent
        attribute = node.parent
        is_called = isinstance(attribute.parent, nodes.Call) and attribute.parent.func is attribute
        node = _awaited(attribute.parent) if is_called else attribute


def _answers(
    program: Program, call: nodes.Call, depth: int = 0
) -> Iterator[tuple[Node, frozenset[str]]]:
    """Where the answer itself stands, through one helper that returns it."""
    node = _awaited(call)
    yield node, frozenset()
    match parent := node.parent:
        case nodes.Assign() | nodes.AnnAssign() | nodes.NamedExpr():
            bound = targets(parent)
        case nodes.WithItem() if parent.asname is not None:
            bound = [parent.asname.name]
        case nodes.Return() if depth == 0:
            function = program.tree.function_of(parent)
            if isinstance(function, nodes.FunctionDef):
                for site in program.evaluator.sites(function):
                    yield from _answers(program, site, 1)
            return
        case _:
            return
    for target in bound:
        for use in reads_of(program, target):
            yield use, frozenset({use.value})


def _awaited(node: Node) -> Node:
    return node.parent if isinstance(node.parent, nodes.Await) else node


# What is taken from them


def _taken(program: Program, body: _Body, seen: set[Node], depth: int) -> Iterator[_Body]:
    node = body.node
    if depth > _DEEPEST or node in seen:
        return
    seen.add(node)
    match parent := node.parent:
        case nodes.Subscript() if parent.value is node:
            yield from _indexed(program, body, parent, seen, depth)
        case nodes.Attribute(attr=nodes.Name(value="get")) if isinstance(parent.parent, nodes.Call):
            yield from _looked_up(program, body, parent.parent, seen, depth)
        case nodes.Assign() | nodes.AnnAssign() | nodes.NamedExpr():
            for target in targets(parent):
                for use in reads_of(program, target):
                    inner = _Body(use, body.names | {use.value}, body.path)
                    yield from _taken(program, inner, seen, depth + 1)
        case nodes.Return():
            function = program.tree.function_of(parent)
            if isinstance(function, nodes.FunctionDef) and not body.path:
                for site in program.evaluator.sites(function):
                    inner = _Body(_awaited(site), frozenset(), body.path)
                    yield from _taken(program, inner, seen, depth + 2)


def _indexed(
    program: Program, body: _Body, parent: nodes.Subscript, seen: set[Node], depth: int
) -> Iterator[_Body]:
    index = parent.slice[0].slice if len(parent.slice) == 1 else None
    const = program.evaluator.const(index.value) if isinstance(index, nodes.Index) else None
    if const is None:
        return
    path = (*body.path, f"[{const.value!r}]")
    if isinstance(const.value, int) and not isinstance(const.value, bool):
        if const.value in _ITEM:
            yield _Body(parent, body.names, path)
        return
    if key_of(program, parent) is not None:
        inner = _Body(parent, body.names, path)
        if _is_nested(inner):
            yield inner
        yield from _taken(program, inner, seen, depth + 1)


def _looked_up(
    program: Program, body: _Body, call: nodes.Call, seen: set[Node], depth: int
) -> Iterator[_Body]:
    """`.get("data")`, `.get("data", [])`; a default that is no empty list is what stands in for the list."""
    given = [argument.value for argument in call.args]
    key = program.evaluator.text(given[0]) if given else None
    if key is None:
        return
    path = (*body.path, "." + program.code(call).rpartition(".")[2])
    is_empty = len(given) > 1 and isinstance(given[1], nodes.List) and not given[1].elements
    if len(given) == 1 or is_empty:
        yield from _taken(program, _Body(call, body.names, path), seen, depth + 1)


# Who asks whether it is there


def _guard(
    program: Program, contexts: Contexts, taken: _Body, *, is_left_out: bool
) -> Lines | None:
    """Whoever goes through a list finds no item in an empty one; of a key that is left out that says nothing."""
    context = contexts.of(taken.node)
    for one in (*context.catches, *context.site_catches):
        named = {name.rpartition(".")[2] for name in one.catches}
        if not named or named & _SHAPES:
            return one.lines
    tree = program.tree
    function = tree.function_of(taken.node)
    scope = function.body if function is not None else tree.module_of(taken.node)
    if isinstance(function, nodes.FunctionDef) and (told := _announced(function)) is not None:
        return program.lines(told)
    for inner in tree.walk(scope):
        is_a_loop = isinstance(inner, nodes.For | nodes.CompFor)
        if (test := _test(inner)) is None or (is_a_loop and is_left_out):
            continue
        asked = _names_beside(program, test, taken) if is_left_out else names_in(tree, test)
        if asked & _bodies_of(program, taken) or "json()" in program.code(test):
            return program.lines(test)
    return None


def _announced(function: nodes.FunctionDef) -> Node | None:
    """Its docstring, if that says what another shape raises: whoever calls it is prepared."""
    first = next(iter(body_of(function.body)), None)
    text = first.value if isinstance(first, nodes.Expr) else None
    is_said = isinstance(text, nodes.SimpleString) and _OF_SHAPES.search(text.value)
    return text if is_said else None


def _names_beside(program: Program, test: Node, taken: _Body) -> set[str]:
    """What a test asks beside the part itself: `if answer["Item"]` fails like any other use of it."""
    within = {*program.tree.walk(taken.node)}
    return {
        one.value
        for one in program.tree.walk(test)
        if isinstance(one, nodes.Name) and one not in within
    }


def _test(node: Node) -> Node | None:
    """What decides, refuses, or goes through it."""
    match node:
        case nodes.If() | nodes.While() | nodes.IfExp() | nodes.Assert() | nodes.CompIf():
            return node.test
        case nodes.Match():
            return node.subject
        case nodes.BooleanOperation():
            return node
        case nodes.For() | nodes.CompFor():
            return node.iter
        case nodes.Call() if (
            _PROMISES.search(last_name(node.func)) or last_name(node.func) == "len"
        ):
            return node
    return None


def _bodies_of(program: Program, taken: _Body) -> set[str]:
    """The variables that hold the body or a part of it; the answer itself only says its status."""
    found = set(taken.names)
    return {name for name in found if not _is_an_answer(program, taken, name)}


def _is_an_answer(program: Program, taken: _Body, name: str) -> bool:
    return any(
        isinstance(use.parent, nodes.Attribute)
        and use.parent.attr.value in {"json", "status_code", "raise_for_status", "status", "ok"}
        for use in program.reads(name)
        if program.tree.function_of(use) is program.tree.function_of(taken.node)
    )
