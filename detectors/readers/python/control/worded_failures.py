"""A sentence about a failure where whoever has called gets what a model has written, and nobody can tell the two apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.control.trials import Clause, Found
from detectors.readers.python.exchange.model_outputs import MODELS, asked_for
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, dotted, last_name
from detectors.vocabulary.names import listed, words

_TELLS = re.compile(
    r"(?i)\berror|fail|sorry|unable|could ?n[o']t|can ?n?[o']t|unavailable|exception"
)
"""In a sentence that tells of a failure."""
_SHOWS = listed(
    "print echo secho pprint rprint log debug info warning error exception critical markdown panel success display show"
)
"""What a sentence is given to for somebody to read it."""
_TALKS = listed(
    "chat chats reply replies respond response message messages talk converse conversation command commands handle handler"
    " callback bot assistant tool tools"
)
"""Words of functions whose answer somebody reads."""
_OF_TOOLS = frozenset({"run", "arun", "execute", "call", "acall", "invoke", "ainvoke", "forward"})
"""Methods of what a model calls, which reads the answer itself."""
_DEEPEST = 2
"""Functions that hand on what they get."""


def worded(clause: Clause) -> Found | None:
    """`except Exception as error: return f"Error: {error}"` behind `return answer.choices[0].message.content`."""
    function, value = clause.function, clause.value
    if function is None or value is None or function.decorators or clause.is_a_generator:
        return None
    name = function.name.value.strip("_")
    if name in _OF_TOOLS or _TALKS & {*words(name)} or not _is_a_sentence(clause.program, value):
        return None
    if clause.program.tree.function_of(function) is not None or clause.is_served():
        return None
    asked = {
        call: one
        for call, one in clause.trials.requests.items()
        if one.client.library in MODELS or one.client.library.startswith("langchain")
    }
    inside = {*descendants(clause.trial.body)} if asked else set()
    is_written = any(
        asked_for(clause.program, one, asked) is not None
        for one in clause.returned
        if one in inside and not isinstance(one, nodes.Dict | nodes.Tuple | nodes.List)
    )
    if not is_written or not _is_taken_for_it(clause.program, function, _DEEPEST):
        return None
    return Found("worded", clause.program.code(value), value)


def _is_a_sentence(program: Program, value: nodes.BaseExpression) -> bool:
    """Words that a person understands, and no object that is spelled in a text."""
    parts = [value] if not isinstance(value, nodes.BinaryOperation) else [value.left, value.right]
    kinds = nodes.SimpleString | nodes.FormattedString | nodes.ConcatenatedString
    text = program.code(value)
    return any(isinstance(one, kinds) for one in parts) and "{\"" not in text and _TELLS.search(text) is not None  # fmt: skip


def _is_taken_for_it(program: Program, function: nodes.FunctionDef, depth: int) -> bool:
    """A call keeps it or goes on with it; where the file has none, whoever imports the function does."""
    sites = program.evaluator.sites(function)
    if not sites:
        return not program.is_a_command
    return any(_is_used(program, use, depth) for site in sites for use in _uses(program, site))


def _uses(program: Program, site: nodes.Call) -> Iterator[Node]:
    """The call itself, or where the name is read that its answer is given."""
    value: Node = site.parent if isinstance(site.parent, nodes.Await) else site
    match value.parent:
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]) as statement:
            yield from program.readers(name, statement)
        case _:
            yield value


def _is_used(program: Program, use: Node, depth: int) -> bool:
    match use.parent:
        case nodes.Arg(parent=nodes.Call(func=func)):
            return not _SHOWS & {*words(last_name(func))} and not dotted(func).startswith("st.")
        case nodes.Return() if depth:
            around = program.tree.function_of(use)
            return isinstance(around, nodes.FunctionDef) and _is_taken_for_it(program, around, depth - 1)  # fmt: skip
        case nodes.Attribute(parent=nodes.Call()):
            return True  # `report.splitlines()`
    return False
