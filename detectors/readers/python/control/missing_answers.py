"""What looks like an answer after a failure: nothing found, None, or a no that nobody looks at."""

from __future__ import annotations

import re

from detectors.readers.python.control.callers_of_nothing import (
    has_another_way,
    is_passed_over,
    is_told_as_a_failure,
    is_told_as_none,
    used_unlooked,
)
from detectors.readers.python.control.catches import catches_all
from detectors.readers.python.control.clauses import keeps_its_trace, plain
from detectors.readers.python.control.documented_failures import (
    IN_A_COMMENT,
    says_what_a_failure_gives,
)
from detectors.readers.python.control.dropped_answers import (
    is_dropped,
    says_no,
    says_yes_elsewhere,
)
from detectors.readers.python.control.pretended_success import (
    gives_a_value,
    is_empty,
    nothing_found,
    nothing_gathered,
)
from detectors.readers.python.control.stated_absence import promise, says_there_is_none
from detectors.readers.python.control.trials import (
    Clause,
    Found,
    Trial,
    given_names,
    is_the_whole,
    only_takes_rows,
)
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, returns_none

_NOT_THERE = frozenset({"404", "410"})


def empty(clause: Clause) -> Found | None:
    """`except Exception as error: log.error(error); return []`: no caller can tell an outage from none."""
    program, trial, is_logged = clause.program, clause.trial, clause.said == "log"
    if clause.function is not None and (
        says_what_a_failure_gives(clause.function) or has_another_way(program, clause.function)
    ):
        return None
    if only_takes_rows(trial):
        return None
    if not clause.asks:
        return _of_a_page(clause)
    if clause.last is not None and clause.value is not None:
        if _is_zero(clause.value):
            return _counted(clause, clause.last)
        if _is_an_empty_twin(clause, clause.value):
            return Found("empty", program.code(clause.value), clause.last)
        claim = nothing_found(program, trial, clause.value, is_logged)
        return Found("empty", claim.text, clause.last) if claim is not None else None
    behind = _next(trial)
    if not clause.gives_none or isinstance(clause.last, nodes.Return):
        return None
    if not isinstance(behind, nodes.Return) or behind.value is None:
        return None
    of_what = nothing_found if is_empty(behind.value) else nothing_gathered
    claim = of_what(program, trial, behind.value, is_logged)
    return Found("empty", claim.text, behind) if claim is not None else None


def _of_a_page(clause: Clause) -> Found | None:
    """The same of what is answered to somebody outside, whatever is asked for it."""
    value, last = clause.value, clause.last
    if value is None or last is None or not _is_an_empty_twin(clause, value):
        return None
    return Found("empty", clause.program.code(value), last) if clause.is_served() else None


def _is_an_empty_twin(clause: Clause, value: nodes.BaseExpression) -> bool:
    """`return Page(items=[], total=0)` where the function otherwise gives `Page(items=found, total=len(found))`."""
    if not isinstance(value, nodes.Call) or not value.args:
        return False
    if not all(
        one.keyword is not None and (_is_zero(one.value) or is_empty(one.value))
        for one in value.args
    ):
        return False
    names = {one.keyword.value for one in value.args if one.keyword is not None}
    return any(
        isinstance(one, nodes.Call)
        and one is not value
        and dotted(one.func) == dotted(value.func)
        and names <= {arg.keyword.value for arg in one.args if arg.keyword is not None}
        for one in clause.returned
    )


def _next(trial: Trial) -> Node | None:
    """The statement behind it."""
    suite = trial.parent
    if not isinstance(suite, nodes.IndentedBlock):
        return None
    statements = body_of(suite)
    return next(iter(statements[statements.index(trial) + 1 :]), None)


def _counted(clause: Clause, last: Node) -> Found | None:
    """`return 0` where the function otherwise gives what it has counted."""
    counts = any(isinstance(one, nodes.Name | nodes.Call | nodes.Await) for one in clause.returned)
    return Found("empty", "0", last) if counts and clause.said != "nothing" else None


def _is_zero(value: nodes.BaseExpression) -> bool:
    return isinstance(value, nodes.Integer) and value.evaluated_value == 0


