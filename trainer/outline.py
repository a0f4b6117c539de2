"""What planning a session needs to know of a card, read from its text without parsing YAML.

A plan weighs every card of a deck and shows eight of them: what is read here is a hint at what the card
asks, and the card itself, strictly read, decides what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from detectors.severities import SEVERITIES, Severity
from trainer.card import Variant
from trainer.deck import LARGEST, Deck
from trainer.scoring import WEIGHTS

_SECTION = re.compile(r"^(\w+):", re.MULTILINE)
_ENTRY = re.compile(r"\brisk: *['\"]?([a-z][a-z-]*)(.*?)(?=\brisk:|\Z)", re.DOTALL)
_SEVERITY = re.compile(rf"\bseverity: *['\"]?({'|'.join(SEVERITIES)})")
_CLEARED = re.compile(r"\bcleared:(.*?)(?=\bneutral:|\Z)", re.DOTALL)
_DIFFICULTY = re.compile(r"\s*(\d)")
USUAL_DIFFICULTY = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """A card from afar."""

    id: str
    surface: str
    difficulty: int
    """1 to 5."""
    asked: Mapping[str, int]
    """Risk -> weight (1 to 4) of its heaviest answer."""
    fine: frozenset[str]
    """Risks of which the snippet has places that look bad and are fine."""
    sound_fine: frozenset[str]
    """The same of the sound version."""
    has_sound: bool

    @property
    def is_clean(self) -> bool:
        return not self.asked

    def decoys(self, variant: Variant) -> frozenset[str]:
        """Risks that a learner could wrongly flag in this version."""
        return self.fine if variant == "snippet" else self.sound_fine | frozenset(self.asked)


def outlines(deck: Deck) -> list[Outline]:
    """The outline of each card, in the deck's order; a card that cannot be read is left out."""
    found = []
    for id, folder in deck.folders.items():
        try:
            names = [path.name for path in folder.iterdir()]
            with (folder / "card.yaml").open(encoding="utf-8") as file:
                text = file.read(LARGEST)
        except (OSError, UnicodeDecodeError):
            continue  # said by the deck, with its reason, when the card is to be shown
        found.append(_outline(id, folder, text, names))
    return found


def _outline(id: str, folder: Path, text: str, names: list[str]) -> Outline:
    sections = _sections(text)
    asked: dict[str, int] = {}
    for risk, rest in _ENTRY.findall(sections.get("answers", "")):
        told = _SEVERITY.search(rest)
        if weight := WEIGHTS[cast(Severity, told[1]) if told else "medium"]:
            asked[risk] = max(weight, asked.get(risk, 0))
    difficulty = _DIFFICULTY.match(sections.get("difficulty", ""))
    sound_cleared = _CLEARED.search(sections.get("sound", ""))
    return Outline(
        id=id,
        surface=folder.parent.name,
        difficulty=int(difficulty[1]) if difficulty else USUAL_DIFFICULTY,
        asked=asked,
        fine=_risks(sections.get("cleared", "")),
        sound_fine=_risks(sound_cleared[1] if sound_cleared else ""),
        has_sound=any(name.startswith("sound.") for name in names),
    )


def _risks(text: str) -> frozenset[str]:
    return frozenset(risk for risk, _ in _ENTRY.findall(text))


def _sections(text: str) -> dict[str, str]:
    """Top-level key -> what stands under it."""
    starts = list(_SECTION.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return {match[1]: text[match.end() : end] for match, end in zip(starts, ends, strict=True)}
