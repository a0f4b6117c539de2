"""How loops are left, or go on, after a call in their body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detectors.readers.python.naming.names import if_leaves, leaves
from detectors.readers.python.naming.things import Const, Items
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import LOOPS, Node, body_of, children, dotted, last_name
from detectors.readers.python.syntax.tree import Tree
from detectors.vocabulary.names import words

_STATUS = frozenset({"status_code", "status", "ok", "is_success", "is_error", "is_server_error"})


@dataclass
class Exits:
    """How a loop is left, seen from a call in its body."""

    call: nodes.Call
    on_success: bool = False
    """It is left (or its condition changes) after the call has gone well, whatever the answer says."""
    by_status: bool = False
    """It is left when the status of the answer is right."""
    by_body: bool = False
    """It is left depending on something else."""
    by_presence: bool = False
    """It is left as soon as there is an answer at all: `if found is not None`."""
    goes_on_after_failure: bool = False
    """An exception of the call leads to the next turn."""
    handlers: list[nodes.ExceptHandler | nodes.ExceptStarHandler] = field(default_factory=list)
    """The clauses that lead to the next turn."""
    statuses: list[nodes.If] = field(default_factory=list)
    """Conditions on the status of the answer."""
    begins_anew: bool = False
    """A status leads to the next turn at once: `if answer.status_code == 503: continue`."""


def exits(program: Program, loop: nodes.For | nodes.While, call: nodes.Call) -> Exits:
    """How the loop goes on, or is left, after a call in its body."""
    tree = program.tree
    found = Exits(call)
    child: Node = call
    answer = answer_of(tree, call)
    tested = names_in(tree, loop.test) if isinstance(loop, nodes.While) else set()
    loops = _loops_between(tree, call, loop)
    is_held = is_tested = False
    for parent in tree.ancestors(call):
        if parent in loops:
            loops.remove(parent)
        if isinstance(parent, nodes.Return):
            found.on_success = True
        elif isinstance(parent, nodes.Try | nodes.TryStar) and child is parent.body:
            ends_here = _is_left_after(parent, is_inner=bool(loops))
            for handler in () if is_held else parent.handlers:
                goes_on = not leaves(handler.body) and not ends_here
                goes_on = goes_on and not (tested and _ends_loop(program, loop, handler.body))
                if goes_on or _may_continue(tree, handler.body):
                    found.goes_on_after_failure = True
                    found.handlers.append(handler)
            is_held = is_held or any(_holds_all(tree, handler) for handler in parent.handlers)
            if parent.orelse is not None:
                _after(program, body_of(parent.orelse.body), answer, tested, found, bool(loops))
        elif isinstance(parent, nodes.With) and isinstance(child, nodes.WithItem):
            _after(program, body_of(parent.body), answer, tested, found, bool(loops))
        elif isinstance(parent, nodes.If) and child is parent.test:
            _branch(program, parent, answer, tested, found, bool(loops), is_about_answer=True)
        if isinstance(parent, nodes.IndentedBlock | nodes.SimpleStatementSuite):
            statements = body_of(parent)
            index = next(
                (i for i, s in enumerate(statements) if s is child or s.parent is child), None
            )
            if index is not None:
                _after(program, statements[index + 1 :], answer, tested, found, bool(loops))
                if isinstance(child, nodes.SimpleStatementLine):
                    _own(tree, statements[index], tested, call, found)
        if parent is loop:
            is_tested = isinstance(loop, nodes.While) and child is loop.test
            break
        child = parent
    if found.on_success and found.begins_anew and not found.by_body:
        found.by_status = True
    if isinstance(loop, nodes.While) and (is_tested or tested & answer):
        found.by_status = found.by_status or mentions_status(program, loop.test)
        if found.goes_on_after_failure and _is_absence(tree, loop.test, answer):
            found.on_success = True
        else:
            found.by_body = found.by_body or not found.by_status
    return found


def _holds_all(tree: Tree, handler: nodes.ExceptHandler | nodes.ExceptStarHandler) -> bool:
    """No failure comes out of it for a clause further out."""
    is_broad = handler.type is None or dotted(handler.type) in {"Exception", "BaseException"}
    return is_broad and not any(isinstance(n, nodes.Raise) for n in tree.walk(handler.body))


def _ends_loop(program: Program, loop: Node, suite: nodes.BaseSuite) -> bool:
    """`except Refused: answer = {"items": []}` in a loop that goes on `while not answer`."""
    for statement in body_of(suite):
        if not isinstance(statement, nodes.Assign) or not isinstance(loop, nodes.While):
            continue
        for target in statement.targets:
            kept = _goes_on_if(loop.test, target.target)
            given = _truth(program, statement.value)
            if kept is not None and given is not None and kept is not given:
                return True
    return False


def _goes_on_if(test: nodes.BaseExpression, target: nodes.BaseExpression) -> bool | None:
    """How a name, or an attribute, has to be for a loop to go on: true, false; None where that cannot be told."""
    match test:
        case nodes.BooleanOperation(operator=nodes.And(), left=left, right=right):
            found = _goes_on_if(left, target)
            return found if found is not None else _goes_on_if(right, target)
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            found = _goes_on_if(inner, target)
            return None if found is None else not found
        case nodes.Name() | nodes.Attribute():
            return True if dotted(test) and dotted(test) == dotted(target) else None
    return None


def _truth(program: Program, value: nodes.BaseExpression) -> bool | None:
    """Whether a value that is written counts as true."""
    if isinstance(value, nodes.Dict | nodes.List | nodes.Tuple):
        return bool(value.elements)
    const = program.evaluator.const(value)
    return None if const is None else bool(const.value)


def _is_absence(tree: Tree, test: nodes.BaseExpression, answer: set[str]) -> bool:
    """`while answer is None and tries < 5`: any answer will do."""
    match test:
        case nodes.BooleanOperation(operator=nodes.And(), left=left, right=right):
            sides = [side for side in (left, right) if names_in(tree, side) & answer]
            return bool(sides) and all(_is_absence(tree, side, answer) for side in sides)
        case nodes.UnaryOperation(operator=nodes.Not(), expression=nodes.Name(value=name)):
            return name in answer
        case nodes.Comparison(
            left=nodes.Name(value=name),
            comparisons=[nodes.ComparisonTarget(nodes.Is(), nodes.Name(value="None"))],
        ):
            return name in answer
    return False


def _is_left_after(statement: Node, *, is_inner: bool) -> bool:
    """The statements after it leave the loop, whatever has happened in it."""
    block = statement.parent
    if not isinstance(block, nodes.IndentedBlock):
        return False
    following = list(block.body)[list(block.body).index(statement) + 1 :]  # type: ignore[arg-type]
    return any(
        isinstance(small, nodes.Return | nodes.Raise)
        or (isinstance(small, nodes.Break) and not is_inner)
        for line in following
        if isinstance(line, nodes.SimpleStatementLine)
        for small in line.body
    )


def _own(tree: Tree, statement: Node, tested: set[str], call: nodes.Call, found: Exits) -> None:
    if isinstance(statement, nodes.Return):
        found.on_success = True


def _after(
    program: Program,
    statements: Iterable[Node],
    answer: set[str],
    tested: set[str],
    found: Exits,
    is_inner: bool,
) -> None:
    """What the statements after a call that went well do to the loop."""
    tree = program.tree
    by_body, may_go_on = found.by_body, False
    for statement in statements:
        may_go_on = may_go_on or any(isinstance(n, nodes.Continue) for n in tree.walk(statement))
        match statement:
            case nodes.Break() if is_inner:
                return
            case nodes.Return() | nodes.Break():
                found.on_success = True
                if not may_go_on:  # whatever the answer is, it is left here or before
                    found.by_body = by_body
                return
            case nodes.Continue() | nodes.Raise():
                return
            case nodes.If():
                _branch(program, statement, answer, tested, found, is_inner)
                if leaves(statement.body) and statement.orelse is None:
                    continue
            case nodes.Assign():
                names = {n for t in statement.targets for n in names_in(tree, t.target)}
                if names & tested:
                    _ends_by(program, statement.value, answer, found)
                if names_in(tree, statement.value) & answer:
                    answer |= names
            case nodes.With() | nodes.Try():
                _after(program, body_of(statement.body), answer, tested, found, is_inner)


def _ends_by(program: Program, value: nodes.BaseExpression, answer: set[str], found: Exits) -> None:
    """`done = True`, `done = answer.ok`, `done = answer.json()["done"]` with a loop that ends when it is done."""
    if not names_in(program.tree, value) & answer:
        found.on_success = True
    elif mentions_status(program, value):
        found.by_status = True
    else:
        found.by_body = True


def _branch(
    program: Program,
    node: nodes.If,
    answer: set[str],
    tested: set[str],
    found: Exits,
    is_inner: bool,
    *,
    is_about_answer: bool = False,
) -> None:
    tree = program.tree
    about = is_about_answer or bool(names_in(tree, node.test) & answer)
    branches: list[nodes.BaseSuite] = [node.body]
    rest = node.orelse
    while rest is not None:
        branches.append(rest.body)
        rest = rest.orelse if isinstance(rest, nodes.If) else None
    leaving = [b for b in branches if _leaves_loop(tree, b, tested, is_inner)]
    going_on = len(leaving) < len(branches) or node.orelse is None
    is_status = (
        about and mentions_status(program, node.test) and not _asks_more(program, node.test, answer)
    )
    if is_status and not is_inner and _may_continue(tree, node.body):
        found.statuses.append(node)
        found.begins_anew = True
        return
    if not leaving:
        return
    if is_status and leaving == [node.body] and is_about_failure(program, node.test):
        return  # it is left after a failure, so another turn is new work
    if is_status and not any(_leaves_at_once(tree, suite, tested, answer) for suite in leaving):
        found.by_body = True  # a good status is not enough: something in the answer decides
    elif is_status:
        found.statuses.append(node)
        if going_on:
            found.by_status = True
        else:
            found.on_success = True
    elif about:
        found.by_body = True
        if leaving == [node.body] and is_presence(node.test) and not _speaks_of_errors(tree, node):
            found.by_presence = True


def _asks_more(program: Program, test: nodes.BaseExpression, answer: set[str]) -> bool:
    """`resp.ok and "token" in resp.headers`: a good status is not enough."""
    if not isinstance(test, nodes.BooleanOperation) or not isinstance(test.operator, nodes.And):
        return False
    return any(
        (not mentions_status(program, side) and bool(names_in(program.tree, side) & answer))
        or _asks_more(program, side, answer)
        for side in (test.left, test.right)
    )


def is_bad(name: str) -> bool:
    """It names an error, after which there may be no going on."""
    return any(word in name.lower() for word in ("err", "fail", "exception", "invalid"))


def _speaks_of_errors(tree: Tree, node: nodes.If) -> bool:
    return any(is_bad(name) for name in names_in(tree, node.test))


def is_presence(test: nodes.BaseExpression) -> bool:
    """`if found`, `if look_up(x)`, `if found := look_up(x)`, `if found is not None`."""
    if isinstance(test, nodes.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        is_none = isinstance(target.comparator, nodes.Name) and target.comparator.value == "None"
        return is_none and isinstance(target.operator, nodes.IsNot)
    if isinstance(test, nodes.Await):
        test = test.expression
    return isinstance(test, nodes.Name | nodes.NamedExpr | nodes.Call)


def _loops_between(tree: Tree, call: nodes.Call, loop: Node) -> set[Node]:
    found: set[Node] = set()
    for parent in tree.ancestors(call):
        if parent is loop:
            break
        if isinstance(parent, LOOPS):
            found.add(parent)
    return found


def _leaves_loop(tree: Tree, suite: nodes.BaseSuite, tested: set[str], is_inner: bool) -> bool:
    for inner in tree.walk(suite):
        if isinstance(inner, nodes.Return):
            return True
        if (
            isinstance(inner, nodes.Break)
            and not is_inner
            and not _in_inner_loop(tree, inner, suite)
        ):
            return True
        if isinstance(inner, nodes.Assign) and any(
            names_in(tree, t.target) & tested for t in inner.targets
        ):
            return True
    return False


def _leaves_at_once(tree: Tree, suite: nodes.BaseSuite, tested: set[str], answer: set[str]) -> bool:
    """Without a further condition."""
    for statement in body_of(suite):
        if isinstance(statement, nodes.Return | nodes.Break):
            return True
        if isinstance(statement, nodes.Assign) and any(
            names_in(tree, t.target) & tested for t in statement.targets
        ):
            return not names_in(tree, statement.value) & answer
        if isinstance(statement, nodes.With | nodes.Try) and _leaves_at_once(
            tree, statement.body, tested, answer
        ):
            return True
        if isinstance(statement, nodes.If) and if_leaves(statement):
            return True
    return False


def _in_inner_loop(tree: Tree, node: Node, around: Node) -> bool:
    for parent in tree.ancestors(node):
        if parent is around:
            return False
        if isinstance(parent, LOOPS):
            return True
    return False


def _may_continue(tree: Tree, suite: nodes.BaseSuite) -> bool:
    """`if attempt < 3: sleep(1); continue`, whatever follows: it leads to the next turn of the loop around."""
    return any(
        isinstance(inner, nodes.Continue) and not _in_inner_loop(tree, inner, suite)
        for inner in tree.walk(suite)
    )


def is_about_failure(program: Program, test: nodes.BaseExpression) -> bool:
    """`resp.status != 200`, `status_code >= 400`, `not resp.ok`."""
    if isinstance(test, nodes.Comparison):
        target = test.comparisons[0]
        if isinstance(target.operator, nodes.NotEqual | nodes.NotIn):  # `!= 200`, but not `!= 429`
            if any("retr" in name.lower() for name in names_in(program.tree, target.comparator)):
                return False  # `not in RETRYABLE`
            statuses = [n for n in _integers(program, target.comparator) if n >= 100]
            return all(status < 400 for status in statuses)
        return isinstance(target.operator, nodes.GreaterThanEqual | nodes.GreaterThan)
    return isinstance(test, nodes.UnaryOperation) and isinstance(test.operator, nodes.Not)


def _integers(program: Program, node: nodes.BaseExpression) -> list[int]:
    thing = program.evaluator.thing(node)
    if isinstance(thing, Const):
        return [thing.value] if isinstance(thing.value, int) else []
    if isinstance(thing, Items):
        return [n for element in thing.node.elements for n in _integers(program, element.value)]
    return []


def mentions_status(program: Program, node: Node) -> bool:
    """`resp.status_code`, `resp.ok`, and not the status of a job."""
    pending: list[Node] = [node]
    while pending:
        inner = pending.pop()
        if isinstance(inner, nodes.Comparison) and _is_about_a_state(program, inner):
            continue
        if isinstance(inner, nodes.Attribute) and inner.attr.value in _STATUS:
            return True
        pending += children(inner)
    return False


def _is_a_state(node: Node) -> bool:
    """`JobStatus.DONE`; `HTTPStatus.OK` is an answer's."""
    match node:
        case nodes.Attribute(value=owner, attr=nodes.Name(value=member)) if member.isupper():
            named = words(last_name(owner))
            return named[-1:] in (["status"], ["state"]) and "http" not in named
    return False


