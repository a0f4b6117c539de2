"""Questions with options, each of which is explained: what to fix first, which remedy, what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from detectors import catalogue
from trainer.card import Snippet
from trainer.interview.grader import grade
from trainer.interview.question import Option, Question
from trainer.interview.rubric import Rubric, concepts_of
from trainer.neutralise import neutralise, one_line
from trainer.numbers import named
from trainer.scoring import Answer
from trainer.sentences import alone

ChoiceKind = Literal["triage", "remedy", "judgement"]
MOST = 4
"""Options of a choice."""


LETTERS = "abcd"
"""By which an option is chosen."""


@dataclass(frozen=True)
class Choice:
    """Something to choose from; several options may be right. Every text is safe to print."""

    kind: ChoiceKind
    text: str
    options: tuple[Option, ...]
    """As they are shown."""
    explanation: str = ""
    """What is to be said of the whole, after choosing."""


def triage(snippet: Snippet, random: Random) -> Choice | None:
    """Which finding to fix first. None where none is later than another.

    First is what weighs most in this scenario, and what the card's author begins with: a card's severities
    are those of its scenario, but a detector's are of the code alone. Each option says where its weight
    differs from the risk's own.
    """
    answers = [answer for answer in snippet.answers if answer.weight]
    heaviest = max((answer.weight for answer in answers), default=0)
    named = _named_first(snippet.card.triage, {answer.risk for answer in answers})
    first = [answer for answer in answers if answer.weight == heaviest or answer.risk in named]
    later = [answer for answer in answers if answer not in first]
    if not later:
        return None
    chosen = random.sample(first, min(len(first), MOST - min(len(later), 2)))
    chosen += random.sample(later, min(len(later), MOST - len(chosen)))
    random.shuffle(chosen)
    return Choice(
        "triage",
        "Which of these would you fix first in this scenario?",
        tuple(_finding(answer, is_first=answer in first) for answer in chosen),
        neutralise(snippet.card.triage),
    )


def _named_first(said: str, risks: Collection[str]) -> set[str]:
    """The risks that an author's first words are about, as far as their pages' words tell."""
    first, *_ = re.split(r"[.;:]", said, maxsplit=1)
    roles = {
        risk: len(grade(first, Rubric(concepts_of(risk))).roles)
        for risk in risks
        if risk in catalogue.families()
    }
    most = max(roles.values(), default=0)
    return {risk for risk, count in roles.items() if count == most > 0}


def _finding(answer: Answer, *, is_first: bool) -> Option:
    title, as_a_rule = answer.risk, answer.severity
    if answer.risk in catalogue.families():
        page = catalogue.page(answer.risk)
        title, as_a_rule = page.title, page.severity
    weight = f"{answer.severity.capitalize()} here"
    if as_a_rule != answer.severity:
        weight += f", {as_a_rule} as a rule"
    return Option(
        one_line(f"{named(answer.lines).capitalize()}: {title}"),
        f"{weight}. {alone(answer.why)}",
        is_first,
        answer.lines,
    )


def remedy(risk: str, random: Random) -> Choice | None:
    """Which remedy fits a risk; None where its page has no three plausible wrong ones.

    Where a page has fewer, the remedies of the risks that it is taken for stand in.
    """
    if risk not in catalogue.families():
        return None
    page = catalogue.page(risk)
    wrong = [
        Option(str(one["text"]), str(one["why"])) for one in page.front.get("wrong_remedies", ())
    ]
    wrong += _of_others(page.front.get("near", ()))
    if len(wrong) < MOST - 1 or not page.front.get("remedies"):
        return None
    right, *more = (str(one) for one in page.front["remedies"])
    options = [Option(in_short(right), f"It cures this: {page.front['summary']}", is_right=True)]
    options += wrong[: MOST - 1]
    random.shuffle(options)
    return Choice(
        "remedy",
        f"{page.title}: which remedy do you choose?",
        tuple(_safe(option) for option in options),
        one_line(f"In full: {'; '.join([right, *more])}."),
    )


def in_short(remedy: str) -> str:
    """What comes before the particulars: one option that is longer than all others tells which is right."""
    return re.split(r"[;:] ", re.sub(r" \([^()]*\)", "", remedy), maxsplit=1)[0]


def _of_others(near: Sequence[str]) -> list[Option]:
    pages = {risk: catalogue.page(risk) for risk in near if risk in catalogue.families()}
    return [
        Option(
            in_short(str(page.front["remedies"][0])), f"It cures {risk}: {page.front['summary']}"
        )
        for risk, page in pages.items()
        if page.front.get("remedies")
    ]


def judgement(question: Question, random: Random) -> Choice | None:
    """The options of a question in another order; None where it has none."""
    if not question.options:
        return None
    options = random.sample(question.options, len(question.options))
    return Choice(
        "judgement",
        one_line(f"{question.question} Choose one of these."),
        tuple(_safe(option) for option in options),
    )


def _safe(option: Option) -> Option:
    return Option(one_line(option.text), alone(option.why), option.is_right)
