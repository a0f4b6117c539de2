"""What to say about each flag and each answer once a snippet is submitted; pure data, no screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from detectors.catalogue import families, page
from detectors.places import Lines
from detectors.severities import Severity
from trainer.card import Cleared, Snippet
from trainer.neutralise import one_line
from trainer.numbers import named
from trainer.scoring import Answer, Flag, Hit, Remark, Result, Spared, place, quality
from trainer.sentences import alone, sentence

Outcome = Literal["hit", "partial", "false", "missed", "neutral", "fine"]
GLYPHS: dict[Outcome, str] = {
    "hit": "✔",
    "partial": "◐",
    "false": "✘",
    "missed": "○",
    "neutral": "·",
    "fine": "◇",
}
ASCII_GLYPHS: dict[Outcome, str] = {
    "hit": "+",
    "partial": "~",
    "false": "x",
    "missed": "o",
    "neutral": "-",
    "fine": ".",
}
WORDS: dict[Outcome, str] = {
    "hit": "hit",
    "partial": "partial",
    "false": "false alarm",
    "missed": "missed",
    "neutral": "counts neither way",
    "fine": "fine",
}
CONTEXT = 3
"""Unchanged lines around a change in the diff."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the debrief, with what unfolds below it. Texts are safe to print."""

    outcome: Outcome
    lines: Lines
    """Where to look: the answer's primary lines, or the flag's where there is no answer."""
    risk: str
    """The right name: the answer's, or the flag's where there is no answer."""
    note: str
    """What the list shows after the outcome: a few words."""
    why: str
    """What happens in production, why it is fine, or why the flag is wrong: whole sentences."""
    flag: Flag | None = None
    answer: Answer | None = None
    """For a false alarm: the answer that was expected there."""
    surface: str = ""
    """Of the snippet: some strong answers are of one surface alone."""

    @property
    def glyph(self) -> str:
        return GLYPHS[self.outcome]

    @property
    def word(self) -> str:
        return WORDS[self.outcome]

    @property
    def is_risky(self) -> bool:
        """Something is wrong there, seen or not."""
        return self.outcome in ("hit", "partial", "missed")

    @property
    def severity(self) -> Severity | None:
        """Of the answer, in this scenario."""
        return self.answer.severity if self.answer else None

    @property
    def weak(self) -> str:
        """A weak interview answer, from the risk's page; empty where nothing is risky."""
        return page(self.answer.risk).weak if self._has_page and self.answer else ""

    @property
    def strong(self) -> str:
        """A strong one, about this surface."""
        if self.answer is None or not self._has_page:
            return ""
        return page(self.answer.risk).strong_about(self.surface)

    @property
    def _has_page(self) -> bool:
        return self.answer is not None and self.answer.risk in families()


@dataclass(frozen=True)
class DiffLine:
    """One line of the way from the snippet to its production-ready version."""

    sign: Literal[" ", "+", "-", "@"]
    """Kept, added, taken out; `@` opens a part further down, its text says where."""
    text: str
    """Safe to print."""
    old: int | None = None
    """Line of the snippet; None for an added one."""
    new: int | None = None
    """Line of the production-ready version; None for one taken out."""

    @property
    def number(self) -> str:
        """In what the change leads to; of a line that it takes out, in what was there."""
        one = self.old if self.new is None else self.new
        return "" if one is None else str(one)


@dataclass(frozen=True, kw_only=True)
class Debrief:
    """All there is to say about one submitted snippet."""

    snippet: Snippet
    result: Result
    entries: tuple[Entry, ...]
    """Hits, partial hits, false alarms, missed (heaviest first), neutral flags, decoys left alone."""
    diff: tuple[DiffLine, ...]
    """Empty where the snippet is fine as it is."""
    rule: str
    """What to do another time, in one or two sentences."""


def debrief(snippet: Snippet, flags: Sequence[Flag], result: Result) -> Debrief:
    """What to say about these flags on this snippet; `result` is what they scored."""
    entries = [
        *sorted(
            (_credited(hit, snippet) for hit in result.hits), key=lambda e: (e.outcome, e.lines)
        ),
        *(_false_alarm(flag, snippet, result) for flag in result.false_alarms),
        *(_missed(a, snippet) for a in sorted(result.missed, key=lambda a: (-a.weight, a.lines))),
        *(_spared(one, snippet) for one in result.spared),
        *_left_alone(snippet, flags),
    ]
    return Debrief(
        snippet=snippet,
        result=result,
        entries=tuple(replace(entry, surface=snippet.surface) for entry in entries),
        diff=tuple(diff(snippet)),
        rule=_rule(result),
    )


