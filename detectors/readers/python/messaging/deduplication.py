"""Whether a function that is handed events may tell one that it has had before: a key, a look-up, a condition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from detectors.places import Lines
from detectors.readers.python.control.conditions import conditions
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.serving.event_fields import REQUESTS, Leaf, Sent, leaves_of
from detectors.readers.python.stores.repeatable_effects import Addition, addition
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_REFUSES = re.compile(
    r"""(?ix) on\s+conflict | on_conflict_do | insert\s+(?:ignore|or\s+ignore|or\s+replace) | on\s+duplicate\s+key
    | merge\s+into | where\s+not\s+exists | get_or_create | update_or_create | attribute_not_exists
    | \bnx\s*=\s*True | \bsetnx\b | \bupsert | setOnInsert | ignore_conflicts | ConditionExpression"""
)
"""A store is told to take something once."""
_CLASHES = re.compile(
    r"(?i)integrity|unique|duplicate|conflict|already|exists|conditionalcheck|mismatch|stale|lock"
)
"""In the name of an exception: a store, or a lock, has refused."""
_SAYS = listed("""
    print debug info warning warn error exception critical log format str repr int float len dict list bool isinstance
    jsonify JsonResponse JSONResponse Response HttpResponse HTTPException make_response dumps json_response abort
    loads json get_json construct_event verify verify_signature compare_digest new encode decode hexdigest join
    sorted get strip lower upper append extend items keys values startswith endswith split replace bind
    basic_ack basic_nack ack nack commit task_done delete_message change_message_visibility reject done
    render render_template render_to_string getattr hasattr type sleep capture_message capture_exception
    set_tag add_message record_exception set_attribute model_validate parse_obj from_dict Decimal round max min sum
    b64decode unwrap model_dump to_dict next iter enumerate range zip basic_reject Thread start quote
""")
"""Functions that say something, take an event apart, prove its sender or acknowledge it, and keep nothing."""
_FINDS = listed("""
    get get_or_none get_or_404 get_object_or_404 first one one_or_none scalar scalars scalar_one scalar_one_or_none
    fetchone fetch_one fetchrow fetchval fetchall find_one get_item select query filter filter_by where find load
    retrieve execute exec all select_related prefetch_related only order_by limit options join
""")
_FIND = ("get_", "find_", "fetch_", "load_", "lookup_", "read_", "retrieve_", "select_")
"""Names, and beginnings of names, of what only finds something."""
_WRITES = re.compile(r"(?i)\b(?:insert|update|delete|lock)\b|_for_update")
"""In what an `execute` is given."""
_PROVES = listed(
    "verify verified valid validate signature sign auth authorized hmac digest check secret token allowed"
)
_REACHED = listed("email mail phone mobile address number")
"""What a customer must have to be told something."""
_PLAIN_DECORATORS = listed("""
    csrf_exempt require_POST require_http_methods staticmethod classmethod api_view permission_classes inject
    authentication_classes route post task actor message listener on shared_task wraps cross_origin tracer observe
    capture_lambda_handler capture_method log_metrics inject_lambda_context cloud_event http functions_framework
