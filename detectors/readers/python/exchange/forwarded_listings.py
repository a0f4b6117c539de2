"""Listings that are asked for through a function of the same file: `self.get("/projects/7/labels")`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from detectors.facts import Partial, Request
from detectors.readers.python.context import Contexts
from detectors.readers.python.exchange import pagination
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, parameters_of
from detectors.vocabulary.listings import listing_of_path
from detectors.vocabulary.names import listed, words

_PLACES = listed("path endpoint url uri route resource suffix api method")
"""Words of parameters that say what is asked for."""
_TURNS = re.compile(r"(?i)[?&](?:page|cursor|after|offset|per_page=\d\b)|search|\bq=|name=")
_PAGED = re.compile(
    r"(?i)\bpages?\b|per_page|next_?(?:page|url|link|cursor)|\byield\b|\.links\b|while "
)
"""In a function that may turn the pages itself."""


def listings(
    program: Program, contexts: Contexts, requests: Mapping[nodes.Call, Request]
) -> Iterator[Partial]:
    """Calls of a file's own function that asks a known interface for whatever path it is given."""
    lowered = program.source.text.source.lower()
    seen: set[nodes.FunctionDef] = set()
    for call, request in requests.items():
        function = program.tree.definition_of(call)
        if function is None or function in seen or request.method not in {"GET", ""}:
            continue
        seen.add(function)
        if _PAGED.search(program.code(function)):
            continue
        for site in program.evaluator.sites(function):
            found = _found(program, function, site, request, lowered)
            if found is not None:
                context = contexts.of(site)
                yield Partial(
                    file=program.file,
                    lines=program.lines(site),
                    columns=program.columns(site),
                    statement=program.lines(program.tree.statement_of(site)),
                    span=context.function.lines if context.function else None,
                    name=found,
                    lacks="more",
                    fate="used",
                    request=request,
                    context=context,
                    is_walked=pagination.is_walked(program, site),
                    node=site,
                )


def _found(
    program: Program, function: nodes.FunctionDef, site: nodes.Call, request: Request, lowered: str
) -> str | None:
    """The path that is a collection of which a page is taken for the whole."""
    if len(site.args) > 1 + (not request.method) or any(one.star for one in site.args):
        return None  # parameters may say which page
    if not request.method and not _gets(program, function, site):
        return None
    for path in _paths(program, function, site):
        known = listing_of_path(path.partition("?")[0], lowered)
        if known is None or _TURNS.search(path):
            continue
        node: Node = site.parent if isinstance(site.parent, nodes.Await) else site
        bodies = [node, *_decoded(node)]
        if known.keys & {key for body in bodies for key in pagination.whole_keys(program, body)}:
            return path if len(path) < 50 else path[-50:]
    return None


def _gets(program: Program, function: nodes.FunctionDef, site: nodes.Call) -> bool:
    """Its name or what it is given says that it reads."""
    if {"get", "fetch", "list"} & {*words(function.name.value)}:
        return True
    return any((program.evaluator.text(one.value) or "").upper() == "GET" for one in site.args)


def _paths(program: Program, function: nodes.FunctionDef, site: nodes.Call) -> Iterator[str]:
    """What it is given where it wants to know what to ask for."""
    is_method = program.tree.class_of(function) is not None
    names = [one.name.value for one in parameters_of(function)][is_method:]
    for position, argument in enumerate(site.args):
        given = argument.keyword.value if argument.keyword else ""
        name = given or (names[position] if position < len(names) else "")
        text = program.evaluator.text(argument.value)
        if text and _PLACES & {*words(name)}:
            yield text


def _decoded(node: Node) -> Iterator[Node]:
    """`get(path).json()`"""
    match node.parent:
        case nodes.Attribute(attr=nodes.Name(value="json")) as attribute if isinstance(
            attribute.parent, nodes.Call
        ):
            call = attribute.parent
            yield call.parent if isinstance(call.parent, nodes.Await) else call
