"""Reads Dockerfiles: stages, variables, copies, and the shell inside RUN, CMD and HEALTHCHECK."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from detectors.facts import HOLE, Block, File, Use
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.copied import Copied
from detectors.readers.common.embedded import Script, of_words, read_scripts, seconds
from detectors.readers.common.rewriting import VALUE, spelled
from detectors.readers.common.templates import EXPRESSION, mask, without_templates
from detectors.readers.common.values import typed, visible
from detectors.text import Text

INSTRUCTIONS = frozenset(
    [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ]
)
_ESCAPE = re.compile(r"\A(?:#[^\n]*\n)*?#\s*escape\s*=\s*([\\`])", re.I)
_WORD = re.compile(r"[ \t]*([A-Za-z]+)(?=[ \t\r\n]|\Z)[ \t]*")
_OPTION = re.compile(r"\s*(?:[\\`]\s*\n\s*)*(--[a-z-]+)(?:=(\"[^\"]*\"|\S*))?(?=\s|\Z)")
_PAIR = re.compile(
    r"""(?P<name>[^\s=\\"'`]+|"[^"]*")=(?P<value>(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\[^\r\n]|[^\s"'\\])*)""",
    re.S,
)
_IMAGE_WORD = re.compile(r"(?:\{\{.*?\}\}|\S)+")
_REFERENCE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
_CHOICE = re.compile(r"[A-Za-z_]*")
"""The default of an `ARG` that whoever builds puts something else for: `latest`, `main`, `gpu`, nothing."""
_HEREDOC = re.compile(r"<<-?\s*([\"']?)([A-Za-z_]\w*)\1")


@dataclass
class _Instruction:
    """One instruction; offsets of the word, the arguments and the end of its last line."""

    name: str
    start: int
    arguments: int
    end: int
    bodies: list[tuple[int, int]] = field(default_factory=list)
    """Offsets of its here-documents' texts."""


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every instruction of a source; never raises."""
    return _Reader(source, replace(file, format="dockerfile")).read(clients)


@dataclass
class _Reader:
    source: str
    file: File
    problems: list[Problem] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)
    """ARG defaults before the first FROM."""
    stage: Block | None = None
    stage_end: int = 0
    is_shell: bool = True
    exits_on_error: bool = False
    pipefail: bool = False
    copied: Copied = field(default_factory=Copied)
    stages: dict[str, Copied] = field(default_factory=dict)
    """What the stages before have copied, by their names."""
    given: dict[str, str] = field(default_factory=dict)
    """What `ENV`, and `ARG` by its default, give the commands of this stage."""
    given_in: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same of the stages before, by their names."""
    fixed: set[str] = field(default_factory=set)
    """What `ENV` has given a value in this stage, or in what it is made of: no `ARG` gives it another."""
    fixed_in: dict[str, set[str]] = field(default_factory=dict)
    """The same of the stages before, by their names."""

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)
        masked = mask(self.source).text
        self.masked = Text(
            "".join(a if a in "\r\n" else b for a, b in zip(self.source, masked, strict=True))
        )  # line breaks inside of an expression are line breaks here
        found = _ESCAPE.match(self.source)
        self.escape = found[1] if found else "\\"

    def read(self, clients: frozenset[str]) -> Reading:
        for instruction in self._instructions():
            self._instruction(instruction)
            self.stage_end = instruction.end
        self._end_stage()
        reading = read_scripts(self.scripts, self.builder, clients)
        facts = sorted(
            [*self.builder.finished(), *reading.facts], key=lambda fact: (fact.lines, fact.columns)
        )
        return Reading(facts, [*self.problems, *reading.problems])

    def _instructions(self) -> Iterator[_Instruction]:
        line, count = 1, len(self.text.lines)
        while line <= count:
            written = self.text.lines[line - 1].strip("\ufeff \t")
            if not written or written.startswith("#") or not self.masked.lines[line - 1].strip():
                line += 1
                continue
            start = self.text.offset(line, 1)
            start += len(self.source[start:]) - len(self.source[start:].lstrip("\ufeff \t"))
            line = self._last_line(line)
            word = _WORD.match(self.source, start)
            name = word[1].upper() if word else ""
            if EXPRESSION.match(self.source, start):
                line += 1
                continue  # what the template puts here cannot be seen
            if not word or name not in INSTRUCTIONS:
                self._complain(self.text.lines_of(start, start + 1))
                line += 1
                continue
            instruction = _Instruction(name, start, word.end(), self._end_of(line))
            if name in ("RUN", "COPY", "ADD"):
                line = self._heredocs(instruction, line)
            yield instruction
            line += 1

    def _complain(self, where: Lines) -> None:
        """Says it once for lines in a row."""
        last = self.problems[-1].lines.last if self.problems else -1
        if where.first == last + 1:
            where = self.problems.pop().lines.through(where)
        self.problems.append(Problem("not an instruction of a Dockerfile", where))

    def _last_line(self, line: int) -> int:
        """The line on which an instruction that begins here ends; comments inside are passed over."""
        while line < len(self.text.lines) and self._continues(line):
            line += 1
            while line < len(self.text.lines) and self._is_inside(line):
                line += 1
        return line

    def _continues(self, line: int) -> bool:
        written = self.text.lines[line - 1].rstrip()
        return written.endswith(self.escape)

    def _is_inside(self, line: int) -> bool:
        written = self.masked.lines[line - 1].strip()
        return not written or written.startswith("#")

    def _heredocs(self, instruction: _Instruction, line: int) -> int:
        for found in _HEREDOC.finditer(self.source, instruction.arguments, instruction.end):
            first = line + 1
            for at in range(first, len(self.text.lines) + 1):
                if self.text.lines[at - 1].lstrip("\t") == found[2]:
                    begin = self.text.offset(first, 1)
                    instruction.bodies.append((begin, self.text.offset(at, 1)))
                    line = at
                    instruction.end = self._end_of(at)
                    break
        return line

    def _end_of(self, line: int) -> int:
        return self.text.offset(line, len(self.text.lines[line - 1].rstrip()) + 1)

    def _instruction(self, it: _Instruction) -> None:
        options = self._options(it)
        if it.name == "ONBUILD":
            word = _WORD.match(self.source, it.arguments, it.end)
            if word and word[1].upper() in INSTRUCTIONS - {"ONBUILD", "FROM"}:
                self._instruction(_Instruction(word[1].upper(), it.start, word.end(), it.end))
        elif it.name == "FROM":
            self._from(it)
        elif it.name in ("ENV", "ARG", "LABEL"):
            self._pairs(it)
        elif it.name == "SHELL":
            self._shell(it)
        elif it.name == "RUN":
            self._run(it, options)
        else:
            self._plain(it, options)

    def _options(self, it: _Instruction) -> list[tuple[str, str, int, int]]:
        """Takes `--name=value` off the arguments: (name, value, start, end)."""
        options = []
        while found := _OPTION.match(self.source, it.arguments, it.end):
            options.append((found[1], (found[2] or "").strip('"'), found.start(1), found.end()))
            it.arguments = found.end()
        rest = re.compile(r"\s*(?:[\\`]\s*\n\s*)*").match(self.source, it.arguments, it.end)
        it.arguments = rest.end() if rest else it.arguments
        for name, text, start, end in options:
            if it.name in ("COPY", "ADD", "HEALTHCHECK", "FROM"):
                value = self.builder.seen(end - len(text), end, self._seen(text))
                self.builder.setting((it.name, name), value, start, end, self.stage)
        return options

    def _from(self, it: _Instruction) -> None:
        self._end_stage()
        words = _IMAGE_WORD.findall(self.source[it.arguments : it.end])
        image = self._seen(words[0]) if words else ""
        alias = words[2] if len(words) > 2 and words[1].upper() == "AS" else ""
        self.stage = self.builder.block(
            "dockerfile:stage",
            alias or image,
            (it.start, it.end),
            (it.start, it.end),
            None,
            (image,),
        )
        self.copied = Copied(self.stages.get(image.lower()))
        self.stages[alias.lower()] = self.copied
        self.given = dict(self.given_in.get(image.lower(), {}))
        self.given_in[alias.lower()] = self.given
        self.fixed = set(self.fixed_in.get(image.lower(), ()))
        self.fixed_in[alias.lower()] = self.fixed
        self.is_shell, self.exits_on_error, self.pipefail = True, False, False
        end = it.arguments + (len(words[0]) if words else 0)
        value = self.builder.seen(it.arguments, end, image)
        self._setting(("FROM",), value, it, end)

    def _end_stage(self) -> None:
        if self.stage:
            last = self.text.lines_of(0, max(self.stage_end, 1)).last
            first = self.stage.lines.first
            self.stage.body = self.stage.span = Lines(first, max(first, last))

    def _setting(self, path: tuple[str, ...], value: object, it: _Instruction, end: int) -> None:
        self.builder.setting(path, value, it.start, end, self.stage)  # type: ignore[arg-type]

    def _pairs(self, it: _Instruction) -> None:
        found = list(_PAIR.finditer(self.source, it.arguments, it.end))
        body = self.source[it.arguments : it.end]
        if not found or (it.name != "ARG" and not body.startswith(found[0][0])):
            self._spaced_pair(it, body)
            return
        for pair in found:
            start, end = pair.span("value")
            written = pair["value"]
            quote = written[:1] if written[:1] in ("'", '"') and written[-1:] == written[:1] else ""
            text = written[1:-1] if quote and len(written) > 1 else re.sub(r"\\(.)", r"\1", written)
            seen = text if quote == "'" else self._seen(text)
            self._pair(it, pair["name"].strip('"'), seen, pair.start(), start, end, len(quote))
        for name in body.split() if it.name == "ARG" else ():
            if "=" not in name and re.fullmatch(r"[A-Za-z_]\w*", name):
                start = it.arguments + body.index(name)
                value = self.builder.value(start, start + len(name), "unknown")
                self.builder.setting(("ARG", name), value, start, start + len(name), self.stage)
                self._give(it, name, self._default(name))

    def _spaced_pair(self, it: _Instruction, body: str) -> None:
        """`ENV NAME the rest`, `ARG NAME`."""
        name, _, rest = body.partition(" ")
        name = name.strip()
        if not name:
            return
        if it.name == "ARG" or not rest.strip():
            value = self.builder.value(it.arguments, it.end, "unknown")
            self.builder.setting((it.name, name), value, it.start, it.end, self.stage)
            self._give(it, name, self._default(name))
            return
        start = it.end - len(rest.lstrip())
        seen = self._seen(_joined(rest.strip(), self.escape))
        self._pair(it, name, seen, it.arguments, start, it.end, 0)

    def _pair(
        self, it: _Instruction, name: str, seen: str, at: int, start: int, end: int, quote: int
    ) -> None:
        is_text = quote or not seen or HOLE in seen
        value = self.builder.seen(start, end, seen if is_text else _typed(seen))
        first = it.start if self.text.position(it.start)[0] == self.text.position(at)[0] else at
        setting = self.builder.setting(
            (it.name, name),
            value,
            first,
            end,
            self.stage,
            partial(self._write, start + quote, end - quote),
            role="variable" if it.name != "LABEL" else "entry",
        )
        setting.statement = self.text.lines_of(it.start, it.end)
        if it.name == "ARG" and self.stage is None and value.is_known:
            self.defaults[name] = seen
        if self.stage and it.name != "LABEL":
            is_a_choice = it.name == "ARG" and _CHOICE.fullmatch(seen)
            self._give(it, name, None if is_a_choice else seen)

    def _default(self, name: str) -> str | None:
        text = self.defaults.get(name)
        return None if text is None or _CHOICE.fullmatch(text) else text

    def _give(self, it: _Instruction, name: str, text: str | None) -> None:
        if it.name == "ENV":
            self.fixed.add(name)
        elif name in self.fixed:
            return
        self.given.pop(name, None)
        if text is not None and HOLE not in text:
            self.given[name] = text

    def _shell(self, it: _Instruction) -> None:
        words = self._words(it) or []
        program = words[0].rpartition("/")[2] if words else ""
        self.is_shell = program in {"sh", "bash", "ash", "dash", "ksh", "zsh"}
        flags = [word for word in words[1:] if word.startswith("-")]
        self.exits_on_error = any("e" in flag for flag in flags if not flag.startswith("--"))
        self.pipefail = "pipefail" in words
        self._plain(it, [])

    def _run(self, it: _Instruction, options: list[tuple[str, str, int, int]]) -> None:
        words, before = self._words(it), len(self.scripts)
        if words is not None:
            self._exec(words, it)
        elif it.bodies and _HEREDOC.match(self.source, it.arguments):
            for start, end in it.bodies:
                self._script(start, end)
        else:
            self._script(it.arguments, it.end)
        mounts = " ".join(f"{name}={value}" for name, value, *_ in options)
        beside = self.copied.runs(mounts, self.source[it.arguments : it.end])
        self._used(before, "build", beside)

    def _used(self, before: int, use: Use, beside: frozenset[str] | None = None) -> None:
        self.scripts[before:] = [
            replace(script, use=use, beside=beside, given=dict(self.given))
            for script in self.scripts[before:]
        ]

    def _plain(self, it: _Instruction, options: list[tuple[str, str, int, int]]) -> None:
        body = self.source[it.arguments : it.end]
        words = self._words(it)
        text = " ".join(words) if words is not None else _joined(body, self.escape)
        value = self.builder.seen(it.arguments, it.end, self._seen(text))
        self._setting((it.name,), value, it, it.end)
        if it.name in ("COPY", "ADD"):
            self.copied.takes(words if words is not None else self._seen(text).split())
        elif it.name == "HEALTHCHECK":
            self._healthcheck(it, options)
        elif it.name in ("CMD", "ENTRYPOINT"):
            before = len(self.scripts)
            if words is None:
                self._script(it.arguments, it.end)
            else:
                self._exec(words, it)
            self._used(before, "start")

    def _healthcheck(self, it: _Instruction, options: list[tuple[str, str, int, int]]) -> None:
        """Docker ends a check after its `--timeout`, 30 s by default."""
        command = re.compile(r"CMD\s+", re.I).match(self.source, it.arguments, it.end)
        if not command:
            return
        inner = _Instruction("CMD", it.start, command.end(), it.end)
        words, before = self._words(inner), len(self.scripts)
        if words is None:
            self._script(inner.arguments, inner.end)
        else:
            self._exec(words, inner)
        limit = seconds(
            next((text for name, text, *_ in options if name.lstrip("-") == "timeout"), "30s")
        )
        self.scripts[before:] = [
            replace(s, deadline=limit, is_a_check=True, use="check", given=dict(self.given))
            for s in self.scripts[before:]
        ]

    def _words(self, it: _Instruction) -> list[str] | None:
        """The exec form, `["program", "argument"]`; None for the shell form."""
        body = _joined(self.source[it.arguments : it.end], self.escape)
        if not body.startswith("["):
            return None
        try:
            words = json.loads(body)
        except ValueError:
            return None
        is_words = isinstance(words, list) and all(isinstance(word, str) for word in words)
        return words if is_words else None

    def _exec(self, words: list[str], it: _Instruction) -> None:
        starts = []
        position = it.arguments
        for word in words:
            found = self.source.find(json.dumps(word, ensure_ascii=False), position, it.end)
            position = found if found >= 0 else position
            starts.append(position + 1)
        self.scripts += of_words(words, starts, self.text)

    def _script(self, start: int, end: int) -> None:
        """Shell text; Docker takes comment lines out before the shell sees it."""
        if not self.is_shell:
            return
        texts: list[str] = []
        starts: list[int] = []
        for written in self.source[start:end].splitlines(keepends=True):
            line = written.rstrip("\r\n")
            is_continued = bool(texts) and texts[-1].rstrip().endswith("\\")
            is_nothing = line.lstrip().startswith("#") or not EXPRESSION.sub("", line).strip()
            line = without_templates(line)
            if not (is_continued and is_nothing):
                if self.escape != "\\" and line.rstrip().endswith(self.escape):
                    line = line.rstrip()[:-1] + "\\"
                texts.append(line.rstrip() if line.rstrip().endswith("\\") else line)
                starts.append(start)
            start += len(written)
        if texts:
            script = Script("\n".join(texts), tuple(starts), self.exits_on_error, self.pipefail)
            self.scripts.append(script)

    def _seen(self, text: str) -> str:
        def default(found: re.Match[str]) -> str:
            return self.defaults.get(found[1] or found[2], found[0])

        return visible(_REFERENCE.sub(default, text), variables=True)

    def _write(self, start: int, end: int, setting: str, value: object) -> Edits | None:
        if setting not in VALUE or value is None:
            return None
        written = spelled(value, self.source[start:end])
        is_quoted = self.source[start - 1 : start] in ("'", '"')
        if re.search(r"[\"'\\\r\n$`]" if is_quoted else r"[\s\"'\\$`]", written):
            return None
        return (Edit(start, end, written),)


def _typed(text: str) -> object:
    value = typed(text)
    return text if value is None else value


def _joined(body: str, escape: str) -> str:
    """The arguments on one line, without the comments inside."""
    without = re.sub(r"\n[ \t]*#[^\n]*(?=\n)", "", body)
    return re.sub(rf"{re.escape(escape)}[ \t]*\r?\n\s*", " ", without).strip()
