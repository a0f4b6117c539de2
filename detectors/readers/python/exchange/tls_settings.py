"""What the code of a TLS context says without a name of its own: whom it trusts, and which version it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import Value, known
from detectors.readers.python.exchange import tls_contexts
from detectors.readers.python.naming.things import Class, Function, Made, Ref
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

_TRUSTING = frozenset({"_create_unverified_context", "_create_stdlib_context"})
_UNCHECKED = frozenset(
    f"ssl.PROTOCOL_{name}"
    for name in ("TLS", "SSLv23", "SSLv2", "SSLv3", "TLSv1", "TLSv1_1", "TLSv1_2")
)
"""Protocols whose contexts check nobody until they are told to."""
_SERVES_OR_CHECKS = frozenset({"server_side", "certfile", "keyfile", "cert_reqs", "ca_certs"})
_MAKERS = frozenset(
    {
        "Context",
        "SSLContext",
        "wrap_socket",
        "create_urllib3_context",
        "set_min_proto_version",
        "set_max_proto_version",
    }
)
"""Calls in which a version is given by its place."""
_SHOWS_ITSELF = re.compile(r"use_(?:certificate|privatekey)")
_SUITES = nodes.IndentedBlock | nodes.Module
_FOR_SERVERS = frozenset({"load_cert_chain", "set_alpn_protocols", "set_npn_protocols"})


class Said(NamedTuple):
    """A setting before it has its place."""

    node: nodes.BaseExpression
    value: Value
    name: str
    path: tuple[str, ...]


def constant_of_tls(program: Program, node: nodes.BaseExpression) -> Value | None:
    """`PROTOCOL_TLSv1`, which is imported by its name, or a name for it in the call that makes a context."""
    if not isinstance(node, nodes.Name):
        return None
    if not node.value.startswith(("PROTOCOL_", "SSL", "TLS")) and not is_of_a_context(node):
        return None
    thing = program.evaluator.thing(node)
    if not isinstance(thing, Ref) or thing.owner is not None:
        return None
    module = thing.name.rpartition(".")[0]
    return known(thing.name) if module == "ssl" or module.endswith(".SSL") else None


def trusting(program: Program) -> Iterator[Said]:
    """Contexts that are made without any check and never given one, where no known request takes them."""
    by_name = program.tree.calls_by_name
    calls = [call for name in _TRUSTING for call in by_name.get(name, ())]
    calls += [call for call in by_name.get("SSLContext", ()) if _asks_for_a_host(program, call)]
    yield from _wrapped_bare(program)
    yield from _told_to_ask_nobody(program)
    if not calls:
        return
    taken = {node for one in taken_by_requests(program) for node in one.identities}
    for call in calls:
        made = program.evaluator.thing(call)
        if not isinstance(made, Made) or not made.name.startswith("ssl."):
            continue
        if taken & {*made.identities} or _is_dropped(call) or _is_told_whom(program, made):
            continue
        if tls_contexts.says_nothing(program, "verify_mode", call):
            continue
        yield _of_a_maker(call)


def _of_a_maker(call: nodes.Call) -> Said:
    name = last_name(call.func)
    return Said(call, known(f"ssl.{name}"), name, ("ssl", name))


def _wrapped_bare(program: Program) -> Iterator[Said]:
    """`ssl.wrap_socket(sock)`, which older Pythons have: without `cert_reqs` nobody is checked."""
    for invocation in program.called("ssl.wrap_socket"):
        given = invocation.arguments
        is_known = given.positional and not (given.has_star or given.has_unseen)
        if is_known and len(given.positional) == 1 and not _SERVES_OR_CHECKS & {*given.keywords}:
            yield _of_a_maker(invocation.node)


def _told_to_ask_nobody(program: Program) -> Iterator[Said]:
    """`context.set_verify(SSL.VERIFY_NONE, callback)` of pyOpenSSL, where nothing says that it serves, and nothing else is told it later."""
    for call in program.tree.calls_by_name.get("set_verify", ()):
        if not isinstance(call.func, nodes.Attribute) or not call.args:
            continue
        given, context = call.args[0].value, call.func.value
        made = program.evaluator.thing(context)
        if last_name(given) != "VERIFY_NONE" or not isinstance(made, Made):
            continue
        if not made.name.endswith("SSL.Context()") or _is_told_later(program, made, call):
            continue
        if _shows_itself(program, made) or _is_set_up_elsewhere(program, made):
            continue
        if not tls_contexts.says_nothing(program, "verify_mode", context):
            path = (dotted(context), "verify_mode")
            yield Said(given, known("SSL.VERIFY_NONE"), path[1], path)


def _is_told_later(program: Program, made: Made, call: nodes.Call) -> bool:
    """`set_verify` is called once more, behind it and whenever it is."""
    around = {*program.tree.ancestors(call)}
    return any(
        use.name.endswith(".set_verify")
        and program.position(use.node) > program.position(call)
        and next(
            (one for one in program.tree.ancestors(use.node) if isinstance(one, _SUITES)), None
        )
        in around
        for use in program.uses(made)
    )


def _shows_itself(program: Program, made: Made) -> bool:
    """It has a certificate of its own to show, or a connection that it is given to waits for a client."""
    if any(_SHOWS_ITSELF.match(use.name.rpartition(".")[2]) for use in program.uses(made)):
        return True
    accepting = (
        program.evaluator.thing(call.func.value)
        for call in program.tree.calls_by_name.get("set_accept_state", ())
        if isinstance(call.func, nodes.Attribute)
    )
    return any(
        isinstance(one, Made) and one.call is not None and _takes(program, one.call, made)
        for one in accepting
    )


def _is_set_up_elsewhere(program: Program, made: Made) -> bool:
    """`load(context)`, of which nothing is seen: it may be given a certificate, or be told whom to ask."""
    return any(
        isinstance(call.parent, nodes.Expr)
        and _takes(program, call, made)
        and not any(
            isinstance(one, Function | Class) for one in program.evaluator.things(call.func)
        )
        for call in program.tree.calls
    )


def _takes(program: Program, call: nodes.Call, made: Made) -> bool:
    things = (program.evaluator.thing(one.value) for one in call.args)
    return any(
        isinstance(one, Made) and bool({*one.identities} & {*made.identities}) for one in things
    )


def _asks_for_a_host(program: Program, call: nodes.Call) -> bool:
    """A client's context whose protocol brings no check, and which takes anyone."""
    things = [thing for arg in call.args for thing in program.evaluator.things(arg.value)]
    named = {thing.name for thing in things if isinstance(thing, Ref)}
    made = program.evaluator.thing(call)
    if len(named) != len(things) or not named <= _UNCHECKED or not isinstance(made, Made):
        return False
    wrapped = [use for use in program.uses(made) if use.name.endswith(".wrap_socket")]
    return any(map(_is_of_a_client, wrapped))


