"""Where an idempotency key is made anew."""

import pytest

from detectors.facts import Request
from tests.readers.python.notation import facts

POST = "requests.post(U, headers={{'Idempotency-Key': {}}})"
KEYS = [
    pytest.param(POST.format("str(uuid.uuid4())"), "1", id="at random"),
    pytest.param(POST.format("f'{o}-{time.time_ns()}'"), "1", id="from the clock, in a text"),
    pytest.param(
        POST.format("datetime.datetime.now().isoformat()"), "1", id="from the clock, spelled"
    ),
    pytest.param("key = uuid.uuid4().hex\n" + POST.format("'a' + key"), "1", id="through a name"),
    pytest.param(
        "h = {\n'Idempotency-Key':\nsecrets.token_hex(8)}\nrequests.post(U, headers=h)",
        "3",
        id="in a dictionary",
    ),
    pytest.param(
        "def f(key):\n    " + POST.format("key") + "\nf(uuid.uuid4())", "3", id="by the only caller"
    ),
    pytest.param(
        "for n in range(3):\n    " + POST.format("f'{o}/{n}'"), "1", id="by counting turns"
    ),
    pytest.param(POST.format("order['id']"), "None", id="from the order"),
    pytest.param(POST.format("str(uuid.uuid5(N, o))"), "None", id="from a name"),
    pytest.param(POST.format("key or uuid.uuid4()"), "None", id="only where there is none"),
    pytest.param(POST.format("datetime.datetime.now().strftime('%Y')"), "None", id="from the year"),
    pytest.param(
        "key = o\nif new:\n    key = uuid.uuid4()\n" + POST.format("key"), "None", id="on a branch"
    ),
    pytest.param("requests.post(U)", "None", id="without a key"),
]
IMPORTS = "import datetime, requests, secrets, time, uuid; U = 'https://example.com/x'\n"


@pytest.mark.parametrize(("source", "line"), KEYS)
def test_a_key_that_is_made_anew_says_where(source: str, line: str) -> None:
    (request,) = facts(IMPORTS + source, Request)
    made = request.fresh_key
    assert str(made and made.first - 1) == line
