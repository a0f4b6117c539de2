"""Reads nginx configuration: every directive a setting, every block with what it inherits as parent."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from detectors.facts import HOLE, Block, File
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.rewriting import VALUE, indent_at, newline, spelled, without_lines
from detectors.readers.common.templates import mask, without_tests
from detectors.readers.common.values import visible
from detectors.text import Text

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+|\#[^\r\n]*)
    |(?P<mark>[;{}])
    |(?P<word>(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$\{[^{}\s]*\}|\\.|[^\s;{}"'\\]|(?<=\S)["'])+)
    |(?P<broken>.)""",
    re.S | re.X,
)
_ENDED = re.compile(r"[;{}]\s*$")
_VARIABLE = re.compile(r"\$\{\w+\}|\$\w+")
_HARMLESS = re.compile(
    r"(mime\.types|(fastcgi|uwsgi|scgi|proxy)_params|fastcgi\.conf|koi-\w+|win-utf)$"
)
_LUA = re.compile(r"_by_lua_block$|_by_njs_block$")
_BRACE = re.compile(r"--[^\r\n]*|\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'|[{}]")


class _Word(NamedTuple):
    start: int
    end: int
    text: str


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every directive and block of a source; includes are not followed; never raises."""
    return _Reader(source, replace(file, format="nginx")).read()


@dataclass
class _Reader:
    source: str
    file: File
    problems: list[Problem] = field(default_factory=list)
    open: list[tuple[Block, int, str]] = field(default_factory=list)
    """The blocks around, innermost last: the block, where its `{` ends, its directive."""

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)
        self.masked = mask(self.source)
        self.masked.text = without_tests(self.masked, _ENDED)
        self.constants = _constants(self.source)
        self.last: dict[int, tuple[int, int]] = {}
        """Block -> offsets of its last statement."""

    def read(self) -> Reading:
        if not self.source.strip():
            return Reading()
        begin = len(self.source) - len(self.source.lstrip("\ufeff \t\r\n"))
        main = self.builder.block(
            "nginx:main", "", (begin, begin), (begin, len(self.source.rstrip()))
        )
        main.write = partial(self._write_block, main, begin)
        self.open.append((main, begin, ""))
        words: list[_Word] = []
        position = 0
        while position < len(self.source):
            token = _TOKEN.match(self.masked.text, position)
            if token is None:
                break
            position = token.end()
            kind = token.lastgroup
            if kind == "word":
                words.append(self._word(token.start(), token.end()))
            elif kind == "broken":
                self._problem("a quote that is never closed", token.start())
                words = []
                position = self.text.offset(self.text.position(token.start())[0] + 1, 1)
            elif kind == "mark":
                position = self._mark(token[0], token.start(), words)
                words = []
        if words:
            self._directive(words, words[-1].end)
            self._problem("`;` is missing", words[-1].start)
        while len(self.open) > 1:
            block, _, _ = self.open[-1]
            self._problem("`}` is missing", self.text.offset(block.lines.first, 1))
            block.is_complete = False
            self._close(len(self.source.rstrip()))
        self._note_templates()
        return Reading(self.builder.finished(), self.problems)

    def _word(self, start: int, end: int) -> _Word:
        written = self.source[start:end]
        if written[:1] in ("'", '"') and written[-1:] == written[:1] and len(written) > 1:
            return _Word(start, end, re.sub(r"\\([\"'\\])", r"\1", written[1:-1]))
        return _Word(start, end, written)

    def _mark(self, mark: str, at: int, words: list[_Word]) -> int:
        """Acts on `;`, `{` or `}`; returns where to read on."""
        if mark == ";":
            if words:
                self._directive(words, at + 1)
        elif mark == "{":
            if words and _LUA.search(words[0].text):
                return self._skip(words, at)
            self._begin(words, at)
        else:
            if words:
                self._problem("`;` is missing", words[-1].start)
                self._directive(words, words[-1].end)
            if len(self.open) > 1:
                self._close(at + 1)
            else:
                self._problem("a `}` that closes nothing", at)
        return at + 1

    def _begin(self, words: list[_Word], at: int) -> None:
        parent = self.open[-1][0]
        name = words[0].text if words else ""
        start = words[0].start if words else at
        labels = tuple(word.text for word in words[1:])
        block = self.builder.block(
            f"nginx:{name}", " ".join(labels), (start, at + 1), (start, at + 1), parent, labels
        )
        block.write = partial(self._write_block, block, at + 1)
        self.open.append((block, at + 1, name))

    def _close(self, end: int) -> None:
        block, _, name = self.open.pop()
        start = self.text.offset(block.lines.first, block.columns[0])
        block.body = block.span = self.text.lines_of(start, max(end, start + 1))
        for setting in block.settings:
            setting.span = block.body
            if name == "server" and setting.name == "server_name" and not block.name:
                block.name = (setting.value.string or "").partition(" ")[0]
        self.last[id(self.open[-1][0])] = (start, end)

    def _directive(self, words: list[_Word], end: int) -> None:
        block = self.open[-1][0]
        name, arguments = words[0], words[1:]
        keywords = tuple(keyword for _, _, keyword in self.open[1:])
        path = (*keywords, name.text)
        if name.text == "set" and len(arguments) > 1:
            path = (*path, arguments[0].text)
            arguments = arguments[1:]
        first = arguments[0].start if arguments else name.end
        last = arguments[-1].end if arguments else name.end
        text = " ".join(self._seen(word.text) for word in arguments)
        value = self.builder.seen(first, last, re.sub(f"{HOLE}+", HOLE, text))
        whole = (name.start, end)
        write = partial(self._write_directive, (first, last), whole)
        self.builder.setting(path, value, *whole, block, write)
        self.last[id(block)] = whole
        if name.text == "include" and not (arguments and _HARMLESS.search(arguments[0].text)):
            block.is_complete = False

    def _seen(self, text: str) -> str:
        if "$" in text:
            text = _VARIABLE.sub(lambda v: self.constants.get(v[0].strip("${}"), HOLE), text)
        return visible(text)

    def _skip(self, words: list[_Word], at: int) -> int:
        """Passes over a block of another language."""
        depth = 0
        for brace in _BRACE.finditer(self.source, at):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if depth == 0:
                path = tuple(keyword for _, _, keyword in self.open[1:])
                value = self.builder.value(at, brace.end(), "unknown")
                start = words[0].start
                self.builder.setting(
                    (*path, words[0].text), value, start, brace.end(), self.open[-1][0]
                )
                return brace.end()
        self._problem("`}` is missing", at)
        return len(self.source)

    def _note_templates(self) -> None:
        """A template line may put anything into the innermost block around it."""
        blocks = [fact for fact in self.builder.facts if isinstance(fact, Block)]
        for offset, _ in self.masked.insertions:
            line = self.text.position(offset)[0]
            around = [block for block in blocks if block.body.holds(Lines(line, line))]
            if around:
                max(around, key=_depth).is_complete = False

    def _problem(self, message: str, offset: int) -> None:
        line = min(self.text.position(offset)[0], len(self.text.lines) or 1)
        self.problems.append(Problem(message, Lines(line, line)))

    def _write_directive(
        self, value_at: tuple[int, int], whole: tuple[int, int], setting: str, value: object
    ) -> Edits | None:
        if setting not in VALUE:
            return None
        if value is None:
            return without_lines(self.text, *whole) or (Edit(*whole, ""),)
        written = spelled(value, truths=("on", "off"))
        gap = "" if value_at[0] < value_at[1] else " "
        return (Edit(*value_at, gap + written),) if _is_one_directive(written) else None

    def _write_block(self, block: Block, inside: int, name: str, value: object) -> Edits | None:
        for setting in reversed(block.settings):
            if setting.name == name:
                return setting.write("value", value)
        written = f"{name} {spelled(value, truths=('on', 'off'))}"
        if value is None or not _is_one_directive(written):
            return None
        start, end = self.last.get(id(block), (inside, inside))
        indent = indent_at(self.text, start)
        if start == end or indent.strip():
            return (Edit(end, end, f" {written};"),)
        return (Edit(end, end, f"{newline(self.source)}{indent}{written};"),)


def _is_one_directive(written: str) -> bool:
    return not re.search(r"[;{}\r\n]", written)


def _depth(block: Block) -> int:
    return 1 + _depth(block.parent) if block.parent else 0


def _constants(source: str) -> dict[str, str]:
    """Variables that are set to one text without variables, however often."""
    found = re.findall(r"^\s*set\s+\$(\w+)\s+([\"']?)([^\s\"';]*)\2\s*;", source, re.M)
    count = Counter(name for name, _ in {(name, text) for name, _, text in found})
    dynamic = re.findall(r"\b(?:map|geo|split_clients)\s+[^;{}]*\$(\w+)\s*\{", source)
    return {
        name: text
        for name, _, text in found
        if count[name] == 1 and "$" not in text and name not in dynamic
    }
