"""Except clauses that leave nothing of a failure, and what whoever has called goes on with in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from detectors.facts import LostFailure, Request
from detectors.facts.lost_failures import Said
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.assumed_answers import (
    assumed,
    made_up,
    set_to_nothing,
    unreadable,
)
from detectors.readers.python.control.clauses import (
    ends_well,
    plain,
    tone,
    tone_beside_pauses,
    tone_of,
)
from detectors.readers.python.control.exhausted_turns import exhausted
from detectors.readers.python.control.health_answers import well
from detectors.readers.python.control.left_empty import still_empty, unfilled
from detectors.readers.python.control.lost_turns import in_every_turn, waits_for_nothing
from detectors.readers.python.control.lost_work import (
    called_back,
    dropped,
    ended,
    left_out,
    others,
    ready,
    shown,
)
from detectors.readers.python.control.missing_answers import absent, empty, unheard
from detectors.readers.python.control.own_trials import is_a_trial_of_itself
from detectors.readers.python.control.pretended_success import is_foreseen, is_meant
from detectors.readers.python.control.program_ends import says_that_it_failed
from detectors.readers.python.control.success_reports import answer, called, words_in
from detectors.readers.python.control.trials import (
    Clause,
    Found,
    Trials,
    is_in_a_loop,
)
from detectors.readers.python.control.untold_codes import taken_for_absent, untold
from detectors.readers.python.control.used_refusals import used
from detectors.readers.python.control.worded_failures import worded
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, body_of, descendants, dotted
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import tells_of_failure

_TELLS_BY_VALUE = listed(
    "error errors exception exceptions attempt capture safe safely try catch outcome"
)
"""Words of functions that are called for an exception as well."""
_ANSWERS = frozenset({"urllib.error.HTTPError", "urllib.request.HTTPError"})
_LEAVES_A_BLOCK = frozenset({"__exit__", "__aexit__"})


def lost_failures(
    program: Program, contexts: Contexts, requests: Mapping[nodes.Call, Request]
) -> Iterator[LostFailure]:
    """Those of a file."""
    trials = Trials(program, requests)
    for handler in program.tree.handlers:
        trial = handler.parent
        if not isinstance(trial, nodes.Try | nodes.TryStar):
            continue
        if is_meant(program, handler) or is_foreseen(program, handler):
            continue
        found, said = _lost(program, trials, contexts, handler)
        if found is not None and not is_a_trial_of_itself(program, handler):
            yield _fact(program, contexts, trials, handler, found, said)
    for final in program.tree.finals:
        yield from _overruled(program, contexts, trials, final)


def _lost(
    program: Program, trials: Trials, contexts: Contexts, handler: Handler
) -> tuple[Found | None, Said]:
    """What takes the place of the failure, and where the clause leaves a word of it."""
    trial = handler.parent
    assert isinstance(trial, nodes.Try | nodes.TryStar)
    inside = plain(body_of(handler.body))
    last = inside[-1] if inside else None
    said = tone(program, handler)
    clause = Clause(program, trials, trial, handler, said or "nothing", last)
    if (ill := well(clause)) is not None:
        return ill, "nothing"
    if not is_in_a_loop(program, handler) and (passed := others(clause)) is not None:
        return passed, "nothing"
    if said == "trace":
        return None, "log"
    if said is not None:
        is_served = lambda: _is_served(contexts, handler)  # noqa: E731
        return _found(Clause(program, trials, trial, handler, said, last, is_served)), said
    if (given := set_to_nothing(handler)) is not None:
        said = tone_of(inside[:-1])
        if said == "trace":
            return None, "log"
        clause = Clause(program, trials, trial, handler, said, given)
        return unreadable(clause) or assumed(clause), said
    if (said := tone_beside_pauses(handler)) is not None and said != "trace":
        clause = Clause(program, trials, trial, handler, said, None)
        in_each = in_every_turn(clause) if waits_for_nothing(clause) else None
        return in_each or exhausted(clause), said
    return None, "nothing"


def _is_served(contexts: Contexts, handler: Handler) -> bool:
    function = contexts.of(handler).handler
    return function is not None and function.is_waited_for


def _fact(
    program: Program, contexts: Contexts, trials: Trials, handler: Handler, found: Found, said: Said
) -> LostFailure:
    trial = handler.parent
    assert isinstance(trial, nodes.Try | nodes.TryStar)
    return LostFailure(
        file=program.file,
        lines=program.lines(handler),
        columns=program.columns(handler),
        statement=program.lines(handler),
        anchors=[program.lines(found.at)],
        how=found.how,
        what=found.what,
        caught=contexts.catch(handler),
        context=contexts.of(handler),
        requests=trials.of(trial),
        said=said,
        node=handler,
    )


def _overruled(
    program: Program, contexts: Contexts, trials: Trials, final: nodes.Finally
) -> Iterator[LostFailure]:
    """`finally: return found`: whatever is raised in the block, or in its clauses, ends there."""
    trial = final.parent
    function = program.tree.function_of(final)
    if not isinstance(trial, nodes.Try | nodes.TryStar) or is_meant(program, trial):
        return
    if isinstance(function, nodes.FunctionDef) and function.name.value in _LEAVES_A_BLOCK:
        return  # what is raised in the block goes on where False is returned
    for one in body_of(final.body):
        if isinstance(one, nodes.Return):
            yield LostFailure(
                file=program.file,
                lines=program.lines(one),
                columns=program.columns(one),
                statement=program.lines(one),
                anchors=[program.lines(handler) for handler in trial.handlers],
                how="overruled",
                what=program.code(one),
                caught=None,
                context=contexts.of(one),
                requests=trials.of(trial),
                node=one,
            )


def _found(clause: Clause) -> Found | None:
    if (told := _returned(clause) or _answered(clause) or _exit(clause)) is not None:
        return told
    if (refusal := used(clause)) is not None:
        return refusal
    if is_in_a_loop(clause.program, clause.handler):
        return (
            called_back(clause)
            or left_out(clause)
            or in_every_turn(clause)
            or still_empty(clause)
            or exhausted(clause)
        )
    return (
        untold(clause)
        or taken_for_absent(clause)
        or unreadable(clause)
        or made_up(clause)
        or worded(clause)
        or empty(clause)
        or unfilled(clause)
        or still_empty(clause)
        or unheard(clause)
        or absent(clause)
        or shown(clause)
        or ready(clause)
        or called_back(clause)
        or ended(clause)
        or dropped(clause)
    )


def _returned(clause: Clause) -> Found | None:
    """`except Exception as error: return error` in a function that otherwise returns what it was asked for.

    The same of `return str(error)`, which nobody can tell from an answer.
    """
    program, function, value = clause.program, clause.function, clause.value
    name = clause.handler.name.name if clause.handler.name is not None else None
    if function is None or not isinstance(name, nodes.Name) or value is None:
        return None
    if _TELLS_BY_VALUE & {*words(function.name.value)}:
        return None
    if program.tree.function_of(function) is not None:
        return None  # whoever has written it around its calls knows what comes back
    if _is_its_text(value, name.value):
        is_asked = not clause.is_served() and not function.decorators
        is_asked = is_asked and not any(dotted(one) == "None" for one in clause.returned)
        found = is_asked and any(_is_a_text_found(clause, one) for one in clause.returned)
        return Found("returned", program.code(value), value) if found else None
    if not isinstance(value, nodes.Name) or value.value != name.value:
        return None
    if _is_an_answer(program, clause.handler):
        return None
    if function.returns is not None and re.search(
        r"Exception|Error|Any\b|object", program.code(function.returns)
    ):
        return None
    handled = _handled(program, function)
    others = [one for one in clause.returned if one not in handled]
    return Found("returned", value.value, value) if any(dotted(one) != "None" for one in others) else None  # fmt: skip


def _handled(program: Program, function: nodes.FunctionDef) -> set[Node]:
    """What stands in its except clauses."""
    return {
        inner
        for one in program.tree.walk(function.body)
        if isinstance(one, nodes.ExceptHandler | nodes.ExceptStarHandler)
        for inner in descendants(one)
    }


def _is_its_text(value: nodes.BaseExpression, name: str) -> bool:
    """`str(error)`, `repr(error)`, with no word of what it is."""
    return (
        isinstance(value, nodes.Call)
        and dotted(value.func) in {"str", "repr"}
        and len(value.args) == 1
        and dotted(value.args[0].value) == name
    )


def _is_a_text_found(clause: Clause, value: nodes.BaseExpression) -> bool:
    """`line.split(":")[1].strip()`, `answer.text`: what it has found out in what is tried; a text that is put together there may tell of a failure as well."""
    if value not in {*descendants(clause.trial.body)}:
        return False
    return isinstance(value, nodes.Call | nodes.Subscript | nodes.Attribute)


def _is_an_answer(program: Program, handler: Handler) -> bool:
    """An `HTTPError` of urllib has the status, the headers and the body, and is read like any other answer."""
    kind = handler.type
    return kind is not None and program.evaluator.ref(kind) in _ANSWERS


def _answered(clause: Clause) -> Found | None:
    """`return {"status": "success"}` in a function that has another answer for a failure."""
    value = clause.value
    if value is None or dotted(value) == "True" or is_in_a_loop(clause.program, clause.handler):
        return None
    if not any(tells_of_failure(words_in(one)) for one in clause.returned if one is not value):
        return None
    told = answer(clause.program, value, is_logged=True)
    return Found("answered", told.text, value) if told and told.kind == "answer" else None


def _exit(clause: Clause) -> Found | None:
    """`except Exception: log.fatal(...); exit()`: whatever has started the program sees a success."""
    call = called(clause.last) if clause.last is not None else None
    if call is None or not ends_well(call) or not says_that_it_failed(clause.handler):
        return None
    return Found("exit", f"{dotted(call.func)}(0)", call)
