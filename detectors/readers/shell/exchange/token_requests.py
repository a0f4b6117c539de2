"""Requests for an access token in a script: what asks for it anew, and what goes on using an old one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from detectors.facts import Again, Loop, Request, Stored, Token
from detectors.places import Lines
from detectors.readers.shell.runs import Run, Runs
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.tree import AndOr, Case, Command, If, Statement, around, inside
from detectors.readers.shell.variables.arithmetic import all_names
from detectors.readers.shell.variables.values import Variables

_GRANT = re.compile(
    r"grant_type[\"']?(?:=|:=|\s*:\s*[\"']?|%3D)(client_credentials|account_credentials|password|refresh_token)"
)
_RENEWS = re.compile(
    r"(?i)refresh(?!_?token)|renew|expir|re-?auth|re-?login|\b401\b|unauthori[sz]ed"
)
"""Somewhere in a script that asks how long a token lasts, or what to do when it has gone."""
_KEEPS = re.compile(r"(?i)cache|expir|-(?:s|f|mmin) ")
_LONG = 60
"""Seconds; whoever waits so long between two turns asks seldom."""
_DEEPEST = 3
_OF_ONE = frozenset({"attempts", "failover", "polling"})
_ENDS = frozenset({"break", "exit", "return"})


class Tokens:
    """Answers for one script."""

    def __init__(
        self,
        statements: Sequence[Statement],
        runs: Runs,
        variables: Variables,
        loops: dict[int, Loop],
        lines: Callable[[int, int], Lines],
    ) -> None:
        self.statements = statements
        self.runs = runs
        self.variables = variables
        self.loops = loops
        self.lines = lines
        self.source = runs.text.source

    def all(self) -> Iterator[Token]:
        if "grant_type" in self.source:
            for run in self.runs.all:
                for request in run.requests:
                    if grant := self._grant(run):
                        yield self._token(run, request, grant)

    def _grant(self, run: Run) -> str:
        said = " ".join(field.text for field in run.invocation.arguments)
        said += self.source[run.command.start : run.command.end]
        found = _GRANT.search(said)
        return found[1] if found else ""

    def _token(self, run: Run, request: Request, grant: str) -> Token:
        command = run.command
        return Token(
            file=request.file,
            lines=request.lines,
            columns=request.columns,
            statement=request.statement,
            span=request.span,
            anchors=request.anchors,
            grant=grant,
            request=request,
            repeats=lambda: self._again(command, ()),
            keeps=lambda: self._stored(command),
            guards=lambda: self._guard(command),
            precedes=lambda: self._serves(command),
        )

    def _guard(self, command: Command) -> Lines | None:
        """The test by which it is asked for only now and then."""
        below: Statement | tree.Substitution = command
        while (above := below.parent) is not None:
            match above:
                case If() if all(below not in tests for tests, _ in above.branches):
                    first = above.branches[0][0][0]
                    return self.lines(first.start, first.end)
                case AndOr() if below is above.right:
                    return self.lines(above.left.start, above.left.end)
                case tree.Loop() | tree.Function() if not isinstance(below, tree.Substitution):
                    return None
            below = above
        return None

    def _serves(self, command: Command) -> Lines | None:
        """The first loop behind it, outside of functions as itself, that asks for something."""
        if any(isinstance(one, tree.Function | tree.Loop) for one in around(command)):
            return None
        asking = [run.command for run in self.runs.all if run.asked]
        for one in self.statements:
            is_behind = isinstance(one, tree.Loop) and one.start > command.end
            if is_behind and any(one.start < other.start < one.end for other in asking):
                return self.loops[id(one)].header
        return None

    # Asked for again and again

    def _again(
        self, command: Command, sites: tuple[Lines, ...], used: set[str] | None = None
    ) -> Again | None:
        """`used`: the variables that the request depends on, if the command only calls what makes it."""
        below: Statement | tree.Substitution = command
        used = self._names(command) if used is None else used
        while (above := below.parent) is not None:
            match above:
                case If() if all(below not in tests for tests, _ in above.branches):
                    return None
                case Case() | tree.Script() if not isinstance(below, tree.Substitution):
                    return None
                case AndOr() if below is above.right:
                    return None
                case tree.Loop() if not isinstance(below, tree.Substitution):
                    if self.loops[id(above)].role not in _OF_ONE:
                        return self._of_loop(above, used, sites)
                case tree.Function():
                    return self._of_function(above, used, sites)
            below = above
        return None

    def _of_function(
        self, function: tree.Function, used: set[str], sites: tuple[Lines, ...]
    ) -> Again | None:
        if len(sites) >= _DEEPEST or _KEEPS.search(self.source[function.start : function.end]):
            return None
        inner = used & self._assigned(function)
        is_given = any(not name.isidentifier() for name in used) or bool(inner)
        for site in self.runs.calls.get(function.name, ()):
            here = used - inner | (self._names(site) if is_given else set())
            found = self._again(site, (*sites, self.lines(site.start, site.end)), here)
            if found is not None:
                return found
        return None

    def _of_loop(self, loop: tree.Loop, used: set[str], sites: tuple[Lines, ...]) -> Again | None:
        fact = self.loops[id(loop)]
        count = fact.count.number
        if (count is not None and count <= 10) or used & self._bound(loop) or self._waits(loop):
            return None
        if _KEEPS.search(self.source[loop.start : loop.end]):
            return None
        if fact.role in {"items", "pages"}:
            return Again(fact.role, fact.header, sites)
        is_left = any(self._says(one) in _ENDS for one in inside(loop))
        is_endless = self._is_endless(loop) and not is_left
        return Again("work", fact.header, sites) if is_endless else None

    def _is_endless(self, loop: tree.Loop) -> bool:
        """`while true`, `while sleep 30`, a loop over a stream."""
        fact = self.loops[id(loop)]
        is_paced = loop.kind == "while" and [self._says(c) for c in loop.condition] == ["sleep"]
        return is_paced or fact.count.is_off or fact.role == "consumer"

    def _used_in(self, loop: tree.Loop) -> set[str]:
        """The variables that it reads, in the functions that it calls as well."""
        called = {self._says(one) for one in inside(loop)}
        functions = [f for name, f in self.runs.functions.items() if name in called]
        words = [w for one in (loop, *functions) for inner in inside(one) for w in inner.words()]
        return set(all_names(words))

    def _names(self, command: Command) -> set[str]:
        return set(all_names([*command.words()]))

    def _bound(self, loop: tree.Loop) -> set[str]:
        """What differs from one turn to the next: the variable, what is read, what is assigned."""
        return self._assigned(loop) | ({loop.variable} if loop.variable else set())

    def _assigned(self, statement: Statement) -> set[str]:
        found: set[str] = set()
        for one in inside(statement):
            if isinstance(one, tree.Loop) and one.variable:
                found.add(one.variable)
            if isinstance(one, Command):
                found |= {a.name for a in one.assignments}
                words = [word.literal or "" for word in one.arguments]
                if words[:1] in (["read"], ["mapfile"], ["readarray"]):
                    found |= {word for word in words[1:] if not word.startswith("-")}
        return found

    def _waits(self, loop: tree.Loop) -> bool:
        """A pause of a minute or more, or of unknown length, lies between two turns."""
        for one in inside(loop):
            if isinstance(one, Command) and self._says(one) == "sleep":
                text = self.variables.all_fields(one.arguments, one)[-1].text
                found = re.fullmatch(r"(\d+(?:\.\d+)?)s?", text)
                if found is None or float(found[1]) >= _LONG:
                    return True
        return False

    def _says(self, statement: Statement) -> str:
        is_command = isinstance(statement, Command) and statement.arguments
        return (statement.arguments[0].literal or "") if is_command else ""  # type: ignore[attr-defined]

    # Kept for too long

    def _stored(self, command: Command, left: frozenset[str] = frozenset()) -> Stored | None:
        """`left` are the functions through whose only call it has come: they may call each other."""
        if _RENEWS.search(self.source):
            return None
        assigned: Command | None = None
        for above in around(command):
            if isinstance(above, tree.Loop | If | Case):
                return None
            if isinstance(above, Command) and above.assignments and assigned is None:
                assigned = above
            if isinstance(above, tree.Function):
                calls = self.runs.calls.get(above.name, ())
                if len(calls) != 1 or above.name in left:
                    return None  # it may be called to renew it
                if assigned is None:
                    return self._stored(calls[0], left | {above.name})
                is_repeated = any(not isinstance(one, tree.Script) for one in around(calls[0]))
                return None if is_repeated else self._outlived(assigned, calls[0].start)
        return self._outlived(assigned, assigned.start) if assigned is not None else None

    def _outlived(self, assigned: Command, after: int) -> Stored | None:
        """The loop without an end behind an assignment that uses what was assigned, and never assigns it anew."""
        names = {one.name for one in assigned.assignments}
        for one in self.statements:
            if not isinstance(one, Command | tree.Loop) or one.start < after:
                continue
            if isinstance(one, Command):  # HEADER="Authorization: Bearer $TOKEN"
                used = {n for a in one.assignments if a.value for n in all_names([a.value])}
                names |= {a.name for a in one.assignments} if used & names else set()
                continue
            fact = self.loops[id(one)]
            is_endless = self._is_endless(one)
            is_left = any(self._says(inner) == "break" for inner in inside(one))
            if not is_endless or is_left or self._bound(one) & names:
                continue
            if self._used_in(one) & names:
                at = self.lines(assigned.start, assigned.end)
                return Stored(at, "every turn of a loop that never ends", fact.header)
        return None
