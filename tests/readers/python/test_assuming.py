"""Items that are taken from lists by their position: where they are met, and who asks for them first."""

from __future__ import annotations

from textwrap import dedent

import pytest

from detectors import clients
from detectors.facts import Assumption, File
from detectors.readers import read


def assumptions(source: str) -> list[Assumption]:
    source = "import requests\n" + dedent(source)
    facts = read(source, File("", "python"), clients.occurring(source, "python")).facts
    return [fact for fact in facts if isinstance(fact, Assumption)]


ASKED = 'requests.get(url, params={"email": email}, timeout=5)'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f'return {ASKED}.json()["data"][0]', "['data'][0]"),
        (f"found = {ASKED}.json()\n    return found[-1]", "[-1]"),
        (f'return {ASKED}.json().get("data", [])[0]', '.get("data", [])[0]'),
    ],
)
def test_the_first_item_is_met(body: str, text: str) -> None:
    (found,) = assumptions(f"def find(url, email):\n    {body}\n")
    assert (found.text, found.is_searched, found.guard) == (text, True, None)


def test_it_is_met_behind_a_helper_that_gives_the_answer() -> None:
    (found,) = assumptions(f"""
        def ask(url, email):
            return {ASKED}

        def find(url, email):
            return ask(url, email).json()["data"][0]
    """)
    assert found.lines.first == 7


@pytest.mark.parametrize(
    "body",
    [
        "if found: return found[0]",
        "return found[0] if len(found) else None",
        "for one in found: return found[0]",
        "try:\n        return found[0]\n    except IndexError:\n        return None",
    ],
)
def test_who_asks_is_a_guard(body: str) -> None:
    source = f'def find(url, email):\n    found = {ASKED}.json()["data"]\n    {body}\n'
    assert [one.guard is not None for one in assumptions(source)] == [True]


def test_another_item_or_another_question_is_none() -> None:
    assert assumptions(f"def find(url, email):\n    return {ASKED}.json()[3]\n") == []
    source = 'def find(url, n):\n    return requests.get(url, params={"limit": n}).json()[0]\n'
    assert [one.is_searched for one in assumptions(source)] == [False]
