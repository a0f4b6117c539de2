"""Answers of several branches under one name, which are used at one place."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "request"})


def is_of_a_later_branch(program: Program, call: nodes.Call, bodies: Sequence[Node]) -> bool:
    """`if proxy: answer = get(url, proxies=proxy) else: answer = get(url)`, and `answer.text` behind: one look cures both."""
    return bool(bodies) and all(_is_said_of_another(program, call, one) for one in bodies)


def _is_said_of_another(program: Program, call: nodes.Call, body: Node) -> bool:
    owner = body.value if isinstance(body, nodes.Attribute) else None
    scope = program.tree.scopes.get(owner) if isinstance(owner, nodes.Name) else None
    if not isinstance(owner, nodes.Name) or scope is None:
        return False
    bindings = program.evaluator.names.reaching(owner.value, owner, scope) or ()
    asked = [_asked(one.node) for one in bindings if one.how == "value"]
    requests = [one for one in asked if one is not None and last_name(one.func) in _VERBS]
    return call in requests and min(requests, key=program.span) is not call


def _asked(value: Node) -> nodes.Call | None:
    asked = value.expression if isinstance(value, nodes.Await) else value
    return asked if isinstance(asked, nodes.Call) else None
