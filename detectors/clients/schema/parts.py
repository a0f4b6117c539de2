"""What a client is made of: objects, calls, waits, and what runs functions of the source."""

from __future__ import annotations

from typing import Any, get_args

from detectors.clients.model import (
    IO,
    POLICY_FIELDS,
    Call,
    Condition,
    Deadline,
    Effect,
    Handover,
    Object,
    Policy,
    Setting,
    Trigger,
    Wait,
)
from detectors.clients.partials import Partial
from detectors.clients.schema import settings, typed, values
from detectors.clients.schema.settings import Origins
from detectors.facts import OFF


def object(entry: typed.Entry, name: str, origins: Origins) -> Object:
    if not name.endswith("()") or not values.NAME.fullmatch(name):
        raise typed.BadData(f"{entry.where}: an object's name ends in (), {name!r} does not")

    def gives(data: Any, where: str) -> dict[str, Setting]:
        allowed = {*settings.SETTINGS, *POLICY_FIELDS}
        return {
            typed.one_of(allowed)(key, where): settings.setting(
                value, f"{where}.{key}", key, origins
            )
            for key, value in typed.Entry(data, where).data.items()
        }

    def retry(data: Any, where: str) -> Policy:
        return settings.policy(typed.Entry(data, where), name, origins, Condition())

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
        usual=entry.take("usual", values.regex, None),
        **origins(entry),
    )
    entry.done()
    return made


def call(entry: typed.Entry, id: str, origins: Origins) -> Call:
    roles = entry.take("arguments", values.roles, {})
    method = entry.take("method", lambda data, where: data, "")
    if isinstance(method, dict | int):
        roles = {**roles, "method": (values.argument(method, f"{entry.where}.method"),)}
        method = ""
    made = Call(
        id=id,
        names=entry.need("names", values.patterns),
        besides=entry.take("besides", values.patterns, ()),
        io=entry.need("io", typed.one_of(get_args(IO))),
        effect=entry.need("effect", typed.one_of(get_args(Effect))),
        method=typed.text(method, f"{entry.where}.method"),
        arguments=roles,
        only_with=entry.take("only_with", values.arguments, ()),
        returns=entry.take("returns", typed.text, ""),
        answered_by=entry.take("answered_by", values.patterns, ()),
        connection=entry.take("connection", typed.one_of({"per-call", "pooled", "persistent"}), ""),
        **origins(entry),
    )
    entry.done()
    return made


def wait(entry: typed.Entry, id: str, origins: Origins) -> Wait:
    kinds = {"sleep", "process", "input", "join", "job", "queue", "lock", "gather", "pool"}
    made = Wait(
        id=id,
        names=entry.need("names", values.patterns),
        kind=entry.need("kind", typed.one_of(kinds)),
        io=entry.take("io", typed.one_of(get_args(IO)), "sync"),
        seconds=entry.take("seconds", values.arguments, ()),
        timeout=entry.take("timeout", values.arguments, ()),
        **origins(entry),
    )
    entry.done()
    return made


def handover(entry: typed.Entry, id: str, origins: Origins) -> Handover:
    made = Handover(
        id=id,
        names=entry.need("names", values.patterns),
        function=entry.need("function", values.arguments),
        to=entry.need("to", typed.one_of({"thread", "process", "task", "loop"})),
        **origins(entry),
    )
    entry.done()
    return made


def deadline(entry: typed.Entry, id: str, origins: Origins) -> Deadline:
    made = Deadline(
        id=id,
        names=entry.need("names", values.patterns),
        seconds=entry.need("seconds", values.arguments),
        bounds=entry.need("bounds", typed.one_of({"block", "argument"})),
        argument=entry.take("argument", values.arguments, ()),
        is_time_of_day=entry.take("is_time_of_day", typed.truth, False),
        **origins(entry),
    )
    entry.done()
    return made


def trigger(entry: typed.Entry, id: str, origins: Origins) -> Trigger:
    kinds = {"route", "webhook", "lambda", "consumer", "task", "scheduled", "cli"}
    made = Trigger(
        id=id,
        kind=entry.need("kind", typed.one_of(kinds)),
        framework=entry.need("framework", typed.text),
        decorators=entry.take("decorators", values.patterns, ()),
        registrars=entry.take("registrars", values.patterns, ()),
        function=entry.take("function", values.arguments, ()),
        bases=entry.take("bases", values.patterns, ()),
        methods=frozenset(entry.take("methods", typed.texts, [])),
        functions=frozenset(entry.take("functions", typed.texts, [])),
        parameters=entry.take("parameters", typed.integer, None),
        path=entry.take("path", values.arguments, ()),
        plain_runs_in_thread=entry.take("plain_runs_in_thread", typed.truth, False),
        redelivers=entry.take(
            "redelivers",
            lambda data, where: settings.setting(data, where, "redelivers", origins),
            Setting(name="redelivers"),
        ),
        asks_for_key=entry.take(
            "asks_for_key",
            lambda data, where: settings.setting(data, where, "asks_for_key", origins),
            Setting(name="asks_for_key", default=OFF),
        ),
        **origins(entry),
    )
    entry.done()
    return made


def partial(entry: typed.Entry, id: str, origins: Origins) -> Partial:
    made = Partial(
        id=id,
        names=entry.need("names", values.patterns),
        besides=entry.take("besides", values.patterns, ()),
        lacks=entry.need("lacks", typed.one_of({"failed", "more"})),
        at=frozenset(entry.take("at", typed.texts, [])),
        whole=entry.take("whole", typed.one_of({"errors", "results", "page", "later"}), ""),
        item=entry.take("item", typed.integer, None),
        each=entry.take("each", typed.truth, False),
        only_with=entry.take("only_with", values.argument, None),
        given=entry.take("given", typed.truth, True),
        keywords=frozenset(entry.take("keywords", typed.texts, [])),
        limits=frozenset(entry.take("limits", typed.texts, [])),
        unless=frozenset(entry.take("unless", typed.texts, [])),
        **origins(entry),
    )
    entry.done()
    return made
