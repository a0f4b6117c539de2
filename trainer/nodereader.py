"""Reads what YAML nodes hold, strictly: whatever does not fit is noted with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection

import yaml

from detectors.catalogue import families
from detectors.catalogue import nearest as nearest_risk
from trainer.safeyaml import Mistake
from trainer.scenario import nearest

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STRING = "tag:yaml.org,2002:str"


def line_of(node: yaml.Node) -> int:
    """From 1."""
    return int(node.start_mark.line) + 1


class NodeReader:
    """What cards and questions are made of; after a mistake each method gives the empty value."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def note(self, node: yaml.Node, message: str) -> None:
        self.mistakes.append(Mistake(line_of(node), message))

    def mapping(
        self, node: yaml.Node, known: Collection[str], required: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            of = f" of {', '.join(known)}" if known else ""
            self.note(node, f"should be a mapping{of}")
            return {}
        given: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if known and name not in known:
                hint = nearest(name, list(known)) or f"; one of: {', '.join(known)}"
                self.note(key, f"'{name}' is not known here{hint}")
            elif name in given:
                self.note(key, f"'{name}' is given twice; keep one")
            else:
                given[name] = value
        for name in required:
            if name not in given:
                self.note(node, f"'{name}' is missing")
        return given

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self.note(node, "should be a list")
            return []
        return list(node.value)

    def string(self, node: yaml.Node) -> str:
        if isinstance(node, yaml.ScalarNode) and node.tag == _STRING:
            text = str(node.value).strip()
            if not text:
                self.note(node, "should not be empty; leave it out")
            return text
        what = f", not {node.value}" if isinstance(node, yaml.ScalarNode) else ""
        self.note(node, f"should be text{what}; put it into quotes")
        return ""

    def word(self, node: yaml.Node, known: tuple[str, ...]) -> str:
        said = node.value if isinstance(node, yaml.ScalarNode) else "?"
        if said in known:
            return str(said)
        self.note(
            node, f"cannot be '{said}'{nearest(str(said), known)}; one of: {', '.join(known)}"
        )
        return known[0]

    def slug(self, node: yaml.Node) -> str:
        text = self.string(node)
        if text and not _ID.fullmatch(text):
            self.note(node, f"'{text}' should be of a-z, 0-9 and single hyphens")
        return text

    def slugs(self, node: yaml.Node) -> tuple[str, ...]:
        return tuple(self.slug(item) for item in self.items(node))

    def strings(self, node: yaml.Node) -> tuple[str, ...]:
        return tuple(self.string(item) for item in self.items(node))

    def risk(self, node: yaml.Node) -> str:
        name = self.slug(node)
        if name and name not in families():
            near = nearest_risk(name)
            hint = f" (did you mean '{near}'?)" if near else ""
            self.note(node, f"no risk is called '{name}'{hint}; `critique risks` lists them")
        return name

    def difficulty(self, node: yaml.Node) -> int:
        return int(self.word(node, ("1", "2", "3", "4", "5")))
