"""A grade in words, for the screen and the line mode alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trainer.interview.clean import CleanGrade
from trainer.interview.grader import Doubt, Found, Grade
from trainer.interview.rubric import MEANING, ROLES, Role
from trainer.interview.summary import Summary
from trainer.neutralise import one_line
from trainer.numbers import counted

_DOUBTS: dict[Doubt, str] = {
    "denied": "you deny it",
    "copied": "that is the question's own wording",
    "vague": "that does not count here",
    "proposed": "that is what you would do, not why it fails",
}


ROLES_OF_CLEAN: dict[Role, str] = {
    "consequence": "verdict",
    "mechanism": "handled",
    "remedy": "handled",
    "context": "context",
}
"""What the roles are called where nothing is wrong."""


@dataclass(frozen=True)
class Told:
    """One concept of a rubric as a learner sees it. Every text is safe to print."""

    number: int
    """From 1, as it is corrected by."""
    role: str
    name: str
    is_earned: bool
    is_wrong: bool
    """A remedy that does not cure it: earned, it costs."""
    note: str
    """The words that earned it, or why it is not earned."""


def told(grade: Grade) -> list[Told]:
    """Each concept, in the rubric's order."""
    is_clean = isinstance(grade, CleanGrade)
    return [
        Told(
            number,
            _role(found, is_clean=is_clean),
            one_line(found.concept.name),
            found.is_earned,
            found.is_wrong,
            one_line(_note(grade, found)),
        )
        for number, found in enumerate(grade.found, 1)
    ]


def _role(found: Found, *, is_clean: bool) -> str:
    if found.is_wrong:
        return "wrong"
    return ROLES_OF_CLEAN[found.concept.role] if is_clean else found.concept.role


def _note(grade: Grade, found: Found) -> str:
    if found.correction is not None:
        return "you say that you said it" if found.correction else "you say that you did not say it"
    if found.hits:
        said = dict.fromkeys(grade.answer[hit.start : hit.end] for hit in found.hits)
        return ", ".join(f'"{one_line(words)}"' for words in said)
    if found.doubts:
        doubt, hit = found.doubts[0]
        return f'not said ("{one_line(grade.answer[hit.start : hit.end])}": {_DOUBTS[doubt]})'
    return "not said"


def verdict(grade: Grade) -> str:
    """The level, and what it lacks."""
    if not grade.answer:
        return "Skipped: nothing was said."
    head = f"{grade.level.capitalize()}."
    if isinstance(grade, CleanGrade):
        return f"{head} {_of_clean(grade)}"
    if grade.says_fine and grade.level == "weak":
        return f"{head} You say that there is no problem; there is one."
    if grade.is_list_of_names and grade.level == "weak":
        return f"{head} These are names: say in a sentence what happens and what you would do."
    if grade.wrong:
        head += " A wrong remedy costs a level."
    if not grade.missing:
        return f"{head} It says what fails, why, what to do, and when not."
    if len(grade.missing) == len(ROLES):
        return f"{head} It says nothing of what fails, why, what to do, and when not."
    lacking = _listed([f"the {role} ({MEANING[role]})" for role in ROLES if role in grade.missing])
    return f"{head} Left out: {lacking}."


def _of_clean(grade: CleanGrade) -> str:
    """What a verdict on code with nothing wrong lacks."""
    if not grade.says_yes:
        said = "It would work, and you do not say so."
    elif not grade.reasons:
        said = "It works; say why: what could have failed, and what takes care of it."
    elif grade.level == "strong":
        said = "It works, and you say why."
    else:
        said = "It works, and you say why for a part of what looks risky."
    if grade.claims:
        named = _listed(
            [f'"{c.words}" ({c.risk})' if c.risk else f'"{c.words}"' for c in grade.claims]
        )
        said += f" Said to be missing, and not needed here, which is not strong: {named}."
    return said


def in_words(summary: Summary) -> Iterator[str]:
    """What an interview came to, a sentence a line."""
    if not summary.said:
        yield "Nothing was answered."
        return
    levels = ", ".join(f"{count} {level}" for level, count in summary.levels.items() if count)
    yield f"{counted(len(summary.said), 'answer')} of {summary.planned}: {levels}."
    if summary.chosen:
        yield f"{summary.right} of {counted(len(summary.chosen), 'choice')} right."
    yield summary.advice


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
