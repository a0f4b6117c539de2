"""Signed tokens that are taken without a look at their signature: `jwt.decode(token, KEY, options={"verify_signature": False})`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from detectors.facts import known
from detectors.readers.python.control.branches import rules_out
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.origins import Origins
from detectors.readers.python.naming.things import Const, Dictionary
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, descendants
from detectors.vocabulary.refusals import REFUSAL

_DECODERS = {"jwt.decode": "jwt", "jose.jwt.decode": "token"}
"""What each calls the token that it is given."""
_Token = tuple[Node | None, str]
"""The function that reads it, and how it is written there."""


def unverified(program: Program) -> Iterator[Said]:
    """Those where the key is at hand, and those that are taken where the check fails."""
    origins = Origins(program)
    checks: defaultdict[_Token, list[nodes.Call]] = defaultdict(list)
    others: list[tuple[Invocation, _Token]] = []
    for name, parameter in _DECODERS.items():
        for call in program.called(name):
            token = call.arguments.get(0, parameter)
            if token is None:
                continue
            which: _Token = program.tree.function_of(call.node), program.code(token)
            if not _is_unverified(program, call.arguments):
                checks[which].append(call.node)
            elif not _comes_from_its_issuer(origins, token):
                others.append((call, which))
    for call, which in others:
        if why := _why(program, call, checks[which]):
            yield Said(call.node, known(why), "jwt", ("jwt", why))


def _why(program: Program, call: Invocation, checks: Sequence[nodes.Call]) -> str:
    failed = [*_failed(program, call.node, checks)]
    tried = {check for _, check in failed}
    if any(
        check not in tried
        and not rules_out(program, check, call.node)
        and not rules_out(program, call.node, check)
        for check in checks
    ):
        return ""
    if failed:
        return "" if _lets_nobody_in(program, failed[0][0]) else "after a failure"
    return "with a key" if _has_key(program, call.arguments) else ""


def _comes_from_its_issuer(origins: Origins, token: nodes.BaseExpression) -> bool:
    """`answer.json()["id_token"]`: whose connection with TLS vouches for it (OpenID Connect Core, 3.1.3.7)."""
    side = origins.of(token)
    return "id_token" in side.names and side.origins.isdisjoint({"request", "parameter"})


def _is_unverified(program: Program, given: Arguments) -> bool:
    options = given.get(None, "options")
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
    key = given.get(1, "key")
    if key is None:
        return False
    return all(not isinstance(one, Const) for one in program.evaluator.things(key))


def _failed(
    program: Program, call: nodes.Call, checks: Sequence[nodes.Call]
) -> Iterator[tuple[Handler, nodes.Call]]:
    """The clauses around for the failure of a check, with the check."""
    around = {*program.tree.ancestors(call)}
    for check in checks:
        child: Node = check
        for parent in program.tree.ancestors(check):
            if isinstance(parent, nodes.Try | nodes.TryStar) and child is parent.body:
                yield from ((clause, check) for clause in parent.handlers if clause in around)
            child = parent


def _lets_nobody_in(program: Program, clause: Handler) -> bool:
    """Each way out of it refuses: what the token says is only told."""
    return leaves(clause.body) and all(
        part.value is None or _refuses(program.code(part.value))
        for part in descendants(clause.body)
        if isinstance(part, nodes.Return)
    )


def _refuses(answer: str) -> bool:
    return answer in {"None", "False"} or REFUSAL.search(answer) is not None
