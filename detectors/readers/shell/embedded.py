"""Shell inside another file: facts of the shell text, moved to the host file's places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detectors.facts import (
    Chains,
    Claim,
    Context,
    Fact,
    Loop,
    Neglected,
    Process,
    Request,
    Setting,
    Token,
    Value,
)
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines, Write
from detectors.readers import Reading
from detectors.text import Text


@dataclass(frozen=True)
class Host:
    """Where the lines of a shell text stand in the file around it.

    `lines[i]` is the host's line of shell line i + 1, `columns[i]` the host's column of its first character.
    `offset` gives the host's offset of an offset in the shell text, None where the two texts differ there;
    without it nothing can be edited.
    """

    lines: Sequence[int]
    columns: Sequence[int]
    offset: Callable[[int], int | None] | None = None

    def line(self, line: int) -> int:
        return self.lines[min(line, len(self.lines)) - 1]

    def range(self, lines: Lines) -> Lines:
        return Lines(self.line(lines.first), self.line(lines.last))

    def column(self, line: int, column: int) -> int:
        return self.columns[min(line, len(self.columns)) - 1] + column - 1

    def pair(self, lines: Lines, columns: tuple[int, int]) -> tuple[int, int]:
        return self.column(lines.first, columns[0]), self.column(lines.last, columns[1])


def moved(reading: Reading, text: Text, host: Host) -> Reading:
    """The reading of a shell text with the places of the host file."""
    mover = _Mover(text, host)
    for fact in reading.facts:
        mover.move(fact)
    problems = [Problem(p.message, host.range(p.lines)) for p in reading.problems]
    return Reading(reading.facts, problems)


class _Mover:
    """Moves facts, each once: a loop, a function and a context belong to several."""

    def __init__(self, text: Text, host: Host) -> None:
        self.text = text
        self.host = host
        self.done: set[int] = set()

    def move(self, fact: Fact) -> None:
        if id(fact) in self.done:
            return
        self.done.add(id(fact))
        fact.columns = self.host.pair(fact.lines, fact.columns)
        fact.lines = self.host.range(fact.lines)
        fact.statement = self._range(fact.statement)
        fact.span = self._range(fact.span)
        fact.anchors = tuple(self.host.range(anchor) for anchor in fact.anchors)
        fact.write = self._write(fact.write)
        if isinstance(fact, Loop):
            fact.header = self.host.range(fact.header)
        if isinstance(fact, Setting):
            fact.value = self._value(fact.value)
            fact.uses = tuple(self.host.range(use) for use in fact.uses)
        if isinstance(fact, Request):
            fact.settings = {name: self._value(value) for name, value in fact.settings.items()}
            answer = fact.response
            answer.lines = self._range(answer.lines)
            answer.executed = self._range(answer.executed)
            answer.proof = self._range(answer.proof)
        if isinstance(fact, Token):
            self._token(fact)
        if isinstance(fact, Chains):
            self._chains(fact)
        if isinstance(fact, Neglected):
            self._neglected(fact)
        context: Any = getattr(fact, "context", None)
        if isinstance(context, Context):
            self._context(context)

    def _chains(self, script: Chains) -> None:
        for process in [*(one for way in script.unheard for one in way), *script.heard]:
            self.move(process)
        script.end = self._range(script.end)
        said = script.claims

        def claims(process: Process) -> Claim | None:
            return self._claim(said(process))

        script.claims = claims

    def _neglected(self, step: Neglected) -> None:
        self.move(step.process)
        step.header, step.end = self._range(step.header), self._range(step.end)
        step.claim = self._claim(step.claim)

    def _claim(self, claim: Claim | None) -> Claim | None:
        return claim and claim._replace(lines=self.host.range(claim.lines))

    def _token(self, token: Token) -> None:
        again, stored = token.again, token.stored
        token.guard, token.serves = self._range(token.guard), self._range(token.serves)
        if again is not None:
            sites = tuple(self.host.range(site) for site in again.sites)
            token.again = again._replace(lines=self.host.range(again.lines), sites=sites)
        if stored is not None:
            lines, used = map(self.host.range, (stored.lines, stored.used))
            token.stored = stored._replace(lines=lines, used=used)

    def _context(self, context: Context) -> None:
        if id(context) in self.done:
            return
        self.done.add(id(context))
        context.call_sites = tuple(self.host.range(site) for site in context.call_sites)
        for fact in (context.function, *context.loops, *context.catches):
            if fact is not None:
                self.move(fact)

    def _range(self, lines: Lines | None) -> Lines | None:
        return None if lines is None else self.host.range(lines)

    def _value(self, value: Value) -> Value:
        if value.lines is None:
            return value
        columns = value.columns and self.host.pair(value.lines, value.columns)
        return replace(value, lines=self.host.range(value.lines), columns=columns)

    def _write(self, write: Write) -> Write:
        def write_in_host(setting: str, value: object) -> Edits | None:
            edits = write(setting, value) if self.host.offset else None
            return None if edits is None else self._edits(edits)

        return write_in_host

    def _edits(self, edits: Edits) -> Edits | None:
        """None where one of them stands in text that the host spells differently."""
        assert self.host.offset is not None
        found = []
        for edit in edits:
            start, end = self.host.offset(edit.start), self.host.offset(edit.end)
            if start is None or end is None or end - start != edit.end - edit.start:
                return None
            found.append(Edit(start, end, edit.text))
        return tuple(found)
