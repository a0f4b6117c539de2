"""Programs of this machine that a program has started itself: the end of their output is told by an exception."""

from __future__ import annotations

from detectors.readers.python.control.trials import given_names
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, dotted, last_name
from detectors.vocabulary.names import listed, words

_PROGRAMS = listed("proc process popen child pty terminal stdin stdout stderr pipe")
"""Words of what speaks to one."""


def reads_a_program(trial: nodes.Try | nodes.TryStar) -> bool:
    """`text = self.proc.read(4096)`, `for line in pipe`, `for line in iter(pipe.readline, "")`"""
    if any(
        isinstance(one, nodes.For)
        and isinstance(one.iter, nodes.Name | nodes.Attribute)
        and _PROGRAMS & {*words(last_name(one.iter))}
        for one in descendants(trial.body)
    ):
        return True
    return any(
        isinstance(one, nodes.Attribute)
        and one.attr.value.startswith("read")
        and (
            _PROGRAMS & {*words(last_name(one.value))}
            or _is_iterated_to_an_end(one)
            or _is_of_a_program(one.value)
        )
        for one in descendants(trial.body)
    )


def _is_of_a_program(stream: Node) -> bool:
    """`stream = self._proc.stderr` in the same function."""
    around = stream.parent
    while around is not None and not isinstance(around, nodes.FunctionDef):
        around = around.parent
    return isinstance(stream, nodes.Name) and any(
        name == stream.value and _PROGRAMS & {*words(last_name(value))}
        for one in (descendants(around.body) if around is not None else ())
        for name, value in given_names(one)
    )


def _is_iterated_to_an_end(read: nodes.Attribute) -> bool:
    """`iter(stream.readline, "")`"""
    call = read.parent.parent if isinstance(read.parent, nodes.Arg) else None
    return isinstance(call, nodes.Call) and dotted(call.func) == "iter" and len(call.args) > 1
