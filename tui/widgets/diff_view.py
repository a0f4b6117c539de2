"""The way from a snippet to its production-ready version, in the colours of the code."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.places import Lines
from trainer.debrief import DiffLine
from trainer.neutralise import one_line
from tui.highlight import Piece, highlight
from tui.widgets.code_lines import CodeLine
from tui.widgets.code_view import CodeView

SIGNS = {"+": "added", "-": "removed"}


class DiffView(CodeView):
    """A CodeView whose lines carry a sign; added lines have no number of the snippet."""

    _numbers: Sequence[int | None] = ()
    _diff: Sequence[DiffLine] = ()

    def show_diff(
        self, diff: Sequence[DiffLine], language: str, *, is_change: bool = False
    ) -> None:
        """`is_change`: what counts is where it leads, so that added lines have their number there."""
        self._diff = diff
        self._numbers = [line.old for line in diff]
        nothing = CodeLine(
            "", [Piece("Nothing to change: this is ready for production.", "comment")]
        )
        self.show_lines(diff_lines(diff, language, is_change=is_change) or [nothing])

    def rows_of(self, lines: Lines, *, is_new: bool) -> Lines | None:
        """Which of what is shown these lines of the new version (or the old one) are; None: none of it."""
        rows = [
            index
            for index, line in enumerate(self._diff, 1)
            if (number := line.new if is_new else line.old) is not None
            and lines.first <= number <= lines.last
        ]
        return Lines(rows[0], rows[-1]) if rows else None

    def show_number(self, number: int) -> None:
        """Goes to this line of the snippet, or to the first one shown after it."""
        for index, old in enumerate(self._numbers):
            if old is not None and old >= number:
                self.show(Lines(index + 1, index + 1))
                return


def diff_lines(
    diff: Sequence[DiffLine], language: str, *, is_change: bool = False
) -> list[CodeLine]:
    """Both versions are coloured apart, so that a string taken out does not colour what follows."""
    old = [one_line(line.text) for line in diff if line.sign in " -"]
    new = [one_line(line.text) for line in diff if line.sign in " +"]
    before, after = iter(highlight(old, language)), iter(highlight(new, language))
    lines = []
    for line in diff:
        if line.sign == "@":
            pieces = [Piece(one_line(line.text), "comment")]
        elif line.sign == "-":
            pieces = next(before)
        else:
            pieces = next(after)
            if line.sign == " ":
                next(before)
        number = line.number if is_change else "" if line.old is None else str(line.old)
        lines.append(CodeLine(number, pieces, SIGNS.get(line.sign, "")))
    return lines
