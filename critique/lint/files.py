"""Which files are linted, and their text: folders are walked, `.gitignore` is honoured."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from errno import ELOOP
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.languages import language_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

LARGEST = 2_000_000
"""Bytes; what is larger is generated or data, and is reported instead of read."""

NEVER = {
    ".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", ".mypy_cache", ".ruff_cache",
    ".pytest_cache", "__pycache__", "node_modules", "site-packages", ".eggs", ".terraform",
}  # fmt: skip
"""Folders that are never walked into: they hold what other programs wrote."""

CARD_DEPTH = 2
"""Folders from a deck to its cards: who names a deck, or less than it, wants to know what is in it."""

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.M)


@dataclass(frozen=True)
class Source:
    """A file that was read."""

    path: str
    language: str
    text: str
    encoding: str = "utf-8"
    """What it is written in, and is to be written in again."""


@dataclass(frozen=True)
class Unread:
    """A file that was not, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class _Ignored:
    """One `.gitignore`: patterns are relative to the folder that it lies in."""

    folder: Path
    spec: GitIgnoreSpec

    def holds(self, path: Path, is_folder: bool) -> bool | None:
        relative = path.relative_to(self.folder).as_posix() + ("/" if is_folder else "")
        return self.spec.check_file(relative).include


def find(paths: Sequence[str], exclude: Sequence[str] = ()) -> Iterator[tuple[str, bool]]:
    """(path, whether it was named itself) of every file below these paths, in a stable order.

    A file that is named is taken even if it is ignored; folders are searched without ignored
    and excluded ones. FileNotFoundError for a path that does not exist.
    """
    seen = set()
    for given in paths:
        path = Path(given)
        if os.path.isdir(path):
            found = _walk(path, _above(path), spec(exclude), _name(path), 0)
        elif os.path.exists(path) or _is_out_of_reach(path):
            found = iter([(_name(path), True)])
        else:
            raise FileNotFoundError(given)
        for name, named in found:
            if name not in seen:
                seen.add(name)
                yield name, named


def _is_out_of_reach(path: Path) -> bool:
    """Whether it may be there, but cannot be looked at; reading it says why."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        return error.errno != ELOOP
    return True


def _name(path: Path) -> str:
    return path.as_posix()


def _walk(
    folder: Path,
    ignored: tuple[_Ignored, ...],
    excluded: GitIgnoreSpec,
    shown: str,
    depth: int,
) -> Iterator[tuple[str, bool]]:
    real = Path(os.path.abspath(folder))
    prefix = "" if shown == "." else shown.rstrip("/") + "/"
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield shown, True
        return
    if depth > CARD_DEPTH and _is_card({entry.name for entry in entries}):
        return
    has_own = any(entry.name == ".gitignore" for entry in entries)
    if has_own and (own := _gitignore(real)):
        ignored = (*ignored, own)
    for entry in entries:
        name = prefix + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name in NEVER and is_folder:
            continue
        if _is_ignored(real / entry.name, is_folder, ignored):
            continue
        if excluded.match_file(name + ("/" if is_folder else "")):
            continue
        if is_folder:
            yield from _walk(Path(entry.path), ignored, excluded, name, depth + 1)
        elif _is_file(entry):
            yield name, False


def _is_card(names: set[str]) -> bool:
    """Of an exercise: what is wrong there is meant to be."""
    return "card.yaml" in names and any(name.startswith("snippet.") for name in names)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """No socket, and no link that leads nowhere or in a circle."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_ignored(path: Path, is_folder: bool, ignored: tuple[_Ignored, ...]) -> bool:
    """The innermost `.gitignore` that says anything of the path decides, as in git."""
    for one in reversed(ignored):
        verdict = one.holds(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _above(folder: Path) -> tuple[_Ignored, ...]:
    """The `.gitignore` files of the folders around this one, up to the top of its repository."""
    real = Path(os.path.abspath(folder))
    if os.path.exists(real / ".git"):
        return ()
    found = []
    for parent in real.parents:
        if own := _gitignore(parent):
            found.append(own)
        if os.path.exists(parent / ".git"):
            return tuple(reversed(found))
    return ()


@cache
def _gitignore(folder: Path) -> _Ignored | None:
    try:
        lines = (folder / ".gitignore").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return _Ignored(folder, spec(lines))


def spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """What these lines of a `.gitignore` match."""
    from pathspec import GitIgnoreSpec  # only folders need it, and it takes long to import

    return GitIgnoreSpec.from_lines(lines)


def read(path: str, named: bool) -> Source | Unread | None:
    """The file's text and language; None for one that was only met and that no reader is for."""
    try:
        size = os.stat(path).st_size
        with open(path, "rb") as file:
            head = file.read(8192)
            if b"\0" in head:
                return Unread(path, "is binary") if named else None
            language = language_of(path, head.decode("utf-8", "replace"))
            if language is None:
                return Unread(path, "is in no language that critique reads") if named else None
            if size > LARGEST:
                return Unread(path, f"has {size:,} bytes; files over {LARGEST:,} are not read")
            content = head + file.read()
    except OSError as error:
        return Unread(path, f"cannot be read: {(error.strerror or 'input/output error').lower()}")
    return decode(path, content, language)


def decode(path: str, content: bytes, language: str) -> Source | Unread:
    """The text of a file's bytes: UTF-8, or what a Python file declares."""
    if b"\0" in content:
        return Unread(path, "is binary")
    encoding = "utf-8"
    if language == "python" and (declared := _CODING.match(b"\n".join(content.split(b"\n")[:2]))):
        encoding = declared[1].decode("ascii")
    try:
        text = content.decode(encoding)
    except LookupError:
        return Unread(path, f"declares the encoding '{encoding}', which Python does not know")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Unread(path, f"is not {encoding.upper()} on line {line}; save it as UTF-8")
    if text.startswith("\ufeff"):
        return Source(path, language, text[1:], "utf-8-sig" if encoding == "utf-8" else encoding)
    return Source(path, language, text, encoding)
