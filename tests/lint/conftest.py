"""A project to lint, and a way to run the command on it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from critique.__main__ import main

RISKY = 'import requests\n\nrequests.get("https://api.example.com/v1/rates").raise_for_status()\n'
SOUND = RISKY.replace('rates")', 'rates", timeout=5)')


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Lint = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "risky.py").write_text(RISKY)
    (tmp_path / "sound.py").write_text(SOUND)
    return tmp_path


@pytest.fixture
def lint(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Lint:
    """Runs `critique lint` on one risk, so that other risks' opinions do not matter here."""

    def run(*argv: str, stdin: bytes = b"", select: str | None = "missing-timeout") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        chosen = ["--select", select] if select else []
        code = main(["lint", *argv, *chosen])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
