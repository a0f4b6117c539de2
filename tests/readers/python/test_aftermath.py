"""What a program reports after it has caught a failure."""

from __future__ import annotations

from textwrap import indent

import pytest

from detectors.facts import Catch
from tests.readers.python.notation import facts

AFTERWARDS = [
    pytest.param("raise", "return True", None, id="passed on"),
    pytest.param("failed.append(x)", "return True", None, id="kept"),
    pytest.param("pass", "return done", None, id="told by what the try has set"),
    pytest.param("pass", "if x:\n    return 1\nreturn True", None, id="under a condition"),
    pytest.param("return False", "return True", None, id="answered with no"),
    pytest.param("return {'error': 'x'}", "", "plain {'error': 'x'}", id="answered with an error"),
    pytest.param("return {'error': 'x'}, 500", "", None, id="answered with a status of failure"),
    pytest.param("pass", "return True", "answer True", id="answered with yes"),
    pytest.param("return {'ok': True}", "", "answer {'ok': True}", id="answered in the clause"),
    pytest.param("return '', 204", "", "answer '', 204", id="answered with a status"),
    pytest.param(
        "return {'error': 'x'}, 200",
        "",
        "status {'error': 'x'}, 200",
        id="a status beside an error",
    ),
    pytest.param("pass", "return Response('ok')", "answer Response('ok')", id="a response"),
    pytest.param("pass", "return Response('not sent')", None, id="a response that says no"),
    pytest.param("pass", "print('all sent')", "log 'all sent'", id="said"),
    pytest.param("pass", "print('not sent')", "nothing", id="said that it is not"),
    pytest.param("pass", "sent += 1", "count sent += 1", id="counted"),
    pytest.param("pass", "", "nothing", id="nothing"),
    pytest.param("log.error('x')", "return True", "answer True, logged", id="logged"),
    pytest.param("pass", "x.sent = True", "count x.sent = True", id="marked as done"),
    pytest.param("pass", "x.left = True", "nothing", id="marked as something else"),
    pytest.param("st.error('x')", "return True", None, id="told on the screen"),
]


@pytest.mark.parametrize(("clause", "after", "claimed"), AFTERWARDS)
def test_what_is_reported_after_a_failure(clause: str, after: str, claimed: str | None) -> None:
    body = f"try:\n    done = send(x)\nexcept Exception:\n    {clause}\n{after}\n"
    [catch] = facts(f"def work(x):\n{indent(body, '    ')}", Catch)
    claim = catch.claim
    said = claim and f"{claim.kind} {claim.text}".strip() + (", logged" if claim.is_logged else "")
    assert said == claimed


SEEN_BY_CALLERS = [
    pytest.param("if work(x):\n    save(x)", None, id="asked"),
    pytest.param("done = work(x)", None, id="kept"),
    pytest.param("work(x)\nsave(x)", "dropped work(x)", id="dropped"),
    pytest.param("work(x)\nreturn {'ok': True}", "answer {'ok': True}", id="answered with yes"),
    pytest.param("for x in xs:\n    work(x)\n    sent += 1", "count sent += 1", id="counted"),
    pytest.param("raise Done(work(x))", None, id="raised"),
]


@pytest.mark.parametrize(("caller", "claimed"), SEEN_BY_CALLERS)
def test_what_callers_make_of_an_answer_that_says_no(caller: str, claimed: str | None) -> None:
    work = "def work(x):\n    try:\n        return send(x)\n    except Exception:\n        return False\n"
    [catch] = facts(f"{work}def calls(x):\n{indent(caller, '    ')}\n", Catch)
    claim = catch.claim
    assert (claim and f"{claim.kind} {claim.text}") == claimed
