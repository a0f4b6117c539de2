"""Reads a question's YAML file strictly, with the line of every error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import yaml

from trainer import safeyaml
from trainer.interview.question import Option, Question
from trainer.interview.rubric import ROLES, Concept, Role
from trainer.interview.topics import TOPICS
from trainer.nodereader import NodeReader
from trainer.safeyaml import Mistake

OPTIONS = 4
"""One is right."""


class QuestionMistakes(Exception):
    """All that is wrong in a question's file."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("; ".join(f"line {m.line}: {m.message}" for m in self.mistakes))


def read(text: str, name: str) -> Question:
    """The question in a file called `name`; raises QuestionMistakes with everything that is wrong."""
    try:
        root = safeyaml.read(text)
    except safeyaml.NotReadable as error:
        raise QuestionMistakes([error.mistake]) from error
    if root is None:
        raise QuestionMistakes(
            [Mistake(1, "is empty; see docs/interview.md for what a question holds")]
        )
    reader = _Reader()
    values = reader.question(root, name)
    if reader.mistakes:
        raise QuestionMistakes(reader.mistakes)
    return Question(**values)


class _Reader(NodeReader):
    """Walks the nodes of a question."""

    def question(self, root: yaml.Node, name: str) -> dict[str, Any]:
        given = self.mapping(root, _QUESTION, required=_REQUIRED)
        values = {key: _QUESTION[key](self, node) for key, node in given.items()}
        if "id" in given and values["id"] != name:
            self.note(given["id"], f"should be '{name}', as the file is called")
        return values

    def topics(self, node: yaml.Node) -> tuple[str, ...]:
        topics = tuple(self.word(item, TOPICS) for item in self.items(node))
        if not topics:
            self.note(node, "names no topic")
        return topics

    def options(self, node: yaml.Node) -> tuple[Option, ...]:
        options = tuple(self.option(item) for item in self.items(node))
        if len(options) != OPTIONS or sum(option.is_right for option in options) != 1:
            self.note(node, f"should be {OPTIONS} options, one of them with `right: true`")
        return options

    def option(self, node: yaml.Node) -> Option:
        given = self.mapping(node, ("text", "why", "right"), ("text", "why"))
        text, why = (self.string(given[key]) if key in given else "" for key in ("text", "why"))
        is_right = "right" in given and self.word(given["right"], ("true", "false")) == "true"
        return Option(text, why, is_right)

    def rubric(self, node: yaml.Node) -> tuple[Concept, ...]:
        concepts = tuple(self.concept(item) for item in self.items(node))
        for role in ROLES:
            if role not in {concept.role for concept in concepts}:
                self.note(node, f"has no concept of the role '{role}'")
        return concepts

    def concept(self, node: yaml.Node) -> Concept:
        parts = ("role", "name", "any")
        given = self.mapping(node, parts, parts)
        role = self.word(given["role"], ROLES) if "role" in given else ROLES[0]
        name = self.string(given["name"]) if "name" in given else ""
        phrases = self.strings(given["any"]) if "any" in given else ()
        return Concept(cast("Role", role), name, phrases)


Part = Callable[[_Reader, yaml.Node], Any]
_QUESTION: dict[str, Part] = {
    "id": _Reader.slug,
    "title": _Reader.string,
    "topics": _Reader.topics,
    "risks": _Reader.slugs,
    "difficulty": _Reader.difficulty,
    "situation": _Reader.string,
    "question": _Reader.string,
    "options": _Reader.options,
    "rubric": _Reader.rubric,
    "weak": _Reader.string,
    "strong": _Reader.string,
    "follow_ups": _Reader.strings,
    "sources": _Reader.strings,
}
_REQUIRED = (
    "id", "title", "topics", "difficulty", "situation", "question", "rubric", "weak", "strong",
)  # fmt: skip
