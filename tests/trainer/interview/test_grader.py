"""An answer earns what it says in its own words, and nothing for what it denies, copies or leaves vague."""

from __future__ import annotations

import pytest

from tests.effort import effort
from trainer.interview.grader import Grade, grade
from trainer.interview.rubric import ROLES, Concept, Role, Rubric, known_words
from trainer.interview.wishes import proposed
from trainer.interview.words import Phrase, stem, words
from trainer.interview.wrong import rubric_of

RUBRIC = Rubric(
    (
        Concept("consequence", "workers hang", ("hang", "exhaust", "charged twice", "duplicate")),
        Concept("mechanism", "no limit of its own", ("by default", "no timeout by default", "blocking")),
        Concept("remedy", "a timeout and few retries", ("timeout", "retry", "idempoten", "backoff", "dead letter")),
        Concept("context", "what the caller allows", ("deadline", "caller", "not for")),
    ),
    asked="The worker asks a payment service for the outcome of each charge. Would this work in production?",
    is_about_code=True,
)  # fmt: skip
STRONG = "Workers hang since requests has no limit by default. Set a timeout below the caller's."


def of(answer: str, rubric: Rubric = RUBRIC) -> Grade:
    return grade(answer, rubric)


def earned(answer: str, role: Role) -> list[str]:
    graded = of(answer)
    return [
        answer[hit.start : hit.end].lower()
        for found in graded.found
        if found.concept.role == role
        for hit in found.hits
    ]


# Near misses: words that would count, in a sense in which they do not.


@pytest.mark.parametrize(
    "answer",
    [
        "No retries needed here.",
        "No retries are needed as the provider is stable.",
        "Do not add a timeout.",
        "I wouldn't add a timeout here",
        "You should never set a timeout on this.",
        "Don’t use any timeout.",
        "Without a timeout it is faster.",
        "The code lacks a timeout.",
        "There is no timeout.",
        "There is no proper timeout.",
        "A timeout is missing.",
        "Retries are unnecessary.",
        "A timeout isn't needed.",
        "A timeout is not necessary.",
        "I'd wait instead of a retry.",
        "I'd page somebody rather than retry.",
    ],
)
def test_a_remedy_that_is_denied_is_not_given(answer: str) -> None:
    assert earned(answer, "remedy") == []


@pytest.mark.parametrize(
    "answer",
    [
        "This never hangs.",
        "It won't hang.",
        "It will not really hang.",
        "There is no risk of a hang.",
        "The pool cannot be exhausted.",
        "It does not exhaust the pool.",
        "No duplicates.",
    ],
)
def test_a_failure_that_is_denied_is_not_named(answer: str) -> None:
    assert earned(answer, "consequence") == []


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("If the server does not answer the worker hangs.", "hangs"),
        ("If they don't reply, workers hang.", "hang"),
        ("Without a timeout the worker hangs.", "hangs"),
        ("There is no timeout so it hangs", "hangs"),
        ("Set it so that it never hangs.", "hangs"),
        ("To avoid a wait that hangs us, set it.", "hangs"),
        ("not only does the worker hang", "hang"),
    ],
)
def test_a_failure_beside_a_denial_is_named(answer: str, word: str) -> None:
    assert earned(answer, "consequence") == [word]


@pytest.mark.parametrize(
    "answer",
    [
        "Never retry without a timeout.",
        "Don't ship this without a timeout.",
        "Why not add a timeout?",
        "This is not safe, so add a timeout.",
        "No limit at all: set a timeout.",
        "There is no limit -> timeout",
        "not just a timeout",
    ],
)
def test_a_remedy_beside_a_denial_is_given(answer: str) -> None:
    assert "timeout" in earned(answer, "remedy")


@pytest.mark.parametrize(
    "answer",
    [
        "It might be slow.",
        "This could fail sometimes.",
        "Add proper error handling.",
        "We should follow best practices and make it more robust.",
        "Needs better monitoring.",
        "",
        "   \n ",
        "?!",
    ],
)
def test_what_could_be_said_of_any_code_earns_nothing(answer: str) -> None:
    rubric = Rubric(
        (
            Concept("consequence", "", ("slow", "fail", "error")),
            Concept("remedy", "", ("error handling", "best practices", "robust", "monitoring")),
        )
    )
    assert of(answer, rubric).roles == frozenset()


