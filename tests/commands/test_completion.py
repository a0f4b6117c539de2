"""What a shell is told of what may stand next on a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from critique.completing import candidates
from tests.commands.conftest import Run

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["li"], ["lint"]),
        (["nope", ""], []),
        (["lint", "src", ""], []),
        (["lint", "--config", ""], []),
        (["lint", "--form"], ["--format"]),
        (["lint", "--format", "js"], ["json", "jsonl"]),
        (["lint", "--format=js"], ["--format=json", "--format=jsonl"]),
        (["lint", "--format", "=", "js"], ["json", "jsonl"]),
        (["lint", "--select", "transport,missing-ti"], ["transport,missing-timeout"]),
        (["lint", "--fix", "--exit"], ["--exit-zero"]),
        (["practice", "--risk", "missing-t"], ["missing-timeout"]),
        (["practice", "--family", "tran"], ["transport"]),
        (["practice", "--plain", "--su"], ["--surface"]),
        (["explain", "unbounded-r"], ["unbounded-retry"]),
        (["clients", "reques"], ["requests"]),
        (["add", "x", "--language", "do"], ["dockerfile"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["completion", "bash", "--w"], []),
    ],
    ids=" ".join,
)
def test_what_may_stand_next(words: list[str], expected: list[str]) -> None:
    assert candidates(words)[: len(expected) + 1] == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_takes_its_script(run: Run, shell: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=ran.out, text=True, check=True)


def test_bash_completes(run: Run, tmp_path: Path) -> None:
    command = tmp_path / "critique"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m critique "$@"\n')
    command.chmod(0o755)
    typed = (
        'COMP_WORDS=(critique lint --format js); COMP_CWORD=3; _critique; echo "${COMPREPLY[@]}"'
    )
    ran = subprocess.run(
        ["bash", "-c", run("completion", "bash").out + typed],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "json jsonl\n"
