"""Logins of pysnmp that say which version is spoken: all but those with a key for privacy go in clear."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax.traits import dotted
from detectors.vocabulary.hosts import place

_VERSIONS = {0: "SNMPv1", 1: "SNMPv2c"}
_KEY_FOR_PRIVACY = 2
"""The position of `privKey` of `UsmUserData`."""
_TARGETS = ("UdpTransportTarget", "Udp6TransportTarget")


def logins_in_clear(program: Program) -> Iterator[Said]:
    """`CommunityData("public", mpModel=0)`, `UsmUserData("till")`; the value is what is spoken."""
    by_name = program.tree.calls_by_name
    for name in ("CommunityData", "UsmUserData"):
        for call in by_name.get(name, ()):
            if not program.evaluator.ref(call.func).startswith("pysnmp."):
                continue
            given = program.evaluator.arguments(call)
            if given.has_star or given.has_unseen or _is_on_this_machine(program):
                continue
            if name == "CommunityData":
                model = given.keywords.get("mpModel")
                const = program.evaluator.const(model) if model is not None else None
                spoken = _VERSIONS.get(const.value) if const else None
            else:
                has_key = len(given.positional) > _KEY_FOR_PRIVACY or "privKey" in given.keywords
                spoken = None if has_key else "SNMPv3 without privacy"
            if spoken:
                yield Said(call, known(spoken), "snmp", ("pysnmp", name))


def _is_on_this_machine(program: Program) -> bool:
    """Every agent that the file asks is this machine's."""
    asked = [
        program.evaluator.text(part.value)
        for name in (*_TARGETS, "create")
        for call in program.tree.calls_by_name.get(name, ())
        if name != "create" or dotted(call.func).removesuffix(".create").endswith(_TARGETS)
        for part in getattr(call.args[0].value if call.args else None, "elements", ())[:1]
    ]
    return bool(asked) and all(host and place(host) == "loopback" for host in asked)
