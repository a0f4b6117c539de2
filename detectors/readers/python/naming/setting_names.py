"""Under which name a value stands: that of a variable, of an entry, of a keyword, of the place in a call."""

from __future__ import annotations

from typing import Literal

from detectors.credentials.secrets import means_a_credential
from detectors.infrastructure.tls_switches import CLIENTS
from detectors.readers.python.credentials import credential_names
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import words

Role = Literal["entry", "constant", "variable", "keyword", "argument", "header", "literal"]
Named = tuple[str, tuple[str, ...], Role]
"""(name, path, role) of a value."""

HEADERS = frozenset({"headers", "header", "default_headers", "extra_headers"})
BOUND_TO_A_NAME = frozenset({"constant", "variable"})
_ASKS = frozenset(
    {
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "get",
        "getenv",
        "setdefault",
        "replace",
        "split",
        "partition",
        "find",
        "count",
        "index",
        "match",
        "search",
        "fullmatch",
        "compile",
        "sub",
        "add_argument",
        "getLogger",
    }
)
"""Calls whose texts are looked for, not used."""

_DECODES = frozenset(
    {"b64decode", "urlsafe_b64decode", "standard_b64decode", "a2b_base64", "fromhex", "unhexlify"}
)
"""What makes bytes of a text that spells them."""
_FIELDS = frozenset({"Field", "field", "attrib", "ib", "Option", "Argument"})
"""What declares a field or a parameter and may be given its default."""
_OPTIONS = frozenset({"add_argument", "option", "add_option"})
"""What declares an option of a command by its spelling."""


_SWITCHES = frozenset(option for option, _ in CLIENTS)
"""Keywords whose meaning hangs on what is called."""


def _is_decoded(arg: nodes.Arg) -> bool:
    """`base64.b64decode("...")`, `bytes.fromhex("...")`: the value is what the text spells."""
    call = arg.parent
    return isinstance(call, nodes.Call) and last_name(call.func) in _DECODES


