"""The nearest place where the same thing is judged the other way: fine where this is risky, risky where it is fine."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from detectors.places import Lines
from detectors.text import Text
from trainer.card import Card, Snippet, Variant
from trainer.debrief import Entry
from trainer.deck import Deck, DeckError
from trainer.numbers import named
from trainer.sentences import alone

WORD = re.compile(r"[^\W\d_]{3,}")
READ = 6
"""Cards to read before the most similar place of them is taken: a card takes some milliseconds."""


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A place in another version of the card or in another card. Texts are safe to print."""

    snippet: Snippet
    lines: Lines
    risk: str
    is_fine: bool
    """Here it is fine, there it was risky; or the other way round."""
    why: str
    """Why it is fine, or what happens in production."""
    is_same_card: bool

    @property
    def verdict(self) -> str:
        return "fine" if self.is_fine else "risky"

    @property
    def where(self) -> str:
        """`at lines 9-12 of this card's production-ready version`."""
        if not self.is_same_card:
            of = f'another card, "{self.snippet.title}"'
        elif self.snippet.variant == "sound":
            of = "this card's production-ready version"
        else:
            of = "this card as it was before"
        return f"at {named(self.lines)} of {of}"


def twin_of(
    entry: Entry, snippet: Snippet, deck: Deck, hidden: Collection[str] = ()
) -> Twin | None:
    """Of what a debrief says of `snippet`; None where the deck has none.

    The card's own other version comes first, then what is most alike on the same surface.
    `hidden` are cards that must not be given away: the learner is about to see them.
    """
    is_fine = entry.is_risky
    seen = _words(snippet, entry.lines)
    own = [twin for twin in _places(snippet.card, entry.risk, snippet) if twin.is_fine == is_fine]
    if own:
        return _most_alike(own, seen)
    ids = [
        id
        for id in deck.ids(surface=snippet.surface, risk=entry.risk)
        if id != snippet.card.id and id not in hidden
    ]
    ids.sort(key=lambda id: -len(seen & _words_of_files(deck.folders[id])))
    for first in range(0, len(ids), READ):
        found = [
            twin
            for id in ids[first : first + READ]
            for twin in _places(_card(deck, id), entry.risk, snippet)
            if twin.is_fine == is_fine
        ]
        if found:
            return _most_alike(found, seen)
    return None


def _places(card: Card | None, risk: str, shown: Snippet) -> Iterator[Twin]:
    """Where this card speaks of the risk, but for the version that was shown."""
    versions = (card.snippet, card.sound_snippet) if card else ()
    for version in versions:
        if version is None or version.id == shown.id:
            continue
        spots = [(a.lines, a.why, False) for a in version.answers if a.weight and a.risk == risk]
        spots += [(c.lines, c.reason, True) for c in version.cleared if c.risk == risk]
        for lines, why, is_fine in spots:
            yield Twin(
                snippet=version,
                lines=lines,
                risk=risk,
                is_fine=is_fine,
                why=alone(why, version.code),
                is_same_card=version.card.id == shown.card.id,
            )


def _card(deck: Deck, id: str) -> Card | None:
    try:
        return deck.card(id)
    except DeckError:  # `critique check` says what is wrong with it
        return None


def _most_alike(twins: Sequence[Twin], seen: frozenset[str]) -> Twin:
    def alike(twin: Twin) -> float:
        words = _words(twin.snippet, twin.lines)
        return len(words & seen) / max(1, len(words | seen))

    return max(twins, key=alike)


def _words(snippet: Snippet, lines: Lines) -> frozenset[str]:
    code = Text(snippet.code).lines[lines.first - 1 : lines.last]
    return frozenset(WORD.findall("\n".join(code).lower()))


def _words_of_files(folder: Path) -> frozenset[str]:
    """Of a card's code, without reading the card."""
    files = (path for path in folder.iterdir() if path.stem in get_args(Variant))
    texts = (path.read_bytes().decode("utf-8", "replace") for path in files if path.is_file())
    return frozenset(WORD.findall("\n".join(texts).lower()))
