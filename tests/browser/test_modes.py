"""Every mode and the interview, played to the end in Chromium by keys alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser.chromium import PROGRAM, Page, opened
from tests.browser.conftest import Served, happens
from trainer.modes import Mode, modes

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")
Keys = tuple[str, ...]
NAME_IT = (*"hang", "enter")
"""What is typed where a risk is to be named."""
ANSWER = ("h", "e", "enter", "enter")
"""Any text, then an empty line, which ends an answer."""


async def play(page: Page, served: Served, start: Keys, answers: Mapping[str, Keys]) -> str:
    """Presses what answers the last event until there is no answer to it; that event's kind."""
    await page.shows("body.-first-byte")
    await asyncio.sleep(1)
    await page.click(600, 600)
    keys = start
    for _ in range(60):
        before = len(served.told)
        for key in keys:
            await page.press(key)
            await asyncio.sleep(0.2)
        # Some steps leave no trace (a grade that was read): then the same key goes on.
        if await happens(lambda seen=before: len(served.told) > seen, 3):
            await asyncio.sleep(0.5)
            last = served.told[-1].kind
            if last not in answers:
                return last
            keys = answers[last]
    raise AssertionError(f"it never ended: {[event.kind for event in served.told]}")


async def keep(page: Page, name: str) -> None:
    picture = await page.picture()
    assert picture[:4] == b"\x89PNG"
    if pictured := os.environ.get("CRITIQUE_PICTURES"):
        Path(pictured, f"browser-{name}.png").write_bytes(picture)


@pytest.mark.parametrize("mode", modes().values(), ids=modes())
async def test_a_mode_is_played_to_its_end_in_chromium(
    mode: Mode, served: Served, tmp_path: Path
) -> None:
    flags: dict[str, Keys] = {"shown": ("n", "enter"), "submitted": ("enter",)}
    pairs: dict[str, Keys] = {"shown": ("b", *NAME_IT), "judged": ("enter",)}
    start: Keys = (mode.key, *NAME_IT) if mode.id == "drill" else (mode.key,)
    async with opened(served.address, tmp_path / "browser") as page:
        last = await play(page, served, start, pairs if mode.play == "pairs" else flags)
        await keep(page, mode.id)
    assert last == "finished"
    (started,) = served.events("started")
    assert started["mode"] == mode.id
    done = served.events("judged" if mode.play == "pairs" else "submitted")
    assert len(done) == len(served.events("shown"))


async def test_an_interview_is_played_to_its_end_in_chromium(
    served: Served, tmp_path: Path
) -> None:
    answers: dict[str, Keys] = {
        "interview-shown": ANSWER,
        "interview-answered": ("enter",),
        "interview-chose": ("enter",),
    }
    async with opened(served.address, tmp_path / "browser") as page:
        last = await play(page, served, ("i",), answers)
        await keep(page, "interview")
    assert last == "interview-finished"
    assert all(answer["text"] for answer in served.events("interview-answered"))
