"""Selection, configuration, suppression comments, fixing, baselines."""

from __future__ import annotations

import codecs
import json
import subprocess
from pathlib import Path

import pytest

from tests.lint.conftest import RISKY, SOUND, Lint

TABBED = b"import requests\r\n\r\nif True:\r\n\trequests.get('https://api.example.com/v1')\r\n"


def risks_of(out: str) -> list[str]:
    return [entry["risk"] for entry in json.loads(out)]


def test_select_takes_families_too(lint: Lint) -> None:
    assert risks_of(lint("risky.py", "--format", "json", select="timeouts-retries").out) == [
        "missing-timeout"
    ]


def test_ignore_wins_over_select(lint: Lint) -> None:
    assert lint("risky.py", "--ignore", "missing-timeout").code == 0


def test_an_unknown_risk_names_the_nearest(lint: Lint) -> None:
    ran = lint("risky.py", select="missing-timeuot")
    assert ran.code == 2
    assert ran.err == (
        "critique lint: --select: there is no risk 'missing-timeuot'; did you mean 'missing-timeout'?\n"
    )


def test_exit_zero_reports_all_the_same(lint: Lint) -> None:
    ran = lint("risky.py", "--exit-zero", "--format", "concise")
    assert (ran.code, len(ran.lines)) == (0, 1)


def test_statistics_count_risks(lint: Lint) -> None:
    assert lint(".", "--statistics").out == "     1  missing-timeout\n"


def test_statistics_can_be_read_by_programs(lint: Lint) -> None:
    ran = lint("--statistics", "--format", "json")
    assert json.loads(ran.out) == [{"risk": "missing-timeout", "count": 1}]
    assert lint("--statistics", "--format", "sarif").code == 2


def test_to_select_nothing_is_a_mistake_and_no_clean_report(lint: Lint) -> None:
    ran = lint("--select", " ,", select=None)
    assert (ran.code, ran.out) == (2, "")
    assert "critique risks" in ran.err


def test_show_sound_tells_what_is_fine_and_why(lint: Lint) -> None:
    entries = json.loads(lint(".", "--show-sound", "--format", "json").out)
    assert [(e["path"], e["verdict"]) for e in entries] == [
        ("risky.py", "risky"),
        ("sound.py", "sound"),
    ]
    assert "5" in entries[1]["message"]


def test_output_file_takes_the_report(lint: Lint, project: Path) -> None:
    ran = lint("risky.py", "--format", "json", "--output-file", "report.json")
    assert ran.out == ""
    assert risks_of((project / "report.json").read_text()) == ["missing-timeout"]


# --- configuration


@pytest.mark.parametrize(
    ("name", "head"), [("pyproject.toml", "[tool.critique]\n"), ("critique.toml", "")]
)
def test_configuration_is_read(lint: Lint, project: Path, name: str, head: str) -> None:
    (project / name).write_text(head + 'ignore = ["missing-timeout"]\n')
    assert lint(".").code == 0


def test_per_file_ignores_are_patterns(lint: Lint, project: Path) -> None:
    (project / "tests").mkdir()
    (project / "tests" / "risky.py").write_text(RISKY)
    (project / "critique.toml").write_text('[per-file-ignores]\n"tests/" = ["timeouts-retries"]\n')
    assert [line.split(":")[0] for line in lint(".", "--format", "concise").lines] == ["risky.py"]


def test_excluded_files_are_not_read(lint: Lint, project: Path) -> None:
    (project / "critique.toml").write_text('exclude = ["risky.py"]\n')
    assert lint(".").code == 0


def test_severity_is_the_projects_own(lint: Lint, project: Path) -> None:
    (project / "critique.toml").write_text('[severity]\nmissing-timeout = "low"\n')
    assert " low missing-timeout" in lint("risky.py").out


def test_the_severity_of_a_family_is_that_of_its_risks(lint: Lint, project: Path) -> None:
    (project / "critique.toml").write_text('[severity]\ntimeouts-retries = "low"\n')
    assert " low missing-timeout" in lint("risky.py").out


