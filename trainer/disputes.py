"""What learners hold against an answer key: a file for each, until an author has settled it.

A key that is wrong drives learners away, and they are the first to see it. A dispute changes no score; it
lies in the learner's state folder, `critique check` lists it, and settling it keeps it with the verdict.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from detectors.places import Lines
from trainer.card import Snippet
from trainer.deck import SHIPPED, Deck, DeckError
from trainer.history import state_folder

LARGEST = 16 * 1024


class DisputeError(Exception):
    """A dispute cannot be kept or found; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """One learner's objection to one line of a debrief."""

    card: str
    variant: str
    hash: str
    """Of the code that was shown."""
    lines: str
    risk: str
    outcome: str
    """What the debrief said: missed, false, fine ..."""
    reason: str
    at: str
    """ISO 8601, UTC."""

    @property
    def id(self) -> str:
        """The name of its file, without a suffix."""
        told = f"{self.card} {self.variant} {self.hash} {self.lines} {self.risk} {self.outcome}"
        return f"{self.card}-{sha256(told.encode()).hexdigest()[:8]}"


def keep(
    snippet: Snippet, *, lines: Lines, risk: str, outcome: str, reason: str
) -> tuple[Dispute, Path]:
    """Writes it; the same objection again replaces the first. Raises DisputeError."""
    made = Dispute(
        card=snippet.card.id,
        variant=snippet.variant,
        hash=snippet.hash,
        lines=str(lines),
        risk=risk,
        outcome=outcome,
        reason=reason.strip(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    folder = snippet.card.folder
    path = _folder(folder.parents[1] if folder else SHIPPED) / f"{made.id}.json"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(made), indent=1, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise DisputeError(f"{path} cannot be written: {error.strerror}") from None
    return made, path


def unsettled(deck: Path) -> list[Dispute]:
    """Those about cards of this deck, by card; files that are none are left alone."""
    return sorted(_read(_folder(deck)), key=lambda one: (one.card, one.at))


def is_outdated(dispute: Dispute, deck: Deck) -> bool:
    """The card is gone or its code has changed since."""
    if dispute.card not in deck:
        return True
    try:
        snippet = Snippet(
            deck.card(dispute.card), "sound" if dispute.variant == "sound" else "snippet"
        )
    except DeckError:
        return False
    return snippet.hash != dispute.hash


def settle(deck: Path, id: str, verdict: str) -> Path:
    """Puts it aside with what was decided, and returns where it lies now. Raises DisputeError."""
    found = next((one for one in unsettled(deck) if one.id == id), None)
    if found is None:
        raise DisputeError(f"there is no dispute '{id}'; critique check lists them")
    path = _folder(deck) / f"{id}.json"
    aside = path.parent / "settled" / path.name
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        told = {**asdict(found), "verdict": verdict}
        aside.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        path.unlink()
    except OSError as error:
        raise DisputeError(f"{path} cannot be put aside: {error.strerror}") from None
    return aside


def _folder(deck: Path) -> Path:
    """One for each deck, told apart by where it lies."""
    kept = Deck(deck).kept
    name = f"{Path(kept).name}-{sha256(kept.encode()).hexdigest()[:8]}" if kept else "shipped"
    return state_folder() / "disputes" / name


def _read(folder: Path) -> Iterator[Dispute]:
    for path in sorted(folder.glob("*.json")):
        try:
            if path.stat().st_size > LARGEST:
                continue
            told: Any = json.loads(path.read_text("utf-8"))
            yield Dispute(**{name: str(told[name]) for name in Dispute.__dataclass_fields__})
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
