"""What every fact has: its file and its places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from detectors.places import Lines, Write, cannot_write
from detectors.remarks import SAYS_NOTHING, Remarks


class Neighbour(NamedTuple):
    """A function of another file of the project that holds its thread."""

    name: str
    """What it waits for: `requests.get`."""
    file: str
    """The last part of its path."""


class Excerpt(NamedTuple):
    """What another file of the project makes clients with: read beside a source that imports it, and never judged."""

    module: str
    """How the source names that file: `.http` of `from .http import session`."""
    text: str
    """Those of its statements that have to do with the clients."""
    names: frozenset[str]
    """What the source may reach there: functions, classes and objects that lead to a client."""
    clients: frozenset[str]
    """The ids of the data that they need."""
    functions: frozenset[str] = frozenset()
    """Functions and methods among them that may make a request."""


@dataclass(frozen=True)
class File:
    """The source that facts come from, and what was said about it."""

    name: str = ""
    """Path as given, with `/`; empty for a snippet without one."""
    language: str = ""
    format: str = ""
    """What a config file is, where that can be told: kubernetes, compose, github-workflow, nginx ..."""
    scenario: Mapping[str, Any] = field(default_factory=dict)
    """Facts of the scenario (catalogue vocabulary, see docs/scenario.md); empty in lint."""
    pins: Mapping[str, str] = field(default_factory=dict)
    """Package (lower case, hyphens) -> the release that the project around the source has settled on."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """Package (as in `pins`), or `python` -> which releases the project asks for, as it states them: ">=3,<4";
    empty text where it asks for any."""
    neighbours: Mapping[str, Neighbour] = field(default_factory=dict)
    """Function of another file of the project, as this one names it: `.services.fetch`."""
    excerpts: tuple[Excerpt, ...] = ()
    """What other files of the project make clients with, of which this one uses some."""
    remarks: Remarks = SAYS_NOTHING
    """What the comments of a config file say of where it runs."""

    @cached_property
    def inside(self) -> str:
        """Its name without the folder of an unpacked release, which has the name of the package: `load-test-kit-0.2.1/`."""
        return _UNPACKED.sub("", self.name)

    @property
    def is_a_pipeline(self) -> bool:
        """It says what a continuous integration runs."""
        return self.format in {"github-workflow", "gitlab-ci", "pipeline"}

    @cached_property
    def is_for_development(self) -> bool:
        """The name, the comments or the scenario say that this never runs in production."""
        if environment := self.scenario.get("environment"):
            return environment in {"development", "test"}
        if self.name.endswith(".dist") or self.remarks.is_for_development:
            return True
        return bool(self._words & (_FOR_DEVELOPMENT | _EXAMPLES))

    @property
    def is_an_example(self) -> bool:
        """Its name says that it shows how something is done, and nothing that it is a test or for development."""
        if self.scenario.get("environment") or self.remarks.is_for_development:
            return False
        name = PurePosixPath(self.name.lower())
        said = {*name.parent.parts, *re.split(r"[-_.]", name.name)}
        return bool(said & _EXAMPLES) and not self._words & (_FOR_DEVELOPMENT - {"demo"})

    @property
    def is_a_demonstration(self) -> bool:
        """A folder or its name says that it shows people what the project can do: `examples/shop_demo/run.py`."""
        return not self.scenario.get("environment") and "demo" in self._words

    @cached_property
    def _words(self) -> set[str]:
        name = PurePosixPath(self.inside.lower())
        return {
            *re.split(r"[-_./]", name.as_posix()),
            *({"test"} if "t" in name.parent.parts else ()),
        }


_UNPACKED = re.compile(r"(?<![^/])[^/]+-\d+(?:\.\d+)+[^/]*/")
_FOR_DEVELOPMENT = frozenset(
    {
        *("test", "tests", "testing", "testapp", "testproject", "conftest", "fixtures"),
        *("dev", "develop", "devtools", "devcontainer", "development", "local", "demo", "dummy"),
        *("tilt", "lando", "ddev"),
    }
)
_EXAMPLES = frozenset({"example", "examples", "sample", "samples"})


@dataclass(kw_only=True, eq=False)
class Fact:
    """Something a reader saw, with the places at which a learner may point at it."""

    file: File
    lines: Lines
    """The primary place: the call expression, the command, the entry (catalogue 5.2)."""
    columns: tuple[int, int] = (1, 1)
    """Column of the first character on the first line, and the one after the last on the last line."""
    statement: Lines | None = None
    """The smallest whole statement, command or entry around it."""
    span: Lines | None = None
    """The enclosing statement or block in which a flag still counts for half."""
    anchors: Sequence[Lines] = ()
    """Further places where a flag is right: the client's constructor, a loop header, a decorator."""
    group: str = ""
    """What is cured together has one group (catalogue 5.4); unique per fact if empty."""
    write: Write = cannot_write
    node: Any = None
    """The syntax node, for the rare rule that needs it."""
