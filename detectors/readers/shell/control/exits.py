"""Who notices that a command failed: `set -e`, a test, the last line of a function, or nobody."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detectors.readers.shell.exchange.output_checks import SHOWS
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Case,
    Command,
    Function,
    Group,
    If,
    Loop,
    Not,
    Parameter,
    Pipeline,
    Script,
    Statement,
    Substitution,
    Test,
    around,
)

Noticed = Literal[
    "tested", "aborts", "returned", "ignored", "lost", "declared", "dropped", "unknown"
]
"""tested: a condition; aborts: `set -e`; returned: the script's or function's own status;
lost: not the last of its pipeline, or inside another command; declared: `export x=$(...)`;
dropped: `|| true`."""

_SHEBANG = re.compile(r"#!\s*\S*?(?:env\s+(?:-S\s*)?)?\w*sh\b([^\n]*)")
_SHELL = re.compile(r"(?:^|/)(?:ba|da|a|k|z)?sh$")
_DEEPEST = 8
_IS_THERE = frozenset({"-x", "-f", "-e", "-d", "-s"})
"""Tests of what a command should have made."""


@dataclass(frozen=True, slots=True)
class _Switch:
    """`set -e` or `set +e`, `set -x`, `set -o pipefail` or its opposite."""

    at: int
    scope: Statement | None
    name: str
    is_on: bool


class Exits:
    """Follows the exit status of every statement of a script."""

    def __init__(
        self,
        statements: Sequence[Statement],
        source: str,
        calls: Mapping[str, list[Command]],
        *,
        errexit: bool = False,
        pipefail: bool = False,
    ) -> None:
        self.calls = calls
        shebang = _SHEBANG.match(source)
        flags = shebang[1].split() if shebang else []
        given = dict(_switched(flags))
        self.initial = {
            "errexit": errexit or given.get("errexit", False),
            "pipefail": pipefail or given.get("pipefail", False),
            "xtrace": given.get("xtrace", False),
        }
        self.switches = [
            _Switch(command.start, _scope(command), name, is_on)
            for command in statements
            if isinstance(command, Command)
            and command.arguments
            and command.arguments[0].literal == "set"
            for name, is_on in _switched([w.literal or "" for w in command.arguments[1:]])
        ]

    def is_on(self, name: str, at: Statement, depth: int = 0) -> bool:
        """Whether `errexit`, `pipefail` or `xtrace` holds where a statement runs."""
        scope = _scope(at)
        own = [s for s in self.switches if s.name == name and s.scope is scope and s.at < at.start]
        if own:
            return own[-1].is_on
        if isinstance(scope, Script) and isinstance(scope.parent, Command):
            return dict(_switched(_options_of_shell(scope.parent))).get(name, False)
        if scope is None:
            return self._at_start(name)
        if isinstance(scope, Function):
            sites = self.calls.get(scope.name, [])
            if sites and depth < _DEEPEST:
                return self.is_on(name, sites[0], depth + 1)
            rest = [s for s in self.switches if s.name == name and s.scope is None]
            return rest[-1].is_on if rest else self._at_start(name)
        above = next((s for s in around(scope) if _is_scope(s)), None)
        return self.is_on(name, scope, depth + 1) if depth < _DEEPEST or above else False

    def _at_start(self, name: str) -> bool:
        in_main = [
            s
            for s in self.switches
            if s.name == name and isinstance(s.scope, Function) and s.scope.name == "main"
        ]
        return in_main[-1].is_on if in_main else self.initial[name]

    def noticed(self, statement: Statement, depth: int = 0) -> Noticed:
        """Who learns that this statement failed."""
        node = statement
        while True:
            if node.is_background:
                return "unknown"
            above = node.parent
            if above is None:
                return "returned"
            if isinstance(above, Substitution):
                if node is not above.body[-1]:
                    return "ignored"
                said = self._in_word(above)
                if isinstance(said, str):
                    return said
                node = said
                continue
            said = self._in(above, node, depth)
            if isinstance(said, str):
                return said
            node = said

    def _in(self, above: Statement, node: Statement, depth: int) -> Noticed | Statement:
        match above:
            case AndOr():
                if node is above.right:
                    return above
                return "dropped" if _is_let_go(node) else "tested"
            case Not():
                return above
            case Pipeline():
                if node is above.body[-1] or self.is_on("pipefail", node):
                    return above
                if _reads_status(_next(above), "PIPESTATUS") or _is_looked_for(above):
                    return "tested"
                if self.is_on("errexit", node) and _is_started_later(above):
                    return "tested"
                return "dropped" if _is_let_go(above) else "lost"
            case If():
                for condition, body in above.branches:
                    if node in condition:
                        return "tested" if node is condition[-1] else "ignored"
                    if node in body:
                        return self._listed(body, node) or above
                return self._listed(above.otherwise, node) or above
            case Loop():
                if node in above.condition:
                    return "tested" if node is above.condition[-1] else "ignored"
                return self._listed(above.body, node) or "ignored"
            case Case():
                body = next(body for _, body in above.items if node in body)
                return self._listed(body, node) or above
            case Function():
                return self._listed(above.body, node) or self._returned(above, depth)
            case Script() | Group():
                return self._listed(above.body, node) or self._ended(above)
            case Command():
                return "unknown" if _name(above) in {"trap", "eval"} else above
        return "unknown"

    def _ended(self, above: Script | Group) -> Noticed | Statement:
        if isinstance(above, Script) and above.parent is None:
            return "returned"
        return above

    def _listed(self, block: list[Statement], node: Statement) -> Noticed | None:
        """What a list does with the status of one of its statements; None: it is the list's own."""
        at = next(i for i, one in enumerate(block) if one is node)
        following = block[at + 1] if at + 1 < len(block) else None
        if _reads_status(following, "?"):
            return "tested"
        if self.is_on("errexit", node) and not self._is_suspended(node):
            return "aborts"
        return "ignored" if following else None

    def _is_suspended(self, statement: Statement, depth: int = 0) -> bool:
        """`deploy || alarm`, `if deploy; then`: whatever fails within, but for the last of it, ends nothing under `set -e`."""
        below = statement
        for above in around(statement):
            match above:
                case AndOr() if below is above.left:
                    return True
                case Not():
                    return True
                case If() if any(below in tests for tests, _ in above.branches):
                    return True
                case Loop() if below in above.condition:
                    return True
                case Function():
                    sites = self.calls.get(above.name, [])
                    if not sites or depth >= _DEEPEST:
                        return False
                    return all(self._is_suspended(site, depth + 1) for site in sites)
                case Command():
                    return False  # a shell of its own, or a substitution
            below = above
        return False

    def _returned(self, function: Function, depth: int) -> Noticed:
        sites = self.calls.get(function.name, [])
        if not sites or depth >= _DEEPEST:
            return "returned"
        said = [self.noticed(site, depth + 1) for site in sites]
        for wanted in ("tested", "aborts", "returned"):
            if wanted in said:
                return wanted
        return said[0]

    def _in_word(self, substitution: Substitution) -> Noticed | Statement:
        owner = substitution.parent
        if not isinstance(owner, Command) or substitution.is_process:
            return "lost"
        if owner.keyword:
            return "declared"
        if len(owner.arguments) == 1 and owner.arguments[0].parts == [substitution]:
            return owner  # `if $(curl ...); then`: it prints nothing that could run
        if owner.arguments or not owner.assignments:
            return "lost"
        last = owner.assignments[-1]
        return owner if last.start <= substitution.start <= last.end else "lost"


