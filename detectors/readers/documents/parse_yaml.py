"""YAML text -> trees with offsets; broken lines and templates cost only themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from yaml.events import Event

from detectors.facts import HOLE
from detectors.model import Problem
from detectors.places import Lines
from detectors.readers.common.templates import line_start, mask
from detectors.readers.documents.compose_yaml import Composer
from detectors.readers.documents.nodes import Stream
from detectors.text import Text

REPAIRS = 40
"""So many lines may be broken before the rest of their documents is left unread."""
EFFORT = 3_000_000
"""Characters that may be read again because of broken lines."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_VALUE = re.compile(r"(\s*(?:- +)*(?:[^\s#\"'\[\]{}:][^:#]*:[ \t]+|- +))(\S[^\r\n]*)")
_PLACEHOLDER = re.compile(r"\{\w+\}|<\w+>|@\w+@|%\(\w+\)s")
_DOCUMENT = re.compile(r"^---(?:\s|$)", re.M)


def parse(source: str) -> Stream:
    """Every document of a source; never raises."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.text = Text(source)
        self.masked = mask(_UNREADABLE.sub(" ", source))
        self.stream = Stream()
        self.mended: set[int] = set()

    def parse(self) -> Stream:
        start = 0
        repairs = 0
        while start < len(self.masked.text):
            composer = Composer(self.masked, start, self.stream.documents)
            try:
                for event in self._events(start):
                    composer.take(event)
                break
            except yaml.MarkedYAMLError as error:
                repairs += 1
                where = self._where(error, start)
                begin = composer.document_start
                may_mend = repairs * (len(self.masked.text) - begin) < EFFORT and repairs < REPAIRS
                if may_mend and self._mend(where, error):
                    composer.discard()
                    start = begin
                else:
                    composer.close()
                    start = (
                        self._leave(where, error) if repairs < 2 * REPAIRS else self._stop(where)
                    )
            except yaml.YAMLError as error:
                composer.close()
                self._report(start, len(self.masked.text), str(error).split("\n")[0])
                break
        self._say_once()
        return self.stream

    def _say_once(self) -> None:
        """Of a template people need to hear that it is one, not each line that is no YAML yet."""
        said = self.stream.problems
        first = min((problem.lines for problem in said), default=Lines(1, 1))
        written = (self.text.lines[problem.lines.first - 1] for problem in said)
        if len(said) > 1 and (self.masked.lines or any(map(_PLACEHOLDER.search, written))):
            message = f"a template: {len(said)} places are no YAML before it is filled in"
            self.stream.problems = [Problem(message, first)]

    def _events(self, start: int) -> Iterator[Event]:
        text = self.masked.text
        events: Iterator[Event] = yaml.parse(text[start:] if start else text, Loader=_LOADER)
        return events

    def _where(self, error: yaml.MarkedYAMLError, start: int) -> list[int]:
        """The offsets that the error may be at, the likeliest first."""
        marks = [error.problem_mark, error.context_mark]
        if _never_ends(error, self.masked.text[start:]):
            marks.reverse()
        offsets = [start + mark.index for mark in marks if mark is not None]
        return offsets or [start]

    def _mend(self, where: list[int], error: yaml.MarkedYAMLError) -> bool:
        """Takes out what the error is about; False if that was done before."""
        for offset in where:
            first, last = self._line(offset)
            while first > 0 and not self.masked.text[first:last].strip():
                first, last = self._line(first - 1)
            if self._untab(first, last) or self._mend_value(first, last, error):
                return True
            if self._mend_line(first, last, error):
                return True
        return False

    def _untab(self, first: int, last: int) -> bool:
        """Tabs that indent become blanks, in the whole source at once."""
        indent = re.match(r"[ ]*\t[ \t]*", self.masked.text[first:last])
        if not indent:
            return False
        self._report(first, last, "a tab indents this line")
        self.masked.text = re.sub(
            r"^[ \t]+", lambda m: " " * len(m[0]), self.masked.text, flags=re.M
        )
        return True

    def _mend_value(self, first: int, last: int, error: yaml.MarkedYAMLError) -> bool:
        line = _VALUE.match(self.masked.text, first, last)
        if not line or first in self.mended or line[2][0] in "|>&*":
            return False
        self.mended.add(first)
        if first not in self.masked.lines:
            self._report(first, last, _said(error))
        self._put(line.start(2), HOLE * (line.end(2) - line.start(2)))
        return True

    def _mend_line(self, first: int, last: int, error: yaml.MarkedYAMLError) -> bool:
        written = self.masked.text[first:last]
        if not written.strip():
            return False
        if first not in self.masked.lines and first not in self.mended:
            self._report(first, last, _said(error))
        self.mended.add(first)
        column = len(written) - len(written.lstrip())
        self.masked.insertions.append((first + column, column))
        self.masked.insertions.sort()
        self._put(first, " " * (last - first))
        return True

    def _put(self, start: int, text: str) -> None:
        whole = self.masked.text
        self.masked.text = whole[:start] + text + whole[start + len(text) :]

    def _leave(self, where: list[int], error: yaml.MarkedYAMLError) -> int:
        """Gives up what follows in this document; returns where the next one begins."""
        following = _DOCUMENT.search(self.masked.text, max(where) + 1)
        end = following.start() if following else len(self.masked.text)
        self._report(min(where), end, _said(error))
        return end

    def _stop(self, where: list[int]) -> int:
        self._report(min(where), len(self.masked.text), "too much of it is broken")
        return len(self.masked.text)

    def _report(self, start: int, end: int, said: str) -> None:
        lines = self.text.lines_of(start, max(end, start + 1))
        last = max(1, min(lines.last, len(self.text.lines)))
        message = f"not valid YAML: {said}"
        self.stream.problems.append(Problem(message, Lines(min(lines.first, last), last)))

    def _line(self, offset: int) -> tuple[int, int]:
        line, _ = self.text.position(min(offset, len(self.masked.text)))
        first = self.text.starts[line - 1]
        end = self.text.starts[line] if line < len(self.text.starts) else len(self.masked.text)
        return first, first + len(self.masked.text[first:end].rstrip("\r\n"))


def _said(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.context, error.problem) if part)


def _never_ends(error: yaml.MarkedYAMLError, text: str) -> bool:
    """What was opened at the context was not closed: that is where the mistake is."""
    if not error.problem_mark or not error.context_mark or not error.problem:
        return False
    if "end of stream" in error.problem:
        return True
    at, opened = error.problem_mark.index, error.context_mark.index
    return "',' or" in error.problem and _indent(text, at) <= _indent(text, opened)


def _indent(text: str, offset: int) -> int:
    start = line_start(text, offset)
    line = text[start:].split("\n", 1)[0]
    return len(line) - len(line.lstrip())
