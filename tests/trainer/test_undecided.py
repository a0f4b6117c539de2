"""Flags of risks that only an author can see count where the author has decided, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.places import Lines
from trainer.card import Snippet
from trainer.deck import shipped
from trainer.scoring import Flag, Result, score
from trainer.undecided import REASON, remarks

DECK = shipped()


def judged(snippet: Snippet, *flags: Flag) -> Result:
    return score(flags, snippet.answers, remarks=remarks(snippet, flags))


def test_a_flag_that_nobody_has_decided_on_counts_neither_way() -> None:
    snippet = Snippet(DECK.card("otp-lambda"))
    result = judged(snippet, Flag(Lines(3, 5), "missing-bulkhead", "sure"))
    assert not result.false_alarms
    assert [one.of.risk for one in result.spared] == ["missing-bulkhead"]
    assert result.precision is None


def test_it_keeps_a_clean_snippet_clean() -> None:
    snippet = Snippet(DECK.card("harbour-fees"))
    assert judged(snippet, Flag(Lines(30, 32), "stale-read")).score == 1


@pytest.mark.parametrize("variant", ["snippet", "sound"])
def test_where_the_author_has_decided_a_flag_elsewhere_is_a_false_alarm(variant: str) -> None:
    snippet = Snippet(DECK.card("codes-and-campaigns"), variant)  # type: ignore[arg-type]
    result = judged(snippet, Flag(Lines(1, 3), "missing-bulkhead"))
    assert len(result.false_alarms) == 1


def test_an_authors_clearance_decides_too() -> None:
    snippet = Snippet(DECK.card("parcel-notices"))
    assert judged(snippet, Flag(Lines(10, 12), "missing-bulkhead")).false_alarms


def test_a_risk_that_the_detectors_see_is_never_spared() -> None:
    snippet = Snippet(DECK.card("harbour-fees"))
    assert judged(snippet, Flag(Lines(30, 32), "missing-timeout")).false_alarms


def test_the_authors_answer_is_credited() -> None:
    snippet = Snippet(DECK.card("codes-and-campaigns"))
    (answer,) = snippet.answers
    assert judged(snippet, Flag(answer.lines, answer.risk)).recall == 1


def test_remarks_of_the_card_come_first() -> None:
    card = DECK.card("harbour-fees")
    own = remarks(Snippet(card), [Flag(Lines(1, 1), "stale-read")])
    assert [one.reason for one in own] == [REASON]
    decided = replace(card, neutral=own)
    again = remarks(Snippet(decided), [Flag(Lines(2, 2), "stale-read")])
    assert again == own
