"""What a program makes of a failure that it has caught: it reports success, or says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from detectors.facts import Claim
from detectors.readers.python.control.callers_of_nothing import has_another_way
from detectors.readers.python.control.clauses import (
    echoes,
    ends_well,
    is_loud,
    only_says,
    plain,
    tone,
)
from detectors.readers.python.control.dropped_answers import (
    dropped_by_all,
    says_no,
    says_yes_elsewhere,
)
from detectors.readers.python.control.next_statements import (
    after,
    following,
    may_leave,
    reported_behind,
)
from detectors.readers.python.control.pretended_success import (
    created_instead,
    ends_its_work,
    gives_a_value,
    is_foreseen,
    is_meant,
    never_repeats,
    nothing_found,
    nothing_gathered,
    the_same,
)
from detectors.readers.python.control.program_ends import (
    ends_with_success,
    is_a_command,
    is_the_program,
)
from detectors.readers.python.control.stale_names import of_the_item_before
from detectors.readers.python.control.success_reports import (
    answer,
    boast,
    called,
    counts_success,
    words_in,
)
from detectors.readers.python.control.trials import DOES
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    LOOPS,
    Handler,
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import tells_of_failure

_TRIES_AGAIN = frozenset({"loop_start", "loop_forever"})
"""What of MQTT's clients connects again by itself, after a first failure too."""
_NOTHING = frozenset({"empty", "none"})
_GATHERS = frozenset({"append", "add", "update", "extend", "insert", "put", "pop", "remove"})
"""Methods that change what they are called on."""


def claim(program: Program, handler: Handler) -> Claim | None:
    """What is reported after this clause has run; None where the failure is told, or that cannot be known."""
    found = _claim(program, handler)
    caught = handler.parent
    if found is None or not isinstance(caught, nodes.Try | nodes.TryStar):
        return None
    if is_foreseen(program, handler):
        return None
    function = program.tree.definition_of(handler)
    if found.kind in _NOTHING and function is not None and has_another_way(program, function):
        return None
    return found._replace(is_of_work=_does_something(caught))


def behind(program: Program, block: nodes.With) -> Claim | None:
    """What is reported after a block whose failures are passed over: `with suppress(Exception):`."""
    return reported_behind(program, block, is_logged=False)


def _does_something(caught: nodes.Try | nodes.TryStar) -> bool:
    return any(
        isinstance(one, nodes.Call) and not DOES.isdisjoint(words(last_name(one.func)))
        for one in descendants(caught.body)
    )


