"""What becomes of the answer to a request: who looks whether it is an error, and what is done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from detectors.clients.model import Object
from detectors.facts import Lines, Response, Value
from detectors.readers.python import nodes
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.refusals import (
    catches_another_shape,
    decides,
    is_refused,
    raises,
    refuses,
)
from detectors.readers.python.shown import is_only_shown
from detectors.readers.python.syntax import Node, last_name, parameters_of
from detectors.readers.python.things import Function, Ref

DEEPEST = 4
"""Names and helpers through which an answer is followed."""

Use = Literal["check", "body", "shown", "status", "returned", "passed-on", "discarded"]
Kept = Literal["body", "returned", "passed-on", "status"]

_TALKS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "write"}
)
"""Calls that only tell somebody: to log a status is not to check it."""
_VERDICT = re.compile(r"(?i)status|err|fail|success|problem|^ok$|code$|^result$")
"""Keys of a body by which an API itself says whether it went well."""
_SAYS_SO = re.compile(r"(?i)status|err|success|^ok$|^(ret_?)?code$")
"""Names of what is read from a body that say the same."""
_ON_ANY = frozenset({"content-length", "date", "last-modified", "etag", "server"})
"""Headers that say nothing of whether it went well."""
_ERROR = re.compile(r"(?i)(^|_)err(or)?s?(_|$)")
"""Names of what a program takes from an error page."""
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
        answers: list[nodes.Call],
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
        if "shown" in found:
            return Response(errors="unchecked", use="shown", lines=found["shown"])
        if "status" in found:
            return Response(errors="unchecked", use="status", lines=found["status"])
        return Response(errors="unchecked", use="discarded")

    # Following one expression outwards

    def _follow(self, node: Node, kind: Object, seen: _Seen, depth: int) -> None:
        """Where the value of an expression goes."""
        parent = node.parent
        match parent:
            case nodes.Await() | nodes.StarredElement() | nodes.FormattedStringExpression():
                if isinstance(parent, nodes.Await):
                    self._follow(parent, kind, seen, depth)
            case nodes.Subscript() | nodes.ComparisonTarget() if "__getitem__" in kind.body:
                seen.add("body", node)
                self._body(node, seen, 0)
            case nodes.Attribute() if parent.attr.value == "get" and "__getitem__" in kind.body:
                seen.add("body", node)
                self._body(node, seen, 0)
            case nodes.Attribute():
                self._attribute(parent, kind, seen, depth)
            case nodes.Expr():
                seen.add("discarded", node)
            case nodes.Assign() | nodes.AnnAssign():
                self._assigned(parent, node, kind, seen, depth)
            case nodes.AssignTarget():
                pass
            case nodes.NamedExpr():
                self._name(parent.target, kind, seen, depth)
                self._follow(parent, kind, seen, depth)
            case nodes.WithItem():
                if parent.asname is None:
                    seen.add("discarded", node)
                else:
                    self._name(parent.asname.name, kind, seen, depth)
            case nodes.Return() | nodes.Yield() | nodes.Lambda():
                seen.add("returned", node)
            case nodes.Arg():
                self._argument(parent, kind, seen, depth)
            case nodes.IfExp() if node is not parent.test:
                self._follow(parent, kind, seen, depth)
            case nodes.BooleanOperation() if not self._is_tested(parent):
                self._follow(parent, kind, seen, depth)
            case _:
                self._tested_or_kept(node, kind, seen)

    def _tested_or_kept(self, node: Node, kind: Object, seen: _Seen) -> None:
        if self._is_tested(node):
            # of requests and aiohttp: an answer is true exactly if it is `ok`
            seen.add("check" if "ok" in kind.checks else "status", node)
        elif not isinstance(node.parent, nodes.Del | nodes.FormattedStringExpression):
            seen.add("passed-on", node)

    def _attribute(self, node: nodes.Attribute, kind: Object, seen: _Seen, depth: int) -> None:
        name = node.attr.value
        parent = node.parent
        is_called = isinstance(parent, nodes.Call) and parent.func is node
        if name in kind.raising:
            seen.add("check", node)
            if is_called:
                after = parent.parent
                if not isinstance(after, nodes.Expr | nodes.Await):
                    self._follow(parent, kind, seen, depth + 1)
        elif name in kind.checks:
            self._status(parent if is_called else node, seen)
        elif name in kind.body:
            value = parent if is_called else node
            seen.add("shown" if is_only_shown(self.program, value) else "body", node)
            self._body(value, seen, 0)
        elif name in {"__enter__", "__aenter__"} and is_called:
            self._follow(parent, kind, seen, depth + 1)
        elif name == "headers" and not self._is_of_any_answer(node):
            seen.add("passed-on", node)

    def _is_of_any_answer(self, headers: nodes.Attribute) -> bool:
        """A header that an error page has, too: `answer.headers.get("content-length", 0)`."""
        parent = headers.parent
        key: str | None = None
        if isinstance(parent, nodes.Subscript):
            key = self._key(parent)
        elif isinstance(parent, nodes.Attribute) and parent.attr.value == "get":
            call = parent.parent
            if isinstance(call, nodes.Call) and call.args:
                key = self.program.evaluator.text(call.args[0].value)
        return (key or "").lower() in _ON_ANY

    def _status(self, node: Node, seen: _Seen) -> None:
        """A status counts as looked at unless it is only told to somebody."""
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, nodes.Call):
                use: Use = "status" if last_name(parent.func) in _TALKS else "check"
                seen.add(use, node)
                return
            if isinstance(parent, nodes.Return):
                is_compared = isinstance(node.parent, nodes.Comparison | nodes.ComparisonTarget)
                seen.add("check" if is_compared else "returned", node)
                return
            if isinstance(parent, nodes.Expr):
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
        match parent := node.parent:
            case nodes.Await():
                self._body(parent, seen, depth, is_verdict)
            case nodes.Lambda():
                seen.add("passed-on", node)
            case nodes.Return():
                self._body_returned(parent, seen, depth, is_verdict)
            case nodes.Subscript() if parent.value is node:
                if catches_another_shape(tree, parent):
                    seen.add("passed-on", parent)
                says = _VERDICT.search(self._key(parent) or "") is not None
                self._body(parent, seen, depth + 1, is_verdict or says)
            case nodes.Attribute() if parent.attr.value == "get":
                call = parent.parent
                if isinstance(call, nodes.Call) and call.args:
                    key = self.program.evaluator.text(call.args[0].value)
                    says = _VERDICT.search(key or "") is not None
                    self._body(call, seen, depth + 1, is_verdict or says)
            case nodes.Attribute():
                self._derived(parent, seen, depth + 1)
            case nodes.ComparisonTarget():
                self._membership(parent, node, seen)
            case nodes.Arg():
                self._body_given(parent, node, seen, depth)
            case nodes.Assign() | nodes.NamedExpr() | nodes.AnnAssign():
                is_item = isinstance(node, nodes.Subscript) and isinstance(
                    node.slice[0].slice, nodes.Index
                )
                for name in self._targets(parent):
                    is_named_so = is_item and _SAYS_SO.search(last_name(name)) is not None
                    for use in self._uses(name, parent):
                        self._body(use, seen, depth + 1, is_verdict or is_named_so)

    def _membership(self, parent: nodes.ComparisonTarget, node: Node, seen: _Seen) -> None:
        """`"error" in body` is a check; any other key that is looked for may be one."""
        comparison = parent.parent
        left = comparison.left if isinstance(comparison, nodes.Comparison) else None
        key = self.program.evaluator.text(left) if left is not None else None
        if key is not None:
            seen.add("check" if _VERDICT.search(key) else "passed-on", node)

    def _body_given(self, arg: nodes.Arg, node: Node, seen: _Seen, depth: int) -> None:
        """A body handed to what refuses another shape, to a helper that looks at it, to a wrapper."""
        call = arg.parent
        if not isinstance(call, nodes.Call):
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

    def _is_a_function(self, call: nodes.Call) -> bool:
        """It makes something of what it is given, as `re.search` does; a method of an object may keep it."""
        if last_name(call.func) in _TALKS:
            return False
        is_of_a_module = any(isinstance(t, Ref) for t in self.program.evaluator.things(call.func))
        return isinstance(call.func, nodes.Name) or is_of_a_module

    def _body_returned(self, node: nodes.Return, seen: _Seen, depth: int, is_verdict: bool) -> None:
        """What the callers of a helper of the file make of the body that it returns."""
        function = self.program.tree.function_of(node)
        if not isinstance(function, nodes.FunctionDef) or function in seen.derived:
            return
        seen.derived.add(function)
        inner = _Seen(derived=seen.derived)
        for site in self.program.evaluator.sites(function):
            self._body(site, inner, depth + 2, is_verdict)
        seen.uses += [(use, at) for use, at in inner.uses if use == "check" or self._is_raised(at)]

    def _is_raised(self, node: Node) -> bool:
        """A test of it, or the helper that it is handed to, raises."""
        parent = node.parent
        call = parent.parent if isinstance(parent, nodes.Arg) else None
        if isinstance(call, nodes.Call):
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
        match parent := node.parent:
            case nodes.Await() | nodes.Subscript() | nodes.Attribute():
                if not isinstance(parent, nodes.Subscript):
                    self._derived(parent, seen, depth)
                elif parent.value is node:
                    if catches_another_shape(tree, parent):
                        seen.add("passed-on", parent)
                    self._derived(parent, seen, depth)
            case nodes.Call():
                self._derived(parent, seen, depth + 1)
            case nodes.Arg():
                call = parent.parent
                if isinstance(call, nodes.Call) and refuses(call):
                    seen.add("passed-on", node)
                elif isinstance(call, nodes.Call) and self._is_a_function(call):
                    self._derived(call, seen, depth + 1)
            case nodes.Assign() | nodes.NamedExpr() | nodes.AnnAssign():
                for name in self._targets(parent):
                    if _ERROR.search(last_name(name)):
                        seen.add("passed-on", node)  # an error page is what it looks for
                    for use in self._uses(name, parent):
                        self._derived(use, seen, depth + 1)

    def _key(self, node: nodes.Subscript) -> str | None:
        index = node.slice[0].slice
        return self.program.evaluator.text(index.value) if isinstance(index, nodes.Index) else None

    def _is_tested(self, node: Node) -> bool:
        """It decides what happens next: in a condition, a comparison, an assertion."""
        child = node
        for parent in self.program.tree.ancestors(node):
            match parent:
                case nodes.If() | nodes.While() | nodes.IfExp() | nodes.Assert():
                    return child is parent.test
                case nodes.Match():
                    return child is parent.subject
                case nodes.UnaryOperation() if isinstance(parent.operator, nodes.Not):
                    return True
                case nodes.Comparison():
                    return True
                case nodes.BooleanOperation() | nodes.ComparisonTarget() | nodes.NamedExpr():
                    child = parent
                case nodes.Subscript() | nodes.Index() | nodes.SubscriptElement():
                    child = parent
                case _:
                    return False
        return False

    # Names

    def _assigned(
        self,
        parent: nodes.Assign | nodes.AnnAssign,
        node: Node,
        kind: Object,
        seen: _Seen,
        depth: int,
    ) -> None:
        for target in self._targets(parent):
            if isinstance(target, nodes.Name):
                self._name(target, kind, seen, depth)
            else:
                seen.add("passed-on", node)

    def _targets(self, node: nodes.Assign | nodes.AnnAssign | nodes.NamedExpr) -> list[nodes.Node]:
        if isinstance(node, nodes.Assign):
            return [target.target for target in node.targets]
        return [node.target]

    def _name(self, target: Node, kind: Object, seen: _Seen, depth: int) -> None:
        if not isinstance(target, nodes.Name):
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

    def _uses(self, target: Node, at: Node) -> Iterator[nodes.Name]:
        """Where the value that is bound here is read."""
        if not isinstance(target, nodes.Name):
            return
        statement = next(
            parent
            for parent in (target, *self.program.tree.ancestors(target))
            if parent in self.program.tree.order
            or isinstance(parent, nodes.NamedExpr | nodes.Lambda)
        )
        yield from (n for n in self.program.readers(target.value, statement) if n is not target)

    # Handed on to a function

    def _argument(self, node: nodes.Arg, kind: Object, seen: _Seen, depth: int) -> None:
        call = node.parent
        if not isinstance(call, nodes.Call):
            return
        if last_name(call.func) in _TALKS:
            return
        for thing in self.program.evaluator.things(call.func):
            if isinstance(thing, Function) and depth <= DEEPEST:
                self._parameter(thing, call, node, kind, seen, depth)
                return
        seen.add("passed-on", node)

    def _parameter(
        self,
        thing: Function,
        call: nodes.Call,
        arg: nodes.Arg,
        kind: Object,
        seen: _Seen,
        depth: int,
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
