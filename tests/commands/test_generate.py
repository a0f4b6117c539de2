"""Exercises without end: their answers are what was planted, and the same seed makes the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from detectors.engine import inspect
from tests.commands.conftest import Run
from trainer.card import Card
from trainer.deck import load

SOUND = """\
import os

import requests


def send(phone, code, key):
    reply = requests.post(
        "https://sms.example.com/v1/messages",
        json={"to": phone, "text": f"Code {code}"},
        headers={
            "Authorization": os.environ["SMS_KEY"],
            "Idempotency-Key": key,
        },
        timeout=5,
    )
    reply.raise_for_status()
"""


@pytest.fixture
def ground(run: Run, tmp_path: Path) -> Path:
    """A deck of one card whose production-ready version can take several risks."""
    (tmp_path / "otp.py").write_text(SOUND.replace("        timeout=5,\n", ""))
    run("add", "otp.py", "--yes", "--deck", "ground", "--scenario", "Sends login codes.")
    (folder,) = (tmp_path / "ground" / "python").iterdir()
    (folder / "sound.py").write_text(SOUND)
    run("check", "ground", "--fix")
    return tmp_path / "ground"


def cards(folder: str) -> list[Card]:
    return [*load(folder)]


def test_the_answers_are_what_was_planted(run: Run, ground: Path) -> None:
    ran = run("generate", "--of", "ground", "--deck", "more", "--count", "6", "--seed", "3")
    assert (ran.code, ran.err) == (0, "")
    made = cards("more")
    assert len(made) == 4, "with each of two risks, with both, and with none"
    assert "\nNot 6: 1 card there had no place for another.\n" in ran.out
    for card in made:
        found = Counter(one.risk for one in inspect(card.code, card.language).findings)
        assert found == Counter(answer.risk for answer in card.answers)
        assert (card.sound is None) == (card.code == SOUND)
        assert card.sound in (None, SOUND)
    assert run("check", "more").code == 0


def test_the_same_seed_makes_the_same(run: Run, ground: Path) -> None:
    for folder in ("one", "two"):
        run("generate", "--of", "ground", "--deck", folder, "--count", "4", "--seed", "5")
    assert {card.id: card.code for card in cards("one")} == {
        card.id: card.code for card in cards("two")
    }


def test_a_risk_that_is_wanted_is_in_all_that_have_any(run: Run, ground: Path) -> None:
    options = ("--risk", "missing-timeout", "--deck", "more", "--count", "4", "--seed", "1")
    run("generate", "--of", "ground", *options)
    made = [{answer.risk for answer in card.answers} for card in cards("more")]
    assert all("missing-timeout" in risks for risks in made if risks)
    assert any(made)


@pytest.mark.parametrize("seed", range(3))
def test_as_many_are_made_as_were_asked_for(run: Run, ground: Path, seed: int) -> None:
    run("generate", "--of", "ground", "--deck", "more", "--count", "3", "--seed", str(seed))
    assert len(cards("more")) == 3


def test_what_cannot_be_made_is_one_sentence(run: Run, ground: Path) -> None:
    assert (
        "'call-in-loop' cannot be planted; one of: "
        in run("generate", "--risk", "call-in-loop").err
    )
    assert "--count is a number" in run("generate", "--count", "0").err
    nothing = run("generate", "--of", "ground", "--surface", "shell", "--deck", "more")
    assert "no card there has a place for it" in nothing.err
    run("add", "otp.py", "--yes", "--deck", "bare")
    assert "no card there has a production-ready version" in run("generate", "--of", "bare").err
