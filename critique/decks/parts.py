"""Reads what becomes a card: a file, lines of it, or standard input; and looks up which ids a deck has taken."""

from __future__ import annotations

import re
from pathlib import Path

from critique.decks import author
from critique.decks.author import Part
from critique.lint import files
from detectors.languages import language_of
from detectors.places import Lines
from detectors.surfaces import READERS
from trainer.deck import LARGEST, DeckError, load
from trainer.desk import DeskError


def part_of(
    file: str, lines: str | None = None, language: str | None = None, content: bytes | None = None
) -> Part:
    """What becomes a card: a file, or `content` from elsewhere, or the `lines` (41-80) of it. Raises DeskError."""
    if language is not None and language not in READERS:
        raise DeskError(f"there is no reader for '{language}'; one of: {', '.join(READERS)}")
    name = Path(file).as_posix() if content is None else ""
    try:
        content = Path(file).read_bytes() if content is None else content
    except OSError as error:
        raise DeskError(f"{file}: cannot be read: {_reason(error)}") from None
    language = language or language_of(name, content[:8192].decode("utf-8", "replace"))
    if language is None:
        raise DeskError(f"{file}: the language cannot be told; name it with --language")
    source = files.decode(file, content, language)
    if isinstance(source, files.Unread):
        raise DeskError(f"{file}: {source.reason}")
    try:
        part = author.part(name, language, source.text, lines_of(lines))
    except ValueError as error:
        raise DeskError(f"{file}: {error}") from None
    if not part.code.strip():
        raise DeskError(f"{file}: holds nothing to make a card of")
    if len(part.code.encode()) > LARGEST:
        raise DeskError(
            f"{file}: is larger than {LARGEST // 1024} KB; choose a part with --lines A-B"
        )
    return part


def lines_of(text: str | None) -> Lines | None:
    """Of `41-80`, or of `41`. Raises DeskError."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if not match:
        raise DeskError(f"--lines is a range such as 41-80, not '{text}'")
    return Lines(int(match[1]), int(match[2] or match[1]))


def taken_in(folder: Path) -> frozenset[str]:
    """The ids of the cards in this deck; DeskError where it cannot be used."""
    if not folder.exists():
        return frozenset()
    try:
        return frozenset(load(folder).folders)
    except DeckError as error:
        raise DeskError(f"{error}; 'critique check {folder}' lists all that is wrong") from None


def _reason(error: OSError) -> str:
    return (error.strerror or "").lower()
