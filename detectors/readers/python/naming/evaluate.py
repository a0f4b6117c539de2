"""What expressions may stand for, followed through names, attributes, calls and functions of the file."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from typing import Any

from detectors.clients import is_a_package
from detectors.clients.lookup import Lookup
from detectors.clients.model import bare
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.callbacks import Callbacks
from detectors.readers.python.naming.classes import Classes
from detectors.readers.python.naming.dictionaries import Dictionaries
from detectors.readers.python.naming.guards import possible
from detectors.readers.python.naming.literals import BUILTINS, Literals
from detectors.readers.python.naming.names import Names
from detectors.readers.python.naming.parameters import Parameters
from detectors.readers.python.naming.shared_state import SharedState
from detectors.readers.python.naming.things import (
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
    Thing,
    Things,
    Unknown,
    distinct,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding
from detectors.readers.python.syntax.traits import Node, descendants, last_name
from detectors.readers.python.syntax.tree import Tree

DEEPEST = 40
"""Steps that one question may lead to; beyond, the answer is unknown."""
MOST = 8
"""Alternatives that are kept; beyond, the answer is unknown."""
LONGEST_NAME = 200

_MAKES = re.compile(r"_?(?:get|create|make|build|init|new)_")
"""How functions begin whose result is meant, not they."""
_LITERAL = re.compile(r"[\w.-]{1,60}")
_DOTTED = re.compile(r"[A-Za-z_][\w.]*")
_VERBS = ("get", "post")
_METHODS = frozenset({"method", "http_method", "request_method", "verb", "http_verb"})
"""Names of what says which verb of HTTP is meant."""
_CONSTANTS = {"True": True, "False": False, "None": None}
_OPTIONAL = frozenset(
    {"typing.Optional", "typing.Annotated", "typing.Union", "typing.Final", "typing.ClassVar"}
)
_PROPERTIES = frozenset({"property", "functools.cached_property", "cached_property"})
_CONTEXTS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})


def _is_a_method(name: Node) -> bool:
    """`method`, `self.method`, `request.method.lower()`, `str(method).lower()`"""
    return any(last_name(part) in _METHODS for part in descendants(name))


class Evaluator:
    """Answers for one file; every answer is kept, so that following names stays linear."""

    def __init__(self, tree: Tree, lookup: Lookup) -> None:
        self.tree = tree
        self.lookup = lookup
        self.names = Names(tree)
        self.dictionaries = Dictionaries(self)
        self.literals = Literals(self)
        self.classes = Classes(self)
        self.parameters = Parameters(self)
        self.callbacks = Callbacks(self)
        self.shared = SharedState(tree)
        self._things: dict[Node, Things] = {}
        self._bindings: dict[Binding, Things] = {}
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

    def arguments(self, call: nodes.Call) -> Arguments:
        return Arguments.of(call, self)

    def sites(self, function: nodes.FunctionDef) -> list[nodes.Call]:
        """Where the same file calls a function; for `__init__`, where it makes objects of the class."""
        return self.parameters.sites(function)

    def callers(self, function: nodes.FunctionDef | nodes.Lambda) -> list[nodes.Call]:
        """Where it is called, under its own name or as what a helper or decorator of the file was given."""
        own = self.sites(function) if isinstance(function, nodes.FunctionDef) else []
        return [*own, *self.callbacks.of(function)]

    # Expressions

    def _evaluate(self, node: Node) -> Things:
        evaluate = _EVALUATE.get(type(node))
        return evaluate(self, node) if evaluate else UNKNOWN_THINGS

    def _text(self, node: _Text) -> Things:
        return (Const(self.literals.value(node), self.literals.beginning(node)),)

    def _name(self, node: nodes.Name) -> Things:
        if node.value in _CONSTANTS:
            return (Const(_CONSTANTS[node.value], node),)
        scope = self.tree.scopes.get(node)
        if scope is None:
            return UNKNOWN_THINGS
        bindings = self.names.reaching(node.value, node, scope)
        if bindings is None:
            return self._from_a_star(node.value) if self.tree.star_imports else (Ref(node.value),)
        if not bindings:
            return UNKNOWN_THINGS
        things = [thing for b in bindings for thing in self.bound(b, node)]
        return distinct(possible(self.tree, node, things)) or (UNKNOWN_THINGS if things else ())

    def _from_a_star(self, name: str) -> Things:
        """`requests` behind `from .common import *` is that module; behind one `from requests import *` `get` is its."""
        stars = self.tree.star_imports
        if name not in stars and is_a_package(name):
            return (Ref(name),)
        if len(stars) > 1 or hasattr(builtins, name):
            return UNKNOWN_THINGS
        return (Ref(self.lookup.canonical(f"{stars[0]}.{name}")),)

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
                return self._imported(binding)
            case "function" if isinstance(node, nodes.FunctionDef):
                return (Function(node),)
            case "class" if isinstance(node, nodes.ClassDef):
                return (Class(node),)
            case "value":
                found = self.things(node)
                if binding.annotation is not None and self.is_unseen(found):
                    return self.parameters.annotated(binding.annotation, node)
                return found
            case "annotation" if binding.annotation is not None:
                return self.parameters.annotated(binding.annotation, node)
            case "context":
                return self.entered(node)
            case "element":
                return self._elements(node)
            case "item":
                return self._item(node, binding.index)
            case "parameter" if isinstance(node, nodes.Param):
                return self.parameters.value(binding, node)
            case "opaque" if isinstance(node, nodes.Param) and node.star == "**":
                return (Dictionary((node,)),)
        return UNKNOWN_THINGS

    def _imported(self, binding: Binding) -> Things:
        if self.tree.beside and (found := self._beside(binding.detail)):
            return found
        name = self.lookup.canonical(binding.detail)
        _, dot, last = name.rpartition(".")
        handed_on = (
            self.handed_on(last, binding.statement) if dot and not _MAKES.match(last) else None
        )
        return (handed_on or Ref(name),)

    def _beside(self, name: str) -> Things:
        """What another file of the project has under this name, as far as it is read: `.http.session`."""
        module, _, last = name.rpartition(".")
        for names, scope in self.tree.beside.get(module or ".", ()):
            if last in names and last in scope.bindings:
                bindings = self.names.at_the_end(scope.bindings[last], scope)
                things = [thing for one in bindings for thing in self.bound(one)]
                return distinct(things) or UNKNOWN_THINGS
        return ()

    # Attributes and classes

    def _attribute(self, node: nodes.Attribute) -> Things:
        if made := self._made_for_the_application(node):
            return made
        found: list[Thing] = []
        for base in self.things(node.value):
            found += self.attribute(base, node.attr.value, node)
        return distinct(found)

    def _made_for_the_application(self, node: nodes.Attribute | nodes.Subscript) -> Things:
        """`request.app["http"]`: an object, by the name that it is kept under; what else may stand there is anybody's."""
        kept = self.shared.kept(node)
        return tuple(t for t in self.things(kept) if isinstance(t, Made)) if kept else ()

    def attribute(self, base: Thing, name: str, at: Node) -> Things:
        """What `base.name` stands for at a node."""
        match base:
            case Made(definition=nodes.ClassDef() as definition):
                return self.classes.member(definition, name, base, at)
            case Made(name=made):
                return self.named(f"{made}.{name}", base) if made else UNKNOWN_THINGS
            case Ref(name=ref, owner=owner):
                return self.named(f"{ref}.{name}", owner)
            case Class(node=definition):
                return self.classes.member(definition, name, None, at)
            case Const(value=str()):
                return (Ref(f"str.{name}"),)
            case Const(value=None, is_default=False):
                return ()  # it would fail, so here it is something else
            case Partial(target=target) if name == "func":
                return (target,)
            case Function(node=nodes.FunctionDef() as function):
                return self._of_decorated(function, name)
        return UNKNOWN_THINGS

    def _of_decorated(self, function: nodes.FunctionDef, name: str) -> Things:
        """`send.delay`: what a decorator turns a function into."""
        for decorator in function.decorators:
            for thing in self.things(decorator.decorator):
                if isinstance(thing, Made) and thing.name:
                    return self.named(f"{thing.name}.{name}", None)
                if isinstance(thing, Ref):
                    return self.named(f"{thing.name}().{name}", None)
        return UNKNOWN_THINGS

    def named(self, name: str, owner: Made | None) -> Things:
        if len(name) > LONGEST_NAME:
            return UNKNOWN_THINGS
        if owner is None and self.tree.beside and (found := self._beside(name)):
            return found
        return (Ref(self.lookup.canonical(name), owner),)

    # Calls

    def _call(self, node: nodes.Call) -> Things:
        found: list[Thing] = []
        for callee in self.things(node.func):
            found += self.called(callee, node)
        return distinct(found) or UNKNOWN_THINGS

    def called(self, callee: Thing, call: nodes.Call) -> Things:
        """What calling this gives."""
        match callee:
            case Ref():
                return self._called_name(callee, call)
            case Class(node=definition):
                name = self.classes.base_name(definition)
                return (Made(name, name.removesuffix("()"), call, definition=definition),)
            case Function(node=function):
                return self.result(function)
            case Partial(target=target):
                return self.called(target, call)
            case Made(definition=nodes.ClassDef() as definition):
                found: list[Thing] = []
                for thing in self.classes.member(definition, "__call__", callee, call):
                    if isinstance(thing, Function):
                        found += self.result(thing.node)
                return distinct(found) or UNKNOWN_THINGS
            case Made(name=made) if made and self.lookup.is_aliased(f"{made}.__call__()"):
                return self._called_name(Ref(f"{made}.__call__", callee), call)
        return UNKNOWN_THINGS

    def _asked_for(self, base: Node, name: Node) -> Things:
        """`getattr(session, "get")`, `getattr(requests, method.lower())`: any verb, if which one cannot be seen."""
        text = self.text(name)
        names = (text,) if text is not None else _VERBS if _is_a_method(name) else ()
        found = [
            thing
            for one in self.things(base)
            for verb in names
            for thing in self.attribute(one, verb, base)
            if text is not None or (isinstance(thing, Ref) and self.lookup.call(thing.name))
        ]
        return distinct(found) or UNKNOWN_THINGS

    def _called_name(self, callee: Ref, call: nodes.Call) -> Things:
        name = callee.name
        if name in {"functools.partial", "partial"} and call.args:
            return tuple(Partial(t, call) for t in self.things(call.args[0].value))
        if name.startswith("str."):
            return self.literals.text_method(name[4:], call)
        if name == "getattr" and len(call.args) == 2:
            return self._asked_for(*(given.value for given in call.args))
        if name in BUILTINS or name == "urllib.parse.urljoin":
            return self.literals.builtin(name, call)
        if name in {"contextlib.closing", "contextlib.aclosing"} and call.args:
            return self.things(call.args[0].value)
        if name in {"typing.cast", "typing_extensions.cast"} and len(call.args) == 2:
            return self.parameters.cast(*(given.value for given in call.args))
        if (known := self.lookup.call(name)) and (returned := known.item.returns):
            return (Made(returned, name, call, callee.owner),)
        is_told = name.rpartition(".")[2] in self.lookup.factories
        made = self.lookup.canonical(f"{name}({self._first_literal(call) if is_told else ''})")
        if len(made) > LONGEST_NAME:
            return UNKNOWN_THINGS
        usual = self.lookup.usual(name.rpartition(".")[2]) if callee.owner is None else None
        if usual is not None and not self.lookup.object(made):
            return (Made(f"{bare(usual)[:-2]}({self._first_literal(call)})", origin=call),)
        return (Made(made, name, call, callee.owner),)

    def handed_on(self, name: str, origin: Node) -> Made | None:
        """A client that another module makes, told by what projects call such a one."""
        usual = self.lookup.usual(name)
        return Made(usual, origin=origin) if usual is not None else None

    def _first_literal(self, call: nodes.Call) -> str:
        """`'sns'` of `boto3.client('sns')`: factories tell by it what they make."""
        if not call.args or call.args[0].star:
            return ""
        first = call.args[0]
        if first.keyword is not None and first.keyword.value not in {"service_name", "name"}:
            return ""
        text = self.text(first.value)
        return f"'{text}'" if text and _LITERAL.fullmatch(text) else ""

    def result(self, function: nodes.FunctionDef | nodes.Lambda) -> Things:
        """What a function of the file returns; what it yields, if it opens a context."""
        if isinstance(function, nodes.Lambda):
            return self.things(function.body)
        opens = any(self.ref(d.decorator) in _CONTEXTS for d in function.decorators)
        values = (self.tree.yields if opens else self.tree.returns).get(function, [])
        found = distinct([t for value in values for t in self.things(value)])
        if function.returns is not None and self.is_unseen(found):
            annotated = self.parameters.annotated(function.returns.annotation, function)
            return found or annotated if annotated == UNKNOWN_THINGS else annotated
        return found or UNKNOWN_THINGS

    def is_unseen(self, things: Things) -> bool:
        """Nothing is known of any of these: calls of other modules, parameters."""
        return all(
            isinstance(t, Unknown)
            or (isinstance(t, Made) and not t.definition and not self.lookup.object(t.name))
            for t in things
        )

    def entered(self, node: Node) -> Things:
        """What `with node as x` gives: for all that we know, the object itself."""
        return self.things(node)

    # Parts of sequences and dictionaries

    def _elements(self, node: Node) -> Things:
        found: list[Thing] = []
        for thing in self.things(node):
            if not isinstance(thing, Items) or len(thing.node.elements) > MOST:
                return UNKNOWN_THINGS
            for element in thing.node.elements:
                found += (
                    self.things(element.value)
                    if isinstance(element, nodes.Element)
                    else UNKNOWN_THINGS
                )
        return distinct(found) or UNKNOWN_THINGS

    def _item(self, node: Node, index: int) -> Things:
        found: list[Thing] = []
        for thing in self.things(node):
            elements = thing.node.elements if isinstance(thing, Items) else ()
            if index >= len(elements) or not isinstance(elements[index], nodes.Element):
                return UNKNOWN_THINGS
            found += self.things(elements[index].value)
        return distinct(found) or UNKNOWN_THINGS

    def _subscript(self, node: nodes.Subscript) -> Things:
        if len(node.slice) != 1 or not isinstance(index := node.slice[0].slice, nodes.Index):
            return UNKNOWN_THINGS
        if made := self._made_for_the_application(node):
            return made
        key = self.const(index.value)
        bases = self.things(node.value)
        if bases and all(isinstance(t, Ref) for t in bases):
            return distinct([x for t in bases if isinstance(t, Ref) for x in self._part_of(t)])
        if bases and all(self._is_client(t) for t in bases):
            parts = [self.named(f"{t.name}.__getitem__", t) for t in bases if isinstance(t, Made)]
            return distinct([part for found in parts for part in found])
        if key is None:
            return self._kept(bases)
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

    def _is_client(self, thing: Thing) -> bool:
        """`MongoClient(uri)["shop"]["orders"]`: what a known client holds under a key is a part of it."""
        if not isinstance(thing, Made) or thing.definition is not None:
            return False
        known = self.lookup.object(thing.name)
        return known is not None and known.item.kind == "client"

    def _kept(self, bases: Things) -> Things:
        """`clients[region]` is one of those that the file puts there, where all of them are of one kind."""
        found: list[Thing] = []
        for base in bases:
            if not isinstance(base, Dictionary):
                return UNKNOWN_THINGS
            entries = self.dictionaries.entries(base)
            for value in (*entries.known.values(), *entries.by_unseen_keys):
                found += self.things(value)
        made = [one for one in found if isinstance(one, Made)]
        is_one_kind = len(made) == len(found) and len({one.name for one in made}) == 1
        return distinct(found) if is_one_kind else UNKNOWN_THINGS

    def _part_of(self, ref: Ref) -> Things:
        """`session.hooks["response"]` is part of something known; an imported dictionary is not."""
        return self.named(f"{ref.name}[]", ref.owner) if ref.owner else UNKNOWN_THINGS


