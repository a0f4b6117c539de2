"""A new card as a learner will see it: practice and debrief, and nothing of it is kept."""

from __future__ import annotations

from trainer.card import Card
from trainer.deck import only
from trainer.session import Session
from tui.screens.practice import PracticeScreen


class PreviewScreen(PracticeScreen):
    """Dismisses after the debrief: there is no session to sum up."""

    # Textual ties CSS to one type, not to those that extend it.
    CSS = PracticeScreen.CSS.replace("PracticeScreen", "PreviewScreen")

    def __init__(self, card: Card) -> None:
        super().__init__(Session(only(card), [card.snippet], id="preview", seed=0))

    def _summary(self) -> None:
        self.dismiss(None)
