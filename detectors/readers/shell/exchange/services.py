"""psql, redis-cli, netcat, the AWS and GitHub command lines: what their arguments ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

from detectors.clients.commands import Tool
from detectors.facts import HOLE, OFF, UNKNOWN, Value, known
from detectors.readers.shell.exchange.request_settings import (
    KEYS,
    Asked,
    Effect,
    settings_of,
    unknown_at,
    value_at,
)
from detectors.readers.shell.syntax.options import Options, read_options
from detectors.readers.shell.variables.fields import Field
from detectors.text import Text

Environment = Callable[[str], Field | None]
"""The value that a script gives an environment variable for this command."""

_TLS = {
    "disable": None,
    "allow": "optional",
    "prefer": "optional",
    "require": "required",
    "verify-ca": "required",
    "verify-full": "required",
}
_HOLDS_AN_ADDRESS = re.compile(r"\$\{?\w*(?:ur[il]|dsn|conn)", re.IGNORECASE)
"""A variable that stands where a database's name does, and holds where it is."""
CONNECTS_S = 127
"""Linux gives up a connection that nobody answers after six repetitions, which double from 1 s."""
_READS = re.compile(r"(describe|get|list|ls|head|search|view|status|wait|query|scan|tail|select)")
_DELETES = re.compile(r"(delete|rm|rb|remove|terminate|deregister|purge)")
_CREATES = re.compile(r"(create|run|send|publish|put|start|mb|invoke|register|request)")


def psql(
    tool: Tool, arguments: list[Field], environment: Environment, text: Text
) -> Iterator[Asked]:
    """The connection of a psql command."""
    options = read_options(tool, arguments)
    if options.of("help", "version"):
        return
    asked = Asked("psql", "query", options=options, is_http=False)
    asked.may_hide_options = options.has_unknown
    given = [one.value for one in options.of("dbname") if one.value]
    target = next(
        (
            field
            for field in [*given, *options.operands]
            if "://" in field.text or re.search(r"\w=", field.text)
        ),
        None,
    )
    parameters = _parameters(target.text) if target else {}
    databases = [field for field in [*given, *options.operands] if not field.is_known]
    _host(asked, options, environment, parameters, target, databases, text)
    _sslmode(asked, environment, parameters, target, text)
    _patience(asked, environment, parameters, target, text)
    is_plain = all(field.is_known for field in [*options.operands, *given])
    is_plain = is_plain or bool(options.of("port", "username"))  # an address would have them
    if "host" not in asked.settings and is_plain and not asked.may_hide_options:
        asked.settings["host"] = known("localhost")  # the socket of this machine
    yield asked


def _parameters(dsn: str) -> dict[str, str]:
    """The settings in `postgresql://user@host/db?sslmode=...` or `host=... sslmode=...`."""
    if "://" in dsn:
        authority = dsn.partition("://")[2].partition("/")[0]
        host = authority.rpartition("@")[2].partition(":")[0]
        query = dsn.partition("?")[2]
        return {**dict(parse_qsl(query)), **({"host": host} if host else {})}
    return dict(re.findall(r"(\w+)\s*=\s*('[^']*'|\S+)", dsn))


def _host(
    asked: Asked,
    options: Options,
    environment: Environment,
    parameters: dict[str, str],
    target: Field | None,
    databases: list[Field],
    text: Text,
) -> None:
    host = options.last("host")
    if target is not None and "://" in target.text:
        asked.url_field = target
        asked.settings["url"] = value_at(text, target, target.text)
    if host and host.value:
        asked.settings["host"] = (
            value_at(text, host.value, _machine(host.value.text))
            if host.value.is_known
            else unknown_at(text, host.value)
        )
    elif target is not None and (name := parameters.get("host")):
        asked.settings["host"] = unknown_at(text, target) if HOLE in name else known(_machine(name))
    elif field := environment("PGHOST"):
        asked.settings["host"] = (
            value_at(text, field, field.text) if field.is_known else unknown_at(text, field)
        )
    elif any(_HOLDS_AN_ADDRESS.search(text.source[f.start : f.end]) for f in databases):
        asked.settings["host"] = unknown_at(text, databases[0])


def _machine(host: str) -> str:
    """A path names a socket of this machine."""
    return "localhost" if host.startswith("/") else host


def _sslmode(
    asked: Asked,
    environment: Environment,
    parameters: dict[str, str],
    target: Field | None,
    text: Text,
) -> None:
    field = target if target is not None and "sslmode" in parameters else environment("PGSSLMODE")
    mode = parameters.get("sslmode") or (field.text if field else "")
    if field is None or mode not in _TLS:
        asked.settings["sslmode"] = asked.settings["tls"] = UNKNOWN
        return
    asked.settings["sslmode"] = value_at(text, field, mode, mode)
    if found := re.search(
        rf"sslmode\s*=\s*'?({re.escape(mode)})|^({re.escape(mode)})$", field.text
    ):
        asked.places["sslmode"] = (field, *found.span(found.lastindex or 0))
    tls = _TLS[mode]
    lines = asked.settings["sslmode"].lines
    asked.settings["tls"] = (
        value_at(text, field, tls, mode) if tls else Value("off", None, mode, lines)
    )


