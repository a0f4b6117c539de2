"""What is written as configuration, and what it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from detectors.facts.code import Context
from detectors.facts.fact import Fact
from detectors.facts.values import Value
from detectors.places import Lines


@dataclass(kw_only=True, eq=False)
class Block(Fact):
    """A named block of configuration: a container, a server block, a job, a resource, a section.

    `lines` is its header (catalogue 5.2, rule 4), `body` every line of it.
    """

    kind: str
    """kubernetes:Deployment, kubernetes:container, compose:service, github:job, github:step,
    nginx:server, nginx:location, terraform:resource, haproxy:backend, ini:section, mapping ..."""
    name: str
    labels: tuple[str, ...] = ()
    """nginx's arguments, Terraform's labels, a resource's name."""
    body: Lines
    is_complete: bool = True
    """All that it holds can be seen; a template, an include or a broken line may add what cannot."""
    settings: list[Setting] = field(default_factory=list)
    """Its own direct settings and those of unnamed mappings below it, in order."""
    blocks: list[Block] = field(default_factory=list)
    parent: Block | None = None
    peers: list[Block] = field(default_factory=list, repr=False)
    """The outermost blocks of its source, itself or the one around it among them."""
    outside: list[Setting] = field(default_factory=list, repr=False)
    """The settings of its source that stand in no block: `permissions: write-all` of a workflow."""

    def get(self, *path: str) -> Setting | None:
        """The last setting whose path ends so (`get("limits", "memory")`), the least nested first."""
        own = [s for s in self.settings if s.path[-len(path) :] == path]
        return min(reversed(own), key=lambda s: len(s.path), default=None)

    def text(self, *path: str) -> str:
        """What is written there, as `get` finds it; empty where nothing is, or it is no text, or cannot be seen."""
        setting = self.get(*path)
        return (setting.value.string or "") if setting else ""

    def within(self, kind: str) -> Block | None:
        """The nearest block of this kind around it, itself included."""
        return next((block for block in self.outwards() if block.kind == kind), None)

    def outwards(self) -> Iterator[Block]:
        """Itself and every block around it, the nearest first."""
        block: Block | None = self
        while block:
            yield block
            block = block.parent

    def walk(self) -> list[Block]:
        """Itself and every block below it."""
        return [self, *(inner for block in self.blocks for inner in block.walk())]


@dataclass(kw_only=True, eq=False)
class Setting(Fact):
    """A named value that is written in the source.

    A config entry, a Python constant, keyword or dict entry, a shell assignment, an HTTP header.
    A text without a name that matters by its form (a URL, a key) is one with an empty name.
    """

    name: str
    """Its last name as written: `sslmode`, `API_KEY`, `Authorization`, `proxy_ssl_verify`."""
    path: tuple[str, ...]
    """From the top of the file or block: ("spec", "template", ..., "image")."""
    value: Value
    role: Literal["entry", "constant", "variable", "keyword", "argument", "header", "literal"] = (
        "entry"
    )
    block: Block | None = None
    context: Context | None = None
    uses: Sequence[Lines] = ()
    """Where the same file uses it: YAML aliases, a constant's readers."""
    readings: Sequence[str] = field(default=(), repr=False)
    """The statements that read a constant, as written."""
    beside: Sequence[Setting] = field(default=(), repr=False)
    """What stands with it where no block does: outside of every block of a config file, in a dictionary
    or the keywords of a call; itself among them.
    """
    spreads: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `has_unseen`."""
    is_a_login: bool = False
    """A known client proves itself with it, or signs: `server.login(user, "...")`, `jwt.encode(claims, "...")`."""
    stands_in: bool = False
    """What a program goes on with where nobody has given another: `os.environ.get("SECRET_KEY", "...")`."""
    conditions: Sequence[str] = ()
    """The tests under which it is written, as written, innermost first: `not verify`."""
    trial: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `is_of_a_trial`."""
    remarks: Callable[[], str] = field(default=str, repr=False)
    """Works out `remark`."""
    leaves: bool = False
    """Of a keyword: what its call makes is returned, or kept in an attribute for whoever comes."""

    @cached_property
    def remark(self) -> str:
        """The comments beside it and directly above it."""
        return self.remarks()

    @cached_property
    def has_unseen(self) -> bool:
        """More may stand beside it than can be seen: `**given`."""
        return self.spreads()

    @cached_property
    def is_of_a_trial(self) -> bool:
        """It stands under `if __name__ == "__main__":`, where a text says that the server is for tests."""
        return self.trial()


@dataclass(kw_only=True, eq=False)
class Process(Fact):
    """A program that a script, an image or a service starts, without what wraps it (`sudo`, `exec`, `timeout`)."""

    name: str
    """The program without its folder: `uvicorn`."""
    words: tuple[str, ...] = ()
    """Its arguments; `HOLE` for what cannot be seen. Of a loop over written words, each of them."""
    is_at_hand: bool = False
    """The script has asked whether it is installed, in a way that fetches nothing: `npx --no-install x`."""
    has_secrets_around: bool = True
    """The file around it may hand out secrets, or rights to change what the repository holds."""
    is_run_here: bool = False
    """It gets the default branch of a repository, and the script builds or runs what lies there then."""
    beside: frozenset[str] | None = None
    """The files that the recipe of an image has copied for it; None where that cannot be told."""
    instead_of: tuple[str, ...] = ()
    """The words of the command behind whose failure it is run: `npm ci || npm install`."""
    environment: frozenset[str] = frozenset()
    """Names of the variables that the command, its script, or the recipe of its image gives a value, somewhere."""
