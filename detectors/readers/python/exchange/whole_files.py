"""Requests for one whole file, beside which a connection of their own costs nothing."""

from __future__ import annotations

from detectors.readers.python.naming.ownership import is_own
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_BODIES = frozenset({"data", "content", "body", "files"})


def sends_a_file(program: Program, function: nodes.FunctionDef, request: nodes.Call) -> bool:
    """A whole file goes to an address that somebody has given for it: the connection is the least of it."""
    if not request.args or is_own(program, request.args[0].value):
        return False
    given = {
        last_name(one.value)
        for one in request.args
        if one.keyword is not None and one.keyword.value in _BODIES
    } - {""}
    for inner in program.tree.walk(function.body) if given else ():
        match inner:
            case nodes.WithItem(item=nodes.Call() as opened, asname=nodes.AsName(name=name)):
                is_one = last_name(opened.func) == "open" and last_name(name) in given
            case nodes.Assign(targets=[nodes.AssignTarget(target=target)], value=value):
                read = value.expression if isinstance(value, nodes.Await) else value
                verb = last_name(read.func) if isinstance(read, nodes.Call) else ""
                is_one = last_name(target) in given and verb in {"read", "read_bytes", "open"}
            case _:
                continue
        if is_one:
            return True
    return False


_URL = frozenset({"url", "link", "uri"})
_FILES = listed(
    "download pdf pdfs image images picture pictures photo photos document documents doc docs source sources"
    " file files media attachment attachments avatar thumbnail page html article fulltext video audio asset"
    " scrape crawl website webpage site"
)
"""In the names of what lies anywhere in the world, and is fetched whole."""


def fetches_a_file(program: Program, function: nodes.FunctionDef, request: nodes.Call) -> bool:
    """`async def download_pdf(url)`: each may lie with somebody else, so that there is nothing to be kept open."""
    first = next((one.value for one in request.args if one.keyword is None), None)
    if last_name(request.func) != "get" or not isinstance(first, nodes.Name | nodes.Attribute):
        return False
    root = first.value if isinstance(first, nodes.Attribute) else first
    own = {one.name.value for one in parameters_of(function)}
    if not isinstance(root, nodes.Name) or root.value not in own:
        return False  # of an object: `self.url`
    if root.value in {"self", "cls"} and not _URL & {*words(dotted(first))}:
        return False
    return bool(_FILES & {*words(function.name.value), *words(dotted(first))})


def may_lie_in_a_file(program: Program, function: nodes.FunctionDef, request: nodes.Call) -> bool:
    """`if url.startswith("http"): client.get(url)`, else `open(url)`: what a program loads once, wherever it lies."""
    asked = {program.code(one.value) for one in request.args if isinstance(one.value, nodes.Name)}
    return any(
        isinstance(inner, nodes.Call)
        and last_name(inner.func) in {"open", "Path"}
        and len(inner.args) > 0
        and program.code(inner.args[0].value) in asked
        for inner in program.tree.walk(function.body)
    )
