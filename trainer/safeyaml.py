"""Reads YAML that anybody may have written: plain data with the line of every value, or what is wrong.

`yaml.compose` recurses, in C too: a file of nested hyphens ends the process. This reads the parser's
events one by one, stops at a depth that no card needs, and refuses aliases, with which a small file can
describe an endless one. Nothing is constructed, so that tags mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

DEEPEST = 12
"""Levels of lists and mappings."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Mistake:
    """Something in a YAML file that is not as it should be."""

    line: int
    """From 1."""
    message: str
    """One sentence without its end: what is wrong and what to do."""


class NotReadable(Exception):
    """A text that is no YAML, or more than a card may be."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(f"line {mistake.line}: {mistake.message}")


def read(text: str) -> yaml.Node | None:
    """The first document's root node, None for an empty one; raises NotReadable."""
    try:
        loader = _LOADER(text)
        try:
            return _read(loader)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise NotReadable(Mistake(line, f"is no YAML: {error.problem or error.context}")) from error
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise NotReadable(Mistake(line, "holds a character that YAML does not allow")) from error


def _read(loader: Any) -> yaml.Node | None:
    root: yaml.Node | None = None
    open_nodes: list[yaml.CollectionNode] = []
    keys: list[yaml.Node | None] = []
    while loader.check_event():
        event = loader.get_event()
        mark: Any = event.start_mark
        line = mark.line + 1
        match event:
            case yaml.ScalarEvent():
                tag = event.tag or loader.resolve(yaml.ScalarNode, event.value, event.implicit)
                node: yaml.Node = yaml.ScalarNode(tag, event.value, mark)
            case yaml.SequenceStartEvent():
                node = yaml.SequenceNode(event.tag or "", [], mark)
            case yaml.MappingStartEvent():
                node = yaml.MappingNode(event.tag or "", [], mark)
            case yaml.CollectionEndEvent():
                open_nodes.pop()
                keys.pop()
                continue
            case yaml.AliasEvent():
                raise NotReadable(Mistake(line, "uses an alias; write it out"))
            case yaml.DocumentStartEvent() if root is not None:
                raise NotReadable(Mistake(line, "begins a second document; a card is one"))
            case _:
                continue
        if root is None:
            root = node
        elif isinstance(open_nodes[-1], yaml.SequenceNode):
            open_nodes[-1].value.append(node)
        elif (key := keys[-1]) is not None:
            open_nodes[-1].value.append((key, node))
            keys[-1] = None
        else:
            keys[-1] = node
        if isinstance(node, yaml.CollectionNode):
            if len(open_nodes) == DEEPEST:
                raise NotReadable(Mistake(line, "is nested too deeply"))
            open_nodes.append(node)
            keys.append(None)
    return root