def is_nothing(statement: Statement) -> bool:
    """`true`, `:` and the like: a failure ends here."""
    if isinstance(statement, Group) and len(statement.body) == 1:
        return is_nothing(statement.body[0])
    return isinstance(statement, Command) and _name(statement) in {"true", ":", "/bin/true"}


def _name(command: Command) -> str:
    return (command.arguments[0].literal or "") if command.arguments else ""


def _is_scope(statement: Statement) -> bool:
    is_subshell = isinstance(statement, Group) and statement.is_subshell
    return isinstance(statement, Function | Script) or is_subshell


def _scope(statement: Statement) -> Statement | None:
    """The function, subshell or embedded script around it; None for the script itself."""
    found = next((above for above in around(statement) if _is_scope(above)), None)
    return None if isinstance(found, Script) and found.parent is None else found


def _options_of_shell(command: Command) -> list[str]:
    """What stands between a shell's name and the text that it is given: `-ec`."""
    written = [word.literal or "" for word in command.arguments]
    at = next((n for n, word in enumerate(written) if _SHELL.search(word)), len(written))
    return list(
        itertools.takewhile(lambda word: word[:1] in "-+" or word == "pipefail", written[at + 1 :])
    )


def _switched(words: Iterable[str]) -> list[tuple[str, bool]]:
    """What the arguments of `set` switch: `-euo pipefail`."""
    found: list[tuple[str, bool]] = []
    named: bool | None = None
    for word in words:
        if named is not None:
            found.append((word, named))
            named = None
        elif re.fullmatch(r"[-+][A-Za-z]+", word):
            is_on = word[0] == "-"
            if "e" in word[1:]:
                found.append(("errexit", is_on))
            if "x" in word[1:]:
                found.append(("xtrace", is_on))
            if "o" in word[1:]:
                named = is_on
    return found


