"""Where cards are made of files: lets the detectors look, and writes what the author leaves of it.

The screens are open long before somebody asks: what judges code is imported then.
"""

from __future__ import annotations

import re
from pathlib import Path

from critique.decks import DECK
from trainer.desk import DeskError
from trainer.draft import Draft


class Desk:
    """Of one deck, which is made when its first card is kept."""

    def __init__(self, folder: Path = Path(DECK)) -> None:
        self.folder = folder

    def at(self, folder: Path) -> Desk:
        return Desk(folder)

    def draft(self, wanted: str) -> Draft:
        from critique.decks import author, parts

        name, lines = wanted.strip(), None
        if (match := re.fullmatch(r"(.+):(\d+(?:-\d+)?)", name)) and not Path(name).exists():
            name, lines = match.groups()
        part = parts.part_of(str(Path(name).expanduser()), lines)
        return author.draft(part, scenario="", taken=parts.taken_in(self.folder))

    def mended(self, draft: Draft, sound: str) -> Draft:
        from critique.decks import author

        return author.mended(draft, sound)

    def keep(self, draft: Draft) -> str:
        from trainer.cardwriter import write_card
        from trainer.neutralise import one_line
        from trainer.numbers import counted

        card = draft.finished()
        try:
            folder = write_card(card, self.folder)
        except OSError as error:
            why = (error.strerror or "").lower()
            raise DeskError(f"{self.folder} cannot be written: {why}") from None
        return one_line(f"{folder}: {counted(len(card.answers), 'answer')}")
