"""Draws the README's pictures from the running screens: practice, a debrief, plots of a learner's progress.

python docs/picture.py          writes docs/practice.svg, docs/session.svg and docs/plots.svg
python docs/picture.py --check  fails if they are not what would be written
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from trainer.card import Snippet  # noqa: E402
from trainer.deck import shipped  # noqa: E402
from trainer.history import History  # noqa: E402
from trainer.session import Session  # noqa: E402
from tui.app import TrainerApp  # noqa: E402
from tui.screens.practice import PracticeScreen  # noqa: E402
from tui.theme import DARK  # noqa: E402

CARD = "otp-lambda"
SIZE = (128, 34)
CELL, LINE, SIZE_OF_TYPE = 8.4, 18.0, 14
"""Width of a character and height of a line in the picture's units."""
MARGIN = 12.0


PICTURES = {
    "practice": ("A snippet with flags, in critique", ("j j j j j j j j j j j j j j j",)),
    "session": ("The debrief of a snippet in critique", ("enter", "j")),
    "plots": ("What a learner sees and lets through, in critique", ("g", "p")),
}
"""Name of the file -> what it shows, and the keys that lead there."""


async def screen(name: str = "session") -> list[Strip]:
    """As it is drawn."""
    deck = shipped()
    PracticeScreen.clock = staticmethod(lambda: 0.0)
    with TemporaryDirectory() as folder:
        if name == "plots":
            with History(Path(folder) / "history.db", clock=Months()) as history:
                learn(history)
                return await pressed(TrainerApp(deck, history, theme="dark"), name)
        session = Session(deck, [Snippet(deck.card(CARD))] * 8, id="picture", seed=1)
        for answer in session.snippet.answers[1:]:
            session.flag(answer.lines, answer.risk, "sure")
        decoy = session.snippet.cleared[-1]
        session.flag(decoy.lines, decoy.risk)
        return await pressed(TrainerApp(deck, None, session=session, theme="dark"), name)


async def pressed(app: TrainerApp, name: str) -> list[Strip]:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        for keys in PICTURES[name][1]:
            await pilot.press(*keys.split())
            await pilot.pause(0.5)
        return app.screen._compositor.render_strips()


class Months:
    """A clock that a learner's days are told by."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def learn(history: History) -> None:
    """Twelve weeks of a made-up learner who gets better: more is seen, fewer fine places are flagged."""
    assert isinstance(history.clock, Months)
    random = Random(4)
    risks = ("missing-timeout", "retry-without-backoff", "missing-idempotency-key", "call-in-loop")
    for week in range(12):
        for day in range(4):
            id, skill = f"{week}-{day}", 0.45 + 0.04 * week
            plan = [["otp-lambda", "snippet"]] * 8
            history.append(id, "started", plan=plan, mode="daily", seed=1, deck="")
            for number in range(8):
                is_clean = number % 4 == 3
                seen = [(risk, random.random() < skill) for risk in risks]
                cried = [(risk, random.random() < 0.5 - 0.4 * skill) for risk in risks]
                score = 0.5 * is_clean + sum(hit for _, hit in seen) / 8 + skill / 4
                history.append(
                    id,
                    "submitted",
                    card=f"card-{random.randrange(300)}",
                    surface=("python", "shell", "config")[number % 3],
                    item=1450 + 10 * week,
                    was_hinted=False,
                    found=[] if is_clean else [[r, float(hit), "fair", False] for r, hit in seen],
                    is_clean=is_clean,
                    score=min(1.0, score),
                    false_alarms=sum(wrong for _, wrong in cried),
                    points=1.0,
                    trials=[[r, False, wrong] for r, wrong in cried]
                    + ([] if is_clean else [[r, True, hit] for r, hit in seen]),
                    said=[["sure", random.random() < 0.9], ["fair", random.random() < 0.7]],
                    confused=[],
                )
            history.append(id, "finished")
            history.clock.time += timedelta(days=1.75)


def drawn(strips: list[Strip], name: str = "session") -> str:
    width, height = SIZE[0] * CELL + 2 * MARGIN, SIZE[1] * LINE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{SIZE_OF_TYPE}">',
        f"<title>{escape(PICTURES[name][0])}</title>",
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
    status = 0
    for name in PICTURES:
        picture = drawn(asyncio.run(screen(name)), name)
        path = HERE / f"{name}.svg"
        if sys.argv[1:] != ["--check"]:
            path.write_text(picture, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != picture:
            print(f"{path.name} is not what the screens show: python docs/picture.py")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
