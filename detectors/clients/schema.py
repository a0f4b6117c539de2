"""From a data file to a `Client`: the schema, checked strictly, with errors that name file and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from detectors.clients import typed
from detectors.clients.model import (
    IO,
    POLICY_FIELDS,
    Argument,
    Call,
    Client,
    Condition,
    Deadline,
    Effect,
    Handover,
    Object,
    Pattern,
    Place,
    Policy,
    Setting,
    Trigger,
    Verified,
    Wait,
)
from detectors.clients.partials import Partial
from detectors.facts import OFF, UNKNOWN, Value, known

SETTINGS = {
    "url": "the URL, where it is not an argument of the call (`arguments` says where those stand)",
    "method": "the HTTP method, where neither the call's name nor an argument of its own tells it",
    "base_url": "what a URL without a host is joined to",
    "host": "the host it connects to, where there is no URL",
    "port": "the port",
    "timeout": "the longest wait for an answer, in seconds; off: no limit",
    "connect_timeout": "the longest wait for a connection, in seconds; off: no limit",
    "verify": "the certificate is checked: true, a CA bundle's path, or off",
    "tls": "required, optional (falls back to clear text) or off",
    "sslmode": "libpq's mode, as written",
    "ciphers": "the ciphers of TLS that it may speak, as OpenSSL or the IANA spells them",
    "validity": "how long the other side may keep it until it is delivered, in seconds",
    "idempotency_key": "the key by which the other side recognises a repetition",
    "api_version": "the header by which the other side is told which version of its API to be",
    "automatic_key": "call: the client makes a key for each call and keeps it for its own retries",
    "key_support": "the vendor takes a key for this call at all",
    "raise_for_status": "an error status raises",
    "password": "the credential that it logs in with",
    "headers": "the headers that the client adds to each request",
    "hooks": "functions of the source's own that see each request or answer",
}
"""The names of settings, and what their values mean."""

KINDS_OF_FAILURE = frozenset(
    {"connect", "timeout", "drop", "429", "5xx", "4xx", "conflict", "not yet", "any"}
)
BACKOFFS = frozenset({"none", "constant", "linear", "exponential", "retry-after", "unknown"})
ROLES = frozenset(
    {"url", "method", "host", "body", "headers", "params", "sql", "topic", "key", "request"}
)
_PATTERN = re.compile(r"(?:[\w*]|\{[\w*,]+\})+(?:\.|\(\)|\('[\w.-]+'\)|[\w*]|\{[\w*,]+\})*")
_FACTORY = re.compile(r"(\w+)\('")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\(\))?(?:\.[A-Za-z_]\w*(?:\(\))?)*")


def parse(text: str, path: Path) -> Client:
    """The client that a data file describes; `typed.BadData` where it does not follow the schema."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise typed.BadData(f"{path.name}: {' '.join(str(error).split())}") from error
    factories = frozenset(_FACTORY.findall(text))
    return _client(typed.Entry(data, path.name), path.stem, factories)


def _client(entry: typed.Entry, id: str, factories: frozenset[str]) -> Client:
    packages = entry.take("package", typed.mapping_of(typed.text), {})
    origins = _Origins(packages, entry.where)
    objects = entry.take("objects", typed.items(lambda e, name: _object(e, name, origins)), {})
    calls = entry.take("calls", typed.items(lambda e, name: _call(e, name, origins)), {})
    groups = frozenset(calls)

    def condition(e: typed.Entry) -> Condition:
        return _condition(e, groups)

    client = Client(
        id=id,
        title=entry.need("title", typed.text),
        package=packages,
        modules=tuple(entry.take("modules", typed.texts, [id])),
        uses=tuple(entry.take("uses", typed.texts, [])),
        aliases=entry.take("aliases", _aliases, {}),
        objects=objects,
        calls=tuple(calls.values()),
        settings=entry.take("settings", _settings(origins, condition), {}),
        retries=tuple(
            entry.take(
                "retries",
                typed.items(lambda e, name: _policy(e, name, origins, condition(e))),
                {},
            ).values()
        ),
        exceptions=entry.take("exceptions", typed.mapping_of(_failures), {}),
        waits=tuple(
            entry.take("waits", typed.items(lambda e, n: _wait(e, n, origins)), {}).values()
        ),
        handovers=tuple(
            entry.take("handovers", typed.items(lambda e, n: _handover(e, n, origins)), {}).values()
        ),
        deadlines=tuple(
            entry.take("deadlines", typed.items(lambda e, n: _deadline(e, n, origins)), {}).values()
        ),
        triggers=tuple(
            entry.take("triggers", typed.items(lambda e, n: _trigger(e, n, origins)), {}).values()
        ),
        partials=tuple(
            entry.take("partials", typed.items(lambda e, n: _partial(e, n, origins)), {}).values()
        ),
        factories=factories,
    )
    entry.done()
    for call in client.calls:
        if call.returns and call.returns not in objects:
            raise entry.error(f"calls.{call.id}.returns", f"there is no object {call.returns}")
    return client


