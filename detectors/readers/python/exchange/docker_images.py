"""Images that a program asks Docker for by its SDK."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import known
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.program import Program
from detectors.readers.python.syntax.traits import dotted

_ASKS = {"images.pull": "repository", "containers.run": "image"}
"""Method -> its first parameter; a container of an image that is not here makes Docker pull it."""


def pulled(program: Program) -> Iterator[Said]:
    """`client.images.pull("acme/scales")`, which is `latest`; with its tag where that stands beside it."""
    if not any(module.partition(".")[0] == "docker" for module in program.tree.imported):
        return
    for name in ("pull", "run"):
        for call in program.tree.calls_by_name.get(name, ()):
            parameter = _ASKS.get(".".join(dotted(call.func).split(".")[-2:]))
            if parameter is None or any(arg.star for arg in call.args):
                continue
            given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword}
            unnamed = [arg.value for arg in call.args if not arg.keyword]
            node = unnamed[0] if unnamed else given.get(parameter)
            text = program.evaluator.text(node) if node is not None else None
            if node is None or not text:
                continue
            beside = (given.get("tag") or next(iter(unnamed[1:]), None)) if name == "pull" else None
            if beside is not None:
                tag = program.evaluator.text(beside)
                if not tag:
                    continue
                text = f"{text}:{tag}"
            yield Said(node, known(text), "image", ("docker", "image"))