_Text = nodes.SimpleString | nodes.ConcatenatedString | nodes.FormattedString
_EVALUATE: dict[type[Node], Callable[[Evaluator, Any], Things]] = {
    nodes.Name: Evaluator._name,
    nodes.Attribute: Evaluator._attribute,
    nodes.Call: Evaluator._call,
    nodes.Subscript: Evaluator._subscript,
    **dict.fromkeys(
        (nodes.SimpleString, nodes.ConcatenatedString, nodes.FormattedString), Evaluator._text
    ),
    **dict.fromkeys(
        (nodes.Integer, nodes.Float), lambda _, node: (Const(node.evaluated_value, node),)
    ),
    **dict.fromkeys((nodes.List, nodes.Tuple, nodes.Set), lambda _, node: (Items(node),)),
    nodes.Dict: lambda _, node: (Dictionary((node,)),),
    nodes.Lambda: lambda _, node: (Function(node),),
    nodes.Await: lambda self, node: self.things(node.expression),
    nodes.NamedExpr: lambda self, node: self.things(node.value),
    nodes.IfExp: lambda self, node: distinct([*self.things(node.body), *self.things(node.orelse)]),
    nodes.BooleanOperation: lambda self, node: self.literals.either(node),
    nodes.BinaryOperation: lambda self, node: self.literals.operation(node),
    nodes.UnaryOperation: lambda self, node: self.literals.unary(node),
}
"""How each kind of expression is evaluated; every other one is unknown."""
