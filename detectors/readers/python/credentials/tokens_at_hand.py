"""What a value opens, as far as the code around it tells: it is sent as a token, or a token is taken out of it."""

from __future__ import annotations

import re

from detectors.readers.python.control.exits import inside
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words

_SENT = (
    r"(?i:bearer)\s*(?:\{{|[\"']\s*\+\s*|\S?%s[\"']\s*%\s*\(?\s*|\{{\}}[\"']\.format\(\s*)"
    r"(?:self\.|cls\.)?{name}\b"
)
_GIVEN_AS_A_HEADER = (
    r"(?i:authorization|x-(?:auth-)?token|private-token)[\"']?\]?\s*[:=]\s*(?:f?[\"'])?\{{?"
    r"(?:self\.|cls\.)?{name}\b"
)
_TOKENS = listed(
    "access_token refresh_token id_token auth_token bearer_token session_token api_token"
)
"""Keys of answers to a login."""
_BODY = frozenset({"json", "text", "content", "read", "body"})
"""What gives the whole body of an answer."""


def token_at_hand(program: Program, node: nodes.BaseExpression) -> str:
    """How the token is called that this is, or that is taken out of it next to where it stands; empty if none is seen."""
    return last_name(node) if _is_sent(program, node) else _taken_out(program, node)


def _is_sent(program: Program, node: nodes.BaseExpression) -> bool:
    """`f"Bearer {token}"` or `headers["Authorization"] = token` stands somewhere in the file."""
    name = last_name(node)
    if not isinstance(node, nodes.Name | nodes.Attribute) or words(name)[-1:] != ["token"]:
        return False
    source = program.source.text.source
    return any(
        re.search(sent.format(name=re.escape(name)), source) is not None
        for sent in (_SENT, _GIVEN_AS_A_HEADER)
    )


def _taken_out(program: Program, node: nodes.BaseExpression) -> str:
    """The key of a token that is taken out of a value next to where it stands; empty if none is."""
    name = _whole(node)
    function = program.tree.definition_of(node)
    if not name or function is None or _is_listed(node):
        return ""
    tree, here = program.tree, _block(program, node)
    for inner in tree.walk(function.body):
        key = _key(program, inner, name)
        if key and here is not None and _is_on_the_way(program, here, node, inner):
            return key
    return ""


def _is_listed(node: nodes.BaseExpression) -> bool:
    """`list(answer)`: its keys."""
    match node.parent:
        case nodes.Arg(parent=nodes.Call(func=nodes.Name(value="list"))):
            return True
    return False


def _whole(node: nodes.BaseExpression) -> str:
    """The name of a body, or of an answer whose body this is: `data`, `answer.json()`, `answer.text`."""
    match node:
        case nodes.Name():
            return node.value
        case nodes.Attribute(value=owner, attr=nodes.Name(value=part)) if part in _BODY:
            return dotted(owner)
        case nodes.Call(func=nodes.Attribute(value=owner, attr=nodes.Name(value=part))) if (
            part in _BODY
        ):
            return dotted(owner)
    return ""


def _key(program: Program, node: Node, name: str) -> str:
    """`data["access_token"]`, `data.get("access_token")`, `answer.json()["access_token"]`."""
    match node:
        case nodes.Subscript(
            value=owner, slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))]
        ):
            pass
        case nodes.Call(
            func=nodes.Attribute(value=owner, attr=nodes.Name(value="get")),
            args=[nodes.Arg(value=key), *_],
        ):
            pass
        case _:
            return ""
    if _whole(_outermost(owner)) != name:
        return ""
    said = program.evaluator.text(key) or ""
    return said if "_".join(words(said)) in _TOKENS else ""


def _outermost(node: nodes.BaseExpression) -> nodes.BaseExpression:
    """The `answer` of `answer["session"].get("user")`."""
    while True:
        match node:
            case nodes.Subscript(value=owner):
                node = owner
            case nodes.Call(func=nodes.Attribute(value=owner, attr=nodes.Name(value="get"))):
                node = owner
            case _:
                return node


def _block(program: Program, node: Node) -> Node | None:
    """The suite that a statement stands in."""
    return next(
        (one for one in program.tree.ancestors(node) if isinstance(one, nodes.IndentedBlock)), None
    )


def _is_on_the_way(program: Program, block: Node, shown: Node, taken: Node) -> bool:
    """Whoever comes to where the token is taken has come by here: it is no branch of a failure."""
    if not inside(program.tree, taken, block):
        return False
    if program.lines(shown).first < program.lines(taken).first:
        return True
    is_asked = isinstance(program.tree.statement_of(taken), nodes.If | nodes.While)
    return _block(program, taken) is block and not is_asked
