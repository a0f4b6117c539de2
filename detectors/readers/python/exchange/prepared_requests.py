"""Requests and connections that are made ready here and used elsewhere: `urllib.request.Request("http://...")`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import (
    Said,
    is_kept_unused,
    taken_by_requests,
)
from detectors.readers.python.naming.things import Const, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_PLACES = {"urllib.request.Request": 0, "requests.Request": 1}
"""What makes a request, and where it takes the address."""
_CONNECTIONS = ("http.client.HTTPConnection", "urllib3.HTTPConnectionPool")
"""What makes a connection without TLS to the host that is given first."""


def prepared(program: Program) -> Iterator[Said]:
    """The address of each that no request of this file is seen to use: that is judged with the request."""
    yield from _requests(program)
    for name in _CONNECTIONS:
        for made in program.called(name):
            given = made.arguments.keywords.get("host") or _nth(made.arguments.positional, 0)
            host = program.evaluator.text(given) if given is not None else None
            if host and is_kept_unused(program, made.node):
                yield _address(name, made.node, f"http://{host}")


def _requests(program: Program) -> Iterator[Said]:
    calls = [
        (name, made.node, given)
        for name, place in _PLACES.items()
        for made in program.called(name)
        if (given := made.arguments.keywords.get("url") or _nth(made.arguments.positional, place))
    ]
    if not calls:
        return
    sent = {node for one in taken_by_requests(program) for node in one.identities}
    for name, call, given in calls:
        made = program.evaluator.thing(call)
        if isinstance(made, Made) and sent & {*made.identities}:
            continue
        address = program.evaluator.thing(given)
        if isinstance(address, Const) and isinstance(address.value, str):
            where = address.node if isinstance(address.node, nodes.BaseExpression) else given
            yield _address(name, where, address.value)


def _address(maker: str, where: nodes.BaseExpression, text: str) -> Said:
    return Said(where, known(text), f"{maker} url", (f"{maker} url",))


def _nth(given: Sequence[nodes.BaseExpression], place: int) -> nodes.BaseExpression | None:
    return given[place] if len(given) > place else None
