"""Names of entries that sound like credentials: `self.secrets[secret_key]`, `ROUTES[otp]`."""

from __future__ import annotations

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import listed, words

_SECRETS = listed("secrets credentials passwords vault")
"""Last words of what holds credentials under names."""
_ACT = listed(
    "router routers routes handlers registry commands classes types modules plugins factories parsers loaders models"
)
"""Last words of what holds classes and functions under names, which nobody shows to be let in."""


_SOUND = listed("key token secret otp totp code password passwd passphrase")
"""Last words of names that sound like a credential."""


def names_an_entry(program: Program, node: nodes.Name) -> bool:
    """Something is looked up under it here, and what is found is the credential, or does the work."""
    said = words(node.value)[-1:]
    function = program.tree.function_of(node) if _SOUND & {*said} else None
    if function is None:
        return False
    holders = _ACT | _SECRETS if said == ["key"] else _ACT
    return any(
        holders & {*words(last_name(holder))[-1:]}
        for inner in program.tree.walk(function.body)
        if (holder := _looked_up_in(inner, node.value)) is not None
    )


def _looked_up_in(node: Node, name: str) -> nodes.BaseExpression | None:
    """What is asked for the entry of this name: `self.secrets[name]`, `self.secrets.get(name)`."""
    match node:
        case (
            nodes.Subscript(
                value=holder,
                slice=[nodes.SubscriptElement(slice=nodes.Index(value=nodes.Name(value=asked)))],
            )
            | nodes.Call(
                func=nodes.Attribute(value=holder, attr=nodes.Name(value="get" | "pop")),
                args=[nodes.Arg(value=nodes.Name(value=asked)), *_],
            )
        ) if asked == name:
            return holder
    return None
