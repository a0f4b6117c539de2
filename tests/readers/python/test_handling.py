"""What consumers and handlers say before, after or beside their work, and why they pause."""

import pytest

from detectors.facts import Acknowledgement, Function, Handler, Wait
from tests.readers.python.notation import facts, reading

PIKA = "import pika\nchannel = pika.BlockingConnection().channel()\n"
WORK = PIKA + "def work(ch, method, properties, body):\n"
ACKNOWLEDGEMENTS = [
    # by delivery alone, or by the consumer
    pytest.param(PIKA + "channel.basic_consume('jobs', work, auto_ack=True)", "3 automatic", id="automatic"),
    pytest.param(PIKA + "channel.basic_consume('jobs', work, auto_ack=False)", "3 manual", id="manual"),
    pytest.param(PIKA + "channel.basic_consume('jobs', work, auto_ack=FLAG)", "", id="a switch out of sight"),
    pytest.param(PIKA + "def f():\n    q = channel.queue_declare('', exclusive=True)\n    channel.basic_consume(q, work, auto_ack=True)", "", id="a queue of its own"),
    # in the callback
    pytest.param(WORK + "    ch.basic_ack(method.delivery_tag)\n    bill(body)", "4 first", id="before the work"),
    pytest.param(WORK + "    bill(body)\n    ch.basic_ack(method.delivery_tag)", "", id="after the work"),
    pytest.param(WORK + "    db.save(body)\n    ch.basic_ack(method.delivery_tag)\n    bill(body)", "", id="once it is kept"),
    pytest.param(WORK + "    try:\n        bill(body)\n    finally:\n        ch.basic_ack(method.delivery_tag)", "7 always", id="whatever comes of it"),
    pytest.param("def f(signal):\n    signal.ack()\n    work(signal)", "", id="of no broker"),
    # work that is started beside the answer
    pytest.param("from fastapi import FastAPI, BackgroundTasks\napp = FastAPI()\n@app.post('/hook')\ndef hook(order: dict, tasks: BackgroundTasks):\n    tasks.add_task(bill, order)\n    return {}", "5 started bill", id="in the background"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), ACKNOWLEDGEMENTS)
def test_when_something_is_acknowledged(source: str, expected: str) -> None:
    told = [f"{a.lines} {a.how} {a.what}".rstrip() for a in facts(source, Acknowledgement)]
    assert "\n".join(told) == expected


TRY = "import time, requests\ndef f():\n    while True:\n        try:\n            return requests.get(U)\n        except OSError:\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(TRY + "            time.sleep(1)", True, id="what was caught"),
        pytest.param("import time\ndef f():\n    while True:\n        work()\n        time.sleep(1)", False, id="each turn"),
        pytest.param("import time\ndef f():\n    time.sleep(1)", False, id="nothing failed"),
    ],
)  # fmt: skip
def test_a_pause_follows_a_failure_or_does_not(source: str, expected: bool) -> None:
    assert [wait.is_after_failure for wait in facts(source, Wait)] == [expected]


FLASK = (
    "from flask import Flask, request, jsonify\napp = Flask('x')\n@app.post('/hook')\ndef hook():\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("return '', 204", False, id="nothing"),
        pytest.param("return jsonify(ok=True)", False, id="that it was called"),
        pytest.param("return {'id': request.json['id']}", False, id="what it was sent"),
        pytest.param("return Response(status=204)", False, id="a status"),
        pytest.param("return jsonify(find(request.json))", True, id="what it has found out"),
        pytest.param("return handle(request.json)", True, id="what somebody else answers"),
        pytest.param("x = find(3)\n    return jsonify(x)", True, id="what it had found out before"),
    ],
)
def test_a_handler_answers_more_than_that_it_was_called_or_does_not(
    body: str, expected: bool
) -> None:
    (handler,) = facts(f"{FLASK}    {body}\n", Handler)
    assert handler.answers_something is expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("await g()", False, id="awaited"),
        pytest.param("asyncio.create_task(g())", True, id="a task"),
        pytest.param("pass", False, id="not called"),
    ],
)
def test_a_coroutine_may_run_beside_who_starts_it(call: str, expected: bool) -> None:
    source = f"import asyncio, requests\nasync def g():\n    requests.get(U)\nasync def f():\n    {call}\n"
    found = [
        fact.context.function
        for fact in reading(source).facts
        if getattr(fact, "context", None) and fact.context.function  # type: ignore[attr-defined]
    ]
    told = {function.name: function.may_run_beside for function in found if isinstance(function, Function)}  # fmt: skip
    assert told["g"] is expected
