"""The deck's linter: what is wrong with a deck, each with file and line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from critique import __version__
from critique.progress import shown
from detectors.credentials.secrets import looks_real
from detectors.engine import inspect
from detectors.facts import File
from detectors.model import Inspection
from detectors.readers import read
from detectors.text import Text
from trainer import keys
from trainer.card import Card, Cleared, Variant
from trainer.cardwriter import write_card
from trainer.deck import SUFFIXES, Deck, DeckError, Problem, read_card
from trainer.draft import LONGEST, WIDEST
from trainer.neutralise import neutralise
from trainer.numbers import counted
from trainer.scoring import Answer

FIX = "run critique check --fix"


def problems(deck: Deck) -> Iterator[Problem]:
    """Everything that is wrong, in the order of the files."""
    try:
        folders = deck.folders
    except DeckError as error:
        yield from error.problems
        return
    for id, folder in shown(folders.items(), len(folders), "cards"):
        try:
            card = deck.card(id)
        except DeckError as error:
            yield from error.problems
            continue
        yield from sorted([*_strays(card, folder), *_texts(card, folder), *_key(card, folder)])
    yield from _outsiders(deck)


def rekey(deck: Deck) -> list[Path]:
    """Writes the answers of today into every card whose own differ; the folders that changed."""
    changed = []
    for folder in shown(deck.folders.values(), len(deck.folders), "cards"):
        card = read_card(folder, keyed=False)
        today = _today(card)[0]
        if card.key is None or _said(today) != _said(card) or today.key != card.key:
            write_card(today, deck.path)
            changed.append(folder)
    return changed


def summary(deck: Deck) -> str:
    """How many cards there are, of what."""
    cards = list(deck)
    surfaces = Counter(card.surface for card in cards)
    clean = sum(card.is_clean for card in cards)
    told = ", ".join(f"{name} {surfaces[name]}" for name in ("python", "shell", "config"))
    return f"{counted(len(cards), 'card')} ({told}; {clean} with nothing wrong)"


def _today(card: Card) -> tuple[Card, Inspection | None]:
    """The card with the answers that the detectors give now, and what they say of the sound version."""
    snippet = inspect(card.code, card.language, name=card.name, scenario=card.facts)
    sound = None
    if card.sound is not None:
        sound = inspect(card.sound, card.language, name=card.name, scenario=card.facts)
    return keys.rekeyed(card, snippet, sound, version=__version__), sound


def _said(card: Card) -> tuple[object, ...]:
    return card.answers, card.cleared, card.sound_cleared


def _key(card: Card, folder: Path) -> Iterator[Problem]:
    path = folder / "card.yaml"
    today, sound = _today(card)
    if card.key is None:
        yield Problem(path, 1, f"has no answers yet; {FIX}")
    elif (card.key.snippet, card.key.sound) != (
        today.key and today.key.snippet,
        today.key and today.key.sound,
    ):
        yield Problem(path, _line_of(path, "key"), f"its answers were made for other code; {FIX}")
    elif _said(today) != _said(card):
        line = _line_of(path, "answers")
        yield Problem(
            path, line, f"its answers differ from the detectors': {_difference(card, today)}; {FIX}"
        )
    if card.sound is None and not card.is_clean:
        name = f"sound{SUFFIXES[card.language]}"
        yield Problem(folder, 1, f"has answers but no {name}: add the production-ready version")
    forgiven = {
        *(c.risk for c in card.sound_cleared if c.by == "author"),
        *(r.risk for r in card.sound_neutral),
    }
    for finding in sound.findings if sound else ():
        if finding.risk not in forgiven:
            yield Problem(
                folder / card.files["sound"], finding.lines.first,
                f"the production-ready version has {finding.risk}: {finding.message}",
            )  # fmt: skip


def _difference(card: Card, today: Card) -> str:
    def places(answers: tuple[Answer, ...] | tuple[Cleared, ...]) -> set[str]:
        return {f"{one.risk} on {one.lines}" for one in answers}

    told = []
    for word, before, after in (
        ("", places(card.answers), places(today.answers)),
        ("fine: ", places(card.cleared), places(today.cleared)),
        ("fine in the sound version: ", places(card.sound_cleared), places(today.sound_cleared)),
    ):
        told += [f"+ {word}{place}" for place in sorted(after - before)]
        told += [f"- {word}{place}" for place in sorted(before - after)]
    return ", ".join(told[:4]) or "in their texts or spans"


def _line_of(path: Path, key: str) -> int:
    text = path.read_text("utf-8")
    match = re.search(rf"^{key}:", text, re.M)
    return text.count("\n", 0, match.start()) + 1 if match else 1


def _strays(card: Card, folder: Path) -> Iterator[Problem]:
    expected = {"card.yaml", *card.files.values()}
    for path in sorted(folder.iterdir()):
        if (
            path.name not in expected and path.name != "__pycache__"
        ):  # pip compiles what it installs
            yield Problem(path, 1, "does not belong to a card; move or delete it")


def _outsiders(deck: Deck) -> Iterator[Problem]:
    for path in sorted(deck.path.rglob("*")):
        depth = len(path.relative_to(deck.path).parts)
        if path.is_file() and depth < 3 and path.name not in {"README.md", "__init__.py"}:
            yield Problem(path, 1, "lies outside the cards; a deck is <surface>/<card>/")


def _texts(card: Card, folder: Path) -> Iterator[Problem]:
    codes: list[tuple[Variant, str]] = [("snippet", card.code)]
    if card.sound is not None:
        codes.append(("sound", card.sound))
    for variant, code in codes:
        path, lines = folder / card.files[variant], Text(code).lines
        if path.is_symlink():
            yield Problem(path, 1, "is a link; put the file itself there")
        key = looks_real(code)
        if key and key.kind == "private key":  # it has many lines
            yield Problem(
                path, code.count("\n", 0, code.index(key.text)) + 1,
                f"holds what looks like a real {key.kind}; put worthless text in its place",
            )  # fmt: skip
        for unread in read(code, File(card.name, card.language), frozenset()).problems:
            yield Problem(path, unread.lines.first, f"cannot be read: {unread.message}")
        if len(lines) > LONGEST:
            yield Problem(
                path, LONGEST + 1, f"has {len(lines)} lines; a card has at most {LONGEST}"
            )
        for number, line in enumerate(lines, 1):
            if len(line.expandtabs(4)) > WIDEST:
                wide = len(line.expandtabs(4))
                yield Problem(path, number, f"is {wide} columns wide; a card has at most {WIDEST}")
            if neutralise(line) != line.expandtabs(4):
                yield Problem(path, number, "holds a control or invisible character; take it out")
            if found := looks_real(line):
                yield Problem(
                    path, number,
                    f"holds what looks like a real {found.kind}; put worthless text in its place",
                )  # fmt: skip
