"""Drawing in the terminal's own two colours, which its owner can read: bold and reverse carry the rest."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


class OwnColours(LineFilter):
    """Takes the colours away; what stood on one of these grounds is shown in reverse."""

    def __init__(self, grounds: Iterable[str]) -> None:
        super().__init__()
        self._grounds = {Color.parse(ground).rgb for ground in grounds}
        self._made: dict[Style, Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text, self._plain(style) if style else None, control)
            for text, style, control in segments
        ]

    def _plain(self, style: Style) -> Style:
        if (made := self._made.get(style)) is None:
            ground = style.bgcolor.triplet if style.bgcolor else None
            made = style.without_color + Style(
                reverse=bool(style.reverse or (ground and tuple(ground) in self._grounds)),
                dim=False,
            )
            self._made[style] = made
        return made
