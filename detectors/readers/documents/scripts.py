"""The scripts of a document as the shell reader takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from detectors.facts import Use
from detectors.readers.common.embedded import Script, lines_of_text, of_words
from detectors.readers.common.templates import without_templates
from detectors.readers.documents.meaning import Meaning, Run
from detectors.readers.documents.nodes import Scalar, Sequence, target
from detectors.text import Text


def scripts(meaning: Meaning, text: Text) -> Iterator[Script]:
    """Every text and command of a document that a shell or the system runs."""
    for run in meaning.runs.values():
        use: Use | None = "start"
        if run.is_a_check:
            use = "check" if meaning.format == "compose" else None
        if isinstance(run.node, Scalar):
            seen, starts = _script(run.node, meaning, text)
            is_of_a_step = meaning.format == "pipeline" and not run.exits_on_error
            if is_of_a_step and "\n" in seen.strip():
                use = "file"  # who runs it goes by the status of its last command
            yield Script(
                seen,
                starts,
                run.exits_on_error,
                run.pipefail,
                run.deadline,
                run.is_a_check,
                use,
                may_fail=run.may_fail,
            )
        elif run.is_of_lines:
            seen, starts = _lines(run.node, meaning, text)
            if seen.strip():
                yield Script(
                    seen,
                    starts,
                    run.exits_on_error,
                    run.pipefail,
                    use=use,
                    may_fail=run.may_fail,
                )
        else:
            for script in _command(run, meaning, text):
                yield replace(script, deadline=run.deadline, is_a_check=run.is_a_check, use=use)


def _command(run: Run, meaning: Meaning, text: Text) -> Iterator[Script]:
    items = [] if isinstance(run.node, Scalar) else [target(item) for item in run.node.items]
    words = [item for item in items if isinstance(item, Scalar)]
    yield from of_words(
        [_seen(word.text, meaning) for word in words],
        [word.start + (word.style != "plain") for word in words],
        text,
    )


_DEEPEST = 10
"""So deep may lists of lines lie in each other; an alias may lead into itself."""


def _lines(
    node: Sequence, meaning: Meaning, text: Text, depth: int = 0
) -> tuple[str, tuple[int, ...]]:
    """The texts of a list, also of lists in it, as one."""
    pieces: list[str] = []
    starts: list[int] = []
    for item in map(target, node.items):
        if isinstance(item, Sequence) and depth < _DEEPEST:
            piece, places = _lines(item, meaning, text, depth + 1)
        elif isinstance(item, Scalar):
            piece, places = _script(item, meaning, text)
        else:
            continue
        if not piece.strip():
            continue
        piece = piece.rstrip("\n")
        pieces.append(piece)
        starts += places[: piece.count("\n") + 1]
    return "\n".join(pieces), tuple(starts)


def _script(scalar: Scalar, meaning: Meaning, text: Text) -> tuple[str, tuple[int, ...]]:
    """The text as the shell gets it, and where its lines begin."""
    seen = _seen(scalar.text, meaning)
    first, last = text.lines_of(scalar.start, scalar.end)
    if scalar.style == "literal":
        # One line of the script is one line of the file, from the one after `|`.
        padded = lines_of_text(f"\n{seen}", text.offset(first, 1), text)
        return seen, padded[1:]
    start = scalar.start + (scalar.style in ("single", "double"))
    if first == last:
        return seen, (start,) * (seen.count("\n") + 1)
    return _unfolded(scalar, meaning, text)


def _unfolded(scalar: Scalar, meaning: Meaning, text: Text) -> tuple[str, tuple[int, ...]]:
    """A folded text keeps its lines: where YAML joins two, the first goes on after a backslash."""
    written = _seen(text.source[scalar.start : scalar.end], meaning)
    if scalar.style in ("single", "double"):
        written = written[1:-1].replace("''", "'") if scalar.style == "single" else written[1:-1]
    lines = [line.strip() for line in written.splitlines()]
    begin, end = (1, len(lines)) if scalar.style == "folded" else (0, len(lines))
    pieces: list[str] = []
    starts: list[int] = []
    first = text.position(scalar.start)[0]
    for index in range(begin, end):
        host = text.lines[first + index - 1]
        column = len(host) - len(host.lstrip()) + 1
        starts.append(scalar.start + 1 if index == 0 else text.offset(first + index, column))
        is_joined = bool(lines[index]) and index + 1 < end and bool(lines[index + 1])
        goes_on = is_joined and not lines[index].endswith("\\")
        pieces.append(re.sub(r"\\$", "", lines[index]) + " \\" if goes_on else lines[index])
    return "\n".join(pieces), tuple(starts) or (scalar.start,)


def _seen(written: str, meaning: Meaning) -> str:
    if meaning.variables:
        written = written.replace("$$", "$")
    return without_templates(written)
