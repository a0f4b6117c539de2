"""Loops and functions that wait for something to come up: asking again is no retry of failed work."""

from __future__ import annotations

import re

from detectors.facts import Context, Function, Loop, Request
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted
from detectors.vocabulary.names import listed, words

_READY = frozenset({"ready", "readiness", "alive", "healthy", "reachable", "up", "online"})
_HEALTH = frozenset(
    {"health", "healthz", "healthcheck", "ready", "readyz", "readiness", "live", "livez", "liveness",
     "ping", "_health", "heartbeat"}
)  # fmt: skip
"""Last parts of addresses at which nothing but health is asked for."""
_COMES_UP = re.compile(
    r"(?i)\bwait(?:ing)? (?:for|until|on)\b.*\b(?:up|back|available|started|running)\b"
)
"""In a text: it waits for something to come up."""
_REACH = frozenset({"reach", "reachable", "reachability", "ping", "pings"})
_BARE = frozenset(
    {
        "url",
        "timeout",
        "verify",
        "allow_redirects",
        "follow_redirects",
        "stream",
        "ssl",
        "trust_env",
    }
)
"""Keywords of requests, and of what makes clients, with which nothing of one's own is sent."""
_AGAIN = ("retr", "attempt", "tries", "again", "fail", "error", "except")
_UNREAD = frozenset({"status", "discarded"})
"""What becomes of an answer whose content nobody looks at."""


def is_probe(
    program: Program, requests: list[Request], context: Context, statuses: set[str]
) -> bool:
    """They only ask whether somebody answers: by their names, their addresses, or what is read of the answer.

    `context` is that of the loop around them, `statuses` are the kinds of failure that it tells by status.
    """
    if _waits_for_something(context.function):
        return True
    is_read = not statuses & {"429", "5xx"}
    return all(
        (is_read and request.method in {"GET", "HEAD"} and request.response.use in _UNREAD)
        or _waits_for_something(request.context.function)
        or _asks_for_health(request)
        or request.setting("usual_host").string == "platform"  # nobody else hangs on it
        or _is_closed_at_once(program, request)
        for request in requests
    )


def _waits_for_something(function: Function | None) -> bool:
    return function is not None and says_wait(function.name)


def says_wait(name: str) -> bool:
    """The name of a function: `wait_until_ready`, `_is_server_up`, `ensure_healthy`, `poll_result`."""
    named = words(name)
    return named[:1] == ["wait"] or bool(
        set(named) & (_READY | {"poll", "polling", "probe", "probing"})
    )


def speaks_of_readiness(program: Program, loop: nodes.For | nodes.While) -> bool:
    """Its texts say what it waits for: `log.info("the index is ready")`."""
    return any(
        isinstance(inner, nodes.SimpleString | nodes.FormattedStringText)
        and (
            bool(set(words(inner.value)) & _READY - {"up", "live"})
            or _COMES_UP.search(inner.value) is not None
        )
        for inner in program.tree.walk(loop.body)
    )


def says_again(program: Program, loop: nodes.For | nodes.While) -> bool:
    """It speaks of attempts, or of what has failed: a loop that only waits for a status does not."""
    function = program.tree.function_of(loop)
    said = [function.name.value] if isinstance(function, nodes.FunctionDef) else []
    for inner in program.tree.walk(loop):
        if isinstance(inner, nodes.Name | nodes.SimpleString | nodes.FormattedStringText):
            said.append(inner.value)
        elif isinstance(inner, nodes.Attribute):
            said.append(inner.attr.value)
    return any(word in text.lower() for text in said for word in _AGAIN)


_NOT_YET = re.compile(
    r"(?i)\bnot yet\b|\bnot \w+ yet\b|\bstill (?:pending|running|processing|waiting|in progress|queued)\b"
)


def says_not_yet(program: Program, loop: nodes.For | nodes.While) -> bool:
    """Its texts say what has not come about: `log.debug("the stop is not yet confirmed")`."""
    return any(
        isinstance(inner, nodes.SimpleString | nodes.FormattedStringText)
        and _NOT_YET.search(inner.value) is not None
        for inner in program.tree.walk(loop.body)
    )


_FEW = 10
"""Turns of a loop that are attempts, where each does something: who waits for a status asks more often."""
_ASKING = listed(
    "auth authorize check count device fetch find get graphql job jobs list login lookup oauth poll query result results"
    " search state status token verify wait"
)
"""Words of addresses and functions by which a POST asks for something."""


def is_done_again(loop: Loop, requests: list[Request]) -> bool:
    """A few turns, each of which does something on the other side until its status is right."""
    if not isinstance(loop.node, nodes.For) or not 1 < (loop.count.number or 0) <= _FEW:
        return False
    return all(
        request.method in {"POST", "PUT", "PATCH"}
        and request.effect not in {"read", "query", "login", "consume", "connect"}
        and request.setting("url").is_known
        and not _ASKING & {*words(request.setting("url").text), *_name_of(request)}
        for request in requests
    )


def _name_of(request: Request) -> list[str]:
    function = request.context.function
    return words(function.name) if function is not None else []


def is_ping(program: Program, invocation: Invocation, request: Request) -> bool:
    """A function by whose name only the reach of a server matters asks it, and gives nothing away."""
    function = request.context.function
    if function is None or request.method not in {"GET", "HEAD"}:
        return False
    named = set(words(function.name))
    if not (says_wait(function.name) or named & _REACH) or request.response.use not in _UNREAD:
        return False
    owner = invocation.owner
    if owner is not None and (owner.call is None or program.changes(owner)):
        return False
    given = [invocation.arguments]
    if owner is not None and owner.call is not None:
        given.append(program.arguments_of(owner))
    return all(not one.has_unseen and _BARE.issuperset(one.keywords) for one in given)


def _asks_for_health(request: Request) -> bool:
    path = (request.setting("url").string or "").lower().partition("?")[0].rstrip("/")
    return path.rpartition("/")[2] in _HEALTH


def _is_closed_at_once(program: Program, request: Request) -> bool:
    """`socket.create_connection(address).close()`, `sock.connect(address)` and then `sock.close()`, `with socket.create_connection(address): return True`."""
    match request.node.parent:
        case nodes.Attribute(attr=nodes.Name(value="close")):
            return True
        case nodes.WithItem(asname=None):
            return request.effect == "connect"
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]) as made:
            return _is_followed_by_its_close(made, name)
        case nodes.Expr() as asked:
            match request.node:
                case nodes.Call(
                    func=nodes.Attribute(
                        value=nodes.Name(value=name), attr=nodes.Name(value="connect")
                    )
                ):
                    return _is_followed_by_its_close(asked, name)
    return False


def _is_followed_by_its_close(made: nodes.Assign | nodes.Expr, name: str) -> bool:
    line, block = made.parent, made.parent.parent
    if not isinstance(line, nodes.SimpleStatementLine) or not isinstance(
        block, nodes.IndentedBlock
    ):
        return False
    match block.body[block.body.index(line) + 1 :]:
        case [nodes.SimpleStatementLine(body=[nodes.Expr(value=nodes.Call() as closing)]), *_]:
            return dotted(closing.func) == f"{name}.close"
    return False
