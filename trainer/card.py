"""A card: one snippet with its scenario, its answers and its production-ready version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from detectors.places import Lines
from detectors.surfaces import surface_of
from detectors.text import Text
from trainer.neutralise import neutralise, one_line
from trainer.scenario import told
from trainer.scoring import Answer, Remark, Site, sites

Variant = Literal["snippet", "sound"]


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """A place that was inspected and is fine: a decoy."""

    risk: str
    lines: Lines
    reason: str
    by: Literal["detector", "author"] = "detector"


@dataclass(frozen=True, kw_only=True)
class Incident:
    """What really happened somewhere, that this card retells as code."""

    what: str
    """Who, when, and what came of it, in one or two sentences."""
    url: str
    """The public account of it, by those who had it if there is one."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """What the answers were made from; where a hash no longer fits, they must be made again."""

    detectors: str
    """Version of the detectors."""
    snippet: str
    """SHA-256 of the snippet's bytes, hexadecimal."""
    sound: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card as its folder holds it; texts are raw, `Snippet` is what may be shown."""

    id: str
    """The folder's name; unique in the deck."""
    title: str
    scenario: str
    language: str
    """A key of `detectors.surfaces.READERS`."""
    code: str
    """The snippet, as the detectors read it."""
    sound: str | None = None
    """The production-ready version; None only where the snippet is fine as it is."""
    name: str = ""
    """The path of the file that the snippet pretends to be; some formats are told by it."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    difficulty: int = 2
    """1 to 5."""
    tags: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    cleared: tuple[Cleared, ...] = ()
    neutral: tuple[Remark, ...] = ()
    sound_cleared: tuple[Cleared, ...] = ()
    sound_neutral: tuple[Remark, ...] = ()
    triage: str = ""
    """What to mend first, and why."""
    questions: tuple[str, ...] = ()
    """Follow-up questions of an interviewer."""
    source: str = ""
    """Where the idea comes from."""
    incident: Incident | None = None
    key: Key | None = None
    folder: Path | None = field(default=None, compare=False)
    files: Mapping[Variant, str] = field(default_factory=dict)
    """Names of the code files in the folder."""

    @property
    def surface(self) -> str:
        """python, shell or config."""
        return surface_of(self.language)

    @property
    def is_clean(self) -> bool:
        """Nothing is expected of a learner here: no answer above info."""
        return not any(answer.weight for answer in self.answers)

    @property
    def snippet(self) -> Snippet:
        return Snippet(self, "snippet")

    @property
    def sound_snippet(self) -> Snippet | None:
        """The sound version as a clean card of its own."""
        return None if self.sound is None else Snippet(self, "sound")


def hash_of(code: str) -> str:
    """SHA-256 of a file with this text, hexadecimal."""
    return sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Snippet:
    """One version of a card, as it is put before a learner. Every text is safe to print."""

    card: Card
    variant: Variant = "snippet"

    @property
    def id(self) -> str:
        return f"{self.card.id}/{self.variant}"

    @property
    def title(self) -> str:
        return one_line(self.card.title)

    @property
    def name(self) -> str:
        """What to call the file: its pretended path, or the card's id."""
        return one_line(self.card.name) or self.card.id

    @property
    def scenario(self) -> str:
        return neutralise(self.card.scenario)

    @property
    def language(self) -> str:
        return self.card.language

    @property
    def surface(self) -> str:
        return self.card.surface

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.card.facts

    @property
    def told_facts(self) -> str:
        """`runtime lambda, deadline 30 s`; empty without facts."""
        return told(self.card.facts)

    @property
    def code(self) -> str:
        """As the detectors read it. Never print it: print `lines`."""
        return self.card.code if self.variant == "snippet" else self.card.sound or ""

    @property
    def hash(self) -> str:
        """SHA-256 of the code, hexadecimal."""
        return hash_of(self.code)

    @cached_property
    def lines(self) -> Sequence[str]:
        """The code's lines, safe to print, counted as the detectors count them."""
        return [neutralise(line) for line in Text(self.code).lines]

    @property
    def answers(self) -> tuple[Answer, ...]:
        return self.card.answers if self.variant == "snippet" else ()

    @property
    def cleared(self) -> tuple[Cleared, ...]:
        return self.card.cleared if self.variant == "snippet" else self.card.sound_cleared

    @property
    def neutral(self) -> tuple[Remark, ...]:
        return self.card.neutral if self.variant == "snippet" else self.card.sound_neutral

    @property
    def is_clean(self) -> bool:
        return self.variant == "sound" or self.card.is_clean

    @property
    def sites(self) -> tuple[Site, ...]:
        """The trials of a learner's eye: answers and decoys."""
        fine = (Remark(risk=c.risk, lines=c.lines, reason=c.reason) for c in self.cleared)
        return sites(self.answers, fine)
