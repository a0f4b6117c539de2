"""The wheel, installed in a fresh environment away from the checkout, must play a session."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = ("*.yaml", "*.md", "snippet.*", "sound.*", "*.tcss")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


def shipped_files() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "critique", "detectors", "trainer", "tui", "snippets"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return set(listed.stdout.split("\n")) - {""}


def test_the_wheel_holds_code_deck_pages_and_client_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert shipped_files() <= set(archive.namelist())


def test_the_sdist_holds_them_too_and_the_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert shipped_files() <= names
    assert {"tests/test_wheel.py", ".ci/run", "README.md", "LICENSE"} <= names


def test_the_installed_wheel_plays_a_session(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    bin = tmp_path / "venv" / "bin"
    subprocess.run([bin / "pip", "install", "--quiet", wheel], check=True, capture_output=True)
    ran = subprocess.run(
        ["bash", ROOT / ".ci" / "smoke", bin / "critique"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.endswith("smoke: the installed critique works\n")
