"""Functions of which the docstring says what a failure gives: whoever calls them knows what an empty answer may mean."""

from __future__ import annotations

import re

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import body_of

_FAILED = (
    r"(?:on|if|when|in case of|for|upon|after)\b[^.;]{0,50}?\b(?:errors?|fail(?:s|ed|ure|ures)?|exceptions?|unable|cannot"
    r"|could not|can't|problems?|unreachable|unavailable|offline|times? out|timeouts?|not reachable|down)\b"
    r"|(?:on|for|upon) anything (?:unexpected|else)\b|(?:any )?(?:network|transport|http|parse|parsing) (?:errors?|failures?)\b"
)
_NOTHING = r"(?:\bnone\b|\bempty(?: \w+)?|\bzero|\b0|\bnothing|\[\]|\{\}|\(\)|\"\"|'')"
_GIVES_IT = re.compile(rf"{_NOTHING}[`*\"']*\W+(?:\w+\W+){{0,3}}?(?:{_FAILED})")
"""How a docstring in lower case says what a failure gives: "the rates, or `[]` if the service is unreachable"."""


def says_what_a_failure_gives(function: nodes.FunctionDef) -> bool:
    first = next(iter(body_of(function.body)), None)
    text = first.value if isinstance(first, nodes.Expr) else None
    return isinstance(text, nodes.SimpleString) and bool(_GIVES_IT.search(text.value.lower()))
