"""Flags that no key can settle: of a risk that only an author sees, on a card whose author says nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.catalogue import page
from trainer.card import Snippet
from trainer.scoring import Flag, Remark

REASON = "the code alone cannot tell, and the card's author has not said"


def remarks(snippet: Snippet, flags: Iterable[Flag]) -> tuple[Remark, ...]:
    """The remarks that these flags are judged with: the card's own, and one for each flag that nobody has decided on.

    Whether workloads should be apart, or a read may be stale, follows from what stands around the code.
    A card whose author has decided it somewhere is complete; elsewhere such a flag counts neither way.
    """
    decided = _decided(snippet)
    open_to_debate = (
        Remark(risk=flag.risk, lines=flag.lines, reason=REASON)
        for flag in flags
        if flag.risk not in decided and snippet.surface in page(flag.risk).curated
    )
    return (*snippet.neutral, *open_to_debate)


def _decided(snippet: Snippet) -> set[str]:
    card = snippet.card
    return {
        one.risk
        for part in (
            card.answers,
            card.cleared,
            card.neutral,
            card.sound_cleared,
            card.sound_neutral,
        )
        for one in part
    }
