"""Which clients occur in a source: read off its import lines and words, without parsing it.

The gate may say yes in doubt, and must never say no to a source that a reader would see a client in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_WITHOUT_SHELL = frozenset({"nginx", "haproxy", "apache", "env", "properties"})
"""Languages whose words are never commands."""

_HEAD = 400
"""Characters within which a data file names its modules or aliases."""
_LONGEST = 20_000
"""Characters of the longest import statement that is looked at as one."""
_TITLE = re.compile(r"^title: ", re.MULTILINE)
_WORDS_OF = re.compile(r"^(?:modules|aliases): \[([^\]]*)\]", re.MULTILINE)

_FROM = re.compile(r"\bfrom\b((?:[\w. \t\f]|\\\r?\n|\\\r)+?)\bimport\b(?=([^;]*))")
_IMPORT = re.compile(r"\bimport\b((?:\\\r?\n|\\\r|[^;#\r\n])*)")
_OWNER = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\.[A-Za-z_]")
_CALL = re.compile(r"\w*import\w*\s*\(\s*[rRbBuU]?[\"']([\w.]+)[\"']")
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"[\s\\]+")
_COMMENT = re.compile(r"#[^\r\n]*")


def occurring(source: str, language: str) -> frozenset[str]:
    """The ids of the clients that occur in a source.

    Python: those whose module an import names; other languages: those whose command stands there as a word.
    """
    if language == "python":
        return _imported(source)
    if language in _WITHOUT_SHELL:
        return frozenset()
    return frozenset(
        id
        for word, (id, pattern) in _commands().items()
        if word in source and pattern.search(source)
    )


@cache
def data_files(folder: str) -> dict[str, Path]:
    """Id -> data file of a folder: the tree is the table of contents.

    A file that describes no client of its own (`wrappers`) has no title in its head.
    """
    return {
        path.stem: path
        for path in sorted((_FOLDER / folder).glob("*.yaml"))
        if _TITLE.search(_head(path))
    }


@cache
def modules_of(id: str) -> tuple[str, ...]:
    """The modules that a file imports to name this Python client or context; see the head of its data."""
    path = {**data_files("context"), **data_files("python")}[id]
    words = _words(path)
    return (id,) if words is None else words


def _head(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(_HEAD)


def _words(path: Path) -> tuple[str, ...] | None:
    """The list in the head of a data file, without parsing the file: a test keeps it true."""
    found = _WORDS_OF.search(_head(path))
    if not found:
        return None
    return tuple(word.strip(" \"'") for word in found[1].split(",") if word.strip())


@cache
def _commands() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Word -> the command that it calls, and how it stands there: the `http` of a URL is none."""
    return {
        word: (id, re.compile(rf"\b{re.escape(word)}\b(?![:-])"))
        for id, path in data_files("shell").items()
        for word in (id, *(_words(path) or ()))
    }


@cache
def _modules() -> dict[str, tuple[tuple[str, str], ...]]:
    """Top-level package -> (id, module) of the clients in it."""
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for id in data_files("python"):
        for module in modules_of(id):
            top = module.partition(".")[0]
            table[top] = (*table.get(top, ()), (id, module))
    return table


@cache
def _parents() -> frozenset[str]:
    """The packages from which a client's module can be imported: `urllib`, `google`, `google.cloud`."""
    return frozenset(
        module[:end]
        for pairs in _modules().values()
        for _, module in pairs
        for end in range(len(module))
        if module[end] == "."
    )


@lru_cache(maxsize=256)
def _imported(source: str) -> frozenset[str]:
    """Files of one project are looked at for themselves, and for each other."""
    found: set[str] = set()
    modules, parents = _modules(), _parents()
    position = source.find("import")
    if position < 0:
        owners = named_in_a_fragment(source) & modules.keys()
        return frozenset(id for top in owners for id, module in modules[top] if module in source)
    while position >= 0:
        start, end = _line(source, position)
        if _goes_on(source, start, position, end):
            start, end = _statement(source, start, position, end)
        packages = modules.keys() & set(_WORD.findall(source, start, end))
        if any(id not in found for package in packages for id, _ in modules[package]):
            start, end = _statement(source, start, position, end)
            for name, binds in _names(source[start:end], parents):
                for id, module in modules.get(name.partition(".")[0], ()):
                    if id not in found and _reaches(name, binds, module, source):
                        found.add(id)
        position = source.find("import", max(end, position + 6))
    return frozenset(found | _behind_a_star(source))


