"""Loops that open a connection again whenever it is lost, and what of a refusal they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from detectors.facts import Request, Retry
from detectors.readers.python.control.catches import caught
from detectors.readers.python.control.exits import Exits, exits
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.refusals import Turn, chain_to, leads_on
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, last_name
from detectors.vocabulary.names import listed, words

_CREDENTIALS = listed(
    "token key apikey secret password passwd authorization credentials auth sid signature"
)
_OF_REFUSALS = listed(
    "auth authentication authorization unauthorized forbidden denied rejected permission credentials"
)
_CLOSES = frozenset({"close", "aclose", "disconnect", "quit"})
_REFUSED = (401, 403)
"""What a server says of a key that it does not take."""


def reconnecting(
    program: Program,
    loop: nodes.While,
    requests: Sequence[Request],
    calls: Sequence[nodes.Call],
    made: Callable[[Exits], Retry],
) -> Retry | None:
    """The retry that a loop is which opens a connection, keeps it as long as it lasts, and opens it again."""
    for request in requests:
        chain = chain_to(program, loop, request, calls) if _is_kept(request) else []
        left = exits(program, loop, chain[-1]) if chain else None
        if left is None or not left.handlers or _is_only_asked(program, chain):
            continue
        turn = Turn(program, loop, request, chain)
        if not leads_on(turn.of_loss()):
            continue
        retry = made(left)
        retry.requests = [request]
        if not any(_is_for_refusals(program, one) for one in left.handlers):
            retry.refusals = partial(_refused, turn)
        return retry
    return None


def _is_for_refusals(program: Program, handler: Handler) -> bool:
    """`except AuthenticationError: sleep(longer)`: whoever writes that has thought of it."""
    named = {word for name in caught(program, handler) for word in words(name.rpartition(".")[2])}
    return bool(named & _OF_REFUSALS)


def _is_kept(request: Request) -> bool:
    """A socket, or the answer to a request that goes on."""
    if request.effect == "connect":
        return True
    call: nodes.Call = request.node
    return last_name(call.func) in {"stream", "aconnect_sse", "connect_sse"} or any(
        arg.keyword is not None
        and arg.keyword.value == "stream"
        and isinstance(arg.value, nodes.Name)
        and arg.value.value == "True"
        for arg in call.args
    )


def _is_only_asked(program: Program, chain: Sequence[nodes.Call]) -> bool:
    """`state = read(dsn)`: the helper closes what it has opened, and gives what it has read."""
    call = chain[-1].parent if isinstance(chain[-1].parent, nodes.Await) else chain[-1]
    if len(chain) < 2 or not isinstance(call.parent, nodes.Assign):
        return False
    function = program.tree.function_of(chain[0])
    if function is None or not program.tree.returns.get(function):
        return False
    is_held = any(isinstance(one, nodes.WithItem) for one in program.tree.ancestors(chain[0]))
    return is_held or any(
        isinstance(inner, nodes.Finally)
        and any(
            isinstance(one, nodes.Call) and last_name(one.func) in _CLOSES
            for one in program.tree.walk(inner.body)
        )
        for inner in program.tree.walk(function.body)
    )


def _refused(turn: Turn) -> list[Request]:
    """The request, if credentials that are not taken are shown again, as after a lost connection."""
    is_shown = turn.request.effect != "connect" or _shows_credentials(turn)
    is_again = all(leads_on(turn.of_status(status, "4xx")) for status in _REFUSED)
    return [turn.request] if is_shown and is_again else []


def _shows_credentials(turn: Turn) -> bool:
    """Something in the function that connects is called a key."""
    function = turn.program.tree.function_of(turn.request.node)
    if function is None:
        return False
    return any(
        bool(_CREDENTIALS & {*words(last_name(inner))})
        for inner in turn.program.tree.walk(function.body)
        if isinstance(inner, nodes.Name | nodes.Attribute)
    )