def test_what_is_copied_from_the_question_earns_nothing() -> None:
    rubric = Rubric((Concept("context", "", ("outcome", "payment service")),), RUBRIC.asked)
    graded = of("You write: a payment service for the outcome of each charge.", rubric)
    assert graded.roles == frozenset()
    assert {why for found in graded.found for why, _ in found.doubts} == {"copied"}
    assert of("The payment service decides the outcome.", rubric).roles == {"context"}


@pytest.mark.parametrize(
    "answer",
    [
        "No problem here, the timeout keeps workers from a hang by default and the caller is fine.",
        "It is fine: timeout by default, hang is rare, caller waits.",
        "Yes, this works, since by default there is a timeout before workers hang at the caller.",
        "Looks good, I saw a timeout by default for the caller so no hang.",
    ],
)
def test_who_says_that_it_would_work_has_answered_and_wrongly(answer: str) -> None:
    graded = of(answer)
    assert graded.says_fine is not None
    assert graded.level == "weak"


@pytest.mark.parametrize(
    "answer",
    [
        "It works until the peer is silent, then workers hang; add a timeout.",
        "Yes it is ok for a script, but workers hang; add a timeout.",
        "No. Workers hang; add a timeout.",
        "Not in production: workers hang; add a timeout.",
    ],
)
def test_who_says_that_it_works_with_a_but_is_heard(answer: str) -> None:
    graded = of(answer)
    assert graded.says_fine is None
    assert graded.level == "adequate"


@pytest.mark.parametrize(
    "answer",
    [
        "Retry, backoff, timeout, blocking, hang, deadline",
        "timeout\nretry\nbackoff\nhang\ncaller",
        "Hang. Blocking. Timeout. Deadline.",
    ],
)
def test_names_without_a_sentence_are_no_answer(answer: str) -> None:
    graded = of(answer)
    assert graded.is_list_of_names
    assert graded.level == "weak"


@pytest.mark.parametrize(
    "answer",
    [
        "- workers hang\n- it blocks by default\n- set a timeout\n- keep it below the caller's deadline",
        "hang -> pool exhausted\nby default no limit\ntimeout=5\ncaller has 10",
    ],
)
def test_short_points_are_an_answer(answer: str) -> None:
    assert of(answer).level == "strong"


# What counts.


@pytest.mark.parametrize(
    ("answer", "words_earned"),
    [
        ("Retries help.", ["retries"]),
        ("We retried it.", ["retried"]),
        ("Retrying it helps.", ["retrying"]),
        ("set a time out", ["time out"]),
        ("set timeouts", ["timeouts"]),
        ("make it idempotent", ["idempotent"]),
        ("idempotency matters", ["idempotency"]),
        ("idempotancy matters", ["idempotancy"]),
        ("a tiemout of 5 s", ["tiemout"]),
        ("back off slowly", ["back off"]),
        ("a dead-letter queue", ["dead-letter"]),
        ("park it in a deadletter queue", ["deadletter"]),
        ("timeout=(2, 5)", ["timeout"]),
        ("CLIENT_TIMEOUT_MS = 500", ["timeout"]),
    ],
)
def test_a_phrase_is_recognised_in_other_forms(answer: str, words_earned: list[str]) -> None:
    assert earned(answer, "remedy") == words_earned


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("the breaker opens", "break"),
        ("at checkout", "check"),
        ("a change of plan", "charge"),
        ("the planet", "plan"),
        ("caller", "call me"),
        ("a queue. Each message", "queue message"),
        ("the reply was late", "retry"),
    ],
)
def test_a_word_that_only_looks_like_it_is_not_taken(said: str, phrase: str) -> None:
    assert list(Phrase.of(phrase).found(words(said), known_words())) == []


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("verify the webhook signature", "verify signature"),
        ("waits for the ever", "wait for ever"),
        ("they were waiting forever", "wait for ever"),
        ("the batch was lost", "lose"),
        ("queuing it", "queue"),
        ("caches tokens", "cache"),
        ("cascading failures", "cascad"),
    ],
)
def test_a_phrase_may_be_bent_and_hold_an_article_or_one_more_word(said: str, phrase: str) -> None:
    assert list(Phrase.of(phrase).found(words(said), known_words()))


