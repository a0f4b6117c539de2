"""What is named together with a value: its dictionary's other entries, its call's other keywords, other defaults."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, last_name
from detectors.vocabulary.names import words


def named_with(program: Program, node: Node) -> Iterator[tuple[str, nodes.BaseExpression | None]]:
    """(name, value) in order, with one pair for each item of a list; None stands for the node's own value."""
    for item in program.tree.ancestors(node):
        if isinstance(item, nodes.Assign):
            yield from _told_to_the_same(item)
            return
        if isinstance(item, nodes.BaseCompoundStatement | nodes.BaseSmallStatement):
            return
        match item.parent:
            case nodes.Dict(elements=around):
                break
            case nodes.Call(args=around) if isinstance(item, nodes.Arg) and item.keyword:
                break
            case nodes.Call(args=[key, default]) as call if default is item and asks(call):
                yield from _defaults_near(program, call, key.value)
                return
    else:
        return
    for other in around:
        if other is item:
            yield _name(program, other), None
        elif name := _name(program, other):
            yield from ((name, value) for value in _values(other.value))


def is_beside_a_spread(program: Program, node: Node) -> bool:
    """`CORS(app, supports_credentials=True, **given)`, `{"origins": "*", **given}`."""
    for item in program.tree.ancestors(node):
        if isinstance(item, nodes.BaseCompoundStatement | nodes.BaseSmallStatement):
            return False
        match item.parent:
            case nodes.Dict(elements=elements):
                return any(isinstance(one, nodes.StarredDictElement) for one in elements)
            case nodes.Call(args=arguments) if isinstance(item, nodes.Arg) and item.keyword:
                return any(one.star for one in arguments)
    return False


def _told_to_the_same(
    told: nodes.Assign,
) -> Iterator[tuple[str, nodes.BaseExpression | None]]:
    """`context.check_hostname = False` and `context.verify_mode = ssl.CERT_NONE` in one block."""
    owner = _owner(told)
    line = told.parent
    block = line.parent if isinstance(line, nodes.SimpleStatementLine) else line
    for statement in body_of(block) if owner and isinstance(block, nodes.BaseSuite) else ():
        if isinstance(statement, nodes.Assign) and _owner(statement) == owner:
            target = statement.targets[0].target
            yield last_name(target), None if statement is told else statement.value


def _owner(statement: nodes.Assign) -> str:
    """`context` of `context.check_hostname = False`; empty for everything else."""
    match statement.targets:
        case [nodes.AssignTarget(target=nodes.Attribute(value=owner))]:
            return dotted(owner)
    return ""


def asks(call: nodes.Call) -> bool:
    """`os.getenv("HOST", "localhost")`, `os.environ.get(...)`, by their spelling."""
    return last_name(call.func) in {"get", "getenv"}


def _defaults_near(
    program: Program, call: nodes.Call, key: nodes.BaseExpression
) -> Iterator[tuple[str, nodes.BaseExpression | None]]:
    """The defaults in the same block of a function, of what the environment calls by the same first word."""
    function = program.tree.function_of(call)
    around = program.tree.ancestors(call) if isinstance(function, nodes.FunctionDef) else ()
    block = next((item for item in around if isinstance(item, nodes.IndentedBlock)), None)
    first = words(program.evaluator.text(key) or "")[:1]
    for statement in block.body if block and first else ():
        if not isinstance(statement, nodes.SimpleStatementLine):
            continue
        for other in descendants(statement):
            match other:
                case nodes.Call(args=[asked, default]) if asks(other):
                    name = program.evaluator.text(asked.value) or ""
                    if words(name)[:1] == first:
                        yield name, None if other is call else default.value


def _name(program: Program, item: nodes.BaseDictElement | nodes.Arg) -> str:
    """The key of an entry or the name of a keyword; empty where it cannot be told."""
    if isinstance(item, nodes.Arg):
        return item.keyword.value if item.keyword else ""
    key = item.key if isinstance(item, nodes.DictElement) else None
    return (key and program.evaluator.text(key)) or ""


def _values(node: nodes.BaseExpression) -> Iterator[nodes.BaseExpression]:
    if isinstance(node, nodes.List | nodes.Tuple | nodes.Set) and node.elements:
        yield from (element.value for element in node.elements)
    else:
        yield node
