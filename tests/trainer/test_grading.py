"""A reviewer who is not at the screen is scored by the same rules, and cannot tell sound from risky."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.trainer.conftest import DECK
from trainer.deck import Deck, load
from trainer.grading import FlagsError, Report, export, grade, name_of, read_flags, variants


def graded(deck: Deck, flags: list[dict[str, Any]], **more: Any) -> Report:
    return grade(read_flags({"flags": flags, **more}, deck))


def perfect(deck: Deck) -> list[dict[str, Any]]:
    return [
        {"card": s.card.id, "variant": s.variant, "lines": list(a.lines), "risk": a.risk}
        for s in variants(deck)
        for a in s.answers
    ]


def test_perfect_flags_on_every_version_are_worth_everything(deck: Deck) -> None:
    report = graded(deck, perfect(deck)).as_json()
    assert (report["score"], report["recall"], report["precision"]) == (1, 1, 1)
    assert report["points"] == report["possible"]
    assert len(report["cards"]) == 9
    assert all(card["score"] == 1 for card in report["cards"])


def test_saying_nothing_is_right_only_where_nothing_is_wrong(deck: Deck) -> None:
    report = graded(deck, []).as_json()
    assert report["score"] == 0
    assert report["precision"] is None
    assert {card["score"] for card in report["cards"] if card["is_clean"]} == {1}


def test_a_report_tells_of_each_flag_what_became_of_it(deck: Deck) -> None:
    flags = [
        {
            "card": "edge-proxy",
            "lines": [2, 2],
            "risk": "cleartext-transport",
            "confidence": "sure",
        },
        {"card": "edge-proxy", "lines": [5, 8], "risk": "missing-timeout"},
        {"card": "edge-proxy", "variant": "sound", "lines": [2, 2], "risk": "tls-not-enforced"},
    ]
    only = [{"card": "edge-proxy"}, {"card": "edge-proxy", "variant": "sound"}]
    report = graded(deck, flags, snippets=only).as_json()
    risky, sound = report["cards"]
    assert risky["hits"] == [
        {
            "risk": "cleartext-transport",
            "lines": [2, 2],
            "confidence": "sure",
            "answer": "tls-not-enforced",
            "quality": 0.5,
        }
    ]
    assert [flag["risk"] for flag in risky["false_alarms"]] == ["missing-timeout"]
    assert risky["missed"] == []
    assert sound["score"] == pytest.approx(1 / 3)
    assert report["false_alarms"] == 2
    assert json.loads(json.dumps(report)) == report


def test_numbers_of_sensitivity_wait_for_enough_trials(deck: Deck) -> None:
    few = graded(deck, [], snippets=[{"card": "edge-proxy"}]).as_json()
    assert (few["d_prime"], few["bias"]) == (None, None)
    all_of_it = graded(deck, []).as_json()
    assert all_of_it["d_prime"] == pytest.approx(0, abs=1e-9)
    assert all_of_it["bias"] > 0.5


def test_an_export_has_every_version_and_no_answer(deck: Deck) -> None:
    exported = export(deck, seed=3)
    assert len(exported) == 9
    assert {item["variant"] for item in exported} == {name_of(s) for s in variants(deck)}
    allowed = {"card", "variant", "language", "name", "title", "scenario", "facts", "code"}
    assert all(set(item) == allowed for item in exported)
    assert json.loads(json.dumps(exported)) == exported


def test_an_export_does_not_tell_sound_from_risky(deck: Deck) -> None:
    assert export(deck, seed=3) == export(load(DECK), seed=3)
    sound = {name_of(s) for s in variants(deck) if s.variant == "sound"}
    first = [
        next(item for item in export(deck, seed=seed) if item["card"] == "otp-sender")
        for seed in range(200)
    ]
    assert 60 < sum(item["variant"] in sound for item in first) < 140
    assert export(deck, seed=1) != export(deck, seed=2)


def test_flags_under_opaque_names_are_those_under_plain_ones(deck: Deck) -> None:
    names = {(s.card.id, s.variant): name_of(s) for s in variants(deck)}
    opaque = [{**f, "variant": names[f["card"], f["variant"]]} for f in perfect(deck)]
    assert graded(deck, opaque) == graded(deck, perfect(deck))


GOOD = {"card": "edge-proxy", "lines": [2, 2], "risk": "tls-not-enforced"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "an object with the list 'flags'"),
        ({}, "'flags' should be a list"),
        ({"flags": {}}, "'flags' should be a list"),
        ({"flags": [], "flag": []}, "the file: 'flag' is not known"),
        ({"flags": ["x"]}, "flag 1 should be an object"),
        ({"flags": [GOOD, {**GOOD, "card": "x"}]}, "flag 2: the deck has no card 'x'"),
        ({"flags": [{**GOOD, "card": ["x"]}]}, "flag 1: the deck has no card"),
        ({"flags": [{**GOOD, "variant": "risky"}]}, "no card 'edge-proxy' in the version 'risky'"),
        ({"flags": [{**GOOD, "risk": "tls-not-enforcd"}]}, "did you mean 'tls-not-enforced'?"),
        ({"flags": [{**GOOD, "risk": None}]}, "no risk is called None"),
        ({"flags": [{**GOOD, "lines": [2]}]}, "should be [first, last] within 1-9"),
        ({"flags": [{**GOOD, "lines": [2, 99]}]}, "within 1-9"),
        ({"flags": [{**GOOD, "lines": [True, 2]}]}, "within 1-9"),
        ({"flags": [{**GOOD, "lines": "2-3"}]}, "within 1-9"),
        ({"flags": [{**GOOD, "confidence": 0.9}]}, "should be one of guess, fair, sure"),
        ({"flags": [{**GOOD, "note": "x"}]}, "flag 1: 'note' is not known"),
        ({"flags": [GOOD], "snippets": []}, "leaves out edge-proxy/snippet, which has flags"),
        ({"flags": [], "snippets": [{"card": "x"}]}, "snippet 1: the deck has no card 'x'"),
    ],
)
def test_a_file_that_cannot_be_graded_is_explained(deck: Deck, data: Any, message: str) -> None:
    with pytest.raises(FlagsError) as caught:
        read_flags(data, deck)
    assert message in str(caught.value)
