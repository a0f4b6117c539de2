"""A session from its first snippet to its summary, without a screen."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.catalogue import families
from detectors.places import Lines
from tests.trainer.conftest import DECK, Clock
from trainer.card import Snippet
from trainer.cardwriter import write_card
from trainer.choice import choose, chosen, hint_at_clean
from trainer.course import subject
from trainer.deck import Deck, load, shipped
from trainer.history import History
from trainer.modes import Wish
from trainer.progress import progress
from trainer.scoring import Flag
from trainer.sensitivity import Trial
from trainer.session import Session, SessionError


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    """Forty cards: thirty with answers, ten clean."""
    root = tmp_path_factory.mktemp("large")
    for number in range(40):
        model = "otp-sender" if number < 30 else "health-probe"
        folder = root / "python" / f"card-{number:02}"
        shutil.copytree(DECK / "python" / model, folder)
        card = folder / "card.yaml"
        text = card.read_text().replace(f"id: {model}", f"id: card-{number:02}")
        card.write_text(text.replace("difficulty: 3", f"difficulty: {1 + number % 3}"))
    return load(root)


def play(session: Session, *flags: Flag) -> None:
    for flag in flags:
        session.flag(flag.lines, flag.risk, flag.confidence)
    session.submit()
    session.next()


def at(deck: Deck, id: str, **more: object) -> Session:
    """A session that begins with this snippet."""
    card, _, variant = id.partition("/")
    found = deck.card(card)
    snippet = found.sound_snippet if variant == "sound" else found.snippet
    assert snippet is not None
    return Session(deck, [snippet, found.snippet], id="x", seed=0, **more)  # type: ignore[arg-type]


# Which snippets.


def test_the_same_seed_gives_the_same_session(large: Deck) -> None:
    assert choose(large, 8, 7) == choose(large, 8, 7)
    assert choose(large, 8, 7) != choose(large, 8, 8)


@given(st.integers(0, 10**6), st.integers(1, 60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_quarter_is_clean_and_no_card_comes_twice(large: Deck, seed: int, count: int) -> None:
    plan = choose(large, count, seed)
    assert len(plan) == min(count, 40)
    assert len({snippet.card.id for snippet in plan}) == len(plan)
    if count <= 30:
        clean = sum(snippet.is_clean for snippet in plan)
        assert int(count / 4) <= clean <= int(count / 4) + 1


def test_clean_snippets_are_clean_cards_and_sound_versions_at_any_place(large: Deck) -> None:
    plans = [choose(large, 8, seed) for seed in range(200)]
    clean = [(n, s) for plan in plans for n, s in enumerate(plan) if s.is_clean]
    kinds = Counter(snippet.variant for _, snippet in clean)
    assert kinds["sound"] > 50
    assert kinds["snippet"] > 50
    assert {place for place, _ in clean} == set(range(8))


def test_a_gentle_session_opens_with_its_easiest_risky_snippet(large: Deck) -> None:
    plans = [choose(large, 8, seed, gentle=True) for seed in range(50)]
    for plan in plans:
        assert not plan[0].is_clean
        risky = [snippet.card.difficulty for snippet in plan if not snippet.is_clean]
        assert risky[0] == min(risky)
    assert {s.is_clean for plan in plans for s in plan} == {True, False}


def test_the_first_card_ever_is_short_and_easy_and_asks_for_one_or_two_things() -> None:
    deck = shipped()
    for seed in range(60):
        plan = choose(deck, 8, seed, gentle=True)
        first = plan[0]
        assert first.card.difficulty <= 2
        assert len(first.lines) <= 30
        assert 1 <= sum(answer.weight > 0 for answer in first.answers) <= 2
        assert len({snippet.card.id for snippet in plan}) == 8
        assert sum(snippet.is_clean for snippet in plan) == 2


def test_a_gentle_session_on_one_risk_stays_with_it(large: Deck) -> None:
    plan = choose(large, 4, 1, risks=["missing-timeout"], gentle=True)
    assert not plan[0].is_clean
    assert any(answer.risk == "missing-timeout" for answer in plan[0].answers)


def test_only_the_very_first_session_is_gentle(
    large: Deck, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def noted(wish: Wish, **options: Any) -> list[Snippet]:
        asked.append(options["gentle"])
        return chosen(wish, **options)

    monkeypatch.setattr("trainer.modes.drill.chosen", noted)
    session = Session.start(large, history=history, seed=1, mode="drill")
    session.submit()
    Session.start(large, history=history, seed=1, mode="drill")
    Session.start(large, seed=1, mode="drill")
    assert asked == [True, False, False]


def test_clean_snippets_are_promised_only_where_the_deck_has_some(
    deck: Deck, tmp_path: Path
) -> None:
    assert hint_at_clean(deck) == "In a session about 1 snippet in 4 has nothing wrong: then"
    card = next(card for card in deck if not card.is_clean)
    write_card(replace(card, sound=None, sound_cleared=(), sound_neutral=(), key=None), tmp_path)
    assert hint_at_clean(load(tmp_path)) == "Where nothing is wrong,"


def test_a_share_that_is_no_whole_number_is_met_on_average(large: Deck) -> None:
    clean = sum(choose(large, 1, seed)[0].is_clean for seed in range(400))
    assert 70 <= clean <= 130


def test_cards_not_seen_lately_come_first(large: Deck, history: History, clock: Clock) -> None:
    first = Session.start(large, history=history, count=8, seed=1)
    while first.submit() and first.next():
        clock.pass_days(0.01)
    clock.pass_days(1)
    second = Session.start(large, history=history, count=8, seed=2)
    assert {s.card.id for s in first.plan}.isdisjoint(s.card.id for s in second.plan)


def test_a_session_can_be_about_a_surface_or_a_risk(deck: Deck) -> None:
    assert {s.surface for s in Session.start(deck, surface="shell", seed=1).plan} == {"shell"}
    for seed in range(10):
        plan = Session.start(deck, risks=["call-in-loop"], seed=seed).plan
        assert {snippet.card.id for snippet in plan} == {"otp-sender"}
        plan = Session.start(deck, risks=["missing-timeout"], seed=seed).plan
        assert "edge-proxy" not in {s.card.id for s in plan if not s.is_clean}


def test_without_a_card_that_fits_there_is_no_session(deck: Deck) -> None:
    with pytest.raises(SessionError, match=r"No card of .* is about call-in-loop and shell"):
        Session.start(deck, risks=["call-in-loop"], surface="shell")


# Flags.


def test_flags_are_set_changed_removed_and_taken_back(deck: Deck) -> None:
    session = at(deck, "otp-sender")
    session.flag(Lines(11, 15), "missing-timeout")
    session.flag(Lines(18, 18), "missing-retry", "guess")
    assert session.edit(2, risk="retry-without-backoff", confidence="sure") == Flag(
        Lines(18, 18), "retry-without-backoff", "sure"
    )
    assert session.remove(1).risk == "missing-timeout"
    assert [flag.risk for flag in session.flags] == ["retry-without-backoff"]
    assert session.undo()
    assert [flag.risk for flag in session.flags] == ["missing-timeout", "retry-without-backoff"]
    assert session.undo()
    assert session.flags[1] == Flag(Lines(18, 18), "missing-retry", "guess")
    assert session.undo()
    assert session.undo()
    assert session.flags == ()
    assert not session.undo()


def test_the_same_flag_again_replaces_the_first(deck: Deck) -> None:
    session = at(deck, "otp-sender")
    session.flag(Lines(11, 15), "missing-timeout", "guess")
    session.flag(Lines(11, 15), "missing-timeout", "sure")
    assert [flag.confidence for flag in session.flags] == ["sure"]
    session.flag(Lines(5, 6), "missing-timeout")
    session.edit(2, lines=Lines(11, 15))
    assert session.flags == (Flag(Lines(11, 15), "missing-timeout", "fair"),)


@pytest.mark.parametrize(
    ("lines", "risk", "confidence", "message"),
    [
        (
            (0, 1),
            "missing-timeout",
            "fair",
            "Lines 0-1 are outside the snippet, which has 18 lines.",
        ),
        ((5, 4), "missing-timeout", "fair", "Lines 5-4 are outside"),
        ((18, 19), "missing-timeout", "fair", "Lines 18-19 are outside"),
        ((1, 1), "missing-timout", "fair", "Did you mean missing-timeout?"),
        ((1, 1), "zzzzzz", "fair", "critique risks"),
        ((1, 1), "missing-timeout", "very", "Say guess, fair or sure"),
    ],
)
def test_a_flag_that_cannot_be_is_refused(
    deck: Deck, lines: tuple[int, int], risk: str, confidence: str, message: str
) -> None:
    session = at(deck, "otp-sender")
    with pytest.raises(SessionError) as caught:
        session.flag(Lines(*lines), risk, confidence)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert session.flags == ()


def test_a_flag_that_is_not_there_cannot_be_removed(deck: Deck) -> None:
    session = at(deck, "otp-sender")
    with pytest.raises(SessionError, match="There is no flag 1; you have set none"):
        session.remove(1)
    with pytest.raises(SessionError, match="There is no flag 0"):
        session.edit(0)


# From hints to the summary.


def test_hints_give_the_heaviest_open_answer_away_and_halve_it(deck: Deck) -> None:
    session = at(deck, "otp-sender")
    assert session.hint() == Lines(11, 15)
    session.flag(Lines(5, 6), "call-in-loop")
    session.flag(Lines(11, 15), "missing-timeout")
    # Critical is given away, call-in-loop is flagged: of the rest missing-idempotency-key weighs 3.
    assert session.hint() == Lines(11, 15)
    assert session.hint() == Lines(10, 18)
    assert session.hint() is None
    assert len(session.hints) == 3
    # Recall: call-in-loop 3, half of missing-timeout 4, of 4 + 3 + 3 + 2 = 12.
    assert session.submit().result.recall == pytest.approx(5 / 12)


def test_when_all_is_flagged_a_hint_costs_nothing(deck: Deck) -> None:
    session = at(deck, "edge-proxy")
    session.flag(Lines(2, 2), "tls-not-enforced")
    assert session.hint() is None
    assert session.submit().result.score == 1


def test_a_hint_is_no_free_test_for_clean_snippets(deck: Deck) -> None:
    session = at(deck, "otp-sender/sound")
    assert session.hint() is None
    assert session.nothing().result.score == pytest.approx(0.5)


def test_nothing_submits_where_nothing_is_flagged(deck: Deck) -> None:
    session = at(deck, "health-probe")
    session.flag(Lines(8, 8), "missing-timeout")
    with pytest.raises(SessionError, match="Remove your flag first, or submit"):
        session.nothing()
    session.remove(1)
    assert session.nothing().result.score == 1


def test_each_stage_allows_what_belongs_to_it(deck: Deck) -> None:
    session = at(deck, "otp-sender")
    with pytest.raises(SessionError, match="Submit this snippet first"):
        session.next()
    session.submit()
    assert session.stage == "debrief"
    for late in (
        lambda: session.flag(Lines(1, 1), "missing-timeout"),
        lambda: session.remove(1),
        session.undo,
        session.hint,
        session.submit,
        session.nothing,
    ):
        with pytest.raises(SessionError, match="is submitted; go on"):
            late()
    assert session.next()
    assert session.debrief is None
    session.submit()
    assert not session.next()
    assert session.is_finished
    with pytest.raises(SessionError, match="is finished"):
        session.submit()


def test_the_summary_is_over_all_flags(deck: Deck) -> None:
    session = Session(
        deck,
        [deck.card(id).snippet for id in ("edge-proxy", "nightly-report", "health-probe")],
        id="x",
        seed=0,
    )
    assert session.summary().score is None
    play(session, Flag(Lines(2, 2), "tls-not-enforced"))
    play(session, Flag(Lines(6, 8), "missing-timeout"), Flag(Lines(4, 4), "hardcoded-secret"))
    play(session, Flag(Lines(8, 8), "missing-timeout", "sure"))
    summary = session.summary()
    # Nightly report: recall 2/7, precision 1/2, F1 = 4/11. Clean: 1/3.
    assert summary.score == pytest.approx(((1 + 4 / 11) / 2 / 3) ** 0.5)
    assert summary.recall == pytest.approx(5 / 10)
    assert summary.precision == pytest.approx(2 / 4)
    assert summary.points == pytest.approx(3 + (2 - 1) - 1)
    assert (summary.possible, summary.false_alarms, summary.planned) == (10, 2, 3)
    assert summary.brier == pytest.approx((0.0625 + 0.0625 + 0.5625 + 0.9025) / 4)
    assert summary.played[0].snippet.card.id == "edge-proxy"


# What is kept.


def assert_same(one: Session, other: Session) -> None:
    assert other.id == one.id
    assert other.plan == one.plan
    assert (other.number, other.stage) == (one.number, one.stage)
    assert (other.flags, other.hints, other.debrief) == (one.flags, one.hints, one.debrief)
    assert other.summary() == one.summary()


STEPS = st.lists(
    st.sampled_from(["flag", "other", "edit", "remove", "undo", "hint", "submit", "next"]),
    max_size=25,
)


@given(STEPS, st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_a_session_that_is_resumed_stands_where_it_stood(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], seed: int
) -> None:
    path = tmp_path_factory.mktemp("history") / "history.db"
    with History(path) as history:
        session = Session.start(load(DECK), history=history, seed=seed)
        do = {
            "flag": lambda: session.flag(Lines(1, 3), "missing-timeout", "sure"),
            "other": lambda: session.flag(Lines(2, 2), "tls-not-enforced"),
            "edit": lambda: session.edit(1, lines=Lines(4, 5)),
            "remove": lambda: session.remove(1),
            "undo": session.undo,
            "hint": session.hint,
            "submit": session.submit,
            "next": session.next,
        }
        for step in steps:
            try:
                do[step]()
            except SessionError:
                continue
        resumed = Session.resume(history)
        if session.is_finished:
            assert resumed is None
            return
        assert resumed is not None
        assert_same(session, resumed)
        while session.stage == "flagging" and session.undo():
            before = session.flags
            resumed = Session.resume(history)
            assert resumed is not None
            assert resumed.flags == before


def test_a_stopped_session_is_not_resumed(deck: Deck, history: History) -> None:
    session = Session.start(deck, history=history, seed=1)
    session.stop()
    assert session.is_finished
    assert Session.resume(history) is None
    session.stop()
    assert len(history.events("stopped")) == 1


def test_a_session_whose_cards_are_gone_is_not_resumed(history: History, tmp_path: Path) -> None:
    copy = shutil.copytree(DECK, tmp_path / "deck")
    Session.start(load(copy), history=history, seed=1)
    assert Session.resume(history) is not None
    shutil.rmtree(copy)
    assert Session.resume(history) is None


def test_a_snippet_that_was_changed_is_begun_again(history: History, tmp_path: Path) -> None:
    copy = shutil.copytree(DECK, tmp_path / "deck")
    session = Session.start(load(copy), history=history, seed=1, surface="shell")
    session.flag(Lines(4, 4), "hardcoded-secret")
    session.hint()
    assert session.snippet.card.folder is not None
    name = session.snippet.card.files[session.snippet.variant]
    code = session.snippet.card.folder / name
    code.write_text(code.read_text() + "# more\n")
    resumed = Session.resume(history)
    assert resumed is not None
    assert (resumed.flags, resumed.hints, resumed.has_changed) == ((), (), True)
    assert not resumed.undo()
    flag = resumed.flag(Lines(4, 4), "hardcoded-secret")
    again = Session.resume(history)
    assert again is not None
    assert (again.flags, again.has_changed) == ((flag,), False)


def test_progress_is_derived_from_what_happened(deck: Deck, history: History, clock: Clock) -> None:
    plan = [deck.card(id).snippet for id in ("edge-proxy", "health-probe")]
    session = Session(deck, plan, id="mine", seed=1, history=history)
    history.append("mine", "started", mode="daily", plan=[["edge-proxy", "snippet"]] * 2)
    play(
        session,
        Flag(Lines(2, 2), "cleartext-transport", "sure"),
        Flag(Lines(5, 8), "missing-timeout", "guess"),
    )
    session.submit()
    clock.pass_days(3)
    session.next()
    so_far = progress(history)
    assert so_far.snippets == 2
    assert so_far.last == so_far.sessions[0]
    assert so_far.last.ended == clock.time
    # Edge proxy: quality ½ of one, one false alarm: R ½, P ¼, F = ⅓; clean 1.
    assert so_far.last.score == pytest.approx((1 / 3) ** 0.5)
    assert so_far.last.false_alarms == 1
    assert so_far.last.false_alarms_on_clean == 0
    assert so_far.confused == Counter({("cleartext-transport", "tls-not-enforced"): 1})
    assert sorted(so_far.said) == [("guess", False), ("sure", True)]
    assert sorted(so_far.trials) == [
        Trial("cleartext-transport", False, False),
        Trial("cleartext-transport", False, False),
        Trial("missing-timeout", False, False),
        Trial("missing-timeout", False, True),
        Trial("tls-not-enforced", True, False),
        Trial("unchecked-status", False, False),
    ]
    assert progress(history, since=clock.time).snippets == 0


def test_without_a_history_a_session_can_be_played_all_the_same(deck: Deck) -> None:
    session = Session.start(deck, seed=3, count=2)
    while not session.is_finished:
        play(session)
    assert len(session.played) == 2


@pytest.mark.parametrize(
    ("risks", "surface", "told"),
    [
        ((), None, ""),
        (("missing-timeout",), None, "missing-timeout"),
        (("missing-timeout",), "shell", "missing-timeout and shell"),
        (("lost-update", "stale-read", "lost-update"), None, "lost-update and stale-read"),
        (
            ("lost-update", "stale-read", "early-ack", "fail-open", "tight-polling"),
            None,
            "lost-update, stale-read, early-ack and 2 more",
        ),
        ((), "config", "config"),
    ],
)
def test_what_a_session_is_narrowed_to_is_told(
    risks: tuple[str, ...], surface: str | None, told: str
) -> None:
    assert subject(risks, surface) == told


def test_a_whole_family_is_told_by_its_name() -> None:
    risks = [risk for risk, family in families().items() if family == "transport"]
    assert subject(risks, None) == "the family transport"


def test_a_resumed_drill_still_knows_what_it_is_about(deck: Deck, history: History) -> None:
    Session.start(deck, history=history, seed=1, risks=["missing-timeout"])
    resumed = Session.resume(history)
    assert resumed is not None
    assert resumed.about == "missing-timeout"
    assert progress(history).sessions[-1].title == "drill of missing-timeout"
