"""Which files are linted, and what is said of those that cannot be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from critique.lint import report
from detectors.model import Inspection
from tests.lint.conftest import RISKY, Lint

FOUND = "risky.py:3:1: high missing-timeout"


def test_the_current_folder_is_linted_without_a_path(lint: Lint) -> None:
    ran = lint("--format", "concise")
    assert [line.split(": ")[0] for line in ran.lines] == ["risky.py:3:1"]
    assert ran.code == 1


def test_nothing_found_exits_with_zero(lint: Lint) -> None:
    ran = lint("sound.py")
    assert (ran.code, ran.out, ran.err) == (0, "Nothing found.\n", "")


def test_a_missing_path_is_a_usage_error(lint: Lint) -> None:
    ran = lint("absent.py")
    assert ran.code == 2
    assert ran.err == "critique lint: absent.py: there is no such file or folder\n"


def test_gitignored_files_are_left_out_unless_they_are_named(lint: Lint, project: Path) -> None:
    (project / ".gitignore").write_text("risky.py\n")
    assert lint(".").code == 0
    assert lint("risky.py").code == 1


def test_nested_gitignore_overrules_the_outer_one(lint: Lint, project: Path) -> None:
    (project / ".gitignore").write_text("*.py\n")
    inner = project / "inner"
    inner.mkdir()
    (inner / ".gitignore").write_text("!kept.py\n")
    (inner / "kept.py").write_text(RISKY)
    (inner / "gone.py").write_text(RISKY)
    ran = lint(".", "--format", "concise")
    assert [line.split(":")[0] for line in ran.lines] == ["inner/kept.py"]


def test_gitignore_above_the_linted_folder_counts(lint: Lint, project: Path) -> None:
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("/inner/build/\n")
    build = project / "inner" / "build"
    build.mkdir(parents=True)
    (build / "risky.py").write_text(RISKY)
    assert lint("inner").code == 0


def test_folders_of_other_programs_are_not_walked(lint: Lint, project: Path) -> None:
    (project / "risky.py").unlink()
    for name in (".venv", "node_modules"):
        (project / name).mkdir()
        (project / name / "risky.py").write_text(RISKY)
    assert lint(".").code == 0


def test_a_file_named_twice_is_reported_once(lint: Lint) -> None:
    assert len(lint("risky.py", "./risky.py", ".", "--format", "concise").lines) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"import requests\nx = '\xe9'\n", "latin.py:1: is not UTF-8 on line 2; save it as UTF-8"),
        (b"# coding: klingon\n", "latin.py:1: declares the encoding 'klingon', which Python does not know"),
        (b"import requests\n\0", "latin.py:1: is binary"),
        (b"#" * 2_000_001, "latin.py:1: has 2,000,001 bytes; files over 2,000,000 are not read"),
    ],
    ids=["not utf-8", "unknown encoding", "binary", "huge"],
)  # fmt: skip
def test_what_cannot_be_read_is_reported_and_the_rest_checked(
    lint: Lint, project: Path, content: bytes, said: str
) -> None:
    (project / "latin.py").write_bytes(content)
    ran = lint("latin.py", "risky.py", "--format", "concise")
    assert ran.err == f"critique lint: {said}\n"
    assert ran.lines[0].startswith(FOUND)


def test_a_declared_encoding_is_used(lint: Lint, project: Path) -> None:
    (project / "latin.py").write_bytes(
        "# -*- coding: latin-1 -*-\n# \xe9\n".encode("latin-1") + RISKY.encode()
    )
    ran = lint("latin.py", "--format", "concise")
    assert ran.lines[0].startswith("latin.py:5:1: high missing-timeout")
    assert ran.err == ""


def test_a_byte_order_mark_moves_nothing(lint: Lint, project: Path) -> None:
    (project / "bom.py").write_bytes(b"\xef\xbb\xbf" + RISKY.encode())
    assert lint("bom.py", "--format", "concise").lines[0].startswith("bom.py:3:1:")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_reported(lint: Lint, project: Path) -> None:
    (project / "risky.py").chmod(0)
    assert "risky.py:1: cannot be read: permission denied" in lint("risky.py").err


def test_a_broken_file_is_reported_and_what_can_be_read_is_judged(
    lint: Lint, project: Path
) -> None:
    (project / "broken.py").write_text(RISKY + "\n\ndef half(:\n    pass\n")
    ran = lint("broken.py", "--format", "concise")
    assert ran.lines[0].startswith("broken.py:3:1: high missing-timeout")
    assert ran.err.startswith("critique lint: broken.py:6: ")


def test_a_file_in_no_known_language_is_reported_only_when_named(lint: Lint, project: Path) -> None:
    (project / "photo.bmp").write_bytes(b"BM")
    assert (
        lint("photo.bmp").err
        == "critique lint: photo.bmp:1: is in no language that critique reads\n"
    )
    assert lint(".").err == ""


def test_standard_input_is_told_by_its_content(lint: Lint) -> None:
    ran = lint(
        "-", "--format", "concise", stdin=b"curl -sS --fail https://api.example.com/v1/rates\n"
    )
    assert ran.lines[0].startswith("<stdin>:1:1: high missing-timeout")


def test_standard_input_has_the_name_it_is_given(lint: Lint) -> None:
    ran = lint("-", "--stdin-filename", "app/rates.py", "--format", "concise", stdin=RISKY.encode())
    assert ran.lines[0].startswith("app/rates.py:3:1:")


def test_escape_sequences_in_a_path_never_reach_the_terminal(lint: Lint, project: Path) -> None:
    (project / "a\x1b]0;owned\x07.py").write_text(RISKY)
    for format in ("full", "concise"):
        assert "\x1b" not in lint(".", "--format", format).out


def test_a_line_end_in_a_path_begins_no_line(lint: Lint, project: Path) -> None:
    (project / "a\nb.py").write_text(RISKY)
    assert lint("--format", "concise", "a\nb.py").out.startswith("a␊b.py:3:1: ")


def test_links_that_lead_in_a_circle_are_passed_over(lint: Lint, project: Path) -> None:
    (project / "circle.py").symlink_to("circle.py")
    (project / "here").symlink_to(".")
    ran = lint("--format", "concise")
    assert (ran.code, len(ran.lines), ran.err) == (1, 1, "")


def test_what_cannot_be_looked_at_is_reported_and_the_rest_checked(
    lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def stat(path: str, **options: bool) -> os.stat_result:
        if "closed" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return real(path, **options)

    monkeypatch.setattr(os, "stat", stat)
    ran = lint("--format", "concise", "closed/rates.py", "risky.py")
    assert (ran.code, len(ran.lines)) == (1, 1)
    assert "closed/rates.py:1: cannot be read: permission denied" in ran.err


def test_a_mistake_of_ours_over_one_file_is_reported_and_the_rest_checked(
    lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "odd.py").write_text(f"{RISKY}odd = 1\n")
    real = report.inspect

    def inspect(text: str, *others: object, **options: object) -> Inspection:
        if "odd" in text:
            raise KeyError("odd")
        return real(text, *others, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(report, "inspect", inspect)
    ran = lint("--format", "jsonl")
    kinds = [(entry["path"], entry["risk"]) for entry in map(json.loads, ran.lines)]
    assert (ran.code, kinds) == (2, [("odd.py", "failed"), ("risky.py", "missing-timeout")])
    assert "odd.py:1: an error of critique itself (KeyError: 'odd'" in ran.err


def test_several_processes_report_the_same_in_the_same_order(
    lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        (project / f"risky_{number}.py").write_text(RISKY)
    alone = lint(".", "--jobs", "1", "--format", "json").out
    monkeypatch.setattr("critique.lint.report.WORTH_A_POOL", 0)
    assert lint(".", "--jobs", "2", "--format", "json").out == alone


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (".", ["deck/python/other.py", "risky.py"]),
        ("deck", ["deck/python/other.py", "deck/python/otp/snippet.py"]),
        ("deck/python/otp", ["deck/python/otp/snippet.py"]),
        ("deck/python/otp/snippet.py", ["deck/python/otp/snippet.py"]),
    ],
)
def test_cards_of_a_deck_are_linted_only_where_the_deck_is_named(
    lint: Lint, project: Path, path: str, found: list[str]
) -> None:
    card = project / "deck" / "python" / "otp"
    card.mkdir(parents=True)
    (card / "snippet.py").write_text(RISKY)
    (card / "card.yaml").write_text("id: otp\n")
    (card.parent / "other.py").write_text(RISKY)
    ran = lint(path, "--format", "concise")
    assert [line.split(":")[0] for line in ran.lines] == found
