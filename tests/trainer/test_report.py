"""What is derived from a history: series, filters, the page, and grades by newer answers."""

from __future__ import annotations

import itertools
import re
import shutil
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from detectors.places import Lines
from tests.trainer.conftest import DECK, Clock
from trainer.deck import Deck, load
from trainer.history import History
from trainer.page import page
from trainer.regrading import regrade
from trainer.report import Filter, Report, as_data, kind_of_reviewer, report
from trainer.sensitivity import Sensitivity
from trainer.session import Session


def play(
    deck: Deck, history: History, clock: Clock, *, days: int = 1, mode: str | None = None
) -> None:
    """A session a day of the whole deck; every answer is flagged, on clean ones the first line."""
    for day in range(days):
        session = Session.start(deck, history=history, seed=day, mode=mode)
        while not session.is_finished:
            for answer in session.snippet.answers:
                session.flag(answer.lines, answer.risk, "sure")
            if session.snippet.is_clean:
                session.flag(Lines(1, 1), "missing-retry", "guess")
            session.submit()
            session.next()
        clock.pass_days(1)


@pytest.fixture
def played(deck: Deck, history: History, clock: Clock) -> History:
    play(deck, history, clock, days=16)
    return history


def test_weeks_are_whole_and_without_gaps(deck: Deck, history: History, clock: Clock) -> None:
    play(deck, history, clock)
    clock.pass_days(20)
    play(deck, history, clock)
    weeks = report(history).weeks
    assert [week.monday.weekday() for week in weeks] == [0] * len(weeks)
    assert {b.monday - a.monday for a, b in itertools.pairwise(weeks)} == {timedelta(days=7)}
    assert [week.snippets > 0 for week in weeks] == [True, *[False] * (len(weeks) - 2), True]


def test_a_time_a_surface_and_a_deck_narrow_it(played: History, clock: Clock, deck: Deck) -> None:
    everything = report(played)
    by_surface = [report(played, Filter(surface=s)).snippets for s in ("python", "shell", "config")]
    assert sum(by_surface) == everything.snippets
    assert 0 < max(by_surface) < everything.snippets
    lately = report(played, Filter(since=clock.time - timedelta(days=4)))
    assert 0 < lately.snippets < everything.snippets
    assert sum(lately.activity.values()) == lately.snippets
    assert report(played, Filter(deck=str(deck.path))).snippets == everything.snippets
    assert report(played, Filter(deck="shipped")).snippets == 0


def test_unrated_play_is_activity_and_nothing_else(
    deck: Deck, history: History, clock: Clock
) -> None:
    play(deck, history, clock, mode="sprint")
    seen = report(history)
    assert (seen.snippets, seen.trials, seen.weeks) == (0, (), ())
    assert sum(seen.activity.values()) > 0


def test_numbers_of_too_few_trials_are_not_given(played: History) -> None:
    data = as_data(report(played))
    for name, one in data["risks"].items():
        is_enough = one["risky"] >= 10 and one["fine"] >= 10
        assert (one["d_prime"] is not None) == is_enough, name
    assert len(data["due"]) == 14
    assert data["clean"]["passed"] == 0
    assert sum(week["snippets"] for week in data["weeks"]) == data["snippets"]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Sensitivity(9, 9, 50, 0), "Too few"),
        (Sensitivity(50, 25, 50, 25), "do not tell"),
        (Sensitivity(50, 48, 50, 2), "A sharp and balanced"),
        (Sensitivity(50, 48, 50, 25), "cries wolf"),
        (Sensitivity(50, 15, 50, 0), "lets things through"),
    ],
)
def test_words_say_what_kind_of_reviewer_somebody_is(seen: Sensitivity, said: str) -> None:
    assert said in kind_of_reviewer(seen)


class Loads(HTMLParser):
    """Everything that a page would fetch, and the tags that are open at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [v or "" for k, v in attrs if k in {"src", "href", "srcset", "data"}]
        if tag not in {"meta", "line", "circle", "rect", "polyline"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"line", "circle", "rect", "polyline"}:
            return
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else(played: History) -> None:
    text = page(report(played))
    reader = Loads()
    reader.feed(text)
    assert reader.fetched == []
    assert reader.open == []
    assert not re.search(r"https?:|@import|url\(", text)
    assert text.count("<svg") >= 3


def test_the_page_of_nothing_says_so(history: History) -> None:
    assert page(report(history)).count("Not enough played yet.") >= 5


def test_foreign_text_is_no_markup_on_the_page(played: History) -> None:
    seen = report(played)
    hostile = "<script>alert(1)</script>\x1b]2;x\x07"
    seen.confused[hostile, hostile] = 99
    text = page(seen)
    assert "<script" not in text
    assert "\x1b" not in text


# Newer answers


@pytest.fixture
def own(tmp_path: Path) -> Deck:
    return load(shutil.copytree(DECK, tmp_path / "own"))


def test_newer_answers_give_newer_grades_and_keep_the_old_ones(
    own: Deck, history: History, clock: Clock
) -> None:
    play(own, history, clock)
    before = history.graded("submitted")
    assert regrade(history) == []
    card = own.path / "python" / "otp-sender" / "card.yaml"
    text = card.read_text()
    assert "risk: call-in-loop" in text
    card.write_text(text.replace("risk: call-in-loop", "risk: single-region", 1))
    changed = regrade(history)
    assert [one.event.data["card"] for one in changed] == ["otp-sender"]
    assert changed[0].after < changed[0].before
    now = {event.id: event.data["score"] for event in history.graded("submitted")}
    assert now[changed[0].event.id] == changed[0].after
    assert [event.data for event in history.events("submitted")] == [e.data for e in before]
    assert regrade(history) == []
    assert report(history).by_risk["single-region"].hits == 0


def test_code_that_has_changed_is_not_graded_again(
    own: Deck, history: History, clock: Clock
) -> None:
    play(own, history, clock)
    folder = own.path / "python" / "otp-sender"
    code = folder / "snippet.py"
    code.write_text(code.read_text() + "\n# more\n")
    card = folder / "card.yaml"
    card.write_text(card.read_text().replace("risk: call-in-loop", "risk: single-region", 1))
    assert regrade(history) == []


def test_a_deck_that_is_gone_leaves_the_grades_alone(
    own: Deck, history: History, clock: Clock
) -> None:
    play(own, history, clock)
    shutil.rmtree(own.path)
    assert regrade(history) == []
    assert isinstance(report(history), Report)