class _Origins:
    """Completes a symbol to package, version and symbol."""

    def __init__(self, packages: Mapping[str, str], where: str) -> None:
        self.packages = packages
        self.where = where

    def __call__(self, entry: typed.Entry) -> dict[str, Any]:
        source = entry.take("source", typed.text, "")
        return {
            "source": self.complete(source) if source else "",
            "verified": entry.take("verified", _verified, ()),
            "note": entry.take("note", typed.text, ""),
        }

    def complete(self, source: str) -> str:
        head = re.match(r"[\w-]*", source)
        word = head[0].lower().replace("-", "_") if head else ""
        names = {name.lower().replace("-", "_"): name for name in self.packages}
        package = names.get(word) or next(iter(self.packages), "")
        version = self.packages.get(package, "")
        return f"{package} {version}: {source}" if package else source


def _settings(
    origins: _Origins, condition: Callable[[typed.Entry], Condition]
) -> Callable[[Any, str], dict[str, tuple[Setting, ...]]]:
    def read(data: Any, where: str) -> dict[str, tuple[Setting, ...]]:
        settings = {}
        for name, given in typed.Entry(data, where).data.items():
            typed.one_of(SETTINGS)(name, where)
            variants = given if isinstance(given, list) else [given]
            settings[name] = tuple(
                _setting(variant, f"{where}.{name}", name, origins, condition)
                for variant in variants
            )
        return settings

    return read


def _setting(
    data: Any,
    where: str,
    name: str,
    origins: _Origins,
    condition: Callable[[typed.Entry], Condition] | None = None,
) -> Setting:
    if not isinstance(data, dict):
        return Setting(name=name, default=_value(data, where))
    entry = typed.Entry(data, where)
    setting = Setting(
        name=name,
        places=entry.take("places", typed.list_of(_place), ()),
        default=entry.take("default", _value, UNKNOWN),
        before=entry.take("before", _versions, ()),
        condition=condition(entry) if condition else Condition(),
        **origins(entry),
    )
    entry.done()
    return setting


def _condition(entry: typed.Entry, groups: frozenset[str]) -> Condition:
    given = entry.take("for", typed.texts, [])
    patterns = [text for text in given if "." in text or "(" in text]
    for text in given:
        if text not in patterns and text not in groups:
            raise entry.error("for", f"there is no group {text} in calls")
    return Condition(
        groups=frozenset(text for text in given if text not in patterns),
        names=tuple(_pattern(text, f"{entry.where}.for") for text in patterns),
        made_by=entry.take("made_by", _patterns, ()),
    )


def _place(data: Any, where: str) -> Place:
    if isinstance(data, int | str):
        return Place(argument=_argument(data, where))
    entry = typed.Entry(data, where)
    position = entry.take("position", typed.integer, None)
    keyword = entry.take("keyword", typed.text, "")
    place = Place(
        of=entry.take("of", _patterns, ()),
        argument=Argument(position, keyword) if keyword or position is not None else None,
        attribute=entry.take("attribute", typed.text, ""),
        entry=tuple(entry.take("entry", typed.texts, [])),
        header=entry.take("header", typed.text, ""),
        query=entry.take("query", typed.text, ""),
        part=entry.take("part", typed.one_of({"scheme", "host", "port"}), ""),
        item=entry.take("item", typed.integer, None),
        called=entry.take("called", _value, None),
        absent=entry.take("absent", _value, None),
        off_when=entry.take("off_when", _literals, ()),
        means=entry.take("means", _meanings, ()),
        otherwise=entry.take("otherwise", _value, None),
        reads=entry.take(
            "reads", typed.one_of({"statuses", "methods", "exceptions", "presence"}), ""
        ),
        adds=entry.take("adds", typed.truth, False),
        plus=entry.take("plus", typed.number, 0),
        times=entry.take("times", typed.number, 1),
        carrier=entry.take("carrier", typed.truth, False),
        next_if_off=entry.take("next_if_off", typed.truth, False),
        has_effect=entry.take("has_effect", typed.truth, True),
    )
    entry.done()
    if place.argument is None and not place.attribute and place.called is None:
        raise typed.BadData(f"{where}: position, keyword, attribute or called is missing")
    if place.attribute and not place.of:
        raise typed.BadData(f"{where}: an attribute needs `of`, the object or module that has it")
    return place


