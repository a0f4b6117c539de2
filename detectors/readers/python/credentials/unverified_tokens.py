"""Signed tokens that are taken without a look at their signature: `jwt.decode(token, KEY, options={"verify_signature": False})`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.things import Const, Dictionary, Items
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import descendants

_DECODERS = ("jwt.decode", "jose.jwt.decode")
_CLAUSES = (nodes.ExceptHandler, nodes.ExceptStarHandler)


def unverified(program: Program) -> Iterator[Said]:
    """Those where the key is at hand, those that are taken where the check fails, and those that say themselves that nobody signed them."""
    for name in _DECODERS:
        for call in program.called(name):
            if why := _why(program, call):
                yield Said(call.node, known(why), "jwt", ("jwt", why))


def _why(program: Program, call: Invocation) -> str:
    given = call.arguments
    if _takes_unsigned(program, given):
        return "unsigned"
    if not _is_unverified(program, given):
        return ""
    if _has_key(program, given):
        return "with a key"
    return "after a failure" if _stands_in(program, call.node) else ""


def _takes_unsigned(program: Program, given: Arguments) -> bool:
    """`algorithms=["HS256", "none"]`"""
    listed = given.keywords.get("algorithms") or _nth(given, 2)
    thing = program.evaluator.thing(listed) if listed is not None else None
    texts = thing.node.elements if isinstance(thing, Items) else ()
    return any((program.evaluator.text(one.value) or "").lower() == "none" for one in texts)


def _is_unverified(program: Program, given: Arguments) -> bool:
    options = given.keywords.get("options")
    thing = program.evaluator.thing(options) if options is not None else None
    if not isinstance(thing, Dictionary):
        return False
    entries = program.evaluator.dictionaries.entries(thing)
    written = entries.get("verify_signature")
    if written is None or "verify_signature" in entries.uncertain:
        return False
    switch = program.evaluator.const(written)
    return switch is not None and switch.value is False and not switch.is_default


def _has_key(program: Program, given: Arguments) -> bool:
    """One is handed in, and no empty text that only fills the place."""
    key = given.keywords.get("key") or _nth(given, 1)
    if key is None:
        return False
    return all(not isinstance(one, Const) for one in program.evaluator.things(key))


def _stands_in(program: Program, call: nodes.Call) -> bool:
    """In a clause for the failure of a check of the same token."""
    for clause in program.tree.ancestors(call):
        if isinstance(clause, _CLAUSES) and isinstance(clause.parent, nodes.Try | nodes.TryStar):
            tried = {*descendants(clause.parent.body)}
            return any(
                other.node in tried and not _is_unverified(program, other.arguments)
                for name in _DECODERS
                for other in program.called(name)
            )
    return False


def _nth(given: Arguments, place: int) -> nodes.BaseExpression | None:
    return given.positional[place] if len(given.positional) > place else None