def _claim(program: Program, handler: Handler) -> Claim | None:
    inside = plain(body_of(handler.body))
    caught = handler.parent
    if not isinstance(caught, nodes.Try | nodes.TryStar):
        return None
    last = inside[-1] if inside else None
    if not all(only_says(one) for one in inside[:-1]):
        return None
    is_logged = any(is_loud(one) for one in inside)
    if caught.finalbody is not None:
        return _end_of_all(program, handler, caught, last, is_logged)
    if (decorator := never_repeats(program, handler)) is not None:
        return Claim(program.lines(decorator), "once", program.code(decorator), is_logged)
    if isinstance(last, nodes.Return):
        if last.value is None:
            return _end(program, handler, caught, last, is_logged) or _unheard(
                program, handler, is_logged
            )
        found = answer(program, last.value, is_logged) or _untraced(
            nothing_found(program, caught, last.value, is_logged), handler
        )
        if found is None and says_no(last.value):
            return _unheard(program, handler, is_logged)
        return found and found._replace(is_of_all=_is_the_work(caught))
    if last is not None and _ends_well(last):
        if _is_shown_to_somebody(program, handler):
            return None
        ending = plain(body_of(last.body))[-1] if isinstance(last, nodes.If) else last
        return Claim(program.lines(ending), "exit", program.code(ending))
    if isinstance(last, nodes.Break) or not (last is None or only_says(last)):
        return None
    if any(isinstance(one, nodes.While) for one in program.tree.ancestors(handler)):
        return None  # what follows such a loop may never run
    old = None if isinstance(last, nodes.Continue) else of_the_item_before(program, caught)
    if old is not None:
        return Claim(program.lines(old), "stale", old.value, is_logged)
    tried = _kept(caught)
    rest = [*after(handler if isinstance(last, nodes.Continue) else caught, handler)]
    if (made := created_instead(program, caught, rest)) is not None:
        return Claim(program.lines(made), "again", program.code(made), is_logged)
    for one in rest:
        match one:
            case nodes.Return(value=None):
                break
            case nodes.Return(value=value) if value is not None:
                if _reads(value, tried):
                    return _untraced(nothing_gathered(program, caught, value, is_logged), handler)
                if (told := answer(program, value, is_logged)) is not None:
                    return told._replace(is_of_all=_is_the_work(caught) and _begins_with(caught))
                return _untraced(
                    nothing_found(program, caught, value, is_logged), handler
                ) or the_same(program, handler, value, is_logged)
            case nodes.Raise() | nodes.Break() | nodes.Continue():
                return None
            case nodes.AugAssign() if counts_success(one):
                return boast(program, one, is_logged)
        if _reads(one, tried) or may_leave(one):
            return None
        if (said := boast(program, one, is_logged)) is not None:
            return said
    if (ended := ends_its_work(program, handler, caught, None, is_logged=is_logged)) is not None:
        return ended
    if (
        ended := ends_with_success(program, handler, caught, None, is_logged=is_logged)
    ) is not None:
        return ended
    if is_meant(program, handler) or _goes_on_trying([*after(caught, handler)]):
        return None
    if (believed := _unheard(program, handler, is_logged)) is not None:
        return believed
    if any(map(echoes, inside)):
        return None  # somebody has typed the command, and reads it
    kind: Literal["none", "nothing"] = "none" if gives_a_value(program, caught) else "nothing"
    return Claim(program.lines(handler), kind, "", is_logged, is_of_all=_is_the_work(caught))


def _goes_on_trying(behind: Sequence[Node]) -> bool:
    """`client.loop_start()` behind a `connect` that failed: its thread connects again and again."""
    return any(
        isinstance(one, nodes.Call) and last_name(one.func) in _TRIES_AGAIN
        for statement in behind
        for one in descendants(statement)
    )


def _untraced(claim: Claim | None, handler: Handler) -> Claim | None:
    """None where the whole trace of what happened is kept: whoever looks after the program has all there is."""
    if claim is None or not claim.is_logged:
        return claim
    for node in descendants(handler.body):
        match node:
            case nodes.Call(func=func) if last_name(func) == "exception":
                return None
            case nodes.Arg(keyword=nodes.Name(value="exc_info")):
                return None
    return claim


def _unheard(program: Program, handler: Handler, is_logged: bool) -> Claim | None:
    """What its callers report, where none of them looks at what the function gives."""
    function = program.tree.definition_of(handler)
    if function is None or function in program.tree.generators or is_meant(program, handler):
        return None
    sites = dropped_by_all(program, function)
    for site in sites:
        if (
            believed := reported_behind(
                program, program.tree.statement_of(site), is_logged=is_logged
            )
        ) is not None:
            caught = handler.parent
            is_of_all = (
                isinstance(caught, nodes.Try | nodes.TryStar)
                and _is_the_work(caught)
                and _begins_with(caught)
            )
            return believed._replace(is_of_all=is_of_all)
    is_shown = any(map(echoes, plain(body_of(handler.body)))) or (
        tone(program, handler) == "screen" and not any(map(program.tree.function_of, sites))
    )
    if sites and says_yes_elsewhere(program, function, handler) and not is_shown:
        return Claim(program.lines(sites[0]), "dropped", program.code(sites[0]), is_logged)
    return None


_WORKS = listed(
    "upload uploads deploy publish push backup backups restore migrate provision sync synchronize transfer send"
    " replicate release rollback"
)


