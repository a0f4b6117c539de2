"""Servers that a file starts on every address of its machine, and the routes of the same file that they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Listener
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.program import Program
from detectors.readers.python.serving.access_checks import asks_nobody, may_ask
from detectors.readers.python.serving.route_effects import route_effects
from detectors.readers.python.serving.started_servers import offers_tools_over_http
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

_STARTS = frozenset(
    {
        "run",
        "run_app",
        "run_simple",
        "run_server",
        "serve",
        "Config",
        "TCPSite",
        "Server",
        "FastMCP",
    }
)
"""Calls that are given the host of a web server by a name."""
_KEY = re.compile(
    r"(?:getenv|environ(?:\.get)?)\s*[\[(]\s*[\"'\w]*(?:KEY|TOKEN|SECRET|PASSWORD)(?:_ENV|_VAR)?\b"
)
"""The program reads a credential of its own."""
_SERVERS = frozenset({"HTTPServer", "ThreadingHTTPServer", "make_server"})
"""Calls that are given it first."""
_EVERYWHERE = frozenset({"0.0.0.0", "::", "[::]"})
_READS = frozenset({"getenv", "get"})
_PUTS_IN_FRONT = re.compile(
    r"(?i)\b(?:reverse[ -]prox\w+|nginx|traefik|caddy|cloudflare|tailscale|wireguard|vpn|api gateway|ingress|firewall\w*|trusted network)\b"
)
"""In a comment or a text: something stands before the server, or it is known that nothing does."""


def listeners(program: Program, contexts: Contexts) -> Iterator[Listener]:
    """Those in whose file nothing may ask who calls."""
    source = program.source.text.source
    if not any(word in source for word in ("0.0.0.0", "::", '""', "''")):
        return
    starts = [call for call in program.tree.calls if _is_everywhere(program, call)]
    if not starts or _PUTS_IN_FRONT.search(source) or may_ask(program):
        return
    routes = [
        route
        for route in route_effects(program, contexts)
        if isinstance(route.node, nodes.FunctionDef) and asks_nobody(program, route.node)
    ]
    tools = [*_tools(program)]
    for call in starts if routes or tools else ():
        yield Listener(
            file=program.file,
            lines=program.lines(call),
            columns=program.columns(call),
            statement=program.lines(program.tree.statement_of(call)),
            node=call,
            routes=routes,
            tools=tools,
            has_a_key=_KEY.search(source) is not None,
        )


def _tools(program: Program) -> Iterator[tuple[str, Lines]]:
    """What a server of MCP that is reached over the network offers."""
    if not offers_tools_over_http(program):
        return
    for function in program.tree.functions:
        for decorator in function.decorators:
            named = decorator.decorator
            called = named.func if isinstance(named, nodes.Call) else named
            if last_name(called) == "tool" and isinstance(called, nodes.Attribute):
                yield function.name.value, program.lines(decorator)


def _is_everywhere(program: Program, call: nodes.Call) -> bool:
    """`app.run(host="0.0.0.0")`, `HTTPServer(("", 8080), Handler)`, `Thread(target=app.run, kwargs={"host": ...})`."""
    name = last_name(call.func)
    if name in _SERVERS and call.args:
        first = call.args[0].value
        if isinstance(first, nodes.Tuple) and first.elements:
            return _names_all(program, first.elements[0].value) or (
                program.evaluator.text(first.elements[0].value) == ""
            )
        return name == "make_server" and _names_all(program, first)
    if name in _STARTS:
        return any(
            a.keyword and a.keyword.value in {"host", "hostname"} and _names_all(program, a.value)
            for a in call.args
        )
    if name == "Thread":
        given = {a.keyword.value: a.value for a in call.args if a.keyword}
        target, options = given.get("target"), given.get("kwargs")
        is_started = target is not None and last_name(target) in _STARTS
        return (
            is_started
            and isinstance(options, nodes.Dict)
            and any(
                isinstance(e, nodes.DictElement)
                and program.evaluator.text(e.key) == "host"
                and _names_all(program, e.value)
                for e in options.elements
            )
        )
    return False


def _names_all(program: Program, host: nodes.BaseExpression) -> bool:
    """Unless somebody says otherwise, it is every address."""
    if program.evaluator.text(host) in _EVERYWHERE:
        return True
    match host:
        case nodes.BooleanOperation(right=last):
            return _names_all(program, last)
        case nodes.Call() if last_name(host.func) in _READS and len(host.args) > 1:
            return program.evaluator.text(host.args[-1].value) in _EVERYWHERE
        case nodes.Name() | nodes.Attribute():
            return _is_an_option(program, last_name(host)) or any(
                _names_all(program, value) for value in _bound(program, host)
            )
    return False


def _bound(program: Program, name: Node) -> Iterator[nodes.BaseExpression]:
    """What a name of the file is given where that is read from elsewhere: `host = os.getenv("HOST", "...")`."""
    spelt = dotted(name)
    for statement in program.tree.order:
        match statement:
            case nodes.Assign(value=nodes.Call()) if any(
                dotted(target.target) == spelt for target in statement.targets
            ):
                yield statement.value


def _is_an_option(program: Program, name: str) -> bool:
    """`add_argument("--host", default="0.0.0.0")`, `@click.option("--host", default="0.0.0.0")`."""
    for call in program.tree.calls:
        if last_name(call.func) not in {"add_argument", "option", "Option"}:
            continue
        texts = [program.evaluator.text(a.value) or "" for a in call.args if a.keyword is None]
        if f"--{name.replace('_', '-')}" in texts:
            default = next(
                (a.value for a in call.args if a.keyword and a.keyword.value == "default"), None
            )
            return default is not None and program.evaluator.text(default) in _EVERYWHERE
    return False
