"""What has not changed is not looked at again, and whatever could change an answer makes it so."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from critique.lint import cache, formats, report, versions
from tests.lint.conftest import RISKY, SOUND, Lint

Inspected = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def kept(project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:  # fmt: skip
    """A folder for the cache, and a project that is large enough for one: one risky file, the rest sound."""
    folder = tmp_path_factory.mktemp("cache") / "lint"
    monkeypatch.setenv(cache.FOLDER, str(folder))
    for number in range(cache.WORTH_IT):
        (project / f"sound{number}.py").write_text(SOUND)
    return folder


@pytest.fixture
def inspected(monkeypatch: pytest.MonkeyPatch) -> Inspected:
    """The names of the files that were looked at since the last question."""
    names: list[str] = []
    inspect = report.inspect

    def watched(*args: object, name: str, **options: object) -> object:
        names.append(name)
        return inspect(*args, name=name, **options)  # type: ignore[arg-type]

    def since() -> list[str]:
        found, names[:] = sorted(names), []
        return found

    monkeypatch.setattr(report, "inspect", watched)
    return since


def test_what_has_not_changed_is_not_looked_at_again(lint: Lint, inspected: Inspected) -> None:
    first = lint()
    assert len(inspected()) == cache.WORTH_IT + 2
    again = lint()
    assert inspected() == []
    assert (again.code, again.out, again.err) == (1, first.out, first.err)


@pytest.mark.parametrize("format", formats.names())
def test_every_format_reads_the_same_from_the_cache(lint: Lint, format: str) -> None:
    (cut_off := Path("broken.py")).write_text(RISKY + "def broken(:\n")
    first = lint("--format", format)
    again = lint("--format", format)
    assert cut_off.name in first.out + first.err
    assert (again.code, again.out, again.err) == (first.code, first.out, first.err)


def test_sound_places_are_kept_too(lint: Lint, inspected: Inspected) -> None:
    first = lint("--show-sound", "--format", "jsonl")
    inspected()
    assert lint("--show-sound", "--format", "jsonl").out == first.out
    assert inspected() == []
    assert '"verdict"' not in lint("--format", "jsonl").out


def test_a_file_that_changed_is_looked_at_again(lint: Lint, inspected: Inspected) -> None:
    lint()
    inspected()
    Path("sound3.py").write_text(RISKY)
    assert "sound3.py" in lint("--format", "concise").out
    assert inspected() == ["sound3.py"]


def test_a_change_that_keeps_size_and_time_is_seen(lint: Lint) -> None:
    before = Path("sound3.py").stat()
    lint()
    text = SOUND.replace("timeout=5", "cookies=5")[: before.st_size]
    Path("sound3.py").write_text(text.ljust(before.st_size))
    os.utime("sound3.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "sound3.py" in lint("--format", "concise").out


def test_the_same_text_under_another_name_is_looked_at(lint: Lint, inspected: Inspected) -> None:
    lint()
    inspected()
    shutil.move("risky.py", "moved.py")
    assert "moved.py" in lint("--format", "concise").out
    assert inspected() == ["moved.py"]


def test_a_release_that_the_project_settles_on_is_part_of_it(
    lint: Lint, inspected: Inspected
) -> None:
    lint()
    inspected()
    Path("requirements.txt").write_text("requests==2.31.0\n")
    versions._in_or_above.cache_clear()  # a run is a process of its own
    lint()
    assert "risky.py" in inspected()


def test_other_risks_are_looked_for_again(lint: Lint, inspected: Inspected) -> None:
    lint()
    inspected()
    lint(select="missing-timeout,unchecked-status")
    assert "risky.py" in inspected()


def test_another_severity_is_told(lint: Lint) -> None:
    lint()
    Path("critique.toml").write_text('[severity]\nmissing-timeout = "low"\n')
    found = json.loads(lint("--format", "json").out)
    assert [entry["severity"] for entry in found] == ["low"]


def test_other_code_looks_again(
    lint: Lint, inspected: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    lint()
    inspected()
    monkeypatch.setattr(cache, "_analyser", lambda: "of tomorrow")
    lint()
    assert "risky.py" in inspected()


def test_no_cache_looks_at_everything_and_keeps_nothing(
    lint: Lint, inspected: Inspected, kept: Path
) -> None:
    lint("--no-cache")
    assert not kept.exists()
    lint()
    inspected()
    lint("--no-cache")
    assert "risky.py" in inspected()


def test_mending_does_not_rely_on_it(lint: Lint) -> None:
    lint()
    assert lint("--fix").code == 0
    assert "timeout=" in Path("risky.py").read_text()


def test_a_few_files_need_no_cache(lint: Lint, kept: Path) -> None:
    lint("risky.py", "sound.py")
    assert not kept.exists()


def test_files_of_other_runs_are_kept_and_deleted_ones_are_not(lint: Lint, kept: Path) -> None:
    lint()
    Path("sound1.py").unlink()
    Path("sound2.py").write_text(RISKY)
    lint()
    (file,) = kept.glob("*.json")
    known = json.loads(file.read_text())
    assert "sound1.py" not in known
    assert {"risky.py", "sound2.py", "sound3.py"} <= known.keys()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"risky.py": "?"}'])
def test_a_damaged_cache_is_none(lint: Lint, kept: Path, damage: str) -> None:
    first = lint()
    (file,) = kept.glob("*.json")
    file.write_text(damage)
    assert lint().out == first.out


def test_a_cache_that_cannot_be_written_stops_nobody(lint: Lint, kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("a file where the folder should be")
    ran = lint("--format", "concise")
    assert (ran.code, ran.err) == (1, "")


def test_what_nobody_asked_for_in_a_month_goes(lint: Lint, kept: Path) -> None:
    kept.mkdir(parents=True)
    old, young = kept / "old.json", kept / "young.json"
    for file, days in (old, 40), (young, 20):
        file.write_text("{}")
        then = time.time() - days * 24 * 3600
        os.utime(file, (then, then))
    lint()
    assert (old.exists(), young.exists()) == (False, True)
