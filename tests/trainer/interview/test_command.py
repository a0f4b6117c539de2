"""`critique interview`: a new one or the one that was left, in pipes and refused where it cannot be had."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from critique.cli import run
from tests.trainer.conftest import DECK
from trainer.history import History


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "state"


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: str, *words: str
) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert run(list(words)) == 0
    return capsys.readouterr().out


PLAIN = ("interview", "--plain", "--deck", str(DECK))


def test_the_same_seed_asks_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    once, again = (
        said(monkeypatch, capsys, "", *PLAIN, "--seed", "7", "--count", "1") for _ in range(2)
    )
    assert "Question 1 of 1" in once
    assert "Question 1 of 1" in again


def test_one_that_was_left_goes_on_unless_something_is_wished_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Path
) -> None:
    said(monkeypatch, capsys, "It hangs.\n\n", *PLAIN, "--seed", "7")
    goes_on = said(monkeypatch, capsys, "", "interview", "--plain")
    assert goes_on.startswith("Going on with the interview at question 1 of 4;")
    assert "It was read as an answer about" in goes_on
    assert "Going on" not in said(monkeypatch, capsys, "", *PLAIN, "--count", "2")
    assert "Going on" not in said(monkeypatch, capsys, "", "interview", "--plain", "--new")
    with History(state / "history.db") as history:
        assert len(history.events("interview-started")) == 3


def test_one_in_which_nothing_was_said_is_not_gone_on_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said(monkeypatch, capsys, "", *PLAIN)
    assert "Going on" not in said(monkeypatch, capsys, "", "interview", "--plain")


def test_it_is_a_mode_of_practice_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("practice", "--mode", "interview", "--plain", "--deck", str(DECK), "--count", "2")
    assert "Question 1 of 2" in said(monkeypatch, capsys, "", *words)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--plain", "--count", "0"), "--count is a number of questions from 1 up"),
        (("--plain", "--deck", "nowhere"), "nowhere"),
        (("--plain", "--risk", "missing-timeot"), "did you mean 'missing-timeout'?"),
        ((), "The screens need a terminal on both ends"),
    ],
)
def test_what_cannot_be_had_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    complaint: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["interview", *words]) == 2
    assert complaint in capsys.readouterr().err


def test_a_damaged_history_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Path
) -> None:
    state.mkdir()
    (state / "history.db").write_text("no database, but long enough to look like a file of one" * 9)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["interview", "--plain"]) == 2
    assert "is damaged or no history" in capsys.readouterr().err


def test_an_interview_takes_no_family_or_surface(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["practice", "--mode", "interview", "--plain", "--surface", "python"]) == 2
    assert "leave --family and --surface out" in capsys.readouterr().err