def confusions(result: Result) -> list[tuple[str, str]]:
    """(said, was): the right place under a near name, or under a wrong one while the right was missed."""
    near = [(hit.flag.risk, hit.answer.risk) for hit in result.hits if hit.name < 1]
    wrong = [
        (flag.risk, answer.risk)
        for flag in result.false_alarms
        if (answer := _expected(flag, result))
    ]
    return near + wrong


def diff(snippet: Snippet) -> Iterator[DiffLine]:
    """From what was shown to the production-ready version; nothing where it is fine as it is."""
    sound = snippet.card.sound_snippet
    if sound is None or snippet.is_clean:
        return
    yield from changes(snippet.lines, sound.lines)


def changes(old: Sequence[str], new: Sequence[str], context: int = CONTEXT) -> Iterator[DiffLine]:
    """From one version to another, with so many lines around; lines that are safe to print."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(context):
        if group[0][1]:
            yield DiffLine("@", f"from line {group[0][1] + 1}")
        for kind, first, last, new_first, new_last in group:
            if kind == "equal":
                for a, b in zip(range(first, last), range(new_first, new_last), strict=True):
                    yield DiffLine(" ", old[a], a + 1, b + 1)
                continue
            for a in range(first, last):
                yield DiffLine("-", old[a], old=a + 1)
            for b in range(new_first, new_last):
                yield DiffLine("+", new[b], new=b + 1)


def _credited(hit: Hit, snippet: Snippet) -> Entry:
    answer, flag = hit.answer, hit.flag
    why = sentence(answer.why)
    short = []
    if hit.name < 1:
        short.append(f"you said {one_line(flag.risk)}")
    if hit.place < 1:
        is_beside = not any(flag.lines.meets(spot) for spot in answer.places)
        short.append("beside it" if is_beside else "too wide")
    if hit.is_hinted:
        short.append("with a hint: half")
    note = ", ".join(short) or f"{flag.confidence}; {one_line(answer.why)}"
    if hit.name < 1:
        why = f"You said {one_line(flag.risk)}; it is {answer.risk}: {why}{_would_be(flag.risk)}"
    elif flag.risk != answer.risk:
        why = f"You said {one_line(flag.risk)}, which is as right: {why}"
    else:
        why = alone(answer.why, snippet.code)
    decoy = next((c for c in snippet.cleared if _is_about(flag, c)), None)
    if decoy and hit.quality < 1:
        why = f"{why} At {named(decoy.lines)} {decoy.risk} is fine: {sentence(decoy.reason)}"
    return Entry(
        outcome="hit" if hit.quality == 1 else "partial",
        lines=answer.lines,
        risk=answer.risk,
        note=note,
        why=why,
        flag=flag,
        answer=answer,
    )


def _would_be(risk: str) -> str:
    """What the risk that was said means, for whom it took the place of another; with a blank before it."""
    told = page(risk).summary if risk in families() else ""
    return f" {risk} would be something else: {sentence(told)}" if told else ""


def _missed(answer: Answer, snippet: Snippet) -> Entry:
    return Entry(
        outcome="missed",
        lines=answer.lines,
        risk=answer.risk,
        note=f"{answer.severity}: {one_line(answer.why)}",
        why=alone(answer.why, snippet.code),
        answer=answer,
    )


def _false_alarm(flag: Flag, snippet: Snippet, result: Result) -> Entry:
    decoy = next((c for c in snippet.cleared if _is_about(flag, c)), None)
    again, elsewhere = _again(flag, result), _elsewhere(flag, result)
    expected = None if decoy else _expected(flag, result)
    said = one_line(flag.risk)
    if decoy:
        note, why = one_line(decoy.reason), f"This is fine: {sentence(decoy.reason)}"
    elif again:
        note, why = "said already", f"You flagged this {again.risk} already; once is enough."
    elif elsewhere:
        note = f"it is at {elsewhere.lines}"
        it = "it" if elsewhere.risk == said else elsewhere.risk
        why = f"There is no {said} here; {it} is at {named(elsewhere.lines)}."
    elif expected:
        note = f"it is {expected.risk}"
        why = f"You said {said}; it is {expected.risk}: {sentence(expected.why)}{_would_be(said)}"
    elif snippet.is_clean:
        note = "nothing is wrong here"
        why = f"Nothing is wrong in this snippet.{_what_clears(flag, snippet)}"
    else:
        note = "nothing of the kind"
        why = f"No {said} is known here.{_what_clears(flag, snippet)}"
    return Entry(
        outcome="false", lines=flag.lines, risk=said, note=note, why=why, flag=flag, answer=expected
    )


def _what_clears(flag: Flag, snippet: Snippet) -> str:
    """What the key has to say for lines under a false alarm that is no decoy's; with a blank before it."""
    same = next((c for c in snippet.cleared if c.risk == flag.risk), None)
    here = next((c for c in snippet.cleared if c.lines.meets(flag.lines)), None)
    if same:
        told = f" At {named(same.lines)} it might look so, and is fine: {sentence(same.reason)}"
    elif here:
        told = f" What looks risky at {named(here.lines)} is fine: {sentence(here.reason)}"
    else:
        told = ""
    return f"{told}{_would_be(one_line(flag.risk))}"


