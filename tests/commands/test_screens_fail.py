"""What is said when the screens end by an error of their own."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run


def test_an_error_of_the_screens_says_that_all_is_kept_and_how_to_go_on(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("practice", "--plain", "--count", "2", "--seed", "3", stdin=b"flag 1 missing-timeout\n")
    monkeypatch.setattr("tui.app.refuse_reason", lambda *_: None)
    monkeypatch.setattr("tui.app.run", lambda *_, **__: 1)
    ran = run("home")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "critique: an error of critique itself; please report what stands above. "
        "Stopped at snippet 1 of 2; all is kept. Run critique and press r to go on.\n"
    )
