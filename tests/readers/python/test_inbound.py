"""Whether anything may ask who sent what a webhook acts on."""

import pytest

from detectors.facts import Handler
from tests.readers.python.notation import facts

FLASK = "from flask import Flask, request\nfrom shop import pay, known, Bill\napp = Flask('x')\n"
FASTAPI = "from fastapi import *\nfrom fastapi import FastAPI, Request, Depends, APIRouter\nfrom shop import pay, known\napp = FastAPI()\n"
HOOK = "@app.post('/hook')\ndef f():\n"
HOOKS = [
    pytest.param(FLASK, HOOK + "    pay(request.json['id'])", "6", id="hands the body on"),
    pytest.param(
        FLASK, HOOK + "    x = request.json\n    for y in x:\n        pay(y)", "8", id="a part"
    ),
    pytest.param(
        FLASK, HOOK + "    b = Bill(request.form)\n    b.save()\n    pay(b)", "8", id="a model"
    ),
    pytest.param(
        FLASK, "def g(i):\n    pay(i)\n" + HOOK + "    g(request.json)", "8", id="through a helper"
    ),
    pytest.param(FLASK, HOOK + "    print(request.json)", "None", id="only tells it"),
    pytest.param(FLASK, HOOK + "    pay(3)", "None", id="does not look at it"),
    pytest.param(FLASK, HOOK + "    known()\n    pay(request.json)", "None", id="something unseen"),
    pytest.param(FLASK, HOOK + "    pay(request)", "None", id="the whole request"),
    pytest.param(
        FLASK,
        HOOK + "    verify_sender()\n    pay(request.json)",
        "None",
        id="a name that promises",
    ),
    pytest.param(
        FLASK,
        HOOK + "    if request.headers['X-Hub-Signature'] != S: return\n    pay(request.json)",
        "None",
        id="a header that proves",
    ),
    pytest.param(FLASK, "@known\n" + HOOK + "    pay(request.json)", "None", id="a decorator"),
    pytest.param(
        FLASK,
        "app.before_request(known)\n" + HOOK + "    pay(request.json)",
        "None",
        id="before all",
    ),
    pytest.param(
        FLASK,
        "@app.route('/hook')\ndef f():\n    pay(request.args)",
        "None",
        id="nothing is posted",
    ),
    pytest.param(
        FLASK,
        "@app.post('/hook/<p>')\ndef f(p):\n    pay(request.json)",
        "None",
        id="a secret path",
    ),
    pytest.param(
        FASTAPI, "@app.post('/hook')\ndef f(event: dict):\n    pay(event)", "7", id="a parameter"
    ),
    pytest.param(
        FASTAPI,
        "@app.post('/hook')\ndef f(event: dict = Depends(known)):\n    pay(event)",
        "None",
        id="a dependency",
    ),
    pytest.param(
        FASTAPI,
        "r = APIRouter()\n@r.post('/hook')\ndef f(event: dict):\n    pay(event)",
        "None",
        id="a router that others include",
    ),
]


@pytest.mark.parametrize(("head", "source", "line"), HOOKS)
def test_a_webhook_that_nothing_can_prove_says_where_it_acts(
    head: str, source: str, line: str
) -> None:
    handler = next(h for h in facts(head + source, Handler) if h.node.name.value == "f")
    assert str(handler.trusts and handler.trusts.first) == line


def test_what_proves_the_sender_is_found() -> None:
    source = FLASK + HOOK + "    compare_digest(request.data, S)\n    pay(request.json)"
    (handler,) = facts(source, Handler)
    assert (handler.trusts, handler.checks and handler.checks.first) == (None, 6)