@pytest.mark.parametrize(
    "forms",
    [
        "retry retries retried retrying",
        "cache caches cached caching",
        "batch batches batched batching",
        "queue queues queued queuing queueing",
        "stop stops stopped stopping",
        "lose loses lost losing",
        "expire expires expired expiring expiry",
        "verify verifies verified verifying",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


# Levels.


def test_strong_says_what_fails_why_what_to_do_and_when() -> None:
    assert of(STRONG).level == "strong"
    assert of(STRONG).missing == ()


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("Workers hang; add a timeout.", "adequate"),
        ("By default there is no limit, so add a timeout.", "adequate"),
        ("Workers hang because there is no limit by default.", "adequate"),
        ("Add a timeout.", "weak"),
        ("Workers hang.", "weak"),
        ("Timeout according to the caller's deadline.", "weak"),
        ("Workers hang at the caller since by default nothing ends it.", "adequate"),
    ],
)
def test_a_level_follows_from_the_roles_that_are_said(answer: str, level: str) -> None:
    assert of(answer).level == level


def test_no_answer_without_a_remedy_is_strong() -> None:
    everything_else = (
        "Workers hang and are exhausted by default, blocking the caller beyond its deadline."
    )
    assert of(everything_else).missing == ("remedy",)
    assert of(everything_else).level != "strong"


def test_each_hit_says_which_words_earned_it() -> None:
    said = {
        found.concept.role: [STRONG[hit.start : hit.end] for hit in found.hits]
        for found in of(STRONG).found
    }
    assert said == {
        "consequence": ["hang"],
        "mechanism": ["by default"],
        "remedy": ["timeout"],
        "context": ["caller's"],
    }


def test_words_are_found_where_they_stand_in_any_script() -> None:
    answer = "Ответ: воркеры ВИСНУТ — add a timeout 🙂, sonst İstanbul hängt es; workers hang."
    assert earned(answer, "remedy") == ["timeout"]
    assert earned(answer, "consequence") == ["hang"]


def test_a_learner_can_correct_the_grade_and_take_it_back() -> None:
    graded = of(
        "Workers stand around since by default nothing ends it; set a timeout for the caller."
    )
    assert graded.level == "adequate"
    corrected = graded.corrected(0, True)
    assert corrected.level == "strong"
    assert corrected.corrections == {0: True}
    assert corrected.corrected(2, False).level == "adequate"
    assert corrected.corrected(0, False).level == "adequate"
    with pytest.raises(IndexError):
        graded.corrected(4, True)


def test_a_page_makes_a_rubric_with_all_roles() -> None:
    rubric = rubric_of("missing-timeout")
    assert {concept.role for concept in rubric.concepts} == set(ROLES)
    assert rubric.is_about_code


def test_a_long_answer_takes_time_in_proportion_to_its_length() -> None:
    said = "The worker hangs by default and nobody retries it without a timeout. "

    of(said)  # what is read once is read
    assert effort(lambda: of(said * 300)) < 11 * effort(lambda: of(said * 30))


@pytest.mark.parametrize(
    "answer",
    [
        "One replica is sufficient as it is restarted.",
        "The default timeout is fine here",
        "Retries are ok",
    ],
)
def test_a_thing_that_is_called_fine_and_nothing_more_is_a_denial(answer: str) -> None:
    assert of(answer).says_fine is not None


@pytest.mark.parametrize(
    "answer",
    ["One retry is enough. Without a timeout the worker hangs.", "The timeout is not fine", "A retry is fine, but workers hang"],
)  # fmt: skip
def test_a_thing_that_is_called_fine_at_the_start_of_more_is_none(answer: str) -> None:
    assert of(answer).says_fine is None


