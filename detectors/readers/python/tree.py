"""One walk over the syntax trees: parents, scopes, what each name is bound to, and lists of what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from detectors.readers.python import nodes as cst
from detectors.readers.python.scopes import Assigned, Binding, Scope, class_of, first_parameter
from detectors.readers.python.source import Piece
from detectors.readers.python.syntax import (
    LAST_FIRST,
    NO_NODES,
    OUTER,
    STATEMENTS,
    ComprehensionNode,
    Node,
    children,
    dotted,
    last_first,
    last_name,
)


class _Parents:
    def __getitem__(self, node: Node) -> Node:
        return node.parent

    def get(self, node: Node) -> Node | None:
        return None if node.__class__ is cst.Module else node.parent


class Tree:
    """What one walk over all pieces of a source collects; nodes are in the order of the source."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.parents = _Parents()
        self.order: dict[Node, int] = {}
        """Statement -> its number."""
        self.scopes: dict[Node, Scope] = {}
        """Name, call, lambda, definition, comprehension -> the scope in which it is evaluated."""
        self.inner: dict[Node, Scope] = {}
        """Function, class, comprehension -> the scope that it opens."""
        self.calls: list[cst.Call] = []
        self.functions: list[cst.FunctionDef] = []
        self.classes: list[cst.ClassDef] = []
        self.handlers: list[cst.ExceptHandler | cst.ExceptStarHandler] = []
        self.texts: list[cst.BaseExpression] = []
        """Strings that are no docstrings and no part of another string."""
        self.dictionaries: list[cst.Dict] = []
        self.assigned: list[Assigned] = []
        self.assignments: list[tuple[str, cst.BaseExpression, Node]] = []
        """Name, value and statement of plain and annotated assignments."""
        self.calls_by_name: dict[str, list[cst.Call]] = {}
        self.returns: dict[Node, list[cst.BaseExpression]] = {}
        """Function -> what it returns."""
        self.yields: dict[Node, list[cst.BaseExpression]] = {}
        self.has_star_import = False
        self.imported: set[str] = set()
        root = pieces[0].module if pieces else cst.Module([])
        self.module = Scope("module", root)
        for piece in pieces:
            self._walk(piece.module)

    # The walk

    def _walk(self, module: cst.Module) -> None:
        scopes = self.scopes
        scopes[module] = self.module
        pending: list[tuple[Node, Scope, Node]] = []
        for first in reversed(module.body):
            first.parent = module
            pending.append((first, self.module, module))
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
            for name in LAST_FIRST.get(kind) or last_first(kind):
                value = getattr(node, name)
                around = scopes[node] if outer and name in outer else scope
                if value.__class__ is list:
                    for child in reversed(value):
                        child.parent = node
                        pending.append((child, around, statement))
                elif value.__class__ is cst.Name:
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
        if isinstance(target, cst.Name):
            binding = value or Binding("opaque", "", target, scope, statement)
            binding.name = target.value
            self._bind(binding)
        elif isinstance(target, cst.Attribute):
            self._attribute(target, scope, statement, value)
        elif isinstance(target, cst.Subscript):
            key = target.slice[0].slice if len(target.slice) == 1 else None
            index = key.value if isinstance(key, cst.Index) else None
            written = value.node if value and value.how == "value" else None
            expression = written if isinstance(written, cst.BaseExpression) else None
            self.assigned.append(Assigned(target.value, "", index, expression, statement))
        elif isinstance(target, cst.Tuple | cst.List):
            self._unpack(target, scope, statement, value)
        elif isinstance(target, cst.StarredElement):
            self._target(target.value, scope, statement)

    def _attribute(
        self, target: cst.Attribute, scope: Scope, statement: Node, value: Binding | None
    ) -> None:
        name = target.attr.value
        written = value.node if value and value.how in {"value", "annotation"} else None
        expression = written if isinstance(written, cst.BaseExpression) else None
        if expression is not None or value is None or value.how != "annotation":
            self.assigned.append(Assigned(target.value, name, None, expression, statement))
        if isinstance(target.value, cst.Name):
            owner = class_of(scope, target.value.value)
            if owner is not None:
                binding = value or Binding("opaque", "", target, scope, statement)
                binding.name = name
                owner.attributes.setdefault(name, []).append(binding)

    def _unpack(
        self, target: cst.Tuple | cst.List, scope: Scope, statement: Node, value: Binding | None
    ) -> None:
        elements = target.elements
        is_plain = not any(isinstance(e, cst.StarredElement) for e in elements)
        given = value.node if value and value.how == "value" else None
        for index, element in enumerate(elements):
            bound = None
            if is_plain and isinstance(given, cst.Tuple | cst.List):
                values = given.elements
                if len(values) == len(elements) and isinstance(values[index], cst.Element):
                    bound = Binding("value", "", values[index].value, scope, statement)
            elif is_plain and given is not None:
                bound = Binding("item", "", given, scope, statement, index=index)
            self._target(element.value, scope, statement, bound)

    # What single nodes add

    def _assign(self, node: cst.Assign, scope: Scope, statement: Node) -> None:
        for target in node.targets:
            value = Binding("value", "", node.value, scope, statement)
            if isinstance(target.target, cst.Name):
                self.assignments.append((target.target.value, node.value, node))
            self._target(target.target, scope, statement, value)

    def _annotated(self, node: cst.AnnAssign, scope: Scope, statement: Node) -> None:
        annotation = node.annotation.annotation
        if node.value is not None and isinstance(node.target, cst.Name):
            self.assignments.append((node.target.value, node.value, node))
        how: Literal["value", "annotation"] = "annotation" if node.value is None else "value"
        binding = Binding(how, "", node.value or node.target, scope, statement)
        binding.annotation = annotation
        self._target(node.target, scope, statement, binding)

    def _augmented(self, node: cst.AugAssign, scope: Scope, statement: Node) -> None:
        self._target(node.target, scope, statement)

    def _named(self, node: cst.NamedExpr, scope: Scope, statement: Node) -> None:
        while scope.kind == "comprehension" and scope.parent:
            scope = scope.parent
        self._target(node.target, scope, statement, Binding("value", "", node.value, scope, node))

    def _import(self, node: cst.Import, scope: Scope, statement: Node) -> None:
        for alias in node.names:
            name = dotted(alias.name)
            self.imported.add(name)
            local = alias.asname.name if alias.asname else None
            bound = local.value if isinstance(local, cst.Name) else name.partition(".")[0]
            detail = name if local else bound
            self._bind(Binding("import", bound, alias, scope, statement, detail))

    def _import_from(self, node: cst.ImportFrom, scope: Scope, statement: Node) -> None:
        module = "." * node.relative + (dotted(node.module) if node.module else "")
        if isinstance(node.names, cst.ImportStar):
            self.has_star_import = True
            self.imported.add(module)
            return
        for alias in node.names:
            name = dotted(alias.name)
            self.imported.add(f"{module}.{name}")
            local = alias.asname.name if alias.asname else alias.name
            if isinstance(local, cst.Name):
                detail = f"{module}.{name}"
                self._bind(Binding("import", local.value, alias, scope, statement, detail))

    def _global(self, node: cst.Global, scope: Scope, statement: Node) -> None:
        for item in node.names:
            scope.outside[item.name.value] = self.module

    def _nonlocal(self, node: cst.Nonlocal, scope: Scope, statement: Node) -> None:
        for item in node.names:
            scope.outside[item.name.value] = None

    def _for(self, node: cst.For, scope: Scope, statement: Node) -> None:
        value = Binding("element", "", node.iter, scope, statement)
        is_tuple = isinstance(node.target, cst.Tuple | cst.List)
        self._target(node.target, scope, statement, None if is_tuple else value)

    def _with(self, node: cst.With, scope: Scope, statement: Node) -> None:
        for item in node.items:
            if item.asname is not None:
                value = Binding("context", "", item.item, scope, statement)
                self._target(item.asname.name, scope, statement, value)

    def _handler(
        self, node: cst.ExceptHandler | cst.ExceptStarHandler, scope: Scope, statement: Node
    ) -> None:
        self.handlers.append(node)
        if node.name is not None:
            self._target(node.name.name, scope, statement)

    def _function(self, node: cst.FunctionDef, scope: Scope, statement: Node) -> Scope:
        self.functions.append(node)
        self.scopes[node] = scope
        self._bind(Binding("function", node.name.value, node, scope, statement))
        inner = Scope("function", node, scope)
        self.inner[node] = inner
        self._parameters(node.params, inner, node)
        if scope.kind == "class":
            inner.myself = first_parameter(node)
        return inner

    def _lambda(self, node: cst.Lambda, scope: Scope, statement: Node) -> Scope:
        self.scopes[node] = scope
        inner = Scope("function", node, scope)
        self.inner[node] = inner
        self._parameters(node.params, inner, node)
        return inner

    def _parameters(self, params: cst.Parameters, scope: Scope, node: Node) -> None:
        positional = (*params.posonly_params, *params.params)
        for index, param in enumerate((*positional, *params.kwonly_params)):
            binding = Binding("parameter", param.name.value, param, scope, node)
            binding.index = index if index < len(positional) else -1
            binding.annotation = param.annotation.annotation if param.annotation else None
            self._bind(binding)
        for star in (params.star_arg, params.star_kwarg):
            if isinstance(star, cst.Param):
                self._bind(Binding("opaque", star.name.value, star, scope, node))

    def _class(self, node: cst.ClassDef, scope: Scope, statement: Node) -> Scope:
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

    def _comp_for(self, node: cst.CompFor, scope: Scope, statement: Node) -> None:
        value = Binding("element", "", node.iter, scope, statement)
        is_tuple = isinstance(node.target, cst.Tuple | cst.List)
        self._target(node.target, scope, statement, None if is_tuple else value)

    def _match_as(self, node: cst.MatchAs, scope: Scope, statement: Node) -> None:
        if node.name is not None:
            self._target(node.name, scope, statement)

    def _delete(self, node: cst.Del, scope: Scope, statement: Node) -> None:
        self._target(node.target, scope, statement)

    def _call(self, node: cst.Call, scope: Scope, statement: Node) -> None:
        self.calls.append(node)
        self.scopes[node] = scope
        name = last_name(node.func)
        if name:
            self.calls_by_name.setdefault(name, []).append(node)

    def _return(self, node: cst.Return, scope: Scope, statement: Node) -> None:
        if node.value is not None and scope.kind == "function":
            self.returns.setdefault(scope.node, []).append(node.value)

    def _yield(self, node: cst.Yield, scope: Scope, statement: Node) -> None:
        if isinstance(node.value, cst.BaseExpression) and scope.kind == "function":
            self.yields.setdefault(scope.node, []).append(node.value)

    def _name(self, node: cst.Name, scope: Scope, statement: Node) -> None:
        self.scopes[node] = scope

    def _dictionary(self, node: cst.Dict, scope: Scope, statement: Node) -> None:
        self.dictionaries.append(node)

    def _text(self, node: cst.BaseExpression, scope: Scope, statement: Node) -> None:
        parent = self.parents[node]
        if isinstance(parent, cst.ConcatenatedString | cst.Expr):
            return
        if isinstance(node, cst.SimpleString) and isinstance(parent, cst.Annotation):
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
        while node.__class__ is not cst.Module:
            node = node.parent
            yield node

    def walk(self, node: Node) -> Iterator[Node]:
        """A node and everything in it, but not the insides of functions and classes within."""
        pending = [node]
        while pending:
            current = pending.pop()
            yield current
            if current is not node and isinstance(
                current, cst.FunctionDef | cst.ClassDef | cst.Lambda
            ):
                continue
            pending += reversed(children(current))

    def module_of(self, node: Node) -> Node:
        while node.__class__ is not cst.Module:
            node = node.parent
        return node

    def function_of(self, node: Node) -> cst.FunctionDef | cst.Lambda | None:
        """The function whose body a node is in; defaults, decorators and annotations are outside."""
        child = node
        for parent in self.ancestors(node):
            if isinstance(parent, cst.FunctionDef | cst.Lambda) and child is parent.body:
                return parent
            child = parent
        return None

    def class_of(self, function: Node) -> cst.ClassDef | None:
        """The class that a function is a method of."""
        scope = self.scopes.get(function)
        node = scope.node if scope and scope.kind == "class" else None
        return node if isinstance(node, cst.ClassDef) else None


