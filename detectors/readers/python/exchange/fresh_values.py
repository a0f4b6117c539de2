"""Values that are another one each time they are made: at random, from the clock, by counting attempts."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Value
from detectors.places import Lines
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, children, last_name

_MAKERS = (
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "secrets.token_",
    "secrets.randbits",
    "os.urandom",
    "random.",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "ulid.",
    "nanoid.",
    "shortuuid.uuid",
    "django.utils.timezone.now",
)
_SPELLS = frozenset(
    {"str", "int", "float", "round", "repr", "hex", "isoformat", "timestamp", "upper"}
)
_DEEPEST = 6


def minted(program: Program, value: Value) -> Lines | None:
    """Where a written value is made anew whenever that place runs; None where it is not, or cannot be told."""
    if not value.is_known or value.lines is None or value.columns is None:
        return None
    position = value.lines.first, value.columns[0]
    for node in _expressions(program, value.lines.first):
        if program.position(node) != position:
            continue
        is_put_together = isinstance(node, nodes.BinaryOperation)
        if is_put_together or program.code(node) == value.text:
            made = _minted(program, node, _DEEPEST)
            return program.lines(made) if made is not None else None
    return None


def _expressions(program: Program, line: int) -> Iterator[nodes.BaseExpression]:
    """The expressions of the statements that hold a line."""
    for statement in program.tree.order:
        if isinstance(statement, nodes.BaseSmallStatement):
            lines = program.lines(statement)
            if lines.first <= line <= lines.last:
                pending: list[Node] = [statement]
                while pending:
                    node = pending.pop()
                    if isinstance(node, nodes.BaseExpression):
                        yield node
                    pending += children(node)


def _minted(program: Program, node: Node, depth: int) -> Node | None:
    if depth == 0:
        return None
    match node:
        case nodes.Name():
            return _of_name(program, node, depth)
        case nodes.Attribute() if node.attr.value in {"hex", "int", "bytes"}:
            return _minted(program, node.value, depth - 1)
        case nodes.Subscript():
            return _minted(program, node.value, depth - 1)
        case nodes.Call():
            return _of_call(program, node, depth)
        case nodes.BinaryOperation(operator=nodes.Add() | nodes.Modulo()):
            return _first(program, [node.left, node.right], depth)
        case nodes.FormattedString():
            expressions = [
                part.expression
                for part in node.parts
                if isinstance(part, nodes.FormattedStringExpression) and not part.format_spec
            ]
            return _first(program, expressions, depth)
        case nodes.Tuple():
            return _first(program, [e.value for e in node.elements], depth)
    return None


def _first(program: Program, parts: list[nodes.BaseExpression], depth: int) -> Node | None:
    return next((m for p in parts if (m := _minted(program, p, depth - 1)) is not None), None)


def _of_call(program: Program, node: nodes.Call, depth: int) -> Node | None:
    names = [invocation.name for invocation in program.named(node)]
    if len(names) == 1 and names[0].startswith(_MAKERS) and "(" not in names[0]:
        return node
    name = last_name(node.func)
    if name in _SPELLS:
        inner = node.func.value if isinstance(node.func, nodes.Attribute) else None
        if inner is None and node.args:
            inner = node.args[0].value
        return _minted(program, inner, depth - 1) if inner is not None else None
    if name == "format":
        return _first(program, [a.value for a in node.args], depth)
    return None


def _of_name(program: Program, node: nodes.Name, depth: int) -> Node | None:
    scope = program.tree.scopes.get(node)
    names = program.evaluator.names
    bindings = names.reaching(node.value, node, scope) if scope is not None else None
    if not bindings or len(bindings) != 1:
        return None
    binding = bindings[0]
    if binding.how == "value":
        return _minted(program, binding.node, depth - 1)
    if binding.how == "element":  # `for attempt in range(5)`
        is_counted = (
            isinstance(binding.node, nodes.Call) and last_name(binding.node.func) == "range"
        )
        return binding.node if is_counted else None
    function = binding.statement
    if binding.how == "parameter" and isinstance(function, nodes.FunctionDef):
        sites = program.evaluator.sites(function)
        if len(sites) == 1:
            given = program.evaluator.parameters.argument(binding, function, sites[0])
            return _minted(program, given, depth - 1) if given is not None else None
    return None
