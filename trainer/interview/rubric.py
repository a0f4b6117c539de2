"""What a good answer says: concepts by role, each with the phrases that count for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, get_args

from detectors import catalogue
from trainer.interview.words import Phrase, words

Role = Literal["consequence", "mechanism", "remedy", "context"]
ROLES: tuple[Role, ...] = get_args(Role)
MEANING: dict[Role, str] = {
    "consequence": "what fails in production",
    "mechanism": "why it fails",
    "remedy": "what you do instead",
    "context": "a limit, a price, or what the situation changes",
}

JUDGEMENT = (
    "acceptable", "tolerable", "good enough", "is ok", "are ok", "be ok", "it's ok", "okay for",
    "ok for", "fine for", "is fine", "be fine", "by design", "on purpose", "deliberately",
    "depends on", "trade off", "at the price", "the price is", "price is", "in exchange",
    "unless", "only if", "only when", "only for", "except for", "as long as", "not an option",
    "no option", "not worth", "worth it", "hardly matter", "not matter", "leave it", "i'd leave",
    "overkill", "pointless for", "upper bound", "must stay", "still allowed", "on the other hand",
    "if it were", "if it was", "harmless", "not for", "costs us", "it costs",
    "doubles the cost", "wouldn't care", "not wake", "less urgent", "can wait",
)  # fmt: skip
"""What weighs one thing against another, whatever it is about: it counts as context everywhere."""


@dataclass(frozen=True)
class Concept:
    """One thing that a good answer says."""

    role: Role
    name: str
    any: tuple[str, ...]
    """Phrases, one of which earns it; the end of a word may be left out (`idempoten`)."""

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        own = (*self.any, *JUDGEMENT) if self.role == "context" else self.any
        return tuple(Phrase.of(text) for text in own)


@dataclass(frozen=True)
class Rubric:
    """What an answer is held against."""

    concepts: tuple[Concept, ...]
    asked: str = ""
    """The texts that were put before the learner: what is copied from them earns nothing."""
    wrong: tuple[Concept, ...] = ()
    """Remedies that do not cure it; each that is proposed costs."""
    is_about_code: bool = False
    """It asks whether something would work, so that `yes` is an answer, and a wrong one."""
    is_about_a_design: bool = False
    """It asks how something should be done, so that a proposal (`push needs a retry queue`) is a mechanism too."""
    place: frozenset[str] = frozenset()
    """The words of the lines that the risk is in; empty where there is no code."""
    about: frozenset[str] = frozenset()
    """The words of the code and its scenario."""
    mended: frozenset[str] = frozenset()
    """The words of the lines that the production-ready version has otherwise."""
    new: frozenset[str] = frozenset()
    """Those of them that stand nowhere in the code."""


@cache
def concepts_of(risk: str) -> tuple[Concept, ...]:
    """Those of a risk's page. KeyError for an unknown risk."""
    return tuple(
        Concept(entry["role"], str(entry["name"]), tuple(str(phrase) for phrase in entry["any"]))
        for entry in catalogue.page(risk).front["concepts"]
    )


@cache
def known_words() -> frozenset[str]:
    """The words of all risk pages; one of these that differs from a phrase in a letter is no typing error."""
    pages = (catalogue.page(risk) for risk in catalogue.families())
    return frozenset(word.text for page in pages for word in words(page.text))


def in_order(concepts: Sequence[Concept]) -> list[Concept]:
    """By role, as an answer is told: what fails, why, what to do, and when not."""
    return sorted(concepts, key=lambda concept: ROLES.index(concept.role))
