"""Items that `jq` takes from a list by their position, and that go into the next request as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from detectors.facts import Assumption
from detectors.places import Lines
from detectors.readers.shell.exchange.output_checks import expands_within, is_exacting, literals
from detectors.readers.shell.exchange.requesting_functions import Asking
from detectors.readers.shell.runs import Run, Runs
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.tree import Command, Pipeline, Statement, Substitution
from detectors.vocabulary.lookups import looks_for_something

_FIRST = re.compile(r"\.[\w.\[\]\"-]*\[-?[01]\][\w.\[\]\"-]*")
"""`.data[0].id`: a path by which `jq` gives "null" where the list is empty."""
_ASKED = re.compile(r"[?&]([\w.\[\]-]+)=[\"']?\$|--data-urlencode\s+[\"']?([\w.\[\]-]+)=")


def assumptions(
    statements: Sequence[Statement], runs: Runs, asking: Asking, lines: Callable[[int, int], Lines]
) -> Iterator[Assumption]:
    """Those of a script, in the order of its requests."""
    for run in runs.all:
        taken = _taken(run)
        if taken is None:
            continue
        jq, path, name = taken
        used = next((r for r in _users(runs, asking, name) if r.start > jq.end), None)
        if used is None:
            continue
        request = run.requests[0]
        guard = _guard(statements, runs.text.source, name, jq)
        yield Assumption(
            file=request.file,
            lines=lines(run.command.start, jq.end),
            columns=runs.text.columns_of(run.command.start, jq.end),
            statement=request.statement,
            span=request.span,
            anchors=[request.lines, lines(used.start, used.end)],
            text=path,
            request=request,
            is_searched=_is_searched(runs.text.source[run.command.start : run.command.end]),
            guard=lines(guard.start, guard.end) if guard is not None else None,
            used=lines(used.start, used.end),
            context=request.context,
        )


def _taken(run: Run) -> tuple[Command, str, str] | None:
    """(jq, its path, the variable that the item is kept in) of `id=$(curl ... | jq -r '.data[0].id')`."""
    pipeline = run.command.parent
    if not run.requests or not isinstance(pipeline, Pipeline):
        return None
    jq, substitution = pipeline.body[-1], pipeline.parent
    if not isinstance(jq, Command) or not isinstance(substitution, Substitution):
        return None
    said, owner = literals(jq), substitution.parent
    if said[:1] != ["jq"] or is_exacting(said[1:]) or not isinstance(owner, Command):
        return None
    paths = [word for word in said[1:] if not word.startswith("-")]
    if len(paths) != 1 or _FIRST.fullmatch(paths[0]) is None:
        return None
    for assignment in owner.assignments:
        if assignment.value is not None and assignment.value.parts == [substitution]:
            return jq, paths[0], assignment.name
    return None


def _users(runs: Runs, asking: Asking, name: str) -> Iterator[Command]:
    for run in runs.all:
        if run.requests and name in asking.names(run.command):
            yield run.command


def _guard(
    statements: Sequence[Statement], source: str, name: str, jq: Command
) -> Statement | None:
    """The first test, `case` or look behind it that has to do with the variable."""
    for one in statements:
        if isinstance(one, tree.Test | tree.Case) and expands_within(one, name):
            return one
        if isinstance(one, Command) and one.start > jq.end:
            written = source[one.start : one.end]
            is_asked = re.search(rf"\$\{{{re.escape(name)}:?\?", written)
            is_looked_at = literals(one)[:1] in (["grep"], ["test"], ["["], ["jq"])
            if is_asked or (is_looked_at and expands_within(one, name)):
                return one
    return None


def _is_searched(written: str) -> bool:
    asked = [first or second for first, second in _ASKED.findall(written)]
    return any(map(looks_for_something, asked))