def _end(
    program: Program,
    handler: Handler,
    caught: nodes.Try | nodes.TryStar,
    last: Node,
    is_logged: bool,
) -> Claim | None:
    """A command that uploads or deploys says that it has failed, and returns: its status is 0."""
    if (ended := ends_its_work(program, handler, caught, last, is_logged=is_logged)) is not None:
        return ended
    if (
        ended := ends_with_success(program, handler, caught, last, is_logged=is_logged)
    ) is not None:
        return ended
    function = program.tree.function_of(caught)
    if not isinstance(function, nodes.FunctionDef) or not is_a_command(program, function):
        return None
    if any(isinstance(one, LOOPS) for one in program.tree.ancestors(handler)):
        return None
    called = [one for one in descendants(caught.body) if isinstance(one, nodes.Call)]
    works = any(_WORKS & {*words(last_name(one.func))} for one in called)
    said = {word for one in body_of(handler.body) for word in words_in(one)}
    if not works or not tells_of_failure(said):
        return None
    return Claim(program.lines(last), "end", program.code(last), is_logged)


def _end_of_all(
    program: Program,
    handler: Handler,
    caught: nodes.Try | nodes.TryStar,
    last: Node | None,
    is_logged: bool,
) -> Claim | None:
    """`except Exception as error: log.error(error)` of a program, and a `finally` that cleans up behind it."""
    final = caught.finalbody
    if final is None or any(
        isinstance(one, nodes.Return | nodes.Raise) for one in descendants(final)
    ):
        return None
    if not (
        last is None or only_says(last) or (isinstance(last, nodes.Return) and last.value is None)
    ):
        return None
    leaves = last if isinstance(last, nodes.Return) else None
    return ends_with_success(program, handler, caught, leaves, is_logged=is_logged)


def _is_shown_to_somebody(program: Program, handler: Handler) -> bool:
    """A command that only looks something up: whoever has typed it reads what went wrong."""
    function = program.tree.function_of(handler)
    if not isinstance(function, nodes.FunctionDef) or not is_a_command(program, function):
        return False
    return not is_the_program(program, function)


def _is_the_work(caught: nodes.Try | nodes.TryStar) -> bool:
    """It stands in the function itself, with no more than a line in a log and a `return` behind it."""
    body = caught.parent
    if not isinstance(body, nodes.IndentedBlock) or not isinstance(body.parent, nodes.FunctionDef):
        return False
    return all(isinstance(one, nodes.Return) or only_says(one) for one in following(body, caught))


def _begins_with(caught: nodes.Try | nodes.TryStar) -> bool:
    """Nothing of the function's work stands before it: names are given values at most."""
    suite = caught.parent
    statements = body_of(suite) if isinstance(suite, nodes.IndentedBlock) else []
    before = plain(statements[: statements.index(caught)]) if statements else []
    return not any(isinstance(one, nodes.Expr) and not only_says(one) for one in before)


def _ends_well(statement: Node) -> bool:
    """`sys.exit(0)`, `exit()`: whoever has started the program sees a success; under a switch, too."""
    if isinstance(statement, nodes.If) and statement.orelse is None:
        inside = plain(body_of(statement.body))
        return bool(inside) and all(map(only_says, inside[:-1])) and _ends_well(inside[-1])
    call = called(statement)
    return call is not None and ends_well(call)


def _kept(caught: nodes.Try | nodes.TryStar) -> set[str]:
    """The names to which the body of a `try` gives something: whoever reads them may see whether it went well."""
    found: set[str] = set()
    for part in (caught.body, caught.orelse):
        for node in descendants(part) if part is not None else ():
            match node:
                case nodes.AssignTarget(target=target) | nodes.NamedExpr(target=target):
                    found |= set(_bound(target))
                case nodes.AnnAssign(target=target) | nodes.AugAssign(target=target):
                    found |= set(_bound(target))
                case nodes.Call(func=nodes.Attribute(attr=attr, value=value)):
                    if attr.value in _GATHERS and dotted(value):
                        found.add(dotted(value))
    return found


def _bound(target: Node) -> Iterator[str]:
    match target:
        case nodes.Tuple() | nodes.List():
            for element in target.elements:
                yield from _bound(element.value)
        case nodes.Subscript():
            yield dotted(target.value)
        case _:
            yield dotted(target)


def _reads(node: Node, names: set[str]) -> bool:
    return any(
        dotted(inner) in names
        for inner in descendants(node)
        if isinstance(inner, nodes.Name | nodes.Attribute)
    )
