"""Reads HAProxy configuration: sections with their directives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from detectors.facts import Block, File
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.rewriting import VALUE, indent_at, line_below, spelled, without_lines
from detectors.readers.common.templates import mask
from detectors.readers.common.values import visible
from detectors.text import Text

SECTIONS = frozenset(
    [
        "global",
        "defaults",
        "frontend",
        "backend",
        "listen",
        "peers",
        "resolvers",
        "userlist",
        "mailers",
        "program",
        "cache",
        "http-errors",
        "ring",
        "log-forward",
        "fcgi-app",
        "crt-store",
        "traces",
        "acme",
    ]
)
_TWO_WORDS = frozenset({"timeout", "option", "stats", "tune", "no", "default"})
"""First words that name a directive together with the second: `timeout connect 5s`."""
_WORD = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\#]|["'])+""")


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every directive of every section; never raises."""
    return _Reader(source, replace(file, format="haproxy")).read()


@dataclass
class _Reader:
    source: str
    file: File
    problems: list[Problem] = field(default_factory=list)
    section: Block | None = None
    has_hidden: bool = False
    """A template writes the name of one of the section's directives."""

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)
        self.masked = mask(self.source)
        self.last = 1

    def read(self) -> Reading:
        starts = [*self.text.starts, len(self.source)]
        for number, (start, stop) in enumerate(pairwise(starts), 1):
            words = list(_WORD.finditer(self.source, start, self._end(start, stop)))
            if not words:
                continue
            if not self.masked.text[start:stop].strip():
                self.last = number
                continue
            if words[0][0] in SECTIONS:
                self._begin(words)
            elif self.section is None:
                if not self.problems:
                    what = "a directive that stands in no section"
                    self.problems.append(Problem(what, Lines(number, number)))
            elif not words[0][0].startswith("."):
                self._directive(words)
            self.last = number
        self._end_section()
        return Reading(self.builder.finished(), self.problems)

    def _end(self, start: int, stop: int) -> int:
        """Where a comment begins, or the line ends."""
        comment = re.compile(r"""(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|\\.|[^"'\\#]|["'])*""").match(
            self.source, start, stop
        )
        return comment.end() if comment else stop

    def _begin(self, words: list[re.Match[str]]) -> None:
        self._end_section()
        self.has_hidden = False
        kind, *names = (word[0] for word in words)
        header = words[0].start(), words[-1].end()
        self.section = self.builder.block(
            f"haproxy:{kind}", names[0] if names else "", header, header, None, tuple(names)
        )
        self.section.write = partial(self._write_section, self.section)

    def _end_section(self) -> None:
        if self.section is None:
            return
        first = self.section.lines.first
        self.section.body = self.section.span = Lines(first, max(first, self.last))
        start = self.text.offset(first, 1)
        end = self.text.offset(self.last + 1, 1)
        self.section.is_complete = not (self.masked.inserts_any(start, end) or self.has_hidden)
        for setting in self.section.settings:
            setting.span = self.section.body

    def _directive(self, words: list[re.Match[str]]) -> None:
        count = 2 if words[0][0] in _TWO_WORDS and len(words) > 1 else 1
        name = " ".join(word[0] for word in words[:count])
        arguments = words[count:]
        start, end = words[0].start(), words[-1].end()
        first = arguments[0].start() if arguments else end
        named = slice(start, words[count - 1].end())
        self.has_hidden = self.has_hidden or self.masked.text[named] != self.source[named]
        text = " ".join(_bare(word[0]) for word in arguments)
        value = self.builder.seen(first, end, visible(text, variables=False))
        path = (
            tuple(part for part in (self.section.kind[8:], self.section.name, name) if part)
            if self.section
            else (name,)
        )
        write = partial(self._write_directive, start, first, end)
        self.builder.setting(path, value, start, end, self.section, write)

    def _write_directive(
        self, start: int, first: int, end: int, setting: str, value: object
    ) -> Edits | None:
        if setting not in VALUE:
            return None
        if value is None:
            return without_lines(self.text, start, end)
        written = ("" if first < end else " ") + spelled(value)
        return None if re.search(r"[\r\n#]", written) else (Edit(first, end, written),)

    def _write_section(self, section: Block, name: str, value: object) -> Edits | None:
        for setting in reversed(section.settings):
            if setting.name == name:
                return setting.write("value", value)
        if value is None:
            return None
        last = section.settings[-1] if section.settings else None
        line = last.lines.last if last else section.lines.first
        at = self.text.offset(line, last.columns[0] if last else 1)
        indent = indent_at(self.text, at) if last else " " * 4
        return line_below(self.text, at, f"{indent}{name} {spelled(value)}")


def _bare(word: str) -> str:
    if word[:1] in ("'", '"') and word[-1:] == word[:1] and len(word) > 1:
        return word[1:-1]
    return word
