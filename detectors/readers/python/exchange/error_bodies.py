"""Pages of an error that are read as JSON: what a proxy answers with a 502 is no JSON, and then nobody sees the 502."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.facts import Catch
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.branches import rules_out
from detectors.readers.python.control.conditions import conditions
from detectors.readers.python.control.suppositions import Open, Supposed, says
from detectors.readers.python.naming.dataflow import is_tested
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    descendants,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import words

_OF_A_PROXY = 502
_STATUSES = frozenset(
    {"status_code", "status", "ok", "is_success", "is_error", "is_server_error", "raise_for_status"}
)
_RAISES = frozenset({"raise", "check", "throw", "ensure", "error", "errors"})
"""Words of a function that makes an exception of a status."""
_OF_JSON = frozenset(
    {"ValueError", "JSONDecodeError", "RequestException", "InvalidJSONError", "ContentTypeError"}
    | {
        "ClientError",
        "ClientResponseError",
        "DecodingError",
        "UnicodeDecodeError",
        "RequestsJSONDecodeError",
    }
)
"""What a body that is no JSON raises, or a name for it among others."""
_OF_A_TYPE = frozenset({"headers", "content_type", "mimetype"})
"""What of an answer says whether it is JSON."""


def error_pages_read(
    program: Program, contexts: Contexts, answers: Iterable[tuple[Node, frozenset[str]]]
) -> Iterator[nodes.Call]:
    """`answer.json()` where an error status comes by, of which the program makes an error of its own; one for each function."""
    told: set[Node | None] = set()
    for use in _uses(program, answers):
        read = _read(use)
        function = program.tree.function_of(use)
        if read is None or not isinstance(function, nodes.FunctionDef) or function in told:
            continue
        if not _comes_by(program, use, function) or not _is_meant(program, use, function):
            continue
        if _is_prepared(program, contexts, read, use, function):
            continue
        told.add(function)
        yield read


def _uses(program: Program, answers: Iterable[tuple[Node, frozenset[str]]]) -> Iterator[nodes.Name]:
    """Where an answer is used by its name, also in a helper of the file that is given it."""
    for answer, _ in answers:
        if isinstance(answer, nodes.Name):
            yield answer
        yield from _in_helper(program, answer)


def _in_helper(program: Program, answer: Node) -> Iterator[nodes.Name]:
    """`return self._handle(answer)`"""
    call = answer.parent.parent if isinstance(answer.parent, nodes.Arg) else None
    if not isinstance(call, nodes.Call):
        return
    index = next((at for at, one in enumerate(call.args) if one is answer.parent), 0)
    for thing in program.evaluator.things(call.func):
        if not isinstance(thing, Function) or not isinstance(thing.node, nodes.FunctionDef):
            continue
        names = [one.name.value for one in parameters_of(thing.node)]
        if names[:1] in (["self"], ["cls"]):
            names = names[1:]
        if index < len(names):
            for one in program.reads(names[index]):
                if program.tree.function_of(one) is thing.node:
                    yield one


def _read(use: nodes.Name) -> nodes.Call | None:
    """`answer.json()`"""
    taken = use.parent
    call = taken.parent if isinstance(taken, nodes.Attribute) and taken.value is use else None
    if isinstance(call, nodes.Call) and call.func is taken and last_name(taken) == "json":
        return call
    return None


def _comes_by(program: Program, use: nodes.Name, function: nodes.FunctionDef) -> bool:
    """With the status of a proxy that has no answer: every test on the way lets it, and nobody raises before."""
    supposed = Supposed("", _OF_A_PROXY, answers=frozenset({use.value}))
    for test, holds in conditions(program, use, is_site=True):
        if _asks_for_a_body(test) or (not holds and _may_be_out(program, test, supposed)):
            continue
        said = says(program, test, supposed)
        if said is Open.FAILURE or (not isinstance(said, Open) and bool(said) is not holds):
            return False
    for one in _of_the_same(program, use, function):
        is_before = program.span(one) < program.span(use)
        is_raised = isinstance(one.parent, nodes.Attribute) and last_name(one.parent).startswith(
            "raise_"
        )
        is_looked_at = is_raised or isinstance(one.parent, nodes.Arg)
        if is_before and is_looked_at and not rules_out(program, one, use):
            return False
    return True


def _may_be_out(program: Program, test: Node, supposed: Supposed) -> bool:
    """`if answer.status_code in AGAIN and attempt < most: continue`: after the last attempt it goes on."""
    match test:
        case nodes.BooleanOperation(left=left, operator=nodes.And(), right=right):
            return any(says(program, side, supposed) is Open.ELSE for side in (left, right))
    return False


def _asks_for_a_body(test: Node) -> bool:
    """`answer.json() if answer.content else {}`: the page of an error has one."""
    return isinstance(test, nodes.Attribute) and last_name(test) in {"content", "text"}


def _of_the_same(
    program: Program, use: nodes.Name, function: nodes.FunctionDef
) -> list[nodes.Name]:
    return [one for one in program.reads(use.value) if program.tree.function_of(one) is function]


def _is_meant(program: Program, use: nodes.Name, function: nodes.FunctionDef) -> bool:
    """An error status is to become an exception: in the branch where the body is read, or after it."""
    for one in _of_the_same(program, use, function):
        asked = one.parent
        if not isinstance(asked, nodes.Attribute) or last_name(asked) not in _STATUSES:
            continue
        is_behind = program.span(one) > program.span(use)
        if not is_behind and isinstance(program.tree.statement_of(use), nodes.Raise):
            return True
        if last_name(asked) == "raise_for_status":
            if is_behind and isinstance(asked.parent, nodes.Call):
                return True
        elif is_behind and _is_raised_with(asked):
            return True
        if is_tested(program.tree, asked) and _raises(program, asked, use, is_behind=is_behind):
            return True
    return False


def _is_raised_with(status: Node) -> bool:
    """`raise_for_status(answer.status_code, body)`"""
    call = status.parent.parent if isinstance(status.parent, nodes.Arg) else None
    if not isinstance(call, nodes.Call) or not isinstance(call.parent, nodes.Expr):
        return False
    return bool(_RAISES & {*words(last_name(call.func))})


def _raises(program: Program, status: Node, use: nodes.Name, *, is_behind: bool) -> bool:
    """The statement that asks for the status raises something where it is that of a proxy."""
    around = next((one for one in program.tree.ancestors(status) if isinstance(one, nodes.If)), None)  # fmt: skip
    if around is None:
        return False
    if is_behind:
        supposed = Supposed("", _OF_A_PROXY, answers=frozenset({use.value}))
        taken = _taken(program, around, supposed)
    else:
        branches = {around.body, around.orelse}
        branch = next((one for one in program.tree.ancestors(use) if one in branches), None)
        taken = [branch] if branch is not None else []
    return any(isinstance(one, nodes.Raise) for part in taken for one in (part, *descendants(part)))


def _taken(program: Program, around: nodes.If, supposed: Supposed) -> list[Node]:
    """What runs with this status: a branch, or what follows the statement without a condition."""
    branch: nodes.If | nodes.Else | None = around
    while isinstance(branch, nodes.If):
        said = says(program, branch.test, supposed)
        if isinstance(said, Open):
            return []
        if said:
            return [branch.body]
        branch = branch.orelse
    if branch is not None:
        return [branch.body]
    block = around.parent
    statements = body_of(block) if isinstance(block, nodes.IndentedBlock) else []
    behind = statements[statements.index(around) + 1 :] if around in statements else []
    return [one for one in behind if isinstance(one, nodes.Raise)]


def _is_prepared(
    program: Program,
    contexts: Contexts,
    read: nodes.Call,
    use: nodes.Name,
    function: nodes.FunctionDef,
) -> bool:
    """It catches what is no JSON, or asks for the type of the content."""
    context = contexts.of(read)
    if any(map(_takes_it, (*context.catches, *context.site_catches))):
        return True
    return any(
        isinstance(one.parent, nodes.Attribute)
        and last_name(one.parent) in _OF_A_TYPE
        and "content" in program.code(program.tree.statement_of(one)).lower()
        for one in _of_the_same(program, use, function)
    )


def _takes_it(catch: Catch) -> bool:
    return catch.is_broad or any(name.rpartition(".")[2] in _OF_JSON for name in catch.catches)
