"""Everything that repeats a request: the client's own policy, decorators, loops, recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from detectors.clients.lookup import Known
from detectors.clients.model import Call, Object, Policy, Setting
from detectors.facts import UNKNOWN, Lines, Loop, Request, Retry, Value, Wait
from detectors.readers.python import attempts
from detectors.readers.python.arguments import Arguments
from detectors.readers.python.context import Contexts
from detectors.readers.python.edits import Writer
from detectors.readers.python.places import Places, Site
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.roles import inside, names_in, role
from detectors.readers.python.things import Function, Made, Ref, Thing, Unknown
from detectors.readers.python.tree import Node

Kind = Literal["decorator", "policy", "option", "default", "loop"]

_PLAIN = frozenset(
    {
        "property",
        "staticmethod",
        "classmethod",
        "functools",
        "contextlib",
        "abc",
        "typing",
        "typing_extensions",
        "dataclasses",
        "pytest",
        "click",
        "typer",
        "overload",
        "override",
        "unittest",
        "warnings",
        "numba",
        "cached_property",
        "atexit",
        "pydantic",
        "attr",
        "attrs",
        "enum",
        "types",
        "deprecated",
        "fire",
        "rich_click",
        "logging",
        "mock",
        "responses",
        "respx",
        "vcr",
        "freezegun",
    }
)
"""Top-level modules and names of decorators that repeat nothing."""


class Retries:
    """Finds and connects the retries of one file."""

    def __init__(
        self, program: Program, places: Places, contexts: Contexts, writer: Writer
    ) -> None:
        self.writer = writer
        self.program = program
        self.places = places
        self.contexts = contexts
        self.found: dict[object, Retry] = {}

    # What the client does by itself, or was told to do

    def of_client(self, invocation: Invocation, data: Known[Call], request: Request) -> None:
        """Adds the client's own policy to a request."""
        made_by = invocation.owner.maker if invocation.owner else ""
        policy = data.client.retry_of(data.item, invocation.name, made_by)
        if policy is None:
            return
        site = Site(invocation.name, invocation.arguments, invocation.owner, invocation.node)
        replaced = self._replacement(policy.fields["attempts"], site)
        if isinstance(replaced, Unknown):
            request.may_retry_unseen = True
            return
        if isinstance(replaced, Made | Ref):
            retry = self._of_object(replaced, "policy")
            if retry is not None:
                self._connect(retry, request)
            return
        retry = self._default(policy, site, data, request)
        if retry is not None:
            self._connect(retry, request)

    def _default(
        self, policy: Policy, site: Site, data: Known[Call], request: Request
    ) -> Retry | None:
        version = self.program.pins.get(next(iter(data.client.package), ""))
        fields = self._fields(policy, site, version)
        value = fields["attempts"]
        if value.is_unknown and not value.is_written:
            request.may_retry_unseen = True
            return None
        if value.lines is None:
            key: object = ("default", data.client.id, site.owner.call if site.owner else None)
            lines = request.client.lines or request.lines
            return self._make(key, "default", data.client.title, lines, fields, site.node)
        key = ("option", value.lines, value.columns)
        return self._make(key, "option", data.client.title, value.lines, fields, site.node)

    def _replacement(self, setting: Setting, site: Site) -> Thing | None:
        """The object with a policy that stands where the number of attempts can stand.

        Unknown if something stands there that cannot be seen; None if nothing but a number does.
        """
        for place in setting.places:
            for written in reversed(self.places.expressions(place, site)):
                things = self.program.evaluator.things(written.node)
                for thing in things:
                    if isinstance(thing, Made):
                        known = self.program.lookup.object(thing.name) if thing.name else None
                        if known is None:
                            return Unknown()
                        if known.item.retry is not None:
                            return thing
                    elif isinstance(thing, Unknown) and not place.entry:
                        return thing if place.argument and not place.plus else None
        return None

    def is_customised(self, data: Known[Call], invocation: Invocation, site: Site) -> bool:
        """An adapter or transport of its own decides over timeouts and checks: a subclass, something unknown."""
        made_by = invocation.owner.maker if invocation.owner else ""
        policy = data.client.retry_of(data.item, invocation.name, made_by)
        for place in policy.fields["attempts"].places if policy else ():
            if place.plus or place.entry:
                continue  # a number stands here, or an object that only says how to repeat
            for written in self.places.expressions(place, site):
                for thing in self.program.evaluator.things(written.node):
                    if isinstance(thing, Made):
                        if thing.definition is not None or not self.program.lookup.object(
                            thing.name
                        ):
                            return True
                    elif isinstance(thing, Unknown):
                        return True
        return False

    def of_objects(self) -> None:
        """Policies that are written, whether or not a request of this file goes through them."""
        for call in self.program.tree.calls:
            for thing in self.program.evaluator.things(call):
                if isinstance(thing, Made) and thing.call is call:
                    found = self._policy_object(thing)
                    if found is None or found.retry is None:
                        continue
                    kind: Kind = "decorator" if self._decorator_around(call) else "policy"
                    retry = self._of_object(thing, kind)
                    is_said = found.repeats or (retry and retry.attempts.is_written)
                    if retry and not is_said and not retry.requests and found.gives:
                        self.found.pop(call, None)
        for function in self.program.tree.functions:
            for decorator in function.decorators:
                if isinstance(decorator.decorator, cst.Call):
                    continue
                for thing in self.program.evaluator.things(decorator.decorator):
                    if isinstance(thing, Ref) and thing.owner is None:
                        found = self._policy_object(thing)
                        if found is not None and "decorator" in found.repeats:
                            self._of_object(thing, "decorator", decorator)

    def _of_object(self, thing: Made | Ref, kind: Kind, at: Node | None = None) -> Retry | None:
        """The retry that a policy object stands for, followed into the policies that it is given."""
        found = self._policy_object(thing)
        if found is None or found.retry is None:
            return None
        site = self._site(thing)
        inner = self._replacement(found.retry.fields["attempts"], site)
        if isinstance(inner, Made):
            return self._of_object(inner, kind) or None
        call = thing.call if isinstance(thing, Made) else None
        where = call or at
        if where is None:
            return None
        fields = self._fields(found.retry, site, None)
        if isinstance(inner, Unknown):
            if not fields["attempts"].is_written:
                return None
            fields = dict.fromkeys(fields, UNKNOWN)  # a policy that cannot be seen may stand there
        name = thing.maker if isinstance(thing, Made) else thing.name
        decorator = self._decorator_around(where)
        lines = self.program.lines(decorator or where)
        retry = self._make(where, kind, name, lines, fields, where)
        retry.write = self.writer.of_policy(retry, found.retry.fields, site)
        return retry

    def _policy_object(self, thing: Made | Ref) -> Object | None:
        name = thing.name if isinstance(thing, Made) else f"{thing.name}()"
        known = self.program.lookup.object(self.program.lookup.canonical(name)) if name else None
        return known.item if known else None

    def _site(self, thing: Made | Ref) -> Site:
        if isinstance(thing, Made):
            return Site(thing.maker, self.program.arguments_of(thing), thing, thing.call)
        return Site(thing.name, Arguments())

    def _decorator_around(self, node: Node) -> Node | None:
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, cst.Decorator):
                return parent
            if parent in self.program.tree.order:
                return None
        return None

    def _fields(self, policy: Policy, site: Site, version: str | None) -> dict[str, Value]:
        return {
            name: self.places.value(setting, site, setting.default_in(version))
            for name, setting in policy.fields.items()
        }

    def _make(
        self,
        key: object,
        kind: Kind,
        name: str,
        lines: Lines,
        fields: dict[str, Value],
        node: Node | None,
    ) -> Retry:
        if key not in self.found:
            backoff = fields["backoff"]
            covers, methods = fields["covers"], fields["methods"]
            self.found[key] = Retry(
                file=self.program.file,
                lines=lines,
                columns=self.program.columns(node) if node is not None else (1, 1),
                statement=lines,
                span=lines,
                group=f"retry {lines}" if kind != "default" else "",
                node=node,
                kind=kind,
                name=name,
                attempts=fields["attempts"],
                deadline=fields["deadline"],
                backoff=backoff.value if backoff.is_known else "unknown",
                jitter={"known": True, "off": False}.get(fields["jitter"].state),
                first_wait=fields["first_wait"],
                covers=covers.value if isinstance(covers.value, frozenset) else _words(covers),
                methods=methods.value if isinstance(methods.value, frozenset) else None,
                context=self.contexts.of(node) if node is not None else None,
            )
        return self.found[key]

    def _connect(self, retry: Retry, request: Request) -> None:
        if retry not in request.retries:
            request.retries.append(retry)
            retry.requests.append(request)

    # Decorators and objects that call a function again

    def of_functions(self, requests: list[Request]) -> None:
        """Adds what repeats the function around a request, or the functions that call it."""
        for request in requests:
            for function in self._functions_around(request):
                for retry in self._around_function(function, request):
                    self._connect(retry, request)

    def _functions_around(self, request: Request) -> list[cst.FunctionDef]:
        function = request.context.function
        if function is None:
            return []
        node: cst.FunctionDef = function.node
        found = [node, *self._outer_functions(node)]
        for site in self.program.evaluator.sites(node):
            caller = self.program.tree.function_of(site)
            while isinstance(caller, cst.Lambda):
                caller = self.program.tree.function_of(caller)
            if isinstance(caller, cst.FunctionDef) and caller not in found:
                found.append(caller)
        return found

    def _outer_functions(self, node: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
        outer = self.program.tree.function_of(node)
        while outer is not None:
            if isinstance(outer, cst.FunctionDef):
                yield outer
            outer = self.program.tree.function_of(outer)

    def _around_function(self, function: cst.FunctionDef, request: Request) -> Iterator[Retry]:
        for decorator in function.decorators:
            retry = self._decorating(decorator, request)
            if retry is not None:
                yield retry
        yield from self._callers.get(function, ())

    def _decorating(self, decorator: cst.Decorator, request: Request) -> Retry | None:
        expression = decorator.decorator
        for thing in self.program.evaluator.things(expression):
            policy = thing.owner if isinstance(thing, Ref) and thing.owner else thing
            if isinstance(policy, Made | Ref):
                found = self._policy_object(policy)
                if found is not None and found.retry is not None and "decorator" in found.repeats:
                    retry = self._of_object(policy, "decorator", decorator)
                    if retry is not None:
                        lines = self.program.lines(decorator)
                        if lines != retry.lines and lines not in retry.anchors:
                            retry.anchors = [*retry.anchors, lines]
                        return retry
        if not self._is_plain(expression):
            request.may_retry_unseen = True
        return None

    def _is_plain(self, expression: cst.BaseExpression) -> bool:
        """A decorator that certainly repeats nothing."""
        called = expression.func if isinstance(expression, cst.Call) else expression
        for thing in self.program.evaluator.things(called):
            if isinstance(thing, Ref):
                if self.program.lookup.decorator(thing.name):
                    continue
                if thing.name.partition(".")[0] in _PLAIN or thing.name.endswith(
                    (".setter", ".getter")
                ):
                    continue
            return False
        return True

    @property
    def _callers(self) -> dict[Node, list[Retry]]:
        """Function -> policies that it is given to: `Retrying(stop=...)(fetch, url)`."""
        if not hasattr(self, "_calling"):
            self._calling: dict[Node, list[Retry]] = {}
            for call in self.program.tree.calls:
                for thing in self.program.evaluator.things(call.func):
                    policy = thing.owner if isinstance(thing, Ref) else thing
                    if isinstance(policy, Made) and call.args:
                        self._add_caller(policy, call)
        return self._calling

    def _add_caller(self, policy: Made, call: cst.Call) -> None:
        found = self._policy_object(policy)
        if found is None or found.retry is None or "caller" not in found.repeats:
            return
        for thing in self.program.evaluator.things(call.args[0].value):
            if isinstance(thing, Function):
                retry = self._of_object(policy, "policy")
                if retry is not None:
                    self._calling.setdefault(thing.node, []).append(retry)

    # Loops

    def of_loops(self, requests: list[Request], waits: list[Wait]) -> None:
        """Says what each loop is for, and makes those that repeat a failed call retries."""
        calls: dict[Node, tuple[Loop, list[cst.Call], list[Request]]] = {}
        for request in requests:
            for loop in request.context.loops:
                around = calls.setdefault(loop.node, (loop, [], []))
                around[2].append(request)
                around[1].extend(self._calls_in(loop, request))
        for loop, nodes, inner in calls.values():
            loop.requests = inner
            loop.is_concurrent = bool(nodes) and all(self._is_concurrent(loop, n) for n in nodes)
            loop.is_paced = any(
                w.kind == "sleep"
                and inside(self.program.tree, w.node, loop.node)
                and not self._is_in_handler(w.node, loop.node)
                for w in waits
            )
            if self._is_policy_loop(loop, inner):
                continue
            loop.role, exits = role(self.program, loop, nodes)
            if loop.role == "attempts":
                retry = attempts.retry(
                    self.program, loop, exits, waits, self.contexts.of(loop.node)
                )
                self.found[loop.node] = retry
                for request in inner:
                    self._connect(retry, request)

    def _calls_in(self, loop: Loop, request: Request) -> list[cst.Call]:
        """The request, or the calls of the helper that holds it, in a loop."""
        tree = self.program.tree
        if inside(tree, request.node, loop.node):
            return [request.node]
        function = request.context.function
        sites = self.program.evaluator.sites(function.node) if function else []
        return [site for site in sites if inside(tree, site, loop.node)]

    def _is_in_handler(self, node: Node, loop: Node) -> bool:
        for parent in self.program.tree.ancestors(node):
            if parent is loop:
                return False
            if isinstance(parent, cst.ExceptHandler | cst.ExceptStarHandler):
                return True
        return False

    def _is_policy_loop(self, loop: Loop, requests: list[Request]) -> bool:
        """`for attempt in Retrying(...):` repeats what its policy says."""
        if not isinstance(loop.node, cst.For):
            return False
        for thing in self.program.evaluator.things(loop.node.iter):
            if isinstance(thing, Made):
                found = self._policy_object(thing)
                if found is not None and found.retry is not None and "iterator" in found.repeats:
                    retry = self._of_object(thing, "policy")
                    loop.role = "attempts"
                    for request in requests if retry else ():
                        if retry:
                            self._connect(retry, request)
                    return True
        return False

    def _is_concurrent(self, loop: Loop, call: cst.Call) -> bool:
        """Its turns do not wait for one another: tasks, threads, coroutines that are gathered later."""
        tree = self.program.tree
        for to, _, _ in self.contexts.handed_over(call):
            if to in {"thread", "process"}:
                return not isinstance(tree.parents[call], cst.Await)
        child: Node = call
        for parent in tree.ancestors(call):
            if isinstance(parent, cst.Await | cst.With):
                return False
            if isinstance(parent, cst.Call) and child is not parent.func:
                for to, _, _ in self.contexts.handed_over(parent):
                    if to in {"task", "thread", "process"}:
                        return not isinstance(tree.parents[parent], cst.Await)
            if parent is loop.node or parent in tree.order:
                break
            child = parent
        return self._is_coroutine(call)

    def _is_coroutine(self, call: cst.Call) -> bool:
        for thing in self.program.evaluator.things(call.func):
            if isinstance(thing, Function):
                return getattr(thing.node, "asynchronous", None) is not None
            if isinstance(thing, Ref):
                data = self.program.lookup.call(thing.name)
                return bool(data and data.item.io == "async")
        return False

    # Recursion

    def of_recursion(self, requests: list[Request], waits: list[Wait]) -> None:
        """A function that calls itself after a failure."""
        for request in requests:
            function = request.context.function
            if function is None:
                continue
            node: cst.FunctionDef = function.node
            own = [
                site
                for site in self.program.evaluator.sites(node)
                if self.program.tree.function_of(site) is node
            ]
            if all(self._asks_for_the_same(node, site) for site in own):
                for site in filter(self._is_after_failure, own):
                    if not self._is_after_a_change(site):
                        self._connect(self._recursion(node, site, waits), request)

    def _is_after_a_change(self, site: cst.Call) -> bool:
        """`except AccessDenied: self.uses_tags = False; return self.list()` takes another way."""
        for parent in self.program.tree.ancestors(site):
            if isinstance(parent, cst.ExceptHandler | cst.ExceptStarHandler):
                return any(
                    isinstance(inner, cst.Assign)
                    and any(isinstance(t.target, cst.Attribute) for t in inner.targets)
                    for inner in self.program.tree.walk(parent.body)
                )
        return False

    def _asks_for_the_same(self, function: cst.FunctionDef, site: cst.Call) -> bool:
        """It is given what the function was given, but for a number that counts: no walk of a tree."""
        parameters = function.params
        own = {
            p.name.value
            for p in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
        }
        for argument in site.args:
            value = argument.value
            if isinstance(value, cst.BinaryOperation) or self.program.evaluator.const(value):
                continue
            if not names_in(self.program.tree, value) <= own | {"self", "cls"}:
                return False
        return True

    def _is_after_failure(self, site: cst.Call) -> bool:
        return any(
            isinstance(parent, cst.ExceptHandler | cst.ExceptStarHandler)
            for parent in self.program.tree.ancestors(site)
        )

    def _recursion(self, function: cst.FunctionDef, site: cst.Call, waits: list[Wait]) -> Retry:
        if site not in self.found:
            program = self.program
            has_counter = bool(site.args) and any(
                isinstance(arg.value, cst.BinaryOperation) for arg in site.args
            )
            lines = program.lines(site)
            backoff, jitter, first, covers = attempts.of_function(program, function, site, waits)
            self.found[site] = Retry(
                file=program.file,
                lines=lines,
                columns=program.columns(site),
                statement=program.lines(program.tree.statement_of(site)),
                span=program.lines(function),
                anchors=[self.contexts.header(function)],
                group=f"retry {lines}",
                node=site,
                kind="recursion",
                name=function.name.value,
                attempts=UNKNOWN if has_counter else Value("off"),
                deadline=UNKNOWN if has_counter else Value("off"),
                backoff=backoff,
                jitter=jitter,
                first_wait=first,
                covers=covers,
                context=self.contexts.of(site),
            )
        return self.found[site]


def _words(value: Value) -> frozenset[str] | None:
    return frozenset() if value.is_off else None