def test_configuration_above_counts_and_a_named_one_replaces_it(
    lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "critique.toml").write_text('ignore = ["missing-timeout"]\n')
    (project / "strict.toml").write_text("")
    inner = project / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert lint("../risky.py").code == 0
    assert lint("../risky.py", "--config", "../strict.toml").code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []\n", "'selct' is no setting of critique; did you mean 'select'?"),
        (
            'ignore = ["call-in-lop"]\n',
            "there is no risk 'call-in-lop'; did you mean 'call-in-loop'?",
        ),
        ('ignore = "call-in-loop"\n', "ignore is a list of texts"),
        (
            '[severity]\nmissing-timeout = "bad"\n',
            "is one of info, low, medium, high, critical, not 'bad'",
        ),
        ("ignore = [\n", "is not valid TOML"),
        ("select = []\n", "select names no risk"),
        ("exclude = [1]\n", 'exclude is a list of texts, as in exclude = ["vendor/"]'),
        ('[per-file-ignores]\na = "call-in-loop"\n', '"a" is a list of texts'),
        ("[tool]\ncritique = 3\n", "tool.critique is a table"),
        ("tool = 3\n", "'tool' is no setting"),
    ],
    ids=[
        "unknown key",
        "unknown risk",
        "not a list",
        "unknown severity",
        "broken",
        "nothing selected",
        "numbers",
        "files without a list",
        "no table",
        "no table around it",
    ],
)
def test_a_wrong_configuration_says_what_is_wrong(
    lint: Lint, project: Path, text: str, said: str
) -> None:
    (project / "critique.toml").write_text(text)
    ran = lint(".")
    assert ran.code == 2
    assert said in ran.err
    assert "critique.toml: " in ran.err


# --- suppression comments

CALL = 'requests.get("https://api.example.com/v1/rates").raise_for_status()'


@pytest.mark.parametrize(
    "text",
    [
        f"import requests\n{CALL}  # critique: ignore[missing-timeout] ended by the job's limit\n",
        f"import requests\n# critique: ignore[missing-timeout] ended by the job's limit\n{CALL}\n",
        f"import requests\n{CALL}  # noqa  # critique: ignore[missing-timeout, call-in-loop] because\n",
        f"# critique: ignore-file[missing-timeout] a script that a person watches\nimport requests\n{CALL}\n",
    ],
    ids=["end of the line", "line above", "among others", "whole file"],
)
def test_a_comment_with_a_reason_silences(lint: Lint, project: Path, text: str) -> None:
    (project / "risky.py").write_text(text)
    assert lint("risky.py").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"import requests\n{CALL}  # critique: ignore[missing-timeout]\n", "gives no reason"),
        (f"import requests\n{CALL}  # critique: ignore because\n", "names no risk"),
        (f"import requests\n{CALL}  # critique: ignore[missing-timout] because\n", "did you mean 'missing-timeout'?"),
        (f'import requests\nx = "# critique: ignore-file[missing-timeout] no"\n{CALL}\n', ""),
    ],
    ids=["no reason", "no risk", "unknown risk", "inside a string"],
)  # fmt: skip
def test_a_comment_that_is_not_in_order_silences_nothing(
    lint: Lint, project: Path, text: str, said: str
) -> None:
    (project / "risky.py").write_text(text)
    ran = lint("risky.py")
    assert ran.code == 1
    assert said in ran.err


def test_an_unused_comment_is_reported(lint: Lint, project: Path) -> None:
    comment = "# critique: ignore[missing-timeout] the proxy ends it"
    (project / "sound.py").write_text(f"{SOUND}{comment}\n")
    ran = lint("sound.py")
    assert ran.err == (
        "critique lint: sound.py:4: the comment silences 'missing-timeout', which is not found here; delete it\n"
    )


def test_a_comment_for_a_risk_that_is_not_looked_for_is_no_ones_business(
    lint: Lint, project: Path
) -> None:
    (project / "sound.py").write_text(f"{SOUND}# critique: ignore[call-in-loop] paced on purpose\n")
    assert lint("sound.py").err == ""


def test_the_languages_own_comment_sign_counts(lint: Lint, project: Path) -> None:
    (project / "pull.sh").write_text(
        "#!/bin/sh\n# critique: ignore[missing-timeout] a person watches it\ncurl -fsS https://a.example.com/x\n"
    )
    assert lint("pull.sh").code == 0


# --- fixing


def test_fix_mends_the_file_and_reports_what_is_left(lint: Lint, project: Path) -> None:
    ran = lint("risky.py", "--fix")
    assert ran.code == 0
    assert "timeout=" in (project / "risky.py").read_text()
    assert lint("risky.py").code == 0


