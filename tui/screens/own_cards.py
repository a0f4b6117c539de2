"""What home offers of one's own: to train on another deck, and to make a card of a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual.screen import Screen

from trainer.deck import Deck
from trainer.desk import Desk, DeskError
from trainer.numbers import counted
from tui.feedback import say, telling
from tui.search import RiskEntry

NO_DECK = (
    "There is no deck of yours yet: a makes a card of a file, "
    "'critique mine FOLDER' a deck of a repository."
)
WHICH = "A card of which file? FILE, or FILE:41-80 for lines of it"


def choose_deck(
    screen: Screen[Any], decks: Sequence[Deck], now: Deck, then: Callable[[Deck], None]
) -> None:
    """Lets one of these decks be chosen; `now` is the one that is trained on."""
    from tui.screens.picker import Picked, PickerScreen

    names = named(decks)
    if len(names) < 2:
        say(screen, NO_DECK)
        return

    def take(picked: Picked | None) -> None:
        if picked is not None:
            deck = names[picked.risk]
            then(deck)
            say(screen, f"From now on: {counted(len(deck), 'card')} of {picked.risk}.")

    screen.app.push_screen(
        PickerScreen(
            "Train on the cards of",
            [
                RiskEntry(name, "deck", counted(len(deck), "card"), f"in {deck.path.resolve()}")
                for name, deck in names.items()
            ],
            risk=next((name for name, deck in names.items() if deck.kept == now.kept), ""),
            confidence=None,
            hint="type letters of its name",
        ),
        take,
    )


def named(decks: Sequence[Deck]) -> dict[str, Deck]:
    """Each by its folder and the one above it, since many are called the same; by its path where that is not enough."""
    names: dict[str, Deck] = {}
    for deck in decks:
        name = "/".join(Path(deck.kept).parts[-2:]) if deck.kept else "shipped"
        names[deck.kept if name in names else name] = deck
    return names


def write_card(screen: Screen[Any], desk: Desk, then: Callable[[], None]) -> None:
    """Asks for a file, has it reviewed, and keeps the card."""
    from tui.screens.reason import ReasonScreen

    def begin(file: str | None) -> None:
        if file:
            screen.run_worker(_reviewed(screen, desk, file, then), exclusive=True)

    screen.app.push_screen(ReasonScreen(WHICH), begin)


async def _reviewed(screen: Screen[Any], desk: Desk, file: str, then: Callable[[], None]) -> None:
    from tui.screens.review import ReviewScreen

    say(screen, "The detectors look at it ...")
    with telling(screen, DeskError):
        draft = await asyncio.to_thread(desk.draft, file)
        reviewed = await screen.app.push_screen_wait(ReviewScreen(draft, desk))
        if reviewed is not None:
            kept = await asyncio.to_thread(desk.keep, reviewed)
            then()
            say(screen, f"{kept}; m trains on it.")
