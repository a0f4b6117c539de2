"""A wrong remedy beside a right one costs a level, and only where it is proposed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from detectors import catalogue
from trainer.interview.grader import Grade, grade
from trainer.interview.question import shipped
from trainer.interview.telling import told, verdict
from trainer.interview.wrong import phrases, rubric_of, wrong_remedies_of

RIGHT = (
    "Workers hang forever when the peer is silent, since requests has no timeout by default. "
    "Set a read timeout below the caller's deadline."
)
HERD = (
    "All clients retry at the same moment and keep the provider down. "
    "Use exponential backoff with jitter, capped by the caller's deadline."
)


def of(risk: str, answer: str) -> Grade:
    return grade(answer, rubric_of(risk))


# Near misses: the words of a wrong remedy, where it is not what the answer asks for.


@pytest.mark.parametrize(
    ("risk", "answer"),
    [
        ("missing-timeout", f"{RIGHT} Running it in a thread only moves the hang."),
        ("missing-timeout", f"{RIGHT} Do not run it in a thread."),
        ("missing-timeout", f"{RIGHT} I would not set a timeout of ten minutes."),
        ("missing-timeout", f"{RIGHT} A timeout of an hour is useless."),
        ("missing-timeout", f"{RIGHT} Today they run it in a thread."),
        ("missing-timeout", f"{RIGHT} setdefaulttimeout does not help with requests."),
        ("retry-without-backoff", f"{HERD} The loop has a fixed sleep."),
        ("retry-without-backoff", f"{HERD} More attempts would make it worse."),
        ("retry-without-backoff", f"{HERD} It uses a fixed delay."),
        ("retry-without-backoff", f"{HERD} I would drop the fixed sleep instead of adding to it."),
    ],
)
def test_a_wrong_remedy_that_is_not_proposed_costs_nothing(risk: str, answer: str) -> None:
    assert not of(risk, answer).wrong
    assert of(risk, answer).level == "strong"


@pytest.mark.parametrize(
    ("risk", "answer", "words"),
    [
        ("missing-timeout", f"{RIGHT} Also run the call in a thread.", "run the call in a thread"),
        ("missing-timeout", f"{RIGHT} I'd call socket.setdefaulttimeout too.", "setdefaulttimeout"),
        ("retry-without-backoff", f"{HERD} I would allow more attempts as well.", "more attempts"),
        ("retry-without-backoff", f"{HERD} Or simply a fixed sleep.", "fixed sleep"),
    ],
)
def test_a_wrong_remedy_beside_a_right_one_costs_a_level(
    risk: str, answer: str, words: str
) -> None:
    got = of(risk, answer)
    (wrong,) = got.wrong
    assert [answer[hit.start : hit.end] for hit in wrong.hits] == [words]
    assert got.level == "adequate"
    assert "wrong remedy" in verdict(got)
    row = told(got)[-1]
    assert (row.role, row.is_wrong, row.note) == ("wrong", True, f'"{words}"')


def test_two_wrong_remedies_cost_as_much_as_one() -> None:
    answer = f"{HERD} Or a fixed sleep. And more attempts."
    assert len(of("retry-without-backoff", answer).wrong) == 2
    assert of("retry-without-backoff", answer).level == "adequate"


def test_the_words_of_a_wrong_remedy_earn_no_right_one() -> None:
    got = of("missing-timeout", "Workers hang forever by default. Set a timeout of ten minutes.")
    assert "remedy" not in got.roles
    assert got.level == "weak"


def test_a_learner_takes_a_wrong_remedy_back() -> None:
    got = of("missing-timeout", f"{RIGHT} Also run the call in a thread.")
    assert got.corrected(len(got.found) - 1, False).level == "strong"


def test_each_wrong_remedy_with_phrases_is_one_of_its_page() -> None:
    for risk, entries in phrases().items():
        on_page = {str(one["text"]) for one in catalogue.page(risk).front["wrong_remedies"]}
        assert {str(one["of"]) for one in entries} <= on_page, risk
    assert set(phrases()) == set(catalogue.families())


def _all_phrases() -> Iterator[tuple[str, str]]:
    for risk in catalogue.families():
        for concept in wrong_remedies_of(risk):
            for text in concept.any:
                yield risk, text


def test_each_phrase_is_found_where_it_is_proposed() -> None:
    missed = [
        (risk, text) for risk, text in _all_phrases() if not of(risk, f"I would {text}").wrong
    ]
    assert not missed


def test_no_model_answer_and_no_right_remedy_proposes_a_wrong_one() -> None:
    for risk in catalogue.families():
        page = catalogue.page(risk)
        answers = [page.strong, *(str(one) for one in page.front["remedies"])]
        answers += [page.strong_about(surface) for surface in ("python", "shell", "config")]
        said = {answer: of(risk, answer).wrong for answer in answers}
        assert not any(said.values()), {
            answer: [wrong.concept.name for wrong in found]
            for answer, found in said.items()
            if found
        }
    assert all(not grade(one.strong, one.asked).wrong for one in shipped())
