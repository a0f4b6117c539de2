"""What each mode shows and what it counts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from detectors.places import Lines
from tests.trainer.conftest import Clock
from trainer.deck import Deck, shipped
from trainer.history import History
from trainer.memory import Memory, Review, Skill, remember
from trainer.modes import Wish, modes, named
from trainer.modes.daily import Learner, pick
from trainer.outline import Outline
from trainer.progress import progress
from trainer.rating import Rating
from trainer.session import Session, SessionError

NOW = datetime.fromisoformat("2026-03-01T09:00:00+00:00")
RISKS = [f"risk-{number}" for number in range(20)]


def card(number: int, *risks: str, **more: object) -> Outline:
    plain = {
        "id": f"card-{number:05}",
        "surface": "python",
        "difficulty": 2,
        "asked": dict.fromkeys(risks, 2),
        "fine": frozenset(),
        "sound_fine": frozenset(),
        "has_sound": bool(risks),
    }
    return Outline(**{**plain, **more})  # type: ignore[arg-type]


def learner(**more: object) -> Learner:
    """Somebody who has trained today, so that there is no warm-up."""
    plain = {"known": {}, "rating": Rating(), "seen": {"other": NOW}, "now": NOW}
    return Learner(**{**plain, **more})  # type: ignore[arg-type]


def overdue(*risks: str) -> dict[Skill, Memory]:
    """These were spotted ten weeks ago; all others yesterday, and are not due."""
    done = [
        Review(NOW - timedelta(days=70 if risk in risks else 1), Skill("spot", risk), 3)
        for risk in RISKS
    ]
    return remember(done)


CARDS = [card(n, RISKS[n % 20]) for n in range(60)] + [card(60 + n) for n in range(20)]


def test_each_mode_says_what_it_is() -> None:
    assert list(modes()) == ["daily", "drill", "sprint", "exam", "twins", "review"]
    assert len({mode.key for mode in modes().values()}) == len(modes())
    for mode in modes().values():
        assert mode.about[0].islower() or mode.about[0].isdigit()
        assert bool(mode.unrated) != mode.is_rated
        assert mode.is_rated or not mode.is_scheduled
    assert named("of-a-later-program") is None


# Today


def test_what_is_due_comes_first() -> None:
    plan = pick(CARDS, 4, 1, learner(known=overdue("risk-3", "risk-7", "risk-11")))
    asked = {risk for id, variant in plan if variant == "snippet" for risk in _card(id).asked}
    assert {"risk-3", "risk-7", "risk-11"} <= asked


def test_a_skill_that_one_snippet_serves_is_not_served_twice() -> None:
    plan = pick(CARDS, 8, 1, learner(known=overdue(*RISKS)))
    risky = [id for id, variant in plan if variant == "snippet" and _card(id).asked]
    said = [risk for id in risky for risk in _card(id).asked]
    assert len(said) == len(set(said)) == 6


def test_one_snippet_that_serves_several_due_skills_is_preferred() -> None:
    many = card(999, "risk-1", "risk-2", "risk-3")
    plan = pick([*CARDS, many], 4, 1, learner(known=overdue("risk-1", "risk-2", "risk-3")))
    assert ("card-00999", "snippet") in plan


def test_a_quarter_has_nothing_wrong_at_any_place() -> None:
    plans = [pick(CARDS, 8, seed, learner()) for seed in range(60)]
    places = Counter(
        at
        for plan in plans
        for at, (id, v) in enumerate(plan)
        if v == "sound" or not _card(id).asked
    )
    assert sum(places.values()) == 60 * 2
    assert set(places) == set(range(8))
    kinds = Counter(v for plan in plans for id, v in plan if v == "sound" or not _card(id).asked)
    assert min(kinds.values()) > 30


def test_the_first_session_of_a_day_warms_up_on_three_that_have_something_wrong() -> None:
    yesterday = {"other": NOW - timedelta(days=1)}
    for seed in range(40):
        plan = pick(CARDS, 8, seed, learner(seen=yesterday))
        clean = [v == "sound" or not _card(id).asked for id, v in plan]
        assert clean[:3] == [False] * 3
        assert sum(clean) == 2


def test_no_text_comes_again_within_a_month_while_there_are_others() -> None:
    lately = {one.id: NOW - timedelta(days=20) for one in CARDS[:40]}
    plan = pick(CARDS, 8, 3, learner(seen=lately, known=overdue("risk-1")))
    assert not {id for id, _ in plan} & lately.keys()
    all_seen = {one.id: NOW - timedelta(days=20) for one in CARDS}
    assert len(pick(CARDS, 8, 3, learner(seen=all_seen))) == 8


@pytest.mark.parametrize(("skill", "least", "most"), [(900, 1, 2), (1500, 1, 3), (2300, 4, 5)])
def test_a_session_is_neither_too_easy_nor_too_hard(skill: int, least: int, most: int) -> None:
    cards = [card(n, RISKS[n % 20], difficulty=1 + n // 20 % 5) for n in range(200)]
    plan = pick(cards, 8, 3, learner(rating=Rating(skill, 60)))
    risky = [cards[int(id[-5:])].difficulty for id, variant in plan if variant == "snippet"]
    assert least <= min(risky)
    assert max(risky) <= most


def test_the_same_learner_and_seed_get_the_same_plan() -> None:
    assert pick(CARDS, 8, 5, learner()) == pick(CARDS, 8, 5, learner())
    assert pick(CARDS, 8, 5, learner()) != pick(CARDS, 8, 6, learner())
    assert len({id for id, _ in pick(CARDS, 80, 5, learner())}) == 80


def test_a_plan_for_ten_thousand_cards_looks_at_each_a_few_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Greedy choice by looking at all that is left would value them eighty thousand times."""
    from trainer.modes import daily

    valued = 0
    spot = daily._Worth.spot

    def counting(self: daily._Worth, cards: Sequence[Outline]) -> list[float]:
        nonlocal valued
        valued += len(cards)
        return spot(self, cards)

    monkeypatch.setattr(daily._Worth, "spot", counting)
    cards = [card(n, RISKS[n % 20], RISKS[(n * 7) % 20]) for n in range(10_000)]
    assert len(pick(cards, 8, 1, learner(known=overdue("risk-1")))) == 8
    assert valued < 20_000


