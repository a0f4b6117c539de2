"""Where a module tries itself: the block under `if __name__ == "__main__":` that says so, and functions of it that are tests."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_SAYS_SO = re.compile(
    r"(?im)#[^\n]*\b(?:tests?|testing|demo|examples?|usage|try it)\b|\bprint\(\s*f?[\"'][^\"'\n]*\b(?:test|testing|demo|example)\b"
)


_TEST_SERVER = re.compile(r"(?i)\btest(?:ing)? server\b|\bserver for (?:\w+ )?test(?:s|ing)\b")
"""In a text: what is started there is for tests."""


def serves_a_trial(program: Program, node: Node) -> bool:
    """`print("test server on port 5000")` under `if __name__ == "__main__":`, beside what starts it."""
    module = program.tree.module_of(node)
    return any(
        isinstance(parent, nodes.If)
        and parent.parent is module
        and "__name__" in program.code(parent.test)
        and any(
            isinstance(one, nodes.SimpleString | nodes.FormattedStringText)
            and _TEST_SERVER.search(one.value) is not None
            for one in program.tree.walk(parent.body)
        )
        for parent in program.tree.ancestors(node)
    )


def is_a_trial_of_itself(program: Program, node: Node) -> bool:
    """A developer runs it, and looks at what it prints."""
    if not program.tree.functions:
        return False
    module = program.tree.module_of(node)
    for parent in program.tree.ancestors(node):
        match parent:
            case nodes.If(test=test) if parent.parent is module:
                return "__name__" in program.code(test) and program.says(_SAYS_SO, parent)
            case nodes.FunctionDef(name=nodes.Name(value=name), params=params) if parent.parent is module:  # fmt: skip
                return name.startswith("test_") and not params.params
    return False
