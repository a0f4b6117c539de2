"""Whether an answer says that the code would work, however it puts it."""

from __future__ import annotations

import pytest

from tests.trainer.interview.objection import objects
from trainer.interview.stance import approval, rejects


@pytest.mark.parametrize(
    "answer",
    [
        "No. There is an http listener on port 80.",
        "Nope, this leaks.",
        "No timeout, no retries.",
        "Not production ready.",
        "It works for a few, but not for many.",
        "The view is quick. It is not ready for production, it's not production-ready at all.",
        "I would not ship this.",
        "I wouldn't merge it.",
        "I'd reject this in the review.",
        "It is a GET. I'd send it back.",
        "There is no probe, so no.",
        "This won't work for 200k rows.",
        "The script should not be used like this.",
        "Polling in a loop is bad, use webhooks.",
        "It needs a retry.",
        "I don't think this works.",
        "Definitely not.",
        "I'm not happy with it.",
        "I see a problem with the key.",
        "Would not merge.",
        "Not acceptable.",
    ],
)
def test_a_no_and_a_complaint_are_no_yes(answer: str) -> None:
    assert approval(answer) is None


@pytest.mark.parametrize(
    "answer",
    [
        "yes ok for prod:",
        "I'd say yes, it survives the loss of a region.",
        "I'd ship it.",
        "Would ship it.",
        "I can't find anything wrong with it.",
        "I don't see an issue.",
        "No objections from my side.",
        "Nothing would make me stop this.",
        "Good to go.",
        "In my opinion this is safe to run.",
        "Looks fine to me; the lock is held.",
        "OK for me since the signature is checked.",
        "This will survive a restart.",
        "The row is locked first. I'm happy with it.",
        "Fine.",
        "I find it good, nothing is cancelled.",
        "I have the impression that it's good.",
        "Now it's OK, the old version has an end.",
        "It'll do.",
        "Caching for 60 s spares the provider. That's enough for me.",
        "This is how I'd do it.",
        "The lock is held, from me a yes.",
        "Everything risky is covered.",
        "Nothing I'd block on.",
        "The row is locked 👍",
        "The others carry on, so I'd let it go live.",
    ],
)
def test_a_yes_in_many_words_is_one(answer: str) -> None:
    assert approval(answer)
    assert not rejects(answer)


def test_the_yes_is_quoted_without_what_stands_before_it() -> None:
    answer = "The row is locked. I'd ship it, with pleasure."
    assert (said := approval(answer))
    assert answer[slice(*said)] == "I'd ship"


@pytest.mark.parametrize(
    "answer",
    [
        "The token isn't logged, only its length.",
        "If the service is lost the others carry on.",
        "The id keeps the driver from being charged, so nobody pays twice.",
        "Two hospitals can't both get the last bag.",
    ],
)
def test_a_failure_that_does_not_happen_is_no_objection(answer: str) -> None:
    assert not objects(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "When that region is lost the archive is gone.",
        "It makes a new key on every run, so running it again pays twice.",
        "There is only a liveness probe and no readiness probe.",
        "It blocks: get_item is synchronous inside an async handler.",
        "The password can be read by anybody.",
        "Never retry a POST.",
        "Guests will pay more than once.",
        "This won't finish in an hour.",
        "Use a lock.",
    ],
)
def test_what_is_said_to_fail_is_an_objection(answer: str) -> None:
    assert objects(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "I'd use Kafka.",
        "Use a lock.",
        "I would take a bulk call instead.",
        "That is a problem.",
    ],
)
def test_what_one_would_rather_use_is_no_yes(answer: str) -> None:
    assert approval(answer) is None


@pytest.mark.parametrize(
    "answer",
    ["One call after the other is no issue here.", "The order is kept, so it works.", "A crash doesn't lose it. Ship."],
)  # fmt: skip
def test_a_yes_may_stand_at_the_end(answer: str) -> None:
    assert approval(answer)
    assert not objects(answer)
