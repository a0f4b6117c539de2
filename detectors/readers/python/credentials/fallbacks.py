"""Texts that stand in where a setting is not set: `os.environ.get("SECRET_KEY", "...")`, `key or "..."`."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import words

_LOOKS_UP = frozenset({"os.getenv", "getenv", "config", "env", "env.str", "environ.get"})
_OF_A_PROGRAM = ("env", "config", "settings")
"""In a statement that asks how a program is set up."""
_SETTINGS = ("Settings", "BaseConfig")
"""How the names of the classes end that take their fields from the environment."""


def stands_in(program: Program, node: nodes.BaseExpression, name: str, text: str) -> bool:
    """The program goes on with this text where nobody has given another.

    Not if something in the file may ask whether it is this one, or refuses to run without the setting.
    """
    if not _is_a_fallback(program, node) or _is_asked_after(program, name, text):
        return False
    return not _says_which(program, node, name)


def _says_which(program: Program, node: nodes.BaseExpression, name: str) -> bool:
    """`data.get("session_key", "main")`: a session is looked up by it, unless it is a setting of the program."""
    if words(name)[-2:] not in (["session", "key"], ["cookie", "key"]):
        return False
    is_a_setting = isinstance(node.parent, nodes.AnnAssign) or name.isupper()
    statement = program.code(program.tree.statement_of(node)).lower()
    return not is_a_setting and not any(asked in statement for asked in _OF_A_PROGRAM)


def _is_asked_after(program: Program, name: str, text: str) -> bool:
    source = program.source.text.source
    if sum(source.count(f"{quote}{text}{quote}") for quote in "\"'") > 1:
        return True
    return bool(re.search(rf"(?i)\braise\b[^\n]*(?:\n[^\n]*)?{re.escape(name)}", source))


def _is_a_fallback(program: Program, node: nodes.BaseExpression) -> bool:
    match node.parent:
        case nodes.BooleanOperation(operator=nodes.Or(), right=right) if right is node:
            return True
        case nodes.Arg(parent=nodes.Call() as call):
            name = dotted(call.func)
            return (
                len(call.args) > 1
                and call.args[0] is not node.parent
                and (name.endswith((".get", ".getenv")) or name in _LOOKS_UP)
            )
        case nodes.AnnAssign(parent=_):
            around = program.tree.scopes.get(node)
            is_of_a_class = around is not None and isinstance(around.node, nodes.ClassDef)
            return is_of_a_class and any(
                last_name(base.value).endswith(_SETTINGS)
                for base in around.node.bases  # type: ignore[union-attr]
            )
    return False
