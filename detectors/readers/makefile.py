"""Reads makefiles: what the recipes run, and what make itself prints of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from detectors.facts import Chains, File, Output, Shown
from detectors.facts.comparisons import Side
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.embedded import Script, lines_of_text, read_scripts
from detectors.text import Text
from detectors.vocabulary.names import listed, words

_VARIABLE = re.compile(
    r"(?:export[ \t]+|override[ \t]+)*([\w.-]+)[ \t]*(\?|::?:?|\+|!)?=[ \t]*(.*)", re.DOTALL
)
_RULE = re.compile(r"[^\s#=:][^#=:]*::?(?!=)[^=]*$|[^\s#=:][^#=:]*::?(?!=)[^;]*;")
_DEFINES = re.compile(r"(?:override[ \t]+|export[ \t]+)*define\b")
_QUIETS = re.compile(r"MAKEFLAGS[^=\n]*=.*(?:-s\b|--silent|--quiet)|^\.SILENT:[ \t]*$", re.M)
_STOPS = re.compile(r"^\.SHELLFLAGS[^=\n]*=.*-\w*e|^\.ONESHELL:", re.M)
"""With it a shell ends at the first command of a recipe that fails, or runs all of it."""
_PREFIX = re.compile(r"[@+\- \t]*")
_REFERENCE = re.compile(r"\$[({]([\w.-]+)[)}]")
_CLOSES = {"(": ")", "{": "}"}
_AUTOMATIC = re.compile(r"\$[@<^+?*%|]")
_WORKED_OUT = "MAKE_WORKS_IT_OUT"
"""The variable of the shell that stands for what a function of make gives."""
_DEEPEST = 4
_BY_HAND = listed(
    "test tests testing check lint format fmt style typecheck coverage cov bench benchmark dev develop setup env venv"
    " bootstrap local demo run serve start watch debug doc docs help clean eval verify smoke services init deps functional integration e2e"
)
"""Words of targets that whoever develops starts, and looks at."""


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """What every recipe runs; never raises."""
    return _Reader(source, replace(file, format="makefile")).read(clients)


@dataclass
class _Command:
    """One command of a recipe, over all of its lines."""

    start: int
    text: str
    is_silent: bool
    may_fail: bool
    """A `-` before it tells make to go on."""


@dataclass
class _Recipe:
    target: str
    commands: list[_Command] = field(default_factory=list)


class _Reader:
    def __init__(self, source: str, file: File) -> None:
        self.source = source
        self.text = Text(source)
        self.builder = Builder(self.text, file)
        self.given: dict[str, str] = {}
        """Variable -> what it stands for, as last written."""
        self.times: Counter[str] = Counter()
        self.fixed: set[str] = set()
        """Variables that the file gives a value of its own."""
        self.is_quiet = _QUIETS.search(source) is not None

    def read(self, clients: frozenset[str]) -> Reading:
        recipes = list(self._recipes())
        scripts = [
            self._script(recipe)
            for recipe in recipes
            if recipe.commands and _BY_HAND.isdisjoint(words(recipe.target))
        ]
        reading = read_scripts(scripts, self.builder, clients)
        lists = [] if _STOPS.search(self.source) else [
            Script(self._seen(one.text), lines_of_text(one.text, one.start, self.text), use="file")
            for recipe in recipes
            if _BY_HAND.isdisjoint(words(recipe.target))
            for one in recipe.commands
            if ";" in one.text and not one.may_fail
        ]  # fmt: skip
        chains = [
            one
            for one in read_scripts(lists, self.builder, clients).facts
            if isinstance(one, Chains)
        ]
        printed = [] if self.is_quiet else [
            output for recipe in recipes for one in recipe.commands if (output := self._printed(one))
        ]  # fmt: skip
        facts = sorted(
            [*reading.facts, *chains, *printed], key=lambda fact: (fact.lines, fact.columns)
        )
        return Reading(facts, reading.problems)

    def _recipes(self) -> Iterator[_Recipe]:
        recipe: _Recipe | None = None
        is_defining = False
        for start, written in self._logical():
            if is_defining:
                is_defining = not written.strip().startswith("endef")
            elif _DEFINES.match(written):
                is_defining = True
            elif written.startswith("\t"):
                if recipe and written.strip() and not written.strip().startswith("#"):
                    recipe.commands.append(self._command(start, written))
            elif (found := _VARIABLE.match(written)) and not written.startswith(" "):
                self._variable(found[1], found[2] or "", found[3].strip())
            elif _RULE.match(written):
                if recipe:
                    yield recipe
                recipe = _Recipe(written.partition(":")[0].strip())
        if recipe:
            yield recipe

    def _logical(self) -> Iterator[tuple[int, str]]:
        """Lines, each with those that go on behind a backslash."""
        start, parts = 0, ""
        for at, line in zip(self.text.starts, self.source.splitlines(keepends=True), strict=False):
            if not parts:
                start = at
            parts += line
            if not line.rstrip("\r\n").endswith("\\"):
                yield start, parts.rstrip("\r\n")
                parts = ""
        if parts:
            yield start, parts.rstrip("\r\n")

    def _variable(self, name: str, how: str, value: str) -> None:
        self.times[name] += 1
        self.given[name] = value
        if value and not value.startswith("$"):
            self.fixed.add(name)

    def _command(self, start: int, written: str) -> _Command:
        prefix = _PREFIX.match(written)
        end = prefix.end() if prefix else 0
        signs = written[:end]
        return _Command(start + end, written[end:], "@" in signs, "-" in signs)

    def _script(self, recipe: _Recipe) -> Script:
        """Its commands in a row: make stops at the first that fails."""
        lines: list[str] = []
        starts: list[int] = []
        for command in recipe.commands:
            at = command.start
            seen = self._seen(command.text).split("\n")
            for line, written in zip(seen, command.text.split("\n"), strict=True):
                lines.append(line.rstrip("\r").lstrip("\t"))
                starts.append(at + len(written) - len(written.lstrip("\t")))
                at += len(written) + 1
        return Script("\n".join(lines), tuple(starts), exits_on_error=True)

    def _seen(self, written: str) -> str:
        """As the shell gets it, line by line; what make works out is a variable that nobody knows."""
        kept = _without_calls(written.replace("$$", "\0"))
        kept = _REFERENCE.sub(lambda found: self._value(found[1]), kept)
        return _AUTOMATIC.sub("$_", kept).replace("\0", "$")

    def _value(self, name: str, depth: int = 0) -> str:
        """What a variable stands for that is given once; else a variable of the shell of that name."""
        value = self.given.get(name, "")
        plain = "${" + re.sub(r"\W", "_", name) + "}"
        if self.times[name] != 1 or not value or depth >= _DEEPEST or "\n" in value:
            return plain
        if "$" in _REFERENCE.sub("", value) or "#" in value:
            return plain
        return _REFERENCE.sub(lambda found: self._value(found[1], depth + 1), value)

    def _printed(self, command: _Command) -> Output | None:
        """What make puts into its log before it runs a command that does not begin with `@`."""
        names = [] if command.is_silent else list(dict.fromkeys(self._filled_in(command.text)))
        if not names:
            return None
        first = command.text.split("\n")[0]
        end = command.start + len(command.text if len(first) < len(command.text) else first)
        lines, columns = (
            self.text.lines_of(command.start, end),
            self.text.columns_of(command.start, end),
        )
        return Output(
            file=replace(self.builder.file, language="shell"),
            lines=lines,
            columns=columns,
            statement=lines,
            name="make",
            kind="trace",
            shows=[
                Shown(name=n, text=f"$({n})", trace=partial(Side, text=n, names=frozenset({n})))
                for n in names
            ],
        )

    def _filled_in(self, written: str, depth: int = 0) -> Iterator[str]:
        """The variables from outside whose values stand in what make prints."""
        kept = _without_calls(written.replace("$$", ""))
        for found in _REFERENCE.finditer(kept):
            name = found[1]
            if name not in self.fixed | {_WORKED_OUT}:
                yield name
            if depth < _DEEPEST and name in self.given:
                yield from self._filled_in(self.given[name], depth + 1)


def _without_calls(written: str) -> str:
    """`$(shell ...)`, `$(call ...)`, `$(if ...)` taken out, brackets inside and all."""
    kept, at = "", 0
    while (start := written.find("$", at)) >= 0:
        end = _end_of_call(written, start)
        if end is None:
            kept += written[at : start + 1]
            at = start + 1
            continue
        kept += written[at:start] + f"${{{_WORKED_OUT}}}" + "\\\n" * written.count("\n", start, end)
        at = end
    return kept + written[at:]


def _end_of_call(written: str, start: int) -> int | None:
    """Where the function ends that begins here; None where none does."""
    opens = written[start + 1 : start + 2]
    if opens not in _CLOSES or _REFERENCE.match(written, start):
        return None
    depth = 0
    for at in range(start + 1, len(written)):
        if written[at] == opens:
            depth += 1
        elif written[at] == _CLOSES[opens]:
            depth -= 1
            if not depth:
                return at + 1
    return None
