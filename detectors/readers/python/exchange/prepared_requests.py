"""Requests and connections that are made ready here and used elsewhere: `urllib.request.Request("http://...")`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import (
    Said,
    is_kept_unused,
    taken_by_requests,
)
from detectors.readers.python.naming.dataflow import reads_of
from detectors.readers.python.naming.things import Const, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed, words

_PLACES = {"urllib.request.Request": 0, "requests.Request": 1}
"""What makes a request, and where it takes the address."""
_CONNECTIONS = ("http.client.HTTPConnection", "urllib3.HTTPConnectionPool")
"""What makes a connection without TLS to the host that is given first."""
_EXAMPLES = frozenset({"example.com", "example.net", "example.org"})
_PARTS = frozenset({"url", "path_url", "body", "headers", "method"})
"""What is read of a request that is ready, and sends nothing."""
_ASKS = listed("match matches allow allowed is has can cookie cookies")
"""Words of functions that look at the address of a request."""
_ADDRESS = frozenset({"type", "host", "full_url", "url"})
"""Attributes of a request that say where it goes."""


def prepared(program: Program) -> Iterator[Said]:
    """The address of each that no request of this file is seen to use: that is judged with the request."""
    yield from _requests(program)
    for name in _CONNECTIONS:
        for made in program.called(name):
            given = made.arguments.get(0, "host")
            host = program.evaluator.text(given) if given is not None else None
            if host and is_kept_unused(program, made.node) and not _is_led_on(program, made.node):
                yield _address(name, made.node, f"http://{host}")


def _requests(program: Program) -> Iterator[Said]:
    calls = [
        (name, made.node, given)
        for name, place in _PLACES.items()
        for made in program.called(name)
        if (given := made.arguments.get(place, "url")) is not None
    ]
    if not calls:
        return
    sent = {node for one in taken_by_requests(program) for node in one.identities}
    for name, call, given in calls:
        made = program.evaluator.thing(call)
        if isinstance(made, Made) and sent & {*made.identities}:
            continue
        if _is_only_read(program, call) or _is_led_on(program, call):
            continue
        address = program.evaluator.thing(given)
        if isinstance(address, Const) and not _is_of_nobody(address.value):
            where = address.node if isinstance(address.node, nodes.BaseExpression) else given
            yield _address(name, where, address.value)


def _address(maker: str, where: nodes.BaseExpression, text: str) -> Said:
    return Said(where, known(text), f"{maker} url", (f"{maker} url",))


def _is_of_nobody(address: object) -> bool:
    """No text, or one in the place of an address that is put in later: `http://example.com/`."""
    found = hosts.address(address) if isinstance(address, str) else None
    return found is None or found.host.removeprefix("www.") in _EXAMPLES


def _is_only_read(program: Program, call: nodes.Call) -> bool:
    """`Request("GET", url, params=...).prepare().url`, or `rules.matches(Request(url))`: nothing is sent."""
    around = call.parent
    if isinstance(around, nodes.Arg):
        asked = around.parent
        return isinstance(asked, nodes.Call) and bool(_ASKS & {*words(last_name(asked.func))})
    if not isinstance(around, nodes.Attribute) or around.attr.value != "prepare":
        return False
    prepared = around.parent
    return isinstance(prepared, nodes.Call) and all(
        isinstance(one.parent, nodes.Attribute) and one.parent.attr.value in _PARTS
        for one in _readers(program, prepared)
    )


def _readers(program: Program, prepared: nodes.Call) -> list[nodes.BaseExpression]:
    """Where what is prepared is read: by the name that it is given, or on the spot."""
    target = prepared.parent
    if isinstance(target, nodes.Assign) and len(target.targets) == 1:
        return [*reads_of(program, target.targets[0].target)] or [prepared]
    return [prepared]


def _is_led_on(program: Program, call: nodes.Call) -> bool:
    """Its address is another one in the end, or the host is a proxy through which TLS goes: `set_tunnel(...)`."""
    made = program.evaluator.thing(call)
    if not isinstance(made, Made):
        return False
    is_through = any(use.name.endswith(".set_tunnel") for use in program.uses(made))
    return is_through or any(one.attribute in _ADDRESS for one in program.changes(made))
