"""Which programs a script starts, with their arguments as far as they can be seen."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE, Process
from tests.readers.shell.notation import facts


@pytest.mark.parametrize(
    ("source", "started"),
    [
        pytest.param("uvicorn a:app --reload", ["uvicorn a:app --reload"], id="plain"),
        pytest.param("/usr/bin/python3 -m flask run", ["python3 -m flask run"], id="with a folder"),
        pytest.param("exec sudo -u app gunicorn a:b", ["gunicorn a:b"], id="wrapped"),
        pytest.param("PORT=1 serve --port $PORT", [f"serve --port {HOLE}"], id="out of sight"),
        pytest.param("A=x\nserve $A", ["serve x"], id="a constant"),
        pytest.param("a && b || c; d &", ["a", "b", "c", "d"], id="each of a list"),
        pytest.param("A=1", [], id="an assignment"),
        pytest.param("$RUNNER --fast", [], id="an unknown program"),
        pytest.param("f() { inner x; }\nf", ["inner x", "f"], id="in a function"),
    ],
)
def test_a_process_is_a_program_with_its_words(source: str, started: list[str]) -> None:
    found = [" ".join((p.name, *p.words)) for p in facts(source, Process)]
    assert found == started
