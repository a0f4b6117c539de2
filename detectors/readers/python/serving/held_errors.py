"""What of an exception, or of its stack trace, an expression holds."""

from __future__ import annotations

import re
from typing import Literal

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import words

What = Literal["text", "trace", "upstream"]

_TEXTS = frozenset({"str", "repr", "format", "dumps", "escape", "quote"})
_TRACES = frozenset({"format_exc", "format_exception", "format_tb", "exc_info"})
_TELLS_ALL = frozenset(
    {"args", "message", "stderr", "stdout", "output", "reason", "orig", "strerror"}
)
"""Attributes of exceptions that hold what went wrong, in the words of whoever has raised them."""
_ASKS_WHO = re.compile(
    r"(?i)debug|develop|verbose|admin|isinstance|hasattr|staff|internal|trace"
    r"|[\"'](?:dev|local|prod|production)[\"']|\bis_(?:dev|local|prod|production)\b"
)
_MAKES_FIT = ("redact", "sanit", "mask", "scrub", "censor", "anonym", "hash")
"""How words of a function begin that takes out of a text what nobody may see."""


def asks_who_may_see(program: Program, test: Node) -> bool:
    """A test of who asks, of where this runs, or of what was caught: `if settings.environment == "dev":`."""
    return _ASKS_WHO.search(program.code(test)) is not None


def is_for_some(program: Program, node: Node, around: Node) -> bool:
    """It stands under such a test: `if settings.debug: text = str(error)`, and something else for everybody."""
    for parent in program.tree.ancestors(node):
        if parent is around:
            return False
        if isinstance(parent, nodes.If) and asks_who_may_see(program, parent.test):
            return True
    return False


class Held:
    """What of an exception an expression holds."""

    def __init__(self, program: Program, around: Node, name: str) -> None:
        self.program = program
        self.name = name
        self.given: dict[str, What] = {}
        """Variables of the clause that hold it."""
        self.entries: dict[str, frozenset[str]] = {}
        """For dictionaries among them, the keys under which it stands; none where it may be anywhere."""
        for node in program.tree.walk(around):
            match node:
                case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=given))]):
                    what = self.by(node.value)
                    if what and not is_for_some(program, node, around):
                        self.given[given] = what
                        is_first = given not in self.entries
                        self.entries[given] = self.keys(node.value) if is_first else frozenset()

    def by(self, value: Node | None) -> What | None:
        """None where it holds nothing of it."""
        if value is None:
            return None
        found: What | None = None
        pending: list[Node] = [value]
        while pending:
            node = pending.pop()
            what = self._of(node)
            if what == "trace":
                return what
            found = found or what
            pending += self._parts(node)
        return found

    def _parts(self, node: Node) -> list[Node]:
        """What of a value is seen in it: the texts of a call to a helper may be looked up, and not shown."""
        match node:
            case nodes.Call():
                if self._is_harmless(node):
                    return []
                spelled = (
                    [node.func.value]
                    if isinstance(node.func, nodes.Attribute) and node.func.attr.value == "encode"
                    else []
                )
                return [*spelled, *(argument.value for argument in node.args)]
            case nodes.Dict():
                return [e.value for e in node.elements]
            case nodes.List() | nodes.Tuple() | nodes.Set():
                return [e.value for e in node.elements]
            case nodes.FormattedString():
                return [
                    p.expression
                    for p in node.parts
                    if isinstance(p, nodes.FormattedStringExpression)
                ]
            case nodes.BinaryOperation():
                return [node.left, node.right]
            case nodes.ConcatenatedString():
                return [node.left, node.right]
            case nodes.IfExp():
                is_asked = asks_who_may_see(self.program, node.test)
                return [] if is_asked else [node.body, node.orelse]
            case nodes.BooleanOperation():
                return [node.left, node.right]
            case nodes.Await():
                return [node.expression]
            case nodes.Subscript() if not self._is_its_type(node) and not self._is_another(node):
                return [node.value]
        return []

    def _is_its_type(self, node: nodes.Subscript) -> bool:
        """`sys.exc_info()[0]`: a class, whose name says little."""
        index = node.slice[0].slice
        is_first = isinstance(index, nodes.Index) and self.program.code(index.value) == "0"
        return is_first and isinstance(node.value, nodes.Call)

    def _is_another(self, node: nodes.Subscript) -> bool:
        """`report["reference"]`, where the error stands in `report["text"]`."""
        index = node.slice[0].slice
        if not isinstance(node.value, nodes.Name) or not isinstance(index, nodes.Index):
            return False
        keys = self.entries.get(node.value.value, frozenset())
        key = self.program.evaluator.text(index.value)
        return bool(keys) and key is not None and key not in keys

    def _is_harmless(self, call: nodes.Call) -> bool:
        name = last_name(call.func)
        if name in {"type", "isinstance", "getattr", "len", "bool", "int"}:
            return True
        return any(word.startswith(_MAKES_FIT) for word in words(name))

    def _of(self, node: Node) -> What | None:
        """What this very expression is."""
        if isinstance(node, nodes.Name) and node.value in self.given:
            return self.given[node.value]
        if isinstance(node, nodes.Call) and last_name(node.func) in _TRACES:
            maker = self.program.evaluator.ref(node.func)
            return "trace" if maker.startswith("traceback.") or maker == "sys.exc_info" else None
        if not self.name:
            return None
        if isinstance(node, nodes.Call) and last_name(node.func) in _TEXTS:
            is_of_it = bool(node.args) and dotted(node.args[0].value) == self.name
            return "text" if is_of_it else None
        if isinstance(node, nodes.Name) and node.value == self.name:
            return "text" if self._is_shown(node) else None
        if isinstance(node, nodes.Attribute) and dotted(node) in {
            f"{self.name}.response.text",
            f"{self.name}.response.content",
        }:
            return "upstream"
        if isinstance(node, nodes.Attribute) and dotted(node.value) == self.name:
            return "text" if node.attr.value in _TELLS_ALL else None
        return None

    def _is_shown(self, node: nodes.Name) -> bool:
        """It is part of a text, or the answer itself: `f"failed: {exc}"`, `return exc, 500`."""
        match node.parent:
            case nodes.Return():
                return True
            case nodes.Element(parent=nodes.Tuple(parent=nodes.Return())):
                return True
            case nodes.FormattedStringExpression():
                return True
            case nodes.BinaryOperation(operator=nodes.Modulo()):
                return True
        return False

    def keys(self, value: Node | None) -> frozenset[str]:
        """Those under which it stands in a dictionary; none where it is all of it, or deeper."""
        if not isinstance(value, nodes.Dict):
            return frozenset()
        return frozenset(
            key
            for one in value.elements
            if isinstance(one, nodes.DictElement) and self.by(one.value)
            if (key := self.program.evaluator.text(one.key)) is not None
        )