# A session of each mode


def test_the_first_session_ever_is_gentle_and_the_next_is_planned(
    history: History, clock: Clock
) -> None:
    deck = shipped()
    first = Session.start(deck, history=history, seed=1)
    assert first.mode.id == "daily"
    assert first.plan[0].card.difficulty <= 2
    while not first.is_finished:
        first.submit()
        first.next()
    clock.pass_days(3)
    second = Session.start(deck, history=history, seed=1)
    assert len(second.plan) == 8
    assert not {s.card.id for s in first.plan} & {s.card.id for s in second.plan}
    missed = {answer.risk for snippet in first.plan for answer in snippet.answers}
    again = {answer.risk for snippet in second.plan for answer in snippet.answers}
    assert len(missed & again) >= len(missed) // 2


def test_a_named_risk_or_surface_makes_a_drill(deck: Deck, history: History) -> None:
    assert Session.start(deck, risks=["call-in-loop"]).mode.id == "drill"
    assert Session.start(deck, surface="shell").mode.id == "drill"
    assert Session.start(deck).mode.id == "daily"


def test_a_sprint_ends_when_its_time_is_up(deck: Deck, history: History, clock: Clock) -> None:
    session = Session.start(deck, history=history, mode="sprint", seed=1)
    assert session.seconds_left == 300
    clock.pass_days(200 / 86_400)
    session.submit()
    assert session.next()
    assert session.seconds_left == pytest.approx(100)
    clock.pass_days(101 / 86_400)
    with pytest.raises(SessionError, match="finished"):
        session.flag(Lines(1, 1), "missing-retry")
    assert session.is_finished
    assert history.unfinished() is None
    assert len(session.played) == 1


def test_a_sprint_ends_with_the_third_false_alarm(deck: Deck, history: History) -> None:
    session = Session.start(deck, history=history, mode="sprint", seed=1)
    assert session.lives_left == 3
    for risk in ("single-region", "tight-polling", "exposed-surface", "fail-open", "stale-read"):
        session.flag(Lines(1, 1), risk)
    session.submit()
    assert session.lives_left == 0
    assert session.ending == ""
    assert not session.next()
    assert session.is_finished
    assert session.ending == "Out: a sprint ends at 3 false alarms."


def test_a_sprint_that_was_left_goes_on_against_the_same_clock(
    deck: Deck, history: History, clock: Clock
) -> None:
    Session.start(deck, history=history, mode="sprint", seed=1).submit()
    clock.pass_days(1)
    resumed = Session.resume(history)
    assert resumed is not None
    assert resumed.seconds_left == 0
    assert resumed.end_in_time()
    assert resumed.ending == "The time is up: what was on the table does not count."


def test_a_session_that_was_played_to_its_last_snippet_needs_no_reason(deck: Deck) -> None:
    session = Session.start(deck, mode="sprint", seed=1, count=2)
    for _ in range(2):
        session.submit()
        session.next()
    assert session.is_finished
    assert session.ending == ""


@pytest.mark.parametrize("mode", ["sprint", "exam"])
def test_there_are_no_hints_where_it_is_measured(deck: Deck, mode: str) -> None:
    session = Session.start(deck, mode=mode)
    with pytest.raises(SessionError, match="no hints"):
        session.hint()


def test_an_exam_has_twenty_snippets_of_which_half_have_nothing_wrong() -> None:
    plan = Session.start(shipped(), mode="exam", seed=4).plan
    assert len(plan) == 20
    assert sum(snippet.is_clean for snippet in plan) == 10


def test_the_report_of_an_exam_has_a_debrief_of_each_snippet(deck: Deck) -> None:
    session = Session.start(deck, mode="exam", seed=4)
    while not session.is_finished:
        session.flag(Lines(1, 1), "missing-retry")
        session.submit()
        session.next()
    for played in session.played:
        said = session.debrief_of(played)
        assert said.snippet == played.snippet
        assert said.result == played.result


@pytest.mark.parametrize(("mode", "counted"), [("daily", 1), ("exam", 1), ("sprint", 0)])
def test_unrated_sessions_are_listed_and_do_not_count(
    deck: Deck, history: History, mode: str, counted: int
) -> None:
    session = Session.start(deck, history=history, mode=mode, seed=1)
    session.submit()
    seen = progress(history)
    assert [past.mode for past in seen.sessions] == [mode]
    assert seen.snippets == counted
    assert bool(seen.trials) == bool(counted)


def test_a_wish_knows_the_first_session(history: History, deck: Deck) -> None:
    assert Wish(deck=deck, count=1, seed=1, history=history).is_first
    assert not Wish(deck=deck, count=1, seed=1, history=history, seen={"x": NOW}).is_first
    assert not Wish(deck=deck, count=1, seed=1).is_first


def _card(id: str) -> Outline:
    return next((one for one in CARDS if one.id == id), card(999, "risk-1", "risk-2", "risk-3"))
