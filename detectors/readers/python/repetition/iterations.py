"""What a turn of a loop takes from the one before, and whether it is for one item alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.readers.python.control.exits import Exits, answer_of, is_bad, is_presence, names_in
from detectors.readers.python.naming.names import gives_up, leaves, leaves_here
from detectors.readers.python.naming.things import Const, Items
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, last_name
from detectors.readers.python.syntax.tree import Tree
from detectors.vocabulary.names import words


def follows(tree: Tree, node: nodes.For, call: nodes.Call) -> bool:
    """A redirect: what is asked next stands in the answer, or in the error that it was."""
    asked: set[str] = set()
    for arg in call.args:
        asked |= names_in(tree, arg.value)
    if not asked:
        return False
    said = derived(tree, node, call)
    for inner in tree.walk(node.body):
        if isinstance(inner, nodes.ExceptHandler | nodes.ExceptStarHandler) and inner.name:
            said |= names_in(tree, inner.name.name)
    for _ in range(2):
        for inner in tree.walk(node.body):
            said |= _told(tree, inner, said)
    fed = fed_to(tree, node, call)
    return any(
        isinstance(inner, nodes.Assign)
        and isinstance(inner.targets[0].target, nodes.Name)
        and inner.targets[0].target.value in fed
        and bool(names_in(tree, inner.value) & said)
        and not holds(tree, inner.value, call)
        for inner in tree.walk(node.body)
    )


def _told(tree: Tree, inner: Node, said: set[str]) -> set[str]:
    """Names that hear of what was said: `url = said["next"]`, `ids.append(said["id"])`."""
    match inner:
        case nodes.Assign(targets=targets, value=value) if names_in(tree, value) & said:
            return {name for target in targets for name in names_in(tree, target.target)}
        case nodes.Call(
            func=nodes.Attribute(
                value=nodes.Name(value=name), attr=nodes.Name(value="append" | "extend" | "add")
            ),
            args=[nodes.Arg(value=value)],
        ) if names_in(tree, value) & said:
            return {name}
    return set()


def begins_with_the_answer(tree: Tree, node: nodes.For, call: nodes.Call) -> bool:
    """`for hook in hooks: request = hook(answer); answer = send(request)`."""
    answer = answer_of(tree, call)
    fed = {name for arg in call.args for name in names_in(tree, arg.value)}
    made: set[str] = set()
    for statement in body_of(node.body):
        if holds(tree, statement, call):
            return bool(made & fed)
        for inner in tree.walk(statement):
            if isinstance(inner, nodes.Assign):
                targets = {name for t in inner.targets for name in names_in(tree, t.target)}
                if targets & answer:
                    return False
                if names_in(tree, inner.value) & (answer | made):
                    made |= targets
    return False


def continues_a_talk(tree: Tree, node: nodes.For, call: nodes.Call) -> bool:
    """`messages.append(answer); answer = create(messages=messages)`: each turn needs what was said before."""
    given = {arg.value.value for arg in call.args if isinstance(arg.value, nodes.Name)}
    said = derived(tree, node, call)
    grown: set[str] = set()
    for inner in tree.walk(node.body):
        match inner:
            case nodes.Call(
                func=nodes.Attribute(
                    value=nodes.Name(value=name), attr=nodes.Name(value="append" | "extend")
                )
            ):
                grown.add(name)
            case nodes.Assign() if not holds(tree, inner, call):
                said |= {n for t in inner.targets for n in names_in(tree, t.target)}
    return bool(given & grown - said)


def is_streamed(tree: Tree, call: nodes.Call) -> bool:
    """`with get(url, stream=True) as answer: yield ...`: who takes what is yielded holds the answer open."""
    for parent in tree.ancestors(call):
        if isinstance(parent, nodes.With):
            return any(
                isinstance(inner, nodes.Yield)
                for part in tree.walk(parent.body)
                if isinstance(part, nodes.For)
                for inner in tree.walk(part)
            )
        if parent in tree.order:
            return False
    return False


def _stands_after(tree: Tree, later: Node, call: nodes.Call) -> bool:
    """In the same block, or in one around it, behind the statement of the call."""
    within = {call, *tree.ancestors(call)}
    for block in tree.ancestors(later):
        if isinstance(block, nodes.IndentedBlock) and block in within:
            statements = body_of(block)
            places = [holds(tree, one, call) for one in statements]
            here = next((i for i, one in enumerate(statements) if holds(tree, one, later)), -1)
            return any(places[:here])
    return False


def is_yielded(call: nodes.Call) -> bool:
    """`yield fetch(key)`, `yield await fetch(key)`, `yield key, fetch(key)`: the very answer."""
    parent = call.parent.parent if isinstance(call.parent, nodes.Await) else call.parent
    if isinstance(parent, nodes.Element) and isinstance(parent.parent, nodes.Tuple):
        parent = parent.parent.parent
    return isinstance(parent, nodes.Yield)


def returns_its_answer(tree: Tree, node: nodes.For, call: nodes.Call) -> bool:
    """Somewhere in a turn what was answered is returned."""
    found = derived(tree, node, call)
    return any(
        isinstance(inner, nodes.Return)
        and inner.value is not None
        and bool(names_in(tree, inner.value) & found)
        for inner in tree.walk(node.body)
    )


def looks_at_the_last_answer(tree: Tree, node: nodes.For, call: nodes.Call) -> bool:
    """`for wait in WAITS: if answer.ok: break; sleep(wait); answer = ask()`."""
    answer = answer_of(tree, call)
    for statement in body_of(node.body):
        match statement:
            case nodes.If(test=test, body=body) if leaves(body) and names_in(tree, test) & answer:
                return True
        if holds(tree, statement, call):
            return False
    return False


def ends_when_found(tree: Tree, node: nodes.For, call: nodes.Call) -> bool:
    """`path = find(answer); if path: break`, `if code is not None: return code`, `if fits(answer): return answer`.

    Whoever looks into each answer for the right one (`if user["role"] == wanted`) may need them all.
    """
    found = {name for name in derived(tree, node, call) if not is_bad(name)}
    for inner in tree.walk(node.body):
        if not isinstance(inner, nodes.If):
            continue
        last = body_of(inner.body)[-1]
        is_here = isinstance(last, nodes.Break) and inner.parent is node.body
        is_left = is_here or isinstance(last, nodes.Return)
        is_named = is_presence(inner.test) and not isinstance(inner.test, nodes.Call)
        if is_left and is_named and names_in(tree, inner.test) & found:
            return True
        if isinstance(last, nodes.Return) and last.value is not None:
            answer = answer_of(tree, call)
            if names_in(tree, last.value) & answer and _is_asked(inner.test, answer):
                return True
    return False


def _is_asked(test: nodes.BaseExpression, answer: set[str]) -> bool:
    """`if fits(answer)`, `if not lacks(answer)`."""
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            return _is_asked(inner, answer)
        case nodes.Call(args=[nodes.Arg(value=nodes.Name(value=name))]):
            return name in answer and not is_bad(last_name(test.func))
    return False


def needs_the_last_turn(tree: Tree, node: nodes.For, call: nodes.Call, targets: set[str]) -> bool:
    """One level of a path after the other: `path += part`, `"/".join(parts[:i])`; or `left = left - len(answer)`."""
    fed = fed_to(tree, node, call) - targets
    told = targets | derived(tree, node, call)
    for inner in tree.walk(node.body):
        match inner:
            case nodes.AugAssign(target=nodes.Name(value=name), value=value):
                if name in fed and names_in(tree, value) & told:
                    return True
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Name(value=name))], value=value
            ):
                names = names_in(tree, value)
                is_longer = isinstance(value, nodes.BinaryOperation | nodes.FormattedString)
                is_longer |= isinstance(value, nodes.Call) and "join" in last_name(value.func)
                if name in fed & names and names & (told if is_longer else told - targets):
                    return True
                is_answered = bool(names & (told - targets)) and not holds(tree, value, call)
                if name in fed and is_answered and _stands_after(tree, inner, call):
                    return True  # `before = posted["id"]`, which the next one is told
            case nodes.Slice(
                lower=None | nodes.Integer(value="0"), upper=nodes.BaseExpression() as upper
            ):
                if names_in(tree, upper) & targets:
                    return True
    return False


def derived(
    tree: Tree,
    node: nodes.For | nodes.While,
    call: nodes.Call,
    besides: Iterable[str] = (),
) -> set[str]:
    """Names of the answer and of what is taken out of it, in the body of a loop; of what else is named too."""
    names = {*besides}
    binding = [
        inner
        for inner in tree.walk(node.body)
        if isinstance(
            inner, nodes.Assign | nodes.AnnAssign | nodes.NamedExpr | nodes.With | nodes.For
        )
    ]
    for _ in range(3):
        for inner in binding:
            value: Node | None = None
            targets: list[Node] = []
            if isinstance(inner, nodes.Assign):
                value, targets = inner.value, [t.target for t in inner.targets]
            elif isinstance(inner, nodes.NamedExpr | nodes.AnnAssign):
                value, targets = inner.value, [inner.target]
            elif isinstance(inner, nodes.For):
                value, targets = inner.iter, [inner.target]
            else:
                for item in inner.items:
                    if item.asname is not None and holds(tree, item.item, call):
                        names |= names_in(tree, item.asname.name)
            if value is not None and (holds(tree, value, call) or names_in(tree, value) & names):
                for target in targets:
                    names |= _given_to(tree, target)
    return names


def _given_to(tree: Tree, target: Node) -> set[str]:
    """The names that an assignment changes: of `seen[number] = last` it is `seen`, and `number` stays what it was."""
    match target:
        case nodes.Subscript(value=whole):
            return _given_to(tree, whole)
        case nodes.Tuple(elements=parts) | nodes.List(elements=parts):
            return {name for part in parts for name in _given_to(tree, part.value)}
    return names_in(tree, target)


def fed_to(tree: Tree, node: nodes.For | nodes.While, call: nodes.Call) -> set[str]:
    """The names that a call's arguments depend on, through assignments and inner loops."""
    names: set[str] = set()
    for arg in call.args:
        names |= names_in(tree, arg.value)
    if isinstance(call.func, nodes.Attribute):
        names |= names_in(tree, call.func.value) if isinstance(node, nodes.For) else set()
    return behind(tree, node, call, names)


