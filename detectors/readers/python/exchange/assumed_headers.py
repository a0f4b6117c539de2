"""Headers of an answer that are taken by their name, as if every answer had them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.readers.python.naming.dataflow import is_tested, key_of
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_ON_ERRORS_TOO = frozenset({"content-type", "date", "server", "connection"})
"""What nearly every server puts on an error page as well."""
_LEFT_OUT = frozenset({"content-length"})
"""What no answer has that is sent in chunks, be it a success or not."""
_RAISE = frozenset({"raise_for_status", "raise_for_error"})


def headers_taken(
    program: Program, answers: Iterable[tuple[Node, frozenset[str]]]
) -> Iterator[tuple[nodes.Subscript, str]]:
    """`answer.headers["Location"]`, where nobody asks for the header, nor whether the answer is an error."""
    uses = [answer for answer, _ in answers]
    may_be_an_error = all(_says_nothing(program, one) for one in uses)
    for answer in uses:
        headers = answer.parent
        if not isinstance(headers, nodes.Attribute) or headers.attr.value != "headers":
            continue
        taken = headers.parent
        if not isinstance(taken, nodes.Subscript) or taken.value is not headers:
            continue
        key = key_of(program, taken)
        is_set = isinstance(taken.parent, nodes.AssignTarget | nodes.Del)
        if key is None or key.lower() in _ON_ERRORS_TOO or is_set:
            continue
        if not may_be_an_error and key.lower() not in _LEFT_OUT:
            continue
        if not _is_asked_for(program, taken):
            yield taken, key


def _says_nothing(program: Program, answer: Node) -> bool:
    """Of whether the answer is an error."""
    match parent := answer.parent:
        case (
            nodes.Assign()
            | nodes.AnnAssign()
            | nodes.NamedExpr()
            | nodes.WithItem()
            | nodes.Return()
        ):
            return True
        case nodes.Attribute() if parent.value is answer:
            return parent.attr.value not in _RAISE and not is_tested(program.tree, parent)
    return False  # whoever is given it may ask


def _is_asked_for(program: Program, taken: nodes.Subscript) -> bool:
    """`"Location" in answer.headers`, `answer.headers.get("Location")`."""
    headers = program.code(taken.value)
    function = program.tree.function_of(taken)
    scope = function.body if function is not None else program.tree.module_of(taken)
    return any(
        isinstance(one, nodes.Attribute)
        and one.attr.value == "headers"
        and not (isinstance(one.parent, nodes.Subscript) and one.parent.value is one)
        and program.code(one) == headers
        for one in program.tree.walk(scope)
    )
