"""Rows that are made where none was found, in tables of the file that take two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import Update
from detectors.readers.python.context import Contexts
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Class
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, dotted, last_name
from detectors.vocabulary.names import listed

_FINDS = listed("exists first one_or_none scalar scalar_one_or_none count get_or_none")
_FILTERS = listed("filter_by filter get where get_or_none")
_ADDS = listed("add create save add_all insert bulk_create acreate asave")
_MAY_GUARD = re.compile(
    r"IntegrityError|UniqueViolation|DuplicateKey|(?i:lock|serializable|on_conflict|get_or_create|update_or_create|atomic)"
)
"""In a function: something that keeps others out, or notices that somebody was faster."""
_UNIQUE = re.compile(r"unique\s*=\s*True|primary_key\s*=\s*True")
_OF_SEVERAL = re.compile(r"UniqueConstraint|unique_together|\bIndex\(|constraints\s*=")


class _Asked(NamedTuple):
    query: nodes.BaseExpression
    is_there: bool
    """The test holds where there is such a row."""


def inserts(program: Program, contexts: Contexts) -> Iterator[Update]:
    """Those of the handlers of a file."""
    for function in program.tree.functions:
        handler = contexts.handler(function)
        if handler is None or _MAY_GUARD.search(program.code(function)):
            continue
        for branch in descendants(function.body):
            if not isinstance(branch, nodes.If):
                continue
            asked = _asked(program, branch.test)
            made = _made(program, function, branch, asked) if asked else None
            if asked and made:
                first, last = program.lines(branch.test), program.lines(made)
                yield Update(
                    file=program.file,
                    lines=first.through(last),
                    columns=program.columns(branch.test),
                    anchors=[last, first, program.lines(asked.query)],
                    span=program.lines(function),
                    store="row",
                    what=program.code(asked.query),
                    read=program.lines(asked.query),
                    written=last,
                    handler=handler,
                    is_an_insert=True,
                    node=made,
                )
                break


def _asked(program: Program, test: nodes.BaseExpression) -> _Asked | None:
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            found = _asked(program, inner)
            return found._replace(is_there=not found.is_there) if found else None
        case nodes.Comparison(
            left=left,
            comparisons=[nodes.ComparisonTarget(operator, nodes.Name(value="None"))],
        ):
            query = _query(program, left)
            return _Asked(query, isinstance(operator, nodes.IsNot)) if query else None
        case nodes.Comparison(
            left=left,
            comparisons=[nodes.ComparisonTarget(nodes.GreaterThan(), nodes.Integer(value="0"))],
        ):
            query = _query(program, left)
            return _Asked(query, True) if query else None
    query = _query(program, test)
    return _Asked(query, True) if query else None


def _query(program: Program, node: nodes.BaseExpression) -> nodes.Call | None:
    """A look-up of a row, where it stands or in the one variable that holds it."""
    if isinstance(node, nodes.Name):
        scope = program.tree.scopes.get(node)
        names = program.evaluator.names
        bindings = names.reaching(node.value, node, scope) if scope else ()
        values = [b.node for b in bindings or () if b.how == "value"]
        if len(values) != 1 or not isinstance(values[0], nodes.BaseExpression):
            return None
        node = values[0]
    if isinstance(node, nodes.Await):
        node = node.expression
    is_one = isinstance(node, nodes.Call) and last_name(node.func) in _FINDS
    return node if is_one and isinstance(node, nodes.Call) else None


def _made(
    program: Program, function: nodes.FunctionDef, branch: nodes.If, asked: _Asked
) -> nodes.Call | None:
    """Where a row with what was looked for is made, if nothing was found."""
    table = _table(program, asked.query)
    columns = _columns(asked.query)
    if table is None or not columns or not _takes_two(program, table, columns):
        return None
    if asked.is_there and not leaves(branch.body):
        return None
    at = program.position(branch)
    region = [
        part
        for part in descendants(function.body if asked.is_there else branch.body)
        if isinstance(part, nodes.Call) and program.position(part) > at
    ]
    within = {*descendants(branch.body)} if asked.is_there else set()
    calls = sorted((c for c in region if c not in within), key=program.position)
    name = table.name.value
    for call in calls:
        is_made = last_name(call.func) == name or dotted(call.func) == f"{name}.objects.create"
        given = {a.keyword.value for a in call.args if a.keyword}
        if is_made and given & columns:
            if last_name(call.func) == "create":
                return call
            return next((c for c in calls if last_name(c.func) in _ADDS), None)
    return None


def _table(program: Program, query: nodes.BaseExpression) -> nodes.ClassDef | None:
    """The class of the file whose rows are looked for."""
    for part in descendants(query):
        if isinstance(part, nodes.Name) and part.value[:1].isupper():
            for thing in program.evaluator.things(part):
                if isinstance(thing, Class):
                    return thing.node
    return None


def _columns(query: nodes.BaseExpression) -> set[str]:
    """What is looked for, by the names of its columns."""
    found: set[str] = set()
    for call in descendants(query):
        if not isinstance(call, nodes.Call) or last_name(call.func) not in _FILTERS:
            continue
        found |= {a.keyword.value.removesuffix("__iexact") for a in call.args if a.keyword}
        for part in (p for a in call.args if not a.keyword for p in descendants(a.value)):
            if isinstance(part, nodes.Comparison) and isinstance(part.left, nodes.Attribute):
                found.add(part.left.attr.value)
    return found


def _takes_two(program: Program, table: nodes.ClassDef, columns: set[str]) -> bool:
    """The class declares what is looked for, and not that it may occur once."""
    if _OF_SEVERAL.search(program.code(table)):
        return False
    declared: dict[str, Node] = {}
    for node in descendants(table.body):
        if isinstance(node, nodes.Assign):
            declared |= {dotted(t.target): node.value for t in node.targets}
        elif isinstance(node, nodes.AnnAssign) and node.value is not None:
            declared[dotted(node.target)] = node.value
    return columns <= declared.keys() and not any(
        _UNIQUE.search(program.code(declared[column])) for column in columns
    )
