"""The formats that other people's scripts read."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest

from tests.lint.conftest import Lint

KEYS = {
    "path", "surface", "language", "risk", "family", "severity", "message",
    "line", "column", "end_line", "end_column", "fixable", "url",
}  # fmt: skip
SCHEMA = Path(__file__).parent.parent / "schemas" / "sarif-2.1.0.json"


@pytest.fixture
def broken(project: Path) -> Path:
    (project / "broken.py").write_text(
        "import requests\nsession = requests.Session()\ndef half(:\n"
    )
    return project


def test_json_is_a_list_of_the_documented_objects(lint: Lint) -> None:
    (entry,) = json.loads(lint(".", "--format", "json").out)
    assert set(entry) == KEYS
    assert entry["path"] == "risky.py"
    assert (entry["surface"], entry["language"]) == ("python", "python")
    assert (entry["risk"], entry["family"], entry["severity"]) == (
        "missing-timeout",
        "timeouts-retries",
        "high",
    )
    assert (entry["line"], entry["column"], entry["end_line"]) == (3, 1, 3)
    assert entry["fixable"] is True
    assert entry["url"].startswith("https://")


def test_json_of_nothing_is_an_empty_list(lint: Lint) -> None:
    assert json.loads(lint("sound.py", "--format", "json").out) == []


def test_jsonl_is_the_same_one_a_line(lint: Lint) -> None:
    entries = [json.loads(line) for line in lint(".", "--format", "jsonl").lines]
    assert entries == json.loads(lint(".", "--format", "json").out)


@pytest.mark.parametrize("format", ["json", "jsonl", "sarif", "github", "junit"])
def test_every_machine_format_reports_what_could_not_be_parsed(
    lint: Lint, broken: Path, format: str
) -> None:
    assert "broken.py" in lint("broken.py", "--format", format).out


def test_a_problem_says_that_it_is_one(lint: Lint, broken: Path) -> None:
    (entry,) = json.loads(lint("broken.py", "--format", "json").out)
    assert entry["verdict"] == "problem"
    assert entry["risk"] == "unparsed"
    assert set(entry) > KEYS


def test_concise_is_one_line_a_finding(lint: Lint) -> None:
    (line,) = lint(".", "--format", "concise").lines
    assert line.startswith("risky.py:3:1: high missing-timeout: ")


def test_full_quotes_the_lines(lint: Lint) -> None:
    out = lint(".").out
    assert '  3 │ requests.get("https://api.example.com/v1/rates").raise_for_status()' in out
    assert "Found 1 finding in 1 file; --fix mends 1 of them." in out


def test_github_escapes_what_would_end_a_command(lint: Lint, project: Path) -> None:
    (project / "risky.py").rename(project / "a,b%.py")
    (line,) = lint("a,b%.py", "--format", "github").lines
    assert line.startswith("::error file=a%2Cb%25.py,line=3,endLine=3,col=1,endColumn=")
    assert "title=critique%3A missing-timeout::missing-timeout: " in line


def test_junit_is_well_formed_and_counts(lint: Lint, broken: Path) -> None:
    suites = ET.fromstring(lint(".", "--format", "junit").out)
    counts = {s.get("name"): (s.get("failures"), s.get("errors")) for s in suites}
    assert counts == {"broken.py": ("0", "1"), "risky.py": ("1", "0"), "sound.py": ("0", "0")}


@pytest.mark.parametrize("options", [(), ("--show-sound",)], ids=["findings", "with clearances"])
def test_sarif_is_valid(lint: Lint, broken: Path, options: tuple[str, ...]) -> None:
    log = json.loads(lint(".", "--format", "sarif", *options).out)
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(log)
    (run,) = log["runs"]
    assert [r["ruleId"] for r in run["results"] if r["kind"] == "fail"] == ["missing-timeout"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    place = notification["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "broken.py"


def test_sarif_fingerprints_stay_when_lines_move(lint: Lint, project: Path) -> None:
    def fingerprint() -> str:
        (run,) = json.loads(lint("risky.py", "--format", "sarif").out)["runs"]
        value: str = run["results"][0]["partialFingerprints"]["critique/v1"]
        return value

    before = fingerprint()
    (project / "risky.py").write_text("# a new first line\n" + (project / "risky.py").read_text())
    assert fingerprint() == before
