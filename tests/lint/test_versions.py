"""The release of an SDK that a project has settled on decides what it does by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from critique.lint import versions
from tests.commands.conftest import Run, run

__all__ = ["run"]

CACHE = "import redis\n\ncache = redis.Redis(host=HOST)\ncache.get('a')\n"

LISTS = {
    "requirements.txt": "redis==5.0.1  # cache\nrequests>=2\n",
    "requirements-prod.txt": "redis[hiredis]==5.0.1; python_version > '3.8'\n",
    "requirements/base.txt": "redis==5.0.1 \\\n    --hash=sha256:aa\n",
    "constraints.txt": "redis===5.0.1\n",
    "uv.lock": '[[package]]\nname = "redis"\nversion = "5.0.1"\n',
    "poetry.lock": '[[package]]\nname = "redis"\nversion = "5.0.1"\n\n[metadata]\n',
    "Pipfile.lock": '{"default": {"redis": {"version": "==5.0.1"}, "x": {"git": "y"}}}',
    "pyproject.toml": '[project]\nname = "a"\ndependencies = ["redis~=5.0", "httpx"]\n',
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "cache.py").write_text(CACHE)
    versions._in_or_above.cache_clear()
    return tmp_path


def waits(run: Run) -> bool:
    said = run("lint", "app", "--select", "missing-timeout", "--exit-zero").out
    return "missing-timeout" in said


def test_without_a_list_the_newest_release_is_judged(run: Run, project: Path) -> None:
    assert not waits(run)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_versions_decides(run: Run, project: Path, name: str) -> None:
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(LISTS[name])
    assert waits(run)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "redis>=5\n"),
        ("requirements.txt", "redis>=5,<9\n"),
        ("requirements.txt", "# redis==5.0.1\n"),
        ("requirements.txt", "hiredis==5.0.1\n"),
        ("requirements.txt", "redis==8.0.1\n"),
        ("uv.lock", "[[package]\n"),
        ("Pipfile.lock", "[1, 2"),
        ("Pipfile.lock", "[]"),
        ("pyproject.toml", "[project]\ndependencies = 3\n"),
        ("notes.txt", "redis==5.0.1\n"),
    ],
)
def test_what_lets_the_newest_release_in_changes_nothing(
    run: Run, project: Path, name: str, text: str
) -> None:
    (project / name).write_text(text)
    assert not waits(run)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "redis>=5,<6\n"),
        ("pyproject.toml", '[project]\ndependencies = ["redis (>=6.4.0,<7.0.0)"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nredis = "^5.2"\n'),
        ("setup.py", "setup(install_requires=['redis<8'])\n"),
    ],
)
def test_a_range_has_what_the_newest_release_in_it_does(
    run: Run, project: Path, name: str, text: str
) -> None:
    (project / name).write_text(text)
    assert waits(run)


def test_a_lock_goes_before_what_asks(run: Run, project: Path) -> None:
    (project / "requirements.txt").write_text("redis==5.0.1\n")
    (project / "uv.lock").write_text('[[package]]\nname = "redis"\nversion = "8.0.0"\n')
    assert not waits(run)


def test_the_nearest_folder_decides(run: Run, project: Path) -> None:
    (project / "requirements.txt").write_text("redis==5.0.1\n")
    (project / "app" / "requirements.txt").write_text("redis==8.0.1\n")
    assert not waits(run)


def test_nothing_is_looked_for_above_the_project(run: Run, project: Path) -> None:
    (project / "app" / ".git").mkdir()
    (project / "requirements.txt").write_text("redis==5.0.1\n")
    assert not waits(run)


def test_the_file_itself_goes_before_its_project(run: Run, project: Path) -> None:
    (project / "requirements.txt").write_text("redis==5.0.1\n")
    (project / "app" / "cache.py").write_text(f"# redis==8.0.0\n{CACHE}")
    assert not waits(run)


def test_names_are_compared_as_the_index_does(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("Kafka_Python==2.0.2\ndiscord.py==2.4.0\n")
    versions._in_or_above.cache_clear()
    found = versions.around(str(tmp_path / "a.py"))
    assert found == {"kafka-python": "2.0.2", "discord-py": "2.4.0"}


OLD = "from selenium import webdriver\n\n\ndef opened(driver):\n    return driver.find_element_by_id('a')\n"
RANGES = {
    "pyproject.toml": '[project]\nname = "a"\ndependencies = ["selenium {}"]\n',
    "setup.py": 'from setuptools import setup\nsetup(install_requires=["x[y]>=1", "selenium{}"])\n',
    "requirements.txt": "requests\nselenium{}  # the browser\n",
    "PKG-INFO": "Metadata-Version: 2.1\nName: a\nRequires-Dist: selenium{}\n\nText\n",
}


def is_old(run: Run, project: Path) -> bool:
    (project / "app" / "browser.py").write_text(OLD)
    versions._asked_in_or_above.cache_clear()
    said = run("lint", "app/browser.py", "--select", "deprecated-api", "--exit-zero").out
    return "find_element_by_id" in said


@pytest.mark.parametrize("name", RANGES)
def test_a_range_that_keeps_a_release_out_keeps_what_it_removes(
    run: Run, project: Path, name: str
) -> None:
    (project / name).write_text(RANGES[name].format("<4"))
    assert not is_old(run, project)


@pytest.mark.parametrize("name", RANGES)
def test_a_range_that_lets_a_release_in_loses_what_it_removes(
    run: Run, project: Path, name: str
) -> None:
    (project / name).write_text(RANGES[name].format(">=3"))
    assert is_old(run, project)


def test_a_release_that_poetry_caps_is_kept_out(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.poetry.dependencies]\nselenium = "^3.141"\n')
    assert not is_old(run, project)


def test_a_recent_removal_is_told_where_a_project_is_seen_to_let_it_in(
    run: Run, project: Path
) -> None:
    (project / "app" / "served.py").write_text("from mcp.server.fastmcp import FastMCP\n")

    def said() -> bool:
        versions._asked_in_or_above.cache_clear()
        out = run("lint", "app/served.py", "--select", "deprecated-api", "--exit-zero").out
        return "mcp" in out

    assert not said()
    (project / "requirements.txt").write_text("mcp<2\n")
    assert not said()
    (project / "requirements.txt").write_text("mcp\n")
    assert said()
