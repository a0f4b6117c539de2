"""The texts through which a Python source reaches what the clients' data speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from detectors import clients
from detectors.clients.model import Client, Pattern

_CUT = re.compile(r"[(*]")
_ITEMS = re.compile(r"import\b[ \t]*(\([^)]*\)|(?:\\\r?\n|[^\n#;\\])+)")
_PARENT = re.compile(r"\bfrom[ \t]+([\w.]+)[ \t\\\r\n]*$")
_WITH_ARGUMENTS = re.compile(r"\([^()]*\)")
_MADE = re.compile(r"(\w+)\(\)")
_GIVEN = frozenset({"client", "options", "policy"})
_COMMENT = re.compile(r"#[^\n]*")
_ITEM = re.compile(r"([\w.]+|\*)(?:[\s\\]+as[\s\\]+(\w+))?")
_LONGEST = 200
"""Characters before `import` in which its `from` stands."""

Ways = Mapping[str, tuple[str, ...]]
"""`requests.` -> what follows: get, Session, adapters.HTTPAdapter ...; "" -> the whole names."""


def entrances(source: str, ids: Iterable[str], *, waits: bool) -> tuple[re.Pattern[str], ...]:
    """What finds where a source names something that becomes a request, a policy or (with `waits`) a wait.

    It may find too much, never too little.
    """
    around = set(clients.context())
    wanted = [client.id for client in clients.belonging(ids) if client.id not in around]
    tables = [_ways(id) for id in (*wanted, *(clients.context() if waits else ()))]
    built_in = {name for table in tables for name in table.get("", ())}
    texts: dict[str, set[str]] = {}
    for statement in _ITEMS.finditer(source):
        before = source[max(0, statement.start() - _LONGEST) : statement.start()]
        parent = _PARENT.search(before)
        for name, alias in _ITEM.findall(_COMMENT.sub("", statement[1])):
            for local, rest in _reached(parent[1] if parent else "", name, alias, tables):
                texts.setdefault(local, set()).add(rest)
    found = [_pattern(local, frozenset(rests)) for local, rests in texts.items()]
    found += [_pattern(name, frozenset({""}), r"(?=\s*\()") for name in built_in]
    return tuple(found)


@cache
def makers(ids: frozenset[str]) -> frozenset[str]:
    """The last names of what makes clients, also from one another: Session, client, cursor, pipeline ..."""
    return frozenset(
        maker
        for client in clients.belonging(sorted(ids))
        for name in (*client.objects, *(p.text for call in client.calls for p in call.names))
        if name not in client.objects or client.objects[name].kind in _GIVEN
        for made in Pattern(_WITH_ARGUMENTS.sub("()", name)).names or (name,)
        for maker in _MADE.findall(made)
    )


def _reached(parent: str, name: str, alias: str, tables: list[Ways]) -> Iterator[tuple[str, str]]:
    """(name, what follows it) that an import lets the source write: `import requests as r` -> (r, get) ..."""
    if name == "*":
        head, local = parent, ""
    elif parent:
        head, local = f"{parent}.{name}", alias or name
    else:
        local = alias or name.partition(".")[0]
        head = name if alias else local
    for table in tables:
        for rest in table.get(f"{head}.", ()):
            if local:
                yield local, rest
            else:
                yield rest.partition(".")[0], rest.partition(".")[2]
        if parent and head in table:
            yield local, ""


@cache
def _pattern(local: str, rests: frozenset[str], called: str = "") -> re.Pattern[str]:
    """The name alone, if it is something by itself; else with what follows."""
    follows = "" if "" in rests else rf"\.(?:{'|'.join(map(re.escape, sorted(rests)))})"
    return re.compile(rf"{re.escape(local)}(?<![\w.]{re.escape(local)}){follows}\b{called}")


@cache
def _ways(id: str) -> Ways:
    """The dotted names of everything that makes a request, a client or a policy, by their beginnings."""
    client = clients.load(id)
    found = set(_of(client))
    aliases = [(_CUT.split(k)[0], _CUT.split(v)[0]) for k, v in client.aliases.items()]
    for _ in range(2):  # an alias may lead to another one
        found |= {
            alias + way[len(target) :]
            for alias, target in aliases
            for way in found
            if way == target or way.startswith(f"{target}.")
        }
    table: dict[str, set[str]] = {}
    for way in found:
        table.setdefault(way, set())
        if "." not in way:
            table.setdefault("", set()).add(way)
        for end in (i for i, sign in enumerate(way) if sign == "."):
            table.setdefault(way[: end + 1], set()).add(way[end + 1 :])
    return {head: tuple(rests) for head, rests in table.items()}


def _of(client: Client) -> Iterator[str]:
    patterns: list[Pattern] = [name for call in client.calls for name in call.names]
    patterns += [name for wait in client.waits if wait.io == "sync" for name in wait.names]
    patterns += [
        Pattern(name)
        for name, item in client.objects.items()
        if item.kind in {"client", "policy"} and client.id in clients.names()
    ]
    for pattern in patterns:
        yield from Pattern(_CUT.split(pattern.text)[0].rstrip(".")).names
