"""The name under which a text is a credential: of several that it is given, of what it is compared with."""

from __future__ import annotations

import re

from detectors.credentials.key_formats import is_a_sample
from detectors.credentials.secrets import is_made_up, means_a_credential
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import words
from detectors.vocabulary.stand_ins import STAND_INS

_PRETENDS = re.compile(
    r"(?i)\bdef _*(?:\w+_)?(?:fake|dummy|mock|sample|stub)(?:_|d\b|data|\b|\w*\()"
)
_MADE_UP = STAND_INS | {"fakedata", "sample", "samples"}
"""Words of the name of a function that gives what nobody has been given."""


def is_pretended(program: Program, text: nodes.BaseExpression) -> bool:
    """`def fake_answer(): return {"accessToken": "..."}`: it opens nothing."""
    function = program.tree.definition_of(text) if program.says(_PRETENDS) else None
    return function is not None and bool(_MADE_UP & {*words(function.name.value)})


def may_be_one(text: str) -> bool:
    return len(text) >= 8 and is_made_up(text, "")


def is_asked_for(name: str) -> bool:
    """A credential that somebody gives to be let in; a `token` by itself may be one of a parser."""
    return means_a_credential(name) and words(name) != ["token"]


def is_beside_a_sample(text: nodes.BaseExpression) -> bool:
    """It stands in a text or a list with a key of somebody's documentation: both are there to be found or hidden."""
    inner: Node = text
    while isinstance(inner.parent, nodes.BinaryOperation):
        inner = inner.parent
    listed = inner.parent.parent if isinstance(inner.parent, nodes.Element) else None
    around = listed.elements if isinstance(listed, nodes.List | nodes.Tuple | nodes.Set) else ()
    texts = [text, *(element.value for element in around)]
    return any(isinstance(one, nodes.SimpleString) and is_a_sample(one.value) for one in texts)


def target_of(statement: nodes.Assign, value: Node) -> Node:
    """What a value is bound to: of `a, b = 1, "..."` the second, of `x = password = "..."` the credential."""
    targets = [_part(one.target, statement.value, value) for one in statement.targets]
    return next((one for one in targets if means_a_credential(_name_of(one))), targets[0])


def _name_of(target: Node) -> str:
    """Of `settings["password"]` its key."""
    if not isinstance(target, nodes.Subscript):
        return last_name(target)
    index = target.slice[0].slice
    key = index.value if isinstance(index, nodes.Index) else None
    return str(key.raw_value) if isinstance(key, nodes.SimpleString) else ""


def _part(target: Node, whole: nodes.BaseExpression, value: Node) -> Node:
    both = nodes.Tuple | nodes.List
    if not isinstance(target, both) or not isinstance(whole, both):
        return target
    if len(target.elements) != len(whole.elements):
        return target
    for left, right in zip(target.elements, whole.elements, strict=True):
        if right.value is value:
            return left.value
    return target


def compared_with(place: Node, text: Node) -> nodes.BaseExpression | None:
    """The other side of `==` or `!=`, where a text is the whole of one."""
    comparison = place if isinstance(place, nodes.Comparison) else place.parent
    if not isinstance(comparison, nodes.Comparison) or len(comparison.comparisons) != 1:
        return None
    other = comparison.comparisons[0]
    if not isinstance(other.operator, nodes.Equal | nodes.NotEqual):
        return None
    if text is comparison.left:
        return other.comparator
    return comparison.left if text is other.comparator else None