def unheard(clause: Clause) -> Found | None:
    """`except Exception: return False` without a word, and a caller that does not look at what it gets."""
    program, function = clause.program, clause.program.tree.definition_of(clause.handler)
    if clause.said != "nothing" or function is None or not isinstance(clause.last, nodes.Return):
        return None
    if not says_no(clause.value) or not says_yes_elsewhere(program, function, clause.handler):
        return None
    site = next((one for one in program.evaluator.sites(function) if is_dropped(one)), None)
    if site is None or not clause.trials.of(clause.trial):
        return None
    return Found("unheard", program.code(site.func), site)


def absent(clause: Clause) -> Found | None:
    """`except HTTPError: return None` where None says that there is none, or a caller goes on with it as it is."""
    program, function = clause.program, clause.function
    if function is None or not _stands_for_a_value(clause):
        return None
    if not clause.asks and _is_looked_up(clause) is None:
        return None
    if clause.said == "nothing" and keeps_its_trace(clause.handler):
        return None
    if (site := used_unlooked(program, function)) is not None:
        return Found("unlooked", program.code(site), site)
    if clause.said == "log":
        means_none = (
            _gives_none_for_nothing(clause.trial)
            or is_told_as_none(program, function)
            or (
                catches_all(program, clause.handler)
                and says_there_is_none(clause)
                and not program.says_lowered(IN_A_COMMENT, function)
            )
        )
    else:
        only_reads = all(one.effect == "read" for one in clause.trials.of(clause.trial))
        means_none = (
            gives_none_elsewhere(program, function, clause.trial, behind=only_reads)
            or _falls_through(clause)
            or is_passed_over(program, function)
            or is_told_as_none(program, function)
            or (
                only_reads
                and clause.said == "nothing"
                and catches_all(program, clause.handler)
                and not is_handed_over(program, function)
            )
        )
    promised = None if means_none else promise(clause)
    if not (means_none or promised) or says_what_a_failure_gives(function):
        return None
    if is_told_as_a_failure(program, function) or has_another_way(program, function):
        return None
    if promised is not None:
        return Found("promised", promised, clause.last or clause.handler)
    return Found("absent", function.name.value, clause.last or clause.handler)


def _stands_for_a_value(clause: Clause) -> bool:
    """It gives None where its function otherwise gives what it was asked for."""
    if clause.is_a_generator or not clause.gives_none:
        return False
    if not isinstance(clause.last, nodes.Return) and not (
        gives_a_value(clause.program, clause.trial) or _ends_in_none(clause.trial)
    ):
        return False
    return any(
        dotted(one) not in {"None", "True", "False"}
        for one in clause.returned
        if not isinstance(one, nodes.Comparison | nodes.UnaryOperation)
    )


def _ends_in_none(trial: Trial) -> bool:
    """`return None` stands behind it."""
    suite = trial.parent
    is_outermost = isinstance(suite, nodes.IndentedBlock) and isinstance(
        suite.parent, nodes.FunctionDef
    )
    return is_outermost and _next(trial) is not None and is_the_whole(trial)


def _gives_none_for_nothing(trial: Trial) -> bool:
    """`if answer.status_code == 404: return None`: what is asked for is not there."""
    for one in descendants(trial.body):
        if not isinstance(one, nodes.If):
            continue
        asks = any(
            (isinstance(part, nodes.Integer) and part.value in _NOT_THERE)
            or dotted(part).endswith((".not_found", "NOT_FOUND"))
            for part in descendants(one.test)
            if isinstance(part, nodes.Integer | nodes.Attribute)
        )
        if asks and any(returns_none(statement) for statement in body_of(one.body)):
            return True
    return False


def gives_none_elsewhere(
    program: Program, function: nodes.FunctionDef, trial: Trial, *, behind: bool = False
) -> bool:
    """None is an answer as well: where nothing was found, or nothing of that name is in what was; if `behind`, in or behind the `try`."""
    start = program.span(trial)[0] if behind else 0
    handled = {
        inner
        for one in program.tree.walk(function.body)
        if isinstance(one, nodes.ExceptHandler | nodes.ExceptStarHandler)
        for inner in descendants(one)
    }
    for one in program.tree.walk(function.body):
        if one in handled or not isinstance(one, nodes.Return):
            continue
        if program.span(one)[0] < start:
            continue
        match one.value:
            case None | nodes.Name(value="None"):
                if not _is_the_last(function, one) and not _is_of_a_refusal(program, one):
                    return True
            case nodes.BooleanOperation(operator=nodes.Or(), right=nodes.Name(value="None")):
                return True
            case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="get")), args=[_]):
                return True
    return False


