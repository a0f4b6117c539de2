"""Parameters of routes that FastAPI fills from the query of the URL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Taken
from detectors.readers.python.context import Contexts
from detectors.readers.python.program import Program
from detectors.readers.python.serving.asked_credentials import has_no_choice, is_compared
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name, parameters_of

_PLAIN = re.compile(
    r"str|str \| None|Optional\[str\]|Annotated\[(str|str \| None|Optional\[str\]), *Query\(.*\)\]",
    re.S,
)
"""What an annotation says of a text that nothing else is said of."""


def taken(program: Program, contexts: Contexts) -> Iterator[Taken]:
    """Those of a file."""
    for function in program.tree.functions:
        if not function.decorators:
            continue
        handler = contexts.handler(function)
        if handler is None or handler.framework != "FastAPI":
            continue
        for param in parameters_of(function):
            if _is_of_the_query(program, param) and f"{{{param.name.value}" not in handler.path:
                yield Taken(
                    file=program.file,
                    lines=program.lines(param.name),
                    columns=program.columns(param.name),
                    anchors=[handler.lines],
                    name=param.name.value,
                    handler=handler,
                    lets_in=is_compared(program, function, param.name.value)
                    and not has_no_choice(program, function, function),
                    node=param,
                )


def _is_of_the_query(program: Program, param: nodes.Param) -> bool:
    if param.annotation is None or not _PLAIN.fullmatch(program.code(param.annotation.annotation)):
        return False
    default = param.default
    if default is None or isinstance(default, nodes.SimpleString):
        return True
    if isinstance(default, nodes.Call):
        return last_name(default.func) == "Query"
    return isinstance(default, nodes.Name) and default.value == "None"