def test_a_word_earns_a_failure_or_a_limit_but_not_both() -> None:
    rubric = Rubric(
        (
            Concept("consequence", "", ("outage",)),
            Concept("context", "", ("outage", "price")),
        )
    )
    assert of("An outage of an hour.", rubric).roles == {"consequence"}
    assert of("An outage has its price.", rubric).roles == {"consequence", "context"}


def test_a_deed_that_is_advised_against_is_no_cause() -> None:
    rubric = Rubric(
        (Concept("consequence", "", ("charged twice",)), Concept("mechanism", "", ("retry",)))
    )
    assert of("It is charged twice, so don't retry it.", rubric).roles == {"consequence"}
    assert of("It is charged twice when they retry it.", rubric).roles == {
        "consequence",
        "mechanism",
    }


def test_a_word_inside_a_longer_phrase_earns_nothing_besides() -> None:
    rubric = Rubric(
        (
            Concept("mechanism", "", ("health check",)),
            Concept("remedy", "", ("health check endpoint",)),
        )
    )
    assert of("Add a health check endpoint.", rubric).roles == {"remedy"}
    assert of("It has no health check; add a health check endpoint.", rubric).roles == {"remedy"}
    assert of("A health check fails; add a health check endpoint.", rubric).roles == {
        "mechanism",
        "remedy",
    }


@pytest.mark.parametrize(
    "answer",
    [
        "For a one-off script that is fine for me.",
        "It depends on who waits.",
        "That is the trade-off.",
        "Only if it is a payment.",
        "I'd leave it unless money moves.",
    ],
)
def test_weighing_one_thing_against_another_is_context_whatever_it_is_about(answer: str) -> None:
    rubric = Rubric((Concept("context", "", ("quota",)), Concept("remedy", "", ("quota",))))
    assert of(answer, rubric).roles == {"context"}


# What should be done is no reason


def roles_of_duplicates(answer: str) -> frozenset[str]:
    return grade(answer, rubric_of("duplicate-delivery-unhandled")).roles


@pytest.mark.parametrize(
    "answer",
    [
        "Set a timeout of five seconds.",
        "I would add a timeout and retry with backoff.",
        "It needs a timeout.",
        "Retry three times with jitter.",
        "We should put retries around it.",
    ],
)
def test_what_should_be_done_names_no_mechanism(answer: str) -> None:
    assert "mechanism" not in roles_of_duplicates(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "A retry of the sender credits it once more.",
        "Use a unique event id, because a retry comes with the same one.",
        "When our answer times out the event is there once more.",
        "I would add an inbox, since each retry is handled anew.",
    ],
)
def test_why_it_should_be_done_names_one(answer: str) -> None:
    assert "mechanism" in roles_of_duplicates(answer)


@pytest.mark.parametrize(
    ("said", "phrase", "is_said"),
    [
        ("It reads Retry-After.", "retry", False),
        ("It reads Retry-After.", "retry after", True),
        ("It reads x-ratelimit-reset.", "rate limit", False),
        ("An Idempotency-Key header is sent.", "idempotency key", True),
        ("The Content-Length is wrong.", "length", False),
        ("It auto-retries.", "retry", True),
        ("The message is double-charged.", "charged", True),
    ],
)
def test_a_part_of_a_headers_name_says_nothing(said: str, phrase: str, is_said: bool) -> None:
    assert bool(list(Phrase.of(phrase).found(words(said)))) == is_said


@pytest.mark.parametrize(
    ("answer", "is_order"),
    [
        ("Wait as long as it asks: read the header, add jitter, drop the backlog", True),
        ("I would do this: keep what is there; move on while the clients move", True),
        ("Workers wait because the peer is silent, and the backlog", False),
        ("If the provider fails, retry storms follow, so the backlog", False),
    ],
)  # fmt: skip
def test_an_order_after_a_reason_is_one_again(answer: str, is_order: bool) -> None:
    said = words(answer)
    assert proposed(said, len(said) - 1) == is_order
