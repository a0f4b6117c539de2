"""A card that is written and read again is the same card, and its text is one to read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.catalogue import families
from detectors.places import Lines
from trainer import cardfile
from trainer.card import Card, Cleared, Incident, Key
from trainer.cardwriter import dump, write_card
from trainer.deck import Deck, load
from trainer.scoring import Answer, Remark

TEXT = (
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]),
        min_size=1,
        max_size=200,
    )
    .map(str.strip)
    .filter(bool)
)
RISKS = st.sampled_from(sorted(families()))
LINES = st.tuples(st.integers(1, 9), st.integers(0, 3)).map(lambda t: Lines(t[0], t[0] + t[1]))
BY = st.sampled_from(["detector", "author"])
ANSWERS = st.builds(
    Answer,
    risk=RISKS,
    lines=LINES,
    anchors=st.lists(LINES, max_size=3).map(tuple),
    group=st.just("") | TEXT,
    span=st.none() | LINES,
    severity=st.sampled_from(["info", "low", "medium", "high", "critical"]),
    why=TEXT,
    also=st.frozensets(RISKS, max_size=2),
    near=st.frozensets(RISKS, max_size=2),
    by=BY,
)
CLEARED = st.lists(st.builds(Cleared, risk=RISKS, lines=LINES, reason=TEXT, by=BY), max_size=3).map(
    tuple
)
REMARKS = st.lists(st.builds(Remark, risk=RISKS, lines=LINES, reason=TEXT), max_size=2).map(tuple)
CARDS = st.builds(
    Card,
    id=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True),
    title=TEXT,
    scenario=TEXT,
    language=st.just("python"),
    name=st.just("") | TEXT,
    code=st.just("x = 1\n" * 12),
    sound=st.just("y = 2\n" * 12),
    facts=st.fixed_dictionaries(
        {},
        optional={
            "purpose": st.sampled_from(["otp", "alert"]),
            "deadline_s": st.integers(0, 999) | st.floats(0.5, 99),
            "handled": st.lists(st.sampled_from(["tls", "retry"]), min_size=1),
            "best_effort": st.just(True),
        },
    ),
    difficulty=st.integers(1, 5),
    tags=st.lists(st.from_regex(r"[a-z]\w{0,8}", fullmatch=True), max_size=3).map(tuple),
    answers=st.lists(
        ANSWERS, max_size=4, unique_by=(lambda a: (a.risk, a.group or str(a.lines)))
    ).map(tuple),
    cleared=CLEARED,
    neutral=REMARKS,
    sound_cleared=CLEARED,
    sound_neutral=REMARKS,
    triage=st.just("") | TEXT,
    questions=st.lists(TEXT, max_size=2).map(tuple),
    source=st.just("") | TEXT,
    incident=st.none()
    | st.builds(Incident, what=TEXT, url=TEXT.map(lambda text: f"https://example.com/{text}")),
    key=st.none() | st.just(Key(detectors="0.1.0", snippet="1" * 64, sound="00" * 32)),
)


def fields_of(card: Card) -> dict[str, Any]:
    """What stands in its card.yaml; a span that is the primary lines says nothing."""
    named = {
        name: getattr(card, name)
        for name in (*cardfile._CARD, "sound_cleared", "sound_neutral")
        if name != "sound" and getattr(card, name)
    }
    return {
        name: tuple(
            Answer(**{**vars(a), "span": None if a.span == a.lines else a.span}) for a in value
        )
        if name == "answers"
        else value
        for name, value in named.items()
    }


@settings(max_examples=150)
@given(CARDS)
def test_what_is_written_is_read_as_the_same(card: Card) -> None:
    read = cardfile.read(dump(card)).values
    assert {name: value for name, value in read.items() if value} == fields_of(card)


@given(CARDS)
def test_writing_again_changes_nothing(card: Card) -> None:
    text = dump(card)
    fields = {**cardfile.read(text).values, "code": card.code, "sound": card.sound}
    assert dump(Card(**fields)) == text


def test_a_card_of_a_deck_is_written_and_found_again(deck: Deck, tmp_path: Path) -> None:
    for card in deck:
        folder = write_card(card, tmp_path)
        assert folder == tmp_path / card.surface / card.id
    assert list(load(tmp_path)) == list(deck)


def test_writing_over_a_card_leaves_one_snippet(deck: Deck, tmp_path: Path) -> None:
    card = deck.card("otp-sender")
    folder = write_card(card, tmp_path)
    (folder / "snippet.txt").write_text("older\n")
    write_card(card, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["card.yaml", "snippet.py", "sound.py"]


def test_the_text_is_one_to_read(deck: Deck) -> None:
    text = dump(deck.card("nightly-report"))
    assert text.startswith(
        "id: nightly-report\n"
        "title: The daily report\n"
        "scenario: Cron fetches yesterday's report at four in the morning.\n"
        "facts:\n"
        "  runtime: cron\n"
        "difficulty: 1\n"
        "language: shell\n"
        "answers:\n"
        "  - risk: tls-verification-off\n"
        "    lines: 6-8\n"
        "    severity: high\n"
        "    why: anybody on the way can answer and read the token\n"
    )
    assert "answers: []\n" in dump(deck.card("health-probe"))
    assert "anchors: [10, 18]\n" in dump(deck.card("otp-sender"))


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "- x", "yes", "12", "#", "a: b", "'", " …"])
def test_any_title_survives(text: str, deck: Deck) -> None:
    card = Card(id="x", title=text, scenario="s", language="python", code="x\n")
    assert cardfile.read(dump(card)).values["title"] == text.strip()