def _is_about_a_state(program: Program, node: nodes.Comparison) -> bool:
    """`job.status == "done"`, `job.status in FINAL_STATES`: the status of a job, not of an answer."""
    sides = [node.left, *(target.comparator for target in node.comparisons)]
    if not any(isinstance(s, nodes.Attribute) and s.attr.value == "status" for s in sides):
        return False
    for side in sides:
        thing = program.evaluator.thing(side)
        texts = thing.node.elements if isinstance(thing, Items) else ()
        if any(isinstance(e.value, nodes.SimpleString) for e in texts):
            return True
        if isinstance(thing, Const) and isinstance(thing.value, str):
            return True
        members = [e.value for e in texts] or [side]
        if any(_is_a_state(member) for member in members):
            return True
        if any("state" in name.lower() for name in names_in(program.tree, side)):
            return True
    return False


def answer_of(tree: Tree, call: nodes.Call) -> set[str]:
    """The names that the answer of a call is bound to."""
    for parent in tree.ancestors(call):
        if isinstance(parent, nodes.Assign):
            return {n for target in parent.targets for n in names_in(tree, target.target)}
        if isinstance(parent, nodes.NamedExpr):
            return names_in(tree, parent.target)
        if isinstance(parent, nodes.WithItem):
            return names_in(tree, parent.asname.name) if parent.asname else set()
        if parent in tree.order:
            return set()
    return set()


def names_in(tree: Tree, node: Node) -> set[str]:
    """The names that stand in an expression, and `self.x` as a name of its own."""
    found: set[str] = set()
    for inner in tree.walk(node):
        if isinstance(inner, nodes.Attribute):
            name = dotted(inner)
            if name.startswith(("self.", "cls.")):
                found.add(name)
        elif isinstance(inner, nodes.Name) and inner.value not in {"self", "cls"}:
            found.add(inner.value)
    return found


def inside(tree: Tree, node: Node, loop: Node) -> bool:
    return any(parent is loop for parent in tree.ancestors(node))
