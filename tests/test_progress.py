"""The bar that says how far a command is."""

from __future__ import annotations

import io

import pytest

from critique import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    clock = iter(range(100))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    return Terminal()


def test_it_is_drawn_and_wiped(terminal: Terminal) -> None:
    assert list(progress.shown("abcd", 4, "files", terminal)) == list("abcd")
    assert "[######################........] 3/4 files" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_pipe_sees_nothing_of_it() -> None:
    pipe = io.StringIO()
    assert list(progress.shown("abcd", 4, "files", pipe)) == list("abcd")
    assert pipe.getvalue() == ""


def test_what_is_done_in_a_second_draws_nothing(terminal: Terminal) -> None:
    assert list(progress.shown("a", 1, "files", terminal)) == ["a"]
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("count", "full"), [(0, 0), (1, 15), (2, 30), (3, 30)])
def test_the_bar_is_full_at_the_end(count: int, full: int) -> None:
    assert progress.bar(count, 2).count("#") == full
