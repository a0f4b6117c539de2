"""Reads Jenkinsfiles: what their `sh` steps run, the images of their agents, the variables of their environments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from detectors.facts import File
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.embedded import Script, lines_of_text, read_scripts
from detectors.text import Text

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^\\'\n]|\\.)*'|\"(?:[^\\\"\n]|\\.)*\")"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<sign>[^\s\w])|(?P<line>\n)",
    re.DOTALL,
)
_FILLED_IN = re.compile(r"(?<!\\)\$(?:\{([^{}]*)\}|([A-Za-z_][\w.]*))")
_NAME = re.compile(r"(?:(?:env|params)\.)?([A-Za-z_]\w*)")
_ESCAPED = re.compile(r"\\([$'\"\\])")
_WORKED_OUT = "GROOVY_WORKS_IT_OUT"
"""The variable of the shell that stands for what an expression gives."""
_OPENS = {"(": ")", "{": "}", "[": "]"}


class _Token(NamedTuple):
    kind: str
    """string, word, sign or line"""
    text: str
    start: int
    end: int

    @property
    def quotes(self) -> int:
        return 3 if self.text[:3] in {"'''", '"""'} else 1

    @property
    def body(self) -> str:
        return self.text[self.quotes : -self.quotes]


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every step that a shell runs; never raises."""
    return _Reader(source, replace(file, format="pipeline")).read(clients)


class _Reader:
    def __init__(self, source: str, file: File) -> None:
        self.text = Text(source)
        self.builder = Builder(self.text, file)
        self.tokens = list(_tokens(source))
        self.closes = dict(_pairs(self.tokens))
        self.scripts: list[Script] = []

    def read(self, clients: frozenset[str]) -> Reading:
        self._block(0, len(self.tokens), is_repeated=False, gives_variables=False)
        reading = read_scripts(self.scripts, self.builder, clients)
        facts = sorted(
            [*self.builder.finished(), *reading.facts], key=lambda fact: (fact.lines, fact.columns)
        )
        return Reading(facts, reading.problems)

    def _block(self, at: int, end: int, *, is_repeated: bool, gives_variables: bool) -> None:
        """The steps between two places; `retry(3) { ... }` repeats those in it."""
        blocks = [(end, is_repeated, gives_variables)]
        while at < end:
            while len(blocks) > 1 and at >= blocks[-1][0]:
                blocks.pop()
            _, is_again, is_environment = blocks[-1]
            token = self.tokens[at]
            if token.kind == "word":
                behind = self._opening(at + 1)
                if behind is not None:
                    again = is_again or token.text == "retry"
                    blocks.append((self._closing(behind), again, token.text == "environment"))
                if token.text == "sh":
                    self._step(at + 1, is_again)
                elif token.text in {"image", "docker"}:
                    self._image(at + 1)
                elif is_environment:
                    self._variable(at)
            at += 1

    def _opening(self, at: int) -> int | None:
        """Where the braces of a step open, behind its arguments in brackets."""
        if self._sign(at) == "(":
            at = self._closing(at) + 1
        return at if self._sign(at) == "{" else None

    def _closing(self, at: int) -> int:
        return self.closes.get(at, len(self.tokens))

    def _sign(self, at: int) -> str:
        token = self.tokens[at] if at < len(self.tokens) else None
        return token.text if token and token.kind == "sign" else ""

    def _given(self, at: int) -> Sequence[_Token]:
        """The arguments of a step, in brackets or to the end of the line."""
        if self._sign(at) == "(":
            return [one for one in self.tokens[at + 1 : self._closing(at)] if one.kind != "line"]
        found: list[_Token] = []
        for one in self.tokens[at:]:
            if one.kind == "line" or one.text in {"}", ";"}:
                break
            found.append(one)
        return found

    def _step(self, at: int, is_repeated: bool) -> None:
        """`sh 'make'`, `sh(script: 'make', returnStatus: true)`; Jenkins gives -e to the shell unless the text names one."""
        given = self._given(at)
        named = next((n for n, one in enumerate(given) if one.text == "script"), None)
        place = 0 if named is None else named + 2
        text = given[place] if place < len(given) else None
        if text is None or text.kind != "string":
            return
        if any(one.text == "+" for one in given[place + 1 : place + 2]):
            return  # what is put together cannot be seen
        seen = _as_shell(text)
        start = text.start + text.quotes
        self.scripts.append(
            Script(
                seen,
                lines_of_text(seen, start, self.text),
                exits_on_error=not seen.lstrip().startswith("#!"),
                is_a_check=is_repeated,
            )
        )

    def _image(self, at: int) -> None:
        """`image 'maven:3.9'`, `docker 'maven:3.9'`, `docker.image('maven:3.9')`"""
        given = next(iter(self._given(at)), None)
        if given and given.kind == "string":
            self._set("image", given, "entry")

    def _variable(self, at: int) -> None:
        """`REGION = 'eu-central-1'`"""
        given = self.tokens[at + 2] if at + 2 < len(self.tokens) else None
        if self._sign(at + 1) == "=" and given and given.kind == "string":
            self._set(self.tokens[at].text, given, "variable")

    def _set(self, name: str, given: _Token, role: Literal["entry", "variable"]) -> None:
        is_filled_in = given.text.startswith('"') and _FILLED_IN.search(given.body)
        value = self.builder.value(
            given.start, given.end, "unknown" if is_filled_in else "known", given.body
        )
        self.builder.setting((name,), value, given.start, given.end, None, role=role)


def _tokens(source: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(source):
        if found.lastgroup in ("string", "word", "sign", "line"):
            yield _Token(found.lastgroup, found[0], *found.span())


def _pairs(tokens: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    """(where a bracket opens, where it closes)"""
    open_ones: list[tuple[int, str]] = []
    for place, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in _OPENS:
            open_ones.append((place, _OPENS[token.text]))
        elif open_ones and token.text == open_ones[-1][1]:
            yield open_ones.pop()[0], place


def _as_shell(token: _Token) -> str:
    """As the shell gets it, line by line; what Groovy fills in is a variable that nobody knows."""
    written = token.body.replace("\r\n", "\n")
    if token.text.startswith('"'):
        written = _FILLED_IN.sub(_variable_of, written)
    return _ESCAPED.sub(r"\1", written)


def _variable_of(found: re.Match[str]) -> str:
    name = _NAME.fullmatch((found[1] or found[2] or "").strip())
    return "${" + (name[1] if name else _WORKED_OUT) + "}"
