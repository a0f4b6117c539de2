"""Reads `card.yaml` strictly, with the line of every error, and writes it back so that diffs stay small."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, cast

import yaml

from detectors.places import Lines
from detectors.severities import SEVERITIES, Severity
from trainer import safeyaml
from trainer.card import Cleared, Incident, Key, Variant
from trainer.nodereader import NodeReader, line_of
from trainer.safeyaml import Mistake
from trainer.scenario import complaint
from trainer.scoring import Answer, Remark

_TAG = re.compile(r"[\w.+-]{1,40}")
_LINES = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_INT, _FLOAT, _BOOL = (f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool"))
T = TypeVar("T")


class CardMistakes(Exception):
    """All that is wrong in a card.yaml."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("; ".join(f"line {m.line}: {m.message}" for m in self.mistakes))


@dataclass
class Fields:
    """What a card.yaml says, before the code beside it is read; field names as in `Card`."""

    values: dict[str, Any] = field(default_factory=dict)
    places: list[tuple[int, Lines, Variant]] = field(default_factory=list)
    """(line in card.yaml, lines of code, 'snippet' or 'sound'): to be held against the code."""
    lines: dict[str, int] = field(default_factory=dict)
    """Key -> its line in card.yaml."""


def read(text: str) -> Fields:
    """The fields of a card.yaml; raises CardMistakes with everything that is wrong."""
    try:
        root = safeyaml.read(text)
    except safeyaml.NotReadable as error:
        raise CardMistakes([error.mistake]) from error
    if root is None:
        raise CardMistakes([Mistake(1, "is empty; see docs/cards.md for what a card holds")])
    reader = _Reader()
    fields = reader.card(root)
    if reader.mistakes:
        raise CardMistakes(reader.mistakes)
    return fields


