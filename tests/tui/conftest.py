"""Screens are driven by keys and compared as text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = {"80x24": (80, 24), "140x40": (140, 40)}


def text_of(app: App[object]) -> str:
    """The screen as plain text, with the modal ones on top; trailing blanks are left out."""
    strips = app.screen._compositor.render_strips()
    return "".join(strip.text.rstrip() + "\n" for strip in strips)


Check = Callable[[App[object], str], None]


@pytest.fixture
def check() -> Check:
    """Compares with `snapshots/<name>.txt`; CRITIQUE_SNAPSHOTS=update writes it instead."""

    def compare(app: App[object], name: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        shown = text_of(app)
        if os.environ.get("CRITIQUE_SNAPSHOTS") == "update":
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown, "utf-8")
        assert path.exists(), f"CRITIQUE_SNAPSHOTS=update writes {path.name}"
        assert shown == path.read_text("utf-8")

    return compare
