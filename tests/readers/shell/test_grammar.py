"""The option tables are those of the commands themselves, where these are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detectors.clients.commands import FOLDER, Tool, _tool, tool, tools, wrappers
from detectors.clients.schema.typed import BadData

HELP = {
    "curl": ["curl", "--help", "all"],
    "wget": ["wget", "--help"],
    "http": ["http", "--help"],
    "psql": ["psql", "--help"],
}
_ROW = re.compile(
    r"^\s{0,8}(?:(-[^\s,-])(?:[ =](?:<[^>]*>|[A-Z_]{2,}))?,?\s+)?(--[\w][\w.-]*)"
    r"(?P<value>[ =]?(?:<[^>]+>|\[[^\]]+\]|[A-Z][A-Z_:-]{2,}|\{[^}]*\}))?"
)


def installed(command: list[str]) -> list[str]:
    """The command with the path of its program; skips where there is none."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which(command[0], path=places)
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    return [program, *command[1:]]


def help_of(id: str) -> str:
    out = subprocess.run(
        installed(HELP[id]), capture_output=True, text=True, check=False, timeout=30
    )
    return out.stdout or out.stderr


def told(id: str) -> list[tuple[str, str, bool]]:
    """(short, long, takes a value) of every option in the command's own help."""
    rows = [_ROW.match(line) for line in help_of(id).splitlines()]
    return [(row[1] or "", row[2], bool(row["value"])) for row in rows if row]


@pytest.mark.parametrize("id", HELP)
def test_every_option_of_the_installed_command_is_known(id: str) -> None:
    data = tool(id)
    options = told(id)
    assert len(options) > 20
    unknown = [
        long
        for _, long, _ in options
        if long not in data.options and not long.startswith(("--no-", "--OPTION"))
    ]
    assert unknown == []


@pytest.mark.parametrize("id", HELP)
def test_short_forms_are_those_of_the_installed_command(id: str) -> None:
    data = tool(id)
    pairs = [(short, long) for short, long, _ in told(id) if short]
    if id == "http":  # it writes `--json, -j`
        pairs = [
            (row[2], row[1]) for row in re.finditer(r"(?m)^  (--[\w-]+).*?, (-\w)\b", help_of(id))
        ]
    assert len(pairs) > 10
    for short, long in pairs:
        assert data.options[short].name == data.options[long].name, (short, long)


def test_curl_options_take_a_value_where_curl_says_so() -> None:
    data = tool("curl")
    wrong = [
        long
        for _, long, takes in told("curl")
        if long in data.options and bool(data.options[long].takes) != takes
    ]
    assert wrong == []


def test_every_command_is_found_by_its_names() -> None:
    assert {"curl", "wget", "http", "https", "psql", "redis-cli", "nc", "ncat"} <= set(tools())
    for name, id in tools().items():
        assert name in tool(id).names


def test_every_file_of_data_follows_the_schema() -> None:
    for path in FOLDER.glob("*.yaml"):
        if path.stem in {"wrappers", "switches", "passwords"}:
            assert len(wrappers()) > 20
        else:
            data = tool(path.stem)
            assert data.sources
            assert data.title


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"colour": 1}, "unknown key 'colour'", id="an unknown key"),
        pytest.param({"id": "other"}, "its id must be 'x'", id="an id that is not the file's"),
        pytest.param({"options": "what is this"}, "cannot read the option", id="a row of no form"),
        pytest.param(
            {"options": "-a --all\n-a --any"}, "-a is there twice", id="a short form twice"
        ),
        pytest.param(
            {"settings": {"timeout": {"value": "max-tim"}}},
            "'max-tim' is not one of its options",
            id="a setting of an option that it does not have",
        ),
    ],
)
def test_wrong_data_is_refused_by_name(change: dict[str, object], complaint: str) -> None:
    data = {"id": "x", "title": "x", "sources": ["https://example.com"], **change}
    with pytest.raises(BadData, match=re.escape(complaint)):
        _tool(FOLDER / "x.yaml", data)


def test_a_tool_without_data_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        tool("no-such-command")


def test_tools_are_loaded_once() -> None:
    first: Tool = tool("curl")
    assert tool("curl") is first
