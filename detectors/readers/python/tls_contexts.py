"""TLS contexts whose switches say nothing about whom they trust: those that serve, those whose peer is looked at otherwise."""

from __future__ import annotations

import re

from detectors.readers.python import nodes
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import Node, last_name
from detectors.readers.python.things import Const, Made

OF_A_PEER = frozenset({"check_hostname", "verify_mode"})
"""Attributes of a context that say how the other side is checked."""
_LOOKS = ("match_hostname", "getpeercert", "get_peer_certificate")
"""Calls that look at the certificate of a peer."""
_CLEAR = re.compile(r"""http://(?:%s|[{"'])""")
"""The start of an address whose host is filled in."""
_OF_TLS = re.compile(r"https|wss:|wrap_socket|(?i:ssl|tls)=|open_connection|create_connection")
_AUTHORITIES = frozenset({"cafile", "capath", "cadata"})


def says_nothing(program: Program, attribute: str, context: Node) -> bool:
    """An attribute of a context that is switched off, and no harm is known to come of it."""
    made = [t for t in program.evaluator.things(context) if isinstance(t, Made)]
    if any(_serves(one) for one in made):
        return True
    if attribute in OF_A_PEER and (_looks_itself(program) or _speaks_in_clear(program)):
        return True
    return attribute == "check_hostname" and any(_has_own_authority(program, one) for one in made)


def _serves(made: Made) -> bool:
    """Its peers are clients, whose names nobody checks."""
    return any(
        last_name(arg.value) in {"PROTOCOL_TLS_SERVER", "CLIENT_AUTH"}
        for arg in (made.call.args if made.call else ())
    )


def _looks_itself(program: Program) -> bool:
    """Code of its own compares names or fingerprints, or the certificate is what it is after."""
    return any(name in program.tree.calls_by_name for name in _LOOKS)


def _speaks_in_clear(program: Program) -> bool:
    """The file makes addresses of http alone, so that no certificate is ever looked at."""
    text = program.source.text.source
    return _CLEAR.search(text) is not None and _OF_TLS.search(text) is None


def _has_own_authority(program: Program, made: Made) -> bool:
    """It trusts an authority that it is given, which may have signed for one peer alone."""
    if any(
        change.attribute == "verify_mode" and last_name(change.value) == "CERT_NONE"
        for change in program.changes(made)
        if change.value is not None
    ):
        return False
    if any(_is_given(program, arg) for arg in (made.call.args if made.call else ())):
        return True
    return any(
        use.name.endswith(".load_verify_locations") and program.is_sure(use.node, made.call)
        for use in program.uses(made)
    )


def _is_given(program: Program, arg: nodes.Arg) -> bool:
    """An authority, and not the None that means those of the system."""
    if arg.keyword is None or arg.keyword.value not in _AUTHORITIES:
        return False
    things = program.evaluator.things(arg.value)
    return not any(isinstance(thing, Const) and not thing.value for thing in things)
