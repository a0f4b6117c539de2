"""What the interview screen says: a grade with the words that earned it, model answers, explained options."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from trainer.interview.choices import LETTERS
from trainer.interview.grader import Grade, Level
from trainer.interview.session import InterviewSession
from trainer.interview.summary import Summary
from trainer.interview.telling import in_words, told, verdict
from tui.glyphs import Glyphs

MARKS: dict[Level, str] = {"strong": "hit", "adequate": "partial", "weak": "missed"}


def concepts(grade: Grade, glyphs: Glyphs) -> Iterator[Content]:
    """A row for each concept: earned or not, what was meant, and by which words; they stand in the answer too."""
    for row in told(grade):
        kind = ("false" if row.is_wrong else "hit") if row.is_earned else "missed"
        yield Content.assemble(
            (f" {getattr(glyphs, kind)} {row.number} {row.role:<12}", f"bold ${kind}"),
            (row.name, "" if row.is_earned else "$quiet"),
            (f"  {row.note}", "$quiet"),
        )


def answer_with_marks(grade: Grade, chosen: int | None, glyphs: Glyphs) -> Content:
    """The verdict, then the answer with the words that earned something; those of the chosen concept stand out.

    The number of the concept stands behind its words, for who sees no colours.
    """
    answer, ends = Content(grade.answer), []
    for number, found in enumerate(grade.found):
        colour = "$false" if found.is_wrong else "$hit"
        style = "bold reverse" if number == chosen else f"bold underline {colour}"
        for hit in found.hits if found.is_earned else ():
            answer = answer.stylize(style, hit.start, hit.end)
            ends.append((hit.end, number + 1))
    parts: list[Content] = []
    reached = 0
    for end, number in sorted(ends):
        parts += [answer[reached:end], Content.styled(f"[{number}]", "$quiet")]
        reached = end
    kind = MARKS[grade.level]
    head = Content.assemble(
        (f"{getattr(glyphs, kind)} ", f"bold ${kind}"), (verdict(grade), "bold")
    )
    return Content("\n").join([head, Content("").join([*parts, answer[reached:]])])


def model_answers(interview: InterviewSession) -> tuple[Content, Content]:
    """A weak and a strong one; with what may be asked next where nothing is chosen after the answer."""
    said, item = interview.said, interview.item
    assert said
    about = f" about {said.topic.about}" if said.topic.about else ""
    further = [] if item.choices else list(_further(interview))
    strong = _titled(f"A strong answer{about}", "$hit", said.topic.strong)
    return (
        _titled("A weak answer", "$quiet", said.topic.weak),
        Content("\n").join([strong, *further]),
    )


def explained(interview: InterviewSession, glyphs: Glyphs) -> Iterator[Content]:
    """The options with the reason of each, after one was taken."""
    choice, chosen = interview.choice, interview.chosen
    assert choice
    assert chosen
    kind = "hit" if chosen.is_right else "missed"
    yield Content.assemble(
        (f"{getattr(glyphs, kind)} ", f"bold ${kind}"),
        ("Right." if chosen.is_right else "Not the best one.", "bold"),
    )
    for letter, option in zip(LETTERS, choice.options, strict=False):
        mark = "hit" if option.is_right else "false" if option is chosen else "fine"
        yield Content("")
        yield Content.assemble(
            (f"{getattr(glyphs, mark)} {letter}  ", f"bold ${mark}"),
            (option.text, "bold" if option.is_right else ""),
            ("  yours" if option is chosen else "", "bold $flag"),
        )
        yield Content.styled(option.why, "$quiet")
    if choice.explanation:
        yield Content("")
        yield Content(choice.explanation)
    if choice is interview.item.choices[-1]:
        yield from _further(interview)


def ended(summary: Summary, glyphs: Glyphs) -> Iterator[Content]:
    """What an interview came to, and what each answer was."""
    yield from map(Content, in_words(summary))
    for number, said in enumerate(summary.said, 1):
        kind = MARKS[said.grade.level]
        yield Content("")
        yield Content.assemble(
            (f"{getattr(glyphs, kind)} {number}  ", f"bold ${kind}"), (said.item.title, "bold")
        )
        yield Content.styled(verdict(said.grade), "$quiet")


def _further(interview: InterviewSession) -> Iterator[Content]:
    if interview.item.follow_ups:
        yield Content("")
        yield Content.styled("They may ask further", "bold $quiet")
        yield from map(Content, interview.item.follow_ups)


def _titled(title: str, style: str, text: str) -> Content:
    return Content("\n").join([Content.styled(title, f"bold {style}"), Content(text)])
