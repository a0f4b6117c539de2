"""From a data file to a `Client`: the schema, checked strictly, with errors that name file and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

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
from detectors.facts import OFF, UNKNOWN, Value, known

T = TypeVar("T")

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
    "idempotency_key": "the key by which the other side recognises a repetition",
    "automatic_key": "call: the client makes a key for each call and keeps it for its own retries",
    "key_support": "the vendor takes a key for this call at all",
    "raise_for_status": "an error status raises",
    "password": "the credential that it logs in with",
    "headers": "the headers that the client adds to each request",
    "hooks": "functions of the source's own that see each request or answer",
}
"""The names of settings, and what their values mean."""

KINDS_OF_FAILURE = frozenset({"connect", "timeout", "drop", "429", "5xx", "4xx", "conflict", "any"})
BACKOFFS = frozenset({"none", "constant", "linear", "exponential", "retry-after", "unknown"})
ROLES = frozenset(
    {"url", "method", "host", "body", "headers", "params", "sql", "topic", "key", "request"}
)
_PATTERN = re.compile(r"(?:[\w*]|\{[\w*,]+\})+(?:\.|\(\)|\('[\w.-]+'\)|[\w*]|\{[\w*,]+\})*")
_FACTORY = re.compile(r"(\w+)\('")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\(\))?(?:\.[A-Za-z_]\w*(?:\(\))?)*")


class BadData(ValueError):
    """A data file that does not follow the schema; says which file and which key."""


class Entry:
    """A mapping of the file, whose keys are taken one by one; what is left over is an error."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise BadData(f"{where}: a mapping is needed, not {data!r}")
        self.data = data
        self.where = where
        self.taken: set[Any] = set()

    def error(self, key: str, message: str) -> BadData:
        return BadData(f"{self.where}.{key}: {message}")

    def take(self, key: str, read: Callable[[Any, str], T], default: Any) -> T:
        self.taken.add(key)
        if key not in self.data:
            return default  # type: ignore[no-any-return]
        return read(self.data[key], f"{self.where}.{key}")

    def need(self, key: str, read: Callable[[Any, str], T]) -> T:
        self.taken.add(key)
        if key not in self.data:
            raise BadData(f"{self.where}: {key} is missing")
        return read(self.data[key], f"{self.where}.{key}")

    def done(self) -> None:
        for key in self.data:
            if key not in self.taken:
                near = get_close_matches(str(key), [str(k) for k in self.taken], 1)
                hint = f", did you mean {near[0]}?" if near else ""
                raise BadData(f"{self.where}: unknown key {key!r}{hint}")