def _is_of_a_client(wrapped: Invocation) -> bool:
    """It names the host that it wants, or leaves out that it is the server."""
    given = wrapped.arguments
    is_known = len(given.positional) == 1 and not (given.has_star or given.has_unseen)
    return "server_hostname" in given.keywords or (is_known and "server_side" not in given.keywords)


def taken_by_requests(program: Program) -> Iterator[Made]:
    for call in program.tree.calls:
        names = [one.name for one in program.named(call)]
        lookup = program.lookup
        if any(lookup.call(name) or lookup.object(f"{name}()") for name in names):
            if is_kept_unused(program, call):
                continue
            for arg in call.args:
                yield from (t for t in program.evaluator.things(arg.value) if isinstance(t, Made))


def is_kept_unused(program: Program, call: nodes.Call) -> bool:
    """A client of which this file asks nothing: no request is judged by what it was given."""
    made = program.evaluator.thing(call)
    if not isinstance(made, Made) or program.lookup.call(made.name.removesuffix("()")):
        return False
    return not any(program.lookup.call(use.name) for use in program.uses(made))


def _is_dropped(call: nodes.Call) -> bool:
    return isinstance(call.parent, nodes.Expr | nodes.Comparison | nodes.Attribute)


def _is_told_whom(program: Program, made: Made) -> bool:
    """It is told later whom to trust, or serves; a switch that is written out is reported where it stands."""
    return any(
        change.attribute in tls_contexts.OF_A_PEER for change in program.changes(made)
    ) or any(use.name.rpartition(".")[2] in _FOR_SERVERS for use in program.uses(made))


def is_of_a_context(node: Node) -> bool:
    """It stands in the call that makes a context, or says which versions it takes."""
    call = node.parent.parent if isinstance(node.parent, nodes.Arg) else None
    return isinstance(call, nodes.Call) and last_name(call.func) in _MAKERS
