"""The program's door: both ways in, unknown commands, and projects that have packages named like ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from critique import cli
from critique.__main__ import main

ROOT = Path(__file__).parent.parent


def run(*argv: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def test_python_m_critique_works() -> None:
    ran = run(sys.executable, "-m", "critique", "--version", cwd=ROOT)
    assert (ran.returncode, ran.stdout) == (0, "critique 0.1.0\n")


@pytest.mark.parametrize("name", cli.names())
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    out = capsys.readouterr().out
    assert end.value.code == 0
    assert "example:\n  " in out
    assert f"critique {name}" in out.split("example:")[1]


def test_the_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in cli.names())


def test_help_of_a_command_is_the_same_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["help", "lint"], ["lint", "--help"]):
        with pytest.raises(SystemExit):
            main(argv)
    both = capsys.readouterr().out
    assert both[: len(both) // 2] == both[len(both) // 2 :]


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lnit"]) == 2
    assert "did you mean 'critique lint'?" in capsys.readouterr().err


def test_a_wrong_option_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["lint", "--formt", "json"])
    assert end.value.code == 2
    said = "critique lint: unrecognized arguments: --formt; did you mean '--format'?\n"
    assert said in capsys.readouterr().err


def test_a_wrong_value_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["practice", "--mode", "twin"])
    assert "did you mean 'twins'?\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (
            "--hlep",
            "there is no option '--hlep' without a command; did you mean 'critique --help'?",
        ),
        ("--plain", "there is no option '--plain' without a command; 'critique --help' lists"),
        ("--json risks", "options stand behind the command: critique risks --json"),
        ("version", "there is no command 'version'; did you mean 'critique --version'?"),
        ("help zzz", "there is no command 'zzz'; 'critique --help' lists the commands"),
    ],
)
def test_what_stands_where_a_command_should_is_one_line(
    argv: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv.split()) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"critique: {said}")
    assert told.count("\n") == 1


@pytest.mark.parametrize("path", ["", "."], ids=["plain", "with PYTHONPATH"])
def test_no_code_of_an_inspected_project_is_run(tmp_path: Path, path: str) -> None:
    for package in ("detectors", "trainer", "tui", "libcst", "yaml"):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("raise SystemExit('the inspected project was run')\n")
    (tmp_path / "rates.py").write_text(
        "import requests\n\nrequests.get('https://a.example.com/')\n"
    )
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from critique.__main__ import main; sys.exit(main(['lint', 'rates.py', '--format', 'concise']))"
    )
    ran = run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=path)
    assert "the inspected project was run" not in ran.stderr + ran.stdout
    assert "missing-timeout" in ran.stdout


def test_overwritten_packages_are_told(tmp_path: Path) -> None:
    (tmp_path / "detectors.py").write_text("")
    code = (
        "import sys, types\n"
        "foreign = types.ModuleType('detectors'); foreign.__file__ = '/elsewhere/detectors/__init__.py'\n"
        "sys.modules['detectors'] = foreign\n"
        "from critique.__main__ import main; sys.exit(main(['lint']))"
    )
    ran = run(sys.executable, "-c", code, cwd=ROOT)
    assert ran.returncode == 2
    assert "the package 'detectors' comes from /elsewhere/detectors" in ran.stderr
    assert "pipx install critique-trainer" in ran.stderr


@pytest.mark.parametrize(
    "way",
    ["| head -n 1", "| true", ">&-", "<&-", ">&- 2>&- <&-"],
    ids=lambda way: f"critique {way}",
)
@pytest.mark.parametrize("command", ["risks", "--help", "practice --plain --count 1"])
def test_streams_that_are_closed_are_no_traceback(tmp_path: Path, command: str, way: str) -> None:
    line = f"{sys.executable} -m critique {command} {way}"
    ran = run("sh", "-c", line, cwd=ROOT, CRITIQUE_STATE=str(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")


def test_what_an_encoding_cannot_say_is_spelled_out() -> None:
    command = ("explain", "missing-timeout")
    ran = run(sys.executable, "-m", "critique", *command, cwd=ROOT, PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_output_that_nothing_takes_is_one_sentence() -> None:
    ran = run("sh", "-c", f"{sys.executable} -m critique risks >/dev/full", cwd=ROOT)
    assert ran.returncode == 2
    assert ran.stderr.startswith("critique risks: ")
    assert len(ran.stderr.splitlines()) == 1


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    line = f"mkdir {tmp_path}/a; cd {tmp_path}/a; rmdir {tmp_path}/a; {sys.executable} -m critique lint"
    ran = run("sh", "-c", line, cwd=ROOT, PYTHONPATH=str(ROOT))
    assert ran.returncode == 2
    assert ran.stderr == "critique: the current folder has been deleted; cd to another one\n"


def test_a_mistake_of_ours_is_one_sentence_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(args: object) -> int:
        raise ValueError("no such thing\nsecond line")

    monkeypatch.setattr("critique.commands.risks.run", broken)
    assert main(["risks"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "critique risks: an error of critique itself (ValueError: no such thing,"
    )
    assert len(said.splitlines()) == 1


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"r{number}.py").write_text(
            "import requests\nrequests.get('https://a.example.com/')\n"
        )
    ran = run("sh", "-c", f"{sys.executable} -m critique lint {tmp_path} | head -n 1", cwd=ROOT)
    assert "Traceback" not in ran.stderr
    assert len(ran.stdout.splitlines()) == 1
