"""Where nothing is wrong `yes` is right, with its reasons; what is not there costs."""

from __future__ import annotations

from random import Random

import pytest

from tests.effort import effort
from trainer.deck import Deck, shipped
from trainer.history import History
from trainer.interview.clean import WEAK, CleanGrade, claims
from trainer.interview.grader import Level
from trainer.interview.item import Item, choose, of_snippet
from trainer.interview.session import InterviewSession
from trainer.interview.telling import told, verdict


@pytest.fixture
def probe(deck: Deck) -> Item:
    """A clean card: it has a time limit, looks at the status, and speaks TLS."""
    made = of_snippet(deck.card("health-probe").snippet, Random(1))
    assert made
    return made


def graded(item: Item, answer: str) -> CleanGrade:
    _, grade = item.graded(answer)
    assert isinstance(grade, CleanGrade)
    return grade


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("Yes. httpx has a timeout of 5 s by default and the status is checked.", "strong"),
        ("It works: the client sets a timeout.", "adequate"),
        ("Yes, this is fine.", "weak"),
        ("The status is checked and there is a timeout.", "strong"),
        ("The status is checked and there is a timeout. Use a circuit breaker.", "weak"),
        ("There is a timeout and the status is checked, but it is slow.", "weak"),
        ("I can't find anything wrong: there is a timeout, and the status is checked.", "strong"),
        ("There is a timeout, and the status is checked. Ship it.", "strong"),
        ("There is a timeout, and the status is checked. Not production ready.", "weak"),
        ("It works: there is a timeout. I'd add retries.", "adequate"),
        ("It works: there is a timeout. I'd add retries. It needs a circuit breaker.", "weak"),
        ("No, it hangs for ever: set a timeout and check the status code.", "weak"),
        ("It would work. There is a timeout, the status is checked. No retry with backoff.", "adequate"),
        ("It would work. There is a timeout, the status is checked. No retry is needed.", "strong"),
        ("It works: a silent partner cannot hold the worker, since there is a timeout, and the "
         "status is checked.", "strong"),
        ("It works. Set a timeout and check the status.", "weak"),
        ("It'd work. The client has a timeout.", "adequate"),
        ("Yes, but there should be a timeout.", "weak"),
        ("It would. The client has a timeout, and the status is checked.", "strong"),
        ("OK for production: the client has a timeout, and the status is checked.", "strong"),
        ("This is OK since the client has a timeout.", "adequate"),
        ("I think so, the client has a timeout.", "adequate"),
        ("It won't work, although there is a timeout and the status is checked.", "weak"),
        ("It works for a few, but not for many: there is a timeout, the status is checked.", "weak"),
        ("It works, the library handles everything.", "weak"),
        ("It works but should have better error handling and logging.", "weak"),
        ("It works: it never hangs. Also use a timeout.", "adequate"),
        (WEAK, "weak"),
    ],
)  # fmt: skip
def test_yes_needs_its_reasons_and_each_claim_costs(probe: Item, answer: str, level: str) -> None:
    assert graded(probe, answer).level == level


def test_what_is_said_to_be_missing_is_named(probe: Item) -> None:
    said = graded(probe, "It works, it has a timeout. There is no circuit breaker.")
    assert [claim.words for claim in said.claims] == ["circuit breaker"]
    assert '"circuit breaker"' in verdict(said)
    assert not list(claims("It has a timeout, no retry is needed since cron repeats it.", ""))


@pytest.mark.parametrize(
    "answer",
    [
        "The caller is told what is missing with a 422.",
        "A record that can't be written goes to the rejected ones, so there are no duplicates.",
        "Starting a mailing is a POST and needs a JWT, so a link can't start one.",
        "Every box must show a client certificate.",
        "What could have failed is taken care of: missing-timeout (line 3).",
    ],
)
def test_what_tells_of_the_code_asks_for_nothing(answer: str) -> None:
    assert not list(claims(answer, ""))


@pytest.mark.parametrize(
    "answer",
    [
        "There is no timeout.",
        "It has no read timeout.",
        "A timeout is missing.",
        "It needs a timeout.",
        "I'd add a timeout.",
        "It must have a timeout.",
    ],
)
def test_what_is_asked_for_is_a_claim(answer: str) -> None:
    assert list(claims(answer, ""))


def test_a_long_answer_takes_time_in_proportion_to_its_length(probe: Item) -> None:
    part = "There is a timeout, and the status is checked. I'd add retries, or a lock for the row. "

    def cost(times: int) -> int:
        answer = "".join(f"{number} {part}" for number in range(times))
        return effort(lambda: graded(probe, answer))

    cost(20)  # what is read once is read
    assert cost(160) < 5 * cost(40)


def test_a_cause_and_what_follows_from_it_are_one_reason(probe: Item) -> None:
    one = graded(probe, "It works: partners come from a settings file, so nobody edits code.")
    two = graded(probe, "It works: the timeout is five seconds, and the status is checked.")
    assert (one.reasons, two.reasons) == (1, 2)


def test_a_correction_changes_the_level(probe: Item) -> None:
    said = graded(probe, "It works: the client sets a timeout.")
    number = next(row.number for row in told(said) if not row.is_earned)
    assert said.corrected(number - 1, True).level == "strong"
    assert said.corrected(0, False).level == "weak"
    assert {row.role for row in told(said)} == {"verdict", "handled"}


def test_the_model_answers_are_graded_as_what_they_are() -> None:
    deck = shipped()
    levels: list[Level] = []
    for id in list(deck.folders)[::12]:
        sound = deck.card(id).sound_snippet
        made = of_snippet(sound, Random(1)) if sound else None
        if made:
            (topic,) = made.topics
            assert graded(made, topic.weak).level == "weak"
            assert not topic.strong.endswith(": .")
            strong = graded(made, topic.strong)
            assert strong.says_yes
            levels.append(strong.level)
    # Of a card with a single place that looks risky there is one reason to tell.
    assert levels.count("strong") >= 0.7 * len(levels)
    assert levels.count("weak") <= 0.1 * len(levels)


def test_some_of_the_cards_are_asked_in_their_sound_version() -> None:
    asked = [
        item.id.partition("/")[0]
        for seed in range(12)
        for item in choose(shipped(), [], 4, seed, {})
    ]
    assert {"sound", "card"} == set(asked)
    assert 0.05 < asked.count("sound") / len(asked) < 0.5


def test_an_interview_about_sound_code_is_resumed(deck: Deck, history: History) -> None:
    for seed in range(40):
        interview = InterviewSession.start(deck, history=history, questions=[], seed=seed, count=1)
        if interview.item.id.startswith("sound/"):
            break
        interview.stop()
    assert interview.item.is_clean
    interview.answer("Yes, it works, with a timeout.")
    again = InterviewSession.resume(history, questions=[])
    assert again
    assert again.item.id == interview.item.id
    assert again.said == interview.said
    assert not again.next()
