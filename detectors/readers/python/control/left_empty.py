"""What a function gathers, and goes on with or gives as empty as it was made, because what fills it has failed."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.readers.python.control.clauses import only_says
from detectors.readers.python.control.next_statements import after
from detectors.readers.python.control.pretended_success import is_empty
from detectors.readers.python.control.trials import Clause, Found, given_names, is_a_collection
from detectors.readers.python.naming.dataflow import is_tested
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, dotted, last_name

_FILLS = frozenset({"append", "add", "extend", "update", "insert", "setdefault"})


def unfilled(clause: Clause) -> Found | None:
    """`report = Report(name)`, and `except ApiError: return report` before anything has been put into it."""
    value, function = clause.value, clause.function
    if not isinstance(value, nodes.Name) or function is None or clause.is_a_generator:
        return None
    if not clause.asks:
        return None
    made = untouched(clause.program, function, value.value, clause.trial)
    return Found("empty", clause.program.code(made), value) if made is not None else None


def untouched(
    program: Program, function: nodes.FunctionDef, name: str, before: Node
) -> nodes.BaseExpression | None:
    """What a name was given that nothing has filled until then, and that is given after a success as well."""
    made: nodes.BaseExpression | None = None
    start, end = program.span(before)
    is_filled = is_given = False
    for one in program.tree.walk(function.body):
        for bound, value in given_names(one):
            if bound == name:
                if made is not None or program.span(one)[0] > start:
                    return None
                made = value
        if isinstance(one, nodes.Name) and one.value == name:
            at = program.span(one)[0]
            is_bound = isinstance(one.parent, nodes.AssignTarget | nodes.AnnAssign)
            if at < end and not is_bound and not isinstance(one.parent, nodes.Return):
                return None
            is_filled = is_filled or (at >= end and not isinstance(one.parent, nodes.Return))
            is_given = is_given or (at >= end and isinstance(one.parent, nodes.Return))
    if made is None or not (is_filled and is_given):
        return None
    return made if _begins_empty(made) else None


def _begins_empty(value: nodes.BaseExpression) -> bool:
    """`[]`, `Report(name=name)`: no constant says what it stands for."""
    if is_empty(value):
        return is_a_collection(value)
    match value:
        case nodes.Call(func=func, args=args):
            name = last_name(func)
            return name[:1].isupper() and all(
                isinstance(one.value, nodes.Name | nodes.Attribute)
                and dotted(one.value) not in {"None", "True", "False"}
                for one in args
            )
    return False


def still_empty(clause: Clause) -> Found | None:
    """`parts = []; try: parts = [... for one in ask()] except ApiError: log.debug(...)`, and then `Item(parts=parts)`."""
    if clause.said not in {"nothing", "screen"} or clause.is_a_generator or not clause.asks:
        return None
    if not (clause.last is None or isinstance(clause.last, nodes.Expr | nodes.Pass)):
        return None
    rest = [*after(clause.trial, clause.handler)]
    for made in _made_before(clause):
        name, given = next(iter(given_names(made)))
        is_collected = is_empty(given) and is_a_collection(given)
        if not is_collected and not (clause.said == "nothing" and _is_zero_or_false(given)):
            continue
        if _is_filled_elsewhere(clause, made, name) or not _fills(clause.trial.body, name):
            continue
        use = _first_use(clause.program, rest, name)
        is_given_as_it_is = use is not None and isinstance(use.parent, nodes.Return)
        if is_given_as_it_is and (not is_collected or clause.said == "screen"):
            continue
        if use is not None:
            return Found("left", clause.program.code(made), use)
    return None


def _is_zero_or_false(value: nodes.BaseExpression) -> bool:
    """`0`, `False`: what whoever reads it takes for found out."""
    is_zero = isinstance(value, nodes.Integer) and value.evaluated_value == 0
    return is_zero or dotted(value) == "False"


def _made_before(clause: Clause) -> list[Node]:
    """The statements before it, in its suite and in those around it up to a loop, that give something to one name."""
    found: list[Node] = []
    child: Node = clause.trial
    while True:
        suite = child.parent
        if isinstance(
            suite, nodes.FunctionDef | nodes.Lambda | nodes.Module | nodes.For | nodes.While
        ):
            return found
        if isinstance(suite, nodes.IndentedBlock):
            for line in suite.body:
                if line is child:
                    break
                statements = line.body if isinstance(line, nodes.SimpleStatementLine) else ()
                found += [one for one in statements if next(iter(given_names(one)), None)]
        child = suite


def _is_filled_elsewhere(clause: Clause, made: Node, name: str) -> bool:
    function = clause.function
    inside = {*descendants(clause.trial), *descendants(made)}
    return function is None or any(
        _gives(one, name) for one in clause.program.tree.walk(function.body) if one not in inside
    )


def _fills(body: Node, name: str) -> bool:
    return any(_gives(one, name) for one in descendants(body))


def _gives(one: Node, name: str) -> bool:
    """`found = ...`, `found += ...`, `found.append(...)`, `found[key] = ...`."""
    match one:
        case nodes.AssignTarget(target=nodes.Name(value=bound)):
            return bound == name
        case nodes.AssignTarget(target=nodes.Subscript(value=nodes.Name(value=bound))):
            return bound == name
        case nodes.AnnAssign(target=nodes.Name(value=bound)):
            return bound == name
        case nodes.AugAssign(target=nodes.Name(value=bound)):
            return bound == name
        case nodes.Call(func=nodes.Attribute(value=nodes.Name(value=bound), attr=attr)):
            return bound == name and attr.value in _FILLS
    return False


def _first_use(program: Program, rest: Sequence[Node], name: str) -> Node | None:
    """Where it goes into something that is kept or given; None if anybody looks whether there is something in it."""
    used: Node | None = None
    for statement in rest:
        if only_says(statement):
            continue
        for one in descendants(statement):
            if not isinstance(one, nodes.Name) or one.value != name:
                continue
            if is_tested(program.tree, one):
                return None
            if used is None and isinstance(
                one.parent, nodes.Arg | nodes.Element | nodes.DictElement | nodes.Return
            ):
                used = one
    return used