def address_of(tree: Tree, node: nodes.For | nodes.While, call: nodes.Call) -> set[str]:
    """The names that what is asked for depends on: `url=`, or what a call is given first."""
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value == "url":
            names = names_in(tree, argument.value)
            return behind(tree, node, call, names) if names else names
    return set()


def behind(
    tree: Tree, node: nodes.For | nodes.While, call: nodes.Call, names: set[str]
) -> set[str]:
    """These names and those that they are made from in the loop."""
    giving = [
        n
        for n in tree.walk(node.body)
        if isinstance(n, nodes.Assign | nodes.AnnAssign | nodes.For | nodes.Call | nodes.With)
    ]
    for _ in range(3):
        for inner in giving:
            match inner:
                case nodes.Assign(targets=targets, value=value):
                    for target in targets:
                        is_fed = _given_to(tree, target.target) & names
                        if is_fed and not holds(tree, value, call):
                            names |= names_in(tree, value)
                case nodes.AnnAssign(target=target, value=nodes.BaseExpression() as value):
                    if _given_to(tree, target) & names and not holds(tree, value, call):
                        names |= names_in(tree, value)
                case nodes.With(items=opened):
                    for item in opened:
                        bound = names_in(tree, item.asname.name) if item.asname else set()
                        if bound & names and not holds(tree, item.item, call):
                            names |= names_in(tree, item.item)
                case nodes.For(target=goes, iter=over) if names_in(tree, goes) & names:
                    names |= names_in(tree, over)
                case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="append"), value=items)):
                    if names_in(tree, items) & names:
                        names |= names_in(tree, inner)
    return names


