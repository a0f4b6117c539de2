"""Commands that a script tries one after the other for the same thing: `curl A || curl B`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.shell.exchange.output_checks import literals
from detectors.readers.shell.syntax.tree import AndOr, Command, If, Not, Statement, inside

_SOURCES = frozenset(
    {"curl", "wget", "http", "git", "aws", "gsutil", "apt", "apt-get", "brew", "yum", "dnf", "apk"}
    | {"pip", "pip3", "npm", "pipx", "uv", "cargo", "go", "docker", "snap", "aria2c"}
)
_TELLS = frozenset({"-X", "--request", "-d", "--data", "--data-binary", "--json", "-F", "--form"})
"""Options of what is sent: the failure is told to somebody."""


def has_another_source(command: Command) -> bool:
    """Behind its failure, or before it behind that of another, the script fetches the same from elsewhere."""
    below: Statement = command
    while isinstance(below.parent, Statement):
        above = below.parent
        for first, second in _tries(above):
            for own, other in ((first, second), (second, first)):
                if any(one is command for part in own for one in inside(part)):
                    return any(_fetches(one) for part in other for one in inside(part))
        below = above
    return False


def tried_before(command: Command) -> Command | None:
    """The command behind whose failure this one is run: `npm ci || npm install`."""
    above = command.parent
    is_second = isinstance(above, AndOr) and above.operator == "||" and above.right is command
    tried = above.left if isinstance(above, AndOr) and is_second else None
    while isinstance(tried, AndOr):
        tried = tried.right
    return tried if isinstance(tried, Command) else None


def _tries(statement: Statement) -> Iterator[tuple[list[Statement], list[Statement]]]:
    """(what is tried, what is done where it fails)"""
    if isinstance(statement, AndOr) and statement.operator == "||":
        yield [statement.left], [statement.right]
    if isinstance(statement, If) and len(statement.branches) == 1:
        tests, body = statement.branches[0]
        is_not = len(tests) == 1 and isinstance(tests[0], Not)
        yield tests, body if is_not else statement.otherwise


def _fetches(statement: Statement) -> bool:
    words = literals(statement) if isinstance(statement, Command) else []
    while words[:1] in (["sudo"], ["command"]):
        words = words[1:]
    return words[:1] != [] and words[0] in _SOURCES and not _TELLS & set(words)
