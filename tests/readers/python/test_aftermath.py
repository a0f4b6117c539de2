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
    pytest.param("pass", "print('all sent')", "log 'all sent'", id="said"),
    pytest.param("pass", "print('not sent')", "nothing", id="said that it is not"),
    pytest.param("pass", "sent += 1", "count sent += 1", id="counted"),
    pytest.param("pass", "", "nothing", id="nothing"),
    pytest.param("log.error('x')", "return True", "answer True, logged", id="logged"),
]


@pytest.mark.parametrize(("clause", "after", "claimed"), AFTERWARDS)
def test_what_is_reported_after_a_failure(clause: str, after: str, claimed: str | None) -> None:
    body = f"try:\n    done = send(x)\nexcept Exception:\n    {clause}\n{after}\n"
    [catch] = facts(f"def work(x):\n{indent(body, '    ')}", Catch)
    claim = catch.claim
    said = claim and f"{claim.kind} {claim.text}".strip() + (", logged" if claim.is_logged else "")
    assert said == claimed