def asks_for_something_else(tree: Tree, node: nodes.For | nodes.While, one: Exits) -> bool:
    """`except Taken: name = f"{name}-{number}"`: what failed is not what is asked for next."""
    fed = fed_to(tree, node, one.call)
    for handler in one.handlers:
        for inner in tree.walk(handler.body):
            match inner:
                case nodes.Assign(
                    targets=[nodes.AssignTarget(target=nodes.Name(value=name))],
                    value=nodes.FormattedString() | nodes.BinaryOperation(),
                ) if name in fed:
                    return True
    return False


def holds(tree: Tree, around: Node, call: Node) -> bool:
    """The call is made where this is evaluated, and not in a function within."""
    for parent in (call, *tree.ancestors(call)):
        if parent is around:
            return True
        if isinstance(parent, nodes.FunctionDef | nodes.ClassDef | nodes.Lambda):
            return False
    return False


def is_at_the_end(loop: nodes.While, call: nodes.Call) -> bool:
    """`if is_over: shut_down(); break`, in a loop that goes on without it: a turn that fails is no attempt at that."""
    child: Node = call.parent if isinstance(call.parent, nodes.Await) else call
    is_a_branch = False
    if not isinstance(child.parent, nodes.Expr):
        return False
    while child is not loop:
        parent = child.parent
        if isinstance(parent, nodes.If):
            is_a_branch = child is parent.body and parent.orelse is None and gives_up(parent.body)
        elif is_a_branch and isinstance(parent, nodes.IndentedBlock):
            statements = body_of(parent)
            if any(map(leaves_here, statements[statements.index(child) + 1 :])):
                return False
        child = parent
    return is_a_branch


