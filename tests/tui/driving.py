"""Driving an app by keys and reading what it shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

SMALL, LARGE = (80, 24), (140, 40)
Check = Callable[[Pilot[object], str], Awaitable[None]]
"""Compares what an app shows at both sizes with committed texts."""


def text_of(app: App[object]) -> str:
    """The screen as plain text, with the modal ones on top; trailing blanks are left out."""
    strips = app.screen._compositor.render_strips()
    return "".join(strip.text.rstrip() + "\n" for strip in strips)


async def settled(app: App[object], expected: str = "") -> str:
    """What it shows once it shows `expected`, or has shown the same for a while; a busy machine is slow."""
    same, shown = 0, text_of(app)
    end = time.monotonic() + 5
    while shown != expected and same < 10 and time.monotonic() < end:
        await asyncio.sleep(0.03)
        same = same + 1 if text_of(app) == shown else 0
        shown = text_of(app)
    return shown


S = TypeVar("S", bound=Screen[Any])


async def reached(pilot: Pilot[object], kind: type[S]) -> S:
    """The screen of this kind, which is waited for."""
    end = time.monotonic() + 10
    while not isinstance(pilot.app.screen, kind) and time.monotonic() < end:
        await pilot.pause(0.02)
    screen = pilot.app.screen
    assert isinstance(screen, kind), f"{screen} instead of {kind.__name__}"
    return screen


async def says(pilot: Pilot[object], text: str) -> bool:
    """Whether the text comes up, on the screen (however it is wrapped) or in a message."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        told = " ".join(one.message for one in pilot.app._notifications)
        shown = text_of(pilot.app).replace("│", "")
        if text in told or "".join(text.split()) in "".join(shown.split()):  # a path may be cut
            return True
        await pilot.pause(0.02)
    return False


OPENING = {"enter", "escape", "slash", "question_mark", "f1", "plus", *"efgchnpqrstuwxy"}
"""Keys after which another screen, another list or another snippet may be there: it is waited for."""


async def press(pilot: Pilot[object], *steps: str) -> None:
    """Presses keys; a step is keys by name, or (after a quote) text that is typed."""
    for step in steps:
        if step.startswith("'"):
            await pilot.press(*step[1:])
            continue
        for key in step.split():
            await pilot.press(key)
            if key in OPENING:
                await pilot.pause()
    await pilot.pause()