_VISITS: dict[type[Node], Callable[[Tree, Any, Scope, Node], Scope | None]] = {
    cst.Assign: Tree._assign,
    cst.AnnAssign: Tree._annotated,
    cst.AugAssign: Tree._augmented,
    cst.NamedExpr: Tree._named,
    cst.Import: Tree._import,
    cst.ImportFrom: Tree._import_from,
    cst.Global: Tree._global,
    cst.Nonlocal: Tree._nonlocal,
    cst.For: Tree._for,
    cst.With: Tree._with,
    cst.ExceptHandler: Tree._handler,
    cst.ExceptStarHandler: Tree._handler,
    cst.FunctionDef: Tree._function,
    cst.Lambda: Tree._lambda,
    cst.ClassDef: Tree._class,
    cst.ListComp: Tree._comprehension,
    cst.SetComp: Tree._comprehension,
    cst.GeneratorExp: Tree._comprehension,
    cst.DictComp: Tree._comprehension,
    cst.CompFor: Tree._comp_for,
    cst.MatchAs: Tree._match_as,
    cst.Del: Tree._delete,
    cst.Call: Tree._call,
    cst.Dict: Tree._dictionary,
    cst.Return: Tree._return,
    cst.Yield: Tree._yield,
    cst.Name: Tree._name,
    cst.SimpleString: Tree._text,
    cst.FormattedString: Tree._text,
    cst.ConcatenatedString: Tree._text,
}
