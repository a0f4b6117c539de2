"""A learner's objection is kept, listed and settled, and nothing of it is trusted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from detectors.places import Lines
from tests.trainer.conftest import DECK
from trainer.deck import Deck, load
from trainer.disputes import Dispute, DisputeError, is_outdated, keep, settle, unsettled


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def own(tmp_path: Path) -> Deck:
    return load(shutil.copytree(DECK, tmp_path / "own"))


def disputed(deck: Deck, reason: str = "httpx has a default") -> tuple[Dispute, Path]:
    return keep(
        deck.card("otp-sender").snippet,
        lines=Lines(11, 15),
        risk="missing-timeout",
        outcome="missed",
        reason=reason,
    )


def test_an_objection_is_kept_in_a_file_of_its_deck(own: Deck, deck: Deck, state: Path) -> None:
    made, path = disputed(own)
    assert path.is_relative_to(state)
    assert unsettled(own.path) == [made]
    assert unsettled(deck.path) == []
    assert not is_outdated(made, own)


def test_the_same_objection_again_replaces_the_first(own: Deck) -> None:
    disputed(own)
    again, _ = disputed(own, "it is set on the client")
    assert unsettled(own.path) == [again]


def test_what_is_settled_is_put_aside_with_its_verdict(own: Deck) -> None:
    made, path = disputed(own)
    aside = settle(own.path, made.id, "right: the key was wrong")
    assert not path.exists()
    assert json.loads(aside.read_text("utf-8"))["verdict"] == "right: the key was wrong"
    assert unsettled(own.path) == []
    with pytest.raises(DisputeError, match="critique check lists them"):
        settle(own.path, made.id, "again")


def test_code_that_has_changed_makes_it_outdated(own: Deck) -> None:
    made, _ = disputed(own)
    code = own.folders["otp-sender"] / "snippet.py"
    code.write_text(code.read_text() + "# more\n")
    changed = load(own.path)
    assert is_outdated(made, changed)
    shutil.rmtree(own.folders["otp-sender"])
    assert is_outdated(made, load(own.path))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"card": 1}', "[" * 5000, "\x00"])
def test_a_file_that_is_none_is_left_alone(own: Deck, text: str) -> None:
    made, path = disputed(own)
    (path.parent / "odd.json").write_text(text)
    assert unsettled(own.path) == [made]
    assert (path.parent / "odd.json").exists()
