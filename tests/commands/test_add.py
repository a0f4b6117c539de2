"""`critique add`: from a file to a card, with detected answers, masked secrets, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import RISKY, Run
from trainer import deck as decks

LIVE = "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc"
SECRET = "Zx81mQ4vT7bLw93KpRd2HnYc5JfG"


def test_a_card_has_the_answers_that_the_detectors_find(run: Run, risky: Path) -> None:
    ran = run(
        "add", "otp.py", "--scenario", "This Lambda sends login codes.", "--deck", "ours", "--yes"
    )
    assert ran.code == 0
    (card,) = decks.load("ours")
    assert (card.id, card.language, card.scenario) == (
        "otp",
        "python",
        "This Lambda sends login codes.",
    )
    assert ("missing-timeout", 9, 13) in {(a.risk, *a.lines) for a in card.answers}
    assert "9-13  missing-timeout" in ran.out
    assert "critique practice --deck ours" in ran.out


def test_what_was_added_passes_the_check_once_it_has_a_sound_version(run: Run, risky: Path) -> None:
    run("add", "otp.py", "--deck", "ours", "--yes")
    assert "add the production-ready version" in run("check", "ours").out
    (folder,) = Path("ours/python").iterdir()
    (folder / "sound.py").write_text("def add(a, b):\n    return a + b\n")
    assert run("check", "ours", "--fix").code == 0
    assert run("check", "ours").code == 0


def test_a_second_card_of_the_same_name_takes_another_id(run: Run, risky: Path) -> None:
    for _ in range(2):
        assert run("add", "otp.py", "--deck", "ours", "--yes").code == 0
    assert sorted(path.name for path in Path("ours/python").iterdir()) == ["otp", "otp-2"]


def test_secrets_are_masked_before_they_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "key.py").write_text(RISKY.replace('os.environ["SMS_KEY"]', f'"Bearer {SECRET}"'))
    ran = run("add", "key.py", "--deck", "ours", "--yes")
    assert ran.code == 0
    assert "masked what is secret on line 11" in ran.out
    kept = "".join(path.read_text() for path in Path("ours").rglob("*.*") if path.is_file())
    assert SECRET not in kept + ran.out
    (card,) = decks.load("ours")
    assert "hardcoded-secret" in {answer.risk for answer in card.answers}


HIDDEN = {
    "a key in a comment": ("py", f"# old: {LIVE}, rotate it\n", LIVE),
    "a password in a comment": ("sh", "# password: Zx9wQ2rT5uPq for the old one\n", "Zx9wQ2rT5uPq"),
    "a token in a comment": (
        "sh",
        "# curl -H 'Authorization: Bearer 9f8a7b6c5d4e3f2a1b0c' works\n",
        "9f8a7b6c5d4e3f2a1b0c",
    ),
    "a login in an address": (
        "yaml",
        "broker: amqps://desk:Pw8xKq2mZr@mq.example.com\n",
        "Pw8xKq2mZr",
    ),
    "a query of an address": (
        "py",
        'url = f"https://a.example.com/x?api_key=Qm8Zx2Lr7Vb1Yk6Hc8Jd3Pf5"\n',
        "Qm8Zx2Lr7Vb1Yk6Hc8Jd3Pf5",
    ),
    "a token of two texts": (
        "py",
        'token = (\n    "ghp_16C7e42F292c6912E7"\n    "710c838347Ae178B4a"\n)\n',
        "710c838347Ae178B4a",
    ),
    "a key of many lines": (
        "sh",
        "cat > key.pem <<END\n-----BEGIN OPENSSH PRIVATE KEY-----\n"
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
        "QyNTUxOQAAACDq0n8m8Yy0B0m8cF1h0x9s8d7f6g5h4j3k2l1q0w9e8r7t6y5u4i3o2p1\n"
        "-----END OPENSSH PRIVATE KEY-----\nEND\n",
        "QyNTUxOQAAACDq0n8m8Yy0B0m8cF1h0x9s8d7f6g5h4j3k2l1q0w9e8r7t6y5u4i3o2p1",
    ),
}


@pytest.mark.parametrize("where", HIDDEN)
@pytest.mark.parametrize("from_file", [True, False], ids=["file", "stdin"])
def test_secrets_are_masked_wherever_they_stand(
    run: Run, tmp_path: Path, where: str, from_file: bool
) -> None:
    suffix, text, secret = HIDDEN[where]
    languages = {"py": "python", "sh": "shell", "yaml": "yaml"}
    (tmp_path / f"one.{suffix}").write_text(text)
    source = f"one.{suffix}" if from_file else "-"
    ran = run(
        *("add", source, "--language", languages[suffix], "--deck", "ours", "--yes"),
        stdin=text.encode(),
    )
    assert ran.code == 0
    assert "masked what is secret on line" in ran.out
    kept = "".join(path.read_text() for path in Path("ours").rglob("*.*") if path.is_file())
    assert secret not in kept + ran.out


def test_what_only_looks_like_a_name_stays(run: Run, tmp_path: Path) -> None:
    text = "# token: see get_token() in vault.py; password=$PASSWORD, key: primary\nx = 1\n"
    (tmp_path / "one.py").write_text(text)
    assert run("add", "one.py", "--deck", "ours", "--yes").code == 0
    (card,) = decks.load("ours")
    assert card.code == text


def test_standard_input_is_told_by_its_content(run: Run) -> None:
    ran = run(
        "add", "-", "--deck", "ours", "--yes", stdin=b"curl -sS https://api.example.com/v1/rates\n"
    )
    assert ran.code == 0
    (card,) = decks.load("ours")
    assert card.language == "shell"


def test_a_part_of_a_longer_file_is_chosen_by_its_lines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 100 + RISKY)
    ran = run("add", "long.py", "--deck", "ours", "--yes")
    assert ran.code == 2
    assert "at most 60 lines (it has 114): choose a part with --lines A-B" in ran.err
    assert "109-113" in ran.err
    assert run("add", "long.py", "--lines", "101-114", "--deck", "ours", "--yes").code == 0
    (card,) = decks.load("ours")
    assert card.code == RISKY


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["absent.py"], "absent.py: cannot be read: no such file or directory"),
        (["otp.py", "--language", "pithon"], "there is no reader for 'pithon'"),
        (
            ["otp.py", "--lines", "90-95"],
            "otp.py: has 14 lines; --lines 90-95 is not among them",
        ),
        (["otp.py", "--lines", "many"], "--lines is a range such as 41-80, not 'many'"),
        (["note.txt"], "note.txt: the language cannot be told; name it with --language"),
    ],
    ids=["no file", "no such language", "no such lines", "no range", "no language"],
)
def test_bad_input_is_one_sentence(
    run: Run, risky: Path, tmp_path: Path, argv: list[str], said: str
) -> None:
    (tmp_path / "note.txt").write_text("Buy milk.\n")
    ran = run("add", *argv, "--deck", "ours", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"critique add: {said}")
    assert ran.err.count("\n") == 1
    assert not Path("ours").exists()


def test_the_review_needs_a_terminal(run: Run, risky: Path) -> None:
    ran = run("add", "otp.py", "--deck", "ours")
    assert ran.code == 2
    assert "--yes takes what the detectors say" in ran.err


def test_escape_sequences_of_a_file_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.sh").write_bytes(b"curl https://a.example.com/\x1b]0;owned\x07\n")
    ran = run("add", "evil.sh", "--deck", "ours", "--yes")
    assert "\x1b" not in ran.out + ran.err
