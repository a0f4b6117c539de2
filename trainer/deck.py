"""Finds and reads cards: a deck is a folder `<surface>/<card>/` of data, each card read when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from detectors.surfaces import READERS, SURFACES, surface_of
from detectors.text import Text
from trainer.card import Card, Variant
from trainer.scenario import nearest

if TYPE_CHECKING:
    from trainer.cardfile import Fields

SHIPPED = Path(__file__).resolve().parent.parent / "snippets"
"""The deck that comes with the program: beside the packages, in a checkout and where they are installed."""
LARGEST = 64 * 1024
"""Bytes of a file: a card is read by a person in a few minutes."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something in a deck that is not as it should be."""

    path: Path
    line: int
    """From 1."""
    message: str
    """One sentence without its end: what is wrong and what to do."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class DeckError(Exception):
    """A deck or a card cannot be used; the text says in which file and line why, and what to do."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


class Deck:
    """The cards of one folder, by id; iterating reads them all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._cards: dict[str, Card] = {}

    @property
    def kept(self) -> str:
        """What the history calls it: its whole path, and nothing for the shipped deck, which moves with the program."""
        path = self.path.resolve()
        return "" if path == SHIPPED else str(path)

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def folders(self) -> dict[str, Path]:
        """Card id -> its folder, sorted by surface and name. Raises DeckError."""
        if not self.path.is_dir():
            raise DeckError(Problem(self.path, 1, "is no folder; a deck is <surface>/<card>/"))
        folders: dict[str, Path] = {}
        problems: list[Problem] = []
        for surface in _folders(self.path):
            cards = _folders(surface)
            if surface.name not in SURFACES:
                hint = nearest(surface.name, SURFACES)
                problems += (
                    Problem(card, 1, f"lies in '{surface.name}', which is no surface{hint}")
                    for card in cards
                    if (card / "card.yaml").exists()
                )
                continue
            for card in cards:
                if card.name in folders:
                    other = folders[card.name]
                    problems.append(Problem(card, 1, f"has the id of {other}; rename one of them"))
                folders.setdefault(card.name, card)
        if problems:
            raise DeckError(*problems)
        return folders

    def __len__(self) -> int:
        return len(self.folders)

    def __contains__(self, id: object) -> bool:
        return id in self.folders

    def __iter__(self) -> Iterator[Card]:
        return (self.card(id) for id in self.folders)

    def ids(self, *, surface: str | None = None, risk: str | None = None) -> list[str]:
        """The cards of this surface whose answers or decoys name this risk.

        Cards are searched as text, not parsed: choosing eight of a thousand reads eight.
        """
        names = re.compile(rf"\brisk: *['\"]?{re.escape(risk)}(?![\w-])") if risk else None
        return [
            id
            for id, folder in self.folders.items()
            if (surface is None or folder.parent.name == surface)
            and (names is None or names.search(_text(folder / "card.yaml")))
        ]

    @cached_property
    def has_clean(self) -> bool:
        """Some snippet of a session may have nothing wrong: there are sound versions, or clean cards."""
        has_sound = any(any(folder.glob("sound.*")) for folder in self.folders.values())
        return has_sound or any(self._is_clean(id) for id in self.folders)

    def _is_clean(self, id: str) -> bool:
        try:
            return self.card(id).is_clean
        except DeckError:  # said when it is to be shown
            return False

    def card(self, id: str) -> Card:
        """KeyError for an unknown id; DeckError for a card that is not right."""
        if id not in self._cards:
            self._cards[id] = read_card(self.folders[id])
        return self._cards[id]


def load(path: str | Path) -> Deck:
    """The deck in this folder; only the names of its cards are read now. Raises DeckError."""
    deck = Deck(Path(path))
    _ = deck.folders
    return deck


def only(card: Card) -> Deck:
    """A deck of this card alone, which need not lie anywhere."""
    deck = Deck(card.folder.parent.parent if card.folder else Path(card.id))
    deck.folders = {}
    deck.has_clean = card.is_clean or card.sound is not None
    return deck


def deck_of(card: Card) -> Deck | None:
    """The deck that the card lies in; None for one that was made by no deck."""
    return Deck(card.folder.parent.parent) if card.folder else None


def reopen(kept: str) -> Deck:
    """The deck that the history calls so. Raises DeckError."""
    return load(kept or SHIPPED)


def shipped() -> Deck:
    """The deck that came with the program."""
    return load(SHIPPED)


def read_card(folder: Path, *, keyed: bool = True) -> Card:
    """The card in this folder; raises DeckError with everything that is wrong.

    With `keyed=False` the answers need not fit the code: they are about to be made again.
    """
    # A deck is opened before the first screen; YAML, slow to import, waits until a card is asked for.
    from trainer import cardfile

    path = folder / "card.yaml"
    try:
        fields = cardfile.read(_text(path))
    except cardfile.CardMistakes as error:
        raise DeckError(*(Problem(path, m.line, m.message) for m in error.mistakes)) from error
    values, problems = fields.values, _misplaced(folder, fields)
    files: dict[Variant, str] = {}
    code: dict[Variant, str] = {}
    for variant in get_args(Variant):
        if found := _code_file(folder, variant, values["language"], problems):
            files[variant] = found.name
            code[variant] = _text(found)
            if not code[variant].strip():
                problems.append(Problem(found, 1, "holds no code"))
    if "snippet" in code and keyed and not problems:
        problems += _outside(path, fields, code)
    if problems:
        raise DeckError(*sorted(problems))
    return Card(code=code["snippet"], sound=code.get("sound"), folder=folder, files=files, **values)


def _misplaced(folder: Path, fields: Fields) -> list[Problem]:
    path, values = folder / "card.yaml", fields.values
    problems = []
    if values["id"] != folder.name:
        problems.append(
            Problem(
                path,
                fields.lines["id"],
                f"id is '{values['id']}' but the folder is '{folder.name}'; rename one of them",
            )
        )
    language = values["language"]
    if language not in READERS:
        hint = nearest(language, list(READERS)) or f"; one of: {', '.join(READERS)}"
        problems.append(
            Problem(path, fields.lines["language"], f"no reader for language '{language}'{hint}")
        )
    elif surface_of(language) != folder.parent.name:
        problems.append(
            Problem(
                path,
                fields.lines["language"],
                f"{language} belongs under {surface_of(language)}/, not {folder.parent.name}/",
            )
        )
    return problems


def _code_file(folder: Path, variant: str, language: str, problems: list[Problem]) -> Path | None:
    found = [path for path in sorted(folder.glob(f"{variant}.*")) if path.is_file()]
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        problems.append(Problem(folder, 1, f"has several {variant} files ({names}); keep one"))
    elif not found and variant == "snippet":
        suffix = SUFFIXES.get(language, "")
        problems.append(Problem(folder, 1, f"has no snippet; put the code into snippet{suffix}"))
    return found[0] if found else None


def _outside(path: Path, fields: Fields, code: dict[Variant, str]) -> list[Problem]:
    last = {variant: len(Text(text).lines) for variant, text in code.items()}
    return [
        Problem(path, line, f"lines {lines} are outside the {variant}, which has {last[variant]}")
        if variant in last
        else Problem(path, line, "speaks of a sound version, but there is no sound.*")
        for line, lines, variant in fields.places
        if variant not in last or lines.last > last[variant]
    ]


def _folders(path: Path) -> list[Path]:
    return sorted(p for p in path.iterdir() if p.is_dir() and p.name[0] not in "._")


def _text(path: Path) -> str:
    """The file's text with its line ends as they are; DeckError where it cannot be."""
    try:
        if not path.is_file():
            raise DeckError(Problem(path, 1, "is not there; see docs/cards.md for what a card is"))
        if path.stat().st_size > LARGEST:
            raise DeckError(Problem(path, 1, f"is larger than {LARGEST // 1024} KB"))
        raw = path.read_bytes()
    except OSError as error:
        raise DeckError(Problem(path, 1, f"cannot be read: {error.strerror}")) from error
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DeckError(Problem(path, line, "is not UTF-8; save it as UTF-8")) from error


SUFFIXES = {
    "python": ".py",
    "shell": ".sh",
    "yaml": ".yaml",
    "json": ".json",
    "toml": ".toml",
    "ini": ".ini",
    "env": ".env",
    "properties": ".properties",
    "nginx": ".conf",
    "dockerfile": ".Dockerfile",
    "hcl": ".tf",
    "haproxy": ".cfg",
    "apache": ".htaccess",
    "makefile": ".mk",
    "procfile": ".Procfile",
    "jenkinsfile": ".Jenkinsfile",
    "crontab": ".crontab",
}
"""Language -> suffix of a card's code files."""
