"""Debug modes that are switched on by their place alone."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_RUN = "flask.Flask().run"
_OF_DEBUG = 2
"""Its third argument, behind the host and the port."""


def debugging(program: Program) -> Iterator[Said]:
    """`app.run("0.0.0.0", 8080, True)`."""
    for call in program.tree.calls_by_name.get("run", ()):
        given = call.args[: _OF_DEBUG + 1]
        if len(given) <= _OF_DEBUG or any(one.keyword or one.star for one in given):
            continue
        switch = given[_OF_DEBUG].value
        is_on = isinstance(switch, nodes.Name) and switch.value == "True"
        if is_on and any(one.name == _RUN for one in program.named(call)):
            yield Said(switch, known(True), "debug", (program.code(call.func), "debug"))
