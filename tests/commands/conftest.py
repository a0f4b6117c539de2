"""A way to run a command as its users do, and a deck of its own for each test."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from critique.__main__ import main

RISKY = """\
import os

import requests

API = "https://sms.example.com/v1"


def send(phone, code):
    reply = requests.post(
        f"{API}/messages",
        headers={"Authorization": os.environ["SMS_KEY"]},
        json={"to": phone, "text": f"Code {code}"},
    )
    reply.raise_for_status()
"""


@dataclass
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder with an empty history."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "state"))

    def execute(*argv: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        code = main(list(argv))
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return execute


@pytest.fixture
def risky(tmp_path: Path) -> Path:
    path = tmp_path / "otp.py"
    path.write_text(RISKY)
    return path