def test_diff_shows_and_changes_nothing(lint: Lint, project: Path) -> None:
    ran = lint("risky.py", "--diff")
    assert ran.code == 1
    assert ran.out.startswith("--- risky.py\n+++ risky.py\n")
    assert "+requests.get(" in ran.out
    assert (project / "risky.py").read_text() == RISKY


def test_a_diff_can_be_applied_with_its_tabs_and_line_ends(lint: Lint, project: Path) -> None:
    (project / "risky.py").write_bytes(TABBED)
    patch = lint("--diff", "risky.py").out
    ran = subprocess.run(["git", "apply", "-p0", "-"], input=patch.encode(), check=False)
    assert ran.returncode == 0
    assert (project / "risky.py").read_bytes() == TABBED.replace(b"')", b"', timeout=10)")


def test_a_diff_goes_to_the_output_file(lint: Lint, project: Path) -> None:
    ran = lint("--diff", "--output-file", "fix.patch", "risky.py")
    assert (ran.code, ran.out) == (1, "")
    assert "+requests.get" in (project / "fix.patch").read_text()


def test_a_diff_of_standard_input_is_against_what_came(lint: Lint) -> None:
    ran = lint("-", "--diff", "--stdin-filename", "risky.py", stdin=RISKY.encode())
    assert (ran.code, ran.out.count("\n-"), ran.out.count("\n+")) == (1, 1, 2)


def test_fix_of_standard_input_goes_to_standard_output_and_to_no_file(
    lint: Lint, project: Path
) -> None:
    ran = lint("-", "--fix", "--stdin-filename", "risky.py", stdin=RISKY.encode())
    assert (ran.code, ran.out) == (0, RISKY.replace('rates")', 'rates", timeout=10)'))
    assert (project / "risky.py").read_text() == RISKY


def test_fix_of_standard_input_hands_on_what_it_cannot_read(lint: Lint) -> None:
    ran = lint("-", "--fix", "--stdin-filename", "risky.py", stdin=b"\0\n")
    assert "risky.py:1: is binary" in ran.err
    assert ran.out == "\0\n"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["latin-1", "UTF-8 with a mark"])
def test_fix_keeps_the_encoding(lint: Lint, project: Path, mark: bytes) -> None:
    coding, name = ("utf-8", b"\xc3\xa9") if mark else ("latin-1", b"\xe9")
    before = mark + b"# coding: " + coding.encode() + b"\nx = '" + name + b"'\n" + RISKY.encode()
    (project / "risky.py").write_bytes(before)
    lint("--fix", "risky.py")
    assert (project / "risky.py").read_bytes() == before.replace(b'rates")', b'rates", timeout=10)')


def test_fix_leaves_what_a_comment_silences(lint: Lint, project: Path) -> None:
    text = (
        f"import requests\n{CALL}  # critique: ignore[missing-timeout] ended by the job's limit\n"
    )
    (project / "risky.py").write_text(text)
    lint("risky.py", "--fix")
    assert (project / "risky.py").read_text() == text


def test_fix_keeps_line_ends(lint: Lint, project: Path) -> None:
    (project / "risky.py").write_bytes(RISKY.replace("\n", "\r\n").encode())
    lint("risky.py", "--fix")
    content = (project / "risky.py").read_bytes()
    assert b"timeout=" in content
    assert content.count(b"\r\n") == content.count(b"\n") == 3


# --- baselines


def test_a_baseline_hides_what_was_known_though_lines_moved(lint: Lint, project: Path) -> None:
    lint("risky.py", "--format", "json", "--output-file", "known.json")
    (project / "risky.py").write_text("import os\n\n" + RISKY)
    assert lint("risky.py", "--baseline", "known.json").code == 0


def test_a_baseline_does_not_hide_one_more_of_the_same(lint: Lint, project: Path) -> None:
    lint("risky.py", "--format", "json", "--output-file", "known.json")
    (project / "risky.py").write_text(RISKY + RISKY.splitlines()[-1] + "\n")
    ran = lint("risky.py", "--baseline", "known.json", "--format", "concise")
    assert [line.split(": ")[0] for line in ran.lines] == ["risky.py:4:1"]


def test_a_missing_baseline_names_the_command_that_writes_it(lint: Lint) -> None:
    ran = lint("risky.py", "--baseline", "known.json")
    assert ran.code == 2
    assert "write it with: critique lint --format json --output-file known.json" in ran.err