def _object(entry: typed.Entry, name: str, origins: _Origins) -> Object:
    if not name.endswith("()") or not _NAME.fullmatch(name):
        raise typed.BadData(f"{entry.where}: an object's name ends in (), {name!r} does not")

    def gives(data: Any, where: str) -> dict[str, Setting]:
        allowed = {*SETTINGS, *POLICY_FIELDS}
        return {
            typed.one_of(allowed)(key, where): _setting(value, f"{where}.{key}", key, origins)
            for key, value in typed.Entry(data, where).data.items()
        }

    def retry(data: Any, where: str) -> Policy:
        return _policy(typed.Entry(data, where), name, origins, Condition())

    kinds = {"client", "options", "policy", "response", "term"}
    made = Object(
        name=name,
        kind=entry.need("kind", typed.one_of(kinds)),
        gives=entry.take("gives", gives, {}),
        retry=entry.take("retry", retry, None),
        repeats=frozenset(
            entry.take(
                "repeats", typed.list_of(typed.one_of({"decorator", "iterator", "caller"})), ()
            )
        ),
        combines=entry.take("combines", typed.one_of({"any", "all", "sum"}), ""),
        checks=frozenset(entry.take("checks", typed.texts, [])),
        raising=frozenset(entry.take("raising", typed.texts, [])),
        body=frozenset(entry.take("body", typed.texts, [])),
        **origins(entry),
    )
    entry.done()
    return made


def _policy(entry: typed.Entry, id: str, origins: _Origins, condition: Condition) -> Policy:
    fields = {
        field: entry.take(
            field,
            lambda data, where, name=field: _setting(data, where, name, origins),  # type: ignore[misc]
            Setting(name=field),
        )
        for field in POLICY_FIELDS
    }
    policy = Policy(id=id, fields=fields, condition=condition, **origins(entry))
    entry.done()
    for field, allowed in (("covers", KINDS_OF_FAILURE), ("backoff", BACKOFFS)):
        default = fields[field].default
        values = default.value if isinstance(default.value, frozenset) else {default.value}
        if default.is_known and not values <= allowed:
            raise entry.error(field, f"{', '.join(sorted(values - allowed))} is unknown")
    return policy


def _call(entry: typed.Entry, id: str, origins: _Origins) -> Call:
    roles = entry.take("arguments", _roles, {})
    method = entry.take("method", lambda data, where: data, "")
    if isinstance(method, dict | int):
        roles = {**roles, "method": (_argument(method, f"{entry.where}.method"),)}
        method = ""
    call = Call(
        id=id,
        names=entry.need("names", _patterns),
        besides=entry.take("besides", _patterns, ()),
        io=entry.need("io", typed.one_of(get_args(IO))),
        effect=entry.need("effect", typed.one_of(get_args(Effect))),
        method=typed.text(method, f"{entry.where}.method"),
        arguments=roles,
        only_with=entry.take("only_with", _arguments, ()),
        returns=entry.take("returns", typed.text, ""),
        answered_by=entry.take("answered_by", _patterns, ()),
        connection=entry.take("connection", typed.one_of({"per-call", "pooled", "persistent"}), ""),
        **origins(entry),
    )
    entry.done()
    return call


def _wait(entry: typed.Entry, id: str, origins: _Origins) -> Wait:
    kinds = {"sleep", "process", "input", "join", "job", "queue", "lock", "gather", "pool"}
    wait = Wait(
        id=id,
        names=entry.need("names", _patterns),
        kind=entry.need("kind", typed.one_of(kinds)),
        io=entry.take("io", typed.one_of(get_args(IO)), "sync"),
        seconds=entry.take("seconds", _arguments, ()),
        timeout=entry.take("timeout", _arguments, ()),
        **origins(entry),
    )
    entry.done()
    return wait


def _handover(entry: typed.Entry, id: str, origins: _Origins) -> Handover:
    handover = Handover(
        id=id,
        names=entry.need("names", _patterns),
        function=entry.need("function", _arguments),
        to=entry.need("to", typed.one_of({"thread", "process", "task", "loop"})),
        **origins(entry),
    )
    entry.done()
    return handover


def _deadline(entry: typed.Entry, id: str, origins: _Origins) -> Deadline:
    deadline = Deadline(
        id=id,
        names=entry.need("names", _patterns),
        seconds=entry.need("seconds", _arguments),
        bounds=entry.need("bounds", typed.one_of({"block", "argument"})),
        argument=entry.take("argument", _arguments, ()),
        is_time_of_day=entry.take("is_time_of_day", typed.truth, False),
        **origins(entry),
    )
    entry.done()
    return deadline


