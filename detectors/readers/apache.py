"""Reads the configuration of Apache httpd: every directive a setting, every section a block with what is around it as parent."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from detectors.facts import HOLE, Block, File
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.rewriting import VALUE, spelled, without_lines
from detectors.readers.common.templates import mask
from detectors.readers.common.values import visible
from detectors.text import Text

_LINE = re.compile(r"(?:[^\\\r\n]|\\(?:\r\n|[^\r\n])|\\\n)*")
"""With the lines that it goes on in, behind a backslash."""
_WORD = re.compile(
    r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|(?:\\\r?\n|[^\s"\'\\]|\\.|(?<=\S)["\'])+'
)
_OPENED = re.compile(r"<([A-Za-z]\w*)\b([^\r\n]*?)>?\s*$", re.S)
_CLOSED = re.compile(r"</([A-Za-z]\w*)\s*>?\s*$")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_EXPRESSION = re.compile(r"%\{[^{}\s]*\}\w?|\$\d|%\d")
_NAMING = frozenset({"setenv", "setenvifnocase", "define"})
"""Directives whose first word is the name of what the others are."""
_HEADERS = frozenset({"header", "requestheader"})
_SETTING = frozenset({"set", "add", "append", "merge", "setifempty"})
_FROM = frozenset({"proxypass", "proxypassmatch", "proxypassreverse"})
"""Directives that have a path first, unless they stand in the section of one."""


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every directive of every section; includes are not followed; never raises."""
    return _Reader(source, replace(file, format="apache")).read()


@dataclass
class _Reader:
    source: str
    file: File
    problems: list[Problem] = field(default_factory=list)
    open: list[Block] = field(default_factory=list)
    """The sections around, innermost last."""

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)
        self.masked = mask(self.source)
        self.defined = _defined(self.source)

    def read(self) -> Reading:
        position = 0
        while position < len(self.source):
            line = _LINE.match(self.source, position)
            end = line.end() if line else len(self.source)
            start = end - len(self.source[position:end].lstrip("\ufeff \t"))
            self._line(start, start + len(self.source[start:end].rstrip()))
            position = end + 1
        for section in self.open:
            self._problem(f"`</{section.kind[7:]}>` is missing", section.lines.first)
            section.is_complete = False
        return Reading(self.builder.finished(), self.problems)

    def _line(self, start: int, end: int) -> None:
        written = self.source[start:end]
        if not written or written[0] == "#":
            return
        if not self.masked.text[start:end].strip():
            for section in self.open:
                section.is_complete = False  # a line of a template
        elif closed := _CLOSED.match(written):
            self._close(closed[1], end)
        elif opened := _OPENED.match(written):
            self._begin(opened, start, end)
        else:
            self._directive(start, end)

    def _begin(self, opened: re.Match[str], start: int, end: int) -> None:
        labels = tuple(_bare(word) for word in _WORD.findall(opened[2]))
        self.open.append(
            self.builder.block(
                f"apache:{opened[1].lower()}",
                " ".join(labels),
                (start, end),
                (start, end),
                self.open[-1] if self.open else None,
                labels,
            )
        )

    def _close(self, name: str, end: int) -> None:
        if not self.open or self.open[-1].kind != f"apache:{name.lower()}":
            self._problem(f"`</{name}>` closes nothing", self.text.position(end)[0])
            return
        section = self.open.pop()
        start = self.text.offset(section.lines.first, section.columns[0])
        section.body = section.span = self.text.lines_of(start, end)
        for setting in section.settings:
            setting.span = section.body

    def _directive(self, start: int, end: int) -> None:
        words = [*_WORD.finditer(self.source, start, end)]
        if not words:
            return
        section = self.open[-1] if self.open else None
        name, *arguments = words
        path = (*(block.kind[7:] for block in self.open), name[0])
        lowered = name[0].lower()
        if lowered in {"include", "includeoptional"}:
            for around in self.open:
                around.is_complete = False
        dropped = self._names(lowered, arguments)
        if dropped and lowered not in _FROM:
            path = (*path, arguments[dropped - 1][0])
        arguments = arguments[dropped:]
        first = arguments[0].start() if arguments else words[-1].end()
        text = " ".join(filter(None, (_bare(word[0]) for word in arguments)))
        value = self.builder.seen(first, end, self._seen(text))
        write = partial(self._write, start, first, end)
        role: Literal["header", "entry"] = "header" if lowered in _HEADERS else "entry"
        self.builder.setting(path, value, start, end, section, write, role)

    def _names(self, directive: str, arguments: list[re.Match[str]]) -> int:
        """How many of the words say what the rest is the value of."""
        if directive in _NAMING and len(arguments) > 1:
            return 1
        actions = [word[0].lower() for word in arguments[:2]]
        if directive in _HEADERS and len(arguments) > 2:
            action = 1 if actions[0] in {"always", "onsuccess"} else 0
            return action + 2 if actions[action] in _SETTING and len(arguments) > action + 2 else 0
        in_a_path = any(block.kind.startswith("apache:location") for block in self.open)
        return int(directive in _FROM and len(arguments) > 1 and not in_a_path)

    def _seen(self, text: str) -> str:
        known = _VARIABLE.sub(lambda used: self.defined.get(used[1], HOLE), text)
        return re.sub(f"{HOLE}+", HOLE, visible(_EXPRESSION.sub(HOLE, known), variables=False))

    def _problem(self, message: str, line: int) -> None:
        self.problems.append(Problem(message, Lines(line, line)))

    def _write(self, start: int, first: int, end: int, setting: str, value: object) -> Edits | None:
        if setting not in VALUE:
            return None
        if value is None:
            return without_lines(self.text, start, end)
        written = ("" if first < end else " ") + spelled(value, truths=("on", "off"))
        return None if re.search(r"[\r\n#]", written) else (Edit(first, end, written),)


def _bare(word: str) -> str:
    if word[:1] in {'"', "'"} and word[-1:] == word[:1] and len(word) > 1:
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    return re.sub(r"\\\r?\n", "", word)


def _defined(source: str) -> dict[str, str]:
    """What `Define` gives once."""
    found = re.findall(r"^[ \t]*Define[ \t]+(\w+)[ \t]+([^\s\"'$]+)[ \t]*$", source, re.M | re.I)
    count = Counter(name for name, _ in found)
    return {name: text for name, text in found if count[name] == 1}
