"""The wrong remedies of the risk pages, and where an answer proposes one: beside a right one it costs a level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from detectors import catalogue
from trainer.interview.lexicon import listed
from trainer.interview.rubric import Concept, Rubric, concepts_of
from trainer.interview.words import Word

FILE = Path(__file__).with_name("wrong_remedies.yaml")
_OF_THE_CODE = listed(
    "it code loop they he she which that this function script who client there already currently now"
)
"""Before a verb they tell what is there, and not what should be."""
_TURNS = listed(
    "not no never nor only but however yet still alone instead worse hide hides useless pointless wrong hardly "
    "cannot why merely rather"
)
"""In the same sentence they weigh what is named, or say that it does not help."""
_THIRD_PERSON = re.compile(
    r"(?:use|add|set|keep|sleep|wait|retri|increase|raise|return|log|catch|send|read|check|make|hide|rel[iy])e?s|"
    r"(?:us|add|slept|retri|rais|return|logg|increas)e?d"
)
"""Verbs of which the form says that somebody does it already."""


def wrong_remedies_of(risk: str) -> tuple[Concept, ...]:
    """Each with the page's reason against it; those of which nobody listed phrases are left out."""
    why = {str(one["text"]): str(one["why"]) for one in _on_page(risk)}
    return tuple(
        Concept("remedy", f"{one['of']}: {why[one['of']]}", tuple(one["any"]))
        for one in phrases().get(risk, ())
        if one["of"] in why
    )


def rubric_of(
    risk: str,
    asked: str = "",
    place: frozenset[str] = frozenset(),
    about: frozenset[str] = frozenset(),
) -> Rubric:
    """For the question whether code with this risk would work in production."""
    wrong = wrong_remedies_of(risk)
    return Rubric(
        concepts_of(risk), asked, wrong, is_about_code=True, place=place, about=about | place
    )


@cache
def phrases() -> dict[str, list[dict[str, Any]]]:
    """As the file has them: risk -> the page's text (`of`) and what proposes it (`any`)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, list[dict[str, Any]]] = yaml.load(FILE.read_text("utf-8"), loader)
    return read


def _on_page(risk: str) -> Sequence[dict[str, object]]:
    found: Sequence[dict[str, object]] = catalogue.page(risk).front.get("wrong_remedies", ())
    return found


def is_proposed(answer: Sequence[Word], first: int, last: int) -> bool:
    """Asked for, and neither told of the code, nor weighed, nor said not to help."""
    sentence = answer[first].sentence
    if _THIRD_PERSON.fullmatch(answer[first].text):
        return False
    before = [w.text for w in answer[:first] if w.clause == answer[first].clause]
    if _OF_THE_CODE & set(before):
        return False
    around = [
        w.text for at, w in enumerate(answer) if w.sentence == sentence and not first <= at <= last
    ]
    return not any(word in _TURNS or word.endswith("n't") for word in around)
