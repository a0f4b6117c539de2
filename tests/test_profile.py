"""What an SDK does by default, in words."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from detectors import clients
from detectors.clients import commands, profile

DOCS = Path(__file__).parent.parent / "docs"


def told(id: str, question: str) -> list[str]:
    """`calls: answer` of every answer, the calls left out where it holds for all."""
    answers = (
        profile.of_client(clients.load(id))
        if id in clients.names()
        else profile.of_tool(commands.tool(id))
    )
    return [
        f"{', '.join(a.calls)}: {a.says}" if a.calls else a.says
        for a in answers
        if a.question == question
    ]


@pytest.mark.parametrize(
    ("id", "question", "says"),
    [
        ("requests", "waits for an answer", ["requests.Session().request: without limit", "without limit"]),
        ("tornado.httpclient", "waits for an answer", ["20 s"]),
        ("requests", "is repeated", ["never"]),
        ("jira", "is repeated", ["4 attempts, after failed connections, time-outs, dropped connections, 429, 5xx, waits: exponential"]),
        ("requests", "an error status", [
            "requests.Session().{fetch_token,refresh_token,fetch_request_token,fetch_access_token}: raises",
            "is an answer like any other",
        ]),
        ("plivo", "an error status", ["raises"]),
        ("gocardless_pro", "a key against doubles", ["is made for each call", "is taken"]),
        ("plivo", "a key against doubles", ["is not taken"]),
        ("psycopg2", "TLS", ["sslmode is prefer"]),
        ("zeep", "waits for an answer", ["zeep.Client: 300 s", "zeep.Client().service.*: without limit"]),
        ("curl", "waits for an answer", ["without limit"]),
        ("curl", "an error status", ["does not make the command fail"]),
        ("wget", "is repeated", ["20 attempts"]),
    ],
)  # fmt: skip
def test_a_question_is_answered_by_the_data(id: str, question: str, says: list[str]) -> None:
    assert told(id, question) == says


def test_older_releases_are_told_apart() -> None:
    versions = [a.says for id in clients.names() for a in profile.of_client(clients.load(id))]
    assert any("before " in says for says in versions)


def test_an_answer_says_how_it_is_told_otherwise() -> None:
    answers = [a for a in profile.of_client(clients.load("plivo")) if a.question == "waits for an answer"]  # fmt: skip
    assert answers[0].set_by == ("plivo.RestClient(timeout=...)",)
    assert answers[0].verified == ("introspected", "ran")
    assert answers[0].source.startswith("plivo 4.")


@pytest.mark.parametrize("id", clients.names())
def test_every_client_that_calls_something_answers_the_first_questions(id: str) -> None:
    client = clients.load(id)
    asked = {answer.question for answer in profile.of_client(client)}
    assert not client.calls or {"waits for an answer", "is repeated", "an error status"} <= asked


def test_the_page_of_sdks_is_what_the_data_says() -> None:
    spec = importlib.util.spec_from_file_location("docs_sdks", DOCS / "sdks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page() == (DOCS / "sdks.md").read_text("utf-8"), "run: python docs/sdks.py"
