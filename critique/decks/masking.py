"""Which texts of a source are credentials, in values and in comments, addresses and keys of many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors import clients
from detectors.credentials.key_formats import all_in_format
from detectors.credentials.secrets import credential, in_setting
from detectors.facts import File, Setting
from detectors.readers import read
from detectors.text import Text

_COMMENT = re.compile(r"(?:^|\s)(?:#|//|;|--|/?\*|<!--)\s?(.*)")
_NAMED = re.compile(r"(?<![\w.-])([\w.-]+)[\"']?\s*[:=]\s*[\"']?([^\s\"'&,;<>(){}]+)")
_IN_QUERY = re.compile(r"[?&]([\w.-]+)=([^\s\"'&#<>(){}]+)")
_SHOWN = re.compile(r"\b(?:Bearer|Basic|Token)\s+([A-Za-z0-9._~+/=-]{8,})", re.IGNORECASE)
_WITH_LOGIN = re.compile(r"(?<![\w+.-])[A-Za-z][\w+.-]*://[^\s\"'<>]+@[^\s\"'<>]*")
_QUOTED = re.compile(r"[\"']([^\"'\s]{4,})[\"']")
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----(.*?)-----END ", re.DOTALL)
_KEY_LINE = re.compile(r"[A-Za-z0-9+/=]{16,}")


def secrets_of(code: str, language: str, name: str) -> Iterator[str]:
    """Each text that should not be shown; the same one may come twice."""
    yield from _in_values(code, language, name)
    yield from (found.text for _, found in all_in_format(code))
    for key in _KEY.finditer(code):
        yield from _KEY_LINE.findall(key[1])
    for match in _IN_QUERY.finditer(code):
        yield from _called(match[1], match[2])
    for match in _SHOWN.finditer(code):
        yield from _called("authorization token", match[1])
    for match in _WITH_LOGIN.finditer(code):
        yield from _called("", match[0])
    for line in Text(code).lines:
        if comment := _COMMENT.search(line):
            for match in _NAMED.finditer(comment[1]):
                yield from _called(match[1], match[2])


def _in_values(code: str, language: str, name: str) -> Iterator[str]:
    lines = Text(code).lines
    for fact in read(code, File(name, language), clients.occurring(code, language)).facts:
        if not isinstance(fact, Setting) or not (found := in_setting(fact)):
            continue
        yield found.text
        if found.text not in code:  # put together from several texts
            for line in lines[fact.lines.first - 1 : fact.lines.last]:
                yield from (part for part in _QUOTED.findall(line) if part in found.text)


def _called(name: str, value: str) -> Iterator[str]:
    if found := credential(name, value):
        yield found.text
