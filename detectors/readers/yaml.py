"""Reads YAML and JSON: Kubernetes, Compose, workflows, OpenAPI and plain settings."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from detectors.facts import Fact, File, Setting
from detectors.model import Problem
from detectors.readers import Reading
from detectors.readers import read as read_language
from detectors.readers.common.building import Builder
from detectors.readers.common.embedded import read_scripts
from detectors.readers.common.templates import guarded
from detectors.readers.documents import formats, parse_json, parse_yaml
from detectors.readers.documents.edits import Editor
from detectors.readers.documents.lower import DEPTH, Lowering
from detectors.readers.documents.nodes import Document, Scalar
from detectors.readers.documents.scripts import scripts
from detectors.text import Text

FILES = 50
"""So many texts of one source are read as files of their own."""
_INK = re.compile(r"[^\r\n]")
_FIRST_LINE = re.compile(r"[^\r\n]*")


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """The settings and blocks of every document, and what shells do in them; never raises."""
    return _Reader(source, file, clients).read()


class _Reader:
    def __init__(
        self, source: str, file: File, clients: frozenset[str], files: int = FILES
    ) -> None:
        self.source = source
        self.file = file
        self.clients = clients
        self.files = files
        self.builder = Builder(Text(source), file)
        self.editor = Editor(self.builder.text, file.language == "json")
        self.inner: list[Reading] = []
        self.problems: list[Problem] = []

    def read(self) -> Reading:
        parse = parse_json.parse if self.file.language == "json" else parse_yaml.parse
        stream = parse(self.source)
        for document in stream.documents:
            self._document(document)
        facts = self.builder.finished() + [fact for r in self.inner for fact in r.facts]
        self._under_conditions(facts)
        facts.sort(key=lambda fact: (fact.lines, fact.columns))
        problems = [problem for r in self.inner for problem in r.problems]
        return Reading(facts, [*stream.problems, *self.problems, *problems])

    def _under_conditions(self, facts: list[Fact]) -> None:
        """Tells settings of the tests of a template under which they are written."""
        for start, end, test in guarded(self.source):
            inside = self.builder.text.lines_of(start, end)
            for fact in facts:
                if isinstance(fact, Setting) and inside.holds(fact.lines):
                    fact.conditions = (test, *fact.conditions)

    def _document(self, document: Document) -> None:
        meaning = formats.interpret(document.root, self.file.name)
        self.builder.file = replace(self.file, format=meaning.format)
        text = self.builder.text
        meaning.files = dict(list(meaning.files.items())[: self.files - len(self.inner)])
        lowering = Lowering(self.builder, meaning, self.editor)
        lowering.lower(document.root)
        if lowering.is_too_deep:
            said = f"nested more than {DEPTH} levels deep: not read there"
            self.problems.append(Problem(said, text.lines_of(document.start, document.end)))
        self.inner.append(read_scripts(scripts(meaning, text), self.builder, self.clients))
        for scalar, language in meaning.files.values():
            self.inner.append(self._inner_file(scalar, language))

    def _inner_file(self, scalar: Scalar, language: str) -> Reading:
        """In a source that is blank but for this text, everything stands where it really does."""
        header = _FIRST_LINE.match(self.source, scalar.start)
        start = header.end() if header else scalar.start
        alone = self._blank[:start] + self.source[start : scalar.end] + "\n"
        file = replace(self.file, language=language)
        if language in ("yaml", "json"):
            return _Reader(alone, file, self.clients, files=0).read()
        return read_language(alone, file, self.clients)

    @cached_property
    def _blank(self) -> str:
        return _INK.sub(" ", self.source)
