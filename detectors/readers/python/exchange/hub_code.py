"""Code that comes with a model or a data set: loaders that are told to run it, of which repository and commit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.naming.things import Const
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted

_SWITCH = "trust_remote_code"
_NAMES_IT = (
    *("pretrained_model_name_or_path", "model", "model_name", "model_id", "repo_id", "path"),
    *("model_name_or_path", "tokenizer_name"),
)
_ON_THE_HUB = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*/[A-Za-z0-9][\w.-]*")
"""`acme/scales`; a folder of this machine begins with a dot, a slash or a tilde, or is deeper."""
_REVISIONS = ("code_revision", "revision")


def run_from_a_hub(program: Program) -> Iterator[Said]:
    """`from_pretrained("acme/scales", trust_remote_code=True)`, with what pins it as `acme/scales@...`."""
    if _SWITCH not in program.source.text.source:
        return
    for call in program.tree.calls:
        given = {arg.keyword.value: arg for arg in call.args if arg.keyword}
        switch = given.get(_SWITCH)
        if switch is None or not _is_on(switch.value) or any(arg.star for arg in call.args):
            continue
        named = next((given[name].value for name in _NAMES_IT if name in given), None)
        if named is None and call.args and not call.args[0].keyword:
            named = call.args[0].value
        text = program.evaluator.text(named) if named is not None else None
        if not text or not _ON_THE_HUB.fullmatch(text):
            continue
        at = next((given[name].value for name in _REVISIONS if name in given), None)
        pinned = program.evaluator.const(at) if at is not None else Const(None, call)
        if pinned is None:
            continue
        yield Said(
            switch.value,
            known(f"{text}@{pinned.value or ''}"),
            _SWITCH,
            (dotted(call.func), _SWITCH),
        )


def _is_on(node: nodes.BaseExpression) -> bool:
    return isinstance(node, nodes.Name) and node.value == "True"
