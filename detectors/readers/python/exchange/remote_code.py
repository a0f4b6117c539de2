"""Whether the body of an answer is run as code, and whether its checksum or signature is looked at before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.naming.dataflow import reads_of, targets
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

_RUNS = frozenset({"exec", "eval"}) | {
    f"{module}.{function}"
    for module in ("pickle", "cPickle", "cloudpickle", "dill", "marshal")
    for function in ("load", "loads")
}
"""Pickles run whatever they name."""
_WRAPS = frozenset({"decode", "compile", "BytesIO", "StringIO", "str", "bytes", "strip"})
"""Calls that give the same code in another form."""
_PROVES = re.compile(
    r"sha\d|md5|blake2|hmac|hashlib|verif|compare_digest|signature|checksum|digest", re.IGNORECASE
)
_DEEPEST = 4


def runs(program: Program, body: Node, depth: int = 0) -> Iterator[nodes.Call]:
    """The calls that run a body: `exec(answer.text)`, `pickle.loads(answer.content)`."""
    parent = body.parent
    if depth > _DEEPEST:
        return
    if isinstance(parent, nodes.Attribute) and parent.attr.value in _WRAPS:
        if isinstance(parent.parent, nodes.Call):
            yield from runs(program, parent.parent, depth + 1)
    elif isinstance(parent, nodes.Arg) and isinstance(parent.parent, nodes.Call):
        call = parent.parent
        if parent is not call.args[0]:
            return
        if dotted(call.func) in _RUNS:
            yield call
        elif last_name(call.func) in _WRAPS:
            yield from runs(program, call, depth + 1)
    elif isinstance(parent, nodes.Assign | nodes.AnnAssign):
        for target in targets(parent):
            for use in reads_of(program, target):
                yield from runs(program, use, depth + 1)


def proof(program: Program, at: nodes.Call) -> Node | None:
    """What is called beside it that compares a checksum or a signature."""
    around = program.tree.function_of(at) or program.tree.module_of(at)
    for inner in program.tree.walk(around):
        if isinstance(inner, nodes.Call) and _PROVES.search(program.code(inner.func)):
            return inner
    return None