def _is_of_a_refusal(program: Program, statement: nodes.Return) -> bool:
    """`if answer.status != 200: return None`: None stands for a failure there, too."""
    suite = statement.parent
    while suite is not None and not isinstance(suite, nodes.BaseSuite):
        suite = suite.parent
    branch = suite.parent if suite is not None else None
    if isinstance(branch, nodes.Else) and isinstance(branch.parent, nodes.If):
        return _FINE.search(program.code(branch.parent.test)) is not None
    if not isinstance(branch, nodes.If) or branch.body is not suite:
        return isinstance(suite, nodes.IndentedBlock) and any(
            isinstance(one, nodes.If) and _FINE.search(program.code(one.test)) and leaves(one.body)
            for one in body_of(suite)
        )
    asked = program.code(branch.test)
    return _REFUSED.search(asked) is not None and not any(code in asked for code in _NOT_THERE)


_REFUSED = re.compile(
    r"\bstatus(?:_code)?\b *(?:!=|>=|>|not in)|\bnot \w+\.(?:ok|is_success)\b|\.is_error\b"
)
"""A condition under which an answer is an error; the number of "there is none" may be among its codes."""


_FINE = re.compile(
    r"\bstatus(?:_code)?\b *== *(?:2\d\d|\w*OK\b)|(?<!not )\b\w+\.(?:ok|is_success)\b"
)
"""A condition under which an answer is none."""


def is_handed_over(program: Program, function: nodes.FunctionDef) -> bool:
    """`pool.map(look_up, names)`: who goes on with what it gives cannot be seen from its calls."""
    return not program.evaluator.sites(function) and any(
        isinstance(one.parent, nodes.Arg) for one in program.reads(function.name.value)
    )


_ONE_OF_ITS_KIND = frozenset({"one", "scalar_one"})
"""Methods of queries that raise where there is none."""


_OF_A_REFUSAL = re.compile(r"(?i)status|\bok\b|success|err|code")


def _falls_through(clause: Clause) -> bool:
    """`if rows: return rows[0]` at the end of what is tried: where nothing was found it ends like a failure.

    So it does with `return Order.objects.get(pk=key)`, which raises where there is none.
    """
    statements = plain(body_of(clause.trial.body))
    last = statements[-1] if statements else None
    if clause.trial.orelse is not None or clause.trial.finalbody is not None:
        return False
    match last:
        case nodes.If(orelse=None, body=body, test=test):
            if _OF_A_REFUSAL.search(clause.program.code(test)):
                return False  # there None stands for a refusal
            given = plain(body_of(body))[-1:]
            return any(isinstance(one, nodes.Return) and not returns_none(one) for one in given)
    return _is_looked_up(clause) is not None


def _is_looked_up(clause: Clause) -> Node | None:
    """What is given, if that is one of its kind that a store has been asked for."""
    statements = plain(body_of(clause.trial.body))
    value: Node | None = None
    match statements[-1:]:
        case [nodes.Return(value=nodes.Name(value=name))] if len(statements) > 1:
            given = (value for bound, value in given_names(statements[-2]) if bound == name)
            value = next(given, None)
        case [nodes.Return(value=given_at_once)]:
            value = given_at_once
    return value if value is not None and _asks_a_model(value) else None


def _asks_a_model(value: Node) -> bool:
    """`Order.objects.get(pk=key)`, `session.query(Order).filter_by(id=key).one()`, `Order.get(Order.id == key)`."""
    match value:
        case nodes.Call(func=nodes.Attribute(value=owner, attr=nodes.Name(value="get")), args=args):
            is_compared = any(
                isinstance(one.value, nodes.Comparison)
                and isinstance(one.value.left, nodes.Attribute)
                for one in args
            )
            return is_compared or dotted(owner).endswith(".objects")
        case nodes.Call(func=nodes.Attribute(attr=attr), args=[]):
            return attr.value in _ONE_OF_ITS_KIND
    return False


def _is_the_last(function: nodes.FunctionDef, statement: Node) -> bool:
    """What stands at the end of a function is where a failure ends up as well."""
    return next(iter(body_of(function.body)[-1:]), None) is statement