""")
_DEEP = 3


class Part(NamedTuple):
    """A function that works on an event, and what it holds of it."""

    node: nodes.FunctionDef
    sent: Sent


def reached(program: Program, node: nodes.FunctionDef) -> list[nodes.FunctionDef]:
    """A function and those of the file that it calls, and that these call."""
    found = {node: None}
    waiting = [node]
    for _ in range(_DEEP - 1):
        called = [other for one in waiting for _, other in calls_in(program, one.body)]
        waiting = [one for one in dict.fromkeys(called) if one not in found]
        found |= dict.fromkeys(waiting)
    return [*found]


def calls_in(program: Program, node: Node) -> Iterator[tuple[nodes.Call, nodes.FunctionDef]]:
    """The calls of functions of the file, with these."""
    for call in program.tree.walk(node):
        if isinstance(call, nodes.Call):
            for thing in program.evaluator.things(call.func):
                if isinstance(thing, Function) and isinstance(thing.node, nodes.FunctionDef):
                    yield call, thing.node


def additions(program: Program, functions: list[nodes.FunctionDef]) -> list[Addition]:
    """What adds up in these functions, in the order of the source."""
    return [
        found
        for function in functions
        for node in program.tree.walk(function.body)
        if (found := addition(program, node)) is not None
    ]


def parts_of(program: Program, functions: list[nodes.FunctionDef], names: set[str]) -> list[Part]:
    """What the first of these functions, which is sent something under these names, and those that it calls hold of it."""
    found: dict[nodes.FunctionDef, Sent] = {functions[0]: Sent(program, names | REQUESTS)}
    for function in functions:
        sent = found.setdefault(function, Sent(program, {*REQUESTS}))
        sent.follow(function)
        for call, other in calls_in(program, function.body):
            if other not in found:
                found[other] = _taken(program, other, call, sent)
    return [Part(function, found[function]) for function in functions]


def _taken(program: Program, node: nodes.FunctionDef, call: nodes.Call, sent: Sent) -> Sent:
    """What of it a function is given, under the names of its parameters."""
    takes = [p.name.value for p in parameters_of(node)]
    if takes[:1] in (["self"], ["cls"]):
        takes = takes[1:]
    given = {a.keyword.value: a.value for a in call.args if a.keyword}
    placed = [a.value for a in call.args if a.keyword is None]
    given |= dict(zip(takes, placed, strict=False))
    return Sent(
        program,
        {name for name, value in given.items() if sent.is_sent(value)} | REQUESTS,
        {name for name, value in given.items() if sent.knows(value)},
    )


def may_recognise(program: Program, parts: list[Part], effects: list[Addition]) -> bool:
    """Something here, or out of sight, may tell an event from those that have come before."""
    if any(found.recognises == "itself" for found in effects):
        return True
    by_node = {found.node: found.recognises for found in effects}
    return any(
        _is_decorated(part.node)
        or any(_tells(program, part, node, by_node) for node in program.tree.walk(part.node.body))
        for part in parts
    ) or any(_decides(program, parts, found) for found in effects)


def refusing(program: Program, parts: list[Part]) -> Lines | None:
    """Where a store is told to take what an event is known by once."""
    for part in parts:
        for node in program.tree.walk(part.node.body):
            if (
                isinstance(node, nodes.Call)
                and _REFUSES.search(program.code(node))
                and part.sent.knows(node)
            ):
                return program.lines(node)
    return None


def _is_decorated(node: nodes.FunctionDef) -> bool:
    """Something out of sight runs before it."""
    return any(
        last_name(d.decorator.func if isinstance(d.decorator, nodes.Call) else d.decorator)
        not in _PLAIN_DECORATORS
        for d in node.decorators
    )


_Effects = Mapping[Node, str]


def _tells(program: Program, part: Part, node: Node, effects: _Effects) -> bool:
    """A node remembers or compares what an event is known by, or hands it on to something that may."""
    match node:
        case nodes.ExceptHandler(type=kind) if kind is not None:
            return _CLASHES.search(program.code(kind)) is not None
        case nodes.ComparisonTarget(operator=nodes.In() | nodes.NotIn()):
            left = node.parent
            return isinstance(left, nodes.Comparison) and part.sent.knows(left.left)
        case nodes.Assign(targets=targets):
            return any(
                isinstance(t.target, nodes.Subscript)
                and not part.sent.is_sent(t.target.value)
                and any(part.sent.knows(element) for element in t.target.slice)
                for t in targets
            )
        case nodes.Call() if effects.get(node) != "nothing":
            return _call_tells(program, part, node, effects)
    return False


def _call_tells(program: Program, part: Part, call: nodes.Call, effects: _Effects) -> bool:
    if any(effects.get(parent) == "nothing" for parent in program.tree.ancestors(call)):
        return False
    if any(isinstance(t, Function) for t in program.evaluator.things(call.func)):
        return False  # it is looked through by itself
    name = last_name(call.func)
    if name in _SAYS or set(words(name)) & _PROVES:
        return False
    is_method = isinstance(call.func, nodes.Attribute)
    if is_method and part.sent.is_sent(call.func) and not call.args:
        return False
    given = [a for a in call.args if not isinstance(a.value, nodes.Lambda)]
    if any(a.star for a in given):
        return True
    if _only_finds(program, call):
        return False  # what is found is asked about where a condition says so
    leaves = [leaf for a in given for leaf in leaves_of(program, a.value)]
    if isinstance(call.func, nodes.Attribute):
        leaves += [x for x in leaves_of(program, call.func.value) if x.base in part.sent.identities]
    if any(part.sent.identifies(leaf) for leaf in leaves):
        return True
    if effects.get(call) == "key" or name[:1].isupper():
        return False
    return any(part.sent.is_all(leaf) for a in given for leaf in leaves_of(program, a.value))


def _only_finds(program: Program, call: nodes.Call) -> bool:
    name = last_name(call.func)
    if name in _FINDS or name.startswith(_FIND):
        return not any(_WRITES.search(program.code(argument)) for argument in call.args)
    return False


# --- conditions ----------------------------------------------------------------------------------


def _decides(program: Program, parts: list[Part], effect: Addition) -> bool:
    """A condition on the way to an effect may have to do with what was done before."""
    by_node = {part.node: part for part in parts}
    for condition in conditions(program, effect.node):
        around = program.tree.definition_of(condition.test)
        part = by_node.get(around) if around is not None else None
        if part is not None and _may_ask(program, part, condition.test, condition.holds):
            return True
    return False


def _may_ask(program: Program, part: Part, test: Node, holds: bool) -> bool:
    """A test asks for more than what was sent, and that what is looked up is there."""
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            return _may_ask(program, part, inner, not holds)
        case nodes.BooleanOperation(left=left, right=right):
            return _may_ask(program, part, left, holds) or _may_ask(program, part, right, holds)
        case nodes.Comparison(
            left=left,
            comparisons=[
                nodes.ComparisonTarget(
                    operator=nodes.Is() | nodes.IsNot() as operator,
                    comparator=nodes.Name(value="None"),
                )
            ],
        ):
            return _may_ask(program, part, left, holds != isinstance(operator, nodes.Is))
        case nodes.NamedExpr(target=target):
            return _may_ask(program, part, target, holds)
    if _is_about_what_was_sent(program, part, test):
        return False
    if not holds:
        return True
    match test:
        case nodes.Name():
            return not _is_found(program, test)
        case nodes.Attribute():
            return not (set(words(test.attr.value)) & _REACHED) and not _is_setting(program, test)
        case nodes.Call():
            return not _proves(program, test)
    return True


def _proves(program: Program, call: nodes.Call) -> bool:
    """It proves the sender, by its name or by what it calls in the file."""
    return bool(set(words(last_name(call.func))) & _PROVES) or any(
        isinstance(inner, nodes.Call) and set(words(last_name(inner.func))) & _PROVES
        for thing in program.evaluator.things(call.func)
        if isinstance(thing, Function)
        for inner in program.tree.walk(thing.node.body)
    )


def _is_about_what_was_sent(program: Program, part: Part, test: Node) -> bool:
    """It compares parts of what was sent with what is written here: `event["type"] == "paid"`."""
    for node in program.tree.walk(test):
        if isinstance(node, nodes.Call):
            name = last_name(node.func)
            is_own = isinstance(node.func, nodes.Attribute) and part.sent.is_sent(node.func.value)
            if not (is_own or name in _SAYS or _proves(program, node)):
                return False
    leaves = [*leaves_of(program, test)]
    if any(
        not leaf.keys and leaf.base in part.sent.identities for leaf in leaves
    ) and not isinstance(test, nodes.Name):
        return False
    return bool(leaves) and all(
        leaf.base in part.sent.names or _is_constant(leaf) for leaf in leaves
    )


def _is_constant(leaf: Leaf) -> bool:
    """`PAID`, `EventType.PAID`, `settings.SECRET`, a class or a module."""
    return (
        leaf.name.isupper()
        or leaf.base[:1].isupper()
        or leaf.base in {"settings", "config", "self", "None", "True", "False"}
    )


def _is_setting(program: Program, node: nodes.Attribute) -> bool:
    return all(_is_constant(leaf) for leaf in leaves_of(program, node))


def _is_found(program: Program, name: nodes.Name) -> bool:
    """A name is bound to what a look-up has found, or a proof has said."""
    scope = program.tree.scopes.get(name)
    bindings = scope.bindings.get(name.value, ()) if scope is not None else ()
    return bool(bindings) and all(b.how == "value" and _finds(b.node) for b in bindings)


def _finds(value: Node) -> bool:
    if isinstance(value, nodes.Await):
        value = value.expression
    if not isinstance(value, nodes.Call):
        return False
    called = last_name(value.func)
    return called in _FINDS or called.startswith(_FIND) or bool(set(words(called)) & _PROVES)