def _patience(
    asked: Asked,
    environment: Environment,
    parameters: dict[str, str],
    target: Field | None,
    text: Text,
) -> None:
    """libpq waits for ever for a connection unless it is told otherwise."""
    has_host = asked.settings.get("host", UNKNOWN).is_known or "host" in parameters
    field = environment("PGCONNECT_TIMEOUT")
    seconds = parameters.get("connect_timeout") or (field.text if field else "")
    if seconds.isdigit():
        place = target if "connect_timeout" in parameters else field
        assert place is not None
        limit = value_at(text, place, int(seconds), seconds) if int(seconds) else OFF
        asked.settings["timeout"] = asked.settings["connect_timeout"] = limit
    elif seconds or not has_host or asked.may_hide_options or (target and HOLE in target.text):
        asked.settings["timeout"] = UNKNOWN
    else:
        asked.settings["timeout"] = asked.settings["connect_timeout"] = OFF


def redis_cli(tool: Tool, arguments: list[Field], text: Text) -> Iterator[Asked]:
    """The connection of a redis-cli command."""
    options = read_options(tool, arguments, stop_at_operand=True)
    if options.of("help", "version"):
        return
    asked = Asked("redis-cli", "any", options=options, is_http=False)
    asked.settings = settings_of(tool, options, text)
    asked.may_hide_options = options.has_unknown
    uri, host = options.last("u"), options.last("h")
    scheme = "rediss" if asked.settings["tls"].is_known else "redis"
    if uri and uri.value:
        asked.url_field = uri.value
        asked.settings["url"] = value_at(text, uri.value, uri.value.text)
        if uri.value.text.startswith("rediss:"):
            asked.settings["tls"] = value_at(text, uri.value, "required")
    elif options.has("s") or options.has_unknown:
        asked.settings["url"] = UNKNOWN
    elif host and host.value:
        port = options.text("p") or "6379"
        asked.settings["url"] = value_at(text, host.value, f"{scheme}://{host.value.text}:{port}")
    else:
        asked.settings["url"] = known(f"{scheme}://127.0.0.1:6379")
    if options.has("s"):
        asked.settings["tls"] = UNKNOWN
    asked.settings["timeout"] = UNKNOWN
    yield asked


def netcat(tool: Tool, name: str, arguments: list[Field], text: Text) -> Iterator[Asked]:
    """The connection of nc; a listener makes none."""
    options = read_options(tool, arguments)
    if options.has("listen", "h", "U") or not options.operands:
        return
    asked = Asked(name, "connect", options=options, is_http=False)
    asked.settings = settings_of(tool, options, text)
    asked.may_hide_options = options.has_unknown
    asked.is_probe = options.has("z")
    if asked.is_probe and asked.settings["timeout"].is_off:
        asked.settings["timeout"] = known(CONNECTS_S)
    host = options.operands[0]
    asked.settings["host"] = value_at(text, host, host.text) if host.is_known else UNKNOWN
    yield asked


def service(tool: Tool, arguments: list[Field], text: Text) -> Iterator[Asked]:
    """One call of the AWS or GitHub command line."""
    options = read_options(tool, arguments)
    words = [one.text for one in options.operands if one.is_known]
    if not words or words[0] in tool.local or options.of("help", "version"):
        return
    if words[-1] == "help":
        return
    operation = words[1] if len(words) > 1 else words[0]
    name = " ".join([tool.id, *words[: 2 if re.match(r"[a-z]", operation) else 1]])
    asked = Asked(name, _effect(operation, tool, options), options=options, is_http=False)
    asked.settings = settings_of(tool, options, text)
    asked.may_hide_options = options.has_unknown
    if (endpoint := options.last("endpoint-url")) and endpoint.value:
        asked.url_field = endpoint.value
        asked.settings["url"] = value_at(text, endpoint.value, endpoint.value.text)
    key = next((one for one in options.given if one.name.lower() in KEYS), None)
    asked.settings["idempotency_key"] = (
        value_at(text, key.argument, key.argument.text) if key else UNKNOWN
    )
    yield asked


def _effect(operation: str, tool: Tool, options: Options) -> Effect:
    if tool.id == "gh" and operation == "api":
        return "any"
    if _READS.match(operation):
        return "read"
    if _DELETES.match(operation):
        return "delete"
    if _CREATES.match(operation):
        return "create"
    return "any" if tool.id == "gh" else "write"
