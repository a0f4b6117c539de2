"""A failure that is kept from happening is no fault; one that is only put nicely is."""

from __future__ import annotations

import pytest

from tests.trainer.interview.objection import objects
from trainer.interview.claims import claims
from trainer.interview.polarity import averts, faults


@pytest.mark.parametrize(
    "answer",
    [
        "A slow provider costs us three seconds and no more.",
        "The worst that can happen is a late mail.",
        "Who floods the endpoint gets 429.",
        "Should the token expire, it's renewed and the call is made once more.",
        "Users who click twice still get one order.",
        "The risk of a double booking is gone because of the unique index.",
        "One of the page servers may die, the others take over.",
        "It looks dangerous, but only what was reviewed is run.",
        "After that it fails with 1 instead of going on.",
        "The pause doubles each time.",
        "expires=600 keeps runs from piling up.",
        "Old messages vanish after three minutes, as they should.",
        "It can take no more than three connections, no rate limit trouble.",
        "No GET in there changes anything.",
        "The first thing I looked for was a missing timeout; it's 5 s.",
        "I have no reservations.",
    ],
)
def test_what_does_not_happen_is_no_fault(answer: str) -> None:
    assert not objects(answer)
    assert not list(claims(answer, ""))


@pytest.mark.parametrize(
    "answer",
    [
        "It retries on two layers, so more than 6 calls. Retry storm.",
        "Sessions aren't thread-safe.",
        "Without an autoscaler it dies under load.",
        "Nobody checks the output so customers get wrong answers.",
        "exactly-once doesn't exist, billing will count twice.",
        "There's only one proxy, which is a single point of failure.",
        "The thread pool can be exhausted.",
        "The secret ends up in the log.",
        "It ignores errors.",
        "Where's the health check?",
        "Would not merge.",
        "Messages are deleted too early. Raise it to an hour.",
    ],
)
def test_what_is_said_to_fail_is_a_fault(answer: str) -> None:
    assert objects(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "It's fine but I'm not sure about the names.",
        "Okay, however the parser could raise a KeyError.",
    ],
)
def test_a_doubt_after_a_but_is_a_claim(answer: str) -> None:
    assert list(claims(answer, ""))
    (doubt,) = faults(answer)
    assert answer[doubt.end :] == "."


def test_what_may_fail_without_harm_is_no_doubt() -> None:
    assert not list(faults("It repeats only what may pass."))
    assert not list(faults("The replica lags, but the report may wait."))


@pytest.mark.parametrize(
    "answer",
    [
        "Caching would be nice to have.",
        "What I'd still like is a queue between bank and ledger.",
        "Just the 429 I don't like.",
        "I'd remove the limit.",
        "It must use on_commit.",
        "But a PodDisruptionBudget is missing.",
    ],
)
def test_what_is_wished_for_is_a_claim(answer: str) -> None:
    assert list(claims(answer, ""))


@pytest.mark.parametrize(
    "answer",
    [
        "This is how I'd do it.",
        "That's all I'd ask for.",
        "I'd leave it as it is.",
        "The caller is told what is missing.",
        "It fails when one is missing.",
    ],
)
def test_who_is_content_wishes_for_nothing(answer: str) -> None:
    assert not list(claims(answer, ""))


def test_it_says_what_keeps_something_from_going_wrong() -> None:
    assert averts("Strangers can't post.")
    assert averts("It gives up after 5 s.")
    assert not averts("urllib, an old style.")
