"""Beside each finding: the nearest place where the same thing is judged the other way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detectors.places import Lines
from trainer.card import Snippet
from trainer.debrief import Debrief, Entry, debrief
from trainer.deck import Deck, deck_of, load, shipped
from trainer.scoring import Flag, score
from trainer.twin import twin_of


def said(snippet: Snippet, *flags: Flag) -> Debrief:
    return debrief(snippet, flags, score(flags, snippet.answers, remarks=snippet.neutral))


def entry(snippet: Snippet, risk: str, *flags: Flag) -> Entry:
    (found,) = [one for one in said(snippet, *flags).entries if one.risk == risk]
    return found


def test_what_was_missed_is_fine_in_the_cards_own_sound_version(deck: Deck) -> None:
    snippet = deck.card("otp-sender").snippet
    twin = twin_of(entry(snippet, "missing-timeout"), snippet, deck)
    assert twin
    assert (twin.snippet.id, twin.lines, twin.is_fine) == ("otp-sender/sound", Lines(14, 19), True)
    assert twin.why == "Gives up after 2 s to connect and 5 s to read."
    assert twin.where == "at lines 14-19 of this card's production-ready version"


def test_what_is_fine_in_a_sound_version_was_risky_before(deck: Deck) -> None:
    card = deck.card("otp-sender")
    sound = card.sound_snippet
    assert sound
    twin = twin_of(entry(sound, "missing-timeout"), sound, deck)
    assert twin
    assert (twin.snippet.id, twin.verdict) == ("otp-sender/snippet", "risky")
    assert twin.where == "at lines 11-15 of this card as it was before"


def test_else_it_is_the_card_that_is_most_like_it(deck: Deck) -> None:
    snippet = deck.card("otp-sender").snippet
    twin = twin_of(entry(snippet, "hardcoded-secret"), snippet, deck)
    assert twin is None  # no card of this surface has such a risk
    probe = deck.card("health-probe").snippet
    twin = twin_of(entry(probe, "missing-timeout"), probe, deck)
    assert twin
    assert not twin.is_fine
    assert twin.snippet.id == "quote-client/snippet"
    assert twin.where == 'at line 7 of another card, "Prices for the order page"'


def test_a_card_that_is_still_to_be_shown_is_not_given_away(deck: Deck) -> None:
    probe = deck.card("health-probe").snippet
    of = entry(probe, "missing-timeout")
    twin = twin_of(of, probe, deck, {"quote-client"})
    assert twin
    assert twin.snippet.card.id == "otp-sender"
    assert twin_of(of, probe, deck, {"quote-client", "otp-sender"}) is None


def test_a_false_alarm_is_told_what_would_be_one(deck: Deck) -> None:
    probe = deck.card("health-probe").snippet
    of = entry(probe, "call-in-loop", Flag(Lines(8, 8), "call-in-loop"))
    twin = twin_of(of, probe, deck)
    assert twin
    assert (twin.snippet.id, twin.verdict) == ("otp-sender/snippet", "risky")


def test_a_card_that_is_not_right_is_passed_over(deck: Deck, tmp_path: Path) -> None:
    shutil.copytree(deck.path, tmp_path / "snippets")
    broken = tmp_path / "snippets" / "python" / "quote-client" / "card.yaml"
    broken.write_text(broken.read_text("utf-8") + "\ncolour: red\n", "utf-8")
    own = load(tmp_path / "snippets")
    probe = own.card("health-probe").snippet
    twin = twin_of(entry(probe, "missing-timeout"), probe, own)
    assert twin
    assert twin.snippet.card.id == "otp-sender"


def test_a_card_knows_its_deck(deck: Deck) -> None:
    found = deck_of(deck.card("otp-sender"))
    assert found
    assert found.path == deck.path


@pytest.mark.parametrize("risk", ["missing-timeout", "hardcoded-secret", "unchecked-status"])
def test_in_the_shipped_deck_risks_have_fine_twins(risk: str) -> None:
    deck = shipped()
    for id in deck.ids(surface="python", risk=risk)[:5]:
        snippet = deck.card(id).snippet
        for of in said(snippet).entries:
            if of.risk == risk:
                twin = twin_of(of, snippet, deck)
                assert twin
                assert twin.is_fine == of.is_risky