def _next(statement: Statement) -> Statement | None:
    above = statement.parent
    blocks = [above.body] if isinstance(above, Substitution) else above.blocks() if above else ()
    for block in blocks:
        for one, following in itertools.pairwise(block):
            if one is statement:
                return following
    return None


def _is_looked_for(pipeline: Pipeline) -> bool:
    """`curl ... | sh && test -x app`: whether it worked is asked of what it should have made."""
    above = pipeline.parent
    if isinstance(above, AndOr) and above.left is pipeline and above.operator == "&&":
        return isinstance(above.right, Test) or _looks_for(above.right)
    after = _next_step(pipeline)
    while isinstance(after, Command) and _only_sets(after):
        after = _next_step(after)
    if _looks_for(after):
        return True
    while isinstance(after, Command) and _does_nothing(after):
        after = _next_step(after)
    return _runs_it_or_ends(after, pipeline)


def _runs_it_or_ends(after: Statement | None, pipeline: Pipeline) -> bool:
    """`curl https://astral.sh/uv/install.sh | sh`, and then `uv sync || exit 1`: without it the script ends there."""
    if (
        not isinstance(after, AndOr)
        or after.operator != "||"
        or not isinstance(after.left, Command)
    ):
        return False
    return _name(after.left) in _fetched(pipeline)


def _fetched(pipeline: Pipeline) -> set[str]:
    """The words of the address that the first command of a pipeline asks."""
    return {
        word
        for one in pipeline.body[:1]
        for given in one.words()
        for word in re.split(r"[/.:?=-]", given.literal or "")
        if word
    }


def _is_started_later(pipeline: Pipeline) -> bool:
    """`curl https://astral.sh/uv/install.sh | sh`, and on the way on from there `uv sync`: under `set -e` the script ends there."""
    brought = _fetched(pipeline)
    below: Statement = pipeline
    while (above := below.parent) is not None and not _is_scope(below):
        if isinstance(above, Substitution):
            return False
        for block in above.blocks():
            behind = block[block.index(below) + 1 :] if below in block else []
            if any(isinstance(one, Command) and _name(one) in brought for one in behind):
                return True
        below = above
    return False


def _next_step(statement: Statement) -> Statement | None:
    """What runs next: behind the last statement of a branch it is what follows the `if`."""
    after, above = _next(statement), statement.parent
    if after is None and isinstance(above, If):
        return _next_step(above)
    return after


def _only_sets(command: Command) -> bool:
    """`export PATH="$HOME/.local/bin:$PATH"`: where programs are found, and no step of its own."""
    return bool(command.assignments) and (bool(command.keyword) or not command.arguments)


def _does_nothing(command: Command) -> bool:
    """It sets variables, or says something."""
    is_export = command.keyword in {"export", "readonly"} or _name(command) == "export"
    return _only_sets(command) or is_export or SHOWS.fullmatch(_name(command)) is not None


def _looks_for(after: Statement | None) -> bool:
    """A question where a file or a program is, alone or as the first of a condition."""
    while isinstance(after, If | AndOr | Not):
        if isinstance(after, If):
            after = next(iter(after.branches[0][0]), None) if after.branches else None
        else:
            after = after.left if isinstance(after, AndOr) else after.body
    if isinstance(after, Test):
        return any(word.literal in _IS_THERE for word in after.operands)
    words = [w.literal for w in after.arguments] if isinstance(after, Command) else []
    return (
        words[:1] in (["test"], ["["], ["which"])
        or "--version" in words
        or words[:2] == ["command", "-v"]
    )


def _is_let_go(statement: Statement) -> bool:
    """`... || true`: whoever wrote it does not want to hear of a failure."""
    above = statement.parent
    if not isinstance(above, AndOr) or above.left is not statement:
        return False
    return above.operator == "||" and is_nothing(above.right)


def _reads_status(statement: Statement | None, name: str) -> bool:
    """The statement begins by looking at `$?` (or `${PIPESTATUS[0]}`)."""
    if statement is None:
        return False
    first = [statement, *(c for block in statement.blocks()[:1] for c in block[:1])]
    return any(
        isinstance(part, Parameter) and part.name in {name, "PIPESTATUS"}
        for one in first
        for word in one.words()
        for part in word.parts
    ) or any(
        f"${name}" in part.text
        for one in first
        for word in one.words()
        for part in word.parts
        if hasattr(part, "text")
    )
