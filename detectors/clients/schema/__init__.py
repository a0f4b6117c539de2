"""From a data file to a `Client`: the schema, checked strictly, with errors that name file and key."""

from __future__ import annotations

import re
from pathlib import Path

from detectors.clients.model import Client, Condition
from detectors.clients.schema import parts, settings, typed, values

_FACTORY = re.compile(r"(\w+)\('")


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
    origins = settings.Origins(packages, entry.where)
    objects = entry.take("objects", typed.items(lambda e, name: parts.object(e, name, origins)), {})
    calls = entry.take("calls", typed.items(lambda e, name: parts.call(e, name, origins)), {})
    groups = frozenset(calls)

    def condition(e: typed.Entry) -> Condition:
        return settings.condition(e, groups)

    client = Client(
        id=id,
        title=entry.need("title", typed.text),
        package=packages,
        modules=tuple(entry.take("modules", typed.texts, [id])),
        uses=tuple(entry.take("uses", typed.texts, [])),
        aliases=entry.take("aliases", values.aliases, {}),
        objects=objects,
        calls=tuple(calls.values()),
        settings=entry.take("settings", settings.settings(origins, condition), {}),
        retries=tuple(
            entry.take(
                "retries",
                typed.items(lambda e, name: settings.policy(e, name, origins, condition(e))),
                {},
            ).values()
        ),
        exceptions=entry.take("exceptions", typed.mapping_of(values.failures), {}),
        waits=tuple(
            entry.take("waits", typed.items(lambda e, n: parts.wait(e, n, origins)), {}).values()
        ),
        handovers=tuple(
            entry.take(
                "handovers", typed.items(lambda e, n: parts.handover(e, n, origins)), {}
            ).values()
        ),
        deadlines=tuple(
            entry.take(
                "deadlines", typed.items(lambda e, n: parts.deadline(e, n, origins)), {}
            ).values()
        ),
        triggers=tuple(
            entry.take(
                "triggers", typed.items(lambda e, n: parts.trigger(e, n, origins)), {}
            ).values()
        ),
        partials=tuple(
            entry.take(
                "partials", typed.items(lambda e, n: parts.partial(e, n, origins)), {}
            ).values()
        ),
        factories=factories,
    )
    entry.done()
    for call in client.calls:
        if call.returns and call.returns not in objects:
            raise entry.error(f"calls.{call.id}.returns", f"there is no object {call.returns}")
    return client
