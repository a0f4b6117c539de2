"""Answers into which a program puts what it has caught."""

from __future__ import annotations

import pytest

from detectors.facts import Disclosure
from tests.readers.python.notation import facts

PUT_IN = [
    pytest.param("return {'code': 'failed'}, 500", None, id="a code"),
    pytest.param("return {'code': type(exc).__name__}, 500", None, id="its name"),
    pytest.param("return problem(exc)", None, id="a helper's answer"),
    pytest.param("return str(exc) if app.debug else '', 500", None, id="for developers"),
    pytest.param("log(str(exc)); raise", None, id="a log"),
    pytest.param("return {'error': str(exc)}, 500", "text", id="its text"),
    pytest.param("text = f'failed: {exc}'; return {'error': text}, 500", "text", id="a variable"),
    pytest.param("abort(500, str(exc))", "text", id="abort"),
    pytest.param("return traceback.format_exc(), 500", "trace", id="a trace"),
    pytest.param("return exc.response.text, 502", "upstream", id="what somebody else has said"),
]


@pytest.mark.parametrize(("clause", "what"), PUT_IN)
def test_what_of_an_exception_an_answer_holds(clause: str, what: str | None) -> None:
    source = f"""\
import traceback
from flask import Flask, abort

app = Flask(__name__)

@app.get("/stock")
def stock():
    try:
        return look()
    except Exception as exc:
        {clause}
"""
    assert [one.what for one in facts(source, Disclosure)] == ([what] if what else [])
