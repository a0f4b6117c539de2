"""Requests for a token of the program's own: recognised, asked for anew, kept."""

from __future__ import annotations

from textwrap import dedent

from detectors import clients
from detectors.facts import File, Token
from detectors.places import Lines
from detectors.readers import read

LOGIN = """
    import os
    import requests

    def login(key=os.environ["KEY"]):
        answer = requests.post("https://auth.example.com/token", data=BODY, auth=(key, os.environ["SECRET"]))
        return answer.json()["access_token"]
"""
OWN = '{"grant_type": "client_credentials"}'


def tokens(source: str, language: str = "python") -> list[Token]:
    source = dedent(source)
    facts = read(source, File("", language), clients.occurring(source, language)).facts
    return [fact for fact in facts if isinstance(fact, Token)]


def token(behind: str, body: str = OWN) -> Token:
    found = tokens(dedent(LOGIN).replace("BODY", body) + dedent(behind))
    assert len(found) == 1
    return found[0]


def test_a_token_of_somebody_else_is_none() -> None:
    code = '{"grant_type": "authorization_code", "code": code}'
    assert tokens(dedent(LOGIN).replace("BODY", code)) == []
    behind = "\ndef sync(tenants):\n    for tenant in tenants:\n        login(tenant.key)\n"
    assert tokens(dedent(LOGIN).replace("BODY", OWN) + behind) == []


def test_what_asks_anew_is_found_through_helpers() -> None:
    again = token("""
        def headers():
            return {"Authorization": login(os.environ["KEY"])}

        def push(items):
            for item in items:
                requests.put("https://api.example.com", json=item, headers=headers())
    """).again
    assert again is not None
    assert (again.kind, again.lines) == ("items", Lines(13, 13))
    assert again.sites == (Lines(10, 10), Lines(14, 14))


def test_a_test_for_the_token_is_a_guard() -> None:
    found = token("""
        bearer = None

        def push(items):
            for item in items:
                if bearer is None:
                    bearer = login(os.environ["KEY"])
    """)
    assert found.again is None
    assert found.guard == Lines(13, 13)


def test_a_token_outlives_its_loop() -> None:
    stored = token("""
        TOKEN = login(os.environ["KEY"])
        HEADERS = {"Authorization": TOKEN}

        def work(queue):
            while True:
                requests.put("https://api.example.com", json=queue.get(), headers=HEADERS)
    """).stored
    assert stored is not None
    assert (stored.lines, stored.used) == (Lines(9, 9), Lines(13, 13))


def test_a_script_asks_for_each_line() -> None:
    found = tokens(
        """
        bearer() { curl -sf -d grant_type=client_credentials https://auth.example.com/token | jq -r .access_token; }
        while read -r id; do
          curl -sf -H "Authorization: Bearer $(bearer)" "https://api.example.com/$id"
        done < ids.txt
        """,
        "shell",
    )
    assert [(t.grant, t.again and t.again.kind) for t in found] == [("client_credentials", "items")]
