"""What may import what: detectors <- trainer <- tui <- critique, and no command loads what it does not need."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["detectors", "trainer", "tui", "critique"]
DETECTORS = [
    "facts",
    "vocabulary",
    "credentials",
    "judging",
    "infrastructure",
    "clients",
    "gates",
    "readers",
    "risks",
]
PARSERS = {"libcst", "tree_sitter", "tree_sitter_bash", "tree_sitter_hcl", "tree_sitter_toml"}


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text("utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


MODULES = [
    pytest.param(layer, path, id=path.relative_to(ROOT).as_posix())
    for layer in LAYERS
    for path in sorted((ROOT / layer).rglob("*.py"))
]


@pytest.mark.parametrize(("layer", "path"), MODULES)
def test_imports_point_down(layer: str, path: Path) -> None:
    above = LAYERS[LAYERS.index(layer) + 1 :]
    for name in imported(path):
        assert name.split(".")[0] not in above
        assert not name.startswith("."), "imports are absolute"


@pytest.mark.parametrize("layer", DETECTORS)
def test_folders_of_the_detectors_import_those_before_them(layer: str) -> None:
    later = {f"detectors.{name}" for name in DETECTORS[DETECTORS.index(layer) + 1 :]}
    for path in sorted((ROOT / "detectors" / layer).rglob("*.py")):
        for name in imported(path):
            assert ".".join(name.split(".")[:2]) not in later, path


def test_every_folder_of_the_detectors_has_its_place() -> None:
    assert {p.parent.name for p in (ROOT / "detectors").glob("*/__init__.py")} == {*DETECTORS}


@pytest.mark.parametrize(("layer", "path"), MODULES)
def test_trainer_and_screens_know_no_parser(layer: str, path: Path) -> None:
    if layer in {"trainer", "tui"}:
        assert not {name.split(".")[0] for name in imported(path)} & PARSERS


def loaded_by(code: str) -> set[str]:
    probe = f"import sys; {code}; print(*{{name.split('.')[0] for name in sys.modules}})"
    ran = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(ran.stdout.splitlines()[-1].split())


def test_opening_the_screens_loads_no_parser() -> None:
    loaded = loaded_by("import tui.app; from detectors.catalogue import risks; risks()")
    assert "textual" in loaded
    assert not loaded & PARSERS


def test_opening_the_screens_loads_nothing_that_judges_code() -> None:
    """A class of every fact is a tenth of the time until the first screen."""
    code = "import tui.app, critique.opening; print(*(m for m in sys.modules if m.startswith('detectors.')))"
    probe = f"import sys; {code}"
    ran = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    folders = {name.split(".")[1] for name in ran.stdout.split()}
    assert "places" in folders
    assert not folders & {*DETECTORS, "model", "engine", "languages"}


def test_linting_loads_no_screen() -> None:
    code = "from critique.__main__ import main; main(['lint', '--format', 'jsonl', 'README.md', '.ci'])"
    assert not loaded_by(code) & {"textual", "rich"}


def test_a_clean_python_file_is_linted_without_a_parser(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("def add(a, b):\n    return a + b\n")
    code = f"from critique.__main__ import main; main(['lint', '--format', 'jsonl', {str(tmp_path)!r}])"
    assert not loaded_by(code) & PARSERS
