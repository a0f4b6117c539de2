"""TLS contexts whose switches say nothing about whom they trust: those that serve, those whose peer is looked at otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from detectors.readers.python.naming.things import Const, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import says_unchecked, words

OF_A_PEER = frozenset({"check_hostname", "verify_mode"})
"""Attributes of a context that say how the other side is checked."""
OF_A_VERSION = frozenset({"minimum_version", "maximum_version"})
"""Those that say which versions are spoken, by servers as by clients."""
_LOOKS = ("match_hostname", "getpeercert", "get_peer_certificate")
"""Calls that look at the certificate of a peer."""
_OF_SERVERS = frozenset(
    {"PROTOCOL_TLS_SERVER", "CLIENT_AUTH", "TLS_SERVER_METHOD", "DTLS_SERVER_METHOD"}
)
_PINS = frozenset({"pin", "pins", "pinned", "pinning", "fingerprint", "tofu"})
_CLEAR = re.compile(r"""http://(?:%s|[{"'])""")
"""The start of an address whose host is filled in."""
_OF_TLS = re.compile(r"https|wss:|wrap_socket|(?i:ssl|tls)=|open_connection|create_connection")
_CONTEXT = re.compile(r"(?i)(ssl|tls)_?context$")
_AUTHORITIES = frozenset({"cafile", "capath", "cadata"})


def says_nothing(program: Program, attribute: str, context: Node) -> bool:
    """An attribute of a context that is switched off, and no harm is known to come of it."""
    made = [t for t in program.evaluator.things(context) if isinstance(t, Made)]
    if attribute in OF_A_VERSION:
        return bool(made) and all(_only_shakes_hands(program, one) for one in made)
    if any(_serves(one) for one in made) or _is_made_for_a_server(program, context):
        return True
    if _is_taken_by_its_name(program, context) or _is_put_back(program, attribute, context):
        return True
    if made and all(_only_shakes_hands(program, one) for one in made):
        return True
    if attribute in OF_A_PEER and (_looks_itself(program) or _speaks_in_clear(program)):
        return True
    if attribute in OF_A_PEER and _is_pinned(program, context):
        return True
    return attribute == "check_hostname" and any(_has_own_authority(program, one) for one in made)


def _serves(made: Made) -> bool:
    """Its peers are clients, whose names nobody checks."""
    return any(last_name(arg.value) in _OF_SERVERS for arg in (made.call.args if made.call else ()))


def _is_made_for_a_server(program: Program, context: Node) -> bool:
    """In `def create_server(...)`, or of `tls.make_context("server")`, where nothing is known of that."""
    function = program.tree.function_of(context)
    if isinstance(function, nodes.FunctionDef):
        named = words(function.name.value)
        if "server" in named and not {"client", "connect"} & set(named):
            return True
    if not isinstance(context, nodes.Name):
        return False
    scope = program.tree.scopes[context]
    bindings = program.evaluator.names.reaching(context.value, context, scope) or ()
    return any(
        program.evaluator.text(arg.value) == "server"
        for binding in bindings
        if isinstance(binding.node, nodes.Call)
        for arg in binding.node.args
    )


def _is_taken_by_its_name(program: Program, context: Node) -> bool:
    """The function around it says that it makes no check; whoever calls it is judged as a request."""
    function = program.tree.function_of(context)
    return isinstance(function, nodes.FunctionDef) and says_unchecked(function.name.value)


def _is_put_back(program: Program, attribute: str, context: Node) -> bool:
    """A context manager lends the context of its caller without the check, and restores what it kept."""
    function = program.tree.function_of(context)
    if not isinstance(function, nodes.FunctionDef) or not isinstance(context, nodes.Name):
        return False
    if context.value not in {parameter.name.value for parameter in parameters_of(function)}:
        return False
    return any(
        other.attribute == attribute
        and dotted(other.target) == context.value
        and isinstance(other.value, nodes.Name)
        and other.value.value not in {"True", "False"}
        and program.tree.function_of(other.statement) is function
        for other in program.tree.assigned
    )


def _only_shakes_hands(program: Program, made: Made) -> bool:
    """`context.wrap_socket(sock).close()`: somebody answers, and nothing is sent."""
    wrapped = [use for use in program.uses(made) if use.name.endswith(".wrap_socket")]
    return bool(wrapped) and all(
        isinstance(use.node.parent, nodes.Attribute) and use.node.parent.attr.value == "close"
        for use in wrapped
    )


def _is_pinned(program: Program, context: Node) -> bool:
    """In `pinned_tls.py` or `def pinned_context()`: whoever takes it compares the certificate with one that it knows."""
    function = program.tree.function_of(context)
    named = words(PurePosixPath(program.file.name).stem)
    if isinstance(function, nodes.FunctionDef):
        named = [*named, *words(function.name.value)]
    return bool(_PINS & set(named))


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


def is_pinned(
    program: Program, name: str, beside: Sequence[nodes.BaseDictElement | nodes.Arg]
) -> bool:
    """urllib3 compares a fingerprint that stands beside the switch, and then asks no authority."""
    if name not in {"cert_reqs", "assert_hostname"}:
        return False
    for one in beside:
        if isinstance(one, nodes.DictElement):
            called = program.evaluator.text(one.key)
        elif isinstance(one, nodes.Arg) and one.keyword is not None:
            called = one.keyword.value
        else:
            continue
        if called == "assert_fingerprint":
            things = program.evaluator.things(one.value)
            return not all(isinstance(thing, Const) and not thing.value for thing in things)
    return False


def is_of_a_context(program: Program, name: str, node: Node) -> bool:
    """A class that is a context itself holds what its users change: `class SSLContext`."""
    if name.lstrip("_") not in {*OF_A_PEER, "cert_reqs"}:
        return False
    around = (p for p in program.tree.ancestors(node) if isinstance(p, nodes.ClassDef))
    return any(_CONTEXT.search(one.name.value) for one in around)