def _spared(spared: Spared, snippet: Snippet) -> Entry:
    flag, of = spared.flag, spared.of
    if isinstance(of, Answer) and of.weight:
        note, why = "the same again", f"One {of.risk}, cured at one place: it counts once."
    elif isinstance(of, Answer):
        note, why = "worth a remark", alone(of.why, snippet.code)
    else:
        note, why = "worth a remark", alone(of.reason, snippet.code)
    return Entry(
        outcome="neutral", lines=flag.lines, risk=one_line(flag.risk), note=note, why=why, flag=flag
    )


def _left_alone(snippet: Snippet, flags: Sequence[Flag]) -> Iterator[Entry]:
    for cleared in sorted(snippet.cleared, key=lambda c: (c.lines, c.risk)):
        if not any(_is_about(flag, cleared) for flag in flags):
            yield Entry(
                outcome="fine",
                lines=cleared.lines,
                risk=cleared.risk,
                note=one_line(cleared.reason),
                why=f"This is fine: {sentence(cleared.reason)}",
            )


def _is_about(flag: Flag, cleared: Cleared) -> bool:
    spot = Remark(risk=cleared.risk, lines=cleared.lines)
    return flag.risk == cleared.risk and place(flag.lines, spot) >= 0.5


def _again(flag: Flag, result: Result) -> Answer | None:
    """The credited answer that the flag says once more."""
    return next((hit.answer for hit in result.hits if quality(flag, hit.answer) >= 0.5), None)


def _elsewhere(flag: Flag, result: Result) -> Answer | None:
    """The missed answer that the flag names and does not point at."""
    return next((a for a in result.missed if flag.risk in {a.risk, *a.also}), None)


def _expected(flag: Flag, result: Result) -> Answer | None:
    """The heaviest missed answer on the lines of a flag that means nothing else."""
    if _again(flag, result) or _elsewhere(flag, result):
        return None
    there = [
        a
        for a in result.missed
        if any(spot.meets(flag.lines) for spot in a.places) and place(flag.lines, a) >= 0.5
    ]
    return max(there, key=lambda a: a.weight, default=None)


def _rule(result: Result) -> str:
    if result.is_clean and not result.false_alarms:
        return "Nothing was wrong, and you said so: that is as right as a hit."
    if result.is_clean:
        return "It would have worked: say how a line fails in production, or leave it alone."
    if result.missed:
        worst = max(result.missed, key=lambda a: a.weight)
        return (
            f"Before you submit, look once more for {worst.risk}. "
            f"A {worst.severity} risk is worth a flag from a chance of one in {worst.weight + 1}."
        )
    if result.false_alarms:
        return "You saw it all and more: a false alarm costs what a low risk earns."
    if any(hit.quality < 1 for hit in result.hits):
        return "You saw it all; point at the lines and say the exact name."
    return "All found, and nothing invented."