_PAGE = re.compile(
    r"(?i)next|token|cursor|marker|start|last_?evaluated|page|offset|after|continuation"
)


def turns(program: Program, argument: nodes.Arg, answers: set[str]) -> bool:
    """`ExclusiveStartKey=answer["LastEvaluatedKey"]`: the answer before says where to go on."""
    if not names_in(program.tree, argument.value) & answers:
        return False
    return _PAGE.search(program.code(argument)) is not None


_STATES = frozenset({"status", "state"})


def waits_for_a_state(program: Program, loop: nodes.While, calls: Iterable[nodes.Call]) -> bool:
    """`while task["status"] in ("queued", "running")`: about one thing, until it says something else of itself."""
    if any(_PAGE.search(program.code(call)) for call in calls):
        return False
    return any(
        isinstance(one, nodes.Comparison)
        and bool(_STATES & {*words(_last_word(program, one.left))[-1:]})
        and all(_is_a_text(program, target.comparator) for target in one.comparisons)
        for one in (loop.test, *descendants(loop.test))
    )


def _last_word(program: Program, node: nodes.BaseExpression) -> str:
    """What stands last in `task["status"]`, `task.get("status")`, `task.status`, `task.get_status()`."""
    match node:
        case nodes.Subscript(slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))]):
            return program.evaluator.text(key) or ""
        case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="get")), args=[key, *_]):
            return program.evaluator.text(key.value) or ""
        case nodes.Call(func=func):
            return last_name(func)
    return last_name(node)


def _is_a_text(program: Program, node: nodes.BaseExpression) -> bool:
    """A word, or several of which it may be one: a number is the status of an answer."""
    thing = program.evaluator.thing(node)
    if isinstance(thing, Items):
        return all(_is_a_text(program, one.value) for one in thing.node.elements)
    return isinstance(thing, Const) and isinstance(thing.value, str)
