"""What a route is given by others than its own function: a router that an application takes, what a framework injects."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_ROUTERS = {
    "APIRouter": ".include_router(",
    "Blueprint": ".register_blueprint(",
    " Router(": ".add_router(",
    " ninja.Router(": ".add_router(",
    "Bottle(": "run(",
}
"""What holds routes for an application -> how an application of the same file takes them, or is itself served."""
_INJECTED = re.compile(r"\b(?:Depends|Security)\(\s*([\w.]*)")


def is_taken_elsewhere(program: Program) -> bool:
    """A router of the file is taken by an application of another one, which may put something before its routes."""
    source = program.source.text.source
    return any(made in source and taken not in source for made, taken in _ROUTERS.items())


def injected(program: Program, route: nodes.FunctionDef) -> list[str]:
    """The names of what FastAPI calls before a route: `Depends(current_user)`."""
    return _INJECTED.findall(program.code(route))
