"""The grader agrees with a person, and with those who wrote the pages and cards long before it."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.interview.__main__ import Half, graded, kappa, labelled
from detectors import catalogue
from trainer.deck import shipped
from trainer.interview.grader import grade
from trainer.interview.wrong import rubric_of

HALVES: dict[Half, float] = {
    "development": 0.7,
    "held-out": 0.7,
    "unseen": 0.7,
    "clean-development": 0.7,
    "clean-held-out": 0.7,
    "clean-later": 0.7,
    "clean-unseen": 0.7,
    "clean-last": 0.7,
    "fresh": 0.7,
    "clean-fresh": 0.7,
    "clean-second": 0.7,
    "clean-third": 0.7,
    "fresh-second": 0.7,
    "clean-fourth": 0.7,
    "clean-fifth": 0.7,
    "fresh-third": 0.7,
    "fresh-fourth": 0.7,
    "clean-sixth": 0.7,
    "fresh-fifth": 0.7,
    "clean-seventh": 0.7,
    "fresh-sixth": 0.7,
    "clean-eighth": 0.7,
    "fresh-seventh": 0.7,
    "clean-ninth": 0.7,
    "fresh-eighth": 0.7,
    "clean-tenth": 0.7,
    "fresh-ninth": 0.7,
    "clean-eleventh": 0.7,
    "fresh-tenth": 0.7,
    "clean-twelfth": 0.7,
    "fresh-eleventh": 0.65,
}
"""With the agreement that each must reach."""
RISKS = list(catalogue.families())


def test_there_are_two_hundred_answers_over_many_risks_and_questions() -> None:
    answers = list(labelled())
    about = {answer.about for answer in answers}
    assert len(answers) >= 200
    assert len(about & set(RISKS)) >= 25
    assert len(about - set(RISKS)) >= 20


@pytest.mark.parametrize("half", HALVES)
def test_it_agrees_with_an_interviewer(half: Half) -> None:
    answers = [answer for answer in labelled() if answer.half == half]
    pairs = [(answer.label, graded(answer).level) for answer in answers]
    assert kappa(pairs) >= HALVES[half]


def test_clean_code_is_graded_too_low_rather_than_too_high() -> None:
    """Whoever would reject clean code, or gives no reason, is not told that the answer was good."""
    weak = [a for a in labelled() if "/" in a.about and a.label == "weak"]
    assert len(weak) >= 20
    assert sum(graded(answer).level == "weak" for answer in weak) >= 0.9 * len(weak)


def test_no_answer_without_a_remedy_is_strong() -> None:
    for answer in labelled():
        got = graded(answer)
        assert got.level != "strong" or "remedy" in got.roles


def test_a_good_answer_about_another_risk_is_mostly_weak() -> None:
    levels: Counter[str] = Counter()
    good = [a for a in labelled() if a.label != "weak" and a.about in RISKS][::9]
    for answer in good:
        front = catalogue.page(answer.about).front
        far = set(RISKS) - {answer.about, *front.get("near", ()), *front.get("accept", ())}
        levels.update(grade(answer.text, rubric_of(risk)).level for risk in sorted(far))
    assert levels["weak"] >= 0.9 * levels.total()
    assert levels["strong"] <= 0.02 * levels.total()


def test_the_remedy_of_another_risk_tells_no_mechanism_of_this_one() -> None:
    """`Set a timeout` says nothing of why an event comes twice, though a timeout may be why."""
    remedies = {risk: str(catalogue.page(risk).front["remedies"][0]) for risk in RISKS}
    collisions, pairs = [], 0
    for risk in RISKS:
        front = catalogue.page(risk).front
        far = set(RISKS) - {risk, *front.get("near", ()), *front.get("accept", ())}
        pairs += len(far)
        collisions += [
            (risk, other)
            for other in sorted(far)
            if "mechanism" in grade(f"I would do this: {remedies[other]}.", rubric_of(risk)).roles
        ]
    assert len(collisions) <= 0.001 * pairs, collisions


def test_the_pages_own_strong_and_weak_answers_are_graded_so() -> None:
    pages = {risk: catalogue.page(risk) for risk in RISKS}
    strong = [
        (risk, page.strong_about(surface))
        for risk, page in pages.items()
        for surface in ("", *page.surfaces)
    ]
    levels = [grade(text, rubric_of(risk)).level for risk, text in strong]
    assert levels.count("strong") >= 0.95 * len(levels)
    weak = [grade(page.weak, rubric_of(risk)).level for risk, page in pages.items()]
    assert weak.count("weak") >= 0.9 * len(weak)


def test_what_cards_and_pages_say_of_a_risk_is_recognised() -> None:
    """Their authors did not know the lists of words, or not all of them."""
    whys = {
        (a.risk, a.why) for card in shipped() for a in card.answers if a.weight and a.risk in RISKS
    }
    told = [
        bool(grade(why, rubric_of(risk)).roles & {"consequence", "mechanism"}) for risk, why in whys
    ]
    assert sum(told) >= 0.9 * len(told)
    remedies = [(risk, str(r)) for risk in RISKS for r in catalogue.page(risk).front["remedies"]]
    given = ["remedy" in grade(text, rubric_of(risk)).roles for risk, text in remedies]
    assert sum(given) >= 0.9 * len(given)
