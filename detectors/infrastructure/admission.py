"""Whom nginx lets to a place: by address, by credentials, or everybody."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.facts import Block, Setting

_LOGINS = ("auth_basic", "auth_request", "auth_jwt", "auth_oidc")
_ENDS = frozenset({"internal", "return"})
"""With one of these nobody outside gets what the place has to say."""


def admits_everyone(place: Block) -> bool | None:
    """True if whoever asks is let in; None where something that is not shown may decide it.

    Rules by address are taken whole from the nearest block that has one, and so is each kind of login.
    Without a server around it, the place is part of one that is not shown, which has rules of its own.
    """
    around = list(place.outwards())
    if not all(block.is_complete for block in around):
        return None
    if any(setting.name in _ENDS for setting in place.settings):
        return False
    server = next((block for block in around if block.kind == "nginx:server"), None)
    rules = _rules(around)
    families = _families(server)
    satisfy = _nearest(around, "satisfy")
    if satisfy is not None and satisfy.value.value == "any":
        if _end_of(rules, families) == "allow":
            return True
        if server is not None:
            return not rules and not _has_login(around)
        return None
    if _has_login(around):
        return False
    if _end_of(rules, families) == "deny":
        return False
    return True if server is not None else None


def _rules(around: Sequence[Block]) -> list[Setting]:
    """`allow` and `deny` of the nearest block that has any, in their order."""
    for block in around:
        if rules := [one for one in block.settings if one.name in {"allow", "deny"}]:
            return rules
    return []


def _end_of(rules: Sequence[Setting], families: frozenset[str]) -> str | None:
    """Whether the rules end with everybody let in or turned away; None where a stranger meets none of them."""
    everyone = {"all", *families}
    return next((one.name for one in rules if one.value.value in everyone), None)


def _families(server: Block | None) -> frozenset[str]:
    """The networks that are every address from which this server can be reached."""
    listens = [
        str(one.value.value) for one in (server.settings if server else ()) if one.name == "listen"
    ]
    both = any("ipv6only=off" in text for text in listens)
    named = [text for text in listens if text.startswith("[")]
    reached = set()
    if named:
        reached.add("::/0")
    if both or len(named) < max(len(listens), 1):
        reached.add("0.0.0.0/0")
    return frozenset(reached)


def _nearest(around: Sequence[Block], name: str) -> Setting | None:
    return next((found for block in around if (found := block.get(name))), None)


def _has_login(around: Sequence[Block]) -> bool:
    logins = (_nearest(around, name) for name in _LOGINS)
    return any(one is not None and one.value.value != "off" for one in logins)
