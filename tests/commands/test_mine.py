"""Decks out of one's own code: what becomes a card, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run
from trainer.card import Card
from trainer.deck import load

FILLING = "\n".join(f"def step_{n}(order):\n    return order + {n}\n" for n in range(20))
IMPORTS = """\
import os
import json

import requests

API = "https://api.example.com/v1"
UNUSED = 3
"""
RISKY = """

def refund(order):
    reply = requests.post(
        f"{API}/refunds",
        json={"order": order},
        headers={"Authorization": os.environ["KEY"]},
    )
    reply.raise_for_status()
    return reply
"""
FINE = """

def rates(day):
    reply = requests.get(
        f"{API}/rates/{day}",
        timeout=5,
    )
    reply.raise_for_status()
    return reply
"""
CLASS = """

class Shop:
    \"\"\"Orders.\"\"\"

    def __init__(self):
        self.http = requests.Session()

    def orders(self, day):
        reply = self.http.get(f"{API}/orders/{day}")
        reply.raise_for_status()
        return reply.json()

"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


def cards(folder: str = "deck") -> dict[str, Card]:
    return {card.id: card for card in load(folder)}


def test_functions_of_a_long_file_become_cards_with_what_they_name(run: Run, shop: Path) -> None:
    (shop / "api.py").write_text(IMPORTS + RISKY + FINE + FILLING)
    ran = run("mine", "shop", "--deck", "deck")
    assert (ran.code, ran.err) == (0, "")
    made = cards()
    assert sorted(made) == ["shop-api-rates", "shop-api-refund"]
    refund, rates = made["shop-api-refund"], made["shop-api-rates"]
    assert refund.code == f'import os\nimport requests\nAPI = "https://api.example.com/v1"\n{RISKY}'
    assert "missing-timeout" in {answer.risk for answer in refund.answers}
    assert (rates.answers, rates.name) == ((), "shop/api.py")
    assert "2 cards, 1 with nothing wrong." in ran.out


def test_a_method_comes_with_what_its_object_is_made_of(run: Run, shop: Path) -> None:
    padding = "".join(f"    def step_{n}(self):\n        return {n}\n\n" for n in range(20))
    (shop / "api.py").write_text(IMPORTS + CLASS + padding)
    run("mine", "shop", "--deck", "deck")
    (card,) = cards().values()
    assert card.title == "Shop orders"
    assert "self.http = requests.Session()" in card.code
    assert "step_" not in card.code
    assert "missing-timeout" in {answer.risk for answer in card.answers}


def test_an_excerpt_of_which_other_things_are_true_alone_is_left_out(run: Run, shop: Path) -> None:
    helper = "\n\ndef client():\n    return requests.Session()\n"
    (shop / "api.py").write_text(IMPORTS + helper + RISKY.replace("requests", "client()") + FILLING)
    assert "Nothing there makes a card" in run("mine", "shop", "--deck", "deck").out


def test_two_of_one_shape_are_one_card(run: Run, shop: Path) -> None:
    again = RISKY.replace("refund", "charge").replace("order", "payment")
    (shop / "api.py").write_text(IMPORTS + RISKY + again + FILLING)
    run("mine", "shop", "--deck", "deck")
    assert [*cards()] == ["shop-api-refund"]


def test_what_one_setting_cures_gets_its_production_ready_version(run: Run, shop: Path) -> None:
    (shop / "get.sh").write_text(
        "#!/bin/sh\nset -eu\n\n# what was sold today\n\nday=$(date +%F)\n"
        'curl -fsS --retry 3 https://api.example.com/v1 > "$day"\n'
    )
    run("mine", "shop", "--deck", "deck")
    (card,) = cards().values()
    assert [answer.risk for answer in card.answers] == ["missing-timeout"]
    assert card.sound is not None
    assert "--max-time" in card.sound
    assert run("check", "deck").code == 0


def test_secrets_are_masked_and_the_decks_own_cards_are_no_source(run: Run, shop: Path) -> None:
    key = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    (shop / "api.py").write_text(IMPORTS + RISKY.replace('os.environ["KEY"]', f'"{key}"') + FILLING)
    run("mine", ".", "--deck", "deck")
    assert key not in "".join(card.code for card in cards().values())
    before = len(cards())
    run("mine", "deck", "--deck", "deck")
    assert len(cards()) == before


def test_a_risk_and_a_number_choose(run: Run, shop: Path) -> None:
    (shop / "api.py").write_text(IMPORTS + RISKY + FINE + FILLING)
    run("mine", "shop", "--deck", "one", "--count", "1", "--risk", "missing-timeout")
    assert len(cards("one")) == 1
    assert run("mine", "shop", "--count", "0").code == 2
    assert "did you mean 'missing-timeout'" in run("mine", "shop", "--risk", "missing-timout").err
    assert "no such file or folder" in run("mine", "nowhere").err