def parse(text: str, path: Path) -> Client:
    """The client that a data file describes; BadData where it does not follow the schema."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise BadData(f"{path.name}: {' '.join(str(error).split())}") from error
    factories = frozenset(_FACTORY.findall(text))
    return _client(Entry(data, path.name), path.stem, factories)


def _client(entry: Entry, id: str, factories: frozenset[str]) -> Client:
    packages = entry.take("package", _mapping_of(_text), {})
    origins = _Origins(packages, entry.where)
    objects = entry.take("objects", _items(lambda e, name: _object(e, name, origins)), {})
    calls = entry.take("calls", _items(lambda e, name: _call(e, name, origins)), {})
    groups = frozenset(calls)

    def condition(e: Entry) -> Condition:
        return _condition(e, groups)

    client = Client(
        id=id,
        title=entry.need("title", _text),
        package=packages,
        modules=tuple(entry.take("modules", _texts, [id])),
        uses=tuple(entry.take("uses", _texts, [])),
        aliases=entry.take("aliases", _aliases, {}),
        objects=objects,
        calls=tuple(calls.values()),
        settings=entry.take("settings", _settings(origins, condition), {}),
        retries=tuple(
            entry.take(
                "retries",
                _items(lambda e, name: _policy(e, name, origins, condition(e))),
                {},
            ).values()
        ),
        exceptions=entry.take("exceptions", _mapping_of(_failures), {}),
        waits=tuple(entry.take("waits", _items(lambda e, n: _wait(e, n, origins)), {}).values()),
        handovers=tuple(
            entry.take("handovers", _items(lambda e, n: _handover(e, n, origins)), {}).values()
        ),
        deadlines=tuple(
            entry.take("deadlines", _items(lambda e, n: _deadline(e, n, origins)), {}).values()
        ),
        triggers=tuple(
            entry.take("triggers", _items(lambda e, n: _trigger(e, n, origins)), {}).values()
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

    def __call__(self, entry: Entry) -> dict[str, Any]:
        source = entry.take("source", _text, "")
        return {
            "source": self.complete(source) if source else "",
            "verified": entry.take("verified", _verified, ()),
            "note": entry.take("note", _text, ""),
        }

    def complete(self, source: str) -> str:
        head = re.match(r"[\w-]*", source)
        word = head[0].lower().replace("-", "_") if head else ""
        names = {name.lower().replace("-", "_"): name for name in self.packages}
        package = names.get(word) or next(iter(self.packages), "")
        version = self.packages.get(package, "")
        return f"{package} {version}: {source}" if package else source


def _settings(
    origins: _Origins, condition: Callable[[Entry], Condition]
) -> Callable[[Any, str], dict[str, tuple[Setting, ...]]]:
    def read(data: Any, where: str) -> dict[str, tuple[Setting, ...]]:
        settings = {}
        for name, given in Entry(data, where).data.items():
            _one_of(SETTINGS)(name, where)
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
    condition: Callable[[Entry], Condition] | None = None,
) -> Setting:
    if not isinstance(data, dict):
        return Setting(name=name, default=_value(data, where))
    entry = Entry(data, where)
    setting = Setting(
        name=name,
        places=entry.take("places", _list_of(_place), ()),
        default=entry.take("default", _value, UNKNOWN),
        before=entry.take("before", _versions, ()),
        condition=condition(entry) if condition else Condition(),
        **origins(entry),
    )
    entry.done()
    return setting


def _condition(entry: Entry, groups: frozenset[str]) -> Condition:
    given = entry.take("for", _texts, [])
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
    entry = Entry(data, where)
    position = entry.take("position", _integer, None)
    keyword = entry.take("keyword", _text, "")
    place = Place(
        of=entry.take("of", _patterns, ()),
        argument=Argument(position, keyword) if keyword or position is not None else None,
        attribute=entry.take("attribute", _text, ""),
        entry=tuple(entry.take("entry", _texts, [])),
        header=entry.take("header", _text, ""),
        query=entry.take("query", _text, ""),
        part=entry.take("part", _one_of({"scheme", "host", "port"}), ""),
        item=entry.take("item", _integer, None),
        called=entry.take("called", _value, None),
        absent=entry.take("absent", _value, None),
        off_when=entry.take("off_when", _literals, ()),
        means=entry.take("means", _meanings, ()),
        otherwise=entry.take("otherwise", _value, None),
        reads=entry.take("reads", _one_of({"statuses", "methods", "exceptions", "presence"}), ""),
        adds=entry.take("adds", _truth, False),
        plus=entry.take("plus", _number, 0),
        times=entry.take("times", _number, 1),
        carrier=entry.take("carrier", _truth, False),
        next_if_off=entry.take("next_if_off", _truth, False),
        has_effect=entry.take("has_effect", _truth, True),
    )
    entry.done()
    if place.argument is None and not place.attribute and place.called is None:
        raise BadData(f"{where}: position, keyword, attribute or called is missing")
    if place.attribute and not place.of:
        raise BadData(f"{where}: an attribute needs `of`, the object or module that has it")
    return place


def _object(entry: Entry, name: str, origins: _Origins) -> Object:
    if not name.endswith("()") or not _NAME.fullmatch(name):
        raise BadData(f"{entry.where}: an object's name ends in (), {name!r} does not")

    def gives(data: Any, where: str) -> dict[str, Setting]:
        allowed = {*SETTINGS, *POLICY_FIELDS}
        return {
            _one_of(allowed)(key, where): _setting(value, f"{where}.{key}", key, origins)
            for key, value in Entry(data, where).data.items()
        }

    def retry(data: Any, where: str) -> Policy:
        return _policy(Entry(data, where), name, origins, Condition())

    kinds = {"client", "options", "policy", "response", "term"}
    made = Object(
        name=name,
        kind=entry.need("kind", _one_of(kinds)),
        gives=entry.take("gives", gives, {}),
        retry=entry.take("retry", retry, None),
        repeats=frozenset(
            entry.take("repeats", _list_of(_one_of({"decorator", "iterator", "caller"})), ())
        ),
        combines=entry.take("combines", _one_of({"any", "all", "sum"}), ""),
        checks=frozenset(entry.take("checks", _texts, [])),
        raising=frozenset(entry.take("raising", _texts, [])),
        body=frozenset(entry.take("body", _texts, [])),
        **origins(entry),
    )
    entry.done()
    return made


def _policy(entry: Entry, id: str, origins: _Origins, condition: Condition) -> Policy:
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


def _call(entry: Entry, id: str, origins: _Origins) -> Call:
    roles = entry.take("arguments", _roles, {})
    method = entry.take("method", lambda data, where: data, "")
    if isinstance(method, dict | int):
        roles = {**roles, "method": (_argument(method, f"{entry.where}.method"),)}
        method = ""
    call = Call(
        id=id,
        names=entry.need("names", _patterns),
        besides=entry.take("besides", _patterns, ()),
        io=entry.need("io", _one_of(get_args(IO))),
        effect=entry.need("effect", _one_of(get_args(Effect))),
        method=_text(method, f"{entry.where}.method"),
        arguments=roles,
        only_with=entry.take("only_with", _arguments, ()),
        returns=entry.take("returns", _text, ""),
        answered_by=entry.take("answered_by", _patterns, ()),
        connection=entry.take("connection", _one_of({"per-call", "pooled", "persistent"}), ""),
        **origins(entry),
    )
    entry.done()
    return call


def _wait(entry: Entry, id: str, origins: _Origins) -> Wait:
    kinds = {"sleep", "process", "input", "join", "queue", "lock", "gather", "pool"}
    wait = Wait(
        id=id,
        names=entry.need("names", _patterns),
        kind=entry.need("kind", _one_of(kinds)),
        io=entry.take("io", _one_of(get_args(IO)), "sync"),
        seconds=entry.take("seconds", _arguments, ()),
        timeout=entry.take("timeout", _arguments, ()),
        **origins(entry),
    )
    entry.done()
    return wait


def _handover(entry: Entry, id: str, origins: _Origins) -> Handover:
    handover = Handover(
        id=id,
        names=entry.need("names", _patterns),
        function=entry.need("function", _arguments),
        to=entry.need("to", _one_of({"thread", "process", "task", "loop"})),
        **origins(entry),
    )
    entry.done()
    return handover


def _deadline(entry: Entry, id: str, origins: _Origins) -> Deadline:
    deadline = Deadline(
        id=id,
        names=entry.need("names", _patterns),
        seconds=entry.need("seconds", _arguments),
        bounds=entry.need("bounds", _one_of({"block", "argument"})),
        argument=entry.take("argument", _arguments, ()),
        is_time_of_day=entry.take("is_time_of_day", _truth, False),
        **origins(entry),
    )
    entry.done()
    return deadline


def _trigger(entry: Entry, id: str, origins: _Origins) -> Trigger:
    kinds = {"route", "webhook", "lambda", "consumer", "task", "scheduled", "cli"}
    trigger = Trigger(
        id=id,
        kind=entry.need("kind", _one_of(kinds)),
        framework=entry.need("framework", _text),
        decorators=entry.take("decorators", _patterns, ()),
        registrars=entry.take("registrars", _patterns, ()),
        function=entry.take("function", _arguments, ()),
        bases=entry.take("bases", _patterns, ()),
        methods=frozenset(entry.take("methods", _texts, [])),
        functions=frozenset(entry.take("functions", _texts, [])),
        parameters=entry.take("parameters", _integer, None),
        path=entry.take("path", _arguments, ()),
        plain_runs_in_thread=entry.take("plain_runs_in_thread", _truth, False),
        redelivers=entry.take(
            "redelivers",
            lambda data, where: _setting(data, where, "redelivers", origins),
            Setting(name="redelivers"),
        ),
        **origins(entry),
    )
    entry.done()
    return trigger


# How single values are read.


def _text(data: Any, where: str) -> str:
    if not isinstance(data, str):
        raise BadData(f"{where}: text is needed, not {data!r}")
    return data


def _texts(data: Any, where: str) -> list[str]:
    return [_text(item, where) for item in (data if isinstance(data, list) else [data])]


def _integer(data: Any, where: str) -> int:
    if type(data) is not int:
        raise BadData(f"{where}: a whole number is needed, not {data!r}")
    return data


def _number(data: Any, where: str) -> float:
    if type(data) not in (int, float):
        raise BadData(f"{where}: a number is needed, not {data!r}")
    return data  # type: ignore[no-any-return]


def _truth(data: Any, where: str) -> bool:
    if not isinstance(data, bool):
        raise BadData(f"{where}: true or false is needed, not {data!r}")
    return data


def _one_of(allowed: Any) -> Callable[[Any, str], Any]:
    def read(data: Any, where: str) -> Any:
        if not isinstance(data, str) or data not in allowed:
            near = get_close_matches(str(data), sorted(allowed), 1)
            hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(sorted(allowed))}"
            raise BadData(f"{where}: {data!r} is not known, {hint}")
        return data

    return read


def _value(data: Any, where: str) -> Value:
    """false is off, `unknown` unknown, a list a set of words, everything else itself."""
    if data is False:
        return OFF
    if data == "unknown":
        return UNKNOWN
    if isinstance(data, list):
        return known(frozenset(_text(item, where) for item in data))
    if isinstance(data, str | int | float):
        return known(data)
    raise BadData(f"{where}: {data!r} is no value; write false for off")


def _literals(data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise BadData(f"{where}: a list is needed, not {data!r}")
    return tuple(data)


def _meanings(data: Any, where: str) -> tuple[tuple[Any, Value], ...]:
    return tuple(
        (literal, _value(meaning, f"{where}.{literal}"))
        for literal, meaning in Entry(data, where).data.items()
    )


def _versions(data: Any, where: str) -> tuple[tuple[str, Value], ...]:
    return tuple(
        (_text(version, where), _value(value, f"{where}.{version}"))
        for version, value in Entry(data, where).data.items()
    )


def _pattern(data: Any, where: str) -> Pattern:
    text = _text(data, where)
    if not _PATTERN.fullmatch(text):
        raise BadData(f"{where}: {text!r} is not a pattern of names")
    return Pattern(text)


def _patterns(data: Any, where: str) -> tuple[Pattern, ...]:
    return tuple(_pattern(text, where) for text in _texts(data, where))


def _argument(data: Any, where: str) -> Argument:
    if isinstance(data, str):
        return Argument(None, data)
    if isinstance(data, int):
        return Argument(_integer(data, where))
    entry = Entry(data, where)
    argument = Argument(entry.take("position", _integer, None), entry.take("keyword", _text, ""))
    entry.done()
    return argument


def _arguments(data: Any, where: str) -> tuple[Argument, ...]:
    return tuple(_argument(item, where) for item in (data if isinstance(data, list) else [data]))


def _roles(data: Any, where: str) -> dict[str, tuple[Argument, ...]]:
    return {
        _one_of(ROLES)(role, where): _arguments(value, f"{where}.{role}")
        for role, value in Entry(data, where).data.items()
    }


def _failures(data: Any, where: str) -> frozenset[str]:
    return frozenset(_one_of(KINDS_OF_FAILURE)(kind, where) for kind in _texts(data, where))


def _verified(data: Any, where: str) -> tuple[Verified, ...]:
    return tuple(_one_of(get_args(Verified))(part, where) for part in _text(data, where).split("+"))


def _aliases(data: Any, where: str) -> dict[str, str]:
    aliases = _mapping_of(_text)(data, where)
    for name in (*aliases, *aliases.values()):
        if not _NAME.fullmatch(name):
            raise BadData(f"{where}: {name!r} is not a name")
    return aliases


def _mapping_of(read: Callable[[Any, str], T]) -> Callable[[Any, str], dict[str, T]]:
    def mapping(data: Any, where: str) -> dict[str, T]:
        return {
            _text(key, where): read(value, f"{where}.{key}")
            for key, value in Entry(data, where).data.items()
        }

    return mapping


def _items(read: Callable[[Entry, str], T]) -> Callable[[Any, str], dict[str, T]]:
    def items(data: Any, where: str) -> dict[str, T]:
        return {
            _text(key, where): read(Entry(value, f"{where}.{key}"), key)
            for key, value in Entry(data, where).data.items()
        }

    return items


def _list_of(read: Callable[[Any, str], T]) -> Callable[[Any, str], tuple[T, ...]]:
    def several(data: Any, where: str) -> tuple[T, ...]:
        items = data if isinstance(data, list) else [data]
        return tuple(read(item, f"{where}[{index}]") for index, item in enumerate(items))

    return several
