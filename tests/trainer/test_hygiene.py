"""The trainer needs no parser and no screen: it takes plain types and pages from the detectors."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import trainer
from tests.trainer.conftest import DECK

MODULES = sorted(Path(trainer.__file__).parent.glob("*.py"))
PLAIN = {
    "detectors.catalogue",
    "detectors.model",
    "detectors.places",
    "detectors.severities",
    "detectors.surfaces",
    "detectors.text",
}
"""The nouns and tables of the detectors; `detectors.model` for the keys of cards, which authors make."""
PLAY = """
import sys
from pathlib import Path
from detectors.places import Lines
from trainer.deck import load
from trainer.history import History
from trainer.progress import progress
from trainer.session import Session

with History(Path(sys.argv[2])) as history:
    session = Session.start(load(sys.argv[1]), history=history, seed=1)
    while not session.is_finished:
        session.flag(Lines(1, 2), "missing-timeout")
        session.hint()
        assert all(entry.weak or not entry.strong for entry in session.submit().entries)
        session.next()
    session.summary()
    progress(history)
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"libcst", "tree_sitter", "tree_sitter_bash", "crossplane", "textual", "rich"}))
print(sorted(name for name in sys.modules if name.startswith("detectors.")))
"""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_modules_import_only_what_is_plain(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            root = name.partition(".")[0]
            assert root not in {"libcst", "tree_sitter", "textual", "rich", "tui", "critique"}
            assert root != "detectors" or name in PLAIN, f"{module.name} imports {name}"


def test_a_session_loads_no_parser_no_screen_and_no_rule(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(DECK), str(tmp_path / "history.db")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=Path(trainer.__file__).parents[1],
    )
    assert done.stdout.splitlines() == [
        "[]",
        str(sorted(PLAIN - {"detectors.model"} | {"detectors.pages"})),
    ]


def test_opening_deck_and_history_reads_no_yaml(tmp_path: Path) -> None:
    code = (
        "import sys; from trainer.deck import shipped; from trainer.history import History; "
        "from trainer.progress import progress; from trainer.session import Session; shipped(); "
        "progress(History()); print('yaml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=Path(trainer.__file__).parents[1],
        env={**os.environ, "CRITIQUE_STATE": str(tmp_path)},
    )
    assert done.stdout == "False\n"