def _trigger(entry: typed.Entry, id: str, origins: _Origins) -> Trigger:
    kinds = {"route", "webhook", "lambda", "consumer", "task", "scheduled", "cli"}
    trigger = Trigger(
        id=id,
        kind=entry.need("kind", typed.one_of(kinds)),
        framework=entry.need("framework", typed.text),
        decorators=entry.take("decorators", _patterns, ()),
        registrars=entry.take("registrars", _patterns, ()),
        function=entry.take("function", _arguments, ()),
        bases=entry.take("bases", _patterns, ()),
        methods=frozenset(entry.take("methods", typed.texts, [])),
        functions=frozenset(entry.take("functions", typed.texts, [])),
        parameters=entry.take("parameters", typed.integer, None),
        path=entry.take("path", _arguments, ()),
        plain_runs_in_thread=entry.take("plain_runs_in_thread", typed.truth, False),
        redelivers=entry.take(
            "redelivers",
            lambda data, where: _setting(data, where, "redelivers", origins),
            Setting(name="redelivers"),
        ),
        **origins(entry),
    )
    entry.done()
    return trigger


def _partial(entry: typed.Entry, id: str, origins: _Origins) -> Partial:
    partial = Partial(
        id=id,
        names=entry.need("names", _patterns),
        lacks=entry.need("lacks", typed.one_of({"failed", "more"})),
        at=frozenset(entry.take("at", typed.texts, [])),
        whole=entry.take("whole", typed.one_of({"errors", "results", "page"}), ""),
        item=entry.take("item", typed.integer, None),
        each=entry.take("each", typed.truth, False),
        only_with=entry.take("only_with", _argument, None),
        given=entry.take("given", typed.truth, True),
        keywords=frozenset(entry.take("keywords", typed.texts, [])),
        limits=frozenset(entry.take("limits", typed.texts, [])),
        unless=frozenset(entry.take("unless", typed.texts, [])),
        **origins(entry),
    )
    entry.done()
    return partial


# How single values are read.


def _value(data: Any, where: str) -> Value:
    """false is off, `unknown` unknown, a list a set of words, everything else itself."""
    if data is False:
        return OFF
    if data == "unknown":
        return UNKNOWN
    if isinstance(data, list):
        return known(frozenset(typed.text(item, where) for item in data))
    if isinstance(data, str | int | float):
        return known(data)
    raise typed.BadData(f"{where}: {data!r} is no value; write false for off")


def _literals(data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise typed.BadData(f"{where}: a list is needed, not {data!r}")
    return tuple(data)


def _meanings(data: Any, where: str) -> tuple[tuple[Any, Value], ...]:
    return tuple(
        (literal, _value(meaning, f"{where}.{literal}"))
        for literal, meaning in typed.Entry(data, where).data.items()
    )


def _versions(data: Any, where: str) -> tuple[tuple[str, Value], ...]:
    return tuple(
        (typed.text(version, where), _value(value, f"{where}.{version}"))
        for version, value in typed.Entry(data, where).data.items()
    )


def _pattern(data: Any, where: str) -> Pattern:
    text = typed.text(data, where)
    if not _PATTERN.fullmatch(text):
        raise typed.BadData(f"{where}: {text!r} is not a pattern of names")
    return Pattern(text)


def _patterns(data: Any, where: str) -> tuple[Pattern, ...]:
    return tuple(_pattern(text, where) for text in typed.texts(data, where))


def _argument(data: Any, where: str) -> Argument:
    if isinstance(data, str):
        return Argument(None, data)
    if isinstance(data, int):
        return Argument(typed.integer(data, where))
    entry = typed.Entry(data, where)
    argument = Argument(
        entry.take("position", typed.integer, None), entry.take("keyword", typed.text, "")
    )
    entry.done()
    return argument


def _arguments(data: Any, where: str) -> tuple[Argument, ...]:
    return tuple(_argument(item, where) for item in (data if isinstance(data, list) else [data]))


def _roles(data: Any, where: str) -> dict[str, tuple[Argument, ...]]:
    return {
        typed.one_of(ROLES)(role, where): _arguments(value, f"{where}.{role}")
        for role, value in typed.Entry(data, where).data.items()
    }


def _failures(data: Any, where: str) -> frozenset[str]:
    return frozenset(
        typed.one_of(KINDS_OF_FAILURE)(kind, where) for kind in typed.texts(data, where)
    )


def _verified(data: Any, where: str) -> tuple[Verified, ...]:
    return tuple(
        typed.one_of(get_args(Verified))(part, where) for part in typed.text(data, where).split("+")
    )


def _aliases(data: Any, where: str) -> dict[str, str]:
    aliases = typed.mapping_of(typed.text)(data, where)
    for name in (*aliases, *aliases.values()):
        if not _NAME.fullmatch(name):
            raise typed.BadData(f"{where}: {name!r} is not a name")
    return aliases
