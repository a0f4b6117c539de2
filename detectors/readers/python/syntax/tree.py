"""One walk over the syntax trees: parents, scopes, what each name is bound to, and lists of what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from detectors.facts import Excerpt
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import (
    Assigned,
    Binding,
    Scope,
    first_parameter,
    owner_of,
)
from detectors.readers.python.syntax.source import Piece
from detectors.readers.python.syntax.traits import (
    LAST_FIRST,
    NO_NODES,
    OUTER,
    STATEMENTS,
    ComprehensionNode,
    Node,
    children,
    dotted,
    last_name,
)


class Tree:
    """What one walk over all pieces of a source collects; nodes are in the order of the source."""

    def __init__(
        self, pieces: Sequence[Piece], beside: Sequence[tuple[Excerpt, Piece]] = ()
    ) -> None:
        self.order: dict[Node, int] = {}
        """Statement -> its number."""
        self.scopes: dict[Node, Scope] = {}
        """Name, call, lambda, definition, comprehension -> the scope in which it is evaluated."""
        self.inner: dict[Node, Scope] = {}
        """Function, class, comprehension -> the scope that it opens."""
        self.calls: list[nodes.Call] = []
        self.functions: list[nodes.FunctionDef] = []
        self.classes: list[nodes.ClassDef] = []
        self.branches: dict[Node, list[nodes.If]] = {}
        """Function, class or module -> the `if`s that stand in its own scope."""
        self.handlers: list[nodes.ExceptHandler | nodes.ExceptStarHandler] = []
        self.finals: list[nodes.Finally] = []
        self.comparisons: list[nodes.Comparison] = []
        self.texts: list[nodes.BaseExpression] = []
        """Strings that are no docstrings and no part of another string."""
        self.dictionaries: list[nodes.Dict] = []
        self.assigned: list[Assigned] = []
        self.assignments: list[tuple[str, nodes.BaseExpression, Node]] = []
        """Name, value and statement of plain and annotated assignments."""
        self.calls_by_name: dict[str, list[nodes.Call]] = {}
        self.returns: dict[Node, list[nodes.BaseExpression]] = {}
        """Function -> what it returns."""
        self.yields: dict[Node, list[nodes.BaseExpression]] = {}
        self.generators: set[Node] = set()
        """Functions that yield, whatever it is."""
        self.star_imports: list[str] = []
        """The modules of which everything is imported."""
        self.imported: set[str] = set()
        self._is_beside = False
        self._walks: dict[Node, tuple[list[Node], int, int]] = {}
        """Node -> the walk through the definition around it, and which part of that is the walk through the node."""
        root = pieces[0].module if pieces else nodes.Module([])
        self.module = Scope("module", root)
        for piece in pieces:
            self._walk(piece.module, self.module)
        self.beside: dict[str, list[tuple[frozenset[str], Scope]]] = {}
        """Another file, as the source names it -> what may be reached there, in which scope."""
        self.calls_beside: list[nodes.Call] = []
        if beside:
            self._walk_beside(beside)

    # The walk

    def _walk_beside(self, beside: Sequence[tuple[Excerpt, Piece]]) -> None:
        """What names of other files stand for is known; nothing there is looked at for itself."""
        own: list[tuple[list[Any], int]] = [
            (found, len(found))
            for found in (
                *(self.calls, self.functions, self.classes, self.handlers, self.finals),
                *(self.comparisons, self.texts, self.dictionaries, self.assignments),
                self.star_imports,
            )
        ]
        imported = {*self.imported}
        self._is_beside = True
        for excerpt, piece in beside:
            scope = Scope("module", piece.module)
            self._walk(piece.module, scope)
            self.beside.setdefault(excerpt.module, []).append((excerpt.names, scope))
        self.calls_beside = self.calls[own[0][1] :]
        for found, length in own:
            del found[length:]
        self.imported = imported

    def _walk(self, module: nodes.Module, top: Scope) -> None:
        scopes = self.scopes
        scopes[module] = top
        module.parent = module
        pending: list[tuple[Node, Scope, Node]] = []
        for first in reversed(module.body):
            first.parent = module
            pending.append((first, top, module))
        while pending:
            node, scope, statement = pending.pop()
            kind = node.__class__
            if kind in STATEMENTS:
                self.order[node] = len(self.order)
                statement = node
            visit = _VISITS.get(kind)
            if visit:
                scope = visit(self, node, scope, statement) or scope
            outer = OUTER.get(kind)
            for name in LAST_FIRST[kind]:
                value = getattr(node, name)
                around = scopes[node] if outer and name in outer else scope
                if value.__class__ is list:
                    for child in reversed(value):
                        child.parent = node
                        pending.append((child, around, statement))
                elif value.__class__ is nodes.Name:
                    value.parent = node
                    scopes[value] = around
                elif value.__class__ not in NO_NODES:
                    value.parent = node
                    pending.append((value, around, statement))

    def _bind(self, binding: Binding) -> None:
        scope = binding.scope
        if binding.name in scope.outside:
            binding.is_foreign = True
            target = scope.outside[binding.name]
            if target is None:
                target = next(
                    (s for s in scope.functions() if s is not scope and binding.name in s.bindings),
                    scope,
                )
            scope = target
        scope.bindings.setdefault(binding.name, []).append(binding)

    def _target(
        self, target: Node, scope: Scope, statement: Node, value: Binding | None = None
    ) -> None:
        """Binds what stands on the left; `value` says to what, None: it cannot be told."""
        if isinstance(target, nodes.Name):
            binding = value or Binding("opaque", "", target, scope, statement)
            binding.name = target.value
            self._bind(binding)
        elif isinstance(target, nodes.Attribute):
            self._attribute(target, scope, statement, value)
        elif isinstance(target, nodes.Subscript):
            key = target.slice[0].slice if len(target.slice) == 1 else None
            index = key.value if isinstance(key, nodes.Index) else None
            written = value.node if value and value.how == "value" else None
            expression = written if isinstance(written, nodes.BaseExpression) else None
            self.assigned.append(Assigned(target.value, "", index, expression, statement))
        elif isinstance(target, nodes.Tuple | nodes.List):
            self._unpack(target, scope, statement, value)
        elif isinstance(target, nodes.StarredElement):
            self._target(target.value, scope, statement)

    def _attribute(
        self, target: nodes.Attribute, scope: Scope, statement: Node, value: Binding | None
    ) -> None:
        name = target.attr.value
        written = value.node if value and value.how in {"value", "annotation"} else None
        expression = written if isinstance(written, nodes.BaseExpression) else None
        if expression is not None or value is None or value.how != "annotation":
            self.assigned.append(Assigned(target.value, name, None, expression, statement))
        if isinstance(target.value, nodes.Name | nodes.Attribute):
            owner = owner_of(scope, target.value)
            if owner is not None:
                binding = value or Binding("opaque", "", target, scope, statement)
                binding.name = name
                owner.attributes.setdefault(name, []).append(binding)

    def _unpack(
        self, target: nodes.Tuple | nodes.List, scope: Scope, statement: Node, value: Binding | None
    ) -> None:
        elements = target.elements
        is_plain = not any(isinstance(e, nodes.StarredElement) for e in elements)
        given = value.node if value and value.how == "value" else None
        for index, element in enumerate(elements):
            bound = None
            if is_plain and isinstance(given, nodes.Tuple | nodes.List):
                values = given.elements
                if len(values) == len(elements) and isinstance(values[index], nodes.Element):
                    bound = Binding("value", "", values[index].value, scope, statement)
            elif is_plain and given is not None:
                bound = Binding("item", "", given, scope, statement, index=index)
            self._target(element.value, scope, statement, bound)

    # What single nodes add

    def _assign(self, node: nodes.Assign, scope: Scope, statement: Node) -> None:
        for target in node.targets:
            value = Binding("value", "", node.value, scope, statement)
            if isinstance(target.target, nodes.Name):
                self.assignments.append((target.target.value, node.value, node))
            self._target(target.target, scope, statement, value)

    def _annotated(self, node: nodes.AnnAssign, scope: Scope, statement: Node) -> None:
        annotation = node.annotation.annotation
        if node.value is not None and isinstance(node.target, nodes.Name):
            self.assignments.append((node.target.value, node.value, node))
        how: Literal["value", "annotation"] = "annotation" if node.value is None else "value"
        binding = Binding(how, "", node.value or node.target, scope, statement)
        binding.annotation = annotation
        self._target(node.target, scope, statement, binding)

    def _augmented(self, node: nodes.AugAssign, scope: Scope, statement: Node) -> None:
        self._target(node.target, scope, statement)

    def _named(self, node: nodes.NamedExpr, scope: Scope, statement: Node) -> None:
        while scope.kind == "comprehension" and scope.parent:
            scope = scope.parent
        self._target(node.target, scope, statement, Binding("value", "", node.value, scope, node))

    def _import(self, node: nodes.Import, scope: Scope, statement: Node) -> None:
        for alias in node.names:
            name = dotted(alias.name)
            self.imported.add(name)
            local = alias.asname.name if alias.asname else None
            bound = local.value if isinstance(local, nodes.Name) else name.partition(".")[0]
            detail = name if local else bound
            self._bind(Binding("import", bound, alias, scope, statement, detail))

    def _import_from(self, node: nodes.ImportFrom, scope: Scope, statement: Node) -> None:
        module = "." * node.relative + (dotted(node.module) if node.module else "")
        if self._is_beside and node.relative:
            module = f"beside{module}"
        if isinstance(node.names, nodes.ImportStar):
            self.star_imports.append(module)
            self.imported.add(module)
            return
        for alias in node.names:
            name = dotted(alias.name)
            self.imported.add(f"{module}.{name}")
            local = alias.asname.name if alias.asname else alias.name
            if isinstance(local, nodes.Name):
                detail = f"{module}.{name}"
                self._bind(Binding("import", local.value, alias, scope, statement, detail))

    def _global(self, node: nodes.Global, scope: Scope, statement: Node) -> None:
        for item in node.names:
            scope.outside[item.name.value] = scope.outermost()

    def _nonlocal(self, node: nodes.Nonlocal, scope: Scope, statement: Node) -> None:
        for item in node.names:
            scope.outside[item.name.value] = None

    def _for(self, node: nodes.For, scope: Scope, statement: Node) -> None:
        value = Binding("element", "", node.iter, scope, statement)
        is_tuple = isinstance(node.target, nodes.Tuple | nodes.List)
        self._target(node.target, scope, statement, None if is_tuple else value)

    def _with(self, node: nodes.With, scope: Scope, statement: Node) -> None:
        for item in node.items:
            if item.asname is not None:
                value = Binding("context", "", item.item, scope, statement)
                self._target(item.asname.name, scope, statement, value)

    def _handler(
        self, node: nodes.ExceptHandler | nodes.ExceptStarHandler, scope: Scope, statement: Node
    ) -> None:
        self.handlers.append(node)
        if node.name is not None:
            self._target(node.name.name, scope, statement)

    def _final(self, node: nodes.Finally, scope: Scope, statement: Node) -> None:
        self.finals.append(node)

    def _function(self, node: nodes.FunctionDef, scope: Scope, statement: Node) -> Scope:
        self.functions.append(node)
        self.scopes[node] = scope
        self._bind(Binding("function", node.name.value, node, scope, statement))
        inner = Scope("function", node, scope)
        self.inner[node] = inner
        self._parameters(node.params, inner, node)
        if scope.kind == "class":
            inner.myself = first_parameter(node)
        return inner

    def _lambda(self, node: nodes.Lambda, scope: Scope, statement: Node) -> Scope:
        self.scopes[node] = scope
        inner = Scope("function", node, scope)
        self.inner[node] = inner
        self._parameters(node.params, inner, node)
        return inner

    def _parameters(self, params: nodes.Parameters, scope: Scope, node: Node) -> None:
        positional = (*params.posonly_params, *params.params)
        for index, param in enumerate((*positional, *params.kwonly_params)):
            binding = Binding("parameter", param.name.value, param, scope, node)
            binding.index = index if index < len(positional) else -1
            binding.annotation = param.annotation.annotation if param.annotation else None
            self._bind(binding)
        for star in (params.star_arg, params.star_kwarg):
            if isinstance(star, nodes.Param):
                self._bind(Binding("opaque", star.name.value, star, scope, node))

    def _class(self, node: nodes.ClassDef, scope: Scope, statement: Node) -> Scope:
        self.classes.append(node)
        self.scopes[node] = scope
        self._bind(Binding("class", node.name.value, node, scope, statement))
        self.inner[node] = Scope("class", node, scope)
        return self.inner[node]

    def _comprehension(self, node: ComprehensionNode, scope: Scope, statement: Node) -> Scope:
        self.scopes[node] = scope
        inner = Scope("comprehension", node, scope)
        self.inner[node] = inner
        return inner

    def _comp_for(self, node: nodes.CompFor, scope: Scope, statement: Node) -> None:
        value = Binding("element", "", node.iter, scope, statement)
        is_tuple = isinstance(node.target, nodes.Tuple | nodes.List)
        self._target(node.target, scope, statement, None if is_tuple else value)

    def _match_as(self, node: nodes.MatchAs, scope: Scope, statement: Node) -> None:
        if node.name is not None:
            self._target(node.name, scope, statement)

    def _delete(self, node: nodes.Del, scope: Scope, statement: Node) -> None:
        self._target(node.target, scope, statement)

    def _call(self, node: nodes.Call, scope: Scope, statement: Node) -> None:
        self.calls.append(node)
        self.scopes[node] = scope
        name = last_name(node.func)
        if name:
            self.calls_by_name.setdefault(name, []).append(node)

    def _comparison(self, node: nodes.Comparison, scope: Scope, statement: Node) -> None:
        self.comparisons.append(node)

    def _if(self, node: nodes.If, scope: Scope, statement: Node) -> None:
        self.branches.setdefault(scope.node, []).append(node)

    def _return(self, node: nodes.Return, scope: Scope, statement: Node) -> None:
        if node.value is not None and scope.kind == "function":
            self.returns.setdefault(scope.node, []).append(node.value)

    def _yield(self, node: nodes.Yield, scope: Scope, statement: Node) -> None:
        if scope.kind != "function":
            return
        self.generators.add(scope.node)
        if isinstance(node.value, nodes.BaseExpression):
            self.yields.setdefault(scope.node, []).append(node.value)

    def _name(self, node: nodes.Name, scope: Scope, statement: Node) -> None:
        self.scopes[node] = scope

    def _dictionary(self, node: nodes.Dict, scope: Scope, statement: Node) -> None:
        self.dictionaries.append(node)

    def _text(self, node: nodes.BaseExpression, scope: Scope, statement: Node) -> None:
        parent = node.parent
        if isinstance(parent, nodes.ConcatenatedString | nodes.Expr):
            return
        if isinstance(node, nodes.SimpleString) and isinstance(parent, nodes.Annotation):
            return
        self.scopes[node] = scope
        self.texts.append(node)

    # Asking

    def statement_of(self, node: Node) -> Node:
        """The smallest statement around a node, or itself."""
        while node not in self.order:
            node = node.parent
        return node

    def ancestors(self, node: Node) -> Iterator[Node]:
        """What is around a node, innermost first."""
        while node.__class__ is not nodes.Module:
            node = node.parent
            yield node

    def walk(self, node: Node) -> list[Node]:
        """A node and everything in it, but not the insides of functions and classes within."""
        if node not in self._walks:
            self._walk_through(self._around(node))
        found, start, end = self._walks[node]
        return found[start:end]

    def _around(self, node: Node) -> Node:
        """The definition or module that a node is in, or that it is."""
        while node.__class__ not in _DEFINITIONS and node.__class__ is not nodes.Module:
            node = node.parent
        return node

    def _walk_through(self, definition: Node) -> None:
        """Walks once, as many ask for parts of it: what is in a node stands directly behind it."""
        found: list[Node] = []
        pending = [definition]
        while pending:
            current = pending.pop()
            found.append(current)
            if current is definition or current.__class__ not in _DEFINITIONS:
                pending += reversed(children(current))
        ends: dict[Node, int] = {}
        for place in range(len(found) - 1, -1, -1):
            node = found[place]
            end = ends.get(node, place + 1)
            ends.setdefault(node.parent, end)
            if node is definition or node.__class__ not in _DEFINITIONS:
                self._walks[node] = found, place, end

    def module_of(self, node: Node) -> Node:
        while node.__class__ is not nodes.Module:
            node = node.parent
        return node

    def function_of(self, node: Node) -> nodes.FunctionDef | nodes.Lambda | None:
        """The function whose body a node is in; defaults, decorators and annotations are outside."""
        child = node
        for parent in self.ancestors(node):
            if isinstance(parent, nodes.FunctionDef | nodes.Lambda) and child is parent.body:
                return parent
            child = parent
        return None

    def is_in_a_clause(self, node: Node) -> bool:
        """It runs only where something of its function has failed."""
        for parent in self.ancestors(node):
            if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
                return False
            if isinstance(parent, nodes.ExceptHandler | nodes.ExceptStarHandler):
                return True
        return False

    def definition_of(self, node: Node) -> nodes.FunctionDef | None:
        """The function with a name around a node."""
        function = self.function_of(node)
        while isinstance(function, nodes.Lambda):
            function = self.function_of(function)
        return function

    def class_of(self, function: Node) -> nodes.ClassDef | None:
        """The class that a function is a method of."""
        scope = self.scopes.get(function)
        node = scope.node if scope and scope.kind == "class" else None
        return node if isinstance(node, nodes.ClassDef) else None


_DEFINITIONS = frozenset({nodes.FunctionDef, nodes.ClassDef, nodes.Lambda})
"""What has insides of its own."""

_VISITS: dict[type[Node], Callable[[Tree, Any, Scope, Node], Scope | None]] = {
    nodes.Assign: Tree._assign,
    nodes.AnnAssign: Tree._annotated,
    nodes.AugAssign: Tree._augmented,
    nodes.NamedExpr: Tree._named,
    nodes.Import: Tree._import,
    nodes.ImportFrom: Tree._import_from,
    nodes.Global: Tree._global,
    nodes.Nonlocal: Tree._nonlocal,
    nodes.If: Tree._if,
    nodes.For: Tree._for,
    nodes.With: Tree._with,
    nodes.ExceptHandler: Tree._handler,
    nodes.ExceptStarHandler: Tree._handler,
    nodes.Finally: Tree._final,
    nodes.FunctionDef: Tree._function,
    nodes.Lambda: Tree._lambda,
    nodes.ClassDef: Tree._class,
    nodes.ListComp: Tree._comprehension,
    nodes.SetComp: Tree._comprehension,
    nodes.GeneratorExp: Tree._comprehension,
    nodes.DictComp: Tree._comprehension,
    nodes.CompFor: Tree._comp_for,
    nodes.MatchAs: Tree._match_as,
    nodes.Del: Tree._delete,
    nodes.Call: Tree._call,
    nodes.Comparison: Tree._comparison,
    nodes.Dict: Tree._dictionary,
    nodes.Return: Tree._return,
    nodes.Yield: Tree._yield,
    nodes.Name: Tree._name,
    nodes.SimpleString: Tree._text,
    nodes.FormattedString: Tree._text,
    nodes.ConcatenatedString: Tree._text,
}
