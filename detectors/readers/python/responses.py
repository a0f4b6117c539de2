"""What becomes of the answer to a request: who looks whether it is an error, and what is done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from detectors.clients.model import Object
from detectors.facts import Lines, Response, Value
from detectors.readers.python import nodes as cst
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.refusals import (
    catches_another_shape,
    decides,
    is_refused,
    raises,
    refuses,
)
from detectors.readers.python.syntax import Node, last_name, parameters_of
from detectors.readers.python.things import Function, Ref

DEEPEST = 4
"""Names and helpers through which an answer is followed."""

Use = Literal["check", "body", "status", "returned", "passed-on", "discarded"]
Kept = Literal["body", "returned", "passed-on", "status"]

_TALKS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "write"}
)
"""Calls that only tell somebody: to log a status is not to check it."""
_VERDICT = re.compile(r"(?i)status|err|fail|success|problem|^ok$|code$|^result$")
"""Keys of a body by which an API itself says whether it went well."""
_SAYS_SO = re.compile(r"(?i)status|err|success|^ok$|^(ret_?)?code$")
"""Names of what is read from a body that say the same."""
_WRAPS = frozenset({"BytesIO", "StringIO", "loads", "parse_qsl", "parse_qs", "dict", "list"})
"""Calls that hand on what they are given in another form."""
_PROMISES = re.compile(r"(?i)check|valid|verif|raise|ensure|assert|error")


@dataclass
class _Seen:
    uses: list[tuple[Use, Node]] = field(default_factory=list)
    names: set[tuple[str, Node]] = field(default_factory=set)
    derived: set[Node] = field(default_factory=set)

    def add(self, use: Use, node: Node) -> None:
        self.uses.append((use, node))


class Responses:
    """Follows answers in one file."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def of(
        self,
        invocation: Invocation,
        returned: str,
        answers: list[cst.Call],
        settings: dict[str, Value],
    ) -> Response:
        """`returned` is the name of the object that the call gives; `answers` are the calls that fetch it."""
        raises = settings.get("raise_for_status")
        if raises is not None and raises.is_known:
            return Response(errors="raise", lines=raises.lines)
        hooks = settings.get("hooks")
        has_hook = hooks is not None and (hooks.is_known or hooks.is_written)
        if raises is None or raises.is_unknown or has_hook:
            return Response(errors="unknown")
        known = self.program.lookup.object(returned) if returned else None
        if known is None or invocation.is_handed_over:
            return Response(errors="unknown")
        seen = _Seen()
        for node in answers:
            self._follow(node, known.item, seen, 0)
        return self._response(seen)

    def _response(self, seen: _Seen) -> Response:
        found: dict[Use, Lines] = {}
        for use, node in seen.uses:
            found.setdefault(use, self.program.lines(node))
        if "check" in found:
            kept: tuple[Kept, ...] = ("body", "returned", "passed-on")
            fate: Kept = next((fate for fate in kept if fate in found), "status")
            return Response(errors="checked", use=fate, lines=found["check"])
        if "returned" in found:
            return Response(errors="unknown", use="returned", lines=found["returned"])
        if "passed-on" in found:
            return Response(errors="unknown", use="passed-on", lines=found["passed-on"])
        if "body" in found:
            return Response(errors="unchecked", use="body", lines=found["body"])
        if "status" in found:
            return Response(errors="unchecked", use="status", lines=found["status"])
        return Response(errors="unchecked", use="discarded")

    # Following one expression outwards

    def _follow(self, node: Node, kind: Object, seen: _Seen, depth: int) -> None:
        """Where the value of an expression goes."""
        parent = self.program.tree.parents[node]
        match parent:
            case cst.Await() | cst.StarredElement() | cst.FormattedStringExpression():
                if isinstance(parent, cst.Await):
                    self._follow(parent, kind, seen, depth)
            case cst.Subscript() | cst.ComparisonTarget() if "__getitem__" in kind.body:
                seen.add("body", node)
                self._body(node, seen, 0)
            case cst.Attribute() if parent.attr.value == "get" and "__getitem__" in kind.body:
                seen.add("body", node)
                self._body(node, seen, 0)
            case cst.Attribute():
                self._attribute(parent, kind, seen, depth)
            case cst.Expr():
                seen.add("discarded", node)
            case cst.Assign() | cst.AnnAssign():
                self._assigned(parent, node, kind, seen, depth)
            case cst.AssignTarget():
                pass
            case cst.NamedExpr():
                self._name(parent.target, kind, seen, depth)
                self._follow(parent, kind, seen, depth)
            case cst.WithItem():
                if parent.asname is None:
                    seen.add("discarded", node)
                else:
                    self._name(parent.asname.name, kind, seen, depth)
            case cst.Return() | cst.Yield() | cst.Lambda():
                seen.add("returned", node)
            case cst.Arg():
                self._argument(parent, kind, seen, depth)
            case cst.IfExp() if node is not parent.test:
                self._follow(parent, kind, seen, depth)
            case cst.BooleanOperation() if not self._is_tested(parent):
                self._follow(parent, kind, seen, depth)
            case _:
                self._tested_or_kept(node, kind, seen)

    def _tested_or_kept(self, node: Node, kind: Object, seen: _Seen) -> None:
        if self._is_tested(node):
            # of requests and aiohttp: an answer is true exactly if it is `ok`
            seen.add("check" if "ok" in kind.checks else "status", node)
        elif not isinstance(
            self.program.tree.parents[node], cst.Del | cst.FormattedStringExpression
        ):
            seen.add("passed-on", node)

    def _attribute(self, node: cst.Attribute, kind: Object, seen: _Seen, depth: int) -> None:
        name = node.attr.value
        parent = self.program.tree.parents[node]
        is_called = isinstance(parent, cst.Call) and parent.func is node
        if name in kind.raising:
            seen.add("check", node)
            if is_called:
                after = self.program.tree.parents[parent]
                if not isinstance(after, cst.Expr | cst.Await):
                    self._follow(parent, kind, seen, depth + 1)
        elif name in kind.checks:
            self._status(parent if is_called else node, seen)
        elif name in kind.body:
            seen.add("body", node)
            self._body(parent if is_called else node, seen, 0)
        elif name in {"__enter__", "__aenter__"} and is_called:
            self._follow(parent, kind, seen, depth + 1)
        elif name == "headers":
            seen.add("passed-on", node)

    def _status(self, node: Node, seen: _Seen) -> None:
        """A status counts as looked at unless it is only told to somebody."""
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, cst.Call):
                use: Use = "status" if last_name(parent.func) in _TALKS else "check"
                seen.add(use, node)
                return
            if isinstance(parent, cst.Return):
                is_compared = isinstance(
                    self.program.tree.parents[node], cst.Comparison | cst.ComparisonTarget
                )
                seen.add("check" if is_compared else "returned", node)
                return
            if isinstance(parent, cst.Expr):
                seen.add("status", node)
                return
            if parent in self.program.tree.order:
                seen.add("check", node)
                return

    def _body(self, node: Node, seen: _Seen, depth: int, is_verdict: bool = False) -> None:
        """A body that says itself whether it went well, and is asked; or whose shape is."""
        tree = self.program.tree
        if depth > 2 * DEEPEST:
            return
        if is_verdict and self._is_tested(node):
            seen.add("check", node)
            return
        if is_refused(tree, node):
            seen.add("passed-on", node)  # what follows may find that it says so itself
        match parent := tree.parents[node]:
            case cst.Await():
                self._body(parent, seen, depth, is_verdict)
            case cst.Lambda():
                seen.add("passed-on", node)
            case cst.Return():
                self._body_returned(parent, seen, depth, is_verdict)
            case cst.Subscript() if parent.value is node:
                if catches_another_shape(tree, parent):
                    seen.add("passed-on", parent)
                says = _VERDICT.search(self._key(parent) or "") is not None
                self._body(parent, seen, depth + 1, is_verdict or says)
            case cst.Attribute() if parent.attr.value == "get":
                call = tree.parents[parent]
                if isinstance(call, cst.Call) and call.args:
                    key = self.program.evaluator.text(call.args[0].value)
                    says = _VERDICT.search(key or "") is not None
                    self._body(call, seen, depth + 1, is_verdict or says)
            case cst.Attribute():
                self._derived(parent, seen, depth + 1)
            case cst.ComparisonTarget():
                self._membership(parent, node, seen)
            case cst.Arg():
                self._body_given(parent, node, seen, depth)
            case cst.Assign() | cst.NamedExpr() | cst.AnnAssign():
                is_item = isinstance(node, cst.Subscript) and isinstance(
                    node.slice[0].slice, cst.Index
                )
                for name in self._targets(parent):
                    is_named_so = is_item and _SAYS_SO.search(last_name(name)) is not None
                    for use in self._uses(name, parent):
                        self._body(use, seen, depth + 1, is_verdict or is_named_so)

    def _membership(self, parent: cst.ComparisonTarget, node: Node, seen: _Seen) -> None:
        """`"error" in body` is a check; any other key that is looked for may be one."""
        comparison = self.program.tree.parents[parent]
        left = comparison.left if isinstance(comparison, cst.Comparison) else None
        key = self.program.evaluator.text(left) if left is not None else None
        if key is not None:
            seen.add("check" if _VERDICT.search(key) else "passed-on", node)

    def _body_given(self, arg: cst.Arg, node: Node, seen: _Seen, depth: int) -> None:
        """A body handed to what refuses another shape, to a helper that looks at it, to a wrapper."""
        call = self.program.tree.parents[arg]
        if not isinstance(call, cst.Call):
            return
        name = last_name(call.func)
        if arg.star == "**" or refuses(call):
            seen.add("passed-on", node)
        elif name in _WRAPS:
            self._body(call, seen, depth + 1)
        else:
            things = self.program.evaluator.things(call.func)
            is_decided = any(isinstance(thing, Function) and decides(thing) for thing in things)
            if is_decided or (_PROMISES.search(name) and name not in _TALKS):
                seen.add("passed-on", node)
            elif self._is_a_function(call):
                self._derived(call, seen, depth + 1)

    def _is_a_function(self, call: cst.Call) -> bool:
        """It makes something of what it is given, as `re.search` does; a method of an object may keep it."""
        if last_name(call.func) in _TALKS:
            return False
        is_of_a_module = any(isinstance(t, Ref) for t in self.program.evaluator.things(call.func))
        return isinstance(call.func, cst.Name) or is_of_a_module

    def _body_returned(self, node: cst.Return, seen: _Seen, depth: int, is_verdict: bool) -> None:
        """What the callers of a helper of the file make of the body that it returns."""
        function = self.program.tree.function_of(node)
        if not isinstance(function, cst.FunctionDef) or function in seen.derived:
            return
        seen.derived.add(function)
        inner = _Seen(derived=seen.derived)
        for site in self.program.evaluator.sites(function):
            self._body(site, inner, depth + 2, is_verdict)
        seen.uses += [(use, at) for use, at in inner.uses if use == "check" or self._is_raised(at)]

    def _is_raised(self, node: Node) -> bool:
        """A test of it, or the helper that it is handed to, raises."""
        parent = self.program.tree.parents[node]
        call = self.program.tree.parents[parent] if isinstance(parent, cst.Arg) else None
        if isinstance(call, cst.Call):
            things = self.program.evaluator.things(call.func)
            return refuses(call) or any(isinstance(t, Function) and raises(t) for t in things)
        return is_refused(self.program.tree, node)

    def _derived(self, node: Node, seen: _Seen, depth: int) -> None:
        """What is made of a body, refused where it is not what it should be."""
        tree = self.program.tree
        if depth > 2 * DEEPEST or node in seen.derived:
            return
        seen.derived.add(node)
        if is_refused(tree, node):
            seen.add("passed-on", node)
            return
        match parent := tree.parents[node]:
            case cst.Await() | cst.Subscript() | cst.Attribute():
                if not isinstance(parent, cst.Subscript) or parent.value is node:
                    self._derived(parent, seen, depth)
            case cst.Call():
                self._derived(parent, seen, depth + 1)
            case cst.Arg():
                call = tree.parents[parent]
                if isinstance(call, cst.Call) and refuses(call):
                    seen.add("passed-on", node)
                elif isinstance(call, cst.Call) and self._is_a_function(call):
                    self._derived(call, seen, depth + 1)
            case cst.Assign() | cst.NamedExpr() | cst.AnnAssign():
                for name in self._targets(parent):
                    for use in self._uses(name, parent):
                        self._derived(use, seen, depth + 1)

    def _key(self, node: cst.Subscript) -> str | None:
        index = node.slice[0].slice
        return self.program.evaluator.text(index.value) if isinstance(index, cst.Index) else None

    def _is_tested(self, node: Node) -> bool:
        """It decides what happens next: in a condition, a comparison, an assertion."""
        child = node
        for parent in self.program.tree.ancestors(node):
            match parent:
                case cst.If() | cst.While() | cst.IfExp() | cst.Assert():
                    return child is parent.test
                case cst.Match():
                    return child is parent.subject
                case cst.UnaryOperation() if isinstance(parent.operator, cst.Not):
                    return True
                case cst.Comparison():
                    return True
                case cst.BooleanOperation() | cst.ComparisonTarget() | cst.NamedExpr():
                    child = parent
                case cst.Subscript() | cst.Index() | cst.SubscriptElement():
                    child = parent
                case _:
                    return False
        return False

    # Names

    def _assigned(
        self, parent: cst.Assign | cst.AnnAssign, node: Node, kind: Object, seen: _Seen, depth: int
    ) -> None:
        for target in self._targets(parent):
            if isinstance(target, cst.Name):
                self._name(target, kind, seen, depth)
            else:
                seen.add("passed-on", node)

    def _targets(self, node: cst.Assign | cst.AnnAssign | cst.NamedExpr) -> list[cst.Node]:
        if isinstance(node, cst.Assign):
            return [target.target for target in node.targets]
        return [node.target]

    def _name(self, target: Node, kind: Object, seen: _Seen, depth: int) -> None:
        if not isinstance(target, cst.Name):
            seen.add("passed-on", target)
            return
        key = (target.value, target)
        if key in seen.names or depth > DEEPEST:
            return
        seen.names.add(key)
        uses = [*self._uses(target, target)]
        for use in uses:
            self._follow(use, kind, seen, depth + 1)
        if not uses:
            seen.add("discarded", target)

    def _uses(self, target: Node, at: Node) -> Iterator[cst.Name]:
        """Where the value that is bound here is read."""
        if not isinstance(target, cst.Name):
            return
        statement = next(
            parent
            for parent in (target, *self.program.tree.ancestors(target))
            if parent in self.program.tree.order or isinstance(parent, cst.NamedExpr | cst.Lambda)
        )
        yield from (n for n in self.program.readers(target.value, statement) if n is not target)

    # Handed on to a function

    def _argument(self, node: cst.Arg, kind: Object, seen: _Seen, depth: int) -> None:
        call = self.program.tree.parents[node]
        if not isinstance(call, cst.Call):
            return
        if last_name(call.func) in _TALKS:
            return
        for thing in self.program.evaluator.things(call.func):
            if isinstance(thing, Function) and depth <= DEEPEST:
                self._parameter(thing, call, node, kind, seen, depth)
                return
        seen.add("passed-on", node)

    def _parameter(
        self, thing: Function, call: cst.Call, arg: cst.Arg, kind: Object, seen: _Seen, depth: int
    ) -> None:
        """A helper of the file that checks the answer checks it for its callers."""
        parameters = parameters_of(thing.node)
        if thing.owner is not None:
            parameters = parameters[1:]
        if arg.keyword is not None:
            named = [p for p in parameters if p.name.value == arg.keyword.value]
        else:
            position = [a for a in call.args if a.keyword is None].index(arg)
            named = parameters[position : position + 1]
        inner = _Seen(names=seen.names)
        for parameter in named:
            self._name(parameter.name, kind, inner, depth + 1)
        checks = [(use, node) for use, node in inner.uses if use == "check"]
        seen.uses += checks or [("passed-on", arg)]
