"""`python -m benchmarks.interview`: how the grader's levels agree with those of an interviewer.

Prints the confusion table and Cohen's kappa of one half of the answers, and with --differences each answer
on which the two differ. Look at the held-out half only to measure: who mends what it shows has spent it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml

from trainer.deck import shipped as deck
from trainer.interview import tone
from trainer.interview.clean import CleanGrade, CleanRubric, grade_clean
from trainer.interview.grader import LEVELS, Grade, Level, grade
from trainer.interview.item import Item, item
from trainer.interview.question import shipped
from trainer.interview.rubric import Rubric
from trainer.interview.wrong import rubric_of

HERE = Path(__file__).parent
Half = Literal[
    "development",
    "held-out",
    "unseen",
    "clean-development",
    "clean-held-out",
    "clean-later",
    "clean-unseen",
    "clean-last",
    "fresh",
    "clean-fresh",
    "clean-second",
    "clean-third",
    "fresh-second",
    "clean-fourth",
    "clean-fifth",
    "fresh-third",
    "fresh-fourth",
    "clean-sixth",
    "fresh-fifth",
    "clean-seventh",
    "fresh-sixth",
    "clean-eighth",
    "fresh-seventh",
    "clean-ninth",
    "fresh-eighth",
    "clean-tenth",
    "fresh-ninth",
    "clean-eleventh",
    "fresh-tenth",
    "clean-twelfth",
    "fresh-eleventh",
]

WHOLE: tuple[Half, ...] = tuple(
    half for half in get_args(Half) if (HERE / f"{half}.yaml").is_file()
)
"""Halves that have a file of their own."""


@dataclass(frozen=True)
class Labelled:
    """An answer, what it is about (a risk, a question, or an item without a risk) and what a person made of it."""

    about: str
    text: str
    label: Level
    half: Half


@cache
def labelled() -> Sequence[Labelled]:
    """All answers in the order of the files; of each label every second one is held out."""
    return [
        *_halved("answers.yaml", "development", "held-out"),
        *_halved("clean.yaml", "clean-development", "clean-held-out"),
        *(
            Labelled(about, text, label, half)
            for half in WHOLE
            for about, label, text in _read(f"{half}.yaml")
        ),
    ]


def _halved(name: str, development: Half, held_out: Half) -> Iterator[Labelled]:
    seen: Counter[str] = Counter()
    for about, label, text in _read(name):
        yield Labelled(about, text, label, held_out if seen[label] % 2 else development)
        seen[label] += 1


def _read(name: str) -> Iterator[tuple[str, Level, str]]:
    for about, answers in yaml.safe_load((HERE / name).read_text("utf-8")).items():
        for answer in answers:
            ((label, text),) = answer.items()
            yield about, label, str(text).strip()


@cache
def graded(answer: Labelled) -> Grade:
    """As the interview grades it."""
    if "/" not in answer.about:
        return grade(answer.text, rubric(answer.about))
    _, got = _asked(answer.about).graded(answer.text)
    return got


@cache
def _asked(about: str) -> Item:
    asked = item(about, deck(), {}, seed=0)
    assert asked, about
    return asked


def learnt(answers: Iterable[Labelled]) -> tone.Tone:
    """How answers to clean code sound that find fault, and how the others do."""
    of_clean = (one for one in answers if "/" in one.about and _asked(one.about).is_clean)
    return tone.learn((one.text, one.label == "weak") for one in of_clean)


def across() -> Iterator[tuple[Labelled, Level]]:
    """Of each answer to clean code the level that it gets where only the other files taught how answers sound."""
    answers = list(labelled())
    of_clean = [one for one in answers if "/" in one.about and _asked(one.about).is_clean]
    for half in dict.fromkeys(one.half for one in of_clean):
        others = learnt(one for one in of_clean if one.half != half)
        for one in of_clean:
            rubric = _asked(one.about).topics[0].rubric
            if one.half == half and isinstance(rubric, CleanRubric):
                yield one, grade_clean(one.text, rubric, others).level


def rubric(about: str) -> Rubric:
    """Of the risk or question of this name."""
    questions = {question.id: question for question in shipped()}
    return questions[about].asked if about in questions else rubric_of(about)


def kappa(pairs: Sequence[tuple[Level, Level]]) -> float:
    """Cohen's kappa of two people's levels: 1 is agreement, 0 what chance gives."""
    count = len(pairs)
    agreed = sum(one == other for one, other in pairs) / count
    ones, others = (Counter(pair[i] for pair in pairs) for i in (0, 1))
    by_chance = sum(ones[level] * others[level] for level in LEVELS) / count**2
    return (agreed - by_chance) / (1 - by_chance)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interview", description=__doc__)
    parser.add_argument("--half", choices=get_args(Half), default="development")
    parser.add_argument("--differences", action="store_true", help="show what is graded otherwise")
    parser.add_argument("--learn", action="store_true", help="write anew how answers sound")
    parser.add_argument(
        "--across", action="store_true", help="of clean code, with what the other halves taught"
    )
    args = parser.parse_args()
    if args.learn:
        tone.write(learnt(labelled()))
        return
    if args.across:
        print(_table("across", [(answer.label, level) for answer, level in across()]))
        return
    both = [(answer, graded(answer)) for answer in labelled() if answer.half == args.half]
    pairs = [(answer.label, got.level) for answer, got in both]
    print(_table(args.half, pairs))
    if args.differences:
        for answer, got in both:
            if answer.label != got.level:
                print(f"\n{_told(answer, got)}")


def _table(half: str, pairs: Sequence[tuple[Level, Level]]) -> str:
    counts = Counter(pairs)
    rows = [
        f"{label:>12} " + " ".join(f"{counts[label, level]:>9}" for level in LEVELS)
        for label in LEVELS
    ]
    head = f"{'label':>12} " + " ".join(f"{level:>9}" for level in LEVELS)
    agreed = sum(one == other for one, other in pairs)
    said = f"{half}: {agreed} of {len(pairs)} agree, Cohen's kappa {kappa(pairs):.2f}"
    return "\n".join([said, "", head, *rows])


def _told(answer: Labelled, got: Grade) -> str:
    lines = [f"{answer.about}: {answer.label}, graded {got.level}", f"  {answer.text}"]
    for found in got.found:
        earned = [got.answer[hit.start : hit.end] for hit in found.hits]
        doubts = [f"{why} {got.answer[hit.start : hit.end]!r}" for why, hit in found.doubts]
        if found.is_wrong:
            lines.append(f"  wrong remedy {earned}")
            continue
        lines.append(f"  {found.concept.role:<12} {earned or '-'} {', '.join(doubts)}".rstrip())
    if isinstance(got, CleanGrade):
        lines += [f"  claims       {claim.risk}: {claim.words}" for claim in got.claims]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
