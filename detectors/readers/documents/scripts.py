"""The scripts of a document as the shell reader takes them."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import HOLE, Lines
from detectors.readers.documents.meaning import Meaning, Run
from detectors.readers.documents.nodes import Scalar, target
from detectors.readers.embedded import Script
from detectors.readers.templates import EXPRESSION
from detectors.text import Text


def scripts(meaning: Meaning, text: Text) -> Iterator[Script]:
    """Every text and command of a document that a shell or the system runs."""
    for run in meaning.runs.values():
        if isinstance(run.node, Scalar):
            yield _of_text(run, run.node, meaning, text)
        else:
            words = [target(item) for item in run.node.items]
            texts = [_seen(word.text, meaning) for word in words if isinstance(word, Scalar)]
            yield from Script.of_words(texts, text.lines_of(run.node.start, run.node.end))


def _of_text(run: Run, scalar: Scalar, meaning: Meaning, text: Text) -> Script:
    whole = text.lines_of(scalar.start, scalar.end)
    seen = _seen(scalar.text, meaning)
    count = seen.count("\n") + 1
    if scalar.style == "literal":
        # One line of the script is one line of the file, from the one after `|`.
        at = [min(whole.first + 1 + index, whole.last) for index in range(count)]
        lines = tuple(Lines(line, line) for line in at)
    else:
        first = min(whole.first + (scalar.style == "folded"), whole.last)
        lines = (Lines(first, whole.last),) * count
    return Script(seen, lines, run.exits_on_error, run.pipefail)


def _seen(written: str, meaning: Meaning) -> str:
    if meaning.variables:
        written = written.replace("$$", "$")
    return EXPRESSION.sub(lambda found: HOLE + "\n" * found[0].count("\n"), written)
