"""What expressions may stand for, followed through names, attributes, calls and functions of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import libcst as cst

from detectors.clients.lookup import Lookup
from detectors.readers.python import texts
from detectors.readers.python.arguments import Arguments
from detectors.readers.python.dictionaries import Dictionaries
from detectors.readers.python.names import Names
from detectors.readers.python.things import (
    UNKNOWN_THING,
    UNKNOWN_THINGS,
    Class,
    Const,
    Dictionary,
    Function,
    Items,
    Made,
    Partial,
    Ref,
    Terms,
    Thing,
    Things,
    Unknown,
    distinct,
)
from detectors.readers.python.tree import (
    Binding,
    Node,
    Scope,
    Tree,
    class_of,
    dotted,
)

DEEPEST = 40
"""Steps that one question may lead to; beyond, the answer is unknown."""
MOST = 8
"""Alternatives that are kept; beyond, the answer is unknown."""
LONGEST_NAME = 200

_LITERAL = re.compile(r"[\w.-]{1,60}")
_DOTTED = re.compile(r"[A-Za-z_][\w.]*")
_CONSTANTS = {"True": True, "False": False, "None": None}
_OPTIONAL = frozenset(
    {"typing.Optional", "typing.Annotated", "typing.Union", "typing.Final", "typing.ClassVar"}
)
_PROPERTIES = frozenset({"property", "functools.cached_property", "cached_property"})
_CONTEXTS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})


class Evaluator:
    """Answers for one file; every answer is kept, so that following names stays linear."""

    def __init__(self, tree: Tree, lookup: Lookup) -> None:
        self.tree = tree
        self.lookup = lookup
        self.names = Names(tree)
        self.dictionaries = Dictionaries(self)
        self._things: dict[Node, Things] = {}
        self._bindings: dict[Binding, Things] = {}
        self._selves: dict[cst.ClassDef, Made] = {}
        self._sites: dict[Node, list[cst.Call]] = {}
        self._depth = 0

    # Questions

    def things(self, node: Node) -> Things:
        """Everything that an expression may stand for; empty while it is being asked for itself."""
        known = self._things.get(node)
        if known is not None:
            return known
        if self._depth >= DEEPEST:
            return UNKNOWN_THINGS
        self._things[node] = ()
        self._depth += 1
        try:
            found = self._evaluate(node)
        finally:
            self._depth -= 1
        if len(found) > MOST:
            found = UNKNOWN_THINGS
        self._things[node] = found
        return found

    def thing(self, node: Node) -> Thing:
        """The one thing that an expression stands for; unknown if there are several."""
        found = self.things(node)
        return found[0] if len(found) == 1 else UNKNOWN_THING

    def const(self, node: Node) -> Const | None:
        """The literal that an expression stands for, whichever way it is reached."""
        found = self.things(node)
        first = found[0] if len(found) == 1 else None
        return first if isinstance(first, Const) else None

    def text(self, node: Node) -> str | None:
        const = self.const(node)
        return const.value if const and isinstance(const.value, str) else None

    def ref(self, node: Node) -> str:
        """The qualified name that an expression stands for; empty if it stands for something else."""
        found = [t for t in self.things(node) if isinstance(t, Ref)]
        return found[0].name if len(found) == 1 else ""

    def arguments(self, call: cst.Call) -> Arguments:
        return Arguments.of(call, self)

    # Expressions

    def _evaluate(self, node: Node) -> Things:
        match node:
            case cst.Name():
                return self._name(node)
            case cst.Attribute():
                return self._attribute(node)
            case cst.Call():
                return self._call(node)
            case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString():
                return (Const(self._text(node), self._beginning(node)),)
            case cst.Integer() | cst.Float():
                return (Const(node.evaluated_value, node),)
            case cst.Dict():
                return (Dictionary((node,)),)
            case cst.List() | cst.Tuple() | cst.Set():
                return (Items(node),)
            case cst.Await():
                return self.things(node.expression)
            case cst.NamedExpr():
                return self.things(node.value)
            case cst.IfExp():
                return distinct([*self.things(node.body), *self.things(node.orelse)])
            case cst.BooleanOperation():
                return self._either(node)
            case cst.BinaryOperation():
                return self._operation(node)
            case cst.UnaryOperation():
                return self._unary(node)
            case cst.Subscript():
                return self._subscript(node)
            case cst.Lambda():
                return (Function(node),)
            case cst.StarredElement():
                return UNKNOWN_THINGS
        return UNKNOWN_THINGS

    def _name(self, node: cst.Name) -> Things:
        if node.value in _CONSTANTS:
            return (Const(_CONSTANTS[node.value], node),)
        scope = self.tree.scopes.get(node)
        if scope is None:
            return UNKNOWN_THINGS
        bindings = self.names.reaching(node.value, node, scope)
        if bindings is None:
            return UNKNOWN_THINGS if self.tree.has_star_import else (Ref(node.value),)
        if not bindings:
            return UNKNOWN_THINGS
        return distinct([thing for b in bindings for thing in self.bound(b, node)])

    def bound(self, binding: Binding, at: Node | None = None) -> Things:
        """What a binding gives."""
        known = self._bindings.get(binding)
        if known is None:
            if self._depth >= DEEPEST:
                return UNKNOWN_THINGS
            self._bindings[binding] = ()
            self._depth += 1
            try:
                known = self._bindings[binding] = self._bound(binding)
            finally:
                self._depth -= 1
        return known

    def _bound(self, binding: Binding) -> Things:
        node = binding.node
        match binding.how:
            case "import":
                return (Ref(self.lookup.canonical(binding.detail)),)
            case "function" if isinstance(node, cst.FunctionDef):
                return (Function(node),)
            case "class" if isinstance(node, cst.ClassDef):
                return (Class(node),)
            case "value":
                found = self.things(node)
                if binding.annotation is not None and self._is_unseen(found):
                    return self.annotated(binding.annotation, node)
                return found
            case "annotation" if binding.annotation is not None:
                return self.annotated(binding.annotation, node)
            case "context":
                return self.entered(node)
            case "element":
                return self._elements(node)
            case "item":
                return self._item(node, binding.index)
            case "parameter" if isinstance(node, cst.Param):
                return self._parameter(binding, node)
            case "opaque" if isinstance(node, cst.Param) and node.star == "**":
                return (Dictionary((node,)),)
        return UNKNOWN_THINGS

    # Attributes and classes

    def _attribute(self, node: cst.Attribute) -> Things:
        found: list[Thing] = []
        for base in self.things(node.value):
            found += self.attribute(base, node.attr.value, node)
        return distinct(found)

    def attribute(self, base: Thing, name: str, at: Node) -> Things:
        """What `base.name` stands for at a node."""
        match base:
            case Made(definition=cst.ClassDef() as definition):
                return self.member(definition, name, base, at)
            case Made(name=made):
                return self._ref(f"{made}.{name}", base) if made else UNKNOWN_THINGS
            case Ref(name=ref, owner=owner):
                return self._ref(f"{ref}.{name}", owner)
            case Class(node=definition):
                return self.member(definition, name, None, at)
            case Const(value=str()):
                return (Ref(f"str.{name}"),)
            case Const(value=None, is_default=False):
                return ()  # it would fail, so here it is something else
            case Partial(target=target) if name == "func":
                return (target,)
            case Function(node=cst.FunctionDef() as function):
                return self._of_decorated(function, name)
        return UNKNOWN_THINGS

    def _of_decorated(self, function: cst.FunctionDef, name: str) -> Things:
        """`send.delay`: what a decorator turns a function into."""
        for decorator in function.decorators:
            for thing in self.things(decorator.decorator):
                if isinstance(thing, Made) and thing.name:
                    return self._ref(f"{thing.name}.{name}", None)
                if isinstance(thing, Ref):
                    return self._ref(f"{thing.name}().{name}", None)
        return UNKNOWN_THINGS

    def _ref(self, name: str, owner: Made | None) -> Things:
        if len(name) > LONGEST_NAME:
            return UNKNOWN_THINGS
        return (Ref(self.lookup.canonical(name), owner),)

    def member(self, definition: cst.ClassDef, name: str, owner: Made | None, at: Node) -> Things:
        """An attribute of a class of the file, or of an object of it."""
        for scope in self.family(definition):
            bindings = [*scope.attributes.get(name, ()), *scope.bindings.get(name, ())]
            if bindings:
                chosen = self._reaching_attributes(bindings, at)
                return distinct([t for b in chosen for t in self._as_member(b, owner)])
        base = self.base_name(definition)
        if base and owner is not None:
            return self._ref(f"{base}.{name}", owner)
        return UNKNOWN_THINGS

    def _as_member(self, binding: Binding, owner: Made | None) -> Things:
        if not isinstance(binding.node, cst.FunctionDef):
            return self.bound(binding)
        if any(self.ref(d.decorator) in _PROPERTIES for d in binding.node.decorators):
            return self.result(binding.node)
        return (Function(binding.node, owner),)

    def _reaching_attributes(self, bindings: Sequence[Binding], at: Node) -> Sequence[Binding]:
        """What the same function assigned just before wins; else every assignment may hold."""
        function = self.tree.function_of(at)
        same = [b for b in bindings if b.scope.node is function and function is not None]
        if same:
            chosen = self.names.before(same, at)
            is_sure = self.names.is_sure(chosen, at)
            if is_sure:
                return chosen
        return bindings

    def family(self, definition: cst.ClassDef) -> list[Scope]:
        """The scopes of a class and of its bases in the same file."""
        found: list[Scope] = []
        pending = [definition]
        while pending and len(found) < 10:
            current = pending.pop(0)
            scope = self.tree.inner[current]
            if scope in found:
                continue
            found.append(scope)
            for base in current.bases:
                pending += [t.node for t in self.things(base.value) if isinstance(t, Class)]
        return found

    def base_name(self, definition: cst.ClassDef) -> str:
        """The known object that a class extends, as `requests.Session()`; empty if there is none."""
        for scope in self.family(definition):
            node = scope.node
            for base in node.bases if isinstance(node, cst.ClassDef) else ():
                for thing in self.things(base.value):
                    if isinstance(thing, Ref):
                        name = self.lookup.canonical(f"{thing.name}()")
                        if self.lookup.object(name):
                            return name
        return ""

    def self_of(self, definition: cst.ClassDef) -> Made:
        """The object that `self` is in the methods of a class."""
        if definition not in self._selves:
            self._selves[definition] = Made(self.base_name(definition), definition=definition)
        return self._selves[definition]

    # Calls

    def _call(self, node: cst.Call) -> Things:
        found: list[Thing] = []
        for callee in self.things(node.func):
            found += self.called(callee, node)
        return distinct(found) or UNKNOWN_THINGS

    def called(self, callee: Thing, call: cst.Call) -> Things:
        """What calling this gives."""
        match callee:
            case Ref():
                return self._called_name(callee, call)
            case Class(node=definition):
                name = self.base_name(definition)
                return (Made(name, name.removesuffix("()"), call, definition=definition),)
            case Function(node=function):
                return self.result(function)
            case Partial(target=target):
                return self.called(target, call)
            case Made(definition=cst.ClassDef() as definition):
                found: list[Thing] = []
                for thing in self.member(definition, "__call__", callee, call):
                    if isinstance(thing, Function):
                        found += self.result(thing.node)
                return distinct(found) or UNKNOWN_THINGS
        return UNKNOWN_THINGS

    def _called_name(self, callee: Ref, call: cst.Call) -> Things:
        name = callee.name
        if name in {"functools.partial", "partial"} and call.args:
            return tuple(Partial(t, call) for t in self.things(call.args[0].value))
        if name.startswith("str."):
            return self._text_method(name[4:], call)
        if name in _BUILTINS or name == "urllib.parse.urljoin":
            return self._builtin(name, call)
        if name in {"contextlib.closing", "contextlib.aclosing"} and call.args:
            return self.things(call.args[0].value)
        if known := self.lookup.call(name):
            returned = known.item.returns
            if returned:
                return (Made(returned, name, call, callee.owner),)
        made = self.lookup.canonical(f"{name}({self._first_literal(call)})")
        if len(made) > LONGEST_NAME:
            return UNKNOWN_THINGS
        return (Made(made, name, call, callee.owner),)

    def _first_literal(self, call: cst.Call) -> str:
        """`'sns'` of `boto3.client('sns')`: factories tell by it what they make."""
        if not call.args or call.args[0].star:
            return ""
        first = call.args[0]
        if first.keyword is not None and first.keyword.value not in {"service_name", "name"}:
            return ""
        text = self.text(first.value)
        return f"'{text}'" if text and _LITERAL.fullmatch(text) else ""

    def result(self, function: cst.FunctionDef | cst.Lambda) -> Things:
        """What a function of the file returns; what it yields, if it opens a context."""
        if isinstance(function, cst.Lambda):
            return self.things(function.body)
        opens = any(self.ref(d.decorator) in _CONTEXTS for d in function.decorators)
        values = (self.tree.yields if opens else self.tree.returns).get(function, [])
        found = distinct([t for value in values for t in self.things(value)])
        if function.returns is not None and self._is_unseen(found):
            annotated = self.annotated(function.returns.annotation, function)
            return found or annotated if annotated == UNKNOWN_THINGS else annotated
        return found or UNKNOWN_THINGS

    def _is_unseen(self, things: Things) -> bool:
        """Nothing is known of any of these: calls of other modules, parameters."""
        return all(
            isinstance(t, Unknown)
            or (isinstance(t, Made) and not t.definition and not self.lookup.object(t.name))
            for t in things
        )

    def entered(self, node: Node) -> Things:
        """What `with node as x` gives: for all that we know, the object itself."""
        return self.things(node)

    def sites(self, function: cst.FunctionDef) -> list[cst.Call]:
        """Where the same file calls a function; for `__init__`, where it makes objects of the class."""
        known = self._sites.get(function)
        if known is None:
            self._sites[function] = []
            known = self._sites[function] = [
                call
                for call in self.tree.calls_by_name.get(self._called_as(function), ())
                if self._calls(call, function)
            ]
        return known

    def _called_as(self, function: cst.FunctionDef) -> str:
        definition = self.tree.class_of(function)
        is_made = definition is not None and function.name.value in {"__init__", "__new__"}
        return definition.name.value if definition and is_made else function.name.value

    def _calls(self, call: cst.Call, function: cst.FunctionDef) -> bool:
        definition = self.tree.class_of(function)
        for thing in self.things(call.func):
            if isinstance(thing, Function) and thing.node is function:
                return True
            if isinstance(thing, Class) and thing.node is definition:
                return True
        return False

    # Parameters and annotations

    def _parameter(self, binding: Binding, param: cst.Param) -> Things:
        function = binding.statement
        scope = binding.scope
        if isinstance(function, cst.FunctionDef) and scope.myself == binding.name:
            owner = class_of(scope, binding.name)
            definition = owner.node if owner else None
            if isinstance(definition, cst.ClassDef) and binding.index == 0:
                if any(dotted(d.decorator) == "classmethod" for d in function.decorators):
                    return (Class(definition),)
                return (self.self_of(definition),)
        found: list[Thing] = []
        if isinstance(function, cst.FunctionDef):
            if binding.index == 0 and (task := self._bound_task(function)):
                return (task,)
            for site in self.sites(function):
                found += self._given(binding, param, function, site)
        annotated = (
            self.annotated(binding.annotation, param) if binding.annotation else UNKNOWN_THINGS
        )
        is_annotated = not any(isinstance(t, Unknown) for t in annotated)
        if found:
            if is_annotated:
                found = [x for t in found for x in (annotated if isinstance(t, Unknown) else (t,))]
            return distinct(found)
        if is_annotated:
            return annotated
        return self._default(param)

    def _bound_task(self, function: cst.FunctionDef) -> Made | None:
        """`@app.task(bind=True)` hands the task itself to the function."""
        for decorator in function.decorators:
            for thing in self.things(decorator.decorator):
                if isinstance(thing, Made) and thing.call is not None:
                    bind = self.arguments(thing.call).get(None, "bind")
                    const = self.const(bind) if bind is not None else None
                    if const is not None and const.value is True:
                        return thing
        return None

    def _default(self, param: cst.Param) -> Things:
        if param.default is None:
            return UNKNOWN_THINGS
        return tuple(
            Const(t.value, t.node, is_default=True) if isinstance(t, Const) else t
            for t in self.things(param.default)
        )

    def _given(
        self, binding: Binding, param: cst.Param, function: cst.FunctionDef, site: cst.Call
    ) -> Things:
        """What one call gives to a parameter."""
        arguments = self.arguments(site)
        is_method = self.tree.class_of(function) is not None and bool(binding.scope.myself)
        position = binding.index - is_method if binding.index >= 0 else None
        node = arguments.get(position, binding.name)
        if node is not None:
            return self.things(node)
        if arguments.may_hold(position, binding.name) or param.default is None:
            return UNKNOWN_THINGS
        return tuple(
            # nothing is written for it: the call that leaves it out decides
            Const(None, site, is_relied_on=True) if isinstance(t, Const) and t.value is None else t
            for t in self.things(param.default)
        )

    def annotated(self, node: cst.BaseExpression, origin: Node) -> Things:
        """What an annotation says of a value; its construction cannot be seen."""
        match node:
            case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
                return self._one_of([left, right], origin)
            case cst.Subscript(value=value, slice=[*elements]) if self.ref(value) in _OPTIONAL:
                parts = [e.slice.value for e in elements if isinstance(e.slice, cst.Index)]
                return self._one_of(
                    parts[:1] if self.ref(value) == "typing.Annotated" else parts, origin
                )
            case cst.SimpleString():
                return self._quoted(node, origin)
            case cst.Name(value="None"):
                return (Const(None, node),)
        found: list[Thing] = []
        for thing in self.things(node):
            if isinstance(thing, Ref):
                name = self.lookup.canonical(f"{thing.name}()")
                if self.lookup.object(name):
                    found.append(Made(name, thing.name, origin=origin))
            elif isinstance(thing, Class):
                name = self.base_name(thing.node)
                found.append(Made(name, definition=thing.node, origin=origin))
        return tuple(found) or UNKNOWN_THINGS

    def _one_of(self, nodes: Sequence[cst.BaseExpression], origin: Node) -> Things:
        found = [t for node in nodes for t in self.annotated(node, origin)]
        return tuple(t for t in found if isinstance(t, Made)) or UNKNOWN_THINGS

    def _quoted(self, node: cst.SimpleString, origin: Node) -> Things:
        """`"requests.Session"`: looked up in the module."""
        text = node.evaluated_value
        if not isinstance(text, str) or not _DOTTED.fullmatch(text):
            return UNKNOWN_THINGS
        root, _, rest = text.partition(".")
        for binding in self.tree.module.bindings.get(root, ()):
            things = self.bound(binding)
            for part in rest.split(".") if rest else ():
                things = distinct([t for base in things for t in self.attribute(base, part, node)])
            for thing in things:
                if isinstance(thing, Class):
                    name = self.base_name(thing.node)
                    return (Made(name, definition=thing.node, origin=origin),)
                if isinstance(thing, Ref):
                    name = self.lookup.canonical(f"{thing.name}()")
                    if self.lookup.object(name):
                        return (Made(name, thing.name, origin=origin),)
        return UNKNOWN_THINGS

    # Parts of sequences and dictionaries

    def _elements(self, node: Node) -> Things:
        found: list[Thing] = []
        for thing in self.things(node):
            if not isinstance(thing, Items) or len(thing.node.elements) > MOST:
                return UNKNOWN_THINGS
            for element in thing.node.elements:
                found += (
                    self.things(element.value)
                    if isinstance(element, cst.Element)
                    else UNKNOWN_THINGS
                )
        return distinct(found) or UNKNOWN_THINGS

    def _item(self, node: Node, index: int) -> Things:
        found: list[Thing] = []
        for thing in self.things(node):
            elements = thing.node.elements if isinstance(thing, Items) else ()
            if index >= len(elements) or not isinstance(elements[index], cst.Element):
                return UNKNOWN_THINGS
            found += self.things(elements[index].value)
        return distinct(found) or UNKNOWN_THINGS

    def _subscript(self, node: cst.Subscript) -> Things:
        if len(node.slice) != 1 or not isinstance(index := node.slice[0].slice, cst.Index):
            return UNKNOWN_THINGS
        key = self.const(index.value)
        bases = self.things(node.value)
        if bases and all(isinstance(t, Ref) for t in bases):
            return distinct([x for t in bases if isinstance(t, Ref) for x in self._part_of(t)])
        if key is None:
            return UNKNOWN_THINGS
        found: list[Thing] = []
        for thing in self.things(node.value):
            match thing:
                case Dictionary():
                    entries = self.dictionaries.entries(thing)
                    value = entries.get(key.value) if isinstance(key.value, str) else None
                    found += self.things(value) if value is not None else UNKNOWN_THINGS
                case Items() if isinstance(key.value, int) and key.value >= 0:
                    found += self._item(node.value, key.value)
                case _:
                    return UNKNOWN_THINGS
        return distinct(found) or UNKNOWN_THINGS

    def _part_of(self, ref: Ref) -> Things:
        """`session.hooks["response"]` is part of something known; an imported dictionary is not."""
        return self._ref(f"{ref.name}[]", ref.owner) if ref.owner else UNKNOWN_THINGS

    # Operators and texts

    def _either(self, node: cst.BooleanOperation) -> Things:
        left, right = self.things(node.left), self.things(node.right)
        is_or = isinstance(node.operator, cst.Or)
        kept: list[Thing] = []
        for thing in left:
            if isinstance(thing, Const):
                if bool(thing.value) == is_or:
                    kept.append(thing)
                elif thing.is_default:
                    kept.append(UNKNOWN_THING)
            elif is_or or isinstance(thing, Unknown):
                kept.append(thing)
        if is_or and kept and all(isinstance(t, Const) for t in kept) and len(kept) == len(left):
            return tuple(kept)
        return distinct([*kept, *right])

    def _operation(self, node: cst.BinaryOperation) -> Things:
        left, right = self.things(node.left), self.things(node.right)
        one, two = _single(left), _single(right)
        if type(node.operator) in _COMBINES and _are_made(left, right):
            return (Terms(_COMBINES[type(node.operator)], (node.left, node.right)),)
        if isinstance(node.operator, cst.Add):
            if isinstance(one, str) or isinstance(two, str):
                return (Const(texts.add(one, two), self._beginning(node)),)
        elif isinstance(node.operator, cst.Modulo) and isinstance(one, str):
            given, named = self._interpolation(node.right)
            return (Const(texts.interpolated(one, given, named), node),)
        elif isinstance(node.operator, cst.Divide) and isinstance(one, str):
            return (Const(texts.add(f"{one}/", two), node),)
        elif isinstance(node.operator, cst.BitOr):
            both = [t for t in (*left, *right) if isinstance(t, Dictionary)]
            if len(both) == len(left) + len(right):
                return (Dictionary(tuple(n for t in both for n in t.nodes)),)
        if isinstance(one, int | float) and isinstance(two, int | float):
            return _arithmetic(node, one, two)
        return UNKNOWN_THINGS

    def _interpolation(self, node: Node) -> tuple[list[object], dict[str, object]]:
        thing = self.thing(node)
        if isinstance(thing, Items) and isinstance(thing.node, cst.Tuple):
            return [_value(self.const(e.value)) for e in thing.node.elements], {}
        if isinstance(thing, Dictionary):
            entries = self.dictionaries.entries(thing)
            return [], {k: _value(self.const(v)) for k, v in entries.items()}
        return [_value(self.const(node))], {}

    def _unary(self, node: cst.UnaryOperation) -> Things:
        const = self.const(node.expression)
        if const is None:
            return UNKNOWN_THINGS
        if isinstance(node.operator, cst.Minus) and isinstance(const.value, int | float):
            return (Const(-const.value, node),)
        if isinstance(node.operator, cst.Not):
            return (Const(not const.value, node),)
        return UNKNOWN_THINGS

    def _text(
        self, node: cst.SimpleString | cst.ConcatenatedString | cst.FormattedString
    ) -> object:
        if isinstance(node, cst.SimpleString):
            return _literal(node)
        if isinstance(node, cst.ConcatenatedString):
            left, right = self._piece(node.left), self._piece(node.right)
            if isinstance(left, bytes) and isinstance(right, bytes):
                return left + right
            return texts.add(left, right)
        return texts.shortened("".join(self._formatted(part) for part in node.parts))

    def _beginning(self, node: cst.BaseExpression) -> Node:
        """Where the address that a text begins with is written: a constant, or the text itself."""
        first: Node | None = None
        if isinstance(node, cst.BinaryOperation):
            first = node.left
        elif isinstance(node, cst.FormattedString) and node.parts:
            part = node.parts[0]
            first = part.expression if isinstance(part, cst.FormattedStringExpression) else None
        const = self.const(first) if first is not None else None
        is_text = const is not None and isinstance(const.value, str) and bool(const.value)
        return const.node if const is not None and is_text else node

    def _piece(self, node: cst.BaseExpression) -> object:
        const = self.const(node)
        return const.value if const else None

    def _formatted(self, part: cst.BaseFormattedStringContent) -> str:
        if isinstance(part, cst.FormattedStringText):
            return part.value.replace("{{", "{").replace("}}", "}")
        if isinstance(part, cst.FormattedStringExpression):
            const = self.const(part.expression)
            if const is not None and not part.format_spec:
                return texts.shown(const.value)
        return texts.HOLE

    def _text_method(self, name: str, call: cst.Call) -> Things:
        base = self.const(call.func.value) if isinstance(call.func, cst.Attribute) else None
        text = base.value if base else None
        if not base or not isinstance(text, str):
            return UNKNOWN_THINGS
        arguments = self.arguments(call)
        given = [_value(self.const(node)) for node in arguments.positional]
        if name == "format":
            named = {k: _value(self.const(v)) for k, v in arguments.keywords.items()}
            return (Const(texts.formatted(text, given, named), call),)
        if name == "join" and given == [None]:
            return self._joined(text, arguments.positional[0], call)
        if name in texts.PLAIN_METHODS and all(isinstance(g, str) for g in given):
            try:
                return (Const(getattr(text, name)(*given), base.node),)
            except TypeError:  # not what the method takes
                return UNKNOWN_THINGS
        if name == "encode":
            return (base,)
        return UNKNOWN_THINGS

    def _joined(self, separator: str, node: Node, call: cst.Call) -> Things:
        thing = self.thing(node)
        if not isinstance(thing, Items):
            return UNKNOWN_THINGS
        parts = [_value(self.const(e.value)) for e in thing.node.elements]
        text = separator.join(p if isinstance(p, str) else texts.HOLE for p in parts)
        return (Const(texts.shortened(text), call),)

    def _builtin(self, name: str, call: cst.Call) -> Things:
        if name == "dict":
            return (Dictionary((call,)),)
        arguments = self.arguments(call)
        first = self.const(arguments.positional[0]) if arguments.positional else None
        if name == "urllib.parse.urljoin":
            second = self.text(arguments.positional[1]) if len(arguments.positional) > 1 else None
            base = first.value if first else None
            if first and isinstance(base, str):
                return (Const(texts.joined(base, second), first.node),)
            if second and re.match(r"[a-z][a-z0-9+.-]*://", second, re.I):
                return (Const(second, call),)
            return UNKNOWN_THINGS
        if first is None:
            return (Ref(f"{name}()"),) if name in {"range", "enumerate"} else UNKNOWN_THINGS
        value = first.value
        if name == "str" and isinstance(value, str | int | float):
            return (Const(str(value), first.node),)
        if name in {"int", "float"} and isinstance(value, int | float | str):
            try:
                return (Const(int(value) if name == "int" else float(value), first.node),)
            except (ValueError, OverflowError):
                return UNKNOWN_THINGS
        return UNKNOWN_THINGS


def _are_made(left: Things, right: Things) -> bool:
    """Two parts of a policy: `stop_after_attempt(5) | stop_after_delay(60)`."""
    both = (*left, *right)
    return bool(both) and all(isinstance(t, Made | Terms) for t in both)


def _single(things: Things) -> object:
    """The value, if it is one constant."""
    first = things[0] if len(things) == 1 else None
    return first.value if isinstance(first, Const) else None


def _value(const: Const | None) -> object:
    return const.value if const else None


def _literal(node: cst.SimpleString) -> object:
    try:
        return node.evaluated_value
    except (SyntaxError, ValueError):  # an escape that this Python refuses
        return node.raw_value


def _arithmetic(node: cst.BinaryOperation, one: float, two: float) -> Things:
    try:
        match node.operator:
            case cst.Add():
                return (Const(one + two, node),)
            case cst.Subtract():
                return (Const(one - two, node),)
            case cst.Multiply():
                return (Const(one * two, node),)
            case cst.Divide():
                return (Const(one / two, node),)
    except (ZeroDivisionError, OverflowError):
        pass
    return UNKNOWN_THINGS


_BUILTINS = frozenset({"dict", "str", "int", "float"})
_COMBINES: dict[type[cst.BaseBinaryOp], Literal["any", "all", "sum"]] = {
    cst.BitOr: "any",
    cst.BitAnd: "all",
    cst.Add: "sum",
}
"""How operators join the parts of a policy."""
