"""The app in a real pseudo-terminal: how it starts, what it writes, how it ends."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import PATIENCE, ROOT, Terminal
from tui.app import refuse_reason

HERE = Path(__file__).parent
PROGRAM = """
import sys
from pathlib import Path
from trainer.deck import load
from trainer.history import History
from tui import app
if reason := app.refuse_reason():
    sys.exit(reason)
with History(Path(sys.argv[2])) as history:
    sys.exit(app.run(load(sys.argv[1]), history))
"""
ALTERNATE, MAIN = b"\x1b[?1049h", b"\x1b[?1049l"
MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h", b"\x1b[?1000l"
CURSOR_ON = b"\x1b[?25h"


def trainer(deck: Path, history: Path, **environment: str) -> Terminal:
    return Terminal("-c", PROGRAM, str(deck), str(history), **environment)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = trainer(HERE / "snippets", tmp_path / "history.db")
    yield terminal
    terminal.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal_and_the_session_can_be_resumed(
    terminal: Terminal, tmp_path: Path, number: int, code: int
) -> None:
    from trainer.history import History

    terminal.wait_for("Today: 3 snippets")
    terminal.type("n")
    terminal.wait_for("No flags yet")
    terminal.type("f")
    terminal.wait_for("how sure?")
    terminal.type("hang\r")
    terminal.wait_for("remove")  # the key for it is offered once there is a flag
    terminal.read(0.3)
    os.kill(terminal.pid, number)
    assert terminal.status() == code
    last = terminal.seen[terminal.seen.rindex(ALTERNATE) :]
    assert MAIN in last
    assert MOUSE_OFF in last
    assert CURSOR_ON in last[last.index(MAIN) - 200 :]
    assert b"Traceback" not in terminal.seen
    with History(tmp_path / "history.db") as history:
        assert history.unfinished()
        assert [event.data["flags"][0][2] for event in history.events("flagged")] == [
            "missing-timeout"
        ]


def test_quitting_ends_with_0_and_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    terminal.wait_for("Today: 3 snippets")
    before = termios.tcgetattr(terminal.fd)[3] & (termios.ICANON | termios.ECHO)
    assert before == 0
    terminal.type("q")
    assert terminal.status() == 0
    assert MAIN in terminal.seen
    assert MOUSE_OFF in terminal.seen


def test_a_terminal_that_is_gone_ends_it_without_a_word(tmp_path: Path) -> None:
    terminal = trainer(HERE / "snippets", tmp_path / "history.db")
    terminal.wait_for("Today: 3 snippets")
    os.close(terminal.fd)
    assert ended(terminal.pid) == 129


@pytest.mark.parametrize("after", [0, 3])
def test_a_terminal_that_goes_while_it_is_suspended_ends_it_too(
    tmp_path: Path, after: float
) -> None:
    terminal = trainer(HERE / "snippets", tmp_path / "history.db")
    terminal.wait_for("Today: 3 snippets")
    os.kill(terminal.pid, signal.SIGTSTP)
    end = time.monotonic() + PATIENCE
    while not os.waitid(os.P_PID, terminal.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT):
        assert time.monotonic() < end, "it is not suspended"
        terminal.read(0.05)
    os.close(terminal.fd)
    os.kill(terminal.pid, signal.SIGCONT)
    time.sleep(after)  # by then it may wait to write what nobody reads
    os.kill(terminal.pid, signal.SIGHUP)
    assert ended(terminal.pid) == 129


def ended(pid: int) -> int:
    """The exit code of a child of which no more is read."""
    end = time.monotonic() + PATIENCE
    try:
        while True:
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, "it lives on without a terminal"
            time.sleep(0.05)
    except AssertionError:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise


def test_nothing_of_a_hostile_deck_reaches_the_terminal_raw(tmp_path: Path) -> None:
    card = tmp_path / "deck" / "shell" / "odd"
    card.mkdir(parents=True)
    (card / "snippet.sh").write_bytes(
        b"curl \x1b]52;c;UFdORUQ=\x07 x\n\x1b]2;PWNED\x1b\\\n\xc2\x9d52;c;PWNED\xc2\x9c\n"
    )
    (card / "card.yaml").write_text(
        'id: odd\ntitle: "a\\e]2;PWNED\\a"\nscenario: "b\\e]52;c;UFdORUQ=\\a"\nlanguage: shell\n'
    )
    terminal = trainer(tmp_path / "deck", tmp_path / "history.db")
    try:
        terminal.wait_for("Today: 1 snippet")
        terminal.type("n")
        terminal.wait_for("No flags yet")
        terminal.type("n\r")
        terminal.wait_for("debrief")
        terminal.type("\r")
        terminal.wait_for("End of the session")
        terminal.type("q")
        assert terminal.status() == 0
    finally:
        terminal.close()
    assert "␛]2;PWNED" in terminal.plain
    assert not re.search(rb"\x1b\](2|52);", terminal.seen)
    assert b"\xc2\x9d" not in terminal.seen


def test_colours_are_left_out_where_the_user_wants_none(tmp_path: Path) -> None:
    terminal = trainer(HERE / "snippets", tmp_path / "history.db", NO_COLOR="1")
    try:
        terminal.wait_for("Today: 3 snippets")
        terminal.type("q")
        assert terminal.status() == 0
    finally:
        terminal.close()
    looks = {
        int(n)
        for codes in re.findall(rb"\x1b\[([\d;]+)m", terminal.seen)
        for n in codes.split(b";")
    }
    assert looks & {1, 7}, "bold and reverse carry what colours did"
    assert not looks & {*range(30, 50), *range(90, 108)}


@pytest.mark.parametrize("name", ["stdin", "stdout"])
def test_without_a_terminal_it_hints_at_the_line_mode(name: str, tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    ends = {"stdin": follower, "stdout": follower, name: subprocess.PIPE}
    command = [sys.executable, "-c", PROGRAM, str(HERE / "snippets"), str(tmp_path / "h.db")]
    ran = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, **ends)
    _, told = ran.communicate(timeout=PATIENCE)
    os.close(follower)
    os.close(leader)
    assert "--plain" in told
    assert ran.returncode == 1  # sys.exit with a text; the command line makes it 2


def test_a_dumb_terminal_is_refused_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert refuse_reason() is None
    monkeypatch.setenv("TERM", "dumb")
    assert "--plain" in str(refuse_reason())
