"""Writes settings of requests in the shell's own spelling, in the author's layout."""

from __future__ import annotations

import re

from detectors.clients.commands import Option, Tool
from detectors.facts import HOLE
from detectors.places import Edit, Edits
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.syntax.invocation import Invocation
from detectors.readers.shell.syntax.options import Given
from detectors.readers.shell.variables.fields import Field
from detectors.text import Text

_ALIASES = {"retry": "retries", "max_time": "timeout"}


class RequestEdits:
    """Writes one request's settings."""

    def __init__(
        self, text: Text, tool: Tool, asked: Asked, made: Invocation, *, is_heard: bool = True
    ) -> None:
        self.text = text
        self.tool = tool
        self.asked = asked
        self.made = made
        self.is_heard = is_heard
        """Somebody would notice its exit status if it told an error answer."""

    def write(self, setting: str, value: object) -> Edits | None:
        """Add, replace or take out (None) a setting."""
        setting = _ALIASES.get(setting, setting)
        if setting == "url":
            return self._address(value)
        if setting == "idempotency_key":
            return self._without_key() if value is None else None
        if setting in self.asked.places and value is not None:
            field, first, last = self.asked.places[setting]
            place = field.place(first, last)
            return (Edit(*place, str(value)),) if place else None
        rule = self.tool.settings.get(setting)
        if rule is None:
            return None
        if setting == "tls":
            return self._tls(value)
        if setting == "verify":
            given = self.asked.options.of(*rule.disable, *rule.value)
            if value in {None, True}:
                return self.remove(given)
            return self.add(rule.write_off) if not given else None
        if rule.value:
            if value is None:
                return self.remove(self.asked.options.of(*rule.value))
            given = self.asked.options.of(*rule.value)
            return self._replace(given[-1], value) if given else self.add(rule.write, value)
        given = self.asked.options.of(*rule.enable)
        if value in {None, False}:
            return self.remove(given)
        if setting == "fail" and not self.is_heard:
            return None
        return self.add(rule.write) if not given else None

    def _tls(self, value: object) -> Edits | None:
        rule = self.tool.settings["tls"]
        wanted = {"required": rule.write, "optional": rule.write_off}.get(str(value), "")
        given = self.asked.options.of(*rule.says)
        if given and wanted:
            place = given[-1].argument.place(given[-1].first, given[-1].last)
            return (Edit(*place, wanted),) if place else None
        if value is None:
            return self.remove(given)
        return self.add(wanted) if wanted else None

    def _address(self, value: object) -> Edits | None:
        """Replace what differs at the start of the address: its scheme."""
        field = self.asked.url_field
        if field is None or not isinstance(value, str):
            return None
        old, new = field.text, value
        while old and new and old[-1] == new[-1] and old[-1] != HOLE:
            old, new = old[:-1], new[:-1]
        if HOLE in old or HOLE in new:
            prefix = field.text[: len(field.text) - len(_common(field.text, value))]
            old, new = prefix, value[: len(value) - len(_common(field.text, value))]
        if HOLE in old or HOLE in new:
            return None
        place = field.place(0, len(old)) if old else self._start(field)
        return (Edit(*place, new),) if place else None

    def _start(self, field: Field) -> tuple[int, int] | None:
        piece = field.pieces[0] if field.pieces else None
        return (piece.start, piece.start) if piece and piece.is_exact else None

    def _without_key(self) -> Edits | None:
        key = self.asked.settings.get("idempotency_key")
        header = next(
            (
                (value, given)
                for name, value, given in self.asked.headers
                if key and key.is_known and value.text == key.value
            ),
            None,
        )
        if header is None:
            return None
        value, given = header
        return self.remove([given]) if given else self._cut(value.start, value.end)

    def add(self, spelling: str, value: object = None) -> Edits | None:
        """A new option behind the command's name, or behind a first `-q` that must stay first."""
        program = self.made.program
        if program is None or not spelling or not program.pieces or not program.pieces[-1].is_exact:
            return None
        end = program.pieces[-1].end
        if self.text.source[end : end + 1] not in {" ", "\t", "\n", "", "\\"}:
            end = program.end
        first = self.made.arguments[0] if self.made.arguments else None
        if first is not None and self.tool.id == "curl" and first.text in {"-q", "--disable"}:
            end = first.end
        written = spelling
        if value is not None:
            written = f"{spelling}{'' if spelling.endswith('=') else ' '}{_number(value)}"
        return (Edit(end, end, f" {written}"),)

    def _replace(self, given: Given, value: object) -> Edits | None:
        field = given.value
        if field is None:
            return None
        if field.is_known:
            place = field.place(0, len(field.text))
            if place:
                return (Edit(*place, _number(value)),)
        if all(field.start <= piece.start < field.end for piece in field.pieces):
            return (Edit(field.start, field.end, _number(value)),)
        return None

    def remove(self, given: list[Given]) -> Edits | None:
        """Take options out, with their values and the space before them."""
        edits: list[Edit] = []
        for one in given:
            cut = self._remove(one)
            if cut is None:
                return None
            edits += cut
        return tuple(edits) or None

    def _remove(self, given: Given) -> Edits | None:
        argument = given.argument
        place = argument.place(0, len(argument.text)) if argument.is_known else None
        is_bundle = not argument.text.startswith("--") and not self.tool.words
        if (
            is_bundle
            and (given.first > 1 or given.last < len(argument.text))
            and not given.is_attached
        ):
            inner = argument.place(given.first, given.last)
            if given.value is not None or inner is None:
                return None
            return (Edit(*inner, ""),)
        start, end = place or (argument.start, argument.end)
        if given.value is not None and not given.is_attached:
            end = given.value.end
        if given.is_attached:
            start, end = argument.start, argument.end
            if is_bundle and given.first > 1:
                return None
        return self._cut(start, end)

    def _cut(self, start: int, end: int) -> Edits:
        """A range with the white space and the line continuation before it."""
        source = self.text.source
        before = re.search(r"(?:[ \t]*\\\r?\n)?[ \t]*$", source[:start])
        first = before.start() if before else start
        quoted = source[start - 1 : start] in {'"', "'"}
        if quoted:
            first, end = start, end
        return (Edit(first, end, ""),)


class RetryEdits:
    """Writes the settings of a command's own retry."""

    def __init__(self, request: RequestEdits) -> None:
        self.request = request

    def write(self, setting: str, value: object) -> Edits | None:
        """attempts; wait: "exponential" takes a constant delay out, None makes it constant."""
        rule = self.request.tool.retry
        if rule is None or not rule.option:
            return None
        if setting in {"wait", "backoff"}:
            if value in {"exponential", "linear"}:
                return self.request.remove(self.request.asked.options.of(rule.delay))
            if rule.delay and not self.request.asked.options.of(rule.delay):
                return self.request.add(f"--{rule.delay}", 1)
            return None
        if setting == "attempts":
            if value is None:
                return self.request.write("retries", rule.unlimited[-1]) if rule.unlimited else None
            if isinstance(value, int):
                return self.request.write("retries", value - (rule.counts == "retries"))
        return None


def _common(one: str, other: str) -> str:
    """The end that two texts share, up to the slash before it."""
    at = 0
    while at < min(len(one), len(other)) and one[-1 - at] == other[-1 - at]:
        at += 1
    return one[len(one) - at :]


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


__all__ = ["Option", "RequestEdits", "RetryEdits"]
