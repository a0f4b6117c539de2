"""Functions that tell of a failure by what they give, if at all, and callers that drop it and then report success."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detectors.facts import Claim, LostFailure, Request
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.clauses import only_says, plain, tone
from detectors.readers.python.control.dropped_answers import is_dropped, says_no, says_yes_elsewhere
from detectors.readers.python.control.next_statements import after
from detectors.readers.python.control.pretended_success import is_meant
from detectors.readers.python.control.success_reports import answer, boast
from detectors.readers.python.control.trials import Trials, is_the_whole
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, body_of, dotted

_QUIET = frozenset({"nothing", "screen", "log"})


def boasts(
    program: Program, contexts: Contexts, requests: Mapping[nodes.Call, Request]
) -> Iterator[LostFailure]:
    """`if enabled: install()`, which only prints that it has failed, and then `return True`."""
    asked: dict[nodes.FunctionDef, list[Request]] = {}
    for call, request in requests.items():
        function = program.tree.function_of(call)
        if isinstance(function, nodes.FunctionDef):
            asked.setdefault(function, []).append(request)
    trials = Trials(program, requests)
    for function, of_it in asked.items():
        sites = [one for one in program.evaluator.sites(function) if is_dropped(one)]
        if not sites or function in program.tree.generators:
            continue
        failures = [*_failures(program, function)]
        if not failures or is_meant(program, failures[0]):
            continue
        for site in sites:
            claim = _reported_next(program, program.tree.statement_of(site))
            if claim is not None and (claim.kind in {"log", "count"} or _is_the_work(trials, site)):
                yield _fact(program, contexts, site, of_it, failures, claim)


def _reported_next(program: Program, left: Node) -> Claim | None:
    """What is reported at once behind it, before anything else is done."""
    for one in after(left, None):
        if isinstance(one, nodes.Return):
            if one.value is None or _says_that_it_is_dealt_with(program, one):
                return None
            return answer(program, one.value, is_logged=False)
        if (said := boast(program, one, is_logged=False)) is not None:
            return said
        if not only_says(one):
            return None
    return None


_MANY = 3
"""Branches that return the same True."""


def _says_that_it_is_dealt_with(program: Program, last: nodes.Return) -> bool:
    """`if command == "/auth": self.log_in(); return True`, as behind every other command: the next one may come."""
    function = program.tree.function_of(last)
    given = program.tree.returns.get(function, ()) if function is not None else ()
    is_true = last.value is not None and dotted(last.value) == "True"
    return is_true and sum(dotted(one) == "True" for one in given) >= _MANY


def _failures(program: Program, function: nodes.FunctionDef) -> Iterator[Node]:
    """Where it ends after a failure and says so by None or False alone, or with a word on the screen or in the log."""
    for one in program.tree.walk(function.body):
        match one:
            case nodes.ExceptHandler() | nodes.ExceptStarHandler() if tone(
                program, one
            ) in _QUIET and _ends_there(one):
                yield one
            case nodes.Return(value=value) if _is_behind_attempts(function, one) and says_no(value):
                if says_yes_elsewhere(program, function, one):
                    yield one


def _ends_there(handler: Handler) -> bool:
    statements = plain(body_of(handler.body))
    last = statements[-1] if statements else None
    trial = handler.parent
    if isinstance(last, nodes.Return):
        return says_no(last.value)
    if not (last is None or only_says(last)) or not isinstance(trial, nodes.Try | nodes.TryStar):
        return False
    return is_the_whole(trial)


def _is_behind_attempts(function: nodes.FunctionDef, last: nodes.Return) -> bool:
    """`for attempt in range(3): try: return post() except ...: log(...)`, and `return None` behind the loop."""
    statements = body_of(function.body)
    if not statements or statements[-1] is not last:
        return False
    before: Sequence[Node] = [one for one in statements[:-1] if not only_says(one)]
    loop = before[-1] if before else None
    return isinstance(loop, nodes.For | nodes.While) and any(
        isinstance(one, nodes.Try) for one in body_of(loop.body)
    )


def _is_the_work(trials: Trials, site: nodes.Call) -> bool:
    """Its caller asks nobody else: what it reports is this."""
    tree = trials.program.tree
    function, mine = tree.function_of(site), tree.statement_of(site)
    if not isinstance(function, nodes.FunctionDef):
        return False
    return not any(
        isinstance(one, nodes.Call) and one is not site and trials.asks_in(one)
        for one in tree.walk(function.body)
        if tree.statement_of(one) is not mine
    )


def _fact(
    program: Program,
    contexts: Contexts,
    site: nodes.Call,
    requests: list[Request],
    failures: list[Node],
    claim: Claim,
) -> LostFailure:
    return LostFailure(
        file=program.file,
        lines=program.lines(site),
        columns=program.columns(site),
        statement=program.lines(program.tree.statement_of(site)),
        anchors=[claim.lines, *(program.lines(one) for one in failures)],
        how="boasted",
        what=program.code(site.func),
        caught=None,
        context=contexts.of(site),
        requests=requests,
        node=site,
    )
