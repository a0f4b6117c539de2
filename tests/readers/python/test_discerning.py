"""Whether something looks at a failure before it is repeated, and whether a refusal is made one."""

import pytest

from detectors.facts import Request, Retry
from tests.readers.python.notation import facts

LOOP = """for attempt in range(3):
    try:
        r = requests.get(U)
        r.raise_for_status()
        break
    except Exception as e:
        {}
"""
LOOKS = [
    pytest.param("if not transient(e):\n            raise", id="a predicate"),
    pytest.param("if e.response.status_code < 500:\n            raise", id="its status"),
    pytest.param("s = e.response\n        if s:\n            raise", id="what is made of it"),
    pytest.param("sort_out(e)", id="a function that is not seen"),
    pytest.param("say = e.code == 3 and log", id="a condition"),
    pytest.param("reconnect()", id="something is done about it"),
    pytest.param("match e:\n            case A():\n                raise", id="match"),
]
BLIND = [
    pytest.param("time.sleep(1)", id="waits"),
    pytest.param("log.warning('%s', e)\n        time.sleep(1)", id="is logged"),
    pytest.param("last = e\n        time.sleep(1)", id="is kept"),
    pytest.param("if attempt == 2:\n            raise", id="the last one is raised"),
    pytest.param("print_progress(str(e))", id="is printed"),
]


def is_blind(source: str) -> bool:
    (retry,) = facts(f"import requests, time\n{source}", Retry)
    return retry.is_blind


@pytest.mark.parametrize("clause", LOOKS)
def test_a_loop_that_looks_at_the_failure_is_not_blind(clause: str) -> None:
    assert not is_blind(LOOP.format(clause))


@pytest.mark.parametrize("clause", BLIND)
def test_a_loop_that_repeats_whatever_failed_is_blind(clause: str) -> None:
    assert is_blind(LOOP.format(clause))


@pytest.mark.parametrize(
    ("source", "raised"),
    [
        pytest.param("r = requests.get(U)\nr.raise_for_status()", "3", id="beside it"),
        pytest.param("requests.get(U).raise_for_status()", "2", id="chained"),
        pytest.param(
            "try:\n    r = requests.get(U)\nexcept E:\n    raise\nr.raise_for_status()",
            None,
            id="after the try",
        ),
        pytest.param("r = requests.get(U)\nr.json()", None, id="nobody asks"),
        pytest.param(
            "def f(r):\n    r.raise_for_status()\nf(requests.get(U))",
            None,
            id="in another function",
        ),
    ],
)
def test_where_an_exception_is_made_of_a_refusal(source: str, raised: str | None) -> None:
    (request,) = facts(f"import requests\n{source}", Request)
    assert (str(request.response.raised) if request.response.raised else None) == raised
