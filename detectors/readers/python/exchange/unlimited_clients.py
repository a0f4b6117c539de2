"""Clients without a limit that a file makes for others: it asks nothing of them itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.clients.lookup import Known
from detectors.clients.model import Object
from detectors.facts import OFF
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.naming.meanings import Site
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary import hosts

_MAKES = ("client", "session", "timeout")
"""The end of the name of what is called, in lower case, as the gate looks for it."""
_LIMITS = ("timeout", "connect_timeout")
_STREAMS = re.compile(
    r"(?i)stream|\bsse\b|\bevents?_?source|aiter_|\biter_(?:bytes|text|lines|raw|chunked)|websocket|long[ _-]?poll"
)
"""What is waited for may come at any time."""
_INSTEAD = frozenset({"app", "transport", "mounts", "connector"})
"""Keywords by which a client is told to go another way, which may lead to no network or have a limit."""


def unlimited(program: Program) -> Iterator[Said]:
    """`self.http = httpx.AsyncClient(timeout=None)`, `LIMIT = aiohttp.ClientTimeout(total=None)`."""
    if program.says(_STREAMS):
        return
    places = Places(program)
    for call in program.tree.calls:
        if not last_name(call.func).lower().endswith(_MAKES) or not _is_kept(program, call):
            continue
        for invocation in program.named(call):
            found = program.lookup.object(f"{invocation.name}()")
            if found is None or not _is_without_limit(places, invocation, found):
                continue
            if not _is_asked_or_handed_on(program, call) and _leads_outside(program, call):
                yield Said(call, OFF, "timeout", (program.code(call.func), "timeout"))


def _is_kept(program: Program, call: nodes.Call) -> bool:
    """In an attribute or a name of the module, by the caller, or by nobody."""
    whole: nodes.BaseExpression = call
    while isinstance(whole.parent, nodes.BooleanOperation | nodes.IfExp):
        whole = whole.parent
    match whole.parent:
        case nodes.Expr() | nodes.Return():
            return True
        case nodes.Assign(targets=targets):
            is_shared = program.tree.function_of(call) is None
            kept = nodes.Name | nodes.Attribute if is_shared else nodes.Attribute
            return all(isinstance(one.target, kept) for one in targets)
        case nodes.AnnAssign(target=target):
            return isinstance(target, nodes.Attribute) or program.tree.function_of(call) is None
    return False


def _is_without_limit(places: Places, invocation: Invocation, found: Known[Object]) -> bool:
    """By what is written in the call itself: no limit for an answer, and none for a connection."""
    made = Made(f"{invocation.name}()", invocation.name, invocation.node, invocation.owner)
    site = Site(invocation.name, invocation.arguments, made, invocation.node)
    if found.item.kind == "options":
        told = [found.item.gives.get(name) for name in _LIMITS]
        values = [places.value(one, site) for one in told if one is not None]
        is_written = any(
            isinstance(one.value, nodes.Name) and one.value.value == "None"
            for one in invocation.node.args
        )
        return len(values) == len(_LIMITS) and is_written and all(one.is_off for one in values)
    if found.item.kind != "client":
        return False
    for name in _LIMITS:
        values = [
            value
            for variant in found.client.settings.get(name, ())
            for place in variant.places
            if not place.attribute and any(one.matches(invocation.name) for one in place.of)
            if (value := places.at(place, name, site)) is not None
        ]
        around = places.program.lines(invocation.node)
        is_here = all(one.lines is not None and around.holds(one.lines) for one in values)
        if not values or not is_here or not all(one.is_off for one in values):
            return False
    return True


def _is_asked_or_handed_on(program: Program, call: nodes.Call) -> bool:
    """Where the file asks it something, that is judged; whoever it is handed to may set a limit."""
    for thing in program.evaluator.things(call):
        if isinstance(thing, Made) and (
            program.changes(thing)
            or any(program.lookup.call(use.name) for use in program.uses(thing))
        ):
            return True
    statement = program.tree.statement_of(call)
    names: set[str] = set()
    if isinstance(statement, nodes.Assign):
        names = {dotted(one.target) for one in statement.targets}
    elif isinstance(statement, nodes.AnnAssign):
        names = {dotted(statement.target)}
    elif isinstance(statement, nodes.Return) and (function := program.tree.definition_of(call)):
        names = {function.name.value, f"self.{function.name.value}"}
    given = (arg.value for one in program.tree.calls for arg in one.args)
    return any(dotted(one.func if isinstance(one, nodes.Call) else one) in names for one in given)


def _leads_outside(program: Program, call: nodes.Call) -> bool:
    """Neither to this machine nor through something of the program's own."""
    for arg in call.args:
        keyword = arg.keyword.value if arg.keyword else ""
        if keyword in _INSTEAD or arg.star:
            return False
        if keyword == "base_url":
            at = hosts.address(program.evaluator.text(arg.value) or "")
            if at is not None and hosts.place(at.host) == "loopback":
                return False
    return True
