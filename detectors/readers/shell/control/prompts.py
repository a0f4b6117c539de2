"""What a script asks before it acts: a person at the terminal, or whether a package is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.readers.shell.exchange.output_checks import literals
from detectors.readers.shell.syntax.invocation import Invocation
from detectors.readers.shell.syntax.tree import Command, Function, Loop, Pipeline, Statement, around

_MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
_OF_THE_PROJECT = (["install"], ["i"], ["ci"])
"""What such a program is told to install what a project names."""
_SAVES = frozenset({"-D", "-S", "--save", "--save-dev", "--save-exact", "--save-optional"})
"""Options with which what is added becomes a part of the project, the rest of which comes along."""
_PUBLISHES = {
    ("npm", "publish"): "npm",
    ("pnpm", "publish"): "npm",
    ("yarn", "publish"): "yarn",
    ("twine", "upload"): "pip",
    ("poetry", "publish"): "pip",
    ("uv", "publish"): "pip",
    ("flit", "publish"): "pip",
    ("gem", "push"): "gem",
}
_FETCHES_NOTHING = frozenset({"--no-install", "--no", "--offline"})


def asks_a_person(statements: Sequence[Statement], at: Command) -> bool:
    """`read -r answer` stands before it, in the same function: somebody looks on, and can say it again."""
    scope = _function(at)
    return any(
        one.start < at.start and reads_the_terminal(one) and _function(one) is scope
        for one in statements
        if isinstance(one, Command)
    )


class AtHand:
    """The packages that a script need not fetch for the first time, as far as it tells itself."""

    def __init__(self, invocations: Iterable[Invocation]) -> None:
        self._asked: set[str] = set()
        self._project: int | None = None
        """Where it installs what its own project depends on."""
        self._published: dict[str, int] = {}
        """Where a program publishes a package, by the program that installs it."""
        self._tool: int | None = None
        """Where it installs a tool with uv, which `uv tool run` then takes."""
        for made in invocations:
            words = [field.text for field in made.arguments]
            if made.name == "npx" and not _FETCHES_NOTHING.isdisjoint(words[:1]):
                self._asked.update(words[1:2])
            operands = [word for word in words if not word.startswith("-")]
            place = made.command.start
            if installs_the_project(made.name, words):
                self._project = place if self._project is None else self._project
            if made.name == "uv" and words[:2] == ["tool", "install"] and self._tool is None:
                self._tool = place
            if installer := _PUBLISHES.get((made.name, next(iter(operands), ""))):
                self._published.setdefault(installer, place)

    def has(self, made: Invocation) -> bool:
        """It asks whether the package is there, has installed its project, or has just published the package."""
        place = made.command.start
        words = [field.text for field in made.arguments]
        if made.name == "npx":
            is_of_the_project = self._project is not None and self._project < place
            return is_of_the_project or bool(self._asked & set(words[:1]))
        if made.name == "uvx" or (made.name == "uv" and words[:2] == ["tool", "run"]):
            return self._tool is not None and self._tool < place
        published = self._published.get("pip" if made.name.startswith("pip") else made.name)
        return published is not None and published < place


def installs_the_project(name: str, words: Sequence[str]) -> bool:
    """`npm ci`, `yarn`: what the project names; `npm install --save-dev x` gets the rest of it as well."""
    operands = [word for word in words if not word.startswith("-")]
    if name not in _MANAGERS:
        return False
    adds = operands[:1] in (["install"], ["i"], ["add"]) and not _SAVES.isdisjoint(words)
    return adds or operands in _OF_THE_PROJECT or not words


def reads_the_terminal(command: Command) -> bool:
    words = literals(command)
    if words[:1] != ["read"] or command.redirects or any(w.startswith("-t") for w in words):
        return False
    below: Statement = command
    for above in around(command):
        if isinstance(above, Pipeline) or above.redirects:
            return False
        if isinstance(above, Loop) and below in above.condition:
            return False
        below = above
    return True


def _function(statement: Statement) -> Function | None:
    return next((one for one in around(statement) if isinstance(one, Function)), None)
