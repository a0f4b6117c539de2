"""Whether anything looks at a failure before it is repeated: `if not transient(error): raise`, `except NotFound: return None`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.readers.python.control.catches import caught
from detectors.readers.python.control.exits import Exits, names_in
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.backoffs import counters
from detectors.readers.python.repetition.between_attempts import is_unseen, may_raise
from detectors.readers.python.repetition.iterations import asks_for_something_else, fed_to
from detectors.readers.python.repetition.retried_failures import caught_kinds, falls_into
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node

_TELLS = frozenset(
    {"status_code", "status", "ok", "is_success", "is_error", "is_client_error", "is_server_error",
     "is_redirect", "code", "errno", "reason", "response", "error", "errors"}
)  # fmt: skip
"""Attributes of answers and errors that tell what went wrong."""
_ENDS_ALL = frozenset(
    {"KeyboardInterrupt", "SystemExit", "GeneratorExit", "asyncio.CancelledError",
     "asyncio.exceptions.CancelledError", "concurrent.futures.CancelledError"}
)  # fmt: skip
"""What somebody asks for who ends the program, and no failure."""


def is_blind(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> bool:
    """A loop repeats whatever failed, as it was."""
    return asks_the_same(program, loop, exits) and not (
        any(True for _ in _told_apart(program, loop, exits))
        or _looks_at_a_failure(program, loop.body, exits.handlers)
    )


def asks_the_same(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> bool:
    """No attempt asks for something else than the one before."""
    tree = program.tree
    counting = counters(program, loop)
    if fed_to(tree, loop, exits.call) & counting or _takes_the_next(program, loop, exits, counting):
        return False
    return not asks_for_something_else(tree, loop, exits)


def _takes_the_next(program: Program, loop: Node, exits: Exits, counting: set[str]) -> bool:
    """`proxy = proxies[index]` beside the call: it goes another way each time."""
    tree = program.tree
    for parent in tree.ancestors(exits.call):
        if parent is loop:
            return False
        if isinstance(parent, nodes.Try | nodes.TryStar):
            return any(
                bool(names_in(tree, part) & counting)
                for inner in tree.walk(parent.body)
                if isinstance(inner, nodes.Subscript)
                for part in inner.slice
            )
    return False


def sorts_failures(program: Program, function: nodes.FunctionDef) -> bool:
    """A function that something repeats looks at what failed, or at the status, itself."""
    within = program.tree.walk(function.body)
    handlers = [n for n in within if isinstance(n, Handler)]
    return _looks_at_a_failure(program, function.body, handlers)


def is_blind_clause(program: Program, function: nodes.FunctionDef, handler: Handler) -> bool:
    """A function that calls itself in a clause does so whatever has failed."""
    tried = handler.parent
    beside = tried.handlers if isinstance(tried, nodes.Try | nodes.TryStar) else ()
    is_told_apart = any(
        leaves(other.body) and _is_of_refusals(program, other)
        for other in beside
        if other is not handler
    )
    return not is_told_apart and not sorts_failures(program, function)


def _is_of_refusals(program: Program, handler: Handler) -> bool:
    kinds = caught_kinds(program, handler)
    is_of_them = kinds is None or bool(kinds & {"4xx", "any"})
    return is_of_them and not _ENDS_ALL.issuperset(caught(program, handler))


def may_be_refused(program: Program, function: nodes.FunctionDef) -> bool:
    """A function has something done that the file does not hold, and each of its failures comes out of it as it is."""
    within = [*program.tree.walk(function.body)]
    if any(isinstance(inner, nodes.Try | nodes.TryStar) and inner.handlers for inner in within):
        return False
    if sorts_failures(program, function):
        return False
    return any(isinstance(inner, nodes.Call) and _is_elsewhere(program, inner) for inner in within)


def _is_elsewhere(program: Program, call: nodes.Call) -> bool:
    """A method of something that is neither in the file nor a plain value."""
    return isinstance(call.func, nodes.Attribute) and is_unseen(program, call)


def _looks_at_a_failure(program: Program, body: Node, handlers: Sequence[Handler]) -> bool:
    """A test, or something that may raise, is given the failure, or the status of an answer."""
    tree = program.tree
    told = _told(program, body, handlers)
    same = {n for one in _of_no_consequence(program, body, handlers) for n in tree.walk(one)}
    for inner in tree.walk(body):
        if inner in same:
            continue
        for test in _tests(inner):
            if test in same:
                continue
            if _tells(program, test) or names_in(tree, test) & told:
                return True
        if (
            isinstance(inner, nodes.Call)
            and any(names_in(tree, argument.value) & told for argument in inner.args)
            and may_raise(program, inner)
        ):
            return True
    return False


def _of_no_consequence(
    program: Program, body: Node, handlers: Sequence[Handler]
) -> Iterator[nodes.BaseExpression]:
    """Tests after which the same clause repeats it as after every other failure: `if answer.status_code == 429: raise Busy`."""
    for inner in program.tree.walk(body):
        if not isinstance(inner, nodes.If) or inner.orelse is not None:
            continue
        if falls_into(program, inner) in handlers:
            yield inner.test


def _tests(node: Node) -> Iterator[nodes.BaseExpression]:
    if isinstance(node, nodes.If | nodes.IfExp | nodes.While | nodes.Assert):
        yield node.test
    elif isinstance(node, nodes.Match):
        yield node.subject
    elif isinstance(node, nodes.BooleanOperation):
        yield node.left


def _tells(program: Program, test: nodes.BaseExpression) -> bool:
    return any(
        isinstance(inner, nodes.Attribute) and inner.attr.value in _TELLS
        for inner in program.tree.walk(test)
    )


def _told(program: Program, body: Node, handlers: Sequence[Handler]) -> set[str]:
    """The names of the failure, and of what is made from it."""
    tree = program.tree
    told: set[str] = set()
    for handler in handlers:
        told |= names_in(tree, handler.name.name) if handler.name else set()
    assignments = [n for n in tree.walk(body) if isinstance(n, nodes.Assign)]
    for _ in range(2):
        for one in assignments:
            if names_in(tree, one.value) & told:
                told |= {name for t in one.targets for name in names_in(tree, t.target)}
    return told


def _told_apart(program: Program, loop: nodes.For | nodes.While, exits: Exits) -> Iterator[Handler]:
    """Clauses around the call by which some failures, and not only an end of all, leave the loop or become others."""
    child: Node = exits.call
    for parent in program.tree.ancestors(exits.call):
        if isinstance(parent, nodes.Try | nodes.TryStar) and child is parent.body:
            for handler in parent.handlers:
                if (
                    handler not in exits.handlers
                    and leaves(handler.body)
                    and _is_of_refusals(program, handler)
                ):
                    yield handler
        if parent is loop:
            return
        child = parent
