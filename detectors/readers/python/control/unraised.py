"""Exceptions that are made as a statement of their own: without a `raise` before them they change nothing."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from detectors.facts import Unraised
from detectors.readers.python.naming.things import Class, Ref
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import listed, words

_OTHERS = frozenset(
    {
        *("typer.Exit", "typer.Abort", "click.Abort", "click.exceptions.Exit", "SystemExit"),
        *("django.http.Http404", "django.core.exceptions.PermissionDenied"),
    }
)
"""Exceptions whose names do not say that they are."""
_TELLS = listed("log show print report raise throw display on handle catch register setup init")
"""First words of functions that do something with an error: `wx.LogError("not saved")`."""
_BUILTIN = frozenset(
    name
    for name, one in vars(builtins).items()
    if isinstance(one, type) and issubclass(one, Exception) and not issubclass(one, Warning)
)


def unraised(program: Program) -> Iterator[Unraised]:
    """Those of a file, in the order of the source."""
    for call in program.tree.calls:
        if not isinstance(call.parent, nodes.Expr) or not _is_an_exception(program, call.func):
            continue
        yield Unraised(
            file=program.file,
            lines=program.lines(call),
            columns=program.columns(call),
            statement=program.lines(call),
            name=last_name(call.func),
            node=call,
        )


def _is_an_exception(program: Program, func: Node) -> bool:
    """A class of the file or of Python that is raised, or what is imported under the name of one."""
    if not last_name(func)[:1].isupper():
        return False
    match program.evaluator.thing(func):
        case Class(node=made):
            return any(_is_named_so(last_name(base.value)) for base in made.bases)
        case Ref(name=name, owner=None):
            last = last_name(func)
            is_a_function = words(last)[0] in _TELLS
            return name in _BUILTIN | _OTHERS or (
                "." in name and _is_named_so(last) and not is_a_function
            )
    return False


def _is_named_so(name: str) -> bool:
    return name.endswith(("Error", "Exception"))
