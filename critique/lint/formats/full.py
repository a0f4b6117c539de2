"""Each finding with the lines that it is about, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from critique.lint.formats import concise
from critique.lint.report import Entry, FileReport
from detectors.text import Text
from trainer.neutralise import neutralise

MOST = 6
"""Lines shown of one finding; of a longer one the first and the last."""


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    risky: Counter[str] = Counter()
    fixable = files = 0
    for report in reports:
        lines = Text(report.source).lines if report.source else []
        for entry in report.entries:
            if entry.verdict == "problem":
                continue
            yield "\n".join([concise.line(entry), *_excerpt(entry, lines), ""]) + "\n"
            if entry.verdict == "risky":
                risky[entry.risk] += 1
                fixable += entry.fixable
        files += any(entry.verdict == "risky" for entry in report.entries)
    if not risky:
        yield "Nothing found.\n"
        return
    total = sum(risky.values())
    yield f"Found {_count(total, 'finding')} in {_count(files, 'file')}"
    yield f"; --fix mends {fixable} of them.\n" if fixable else ".\n"
    yield f"Why, and what to do instead: critique explain {risky.most_common(1)[0][0]}\n"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _excerpt(entry: Entry, lines: list[str]) -> Iterator[str]:
    numbers = list(range(entry.line, min(entry.end_line, len(lines)) + 1))
    width = len(str(entry.end_line))
    if len(numbers) > MOST:
        numbers = [*numbers[: MOST - 2], 0, numbers[-1]]
    for number in numbers:
        if number == 0:
            yield f"  {'':>{width}} ┆"
        else:
            yield f"  {number:>{width}} │ {neutralise(lines[number - 1])}".rstrip()
