"""Draws `docs/session.svg`, a picture of a session for the README, from the running screens.

python docs/picture.py          writes it
python docs/picture.py --check  fails if it is not what would be written
"""

from __future__ import annotations

import asyncio
import sys
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from trainer.card import Snippet  # noqa: E402
from trainer.deck import shipped  # noqa: E402
from trainer.session import Session  # noqa: E402
from tui.app import TrainerApp  # noqa: E402
from tui.screens.practice import PracticeScreen  # noqa: E402
from tui.theme import DARK  # noqa: E402

CARD = "otp-lambda"
SIZE = (128, 34)
CELL, LINE, SIZE_OF_TYPE = 8.4, 18.0, 14
"""Width of a character and height of a line in the picture's units."""
MARGIN = 12.0


async def screen() -> list[Strip]:
    """The debrief of one card, as it is drawn."""
    deck = shipped()
    session = Session(deck, [Snippet(deck.card(CARD))] * 8, id="picture", seed=1)
    for answer in session.snippet.answers[1:]:
        session.flag(answer.lines, answer.risk, "sure")
    decoy = session.snippet.cleared[-1]
    session.flag(decoy.lines, decoy.risk)
    PracticeScreen.clock = staticmethod(lambda: 0.0)
    app = TrainerApp(deck, None, session=session, theme="dark")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("j")
        await pilot.pause()
        return app.screen._compositor.render_strips()


def drawn(strips: list[Strip]) -> str:
    width, height = SIZE[0] * CELL + 2 * MARGIN, SIZE[1] * LINE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{SIZE_OF_TYPE}">',
        "<title>The debrief of a snippet in critique</title>",
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{DARK.background}"/>',
    ]
    for row, strip in enumerate(strips):
        column = 0
        for segment in strip:
            parts += shapes(segment, row, column)
            column += cell_len(segment.text)
    return "\n".join([*parts, "</svg>", ""])


def shapes(segment: Segment, row: int, column: int) -> list[str]:
    """The ground of a piece of text, where it has one of its own, and its letters."""
    style, text = segment.style, segment.text
    x, y = MARGIN + column * CELL, MARGIN + row * LINE
    found = []
    ink, ground = str(DARK.foreground), str(DARK.background)
    if style and style.color and style.color.triplet:
        ink = style.color.triplet.hex
    if style and style.bgcolor and style.bgcolor.triplet:
        ground = style.bgcolor.triplet.hex
    if style and style.reverse:
        ink, ground = ground, ink
    if ground.lower() != str(DARK.background).lower():
        width = cell_len(text) * CELL
        found.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{LINE:g}" fill="{ground}"/>'
        )
    blanks = len(text) - len(text.lstrip(" "))
    if letters := text.strip(" "):
        looks = ' font-weight="bold"' * bool(style and style.bold)
        looks += ' font-style="italic"' * bool(style and style.italic)
        length = cell_len(letters) * CELL
        found.append(
            f'<text x="{x + blanks * CELL:g}" y="{y + LINE * 0.74:g}" textLength="{length:g}" '
            f'fill="{ink}"{looks} xml:space="preserve">{escape(letters)}</text>'
        )
    return found


def main() -> int:
    picture = drawn(asyncio.run(screen()))
    path = HERE / "session.svg"
    if sys.argv[1:] == ["--check"]:
        return int(not path.exists() or path.read_text("utf-8") != picture)
    path.write_text(picture, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
