"""What a program keeps on its application for whoever serves a request: `app.state.http`, `app["http"]`, `ctx["http"]`."""

from __future__ import annotations

from functools import cached_property

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import is_none, last_name
from detectors.readers.python.syntax.tree import Tree

_STATE = "state"
"""Attribute of applications and requests of ASGI on which anything may be kept."""
_HOLDERS = frozenset({"app", "application", "ctx", "state", "bot_data"})
"""Names of what keeps things under a key: an application of aiohttp, the context of arq, the data of a bot."""


class SharedState:
    """What one file keeps so under a name that it gives once, by the last name of the holder and by that name."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def kept(self, node: nodes.Attribute | nodes.Subscript) -> nodes.BaseExpression | None:
        """What is kept under the name of an expression; None where it is none of these, or cannot be told."""
        match node:
            case nodes.Attribute(value=holder, attr=attr) if last_name(holder) == _STATE:
                return self._values.get((_STATE, attr.value))
            case nodes.Subscript(
                value=holder,
                slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))],
            ) if (name := last_name(holder)) in _HOLDERS and (said := _text(key)):
                return self._values.get((name, said))
        return None

    @cached_property
    def _values(self) -> dict[tuple[str, str], nodes.BaseExpression]:
        found: dict[tuple[str, str], list[nodes.BaseExpression | None]] = {}
        for one in self.tree.assigned:
            holder = last_name(one.target)
            said = one.attribute if holder == _STATE else ""
            if not said and holder in _HOLDERS and one.key is not None:
                said = _text(one.key)
            # None before it is made, and after it is closed
            if said and not is_none(one.value):
                found.setdefault((holder, said), []).append(one.value)
        return {name: one[0] for name, one in found.items() if len(one) == 1 and one[0] is not None}


def _text(key: nodes.BaseExpression) -> str:
    return key.value.strip("\"'") if isinstance(key, nodes.SimpleString) else ""
