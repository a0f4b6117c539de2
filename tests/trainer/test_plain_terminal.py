"""The line mode as a person has it: a terminal, its keys, and a session that was cut off."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import PATIENCE, ROOT, Terminal
from tests.trainer.conftest import DECK

FIRST = ("hint", "flag 2 tls-not-enforced sure", "flag 5 missing-timeout guess")
REST = ("flag 3 missing-retry", "submit", "next", "nothing", "next", "submit", "next")
BEGIN = ("--deck", str(DECK), "--count", "3", "--seed", "5")


def plain(state: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "critique", "practice", "--plain", *options],
        cwd=ROOT,
        env={**os.environ, "CRITIQUE_STATE": str(state), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def typed(lines: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)


def score(told: str) -> str:
    return told[told.index("\nSubmitted 3 of 3") :]


def test_a_session_that_was_killed_in_the_middle_goes_on_and_scores_the_same(
    tmp_path: Path,
) -> None:
    whole, _ = plain(tmp_path / "whole", *BEGIN).communicate(typed(FIRST + REST), PATIENCE)

    cut = plain(tmp_path / "cut", *BEGIN)
    assert cut.stdin
    assert cut.stdout
    cut.stdin.write(typed(FIRST))
    cut.stdin.flush()
    for line in cut.stdout:
        if line.startswith("Flag 2:"):
            break
    cut.kill()
    cut.communicate()
    told, _ = plain(tmp_path / "cut").communicate(typed(REST), PATIENCE)

    assert told.startswith("Going on with the daily session of ")
    assert re.search(
        r"\nHint: look at lines? .*\nYour flags:\n1\. line 2, tls-not-enforced, sure\n2\. ", told
    )
    assert score(told) == score(whole)


def test_a_session_killed_at_a_debrief_goes_on_there(tmp_path: Path) -> None:
    cut = plain(tmp_path, *BEGIN)
    assert cut.stdin
    assert cut.stdout
    cut.stdin.write("submit\n")
    cut.stdin.flush()
    for line in cut.stdout:
        if line.startswith("next goes on"):
            break
    cut.kill()
    cut.communicate()
    told, _ = plain(tmp_path).communicate("next\nnext\n", PATIENCE)
    assert told.index("Snippet 1 of 3") < told.index("next goes on") < told.index("Snippet 2 of 3")
    assert told.endswith(
        "Stopped at snippet 2 of 3; all is kept.\nGo on: critique practice --plain\n"
    )


def test_wishes_or_new_begin_another_session_and_say_what_is_left(tmp_path: Path) -> None:
    plain(tmp_path, *BEGIN).communicate("submit\n", PATIENCE)
    told, _ = plain(tmp_path, *BEGIN).communicate("submit\n", PATIENCE)
    assert re.match(r"Left open: the daily session of \d\d \w+ \d\d:\d\d, debrief 1 of 3\.\n", told)
    told, _ = plain(tmp_path, "--new").communicate("", PATIENCE)
    assert told.startswith("\nSnippet 1 of 8")


def test_a_session_in_which_nothing_was_done_is_not_gone_on_with(tmp_path: Path) -> None:
    plain(tmp_path, *BEGIN).communicate("show\n", PATIENCE)
    told, _ = plain(tmp_path).communicate("", PATIENCE)
    assert told.startswith("\nSnippet 1 of 8")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = started(tmp_path, *BEGIN)
    yield terminal
    terminal.close()


def started(state: Path, *options: str) -> Terminal:
    command = ("-m", "critique", "practice", "--plain", *options)
    terminal = Terminal(*command, CRITIQUE_STATE=str(state), TERM="xterm")
    terminal.wait_for("help, quit.")
    return terminal


def test_the_line_is_edited_completed_and_recalled(terminal: Terminal) -> None:
    terminal.type("fla\t2 tls-no\tsu\t\r")
    terminal.wait_for("Flag 1: line 2, tls-not-enforced, sure")
    terminal.type("lit\x1b[Ds\r")  # left, then a letter
    terminal.wait_for("1. line 2, tls-not-enforced, sure")
    terminal.type("remove 1\r")
    terminal.wait_for("Removed:")
    terminal.type("\x1b[A\x1b[A\x1b[A\r")  # up
    terminal.wait_for("Removed: line 2, tls-not-enforced, sure")
    terminal.read(0.5)
    assert terminal.plain.count("Flag 1: line 2, tls-not-enforced, sure") == 2


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 0)])
def test_ctrl_c_and_ctrl_d_leave_and_tell_how_to_go_on(
    terminal: Terminal, key: str, code: int
) -> None:
    terminal.type("hint\r")
    terminal.wait_for("Look at")
    terminal.type(key)
    assert terminal.status() == code
    assert terminal.plain.replace("\r", "").endswith(
        "\n\nSubmitted 0 of 3 snippets.\n"
        "Stopped at snippet 1 of 3; all is kept.\nGo on: critique practice --plain\n"
    )
    assert b"Traceback" not in terminal.seen


def test_who_sits_at_a_terminal_is_asked_whether_to_go_on(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.type("hint\r")
    terminal.wait_for("Look at")
    os.kill(terminal.pid, signal.SIGKILL)
    command = ("-m", "critique", "practice", "--plain", *BEGIN)
    again = Terminal(*command, CRITIQUE_STATE=str(tmp_path), TERM="xterm")
    try:
        again.wait_for("Go on with it?")
        assert "You left the daily session of " in again.plain
        again.type("what\r")
        again.read(0.3)
        again.type("\r")
        again.wait_for("Hint: look at")
        again.type("quit\r")
        assert again.status() == 0
    finally:
        again.close()
    third = Terminal(*command, CRITIQUE_STATE=str(tmp_path), TERM="xterm")
    try:
        third.wait_for("Go on with it?")
        third.type("n\r")
        third.wait_for("help, quit.")
        assert "Hint:" not in third.plain
    finally:
        third.close()
