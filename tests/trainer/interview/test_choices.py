"""What to fix first, which remedy, what to do: one is right or several are, and every option is explained."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from detectors import catalogue
from detectors.places import Lines
from trainer.card import Card, Snippet
from trainer.deck import shipped
from trainer.interview.choices import Choice, judgement, remedy, triage
from trainer.interview.question import Question
from trainer.interview.question import shipped as questions
from trainer.scoring import Answer


def snippet(*severities: str, risk: str = "missing-timeout", **more: str) -> Snippet:
    answers = tuple(
        Answer(risk=risk, lines=Lines(n, n), severity=severity, why=f"hangs {n}.")  # type: ignore[arg-type]
        for n, severity in enumerate(severities, 1)
    )
    card = Card(
        id="c", title="C", scenario="S", language="python", code="x\n" * 9, answers=answers, **more
    )  # type: ignore[arg-type]
    return card.snippet


# What is not asked.


@pytest.mark.parametrize("severities", [(), ("high",), ("high", "high"), ("high", "info")])
def test_where_nothing_comes_after_something_there_is_no_first(severities: tuple[str, ...]) -> None:
    assert triage(snippet(*severities), Random(1)) is None


def test_a_risk_without_a_page_has_no_remedies_to_choose_from() -> None:
    assert remedy("no-such-risk", Random(1)) is None


def test_a_question_without_options_has_none() -> None:
    (without, *_) = (question for question in questions() if not question.options)
    assert judgement(without, Random(1)) is None


# What is.


def test_what_weighs_most_in_the_scenario_is_first() -> None:
    choice = triage(snippet("low", "critical", "medium", triage="The second."), Random(1))
    assert choice
    assert {option.text for option in choice.options if option.is_right} == {
        "Line 2: No effective timeout on a network call"
    }
    assert choice.explanation == "The second."


def test_several_that_weigh_the_same_are_equally_right() -> None:
    choice = triage(snippet("high", "low", "high"), Random(1))
    assert choice
    assert sorted((option.text[:6], option.is_right) for option in choice.options) == [
        ("Line 1", True),
        ("Line 2", False),
        ("Line 3", True),
    ]


def test_what_the_author_begins_with_is_first_too() -> None:
    answers = tuple(
        Answer(risk=risk, lines=Lines(n, n), severity=severity, why="x.")  # type: ignore[arg-type]
        for n, (risk, severity) in enumerate(
            [("missing-timeout", "high"), ("unchecked-status", "medium"), ("call-in-loop", "low")],
            1,
        )
    )
    said = "An error page is archived with status 500. Then the timeout."
    card = Card(id="c", title="C", scenario="S", language="python", code="x\n" * 9, answers=answers, triage=said)  # fmt: skip
    choice = triage(card.snippet, Random(1))
    assert choice
    assert {option.text[:6] for option in choice.options if option.is_right} == {"Line 1", "Line 2"}


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("so-called limits, e.g. none, are none", "So-called limits, e.g. none, are none."),
        ("each call hangs (requests.post)", "Each call hangs (requests.post)."),
        ("requests.post waits for ever", "requests.post waits for ever."),
        ("max_tries is too much", "max_tries is too much."),
        ("fetchAll() asks for all", "fetchAll() asks for all."),
        ("/tmp/x is there for all", "/tmp/x is there for all."),
    ],
)
def test_a_sentence_begins_with_a_capital_but_a_name_of_code_stays(why: str, said: str) -> None:
    given = snippet("high", "low")
    answers = tuple(replace(answer, why=why) for answer in given.answers)
    choice = triage(replace(given.card, answers=answers).snippet, Random(1))
    assert choice
    assert [option.why for option in choice.options if option.is_right] == [f"High here. {said}"]


def test_an_option_of_what_to_fix_first_knows_its_lines() -> None:
    choice = triage(snippet("critical", "low"), Random(1))
    assert choice
    assert {option.text[:6]: option.lines for option in choice.options} == {
        "Line 1": Lines(1, 1),
        "Line 2": Lines(2, 2),
    }


def test_an_option_says_where_the_scenario_changes_the_weight() -> None:
    choice = triage(snippet("critical", "low"), Random(1))
    assert choice
    whys = {option.text[:6]: option.why for option in choice.options}
    assert whys["Line 1"] == "Critical here, high as a rule. Hangs 1."
    assert "Low here, high as a rule" in whys["Line 2"]


@pytest.mark.parametrize("seed", range(20))
def test_of_many_findings_four_are_shown_and_not_all_are_right(seed: int) -> None:
    choice = triage(snippet(*["high"] * 5, *["low"] * 4), Random(seed))
    assert choice
    assert len(choice.options) == 4
    assert sum(option.is_right for option in choice.options) == 2


@pytest.mark.parametrize("risk", catalogue.families())
def test_every_page_gives_a_remedy_and_three_that_are_wrong(risk: str) -> None:
    choice = remedy(risk, Random(1))
    assert choice
    assert sum(option.is_right for option in choice.options) == 1
    assert len({option.text for option in choice.options}) == 4
    assert all(option.why.endswith((".", "!", "?")) for option in choice.options)


def test_the_order_follows_from_the_seed() -> None:
    orders = {tuple(o.text for o in remedy("missing-retry", Random(s)).options) for s in range(9)}  # type: ignore[union-attr]
    assert len(orders) > 1
    assert remedy("missing-retry", Random(3)) == remedy("missing-retry", Random(3))


def test_foreign_text_is_harmless() -> None:
    evil = "\x1b]52;c;aGk=\x07"
    answers = (
        Answer(risk="missing-timeout", lines=Lines(1, 1), severity="high", why=evil),
        Answer(risk="a\x1b[31m", lines=Lines(2, 2), severity="low", why="x"),
    )
    card = Card(id="c", title="C", scenario="S", language="python", code="x\n", answers=answers, triage=evil)  # fmt: skip
    choice = triage(card.snippet, Random(1))
    assert choice
    shown = choice.explanation + "".join(o.text + o.why for o in choice.options)
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_many_cards_of_the_shipped_deck_ask_what_is_first() -> None:
    asked = [choice for card in shipped() if (choice := triage(card.snippet, Random(1)))]
    assert len(asked) >= 40
    for choice in asked:
        assert 2 <= len(choice.options) <= 4
        assert {option.is_right for option in choice.options} == {True, False}
        assert choice.explanation


# What the form of an option must not tell.


def lengths(choice: Choice) -> tuple[int, int]:
    """Of the longest right option and the longest wrong one."""
    return (
        max(len(option.text) for option in choice.options if option.is_right),
        max(len(option.text) for option in choice.options if not option.is_right),
    )


@pytest.mark.parametrize("question", [q for q in questions() if q.options], ids=lambda q: q.id)
def test_the_right_judgement_is_not_told_by_its_length(question: Question) -> None:
    choice = judgement(question, Random(1))
    assert choice
    right, wrong = lengths(choice)
    assert right <= 1.2 * wrong


@pytest.mark.parametrize("risk", sorted(catalogue.families()))
def test_the_right_remedy_is_not_told_by_its_length(risk: str) -> None:
    choice = remedy(risk, Random(1))
    assert choice
    right, wrong = lengths(choice)
    assert right <= 1.5 * wrong


def test_who_always_takes_the_longest_remedy_is_wrong_more_often_than_right() -> None:
    pairs = [
        lengths(choice) for risk in catalogue.families() if (choice := remedy(risk, Random(1)))
    ]
    assert sum(right > wrong for right, wrong in pairs) < len(pairs) / 2


def test_what_an_option_leaves_out_is_said_afterwards() -> None:
    choice = remedy("missing-timeout", Random(1))
    assert choice
    assert "A limit from the caller's deadline" in [option.text for option in choice.options]
    assert "botocore Config" in choice.explanation
