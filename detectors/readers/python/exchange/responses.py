"""What becomes of the answer to a request: who looks whether it is an error, and what is done with it."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from detectors.clients.model import Object
from detectors.facts import Response, Value
from detectors.places import Lines
from detectors.readers.python.control.last_calls import is_behind_a_failure, is_believed, is_last
from detectors.readers.python.control.own_trials import is_a_trial_of_itself
from detectors.readers.python.exchange import remote_code
from detectors.readers.python.exchange.bodies import Bodies
from detectors.readers.python.exchange.collected import Collected, collected
from detectors.readers.python.exchange.one_sided import looked_for_success
from detectors.readers.python.exchange.overlooked_statuses import (
    is_only_told,
    is_overlooked,
    is_praised,
)
from detectors.readers.python.exchange.printed import is_only_shown
from detectors.readers.python.exchange.session_cookies import asks_for_its_cookie
from detectors.readers.python.exchange.shared_answers import is_of_a_later_branch
from detectors.readers.python.naming.dataflow import (
    DEEPEST,
    TALKS,
    Seen,
    Use,
    is_tested,
    key_of,
    reads_of,
    targets,
)
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import first_parameter
from detectors.readers.python.syntax.traits import (
    Node,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary.coroutines import HANDS_THROUGH

Kept = Literal["body", "returned", "passed-on", "status"]

_ON_ANY = frozenset({"content-length", "date", "last-modified", "etag", "server"})
"""Headers that say nothing of whether it went well."""


_SPELLS = frozenset({"format", "str", "repr"})
"""They make a text of what they are given."""
_THREADS = frozenset({"Thread", "Timer", "start_new_thread"})
"""They give nobody what the function returns that they run."""
_RUNS = frozenset({"to_thread", "run_in_executor", "run_sync", "run_in_threadpool"})
"""Awaited, they give what the function returns that they run."""


def _is_waited_for(call: nodes.Call) -> bool:
    return last_name(call.func) in _RUNS and isinstance(call.parent, nodes.Await)


class Responses:
    """Follows answers in one file."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.bodies = Bodies(program)

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
        if known is None:
            return Response(errors="unknown")
        if invocation.is_handed_over:
            if last_name(invocation.node.func) in _THREADS:
                return Response(errors="unchecked", use="discarded")
            if not _is_waited_for(invocation.node):
                return Response(errors="unknown")
        seen = Seen()
        for node in answers:
            self._follow(node, known.item, seen, 0)
        response = self._response(seen)
        if response.errors == "unchecked" and is_a_trial_of_itself(self.program, invocation.node):
            return Response(errors="unknown")
        if response.errors == "unchecked" and response.use in {"discarded", "status"}:
            if is_behind_a_failure(self.program, invocation.node) or asks_for_its_cookie(
                self.program, invocation.node
            ):
                return Response(errors="unknown")
            response.is_last = is_last(self.program, invocation.node)
            response.is_believed = is_believed(self.program, invocation.node)
        if response.errors == "checked" and response.use == "body":
            by_use = {use: [node for one, node in seen.uses if one == use] for use, _ in seen.uses}
            checks, bodies = by_use["check"], by_use["body"]
            passed_on = by_use.get("passed-on", ())  # of the body, or by somebody else
            is_handed = any(isinstance(one, nodes.Arg) for one in passed_on)
            if (not is_handed and is_overlooked(self.program, checks, bodies)) or (
                not passed_on and is_only_told(self.program, checks, bodies)
            ):
                response.errors = "unchecked"
        if response.errors == "checked" and response.use == "status":
            checks = [node for use, node in seen.uses if use == "check"]
            response.only_success = looked_for_success(self.program, checks)
            if is_praised(self.program, checks):
                response.errors = "unchecked"
        if response.errors == "unchecked" and response.use == "body":
            response.is_of_a_later_branch = is_of_a_later_branch(
                self.program, invocation.node, [node for use, node in seen.uses if use == "body"]
            )
        if seen.raising is not None and self._is_tried_with(seen.raising, invocation.node):
            response.raised = self.program.lines(seen.raising)
        if seen.executed is not None:
            response.executed = self.program.lines(seen.executed)
            if proof := remote_code.proof(self.program, seen.executed):
                response.proof = self.program.lines(proof)
        return response

    def _is_tried_with(self, node: Node, call: Node) -> bool:
        """The same function calls both, in the same `try` or in none: what catches one catches the other."""
        tree = self.program.tree
        return tree.function_of(node) is tree.function_of(call) and self._tried(node) is self._tried(call)  # fmt: skip

    def _tried(self, node: Node) -> Node | None:
        """The innermost `try` in whose first block it stands."""
        child = node
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, nodes.Try | nodes.TryStar) and child is parent.body:
                return parent
            if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
                return None
            child = parent
        return None

    def _response(self, seen: Seen) -> Response:
        found: dict[Use, Lines] = {}
        for use, node in seen.uses:
            found.setdefault(use, self.program.lines(node))
        if "check" in found:
            kept: tuple[Kept, ...] = ("body", "returned", "passed-on")
            fate: Kept = next((fate for fate in kept if fate in found), "status")
            return Response(errors="checked", use=fate, lines=found["check"])
        if "returned" in found and not self._gives_its_body(seen):
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

    def _gives_its_body(self, seen: Seen) -> bool:
        """`return answer.json()` on one way, though the answer itself is returned on another."""
        for use, node in seen.uses:
            if use == "body" and isinstance(_value_of(node).parent, nodes.Return):
                return True
        return False

    # Following one expression outwards

    def _follow(self, node: Node, kind: Object, seen: Seen, depth: int) -> None:
        """Where the value of an expression goes."""
        parent = node.parent
        match parent:
            case nodes.Await() | nodes.StarredElement() | nodes.FormattedStringExpression():
                if isinstance(parent, nodes.Await):
                    self._follow(parent, kind, seen, depth)
            case nodes.Subscript() | nodes.ComparisonTarget() if "__getitem__" in kind.body:
                seen.add("body", node)
                self.bodies.follow(node, seen)
            case nodes.Attribute() if parent.attr.value == "get" and "__getitem__" in kind.body:
                seen.add("body", node)
                self.bodies.follow(node, seen)
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
            case nodes.Return():
                self._returned(node, parent, kind, seen, depth)
            case nodes.Lambda(parent=nodes.Arg(parent=nodes.Call() as runs)) if _is_waited_for(
                runs
            ):
                self._follow(runs, kind, seen, depth)
            case nodes.Yield() | nodes.Lambda():
                seen.add("returned", node)
            case nodes.Arg() | nodes.ListComp() | nodes.SetComp() | nodes.GeneratorExp():
                if (items := collected(self.program, node)) is not None:
                    self._collected(items, node, kind, seen, depth)
                elif isinstance(parent, nodes.Arg):
                    self._argument(parent, kind, seen, depth)
            case nodes.IfExp() if node is not parent.test:
                self._follow(parent, kind, seen, depth)
            case nodes.BooleanOperation() if not is_tested(self.program.tree, parent):
                self._follow(parent, kind, seen, depth)
            case _:
                self._tested_or_kept(node, kind, seen)

    def _returned(
        self, node: Node, statement: nodes.Return, kind: Object, seen: Seen, depth: int
    ) -> None:
        """A helper that is the file's own gives it to callers that are all in sight; of any other it is out of sight,
        unless some caller in sight uses its body and nobody in sight looks at the status."""
        function = self.program.tree.function_of(statement)
        sites = (
            self.program.evaluator.sites(function)
            if isinstance(function, nodes.FunctionDef)
            else []
        )
        if not isinstance(function, nodes.FunctionDef) or not sites or depth > DEEPEST:
            seen.add("returned", node)
            return
        of_all = []
        for site in sites:
            inner = Seen(names=seen.names, derived=seen.derived)
            self._follow(site, kind, inner, depth + 1)
            of_all.append(inner)
        trusting = [one for one in of_all if _is_trusting(one)]
        if not trusting and not _is_private(function.name.value):
            seen.add("returned", node)
            return
        for one in trusting or of_all:
            seen.uses += one.uses
            seen.executed = seen.executed or one.executed
            seen.raising = seen.raising or one.raising

    def _tested_or_kept(self, node: Node, kind: Object, seen: Seen) -> None:
        if is_tested(self.program.tree, node):
            # of requests and aiohttp: an answer is true exactly if it is `ok`
            seen.add("check" if "ok" in kind.checks else "status", node)
        elif not isinstance(node.parent, nodes.Del | nodes.FormattedStringExpression):
            seen.add("passed-on", node)

    def _attribute(self, node: nodes.Attribute, kind: Object, seen: Seen, depth: int) -> None:
        name = node.attr.value
        parent = node.parent
        is_called = isinstance(parent, nodes.Call) and parent.func is node
        if name in kind.raising:
            if isinstance(parent, nodes.Expr):
                return  # `answer.raise_for_status` without brackets does nothing
            seen.add("check", node)
            seen.raising = seen.raising or node
            if is_called:
                after = parent.parent
                if not isinstance(after, nodes.Expr | nodes.Await):
                    self._follow(parent, kind, seen, depth + 1)
        elif name in kind.checks:
            self._status(parent if is_called else node, seen)
        elif name in kind.body:
            value = parent if is_called else node
            seen.add("shown" if is_only_shown(self.program, value) else "body", node)
            seen.executed = seen.executed or next(remote_code.runs(self.program, value), None)
            self.bodies.follow(value, seen)
        elif name in {"__enter__", "__aenter__"} and is_called:
            self._follow(parent, kind, seen, depth + 1)
        elif name == "headers" and not self._is_of_any_answer(node):
            seen.add("passed-on", node)

    def _is_of_any_answer(self, headers: nodes.Attribute) -> bool:
        """A header that an error page has, too: `answer.headers.get("content-length", 0)`."""
        parent = headers.parent
        key: str | None = None
        if isinstance(parent, nodes.Subscript):
            key = key_of(self.program, parent)
        elif isinstance(parent, nodes.Attribute) and parent.attr.value == "get":
            call = parent.parent
            if isinstance(call, nodes.Call) and call.args:
                key = self.program.evaluator.text(call.args[0].value)
        return (key or "").lower() in _ON_ANY

    def _status(self, node: Node, seen: Seen) -> None:
        """A status counts as looked at unless it is only told to somebody."""
        if is_tested(self.program.tree, node):
            seen.add(
                "check", node
            )  # `answer.json() if answer.ok else None`, whatever becomes of it
            return
        child = node
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, nodes.BooleanOperation) and child is parent.left:
                seen.add("check", node)  # `answer.ok or fail()`
                return
            child = parent
            if isinstance(parent, nodes.Call) and last_name(parent.func) not in _SPELLS:
                use: Use = "status" if last_name(parent.func) in TALKS else "check"
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

    def _collected(
        self, items: Collected, node: Node, kind: Object, seen: Seen, depth: int
    ) -> None:
        if items.is_out_of_sight:
            seen.add("passed-on", node)
            return
        for name in items.bound:
            self._name(name, kind, seen, depth + 1)
        for one in items.read:
            self._follow(one, kind, seen, depth + 1)

    # Names

    def _assigned(
        self,
        parent: nodes.Assign | nodes.AnnAssign,
        node: Node,
        kind: Object,
        seen: Seen,
        depth: int,
    ) -> None:
        for target in targets(parent):
            if isinstance(target, nodes.Name):
                self._name(target, kind, seen, depth)
            elif isinstance(target, nodes.Attribute) and dotted(target).count(".") == 1:
                self._kept(target, kind, seen, depth)
            else:
                seen.add("passed-on", node)

    def _kept(self, target: nodes.Attribute, kind: Object, seen: Seen, depth: int) -> None:
        """`self.answer = get(url)`, of which the class reads the body, and nobody in the file the status."""
        owner = target.value
        around = self._class_around(target)
        named = [one for one in self._attributes.get(target.attr.value, ()) if one is not target]
        if not isinstance(owner, nodes.Name) or owner.value != "self" or depth > DEEPEST:
            seen.add("passed-on", target)
            return
        inner = Seen(names=seen.names)
        for one in named:
            match one.parent:
                case nodes.AssignTarget() | nodes.AnnAssign() | nodes.Del():
                    continue
                case nodes.Attribute(attr=nodes.Name(value=asked)) if asked in {
                    *kind.checks,
                    *kind.raising,
                }:
                    inner.add("check", one)
                case _ if self._class_around(one) is around and dotted(one) == dotted(target):
                    self._follow(one, kind, inner, depth + 1)
                case _:
                    inner.add("passed-on", one)
        uses = {use for use, _ in inner.uses}
        if "check" in uses:
            seen.add("check", target)
        elif "body" in uses and uses <= {"body", "shown", "status"}:
            seen.uses += inner.uses
        else:
            seen.add("passed-on", target)

    def _class_around(self, node: Node) -> Node | None:
        around = (p for p in self.program.tree.ancestors(node) if isinstance(p, nodes.ClassDef))
        return next(around, None)

    @cached_property
    def _attributes(self) -> dict[str, list[nodes.Attribute]]:
        """Name -> where the file reads or sets an attribute that is so named."""
        found: dict[str, list[nodes.Attribute]] = {}
        for name in self.program.tree.scopes:
            node: Node = name
            while isinstance(name, nodes.Name) and isinstance(node.parent, nodes.Attribute):
                node = node.parent
                found.setdefault(node.attr.value, []).append(node)
        return found

    def _name(self, target: Node, kind: Object, seen: Seen, depth: int) -> None:
        if not isinstance(target, nodes.Name):
            seen.add("passed-on", target)
            return
        key = (target.value, target)
        if key in seen.names or depth > DEEPEST:
            return
        seen.names.add(key)
        reads = [*reads_of(self.program, target)]
        for use in reads:
            self._follow(use, kind, seen, depth + 1)
        if not reads:
            seen.add("discarded", target)

    # Handed on to a function

    def _argument(self, node: nodes.Arg, kind: Object, seen: Seen, depth: int) -> None:
        call = node.parent
        if not isinstance(call, nodes.Call):
            return
        if last_name(call.func) in TALKS or last_name(call.func) == "isinstance":
            return
        if last_name(call.func) in HANDS_THROUGH and node is call.args[0]:
            self._follow(call, kind, seen, depth)
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
        seen: Seen,
        depth: int,
    ) -> None:
        """A helper of the file that checks the answer checks it for its callers."""
        parameters = parameters_of(thing.node)
        is_static = isinstance(thing.node, nodes.FunctionDef) and not first_parameter(thing.node)
        if thing.owner is not None and not is_static:
            parameters = parameters[1:]
        if arg.keyword is not None:
            named = [p for p in parameters if p.name.value == arg.keyword.value]
        else:
            position = [a for a in call.args if a.keyword is None].index(arg)
            named = parameters[position : position + 1]
        inner = Seen(names=seen.names)
        for parameter in named:
            self._name(parameter.name, kind, inner, depth + 1)
        checks = [(use, node) for use, node in inner.uses if use == "check"]
        seen.uses += checks or [("passed-on", arg)]


def _is_trusting(seen: Seen) -> bool:
    """It takes something from the body, and does nothing else with the answer."""
    uses = {use for use, _ in seen.uses}
    return uses <= {"body", "shown"} and any(
        use == "body" and not isinstance(_value_of(node).parent, nodes.Return)
        for use, node in seen.uses
    )


def _value_of(body: Node) -> Node:
    """`answer.json()` for the attribute of it."""
    attribute = body.parent if isinstance(body.parent, nodes.Attribute) else body
    return attribute.parent if isinstance(attribute.parent, nodes.Call) else attribute


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")
