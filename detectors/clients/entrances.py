"""The texts through which a Python source reaches what the clients' data speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from detectors import clients
from detectors.clients.model import Client, Pattern
from detectors.text import places_of, places_of_name

_CUT = re.compile(r"[(*]")
_ITEMS = re.compile(r"import\b[ \t]*(\([^)]*\)|(?:\\\r?\n|[^\n#;\\])+)")
_PARENT = re.compile(r"\bfrom[ \t]+([\w.]+)[ \t\\\r\n]*\Z")
_WITH_ARGUMENTS = re.compile(r"\([^()]*\)")
_MADE = re.compile(r"(\w+)\(\)")
_GIVEN = frozenset({"client", "options", "policy"})
_COMMENT = re.compile(r"#[^\n]*")
_ITEM = re.compile(r"(\w+(?:\.\w+)*|\*)(?:[\s\\]+as[\s\\]+(\w+))?")
_LONGEST = 200
"""Characters before `import` in which its `from` stands."""

_ASKED = "getattr("
"""`getattr(requests, method)(url)`"""
_CALLED = re.compile(r"\s*\(")
_DEFINED = re.compile(r"def[ \t]+(\w+)")
_LINE_ENDS = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_DOTTED = re.compile(r"\.(\w+(?:\.\w+)*)")

Span = tuple[int, int]
Ways = Mapping[str, tuple[str, ...]]
"""`requests.` -> what follows: get, Session, adapters.HTTPAdapter ...; "" -> the whole names."""
_PACKAGES = "*"
"""Among the beginnings: the packages that are imported for them."""


def entrances(
    source: str, ids: Iterable[str], *, waits: bool, neighbours: Collection[str] = ()
) -> list[Span]:
    """Where a source names something that becomes a request, a policy or (with `waits`) a wait.

    `neighbours` are what other files of the project have that counts as such: functions that wait, clients.
    It may find too much, never too little.
    """
    around = set(clients.context())
    wanted = [client for client in clients.belonging(ids) if client.id not in around]
    tables = [
        *(_ways(client.id) for client in wanted),
        *([_ways_around()] if waits else ()),
        *([_ways_to(neighbours)] if neighbours else ()),
    ]
    packages = {package for table in tables for package in table[_PACKAGES]}
    texts: dict[str, set[str]] = {}
    imports: list[Span] = []
    for statement in _ITEMS.finditer(source):
        imports.append(statement.span())
        parent = _parent(source, statement.start())
        if parent and parent.partition(".")[0] not in packages:
            continue
        for name, alias in _ITEM.findall(_COMMENT.sub("", statement[1])):
            for local, rests in _reached(parent, name, alias, tables):
                texts.setdefault(local, set()).update(rests)
    for name in clients.behind_a_star(source) & packages:
        for local, rests in _reached("", name, "", tables):
            texts.setdefault(local, set()).update(rests)
    for local, rests in [*texts.items()]:
        for alias in _given_back(source, local):
            texts.setdefault(alias, set()).update(rests)
    found = [span for local, rests in texts.items() for span in _named(source, local, rests)]
    found += [span for client in wanted for span in _handed_on(source, client)]
    for name in {name for table in tables for name in table.get("", ())}:
        ends = ((place, place + len(name)) for place in places_of_name(source, name))
        found += [(start, end) for start, end in ends if _CALLED.match(source, end)]
    return [span for span in found if not _is_within(span, imports)]


def _handed_on(source: str, client: Client) -> Iterator[Span]:
    """What projects call their own ways to such a client: `get_s3_client(`."""
    for item in client.objects.values():
        if item.usual is not None:
            for found in re.finditer(rf"\b(?:{item.usual.pattern})\b", source):
                yield found.span()


def _given_back(source: str, local: str) -> Iterator[str]:
    """What a module is called that a function imports when it is asked: `httpx = _ensure_httpx()`."""
    for place in places_of(f"return {local}", source):
        if _LINE_ENDS.match(source, place + len("return ") + len(local)):
            maker = _DEFINED.match(source, max(0, source.rfind("def ", 0, place)))
            if maker is not None:
                kept = re.finditer(rf"\b(\w+)[ \t]*=[ \t]*(?:self\.|cls\.)?{maker[1]}\(", source)
                yield from (one[1] for one in kept)


def _parent(source: str, end: int) -> str:
    """The module between `from` and the `import` that stands here; empty if there is none."""
    start = source.rfind("from", max(0, end - _LONGEST), end)
    found = _PARENT.match(source, start, end) if start >= 0 else None
    return found[1] if found else ""


def _is_within(span: Span, imports: list[Span]) -> bool:
    number = bisect_right(imports, span) - 1
    return number >= 0 and span[1] <= imports[number][1]


@cache
def makers(ids: frozenset[str]) -> frozenset[str]:
    """The last names of what makes clients, also from one another: Session, client, cursor, pipeline ..."""
    return frozenset(
        maker
        for client in clients.belonging(sorted(ids))
        for name in (
            *client.objects,
            *(p.text for call in client.calls for p in call.names),
            *(alias for alias in client.aliases if alias.endswith("()")),
        )
        if name not in client.objects or client.objects[name].kind in _GIVEN
        for made in Pattern(_WITH_ARGUMENTS.sub("()", name)).names or (name,)
        for maker in _MADE.findall(made)
    )


def _reached(
    parent: str, name: str, alias: str, tables: list[Ways]
) -> Iterator[tuple[str, Iterable[str]]]:
    """(name, what may follow it) that an import lets the source write: `import requests as r` -> (r, get) ..."""
    if name == "*":
        for rest in (rest for table in tables for rest in table.get(f"{parent}.", ())):
            first, _, below = rest.partition(".")
            yield first, [below]
        return
    if parent:
        head, local = f"{parent}.{name}", alias or name
    else:
        local = alias or name.partition(".")[0]
        head = name if alias else local
    for table in tables:
        if rests := table.get(f"{head}.", ()):
            yield local, rests
        if head in table:
            yield local, [""]


def _named(source: str, local: str, rests: set[str]) -> Iterator[Span]:
    """Where the name stands alone, if it is something by itself; else with one of what may follow it."""
    for place in places_of_name(source, local):
        end = place + len(local)
        if "" in rests:
            yield place, end
        elif dotted := _DOTTED.match(source, end):
            rest = next((r for r in _beginnings(dotted[1]) if r in rests), None)
            if rest is not None:
                yield place, end + 1 + len(rest)
        elif source.startswith(_ASKED, place - len(_ASKED)):
            yield place, end


def _beginnings(dotted: str) -> Iterator[str]:
    """a.b.c -> a, a.b, a.b.c"""
    yield from (dotted[:place] for place in places_of(".", dotted))
    yield dotted


@cache
def _ways_around() -> Ways:
    """Of everything that surrounds calls."""
    merged: dict[str, tuple[str, ...]] = {}
    for id in clients.context():
        for head, rests in _ways(id).items():
            merged[head] = merged.get(head, ()) + rests
    return merged


@cache
def _ways(id: str) -> Ways:
    """The dotted names of everything that makes a request, a client or a policy, by their beginnings."""
    client = clients.load(id)
    found = set(_of(client))
    used = {way for other in client.uses for way in _of(clients.load(other))}
    aliases = [(_CUT.split(k)[0], _CUT.split(v)[0]) for k, v in client.aliases.items()]
    for _ in range(2):  # an alias may lead to another one
        found |= {
            alias + way[len(target) :]
            for alias, target in aliases
            for way in found | used
            if way == target or way.startswith(f"{target}.")
        }
    return _table(found)


def _ways_to(neighbours: Collection[str]) -> Ways:
    return _table({*map(_beginning, neighbours)})


def _table(found: Iterable[str]) -> Ways:
    table: dict[str, set[str]] = {}
    for way in found:
        table.setdefault(way, set())
        if "." not in way:
            table.setdefault("", set()).add(way)
        for end in (i for i, sign in enumerate(way) if sign == "." != way[i + 1 : i + 2]):
            table.setdefault(way[: end + 1], set()).add(way[end + 1 :])
    table[_PACKAGES] = {way.partition(".")[0] for way in found}
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
        yield from Pattern(_beginning(pattern.text)).names


def _beginning(name: str) -> str:
    """What of it a source spells where it begins: `requests.Session` of `requests.Session().get`."""
    return _CUT.split(name)[0].rstrip(".")
