"""A judgement question: a situation, what is asked, what a good answer says, and options to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detectors.places import Lines
from trainer.interview.rubric import Concept, Rubric

FOLDER = Path(__file__).with_name("questions")


@dataclass(frozen=True)
class Option:
    """Something that one could do, and why it is right or not."""

    text: str
    why: str
    is_right: bool = False
    lines: Lines | None = None
    """Of the snippet, where it is about some."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """As its file holds it; texts are raw."""

    id: str
    """The file's name."""
    title: str
    topics: tuple[str, ...]
    """Of `TOPICS`."""
    difficulty: int
    """1 to 5."""
    situation: str
    question: str
    rubric: tuple[Concept, ...]
    weak: str
    strong: str
    options: tuple[Option, ...] = ()
    """Four with one right, or none."""
    risks: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def asked(self) -> Rubric:
        """What an answer is held against."""
        return Rubric(self.rubric, f"{self.situation}\n{self.question}", is_about_a_design=True)


class QuestionError(Exception):
    """A question that cannot be used; the text has a line `file:line: what is wrong` for each mistake."""


def load(folder: Path = FOLDER) -> list[Question]:
    """The questions in a folder, by name; raises QuestionError with all that is wrong in it."""
    from trainer.interview.questionfile import QuestionMistakes, read

    questions, wrong = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            questions.append(read(path.read_text("utf-8"), path.stem))
        except QuestionMistakes as error:
            wrong += [f"{path}:{mistake.line}: {mistake.message}" for mistake in error.mistakes]
        except UnicodeDecodeError:
            wrong.append(f"{path}:1: is not UTF-8")
    if wrong:
        raise QuestionError("\n".join(wrong))
    return questions


@cache
def shipped() -> Sequence[Question]:
    """The questions that come with the program."""
    return tuple(load())
