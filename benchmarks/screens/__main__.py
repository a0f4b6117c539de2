"""`python -m benchmarks.screens`: how long the screens take, as ratios to a trivial Textual app in one run.

Home: from the spawn to its first content, in a pseudo-terminal. A key: from the press to the last byte that
it made the screen write, and how many bytes, on a file of 2,000 lines; beside it Textual's own editor. A
plan: today's session out of 10,000 cards, in the process.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.terminal import Terminal

ROWS, COLUMNS = 40, 120
LINES, KEYS, CARDS = 2_000, 60, 10_000
QUIET = 0.08
"""Seconds without a byte after which a key has done what it does."""
CLOCK = re.compile(
    rb"(?:\x1b\[1;1H[^\r\n]* \d+:\d\d |\x1b\[1;1\d\dH(?:\x1b\[[\d;]*m)*[\d:]+)\x1b\[0m(?:\x1b\[\d+;\d+H)?"
)
"""What the practice screen writes each second, its line or the digits that change; that may come just after a key and is none of its doing."""
TRIVIAL = ("-m", "benchmarks.screens.trivial")


@dataclass(frozen=True)
class Keys:
    """What sixty presses of one key cost."""

    median: float
    """Milliseconds."""
    p95: float
    kilobytes: float
    p95_kilobytes: float
    """A key that scrolls is among them: one in six."""
    megabytes: float
    """Resident memory afterwards."""


def first_content(words: tuple[str, ...], text: str, runs: int, **environment: str) -> float:
    """Seconds from the spawn until the text is there, the least of some runs."""
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        terminal = Terminal(*words, rows=ROWS, columns=COLUMNS, **environment)
        try:
            while text not in terminal.plain:
                terminal.read(0.01)
            took.append(time.perf_counter() - began)
        finally:
            terminal.close()
    return min(took)


def keys(words: tuple[str, ...], text: str, before: str = "", **environment: str) -> Keys:
    """Presses `down` on what is open once the text is there; `before` is typed first."""
    terminal = Terminal(*words, rows=ROWS, columns=COLUMNS, **environment)
    try:
        terminal.wait_for(text)
        if before:
            terminal.type(before)
            terminal.wait_for("No flags yet")
        terminal.read(1.5)
        took, sizes = [], []
        for _ in range(KEYS):
            start, began = len(terminal.seen), time.perf_counter()
            last, written = began, 0
            terminal.type("\x1b[B")
            while last == began or time.perf_counter() - last < QUIET:
                terminal.read(0.002)
                if (now := len(CLOCK.sub(b"", terminal.seen[start:]))) > written:
                    last, written = time.perf_counter(), now
            took.append(1000 * (last - began))
            sizes.append(written)
        memory = next(
            int(line.split()[1])
            for line in Path(f"/proc/{terminal.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        )
        return Keys(
            median=statistics.median(took),
            p95=statistics.quantiles(took, n=20)[-1],
            kilobytes=statistics.mean(sizes) / 1024,
            p95_kilobytes=statistics.quantiles(sizes, n=20)[-1] / 1024,
            megabytes=memory / 1024,
        )
    finally:
        terminal.close()


def plan(runs: int) -> float:
    """Milliseconds for today's session out of 10,000 cards of which half were seen."""
    from trainer.memory import GOOD, Review, Skill, remember
    from trainer.modes.daily import Learner, pick
    from trainer.outline import Outline
    from trainer.rating import Rating

    now = datetime.now(UTC)
    risks = [f"risk-{number}" for number in range(55)]
    cards = [
        Outline(
            id=f"card-{n}",
            surface="python",
            difficulty=1 + n % 5,
            asked={risks[n % 55]: 2, risks[n * 7 % 55]: 3} if n % 4 else {},
            fine=frozenset({risks[n * 3 % 55], risks[n * 11 % 55]}),
            sound_fine=frozenset({risks[n * 5 % 55]}),
            has_sound=bool(n % 4),
        )
        for n in range(CARDS)
    ]
    learner = Learner(
        known=remember(Review(now, Skill("spot", risk), GOOD) for risk in risks[:40]),
        rating=Rating(1600, 80),
        seen={f"card-{n}": now for n in range(0, CARDS, 2)},
        now=now,
    )
    took = []
    for seed in range(runs):
        began = time.perf_counter()
        pick(cards, 8, seed, learner)
        took.append(1000 * (time.perf_counter() - began))
    return min(took)


def long_deck(folder: Path) -> Path:
    """One card of 2,000 lines."""
    card = folder / "deck" / "shell" / "long"
    card.mkdir(parents=True)
    (card / "snippet.sh").write_text("".join(f"echo line {n}\n" for n in range(LINES)))
    (card / "card.yaml").write_text(
        "id: long\ntitle: A long one\nscenario: A script that nobody has read to its end.\n"
        "language: shell\nanswers: []\n"
    )
    return folder / "deck"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deck, text = long_deck(folder), folder / "long.txt"
        text.write_text((deck / "shell" / "long" / "snippet.sh").read_text())
        state = {"CRITIQUE_STATE": str(folder / "state"), "CRITIQUE_CONFIG": os.devnull}
        trivial = first_content(TRIVIAL, "Ready", runs)
        home = first_content(("-m", "critique"), "Today", runs, **state)
        print(
            f"home     {1000 * home:6.0f} ms, trivial {1000 * trivial:6.0f} ms: {home / trivial:.2f}"
        )
        ours = keys(("-m", "critique", "home", "--deck", str(deck)), "Today", "n", **state)
        peer = keys((*TRIVIAL, str(text)), "Ready")
        for what, unit in (
            ("median", "ms"),
            ("p95", "ms"),
            ("kilobytes", "KB"),
            ("p95_kilobytes", "KB"),
            ("megabytes", "MB"),
        ):
            one, other = getattr(ours, what), getattr(peer, what)
            print(
                f"key {what.replace('_', ' '):<13} {one:6.1f} {unit}, Textual's editor {other:6.1f} {unit}: {one / other:.2f}"
            )
    print(f"plan     {plan(runs):6.1f} ms for {CARDS:,} cards")


main()
