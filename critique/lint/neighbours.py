"""What other files of a project do, as far as it decides what the one that imports them does.

A coroutine stands still as well where the request that holds its thread, or its client, stands in another file.
The files around are read for that alone, each once in a process; none of their code is run.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path, PurePath
from typing import NamedTuple

from critique.lint import files, versions
from detectors.engine import excerpts, exports
from detectors.facts import Excerpt, Neighbour
from detectors.text import places_of, start_of_line

_SHARED = "async def"
"""Without it nothing is asked of the neighbours."""
_FROM = re.compile(
    r"^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|(?:\\\r?\n|[^\n#;\\])+)", re.M
)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w., \t]+)", re.M)
_ITEM = re.compile(r"(\*|\w+)(?:\s+as\s+(\w+))?")
_DOTTED = re.compile(r"[\w.]+")
_COMMENT = re.compile(r"#[^\n]*")
_HEAD = re.compile(r"\w+")
_ALL = "*"
_USES = ("{}(", "{}.", "({}", ": {}", "[{}", "= {}", ", {})")
"""How a source uses a name, and not only imports it and hands it on."""
_TESTS = frozenset({"test", "tests"})
_INDENT = re.compile(r"[ \t]*")
_LOOP = re.compile(r"(?:async[ \t]+)?(?:for|while)\b")
_DEFINED = re.compile(r"(?:async[ \t]+)?def\b|class\b")
_ORDER = re.compile(r"(?i)payment|charge|refund|order|transfer|payout|withdraw|invoice|subscri")
"""In a source that may post what must not happen twice."""
_PACKAGE = "__init__.py"
_HIGHEST = 12
"""Folders above a file in which the packages of its project may lie."""
_MOST = 8
"""Excerpts that are read beside one source."""
_HANDED_ON = 2
"""Packages in packages, each of which gives for its own what its modules have."""


def around(path: str, source: str) -> Around:
    """What other files have for a Python source."""
    imported = _imported(Path(path).absolute(), source)
    waits = {
        f"{one.prefix}.{name}": neighbour
        for one in (imported if _SHARED in source else ())
        for name, neighbour in one.module.exports(_HANDED_ON, far=True).items()
    }
    if _is_a_test(path):
        return Around(waits)
    found = (
        excerpt._replace(module=one.prefix)
        for one in imported
        for pair in one.module.excerpts(_HANDED_ON)
        if (excerpt := _wanted(one, *pair, source)) is not None
    )
    return Around(waits, tuple(islice(found, _MOST)))


def _is_a_test(path: str) -> bool:
    """Nobody waits for what a test asks."""
    name = PurePath(path)
    return name.name.startswith(("test_", "conftest")) or bool(_TESTS & {*name.parts[-4:-1]})


def _wanted(
    imported: _Imported, makings: Excerpt | None, helpers: Excerpt | None, source: str
) -> Excerpt | None:
    """What a source uses of another file: helpers where it repeats them, or hands them an order; else clients alone."""
    if helpers is not None and imported.uses(helpers.names, source):
        is_repeated = any(_is_repeated(name, source) for name in helpers.functions)
        if is_repeated or _ORDER.search(source):
            return helpers
    is_used = makings is not None and imported.uses(makings.names, source)
    return makings if is_used else None


def _is_repeated(name: str, source: str) -> bool:
    """A call of this name stands in a loop, by the indentation of the lines above it."""
    return any(_is_in_a_loop(place, source) for place in places_of(f"{name}(", source))


def _is_in_a_loop(place: int, source: str) -> bool:
    start = start_of_line(source, place)
    depth = _depth(source, start)
    if " for " in source[start : source.find("\n", place)]:
        return True
    while start and depth:
        start = start_of_line(source, start - 1)
        inner = _depth(source, start)
        if inner < depth and source[start + inner : start + inner + 1].strip():
            if _LOOP.match(source, start + inner):
                return True
            if _DEFINED.match(source, start + inner):
                return False
            depth = inner
    return False


def _depth(source: str, start: int) -> int:
    found = _INDENT.match(source, start)
    return found.end() - start if found else 0


def state(path: str, source: str) -> Mapping[str, str]:
    """What `around` hangs on: the files that a source imports, and digests of what is in them and in theirs."""
    imported = _imported(Path(path).absolute(), source)
    return {str(one.module.path): one.module.state for one in imported}


class Around(NamedTuple):
    """What other files have for one that imports them."""

    neighbours: Mapping[str, Neighbour] = {}
    """What waits there, named as the reader names it: `.services.fetch`."""
    excerpts: tuple[Excerpt, ...] = ()


class _Import(NamedTuple):
    """A module that a source may import."""

    prefix: str
    """How the reader names what is in it: `.services` of `from .services import fetch`, `..services` of `from . import services`."""
    dots: int
    parts: tuple[str, ...]
    items: frozenset[str] = frozenset()
    """What is taken from it under its own name."""
    local: frozenset[tuple[str, str]] = frozenset()
    """(name, what it is called here) of all that is taken from it."""


class _Imported(NamedTuple):
    """A file of the project that a source imports."""

    prefix: str
    module: _Module
    local: frozenset[tuple[str, str]]

    def uses(self, names: Set[str], source: str) -> bool:
        """Whether the source has one of these, and not only its import."""
        taken = any(
            any(use.format(local) in source for use in _USES)
            for name, local in self.local
            if name in names
        )
        return taken or any(f".{name}" in source for name in names)


@dataclass(eq=False)
class _Module:
    """A file of the project, as those see it that import it: what is known of it, and not its text."""

    path: Path

    def _source(self) -> str:
        """Empty for what cannot be read."""
        read = files.read(str(self.path), named=False)
        return read.text if isinstance(read, files.Source) else ""

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self._source().encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def own(self) -> Mapping[str, Neighbour]:
        """What it has by itself."""
        path = str(self.path)
        return exports(self._source(), name=path, pins=versions.around(path))

    @cached_property
    def far(self) -> Mapping[str, Neighbour]:
        """What it has by itself and by what it imports: a route asks a service, and that the client of a server."""
        path = str(self.path)
        behind = {
            f"{one.prefix}.{name}": neighbour
            for one in self._beside
            for name, neighbour in one.module.exports(_HANDED_ON).items()
        }
        if not behind:
            return self.own
        return exports(self._source(), name=path, pins=versions.around(path), neighbours=behind)

    @cached_property
    def _beside(self) -> list[_Imported]:
        return _imported(self.path, self._source())

    @cached_property
    def handed_on(self) -> tuple[tuple[_Module, frozenset[str]], ...]:
        """(module, names) that a package gives for its own."""
        if self.path.name != _PACKAGE:
            return ()
        found = ((_file_of(self.path, one), one.items) for one in _imports(self._source()))
        return tuple((_module(file), items) for file, items in found if file and items)

    @cached_property
    def _excerpts(self) -> tuple[Excerpt | None, Excerpt | None]:
        return excerpts(self._source())

    def excerpts(self, left: int) -> list[tuple[Excerpt | None, Excerpt | None]]:
        """What it makes clients with, and requests, and what those modules do whose contents it gives for its own."""
        found = [self._excerpts] if any(self._excerpts) else []
        for module, items in self.handed_on if left else ():
            for makings, helpers in module.excerpts(left - 1):
                found.append((_among(makings, items), _among(helpers, items)))
        return found

    def exports(self, left: int, *, far: bool = False) -> Mapping[str, Neighbour]:
        found = dict(self.far if far else self.own)
        for module, items in self.handed_on if left else ():
            for name, neighbour in module.exports(left - 1, far=far).items():
                if _ALL in items or _head(name) in items:
                    found.setdefault(name, neighbour)
        return found

    @cached_property
    def state(self) -> str:
        """Digest of all files on which hangs what it has for those that import it."""
        found: dict[str, str] = {}
        self.add_state(found, _HANDED_ON, far=True)
        return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()

    def add_state(self, found: dict[str, str], left: int, *, far: bool = False) -> None:
        found[str(self.path)] = self._digest
        for module, _ in self.handed_on if left else ():
            module.add_state(found, left - 1, far=far)
        for one in self._beside if far else ():
            one.module.add_state(found, _HANDED_ON)


def _among(excerpt: Excerpt | None, items: Set[str]) -> Excerpt | None:
    """With those of its names alone that a package gives for its own."""
    if excerpt is None or _ALL in items:
        return excerpt
    names = excerpt.names & items
    return excerpt._replace(names=names) if names else None


@lru_cache(maxsize=4096)
def _module(path: Path) -> _Module:
    return _Module(path)


def _head(name: str) -> str:
    """`Service` of `Service().fetch`."""
    found = _HEAD.match(name)
    return found[0] if found else ""


def _imported(path: Path, source: str) -> list[_Imported]:
    """The files of its project that a source imports.

    A prefix that could stand for two files stands for none.
    """
    found: dict[str, set[Path]] = {}
    local: dict[str, frozenset[tuple[str, str]]] = {}
    top = _top(path.parent)
    for one in _imports(source):
        if not one.dots and not _homes(top, one.parts[0]):
            continue
        file = _file_of(path, one)
        if file is not None and file != path:
            found.setdefault(one.prefix, set()).add(file)
            local[one.prefix] = local.get(one.prefix, one.local) | one.local
    return [
        _Imported(prefix, _module(*paths), local[prefix])
        for prefix, paths in found.items()
        if len(paths) == 1
    ]


def _imports(source: str) -> Iterator[_Import]:
    for dots, parent, items in _FROM.findall(source):
        taken = _ITEM.findall(_COMMENT.sub("", items))
        prefix, parts = f"{dots}{parent}", tuple(filter(None, parent.split(".")))
        kept = frozenset(name for name, alias in taken if alias in ("", name))
        local = frozenset((name, alias or name) for name, alias in taken)
        yield _Import(prefix, len(dots), parts, kept, local)
        for name, _ in taken:
            if name != _ALL:
                yield _Import(f"{prefix}.{name}", len(dots), (*parts, name))
    for items in _IMPORT.findall(source):
        for item in items.split(","):
            if name := _DOTTED.search(item):
                yield _Import(name[0], 0, tuple(name[0].split(".")))


def _file_of(path: Path, module: _Import) -> Path | None:
    """Where the project around a file has a module; None for those of others."""
    if module.dots:
        folder = path.parent
        for _ in range(module.dots - 1):
            folder = folder.parent
        return _below(folder, module.parts)
    return _anywhere(_top(path.parent), module.parts)


@lru_cache(maxsize=4096)
def _top(folder: Path) -> Path:
    """The folder that holds the outermost package around; its own for what is in none."""
    return _top(folder.parent) if (folder / _PACKAGE).is_file() else folder


@lru_cache(maxsize=16384)
def _anywhere(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """In this folder or one above it, up to the top of the project."""
    files = (_below(home, parts) for home in _homes(folder, parts[0]))
    return next(filter(None, files), None)


@lru_cache(maxsize=16384)
def _homes(folder: Path, name: str) -> tuple[Path, ...]:
    """The folders that hold something of this name, the nearest first; none for what others install."""
    found: list[Path] = []
    for parent in (folder, *folder.parents[:_HIGHEST]):
        if not {name, f"{name}.py"}.isdisjoint(_within(parent)):
            found.append(parent)
        if _is_top(parent):
            break
    return tuple(found)


@lru_cache(maxsize=4096)
def _is_top(folder: Path) -> bool:
    return any((folder / root).exists() for root in versions.ROOTS)


@lru_cache(maxsize=16384)
def _below(folder: Path, parts: tuple[str, ...]) -> Path | None:
    target = folder.joinpath(*parts)
    if parts and f"{target.name}.py" in _within(target.parent):
        return target.with_name(f"{target.name}.py")
    return target / _PACKAGE if _PACKAGE in _within(target) else None


@lru_cache(maxsize=4096)
def _within(folder: Path) -> frozenset[str]:
    """The names of the folders in a folder, and of its Python files; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if _may_be_imported(entry))
    except OSError:
        return frozenset()


def _may_be_imported(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file() if entry.name.endswith(".py") else entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
