"""What makes cards of code: the detectors do, and the screens ask for it without knowing them."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from trainer.draft import Draft


class DeskError(Exception):
    """What was asked for cannot be done; the text says in a sentence why."""


class Desk(Protocol):
    """One deck that cards are written for. Each method may raise DeskError, and may take a second or two."""

    folder: Path

    def at(self, folder: Path) -> Desk:
        """The desk of another deck."""
        ...

    def draft(self, wanted: str) -> Draft:
        """Of a file, `payments/refund.py`, or of lines of it, `payments/refund.py:41-80`."""
        ...

    def mended(self, draft: Draft, sound: str) -> Draft:
        """The draft with this production-ready version, and what is still found in it."""
        ...

    def keep(self, draft: Draft) -> str:
        """Writes the card, and says where it is."""
        ...
