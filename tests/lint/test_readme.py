"""What the README shows of lint is what lint says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from critique.__main__ import main

README = Path(__file__).parents[2] / "README.md"
_SHOWN = re.compile(
    r"This is `(?P<path>[^`]+)`:\n\n```python\n(?P<code>.*?)```.*?"
    r"```console\n\$ critique (?P<command>[^\n]+)\n(?P<said>.*?)```",
    re.S,
)


def test_the_readme_shows_what_lint_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _SHOWN.search(README.read_text("utf-8"))
    assert shown is not None
    file = tmp_path / shown["path"]
    file.parent.mkdir()
    file.write_text(shown["code"], "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(shown["command"].split()) == 1
    assert capsys.readouterr().out == shown["said"]
