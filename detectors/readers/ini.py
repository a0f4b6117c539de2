"""Reads lines of `name = value`: INI files, .env and .properties, systemd units, Postfix's main.cf."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from detectors.facts import HOLE, Block, File
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.embedded import Script, lines_of_text, read_scripts, shell_flag
from detectors.readers.common.rewriting import VALUE, line_below, spelled, without_lines
from detectors.readers.common.templates import mask, without_templates
from detectors.readers.common.values import typed, visible
from detectors.text import Text


class Dialect(NamedTuple):
    """How one family of files writes its lines."""

    comments: str = "#;"
    separators: str = "=:"
    indent_continues: bool = False
    backslash_continues: bool = False
    has_inline_comments: bool = False
    variables: bool = False
    """`$NAME` is filled in."""
    is_typed: bool = True
    """A number is a number; elsewhere every value is text."""


INI = Dialect(indent_continues=True, has_inline_comments=True)
ENV = Dialect(comments="#", separators="=", has_inline_comments=True, variables=True)
PROPERTIES = Dialect(comments="#!", backslash_continues=True)
SYSTEMD = Dialect(separators="=", backslash_continues=True)
POSTFIX = Dialect(comments="#", separators="=", indent_continues=True, variables=True)

_UNITS = {".service", ".socket", ".timer", ".mount", ".target", ".path", ".slice", ".network"}
_SECTION = re.compile(r"\[(?P<name>[^\[\]\r\n]*(?:\[[^\]\r\n]*\])?)\]\s*(?:[#;].*)?$")
_NAME = re.compile(r"[^\s=:#;\[\]][^=:]*?(?=\s*[=:])|[^\s=:#;\[\]]+")
_FLAG = re.compile(r"[\w.$-]+$")
_HOST = re.compile(
    r"""[\w.:\[\]-]+(?:[ \t]+\w+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'#]\S*))+[ \t]*(?:#.*)?$"""
)
"""A host of an Ansible inventory with its variables: `web1 ansible_host=10.0.0.4 ansible_user=deploy`."""
_OF_A_HOST = re.compile(r"""(?<=[ \t])(\w+)=("[^"\n]*"|'[^'\n]*'|[^\s"']\S*)""")
_ASSIGNMENT = re.compile(
    r"""(?:"(?P<quoted>[A-Za-z_]\w*=[^"]*)"|'(?P<single>[A-Za-z_]\w*=[^']*)'|(?P<bare>[A-Za-z_]\w*=\S*))"""
)


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every line's setting, every section's block; never raises."""
    format, dialect = _dialect(source, file)
    return _Reader(source, replace(file, format=format), dialect).read(clients)


def _dialect(source: str, file: File) -> tuple[str, Dialect]:
    name = PurePosixPath(file.name.lower())
    if file.language == "env":
        return "env", ENV
    if file.language == "properties":
        return "properties", PROPERTIES
    if name.suffix in _UNITS or re.search(r"^\[(Unit|Service|Install)\]\s*$", source, re.M):
        return "systemd", SYSTEMD
    if name.name == "main.cf" or re.search(r"^(smtpd?_tls_\w+|mydestination)\s*=", source, re.M):
        return "postfix", POSTFIX
    if re.search(r"^\[(supervisord|program:[^\]\n]+)\]", source, re.M):
        return "supervisor", INI
    return "ini", INI


_FILLED_IN = re.compile(r"@\w+@|%\(\w+\)\d*[sd]|(?<!\$)\{\w+\}")
"""What a build puts in place, `@bindir@` or `{bindir}`, and supervisor: `%(here)s`."""
_PREFIX = re.compile(r"(?:[-:+!]|@(?!\w+@))*")


@dataclass
class _Logical:
    """A line with its continuations, as offsets."""

    start: int
    end: int


@dataclass
class _Reader:
    source: str
    file: File
    dialect: Dialect
    problems: list[Problem] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)
        # Only whole template lines matter here: within a value they are seen as holes.
        self.masked = mask(self.source)
        self.section: Block | None = None
        self.section_end = 0
        self.broken: list[int] = []

    def read(self, clients: frozenset[str]) -> Reading:
        for line in self._logical_lines():
            self._line(line.start, line.end)
        self._end_section(len(self.source.rstrip()))
        if self.broken:
            lines = self.text.lines_of(self.broken[0], self.broken[0] + 1)
            what = "neither a section nor `name = value`"
            self.problems.append(Problem(what, lines))
        shells = read_scripts(self.scripts, self.builder, clients)
        facts = [*self.builder.finished(), *shells.facts]
        facts.sort(key=lambda fact: (fact.lines, fact.columns))
        return Reading(facts, [*self.problems, *shells.problems])

    def _logical_lines(self) -> Iterator[_Logical]:
        """Lines that say something, each with the lines that continue it."""
        current: _Logical | None = None
        indent = 0
        quote = ""
        for start, end in self._physical_lines():
            written = self.source[start:end]
            stripped = written.strip()
            if current and quote:
                current.end = end
                quote = "" if _closes(written, quote) else quote
                continue
            own = len(written) - len(written.lstrip())
            if current and self._continues(current, stripped, own > indent):
                current.end = start + len(written.rstrip())
                continue
            if not stripped or stripped[0] in self.dialect.comments:
                if not self.dialect.indent_continues:
                    if current:
                        yield current
                    current = None
                continue
            if current:
                yield current
            begin = start + own
            current, indent = _Logical(begin, start + len(written.rstrip())), own
            quote = self._opens(begin, end)
        if current:
            yield current

    def _physical_lines(self) -> Iterator[tuple[int, int]]:
        starts = self.text.starts
        for index, start in enumerate(starts):
            stop = starts[index + 1] if index + 1 < len(starts) else len(self.source)
            end = start + len(self.source[start:stop].rstrip("\r\n"))
            if self.source[start:end].strip() and not self.masked.text[start:end].strip():
                continue
            if start == 0 and self.source.startswith("\ufeff"):
                start = 1
            yield start, end

    def _continues(self, current: _Logical, stripped: str, is_deeper: bool) -> bool:
        if self.dialect.backslash_continues and self.source[current.start : current.end].endswith(
            "\\"
        ):
            return bool(stripped)
        if not self.dialect.indent_continues or not stripped or not is_deeper:
            return False
        is_comment = stripped[0] in self.dialect.comments
        return not is_comment and self.source[current.start] != "["

    def _opens(self, start: int, end: int) -> str:
        """The quote that an .env value opens here and closes on a later line."""
        if self.dialect is not ENV:
            return ""
        found = re.compile(r"(?:export\s+)?\w+\s*=\s*([\"'])").match(self.source, start, end)
        if not found or _closes(self.source[found.end() : end], found[1]):
            return ""
        return found[1] if found[1] in self.source[end:] else ""

    def _line(self, start: int, end: int) -> None:
        written = self.source[start:end]
        section = _SECTION.match(written)
        if section and self.dialect is not ENV:
            self._end_section(start)
            self._begin_section(section["name"].strip(), start, end)
            return
        if self.dialect is INI and "ansible_" in written and _HOST.match(written):
            for given in _OF_A_HOST.finditer(self.source, start, end):
                self._entry(given[1], given.start(), given.start(2), given.end())
            self.section_end = end
            return
        export = re.match(r"export\s+", written) if self.dialect is ENV else None
        begin = start + (export.end() if export else 0)
        name = _NAME.match(self.source, begin, end)
        if not name:
            self.broken.append(start)
            return
        rest = self.source[name.end() : end]
        separator = re.match(r"\s*[=:]\s*", rest) or (
            re.match(r"[ \t]+", rest) if self.dialect is PROPERTIES else None
        )
        if separator and separator[0].strip() not in ("", *self.dialect.separators):
            separator = None
        if separator:
            self._entry(name[0].strip(), start, name.end() + separator.end(), end)
        elif _FLAG.match(written[begin - start :].split(" #")[0].strip()):
            self._flag(name[0], start, end)
        else:
            self.broken.append(start)
        self.section_end = end

    def _begin_section(self, name: str, start: int, end: int) -> None:
        header = (start, start + self.source[start:end].index("]") + 1)
        self.section = self.builder.block("ini:section", name, header, header)
        self.section.write = partial(self._write_section, self.section)
        self.section_end = end

    def _end_section(self, end: int) -> None:
        if self.section:
            first = self.section.lines.first
            last = self.text.lines_of(0, max(self.section_end, 1)).last
            self.section.body = self.section.span = Lines(first, max(first, last))
            for setting in self.section.settings:
                setting.span = self.section.body
            self.section.is_complete = not self.masked.inserts_any(self.text.offset(first, 1), end)

    def _flag(self, name: str, start: int, end: int) -> None:
        """A name alone: switched on in an INI file, taken from outside in an .env file."""
        if self.dialect is ENV:
            value = self.builder.value(start, end, "unknown")
        else:
            value = self.builder.value(start, end, "known", True)
        self.builder.setting(self._path(name), value, start, end, self.section)

    def _entry(self, name: str, start: int, value_start: int, end: int) -> None:
        value_start = min(value_start, end)
        if self.dialect is SYSTEMD and name == "Environment":
            self._environment(value_start, end)
            return
        value_end, text, is_quoted = self._value(value_start, end)
        seen = visible(
            text, variables=self.dialect.variables and not _is_single(self.source, value_start)
        )
        if is_quoted or not self.dialect.is_typed or not seen or HOLE in seen:
            value = seen
        else:
            value = typed(seen) if typed(seen) is not None else seen
        inner = (value_start + 1, value_end - 1) if is_quoted else (value_start, value_end)
        if self._is_run(name):
            self._command(value_start, value_end)
        self.builder.setting(
            self._path(name),
            self.builder.seen(value_start, value_end, value),
            start,
            max(value_end, value_start),
            self.section,
            partial(self._write_entry, inner, (start, end)),
            role="variable" if self.dialect is ENV else "entry",
        )

    def _is_run(self, name: str) -> bool:
        """systemd or supervisor starts what the entry says."""
        if self.dialect is SYSTEMD:
            return name.startswith("Exec")
        section = self.section.name if self.section else ""
        return name == "command" and section.startswith(("program:", "fcgi-program:"))

    def _value(self, start: int, end: int) -> tuple[int, str, bool]:
        """(where it ends, what it says, whether quotes stand around it)."""
        written = self.source[start:end]
        quote = written[:1]
        if quote in ("'", '"'):
            closing = _closing(written, quote)
            rest = written[closing + 1 :].strip() if closing else "?"
            if closing and (not rest or rest[0] in self.dialect.comments):
                inner = written[1:closing]
                escaped = re.sub(r"\\([\"\\$])", r"\1", inner) if quote == '"' else inner
                return start + closing + 1, escaped, True
        if self.dialect.has_inline_comments:
            comment = re.search(
                r"(?:^|[ \t])[#;]" if self.dialect is not ENV else r"(?:^|[ \t])#", written
            )
            if comment and (self.dialect is ENV or comment.start() > 0):
                written = written[: comment.start()]
        written = written.rstrip()
        text = written
        if self.dialect.backslash_continues:
            text = re.sub(r"\\[ \t]*(?:\r\n|\r|\n)[ \t]*", "", written)
        if self.dialect is PROPERTIES:
            text = re.sub(r"\\([:=#! \\])", r"\1", text)
        return start + len(written), text, False

    def _command(self, start: int, end: int) -> None:
        """`ExecStart=-/bin/sh -c '...'`: systemd splits it much as a shell would."""
        written = self.source[start:end]
        prefix = _PREFIX.match(written)
        start += prefix.end() if prefix else 0
        text = _FILLED_IN.sub(HOLE, without_templates(self.source[start:end]))
        try:
            words = shlex.split(re.sub(r"\\\r?\n", " ", text))
        except ValueError:
            return
        flag = shell_flag(words)
        if flag is None:
            self.scripts.append(Script(text, lines_of_text(text, start, self.text)))
            return
        script = words[flag + 1]
        at = start + max(text.find(script), 0)
        self.scripts.append(Script(script, (at,) * (script.count("\n") + 1)))

    def _environment(self, start: int, end: int) -> None:
        """`Environment="A=1" B=2` sets variables."""
        for found in _ASSIGNMENT.finditer(self.source, start, end):
            kind = str(found.lastgroup)
            name, _, text = found[kind].partition("=")
            at = found.start(kind) + len(name) + 1
            value = self.builder.seen(at, found.end(kind), visible(text))
            path = (*self._path("Environment"), name)
            self.builder.setting(
                path, value, found.start(), found.end(), self.section, role="variable"
            )

    def _path(self, name: str) -> tuple[str, ...]:
        if self.dialect is PROPERTIES:
            return tuple(part for part in name.split(".") if part) or (name,)
        return (self.section.name, name) if self.section else (name,)

    def _write_entry(
        self, inner: tuple[int, int], whole: tuple[int, int], setting: str, value: object
    ) -> Edits | None:
        if setting not in VALUE:
            return None
        if value is None:
            return without_lines(self.text, *whole, comments=self.dialect.comments)
        before = self.source[inner[0] : inner[1]]
        written = spelled(value, before)
        is_quoted = self.source[inner[0] - 1 : inner[0]] in ("'", '"')
        unfit = r"[\r\n\"'$`\\]" if is_quoted else r"[\r\n]|(?:^|\s)[#;]"
        if "\n" in before or re.search(unfit, written):
            return None
        if self.dialect is ENV and not is_quoted and re.search(r"[\s\"'$`\\]", written):
            return None
        return (Edit(*inner, written),)

    def _write_section(self, section: Block, name: str, value: object) -> Edits | None:
        for setting in reversed(section.settings):
            if setting.name == name:
                return setting.write("value", value)
        if value is None:
            return None
        at = self.text.offset(section.body.last, 1)
        is_spaced = " = " in self.text.lines[section.body.last - 1]
        return line_below(self.text, at, f"{name}{' = ' if is_spaced else '='}{spelled(value)}")


def _is_single(source: str, start: int) -> bool:
    """A single-quoted value is taken as it stands."""
    return source[start : start + 1] == "'"


def _closes(text: str, quote: str) -> bool:
    return bool(re.search(rf"(?<!\\){quote}", text))


def _closing(written: str, quote: str) -> int:
    found = re.compile(rf"(?<!\\){quote}").search(written, 1)
    return found.start() if found else 0
