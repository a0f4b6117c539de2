"""Arguments that a browser is started with: `options.add_argument("--ignore-certificate-errors")`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.infrastructure.tls_switches import BROWSER_FLAGS
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax.traits import dotted


def trusting_flags(program: Program) -> Iterator[Said]:
    """Those with which it takes any certificate; an option of a command has more beside its name."""
    for call in program.tree.calls_by_name.get("add_argument", ()):
        text = program.evaluator.text(call.args[0].value) if len(call.args) == 1 else None
        if text and text.removeprefix("--").partition("=")[0] in BROWSER_FLAGS:
            yield Said(call, known(text), text, (dotted(call.func), text))