_STAR = re.compile(r"import[ \t]*\*")


def behind_a_star(source: str) -> frozenset[str]:
    """What stands before a dot in a file with `from .common import *`, by which it may have come in."""
    return frozenset(_OWNER.findall(source)) if _STAR.search(source) else frozenset()


def is_a_package(name: str) -> bool:
    """A client's module is this, or in it: `requests`, `urllib`."""
    return name in _modules()


def _behind_a_star(source: str) -> set[str]:
    modules = _modules()
    owners = behind_a_star(source) & modules.keys()
    return {id for top in owners for id, module in modules[top] if module in source}


def named_in_a_fragment(source: str) -> frozenset[str]:
    """What stands before a dot where nothing is imported: on a slide a module goes by its own name."""
    return frozenset() if "import" in source else frozenset(_OWNER.findall(source))


def _goes_on(source: str, start: int, position: int, end: int) -> bool:
    """What is imported may stand on another line: after a backslash, or in the brackets of a call."""
    return (
        source[start - 2 : start - 1] == "\\"
        or "\\" in source[start:end]
        or "\r" in source[max(0, start - 2) : start]
        or source[position + 6 : position + 7] in ("_", "(")
    )


def _names(statement: str, parents: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Dotted names that a statement imports, each with what it binds.

    all: the names below it, with `*`; top: its first segment; last: a name of its own.
    """
    for match in _FROM.finditer(statement):
        parent = _BLANK.sub("", match[1])
        if parent and not parent.startswith("."):
            yield parent, "nothing"
            if parent not in parents:
                continue
            for name in _COMMENT.sub("", match[2]).strip("() \t\r\n").split(","):
                words = _BLANK.sub(" ", name).split()
                if words:
                    name = words[0].strip("()")
                    yield (parent, "all") if name == "*" else (f"{parent}.{name}", "last")
    for match in _IMPORT.finditer(statement):
        for item in match[1].split(","):
            name, _, alias = _BLANK.sub(" ", item).strip().partition(" as ")
            name = name.replace(" ", "").strip("()")
            yield name, "last" if alias else "top"
    for match in _CALL.finditer(statement):
        yield match[1], "last"


def _reaches(name: str, binds: str, module: str, source: str) -> bool:
    """Whether a file that imports `name` so can name `module`."""
    if name == module or name.startswith(f"{module}."):
        return True
    if binds == "top":
        return module in source
    if module.startswith(f"{name}."):
        return binds == "all" or (binds == "last" and module.rpartition(".")[2] in source)
    return False


def _line(source: str, position: int) -> tuple[int, int]:
    return source.rfind("\n", 0, position) + 1, _line_end(source, position)


def _statement(source: str, start: int, position: int, end: int) -> tuple[int, int]:
    """The logical line around this place: backslashes and brackets carry it on."""
    while start > 1 and source[max(0, start - 3) : start].rstrip("\r\n").endswith("\\"):
        start = source.rfind("\n", 0, start - 1) + 1
    while end < len(source) and source[end - 2 : end].rstrip("\r").endswith("\\"):
        end = _line_end(source, end + 1)
    depth = _depth(source[position:end])
    limit = min(len(source), position + _LONGEST)
    while depth > 0 and end < limit:
        line, end = end + 1, _line_end(source, end + 1)
        depth += _depth(source[line:end])
    return start, end


def _depth(line: str) -> int:
    """Brackets that a line leaves open."""
    code = line.partition("#")[0]
    return code.count("(") - code.count(")")


def _line_end(source: str, position: int) -> int:
    end = source.find("\n", position)
    return end if end >= 0 else len(source)