class Names:
    """Finds the names of the values of one file."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def of(self, node: Node) -> Named | None:
        """(name, path, role) of a value; None where it is only looked for, compared or a key."""
        tree = self.program.tree
        child = node
        for parent in tree.ancestors(node):
            match parent:
                case nodes.Assign():
                    target = credential_names.target_of(parent, node)
                    name, path, role = self.of_target(target, parent)
                    if _is_a_pair(name) and self._is_second(parent.value, node):
                        return "password", (*path, "password"), role
                    return name, path, role
                case nodes.AnnAssign():
                    return self.of_target(parent.target, parent) if child is parent.value else None
                case nodes.NamedExpr():
                    return self.of_target(parent.target, parent)
                case nodes.Param():
                    name = parent.name.value
                    return name, (name,), "argument"
                case nodes.DictElement():
                    return self.of_entry(parent) if child is parent.value else None
                case nodes.Arg() if _is_decoded(parent):
                    pass
                case nodes.Call() if isinstance(child, nodes.Arg) and _is_decoded(child):
                    pass
                case nodes.Arg():
                    return self._of_argument(parent, node)
                case nodes.Comparison() | nodes.ComparisonTarget():
                    compared = credential_names.compared_with(parent, node)
                    return self._of_compared(compared, parent) if compared else None
                case nodes.SubscriptElement() | nodes.MatchValue():
                    return None
                case nodes.Annotation() | nodes.Decorator():
                    return None
                case nodes.Element() | nodes.Index():
                    pass
                case nodes.IfExp():
                    if child is parent.test:
                        return None
                case (
                    nodes.BooleanOperation()
                    | nodes.Tuple()
                    | nodes.List()
                    | nodes.Set()
                    | nodes.Await()
                ):
                    pass
                case nodes.BinaryOperation():
                    if isinstance(parent.operator, nodes.Modulo) and child is parent.right:
                        return "", (), "literal"
                    if child is parent.right:
                        return "", (), "literal"
                case _:
                    return "", (), "literal"
            child = parent
        return "", (), "literal"

    def of_target(self, target: Node, statement: Node) -> Named:
        tree = self.program.tree
        path: tuple[str, ...]
        if isinstance(target, nodes.Subscript):
            name = self._key(target)
            is_header = last_name(target.value).lower() in HEADERS
            path = (dotted(target.value), name) if name else ()
            return name, path, "header" if is_header else "entry"
        if isinstance(target, nodes.Attribute):
            path = tuple(dotted(target).split("."))
            return target.attr.value, path, "variable"
        if not isinstance(target, nodes.Name):
            return "", (), "literal"
        function = tree.function_of(statement)
        definition = next(
            (p for p in tree.ancestors(statement) if isinstance(p, nodes.ClassDef)), None
        )
        path = (target.value,)
        if function is not None:
            return target.value, path, "variable"
        if definition is not None:
            path = (definition.name.value, target.value)
        return target.value, path, "constant"

    def _of_compared(self, node: nodes.BaseExpression, comparison: Node) -> Named | None:
        """`if password == "..."`: what is compared with it opens something."""
        name, path, _ = self.of_target(node, comparison)
        return (name, path, "variable") if credential_names.is_asked_for(name) else None

    def _key(self, node: nodes.Subscript) -> str:
        index = node.slice[0].slice
        text = self.program.evaluator.text(index.value) if isinstance(index, nodes.Index) else None
        return text or ""

    def of_entry(self, element: nodes.DictElement) -> Named:
        key = self.program.evaluator.const(element.key)
        if key is None or not isinstance(key.value, str):
            return "", (), "literal"
        path = [key.value]
        is_header = False
        child: Node = element
        for parent in self.program.tree.ancestors(element):
            match parent:
                case nodes.Arg():
                    if parent.keyword is not None:
                        path.append(parent.keyword.value)
                        is_header = is_header or parent.keyword.value in HEADERS
                    elif last_name(self._call_of(parent)) == "update":
                        is_header = "headers" in self.program.code(self._call_of(parent)).lower()
                    break
                case nodes.Assign():
                    name = dotted(parent.targets[0].target)
                    path.append(name)
                    is_header = last_name(parent.targets[0].target).lower() in HEADERS
                    break
                case nodes.AnnAssign():
                    path.append(dotted(parent.target))
                    is_header = last_name(parent.target).lower() in HEADERS
                    break
                case nodes.DictElement() if child is parent.value:
                    outer = self.program.evaluator.const(parent.key)
                    path.append(str(outer.value) if outer else "")
                    is_header = path[-1].lower() in HEADERS
                case nodes.BaseCompoundStatement() | nodes.BaseSmallStatement():
                    break
            child = parent
        return key.value, tuple(reversed(path)), "header" if is_header else "entry"

    def called(self, call: nodes.Call) -> str:
        """A call as it is written, but for a bare `run` and makers of clients: they go by the module that they come from."""
        callee = dotted(call.func)
        if callee != "run" and not any(
            arg.keyword and arg.keyword.value in _SWITCHES for arg in call.args
        ):
            return callee
        return self.program.evaluator.ref(call.func) or callee

    def _call_of(self, arg: nodes.Arg) -> Node:
        call = arg.parent
        return call.func if isinstance(call, nodes.Call) else call

    def _of_argument(self, arg: nodes.Arg, node: Node) -> Named | None:
        call = arg.parent
        if not isinstance(call, nodes.Call):
            return "", (), "literal"
        callee = self.called(call)
        if declared := self._declared(call, arg):
            return declared
        if arg.keyword is not None:
            name = arg.keyword.value
            if _is_a_pair(name) and self._is_second(arg.value, node):
                return "password", (callee, name, "password"), "keyword"
            return name, (callee, name), role_in(callee)
        if last_name(call.func) in _ASKS:
            return self._of_default(call, arg)
        position = [a for a in call.args if a.keyword is None].index(arg)
        name = self.of_parameter(call, position)
        return name, (callee, name) if name else (), "argument"

    def _declared(self, call: nodes.Call, arg: nodes.Arg) -> Named | None:
        """The default of a field or an option: `key: str = Field("...")`, `add_argument("--key", default="...")`."""
        is_default = arg.keyword is not None and arg.keyword.value == "default"
        called = last_name(call.func)
        if called in _OPTIONS and is_default:
            spelt = [self.program.evaluator.text(one.value) or "" for one in call.args[:3]]
            name = next((text.lstrip("-") for text in spelt if text.startswith("--")), "")
            return (name, (called, name), "argument") if name else None
        if called in _FIELDS and (is_default or (arg is call.args[0] and arg.keyword is None)):
            bound = self.of(call)
            return bound if bound and bound[0] and bound[2] != "literal" else None
        return None

    def _of_default(self, call: nodes.Call, arg: nodes.Arg) -> Named | None:
        """`os.environ.get("API_KEY", "...")`: the default of a variable of the environment, or of a setting."""
        if last_name(call.func) not in {"get", "getenv", "setdefault"} or len(call.args) != 2:
            return None
        if arg is not call.args[1]:
            return None
        text = self.program.evaluator.text(call.args[0].value)
        if text and not means_a_credential(text):
            bound = self.of(call)
            if bound and bound[2] in BOUND_TO_A_NAME and means_a_credential(bound[0]):
                return bound
        return (text, (dotted(call.func), text), "argument") if text else None

    def _is_second(self, value: Node, node: Node) -> bool:
        """`auth=("user", "password")`."""
        if not isinstance(value, nodes.Tuple) or len(value.elements) != 2:
            return False
        return value.elements[1].value is node

    def of_parameter(self, call: nodes.Call, position: int) -> str:
        """The name of what stands at a position, as data or a function of the file has it."""
        for invocation in self.program.named(call):
            name = self.program.argument_name(invocation.name, position)
            if name:
                return name
        return ""


def _is_a_pair(name: str) -> bool:
    """It may hold a user and a password: `auth`, `basic_auth`, `HTTP_AUTH`."""
    return words(name)[-1:] == ["auth"]


def role_in(callee: str) -> Role:
    """What a keyword is: `dict(url=...)` is a mapping that is spelt as a call."""
    return "entry" if callee == "dict" else "keyword"
