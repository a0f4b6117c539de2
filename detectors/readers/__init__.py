"""One reader a language: source text in, facts out.

A reader is a module named for its language (`yaml`, `shell`, `python` ...) with one function::

    def read(source: str, file: File, clients: frozenset[str]) -> Reading

`clients` are the ids of the clients that occur in the source (`detectors.clients.occurring`).
A reader named in `BY_PARTS` also takes what a run looks for, and leaves out what has nothing to do with it.
Reading never fails: what can be read becomes facts, what cannot becomes a `Problem` with its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

from detectors.facts import Block, Fact, File
from detectors.languages import is_a_template
from detectors.surfaces import READERS

if TYPE_CHECKING:
    from detectors.model import Problem

BY_PARTS = frozenset({"python"})
"""Languages in which the parts of a source that matter are read alone."""

_TAKE_VARIABLES = frozenset({"shell", "hcl"})
"""Languages with a grammar of their own for what is filled in."""


@dataclass(frozen=True)
class Interest:
    """What a run looks for in a source."""

    places: tuple[int, ...] = ()
    """Offsets at which something may matter that is no request."""
    requests: bool = True
    waits: bool = True
    judged: frozenset[type[Fact]] = frozenset()
    """The facts that are looked at by themselves; others matter where these lead to them."""


@dataclass
class Reading:
    """What a reader made of a source; facts in the order of their lines."""

    facts: list[Fact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    end: int = 0
    """The last line of the source, where places behind it are those of other files; else 0."""


def read(
    source: str, file: File, clients: frozenset[str], interest: Interest | None = None
) -> Reading:
    """The facts of a source in `file.language`; KeyError for a language without a reader.

    Without `interest` every fact; with it at least those that can lead to what the run looks for.
    """
    reader = import_module(f"detectors.readers.{READERS[file.language]}")
    more = {"interest": interest} if file.language in BY_PARTS else {}
    if file.language in _TAKE_VARIABLES and is_a_template(file.name):
        templates = import_module("detectors.readers.common.templates")
        source = templates.as_variables(source, has_words=file.language == "hcl")
    reading = cast("Reading", reader.read(source, file, clients, **more))
    blocks = [fact for fact in reading.facts if isinstance(fact, Block)]
    outermost = [block for block in blocks if block.parent is None]
    for block in blocks:
        block.peers = outermost
    return reading
