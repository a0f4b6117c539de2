"""Reads YAML and JSON: Kubernetes, Compose, workflows, OpenAPI and plain settings."""

from __future__ import annotations

from dataclasses import replace

from detectors.facts import Fact, File
from detectors.model import Problem
from detectors.readers import Reading
from detectors.readers.building import Builder
from detectors.readers.documents import formats, parse_json, parse_yaml
from detectors.readers.documents.edits import Editor
from detectors.readers.documents.lower import DEPTH, Lowering
from detectors.readers.documents.nodes import Document
from detectors.readers.documents.scripts import scripts
from detectors.readers.embedded import read_scripts
from detectors.text import Text


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """The settings and blocks of every document, and what shells do in them; never raises."""
    is_json = file.language == "json"
    stream = (parse_json if is_json else parse_yaml).parse(source)
    builder = Builder(Text(source), file)
    editor = Editor(source, is_json)
    reading = Reading(problems=stream.problems)
    for document in stream.documents:
        reading.facts += _lower(document, builder, file, editor, clients, reading.problems)
    reading.facts += builder.finished()
    reading.facts.sort(key=lambda fact: (fact.lines, fact.columns))
    return reading


def _lower(
    document: Document,
    builder: Builder,
    file: File,
    editor: Editor,
    clients: frozenset[str],
    problems: list[Problem],
) -> list[Fact]:
    """Gives the document's entries to the builder; returns what its scripts do."""
    meaning = formats.interpret(document.root, file.name)
    builder.file = replace(file, format=meaning.format)
    lowering = Lowering(builder, meaning, editor)
    lowering.lower(document.root)
    if lowering.is_too_deep:
        lines = builder.text.lines_of(document.start, document.end)
        problems.append(Problem(f"nested more than {DEPTH} levels deep: not read there", lines))
    shells = read_scripts(scripts(meaning, builder.text), builder, clients)
    problems += shells.problems
    return shells.facts
