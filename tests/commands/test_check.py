"""`critique check`: every way in which a deck can be wrong is said with file and line."""

from __future__ import annotations

import re
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


def planted(card: Path, name: str) -> None:
    """One kind of damage to the card that passes."""
    yaml, snippet, sound = card / "card.yaml", card / "snippet.py", card / "sound.py"
    match name:
        case "a file that is missing":
            yaml.unlink()
        case "no snippet":
            snippet.unlink()
        case "an empty snippet":
            snippet.write_text("\n")
        case "a snippet that does not parse":
            snippet.write_text(snippet.read_text() + "def send(:\n    return = 1\n")
        case "a snippet that is no UTF-8":
            snippet.write_bytes(b"x = 1\ny = '\xff'\n")
        case "a tab and a bell":
            snippet.write_text("x = 1\ny = '\t\x07'\n" + snippet.read_text())
        case "no sound version":
            sound.unlink()
        case "an empty sound version":
            sound.write_text("")
        case "a sound version with a finding":
            sound.write_text(SOUND.replace(", timeout=5", ""))
        case "a hash of other code":
            sound.write_text(sound.read_text() + "x = 1\n")
        case "an answer too few":
            text = yaml.read_text()
            begin, end = text.index("  - risk: missing-timeout"), text.index("cleared:")
            yaml.write_text(text[:begin].removesuffix("answers:\n") + "answers: []\n" + text[end:])
        case "an answer too many":
            edit(yaml, "answers:\n", f"answers:\n{EXTRA}")
        case "an answer on other lines":
            edit(yaml, "lines: 9-13", "lines: 8-12")
        case "an overruled answer without a reason":
            edit(
                yaml,
                "cleared:\n",
                "cleared:\n  - risk: call-in-loop\n    lines: 8\n    by: author\n",
            )
        case "an empty card":
            yaml.write_text("")
        case "an id twice":
            (card.parents[1] / "shell" / "otp").mkdir(parents=True)
        case "a surface that is none":
            card.rename((card.parents[1] / "pyhton").mkdir() or card.parents[1] / "pyhton" / "otp")
        case "the wrong surface":
            (card.parents[1] / "config").mkdir()
            card.rename(card.parents[1] / "config" / "otp")
        case "a link out of the deck":
            Path("elsewhere.py").write_text(snippet.read_text())
            snippet.unlink()
            snippet.symlink_to(Path("elsewhere.py").resolve())
        case "a folder in a card":
            (card / "old").mkdir()
        case "a file beside the cards":
            (card.parent / "notes.txt").write_text("todo")
        case "a key of many lines":
            snippet.write_text(f"KEY = '''-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n'''\n{RISKY}")
        case _:
            raise AssertionError(name)


EXTRA = """\
  - risk: call-in-loop
    lines: 8
    severity: high
    why: Called for each patient.
"""
KEY = "\n".join(["MIIEowIBAAKCAQEAuQ1kZ7v3xqR8aZc0Wn2bM5tYp6LsD4fGhJkQwErTyUiOpAsD"] * 2)

PLANTED = {
    "a file that is missing": "otp/card.yaml:1: is not there",
    "no snippet": "otp:1: has no snippet",
    "an empty snippet": "snippet.py:1: holds no code",
    "a snippet that does not parse": "snippet.py:15: cannot be read",
    "a snippet that is no UTF-8": "snippet.py:2: is not UTF-8",
    "a tab and a bell": "snippet.py:2: holds a control or invisible character",
    "no sound version": "otp:1: has answers but no sound.py",
    "an empty sound version": "sound.py:1: holds no code",
    "a sound version with a finding": "sound.py:3: the production-ready version has missing-timeout",
    "a hash of other code": "its answers were made for other code",
    "an answer too few": "+ missing-timeout on 9-13",
    "an answer too many": "- call-in-loop on 8",
    "an answer on other lines": "+ missing-timeout on 9-13",
    "an overruled answer without a reason": "'reason' is missing",
    "an empty card": "card.yaml:1: ",
    "an id twice": "shell/otp:1: has the id of ours/python/otp",
    "a surface that is none": "pyhton/otp:1: lies in 'pyhton', which is no surface",
    "the wrong surface": "python belongs under python/, not config/",
    "a link out of the deck": "snippet.py:1: is a link; put the file itself there",
    "a folder in a card": "old:1: does not belong to a card",
    "a file beside the cards": "python/notes.txt:1: lies outside the cards",
    "a key of many lines": "snippet.py:1: holds what looks like a real private key",
}


@pytest.mark.parametrize("damage", PLANTED)
def test_each_kind_of_damage_is_one_sentence_with_file_and_line(
    run: Run, card: Path, damage: str
) -> None:
    planted(card, damage)
    ran = run("check", "ours")
    assert ran.code == 1
    assert PLANTED[damage] in ran.out
    *problems, last = ran.out.splitlines()
    assert all(re.match(r"ours/\S+:\d+: \S", problem) for problem in problems), ran.out
    assert re.fullmatch(r"\d+ problems? in ours", last)
