"""An answer falls into clauses, and of each it is told whether it says that something fails, is lacking or is asked for."""

from __future__ import annotations

import pytest

from trainer.interview.clauses import clauses
from trainer.interview.general import after_remedy
from trainer.interview.kinds import Kinds
from trainer.interview.lexicon import Table
from trainer.interview.polarity import faults
from trainer.interview.wishes import demands


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ("It is kept.", ["main"]),
        ("If the server dies the others are asked.", ["condition", "main"]),
        ("If the node is lost the pod is gone.", ["condition", "main"]),
        ("It waits because the lock is held, but not for ever.", ["main", "cause", "contrast"]),
        ("It is a PUT, so that nobody pays twice.", ["main", "purpose"]),
        ("The loop ends and the status is checked.", ["main", "main"]),
        ("It retries, otherwise mails are lost.", ["main", "or else"]),
        ("Whoever floods it gets 429.", ["relative"]),
    ],
)
def test_each_clause_has_a_kind(answer: str, kinds: list[str]) -> None:
    assert [clause.kind for clause in clauses(answer)] == kinds


def test_the_words_of_an_option_or_a_name_say_nothing() -> None:
    said = "failure_mode_allow is off, and curl has --fail."
    assert not list(faults(said))
    assert "".join(said[c.start : c.end] for c in clauses(said)).startswith("failure_mode_allow")


@pytest.mark.parametrize(
    "answer",
    [
        "If the server dies nobody waits.",
        "It never loses a mail.",
        "A failed batch is retried.",
        "One may fail, the others take over.",
        "It is started again after a crash.",
        "v1beta1 would have been gone.",
        "Who clicks twice gets one sheet.",
        "No retry is needed.",
        "The secret ends with the process, not in the repo.",
        "It fails fast.",
        "It will work.",
    ],
)
def test_what_is_supposed_turned_round_or_got_over_is_no_fault(answer: str) -> None:
    assert not list(faults(answer))


@pytest.mark.parametrize(
    "answer",
    [
        "Mails are lost.",
        "When the node dies the pod is gone.",
        "It isn't pinned.",
        "There isn't a lock.",
        "Where's the health check?",
        "A blocked account can go on sending.",
        "Read and write without a lock is a race.",
        "It's a slow design.",
        "Bookings can be sniffed.",
    ],
)
def test_what_is_told_to_fail_or_to_be_lacking_is_a_fault(answer: str) -> None:
    assert list(faults(answer))


@pytest.mark.parametrize(
    "answer",
    [
        "That's how I'd do it.",
        "I'd leave it as it is.",
        "No lock is needed.",
        "What we do is look up the ticket.",
        "It needs the post of the form.",
        "The header has to match the key.",
        "Setting it a second time does no harm.",
        "It should be fine.",
    ],
)
def test_what_is_told_of_the_code_asks_for_nothing(answer: str) -> None:
    assert not demands(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "I'd also add a lock.",
        "That should be fetched once.",
        "FIFO is needed.",
        "What I'd like is a queue.",
        "Polling is bad, use webhooks.",
        "v3 has to be kept.",
        "Never run it as root.",
    ],
)
def test_what_is_asked_for_in_any_way_is_heard(answer: str) -> None:
    assert demands(answer)


def test_what_is_told_after_a_remedy_weighs_it() -> None:
    told = "Mails are sent twice. Use a key. It has to live for a day then."
    assert [told[start:end] for start, end in after_remedy(told)] == [
        "It has to live for a day then"
    ]
    assert not list(after_remedy("Mails are sent twice. Use a key."))
    assert not list(after_remedy("Use a key. Otherwise mails are sent twice."))
    assert not list(after_remedy("Mails are sent twice. Use a key. I like it."))


def test_a_phrase_goes_before_a_word_and_a_kind_before_the_next() -> None:
    kinds = Kinds({"a": "ship", "b": "ship_it would", "c": "would"})
    (clause,) = clauses("I'd ship it")
    assert kinds.letters(clause)[0] == "xbb"


def test_forms_of_a_word_are_found_and_a_word_as_it_is_written() -> None:
    table = Table("sniff die =gone run_out")
    assert all(table.length(said.split(), 0) for said in ("sniffed", "dies", "gone", "runs out"))
    assert not any(table.length(said.split(), 0) for said in ("go", "run", "sniper"))
