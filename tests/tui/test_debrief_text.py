"""What the debrief says below its list."""

from __future__ import annotations

from dataclasses import replace

from detectors.places import Lines
from trainer.card import Incident, Snippet
from trainer.debrief import debrief
from trainer.deck import Deck
from trainer.scoring import Flag, score
from tui.screens.debrief_text import rule, verdict


def told(deck: Deck, incident: Incident | None) -> str:
    card = replace(deck.card(deck.ids()[0]), incident=incident)
    snippet = Snippet(card)
    return "\n".join(part.plain for part in rule(debrief(snippet, [], score([], snippet.answers))))


def test_what_really_happened_is_told_after_the_rule_and_is_safe_to_print(deck: Deck) -> None:
    what = Incident(what="A bank, 2019: codes\x1b[2J came late.", url="https://bank.example.com")
    text = told(deck, what)
    assert text.startswith("Another time\n")
    assert "It happened\nA bank, 2019: codes" in text
    assert text.endswith("\nhttps://bank.example.com")
    assert "\x1b" not in text
    assert "It happened" not in told(deck, None)


def test_a_hint_on_a_snippet_with_nothing_wrong_is_told_to_halve_the_score(deck: Deck) -> None:
    clean = deck.card("api-proxy").snippet
    for was_hinted, half in ((True, " The hint halves the score."), (False, "")):
        said = debrief(clean, [], score([], clean.answers, was_hinted=was_hinted))
        assert verdict(said) == f"Nothing was wrong here, and you said so.{half}"


def test_who_cries_wolf_is_sent_to_what_clears_it_only_where_something_does(deck: Deck) -> None:
    clean = deck.card("api-proxy").snippet
    bare = Snippet(replace(clean.card, cleared=()))
    for snippet, look in ((clean, " Look at what clears it."), (bare, "")):
        flags = [Flag(Lines(1, 1), "missing-retry")]
        said = debrief(snippet, flags, score(flags, snippet.answers))
        assert verdict(said) == f"Nothing was wrong here: 1 false alarm.{look}"
