"""`critique check`: every way in which a deck can be wrong is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import RISKY, Run

SOUND = "import requests\n\nrequests.get('https://a.example.com/', timeout=5).raise_for_status()\n"


@pytest.fixture
def card(run: Run, risky: Path) -> Path:
    """A deck with one card that passes."""
    run("add", "otp.py", "--scenario", "This Lambda sends login codes.", "--deck", "ours", "--yes")
    folder = Path("ours/python/otp")
    (folder / "sound.py").write_text("def add(a, b):\n    return a + b\n")
    run("check", "ours", "--fix")
    assert run("check", "ours").code == 0
    return folder


def test_the_shipped_deck_passes(run: Run) -> None:
    ran = run("check")
    assert ran.code == 0, ran.out
    assert ran.out.endswith("all is well\n")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_answers_that_the_detectors_do_not_give_are_named(run: Run, card: Path) -> None:
    edit(card / "card.yaml", "risk: missing-timeout", "risk: missing-retry")
    ran = run("check", "ours")
    assert ran.code == 1
    assert "+ missing-timeout on 9-13" in ran.out
    assert "- missing-retry on 9-13" in ran.out


def test_an_authors_own_answer_stays(run: Run, card: Path) -> None:
    edit(
        card / "card.yaml",
        "answers:\n",
        "answers:\n  - risk: call-in-loop\n    lines: 8\n    severity: high\n    why: Called for each patient.\n    by: author\n",
    )
    run("check", "ours", "--fix")
    assert run("check", "ours").code == 0
    assert "call-in-loop" in (card / "card.yaml").read_text()


def test_a_changed_snippet_asks_for_new_answers(run: Run, card: Path) -> None:
    edit(card / "snippet.py", "Code {code}", "Your code: {code}")
    ran = run("check", "ours")
    assert "its answers were made for other code; run critique check --fix" in ran.out
    assert run("check", "ours", "--fix").code == 0


def test_a_snippet_that_was_cut_is_keyed_again(run: Run, card: Path) -> None:
    (card / "snippet.py").write_text("x = 1\n")
    assert "are outside the snippet, which has 1" in run("check", "ours").out
    assert run("check", "ours", "--fix").code == 0


def test_a_sound_version_with_a_finding_is_not_sound(run: Run, card: Path) -> None:
    (card / "sound.py").write_text(SOUND.replace(", timeout=5", ""))
    ran = run("check", "ours", "--fix")
    assert ran.code == 1
    assert "ours/python/otp/sound.py:3: the production-ready version has missing-timeout" in ran.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n" * 61, "snippet.py:61: has 75 lines; a card has at most 60"),
        (f"x = '{'y' * 80}'\n", "snippet.py:1: is 86 columns wide; a card has at most 72"),
        ("x = 1\ny = '\x1b[31m'\n", "snippet.py:2: holds a control or invisible character"),
        ("key = '" + "AKIA" + "Q3EGXJ5TTW4RZNBM'\n", "snippet.py:1: holds what looks like a real"),
    ],
    ids=["too long", "too wide", "control characters", "real-looking secret"],
)
def test_texts_that_do_not_belong_on_a_card(run: Run, card: Path, text: str, said: str) -> None:
    (card / "snippet.py").write_text(text + RISKY)
    ran = run("check", "ours")
    assert ran.code == 1
    assert said in ran.out


def test_a_stray_file_is_named(run: Run, card: Path) -> None:
    (card / "notes.txt").write_text("todo")
    assert "notes.txt:1: does not belong to a card" in run("check", "ours").out


def test_a_broken_card_does_not_hide_the_others(run: Run, card: Path) -> None:
    other = card.parent / "broken"
    other.mkdir()
    (other / "card.yaml").write_text("id: broken\ntitle: [\n")
    (card / "notes.txt").write_text("todo")
    out = run("check", "ours").out
    assert "broken/card.yaml:" in out
    assert "notes.txt:1:" in out
    assert "2 problems in ours" in out


def test_no_deck_is_a_usage_error(run: Run) -> None:
    ran = run("check", "absent")
    assert ran.code == 2
    assert "make one with: critique add FILE --deck absent" in ran.err
