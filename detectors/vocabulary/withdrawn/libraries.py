"""Names that a release of a library no longer has, or that its makers have given up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from detectors.text import places_of, places_of_name, places_of_word, start_of_line
from detectors.vocabulary.withdrawn.tables import AS_OF, Withdrawn, dated, files

_KNOWN_FOR = 2
"""Years after which whoever has not stopped a release from coming in is taken to have it."""


@dataclass(frozen=True, kw_only=True)
class Removal:
    """One entry of a table: what a file may name, and what came of it. See `docs/withdrawn.md` for the fields."""

    key: str
    title: str
    package: str
    release: str
    """The first one without it; empty where no release decides."""
    released: int
    """The year of that release."""
    warned: int
    """The year since which releases warn of it; 0 where none did."""
    instead: str
    what: str
    """What to call it; empty: the name that the file uses."""
    names: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: str = ""
    content: bool = False
    least: int = 0
    most: int = 99
    modules: frozenset[str] = frozenset()
    forks: tuple[str, ...] = ()
    """Packages of others that are imported under the same name, and have it still."""
    stops: Withdrawn | None = None

    @property
    def is_well_known(self) -> bool:
        """It is long past, or has been warned of for long: a project that nothing is known of meets it too."""
        since = min(year for year in (self.released, self.warned) if year)
        return since <= AS_OF.year - _KNOWN_FOR


@cache
def removals() -> tuple[Removal, ...]:
    return tuple(
        _removal(stem, number, file, entry)
        for stem, file in files("libraries").items()
        for number, entry in enumerate(
            [*file.get("removed", ()), *file.get("stopped", ()), *file.get("abandoned", ())]
        )
    )


@cache
def _by_key() -> dict[str, Removal]:
    return {removal.key: removal for removal in removals()}


def removal(key: str) -> Removal:
    return _by_key()[key]


def _removal(stem: str, number: int, file: dict[str, Any], entry: dict[str, Any]) -> Removal:
    lists = {
        name: tuple(map(str, entry.get(name, ())))
        for name in (
            "names",
            "imports",
            "methods",
            "chains",
            "of",
            "keywords",
            "given",
            "without",
            "texts",
        )
    }
    tops = {re.split(r"\W", name)[0] for kind in ("names", "imports", "of") for name in lists[kind]}
    spoken = {str(name) for name in (*file.get("modules", ()), *entry.get("modules", ()))}
    stops = None
    if "day" in entry:
        stops = dated(entry["what"], entry["day"], entry["instead"])
    elif "since" in entry and "what" in entry:
        stops = Withdrawn(entry["what"], entry["since"], entry["instead"])
    elif "since" in entry:
        what = entry["imports"][0]
        stops = Withdrawn(what, entry["since"], entry["instead"], "was given up by its makers")
    return Removal(
        key=f"{stem} {number}",
        title=file["title"],
        package=file.get("package", ""),
        forks=tuple(file.get("forks", ())),
        release=str(entry.get("in", "")),
        released=entry.get("released", 0),
        warned=entry.get("warned", 0),
        instead=entry["instead"],
        what=entry.get("what", ""),
        first=entry.get("first", ""),
        content=entry.get("content", False),
        least=entry.get("least", 0),
        most=entry.get("most", 99),
        modules=frozenset(tops | spoken) or frozenset({stem}),
        stops=stops,
        **lists,
    )


# --- where a file may name one of them ------------------------------------------------------------


def named_in(source: str) -> Iterator[int]:
    """Offsets at which something of the tables may be named: some too many, and none too few."""
    imported = _imported(source)
    words = [word for module in imported & _words().keys() for word in _words()[module]]
    words += [text for module, texts in _texts().items() if module in source for text in texts]
    for word in words:
        yield from places_of_word(word, source)
    for module in imported & _imports():
        for place in places_of_name(source, module):
            start = start_of_line(source, place)
            if _IMPORT.match(source, start, place):
                yield place


_IMPORTED = re.compile(r"(?:from|import)[ \t]+((?:[\w., \t]|\\\r?\n)+)")


def _imported(source: str) -> set[str]:
    """First parts of the names of the modules that a source imports, and some words beside them."""
    return {
        part.strip(" \t\\\r\n").partition(".")[0].partition(" ")[0]
        for word in ("from", "import")
        for place in places_of(word, source)
        if _begins_a_statement(source, place) and (found := _IMPORTED.match(source, place))
        for part in found[1].split(",")
    }


def _begins_a_statement(source: str, place: int) -> bool:
    line = start_of_line(source, place)
    return source[line:place].rstrip(" \t")[-1:] in {"", ";", ":"}


_IMPORT = re.compile(r"[ \t]*(?:from|import)[ \t]")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Module -> texts of which one stands in every file that imports it and that something may be said of."""
    table: dict[str, set[str]] = {}
    for one in removals():
        for module in one.modules:
            table.setdefault(module, set()).update((*one.methods, *one.chains))
        for name in (*one.names, *one.of):
            parts = re.split(r"\W+", name.replace("()", ""))
            is_told_by_a_keyword = name in one.of and one.keywords
            words = one.keywords if is_told_by_a_keyword else parts[-1:]
            table.setdefault(parts[0], set()).update(words)
    return {module: tuple(sorted(words)) for module, words in table.items() if words}


@cache
def _texts() -> dict[str, set[str]]:
    """Module -> texts that are known wherever it is named."""
    table: dict[str, set[str]] = {}
    for one in removals():
        for module in one.modules if one.texts else ():
            table.setdefault(module, set()).update(one.texts)
    return table


@cache
def _imports() -> frozenset[str]:
    """The beginnings of what matters where it is imported."""
    return frozenset(re.split(r"\W", name)[0] for one in removals() for name in one.imports)
