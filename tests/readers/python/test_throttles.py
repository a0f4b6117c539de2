"""Branches that wait because the answer was 429, and clients that are made anew for each piece of work."""

from textwrap import indent

import pytest

from detectors.facts import Request, Throttle
from tests.readers.python.notation import facts

LOOP = """import time, requests
for n in range(5):
    r = requests.get(U)
    {}
"""
WAITS = [
    pytest.param(
        "if r.status_code == 429:\n        time.sleep(5)", ["4-5 constant"], id="constant"
    ),
    pytest.param(
        "if r.status_code == 429:\n        time.sleep(2**n)", ["4-5 exponential"], id="grows"
    ),
    pytest.param(
        "if r.status in (503, 429):\n        time.sleep(n)", ["4-5 linear"], id="one of them"
    ),
    pytest.param(
        "if r.status_code != 429:\n        break\n    time.sleep(5)",
        ["4-6 constant"],
        id="the rest leaves",
    ),
    pytest.param(
        "if r.status_code == 429:\n        time.sleep(int(r.headers['Retry-After']))",
        ["4-5 retry-after"],
        id="what the server asks",
    ),
    pytest.param(
        "if r.status_code == 429:\n        time.sleep(how_long(r))", ["4-5 unknown"], id="not seen"
    ),
    pytest.param(
        "if r.status_code == 429:\n        time.sleep(5)\n        break", [], id="gives up"
    ),
    pytest.param("if r.status_code == 500:\n        time.sleep(5)", [], id="another status"),
    pytest.param("if r.size == 429:\n        time.sleep(5)", [], id="no status"),
]


@pytest.mark.parametrize(("body", "expected"), WAITS)
def test_how_long_is_waited_after_a_429(body: str, expected: list[str]) -> None:
    found = facts(LOOP.format(body), Throttle)
    assert [f"{one.lines} {one.wait}" for one in found] == expected


ANEW = [
    pytest.param("for r in rows:\n    requests.Session().get(r)", "items", id="in the loop"),
    pytest.param(
        "s = requests.Session()\nfor r in rows:\n    s.get(U)", None, id="before the loop"
    ),
    pytest.param("for r in rows:\n    f(r)", "items", id="in a helper of the loop"),
    pytest.param(
        "for r in rows:\n    s = requests.Session()\n    s.auth = r\n    s.get(U)",
        None,
        id="of each",
    ),
    pytest.param(
        "for r in rows:\n    self.s = requests.Session()\n    self.s.get(U)", None, id="kept"
    ),
    pytest.param("s = requests.Session()\ns.get(U)", None, id="once"),
]
HELPER = "def f(r):\n    s = requests.Session()\n    s.get(U)\n"


@pytest.mark.parametrize(("body", "kind"), ANEW)
def test_what_makes_a_client_anew(body: str, kind: str | None) -> None:
    method = indent(f"def main(self, rows):\n{indent(body, '    ')}", "    ")
    helper = HELPER if "f(r)" in body else ""
    (request,) = facts(f"import requests\n{helper}class A:\n{method}", Request)
    again = request.client.remade
    assert (again.kind if again else None) == kind


KEPT = [
    pytest.param("h = httpx.Client()\ndef get(u):\n    return h.get(u)\n", False, id="of a module"),
    pytest.param(
        "def get(u):\n    h = httpx.Client()\n    return h.get(u)\n", True, id="of a call"
    ),
    pytest.param(
        "def use(h, u):\n    return h.get(u)\ndef get(u):\n    h = httpx.Client(auth=u)\n    return use(h, u)\n",
        True,
        id="of a call, handed on",
    ),
    pytest.param(
        "class C:\n    def __init__(self):\n        self.h = httpx.Client()\n    def get(self, u):\n        return self.h.get(u)\n",
        False,
        id="of an object",
    ),
]


@pytest.mark.parametrize(("source", "expected"), KEPT)
def test_whether_a_client_is_for_one_run_of_a_function(source: str, expected: bool) -> None:
    assert [r.client.is_for_a_run for r in facts(f"import httpx\n{source}", Request)] == [expected]
