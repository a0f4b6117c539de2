"""Calls of a helper of the same file that sends what it is given: `self._request("POST", "/payments", data)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of

from detectors.facts import HOLE, Relayed, Request, known
from detectors.judging.payments import takes_its_key_in_a_header
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.exchange.payloads import fields, is_a_key, key_among
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import parameters_of

_PATHS = frozenset(
    {"path", "endpoint", "url", "uri", "route", "resource", "url_path", "api_path", "relative_url"}
)
_METHODS = frozenset({"method", "verb", "http_method", "request_method"})
_HEADERS = frozenset({"headers", "extra_headers"})
_CARRIERS = frozenset({"headers", "json", "data", "params", "extra_headers"})
_KEY = re.compile(r"(?i)idempot|request_?-?id\b|dedup|client_?token|external_?id|uuid")
"""In a function that may add a key to what it is given."""
_DEEPEST = 3
"""Helpers that call helpers."""


@dataclass(frozen=True)
class _Helper:
    """A function that posts to the path that it is given."""

    function: nodes.FunctionDef
    path: str
    method: str
    """The parameter that says how; empty where it always posts."""
    request: Request


def relayed(program: Program, contexts: Contexts, requests: Iterable[Request]) -> Iterator[Relayed]:
    """Each call by which a helper posts to an address that the call spells."""
    helpers: dict[nodes.FunctionDef, _Helper] = {}
    for request in requests:
        function = program.tree.definition_of(request.node)
        if function is not None and function not in helpers:
            helper = _helper(program, function, request)
            if helper is not None:
                helpers[function] = helper
    for helper in helpers.values():
        yield from _calls(program, contexts, helper, 0)


def _helper(program: Program, function: nodes.FunctionDef, request: Request) -> _Helper | None:
    if request.effect not in {"any", "write"}:
        return None
    if not request.setting("key_beside").is_off and not _hands_on(program, function, request.node):
        return None
    names = {p.name.value for p in parameters_of(function)}
    path = next(iter(sorted(names & _PATHS)), "")
    method = next(iter(sorted(names & _METHODS)), "")
    is_posted = request.method == "POST" or (not request.method and bool(method))
    return _Helper(function, path, method, request) if path and is_posted else None


def _hands_on(program: Program, function: nodes.FunctionDef, call: nodes.Node | None) -> bool:
    """`session.request(method, url, **kwargs)`, in a function that is given these and adds no key to them."""
    if not isinstance(call, nodes.Call) or _KEY.search(program.code(function)):
        return False
    given = function.params.star_kwarg
    sent = [one.value for one in call.args if one.keyword and one.keyword.value in _CARRIERS]
    return (
        given is not None
        and key_among(program, sent) is None
        and all(
            isinstance(one.value, nodes.Name) and one.value.value == given.name.value
            for one in call.args
            if one.star
        )
    )


def _calls(program: Program, contexts: Contexts, helper: _Helper, depth: int) -> Iterator[Relayed]:
    order = [p.name.value for p in parameters_of(helper.function)]
    if program.tree.class_of(helper.function) is not None and order[:1] in (["self"], ["cls"]):
        order = order[1:]
    keys = _put_in_as_keys(program, helper.function)
    for site in program.evaluator.sites(helper.function):
        arguments = program.evaluator.arguments(site)
        around = program.tree.definition_of(site)
        if arguments.has_star or (
            arguments.has_unseen and (around is None or not _hands_on(program, around, site))
        ):
            continue
        given = {**dict(zip(order, arguments.positional, strict=False)), **arguments.keywords}
        path = given.pop(helper.path, None)
        method = given.pop(helper.method, None) if helper.method else None
        said = (program.evaluator.text(method) or "") if method is not None else ""
        if path is None or (helper.method and said.upper() != "POST"):
            continue
        taken = {p.name.value for p in parameters_of(around)} & _PATHS if around else frozenset()
        if around is not None and isinstance(path, nodes.Name) and path.value in taken:
            if depth < _DEEPEST:
                outer = _Helper(around, path.value, "", helper.request)
                yield from _calls(program, contexts, outer, depth + 1)
            continue
        text = program.evaluator.text(path) or ""
        if arguments.has_unseen or (
            program.is_here(helper.function)
            and (helper.request.setting("url").string or "").endswith(text)
        ):
            continue  # the only call: the request itself tells
        carriers = [
            one
            for name, one in given.items()
            if name in _HEADERS or not takes_its_key_in_a_header(helper.request)
        ]
        if given.keys() & keys:
            continue
        if text.strip(HOLE) and key_among(program, carriers) is None:
            found = _relayed(program, contexts, helper, site, text, given.values())
            found.is_far = depth > 0
            yield found


def _put_in_as_keys(program: Program, function: nodes.FunctionDef) -> set[str]:
    """Parameters that it sends as a key: `if key: headers["Idempotency-Key"] = key`."""
    found: set[str] = set()
    for part in program.tree.walk(function.body):
        match part:
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Subscript(slice=[at]))],
                value=nodes.Name(value=name),
            ) if isinstance(at.slice, nodes.Index):
                if is_a_key(program.evaluator.text(at.slice.value) or ""):
                    found.add(name)
            case nodes.DictElement(key=key, value=nodes.Name(value=name)):
                if is_a_key(program.evaluator.text(key) or ""):
                    found.add(name)
    return found & {p.name.value for p in parameters_of(function)}


def _relayed(
    program: Program,
    contexts: Contexts,
    helper: _Helper,
    site: nodes.Call,
    path: str,
    given: Iterable[nodes.BaseExpression],
) -> Relayed:
    request, sent = helper.request, [*given]
    base = (request.setting("url").string or "").partition(HOLE)[0]
    address = path if "://" in path or not base else base.rstrip("/") + "/" + path.lstrip("/")
    same = {one.name: getattr(request, one.name) for one in fields_of(Request) if one.init}
    same |= {
        "lines": program.lines(site),
        "columns": program.columns(site),
        "statement": program.lines(program.tree.statement_of(site)),
        "span": program.lines(program.tree.definition_of(site) or site),
        "anchors": (),
        "node": site,
        "name": program.code(site.func),
        "method": "POST",
        "settings": {**request.settings, "url": known(address)},
        "context": contexts.of(site),
        "names_fields": lambda: fields(program, sent),
    }
    return Relayed(**same)


def posting(program: Program, request: Request) -> list[tuple[Lines, str]]:
    """The calls by which the file has a helper post, one that is told the method and asks nothing of it; and their paths."""
    function = program.tree.definition_of(request.node)
    if request.method not in {"", "POST"}:
        return []
    while function is not None and not _method_of(function):
        function = program.tree.definition_of(function)  # it may repeat one that stands in it
    return [*_posts(program, function, 0)] if function is not None else []


def _method_of(function: nodes.FunctionDef) -> str:
    """The parameter that tells it how."""
    return next(iter(sorted({p.name.value for p in parameters_of(function)} & _METHODS)), "")


def _posts(
    program: Program, function: nodes.FunctionDef, depth: int
) -> Iterator[tuple[Lines, str]]:
    method = _method_of(function)
    if not method or depth > _DEEPEST or _asks_for(program, function, method):
        return
    path = next(iter(sorted({p.name.value for p in parameters_of(function)} & _PATHS)), "")
    for site in program.evaluator.sites(function):
        around = program.tree.definition_of(site)
        if around is function or (around is not None and _KEY.search(program.code(around))):
            continue
        given = _given(program, function, site)
        said = given.pop(method, None)
        if around is not None and isinstance(said, nodes.Name) and said.value == _method_of(around):
            yield from _posts(program, around, depth + 1)
        elif _is_post(program, said) and not _may_bring_a_key(program, function, site, given):
            to = given.get(path)
            text = (program.evaluator.text(to) or "") if to is not None else ""
            yield program.lines(site), text.strip(HOLE)


def _is_post(program: Program, said: nodes.BaseExpression | None) -> bool:
    return said is not None and (program.evaluator.text(said) or "").upper() == "POST"


def _asks_for(program: Program, function: nodes.FunctionDef, method: str) -> bool:
    """What it does depends on the method: `if method in SAFE`."""
    return any(
        isinstance(inner, nodes.Comparison)
        and any(isinstance(n, nodes.Name) and n.value == method for n in program.tree.walk(inner))
        for inner in program.tree.walk(function.body)
    )


def _given(
    program: Program, function: nodes.FunctionDef, site: nodes.Call
) -> dict[str, nodes.BaseExpression]:
    """What a call gives to which parameter, as far as it can be seen."""
    order = [p.name.value for p in parameters_of(function)]
    if program.tree.class_of(function) is not None and order[:1] in (["self"], ["cls"]):
        order = order[1:]
    arguments = program.evaluator.arguments(site)
    return {**dict(zip(order, arguments.positional, strict=False)), **arguments.keywords}


def _may_bring_a_key(
    program: Program,
    function: nodes.FunctionDef,
    site: nodes.Call,
    given: Mapping[str, nodes.BaseExpression],
) -> bool:
    """In its headers, or out of sight: `**kwargs` of a caller hold none for a helper that takes no headers."""
    headers = [value for name, value in given.items() if name in _HEADERS]
    if key_among(program, headers) is not None:
        return True
    takes_any = function.params.star_kwarg is not None or bool(
        _HEADERS & {p.name.value for p in parameters_of(function)}
    )
    arguments = program.evaluator.arguments(site)
    is_unseen = arguments.has_unseen or arguments.has_star
    return is_unseen and takes_any
