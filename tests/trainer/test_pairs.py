"""Two versions of a snippet: what a verdict and a name are worth, and how a session goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.trainer.conftest import DECK
from trainer.card import Snippet
from trainer.deck import Deck, load, shipped
from trainer.history import History
from trainer.memory import memories
from trainer.pairs import Pair, PairSession
from trainer.progress import progress
from trainer.rating import ratings
from trainer.resuming import resume, start
from trainer.session import Session, SessionError


def pairs(deck: Deck, mode: str = "twins", *, risky: bool = True, **more: object) -> PairSession:
    """A session whose first pair has the risky (or the safe) version first."""
    for seed in range(50):
        session = PairSession.start(deck, mode=mode, seed=seed)
        if session.pair.shown.is_clean != risky:
            return PairSession.start(deck, mode=mode, seed=seed, **more)  # type: ignore[arg-type]
    raise AssertionError("one version always comes first")


def test_of_each_pair_one_is_safe(deck: Deck) -> None:
    session = PairSession.start(shipped(), count=30, seed=1)
    assert len(session.plan) == 30
    for pair in session.plan:
        assert pair.safe.is_clean
        assert not pair.risky.is_clean
        assert pair.safe.card == pair.risky.card
        assert {change.sign for change in pair.change} & {"+", "-"}
    first_is_safe = sum(pair.shown.is_clean for pair in session.plan)
    assert 8 <= first_is_safe <= 22


def test_the_right_verdict_earns_half_and_the_right_name_the_rest(deck: Deck) -> None:
    for risk, score in (("single-region", 0.5), (None, 0.5)):
        session = pairs(deck)
        assert session.judge(says_safe=False, risk=risk).score == score
    session = pairs(deck)
    right = session.pair.risky.answers[0].risk
    said = session.judge(says_safe=False, risk=right)
    assert (said.score, said.named, said.is_right) == (1.0, 1.0, True)


def test_a_name_that_is_near_earns_half_of_the_rest(deck: Deck) -> None:
    session = pairs(deck)
    near = next((one for answer in session.pair.risky.answers for one in sorted(answer.near)), None)
    assert near is not None
    assert session.judge(says_safe=False, risk=near).score == 0.75


def test_the_wrong_verdict_earns_nothing_even_with_the_right_name(deck: Deck) -> None:
    session = pairs(deck)
    right = session.pair.risky.answers[0].risk
    said = session.judge(says_safe=True, risk=right)
    assert (said.score, said.is_right) == (0.0, False)


def test_a_change_that_may_go_in_needs_no_name(deck: Deck) -> None:
    session = pairs(deck, "review", risky=False)
    assert not session.needs_name(True)
    assert session.needs_name(False)
    assert session.judge(says_safe=True).score == 1.0
    twins = pairs(deck, "twins", risky=False)
    assert twins.needs_name(True)


def test_a_change_leads_from_the_other_version_to_the_one_that_is_judged(deck: Deck) -> None:
    pair = pairs(deck, "review").pair
    kept = [change.text for change in pair.change if change.sign in " -"]
    made = [change.text for change in pair.change if change.sign in " +"]
    assert set(kept) <= set(pair.other.lines)
    assert set(made) <= set(pair.shown.lines)


def test_a_line_of_the_risky_version_has_one_beside_it_in_the_safe_one(deck: Deck) -> None:
    pair = pairs(deck).pair
    lines = range(1, len(pair.risky.lines) + 1)
    beside = [pair.beside(line) for line in lines]
    assert beside == sorted(beside)
    assert beside[0] == 1
    assert max(beside) <= len(pair.safe.lines)
    same = [n for n in lines if pair.risky.lines[n - 1] == pair.safe.lines[pair.beside(n) - 1]]
    assert len(same) > len(lines) / 3


def test_what_a_blocked_change_would_have_mended_is_no_miss(deck: Deck) -> None:
    session = pairs(deck, "review", risky=False, count=1)
    said = session.judge(says_safe=False, risk="single-region")
    assert (said.verdict, said.about) == ("No: it was fine to go in.", "What it mends:")
    assert session.summary().missed == ()


@pytest.mark.parametrize(
    ("mode", "is_risky", "about"),
    [
        ("twins", True, "What is wrong with A:"),
        ("twins", False, "What is wrong with B:"),
        ("review", True, "What is wrong:"),
        ("review", False, "What it mends:"),
    ],
)
def test_it_is_told_whose_risks_are_listed(
    deck: Deck, mode: str, is_risky: bool, about: str
) -> None:
    session = pairs(deck, mode, risky=is_risky)
    assert session.judge(says_safe=not is_risky, risk="single-region").about == about


def test_what_was_approved_and_breaks_is_a_miss(deck: Deck) -> None:
    session = pairs(deck, "review", count=1)
    said = session.judge(says_safe=True)
    assert session.summary().missed == (said.answers[0].risk,)


def test_a_name_is_judged_in_words_only_where_it_could_earn_something(deck: Deck) -> None:
    def naming(says_safe: bool, risk: str) -> str:
        return pairs(deck).judge(says_safe=says_safe, risk=risk).naming

    answer = pairs(deck).pair.risky.answers[0]
    assert naming(False, answer.risk) == f"You named {answer.risk}: that is it."
    assert naming(False, "single-region") == "You named single-region: it is not that."
    assert naming(True, answer.risk) == ""


def test_a_session_goes_on_where_it_stopped(deck: Deck, history: History) -> None:
    session = start(deck, history=history, mode="review", seed=2)
    assert isinstance(session, PairSession)
    said = session.judge(says_safe=True)
    again = resume(history)
    assert isinstance(again, PairSession)
    assert (again.last, again.number, again.stage) == (said, 1, "judged")
    assert again.standing == f"debrief 1 of {again.count}"
    again.next()
    third = resume(history)
    assert isinstance(third, PairSession)
    assert (third.number, third.stage, third.judged) == (2, "judging", (said,))
    third.stop()
    assert resume(history) is None


def test_a_session_of_flags_is_resumed_as_one(deck: Deck, history: History) -> None:
    start(deck, history=history, seed=2)
    assert isinstance(resume(history), Session)


def test_its_summary_says_which_way_it_went_wrong(deck: Deck, history: History) -> None:
    session = PairSession.start(deck, history=history, mode="review", seed=2)
    while not session.is_finished:
        session.judge(says_safe=True)
        session.next()
    summary = session.summary()
    clean = sum(pair.shown.is_clean for pair in session.plan)
    assert (summary.right, summary.approved_risky) == (clean, session.count - clean)
    assert summary.blocked_safe == 0
    assert len(summary.missed) >= (summary.approved_risky > 0)
    assert summary.score == clean / session.count


def test_it_counts_nowhere_but_in_the_list_of_sessions(deck: Deck, history: History) -> None:
    session = PairSession.start(deck, history=history, mode="twins", seed=2)
    session.judge(says_safe=True, risk="missing-timeout")
    seen = progress(history)
    assert (seen.snippets, seen.trials) == (0, ())
    assert [(past.mode, past.played) for past in seen.sessions] == [("twins", 1)]
    assert not memories(history)
    assert not ratings(history).overall.games


def test_what_cannot_be_done_is_said(deck: Deck, tmp_path: Path) -> None:
    session = PairSession.start(deck, seed=1)
    with pytest.raises(SessionError, match="Judge this pair first"):
        session.next()
    with pytest.raises(SessionError, match="No risk is called"):
        session.judge(says_safe=True, risk="missing-tea")
    session.judge(says_safe=True)
    with pytest.raises(SessionError, match="is judged"):
        session.judge(says_safe=True)
    with pytest.raises(SessionError, match="has a sound version"):
        PairSession.start(deck, risks=["single-region"])


def test_what_was_said_of_a_version_that_changed_since_counts_no_more(
    history: History, tmp_path: Path
) -> None:
    copy = load(shutil.copytree(DECK, tmp_path / "deck"))
    session = PairSession.start(copy, history=history, mode="twins", seed=2)
    session.judge(says_safe=True)
    session.next()
    session.judge(says_safe=True)
    other = session.pair.other
    assert other.card.folder
    code = other.card.folder / other.card.files[other.variant]
    code.write_text(code.read_text() + "# more\n")
    again = resume(history)
    assert isinstance(again, PairSession)
    assert (again.number, again.stage, len(again.judged)) == (2, "judging", 1)
    assert again.has_changed
    said = again.judge(says_safe=False)
    third = resume(history)
    assert isinstance(third, PairSession)
    assert (third.last, third.has_changed) == (said, False)


@pytest.mark.parametrize("is_bad_change", [True, False])
def test_a_change_shows_what_is_wrong_also_where_it_stands_above_the_lines_that_changed(
    is_bad_change: bool,
) -> None:
    """An option that was taken out is missed by the line that it belonged to."""
    for card in shipped():
        risky, safe = Snippet(card), Snippet(card, "sound")
        if risky.is_clean or not safe.lines:
            continue
        pair = Pair(risky, safe) if is_bad_change else Pair(safe, risky)
        shown = {one.new if is_bad_change else one.old for one in pair.change}
        assert {answer.lines.first for answer in risky.answers} <= shown, card.id
