"""An interview, looked at from its end: what was said well, and what was left out; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainer.interview.choices import Choice
from trainer.interview.grader import LEVELS, Grade, Level
from trainer.interview.question import Option
from trainer.interview.rubric import MEANING, ROLES, Role

if TYPE_CHECKING:
    from trainer.interview.item import Item, Topic


@dataclass(frozen=True)
class Said:
    """An answer in the learner's own words."""

    item: Item
    topic: Topic
    """What it was taken to be about."""
    grade: Grade
    seconds: float | None = None
    """None where they were not measured."""

    @property
    def is_skipped(self) -> bool:
        return not self.grade.answer


@dataclass(frozen=True)
class Chosen:
    """An option that was taken."""

    item: Item
    choice: Choice
    option: Option


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What an interview came to."""

    said: tuple[Said, ...]
    planned: int
    levels: Mapping[Level, int]
    missing: Mapping[Role, int]
    """How many answers left a role out."""
    chosen: tuple[Chosen, ...]
    right: int
    """Of the choices."""

    @property
    def advice(self) -> str:
        """What to say next time: the role that was left out most, the earlier one of two."""
        if not any(self.missing.values()):
            return (
                "Every answer said what fails, why, what to do, and when not." if self.said else ""
            )
        role = max(ROLES, key=lambda role: self.missing[role])
        return f"Most often left out: the {role} ({MEANING[role]})."


def summarise(said: Sequence[Said], chosen: Sequence[Chosen], planned: int) -> Summary:
    levels = Counter(one.grade.level for one in said)
    missing = Counter(role for one in said for role in one.grade.missing)
    return Summary(
        said=tuple(said),
        planned=planned,
        levels={level: levels[level] for level in LEVELS},
        missing={role: missing[role] for role in ROLES},
        chosen=tuple(chosen),
        right=sum(one.option.is_right for one in chosen),
    )
