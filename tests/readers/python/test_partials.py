"""Answers that are a success as a whole: what a program does with what they lack."""

from __future__ import annotations

import pytest

from detectors.facts import Partial
from tests.readers.python.notation import facts

USED = [
    pytest.param("send()", "dropped", id="a statement of its own"),
    pytest.param("answer = send()", "dropped", id="a name that nobody reads"),
    pytest.param("if send()['ResponseMetadata']['HTTPStatusCode'] != 200: stop()", "status", id="status"),
    pytest.param("if not send(): stop()", "status", id="truth"),
    pytest.param("answer = send(); use(answer['Messages'])", "used", id="another key"),
    pytest.param("log.info('sent: %s', send())", "shown", id="a log"),
    pytest.param("answer = send(); print(answer)", "shown", id="the screen"),
    pytest.param("answer = send(); stop(answer['Failed'])", "told", id="the key"),
    pytest.param("stop(send().get('Failed', []))", "told", id="get"),
    pytest.param("answer = send(); assert 'Failed' not in answer", "told", id="membership"),
    pytest.param("if failed := send().get('Failed'): stop(failed)", "told", id="a walrus"),
    pytest.param("return send()", "unknown", id="returned"),
    pytest.param("keep(send())", "unknown", id="handed on"),
    pytest.param("self.answer = send()", "unknown", id="kept on an object"),
    pytest.param("answer = send(); use(answer[key])", "unknown", id="a key that cannot be seen"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "fate"), USED)
def test_what_becomes_of_the_answer_of_a_batch(body: str, fate: str) -> None:
    call = "sqs.send_message_batch(QueueUrl=url, Entries=entries)"
    source = f"""\
import boto3

sqs = boto3.client("sqs")

def enqueue(self, url, entries, key):
    {body.replace("send()", call)}
"""
    assert [one.fate for one in facts(source, Partial)] == [fate]


STARTED = [
    pytest.param("gather(*(send(x) for x in xs), {})", ("send",), id="a generator"),
    pytest.param("gather(*[create_task(api.send(x)) for x in xs], {})", ("send",), id="tasks"),
    pytest.param("gather(*self.tasks, {})", (), id="made elsewhere"),
]


@pytest.mark.parametrize(("call", "names"), STARTED)
def test_what_is_started_for_each_entry(call: str, names: tuple[str, ...]) -> None:
    source = f"""\
from asyncio import create_task, gather

async def send_all(self, xs):
    await {call.format("return_exceptions=True")}
"""
    assert [one.starts for one in facts(source, Partial)] == [names]


@pytest.mark.parametrize("given", ["", "return_exceptions=False", "return_exceptions=quiet"])
def test_gather_raises_where_it_is_not_told_to_return(given: str) -> None:
    source = f"""\
import asyncio

async def send_all(xs, quiet):
    await asyncio.gather(*(send(x) for x in xs), {given})
"""
    assert not facts(source, Partial)
