"""`critique check` lists what learners dispute, and settles it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detectors.places import Lines
from trainer.deck import load
from trainer.disputes import keep

DECK = Path(__file__).parents[1] / "tui" / "snippets"


def check(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "critique", "check", *words],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=120,
    )


def test_a_dispute_is_listed_neutralised_and_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "state"))
    deck = load(shutil.copytree(DECK, tmp_path / "own"))
    made, _ = keep(
        deck.card("otp-sender").snippet,
        lines=Lines(11, 15),
        risk="missing-timeout",
        outcome="missed",
        reason="it is set \x1b]2;elsewhere\x07",
    )
    before = check(str(deck.path))
    assert (
        f"disputed {made.id}: otp-sender:11-15 missing-timeout (missed): it is set" in before.stdout
    )
    assert "\x1b" not in before.stdout
    settled = check(str(deck.path), "--settle", made.id, "no: it is not")
    assert settled.returncode == 0, settled.stderr
    after = check(str(deck.path))
    assert "disputed" not in after.stdout
    assert after.returncode == before.returncode
    assert check(str(deck.path), "--settle", made.id, "again").returncode == 2
