"""A server of the test's own deck, for a learner of its own."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from trainer.history import Event, History

DECK = Path(__file__).parents[1] / "tui" / "snippets"


@dataclass
class Served:
    """A server and what its learner did."""

    process: subprocess.Popen[str]
    address: str
    state: Path

    @property
    def origin(self) -> str:
        return re.match(r"http://[^/]+", self.address)[0]  # type: ignore[index]

    @property
    def told(self) -> list[Event]:
        """Everything that the learner did; drafts come by the clock, so they are left out."""
        if not (file := self.state / "history.db").exists():
            return []
        with History(file) as history:
            return [event for event in history.events() if event.kind != "interview-drafted"]

    def events(self, kind: str) -> list[dict[str, object]]:
        return [dict(event.data) for event in self.told if event.kind == kind]

    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task")
        return [int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with subprocess.Popen(
        [sys.executable, "-m", "critique", "serve", "--port", "0", "--deck", str(DECK)],
        env={**os.environ, "CRITIQUE_STATE": str(tmp_path / "state")},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        address = line.split()[-1]
        assert address.startswith("http://127.0.0.1:"), line
        try:
            yield Served(process, address, tmp_path / "state")
        finally:
            process.kill()


async def happens(what: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.1)
    return True


async def until(what: Callable[[], object], seconds: float = 30.0) -> None:
    assert await happens(what, seconds), "it did not come to pass"
