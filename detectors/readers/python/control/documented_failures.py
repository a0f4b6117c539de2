"""Functions of which the docstring says what a failure gives: whoever calls them knows what an empty answer may mean."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of
from detectors.readers.python.syntax.twins import names_of_twins

_FAILED = (
    r"(?:on|if|when|in case of|for|upon|after)\b[^.;]{0,50}?\b(?:errors?|fail(?:s|ed|ure|ures)?|exceptions?|unable|cannot"
    r"|could not|can't|problems?|unreachable|unavailable|offline|times? out|timeouts?|not reachable|down)\b"
    r"|(?:on|for|upon) anything (?:unexpected|else)\b|(?:any )?(?:network|transport|http|parse|parsing) (?:errors?|failures?)\b"
)
_NOTHING = r"(?:\b(?:none|false)\b|\bempty(?: \w+)?|\bzero|\b0|\bnothing|\[\]|\{\}|\(\)|\"\"|'')"
_GIVES_IT = re.compile(
    rf"{_NOTHING}[`*\"']*\W+(?:\w+\W+){{0,3}}?(?:{_FAILED})"
    rf"|\b(?:if|when|on) success\w*\W+(?:\w+\W+){{0,2}}?{_NOTHING}"
)
"""How a docstring in lower case says what a failure gives: "the rates, or `[]` if the service is unreachable"."""


IN_A_COMMENT = re.compile(
    rf"#[^\n]*{_NOTHING}[^\n]*\b(?:on|if|when|in case of)\b[^\n]*\b(?:errors?|fail\w*|exceptions?)\b"
)
"""The same of a comment: "what the bucket holds, or None on an error"."""


def says_what_a_failure_gives(function: nodes.FunctionDef) -> bool:
    return any(
        _GIVES_IT.search(docstring(one)) for one in itertools.chain([function], twins(function))
    )


def docstring(function: nodes.FunctionDef) -> str:
    """In lower case."""
    first = next(iter(body_of(function.body)), None)
    text = first.value if isinstance(first, nodes.Expr) else None
    return text.value.lower() if isinstance(text, nodes.SimpleString) else ""


def twins(function: nodes.FunctionDef) -> Iterator[nodes.FunctionDef]:
    """`def look_up` beside `async def alook_up`, or one that gives the coroutine: what one of the two says of itself, both do."""
    suite: Node | None = function.parent
    is_a_coroutine = _gives_a_coroutine(function)
    names = names_of_twins(function.name.value, is_a_coroutine=is_a_coroutine)
    for one in suite.body if isinstance(suite, nodes.IndentedBlock | nodes.Module) else ():
        if (
            isinstance(one, nodes.FunctionDef)
            and one is not function
            and _gives_a_coroutine(one) != is_a_coroutine
            and names & names_of_twins(one.name.value, is_a_coroutine=not is_a_coroutine)
        ):
            yield one


def _gives_a_coroutine(function: nodes.FunctionDef) -> bool:
    return function.asynchronous is not None or any(
        isinstance(one, nodes.FunctionDef) and one.asynchronous is not None
        for one in body_of(function.body)
    )
