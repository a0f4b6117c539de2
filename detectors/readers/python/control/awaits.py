"""Calls whose answer is awaited, right there or in the other branch of a condition on the mode; and where nobody could."""

from __future__ import annotations

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name, parameters_of
from detectors.readers.python.syntax.tree import Tree
from detectors.vocabulary.coroutines import TAKES_A_COROUTINE


def is_awaited(tree: Tree, call: nodes.Call) -> bool:
    """`await client.get(url)`, and the second call of `if self.is_async: await get() else: get()`."""
    return is_awaited_here(call) or is_awaited_otherwise(tree, call)


def is_awaited_here(call: nodes.Call) -> bool:
    """`await get()`, `async with get() as answer`, `wait_for(get(), 1)`: it works for none that comes back with the answer."""
    match call.parent:
        case nodes.Await():
            return True
        case nodes.WithItem(parent=nodes.With() as block):
            return block.asynchronous is not None
        case nodes.Arg(parent=nodes.Call(func=func)):
            return last_name(func) in TAKES_A_COROUTINE
    return False


def is_awaited_otherwise(tree: Tree, call: nodes.Call) -> bool:
    """Whoever awaits the same call in another branch knows that it does not wait in this one."""
    name = last_name(call.func)
    child: Node = call
    for parent in tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.If) and child is not parent.test and name:
            others = [b for b in (parent.body, parent.orelse) if b is not None and b is not child]
            if any(_awaits(tree, other, name) for other in others):
                return True
        child = parent
    return False


def has_no_loop(program: Program, node: Node) -> bool:
    """It runs where no event loop does: `if loop is None`, `except RuntimeError` after asking for the running one."""
    child = node
    for parent in program.tree.ancestors(node):
        match parent:
            case nodes.FunctionDef() | nodes.Lambda():
                return False
            case nodes.If(
                test=nodes.Comparison(
                    left=nodes.Name(value=name),
                    comparisons=[nodes.ComparisonTarget(nodes.Is(), nodes.Name(value="None"))],
                ),
                body=body,
            ) if child is body and "loop" in name:
                return True
            case nodes.Try(body=tried) if isinstance(child, nodes.ExceptHandler) and any(
                isinstance(inner, nodes.Call) and last_name(inner.func) == "get_running_loop"
                for inner in program.tree.walk(tried)
            ):
                return True
        child = parent
    return False


def returns_a_coroutine(tree: Tree, function: nodes.FunctionDef) -> bool:
    """`async def execute(): ...` in it, and `return execute()`: the rest of it is for callers without a loop."""
    if function.asynchronous is not None:
        return False
    inner = {
        one.name.value
        for one in tree.walk(function.body)
        if isinstance(one, nodes.FunctionDef) and one.asynchronous is not None
    }
    return bool(inner) and any(
        isinstance(one, nodes.Return)
        and isinstance(one.value, nodes.Call)
        and last_name(one.value.func) in inner
        for one in tree.walk(function.body)
    )


def fails_where_it_is_awaited(program: Program, call: nodes.Call) -> bool:
    """`try: return request(*args) except Error: sleep(1)` in a plain helper, and each coroutine awaits what that gives.

    What a coroutine hands in makes one more, which has not begun to run when the clause is left.
    """
    tree = program.tree
    function = tree.definition_of(call)
    handler = next((p for p in tree.ancestors(call) if isinstance(p, nodes.ExceptHandler)), None)
    tried = handler.parent if handler is not None else None
    if function is None or function.asynchronous is not None or not isinstance(tried, nodes.Try):
        return False
    match body_of(tried.body):
        case [nodes.Return(value=nodes.Call(func=nodes.Name(value=name)))]:
            is_given = any(p.name.value == name for p in parameters_of(function))
        case _:
            return False
    waits = [site for site in program.evaluator.sites(function) if _is_in_a_coroutine(tree, site)]
    return is_given and bool(waits) and all(isinstance(s.parent, nodes.Await) for s in waits)


def _is_in_a_coroutine(tree: Tree, site: nodes.Call) -> bool:
    around = tree.definition_of(site)
    return around is not None and around.asynchronous is not None


def runs_at(tree: Tree, function: nodes.FunctionDef, site: nodes.Call) -> bool:
    """Its body runs where it is called; a generator that is kept or given away runs where somebody takes from it."""
    if function not in tree.generators or function.decorators:
        return True
    match site.parent:
        case nodes.AssignTarget() | nodes.Assign() | nodes.AnnAssign() | nodes.Return():
            return False
        case nodes.Arg(parent=nodes.Call(func=taker)):
            return not last_name(taker)[:1].isupper()
    return True


def _awaits(tree: Tree, branch: Node, name: str) -> bool:
    return any(
        isinstance(inner, nodes.Await)
        and isinstance(inner.expression, nodes.Call)
        and last_name(inner.expression.func) == name
        for inner in tree.walk(branch)
    )
