"""Whether what a command fetches is run: by a shell that reads it, or as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.facts import HOLE
from detectors.readers.shell.exchange.answers import Answers
from detectors.readers.shell.exchange.latest_urls import is_newest
from detectors.readers.shell.exchange.output_checks import PROVES, spelled
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.runs import Runs
from detectors.readers.shell.syntax.tree import (
    Command,
    Parameter,
    Pipeline,
    Statement,
    Substitution,
    Word,
)
from detectors.readers.shell.variables.fields import Field

_SHELLS = re.compile(r"(?:ba|da|z|k|a)?sh")
_INTERPRETERS = re.compile(r"(?:ba|da|z|k|a)?sh|python[\d.]*|perl|ruby|node|php|pwsh")
_INSTALLS = {"dpkg": ("-i", "--install"), "rpm": ("-i", "-U", "-ivh", "-Uvh", "--install")}
"""Options with which a program runs what a package says."""
_MANAGERS = frozenset({"apt", "apt-get", "yum", "dnf", "zypper"})
"""Programs that install a file at hand as well."""
_COMPOSES = re.compile(r"docker|docker-compose|podman-compose")
_USUAL_STACKS = frozenset(
    {"docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"}
)
"""Files that are started where none is named."""
_UNPACKS = re.compile(r"tar|bsdtar|unzip|7z")
_PASSES = re.compile(r"tee|cat|sed|tr|gunzip|zcat|dos2unix|envsubst")
"""Filters that a script still is a script behind."""
_PROVING = {
    "gpg": {"--verify", "--decrypt", "-d"},
    "openssl": {"dgst", "verify", "cms", "sha256", "sha512"},
    "cosign": {"verify", "verify-blob"},
}
"""With which word a program with many uses proves something."""
_VERIFIES = re.compile(r"verif|checksum|sha(?:256|512)|signature|slsa|attest", re.IGNORECASE)
"""In the name of a function or a command that proves what was fetched."""


class Executing:
    """What is run of that which one script fetches, and whether anything proves it before."""

    def __init__(self, runs: Runs, answers: Answers) -> None:
        self.runs = runs
        self.answers = answers
        self.by_command = {id(run.command): run.invocation for run in runs.all}

    def by(self, command: Command, asked: Asked) -> Statement | None:
        """The statement that runs what was fetched; None where none can be seen."""
        sink = self.answers.sink(command)
        is_newest = self.is_newest(asked)
        if self.keeps(command, asked):
            names = self.answers.names_of_file(asked, sink)
            return next(self._runners(command, names, is_newest), None) if names else None
        if asked.output != "stdout":
            return None
        if sink.kind == "pipe":
            return self._reader(sink.consumers, is_newest)
        is_given = sink.kind == "captured" and isinstance(sink.owner, Command)
        if is_given and isinstance(sink.owner, Command) and sink.substitution:
            if self._is_given(sink.owner, sink.substitution):
                return sink.owner
            return self._text_runner(sink.owner, sink.substitution)
        return None

    def is_newest(self, asked: Asked) -> bool:
        return is_newest(asked, self.answers.variables, self.answers.source)

    def _text_runner(self, owner: Command, substitution: Substitution) -> Statement | None:
        """`script=$(curl ...)`, and behind it `bash -c "$script"`, `eval "$script"` or `echo "$script" | sh`."""
        kept = next(
            (a for a in owner.assignments if a.value and a.value.parts == [substitution]), None
        )
        if kept is None:
            return None
        for run in self.runs.all:
            if run.command.start <= owner.start:
                continue
            name = run.invocation.name
            words = [w for w in run.command.arguments if _is_just(w, kept.name)]
            bodies = [r.body for r in run.command.redirects if r.body]
            if not words and not any(_is_just(body, kept.name) for body in bodies):
                continue
            flags = {field.text for field in run.invocation.arguments}
            if name == "eval" or (_SHELLS.fullmatch(name) and (bodies or "-c" in flags)):
                return run.command
            sink = self.answers.sink(run.command)
            if name in {"echo", "printf"} and sink.kind == "pipe":
                return self._reader(sink.consumers)
        return None

    def keeps(self, command: Command, asked: Asked) -> bool:
        """The answer is written to a file."""
        return asked.output == "file" or self.answers.sink(command).kind == "file"

    def proof(self) -> Statement | None:
        """What compares a checksum or a signature in the script, whether it is of this or of something else."""
        for run in self.runs.all:
            made = run.invocation
            words = {word.text for word in made.arguments}
            if PROVES.fullmatch(made.name) and not words.isdisjoint(_PROVING.get(made.name, words)):
                return run.command
            if _VERIFIES.search(made.name):
                return run.command
        return None

    def _reader(self, consumers: Sequence[Statement], is_newest: bool = False) -> Statement | None:
        """`| sudo bash -s -- --yes`; of the newest release of a program an archive is enough."""
        for consumer in consumers:
            name, words = self._started(consumer)
            if is_newest and _UNPACKS.fullmatch(name):
                return _pipeline(consumer)
            if _INTERPRETERS.fullmatch(name):
                reads = _reads_input(name, [word.text for word in words])
                return _pipeline(consumer) if reads else None
            if not _PASSES.fullmatch(name):
                return None
        return None

    def _started(self, statement: Statement) -> tuple[str, list[Field]]:
        made = self.by_command.get(id(statement))
        return (made.name, made.arguments) if made else ("", [])

    def _is_given(self, owner: Command, substitution: Substitution) -> bool:
        """`bash <(...)`, `source <(...)`, `sh -c "$(...)"`, `eval "$(...)"`"""
        words = [word for word in owner.arguments if substitution in word.parts]
        if not words or not _is_alone(words[0], substitution):
            return False
        name = self.answers.variables.program(owner)
        before = owner.arguments[owner.arguments.index(words[0]) - 1].literal or ""
        if substitution.is_process:
            return name in {"source", "."} or (
                _INTERPRETERS.fullmatch(name) is not None and before.rpartition("/")[2] == name
            )
        if name == "eval":
            return len(owner.arguments) == 2
        return _INTERPRETERS.fullmatch(name) is not None and (
            before.endswith("c") if _SHELLS.fullmatch(name) else before in {"-c", "-e"}
        )

    def _spelled(self, word: Field, files: set[str]) -> str:
        """A word as it is written if that is one of these files, else as the command gets it."""
        written = spelled(self.answers.source[word.start : word.end]).removeprefix("./")
        return written if written in files else word.text.removeprefix("./")

    def _runners(
        self, command: Command, names: frozenset[str], is_newest: bool
    ) -> Iterator[Statement]:
        """What runs a file of these names, or makes it a program, behind the command that fetches it."""
        files = {name.removeprefix("./") for name in names}
        for run in self.runs.all:
            if run.command.start <= command.start:
                continue
            made = run.invocation
            words = [self._spelled(word, files) for word in made.arguments]
            operands = [word for word in words if not word.startswith("-")]
            if made.program and self._spelled(made.program, files) in files:
                yield run.command
            elif made.name in {"source", "."} or _INTERPRETERS.fullmatch(made.name):
                is_program = operands[:1] and "-" not in words[: words.index(operands[0])]
                if is_program and operands[0] in files:
                    yield run.command
            elif made.name == "chmod":
                is_made_one = re.search(r"[+=][rw]*x|\b0?[75][0-7]{2}\b", " ".join(words[:-1]))
                if is_made_one and files & set(operands[1:]):
                    yield run.command
            elif _COMPOSES.fullmatch(made.name) and "up" in operands:
                is_usual = "-f" not in words and not _USUAL_STACKS.isdisjoint(files)
                is_of_compose = made.name != "docker" or operands[:1] == ["compose"]
                if is_of_compose and (is_usual or files & set(operands)):
                    yield run.command
            elif made.name in {"kubectl", "oc"}:
                if operands[:1] in (["apply"], ["create"]) and files & set(operands):
                    yield run.command
            elif (
                (is_newest and _UNPACKS.fullmatch(made.name) and files & set(operands))
                or (
                    made.name in _MANAGERS and operands[:1] == ["install"] and files & set(operands)
                )
                or (set(_INSTALLS.get(made.name, ())) & set(words) and files & set(operands))
            ):
                yield run.command


def _reads_input(name: str, words: list[str]) -> bool:
    """It runs what it reads: no script is named, and nothing that it runs instead."""
    for word in words:
        if word in {"-", "-s", "/dev/stdin"} or (_SHELLS.fullmatch(name) and word == "--"):
            return True
        if word.startswith("-") and not word.startswith("--") and _SHELLS.fullmatch(name):
            if "c" in word:
                return False
            if "s" in word:
                return True
        elif not word.startswith("-") or not _SHELLS.fullmatch(name) or HOLE in word:
            return False
    return True


def _is_just(word: Word, name: str) -> bool:
    """`"$name"` and nothing else."""
    return (
        len(word.parts) == 1
        and isinstance(word.parts[0], Parameter)
        and (word.parts[0].name == name and word.parts[0].operand is None)
    )


def _is_alone(word: Word, substitution: Substitution) -> bool:
    return [part for part in word.parts if part is not substitution] == []


def _pipeline(statement: Statement) -> Statement:
    above = statement.parent
    return above if isinstance(above, Pipeline) else statement
