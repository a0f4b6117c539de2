"""From somebody's code to the draft of a card: language, masked secrets, detected answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from critique import __version__
from critique.decks.masking import secrets_of
from critique.decks.notices import notices
from detectors.credentials.secrets import mask
from detectors.engine import inspect
from detectors.model import Inspection
from detectors.places import Lines
from detectors.text import Text
from trainer import keys
from trainer.card import Card
from trainer.draft import Draft, Item
from trainer.numbers import counted, named


@dataclass(frozen=True)
class Part:
    """The lines of a file that become a card."""

    name: str
    """What the file is called; empty for standard input."""
    language: str
    code: str
    first: int = 1
    """Line of the file with which it begins."""


def part(name: str, language: str, text: str, lines: Lines | None) -> Part:
    """These lines of a text, or all of it, with line ends of one kind and without an indent in common.

    ValueError where the text has not so many lines.
    """
    all_lines = Text(text).lines
    if lines is not None and not 1 <= lines.first <= lines.last <= len(all_lines):
        raise ValueError(
            f"has {counted(len(all_lines), 'line')}; --lines {lines} is not among them"
        )
    chosen = all_lines if lines is None else all_lines[lines.first - 1 : lines.last]
    indents = [len(line) - len(line.lstrip(" ")) for line in chosen if line.strip()]
    first = 1 if lines is None else lines.first
    common = min(indents, default=0) if lines is not None else 0
    return Part(name, language, "\n".join(line[common:].rstrip() for line in chosen) + "\n", first)


def draft(part: Part, *, scenario: str, taken: frozenset[str], title: str = "") -> Draft:
    """The card as the detectors see it, before a person has looked at it; called by its file, or by `title`."""
    code, masked = _masked(part)
    inspection = inspect(code, part.language, name=part.name)
    card = Card(
        id=_free(_slug(part.name or part.language, title), taken),
        title=_title(title or part.name or part.language),
        scenario=scenario,
        language=part.language,
        name=part.name,
        code=code,
        source="own code",
    )
    keyed = keys.rekeyed(card, inspection, version=__version__)
    return Draft(
        card=replace(keyed, answers=()),
        items=tuple(Item(answer=answer) for answer in keyed.answers),
        masked=masked,
        notices=notices(code, part.language, part.name),
        taken=taken,
    )


def mended(draft: Draft, sound: str) -> Draft:
    """The draft with this production-ready version, its fine places, and what is found in it; "" takes it away."""
    card = draft.card
    if not sound.strip():
        bare = replace(card, sound=None, sound_cleared=(), sound_neutral=())
        return replace(draft, card=_keyed(bare, None), left=())
    clean, _ = _masked(Part(card.name, card.language, _as_card(sound)))
    seen = inspect(clean, card.language, name=card.name)
    left = tuple(
        dict.fromkeys(f"{one.risk} on {named(Lines(*one.lines))}" for one in seen.findings)
    )
    return replace(draft, card=_keyed(replace(card, sound=clean), seen), left=left)


def _keyed(card: Card, sound: Inspection | None) -> Card:
    """With the places of its production-ready version; its own answers are up to its author by now."""
    code = inspect(card.code, card.language, name=card.name)
    today = keys.rekeyed(card, code, sound, version=__version__)
    return replace(card, sound_cleared=today.sound_cleared, key=today.key)


def _as_card(text: str) -> str:
    """With line ends of one kind and nothing behind the lines."""
    return "\n".join(line.rstrip() for line in Text(text).lines).rstrip("\n") + "\n"


def _masked(part: Part) -> tuple[str, tuple[Lines, ...]]:
    """The code with every credential replaced by a worthless one, and where."""
    code = mask(part.code, secrets_of(part.code, part.language, part.name))
    before, after = Text(part.code).lines, Text(code).lines
    changed = [n for n, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b]
    return code, tuple(Lines(number, number) for number in changed)


def _slug(name: str, title: str) -> str:
    path = PurePosixPath(name)
    stem = path.stem.lstrip(".") or path.name.lstrip(".")
    words = re.findall(r"[a-z0-9]+", f"{path.parent.name} {stem} {title}".lower())
    return "-".join(words)[:48].strip("-") or "card"


def _free(slug: str, taken: frozenset[str]) -> str:
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)


def _title(name: str) -> str:
    stem = PurePosixPath(name).stem.lstrip(".") or name
    return " ".join(re.findall(r"[A-Za-z0-9]+", stem)).capitalize() or "A card"