class _Reader(NodeReader):
    """Walks the nodes of a card."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[int, Lines, Variant]] = []
        self.variant: Variant = "snippet"

    def card(self, root: yaml.Node) -> Fields:
        given = self.mapping(root, _CARD, required=("id", "title", "scenario", "language"))
        values: dict[str, Any] = {}
        for key, node in given.items():
            if key == "sound":
                self.variant = "sound"
                sound = self.mapping(node, ("cleared", "neutral"))
                for part, rest in sound.items():
                    values[f"sound_{part}"] = _CARD[part](self, rest)
            else:
                self.variant = "snippet"
                values[key] = _CARD[key](self, node)
        self.one_answer_a_group(values.get("answers", ()), given.get("answers"))
        lines = {key: line_of(node) for key, node in given.items()}
        return Fields(values, self.places, lines)

    def one_answer_a_group(self, answers: tuple[Answer, ...], node: yaml.Node | None) -> None:
        seen: set[tuple[str, str]] = set()
        for answer, item in zip(answers, node.value if node else (), strict=False):
            group = (answer.risk, answer.group or str(answer.lines))
            if group in seen:
                self.note(
                    item,
                    f"{answer.risk} has two answers in group '{group[1]}'; "
                    "make one, with the further lines as anchors",
                )
            seen.add(group)

    def tags(self, node: yaml.Node) -> tuple[str, ...]:
        tags = self.strings(node)
        for tag, item in zip(tags, node.value, strict=False):
            if tag and not _TAG.fullmatch(tag):
                self.note(item, f"'{tag}' should be one word")
        return tags

    def code_lines(self, node: yaml.Node) -> Lines:
        said = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        match = _LINES.fullmatch(said)
        lines = Lines(int(match[1]), int(match[2] or match[1])) if match else Lines(0, 0)
        if not 1 <= lines.first <= lines.last:
            self.note(node, "should be lines of the code, as 11 or 11-15")
            return Lines(1, 1)
        self.places.append((line_of(node), lines, self.variant))
        return lines

    def scalar(self, node: yaml.Node) -> Any:
        """A fact's value: text, number, truth, or a list of these."""
        if isinstance(node, yaml.SequenceNode):
            words = []
            for item in self.items(node):
                if isinstance(item, yaml.ScalarNode):
                    words.append(self.scalar(item))
                else:
                    self.note(item, "should be one word")
            return words
        try:
            match node.tag:
                case str(tag) if tag == _INT:
                    return int(str(node.value).replace("_", ""), 0)
                case str(tag) if tag == _FLOAT:
                    return float(node.value)
                case str(tag) if tag == _BOOL:
                    return str(node.value).lower() in {"true", "yes", "on"}
        except ValueError:
            self.note(node, f"{node.value} is no number; write it in decimals")
            return 0
        return str(node.value)

    # The parts of a card.

    def facts(self, node: yaml.Node) -> Mapping[str, Any]:
        facts: dict[str, Any] = {}
        for name, value in self.mapping(node, ()).items():
            if isinstance(value, yaml.MappingNode):
                self.note(value, f"{name} should be a value or a list")
                continue
            facts[name] = self.scalar(value)
            if wrong := complaint(name, facts[name]):
                self.note(value, wrong)
        return facts

    def by(self, node: yaml.Node) -> Literal["detector", "author"]:
        return cast("Literal['detector', 'author']", self.word(node, ("detector", "author")))

    def answers(self, node: yaml.Node) -> tuple[Answer, ...]:
        return tuple(answer for item in self.items(node) for answer in self.answer(item))

    def answer(self, node: yaml.Node) -> Iterator[Answer]:
        given = self.mapping(node, _ANSWER, required=("risk", "lines", "severity", "why"))
        if {"risk", "lines", "severity", "why"} <= given.keys():
            values = {key: _ANSWER[key](self, value) for key, value in given.items()}
            yield Answer(**values)

    def severity(self, node: yaml.Node) -> Severity:
        return cast("Severity", self.word(node, SEVERITIES))

    def anchors(self, node: yaml.Node) -> tuple[Lines, ...]:
        return tuple(self.code_lines(item) for item in self.items(node))

    def names(self, node: yaml.Node) -> frozenset[str]:
        return frozenset(self.slugs(node))

    def cleared(self, node: yaml.Node) -> tuple[Cleared, ...]:
        return self.records(node, _CLEARED, Cleared)

    def neutral(self, node: yaml.Node) -> tuple[Remark, ...]:
        return self.records(node, _NEUTRAL, Remark)

    def records(
        self, node: yaml.Node, parts: Mapping[str, Part], kind: Callable[..., T]
    ) -> tuple[T, ...]:
        made = []
        for item in self.items(node):
            given = self.mapping(item, parts, required=("risk", "lines", "reason"))
            if {"risk", "lines", "reason"} <= given.keys():
                made.append(kind(**{key: parts[key](self, part) for key, part in given.items()}))
        return tuple(made)

    def incident(self, node: yaml.Node) -> Incident | None:
        given = self.mapping(node, ("what", "url"), required=("what", "url"))
        if not {"what", "url"} <= given.keys():
            return None
        url = self.string(given["url"])
        if not url.startswith("https://"):
            self.note(given["url"], "should be the address of a public account: https://...")
        return Incident(what=self.string(given["what"]), url=url)

    def key(self, node: yaml.Node) -> Key | None:
        given = self.mapping(node, ("detectors", "snippet", "sound"), ("detectors", "snippet"))
        if not {"detectors", "snippet"} <= given.keys():
            return None
        return Key(**{key: str(part.value) for key, part in given.items()})


Part = Callable[[_Reader, yaml.Node], Any]
_CARD: dict[str, Part] = {
    "id": _Reader.slug,
    "title": _Reader.string,
    "scenario": _Reader.string,
    "facts": _Reader.facts,
    "difficulty": _Reader.difficulty,
    "tags": _Reader.tags,
    "language": _Reader.slug,
    "name": _Reader.string,
    "answers": _Reader.answers,
    "cleared": _Reader.cleared,
    "neutral": _Reader.neutral,
    "sound": _Reader.key,
    "triage": _Reader.string,
    "questions": _Reader.strings,
    "source": _Reader.string,
    "incident": _Reader.incident,
    "key": _Reader.key,
}
_ANSWER: dict[str, Part] = {
    "risk": _Reader.risk,
    "lines": _Reader.code_lines,
    "anchors": _Reader.anchors,
    "group": _Reader.string,
    "span": _Reader.code_lines,
    "severity": _Reader.severity,
    "why": _Reader.string,
    "also": _Reader.names,
    "near": _Reader.names,
    "by": _Reader.by,
}
_CLEARED: dict[str, Part] = {
    "risk": _Reader.risk,
    "lines": _Reader.code_lines,
    "reason": _Reader.string,
    "by": _Reader.by,
}
_NEUTRAL: dict[str, Part] = {
    "risk": _Reader.risk,
    "lines": _Reader.code_lines,
    "reason": _Reader.string,
}
