"""Everything that repeats a request: the client's own policy, decorators, loops, recursion."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

from detectors.facts import UNKNOWN, Loop, Request, Retry, Value, Wait, known
from detectors.places import Lines
from detectors.readers.python.control.exits import Exits, inside
from detectors.readers.python.naming.things import Function, Items, Made, Ref
from detectors.readers.python.program import NOT_YET
from detectors.readers.python.repetition import recursion, refusals, retry_loops
from detectors.readers.python.repetition.alternatives import (
    is_collected_elsewhere,
    is_done_at_once_elsewhere,
)
from detectors.readers.python.repetition.backoffs import counters
from detectors.readers.python.repetition.concurrency_limits import bound
from detectors.readers.python.repetition.conditional_turns import is_for_few, sets_fields
from detectors.readers.python.repetition.iterations import fed_to, is_yielded
from detectors.readers.python.repetition.loop_roles import role
from detectors.readers.python.repetition.rate_limit_waits import (
    is_serial_on_purpose,
    keeps_a_limit,
)
from detectors.readers.python.repetition.readiness_waits import (
    is_done_again,
    is_probe,
    says_again,
    says_not_yet,
    speaks_of_readiness,
)
from detectors.readers.python.repetition.reconnecting import reconnecting
from detectors.readers.python.repetition.retried_failures import (
    is_pending,
    of_condition,
    of_statuses,
)
from detectors.readers.python.repetition.retry_policies import Policies
from detectors.readers.python.repetition.serial_turns import waits_in_its_turn
from detectors.readers.python.repetition.statement_turns import (
    defines_something,
    is_a_statement_of_its_own,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import ComprehensionNode, Node, last_name
from detectors.vocabulary.names import words

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
_REPEATED = frozenset(
    {
        "exceptions",
        "exception",
        "retry_on",
        "retry_exceptions",
        "exception_types",
        "errors",
        "on",
        "catch",
    }
)
"""Keywords by which a decorator is told after which exceptions it repeats."""
_FIELDS = ("attempts", "deadline", "backoff", "jitter", "first_wait", "covers", "methods")
_PROMISES = ("retry", "retries", "attempt", "backoff", "resilient")
"""Parts of the names of helpers that repeat what they are given."""

_LOGINS = frozenset({"login", "logon", "signin"})
"""In the names of helpers: at each of several servers somebody logs in, where no token is kept."""


class Retries(Policies):
    """Finds and connects the retries of one file."""

    # Decorators and objects that call a function again

    def of_functions(self, requests: list[Request]) -> None:
        """Adds what repeats the function around a request, or the functions that call it."""
        for request in requests:
            for function in self._functions_around(request):
                for retry in self._around_function(function, request):
                    self.connect(retry, request)

    def _functions_around(self, request: Request) -> list[nodes.FunctionDef]:
        function = request.context.function
        if function is None:
            return []
        node: nodes.FunctionDef = function.node
        found = [node, *self._outer_functions(node)]
        for site in self.contexts.callers(request.node):
            caller = self.program.tree.function_of(site)
            while isinstance(caller, nodes.Lambda):
                caller = self.program.tree.function_of(caller)
            if isinstance(caller, nodes.FunctionDef) and caller not in found:
                found.append(caller)
        return found

    def _outer_functions(self, node: nodes.FunctionDef) -> Iterator[nodes.FunctionDef]:
        outer = self.program.tree.function_of(node)
        while outer is not None:
            if isinstance(outer, nodes.FunctionDef):
                yield outer
            outer = self.program.tree.function_of(outer)

    def _around_function(self, function: nodes.FunctionDef, request: Request) -> Iterator[Retry]:
        for decorator in function.decorators:
            retry = self._decorating(decorator, request)
            if retry is not None:
                yield retry
        yield from self._callers.get(function, ())

    def _decorating(self, decorator: nodes.Decorator, request: Request) -> Retry | None:
        expression = decorator.decorator
        for thing in self.program.evaluator.things(expression):
            policy = thing.owner if isinstance(thing, Ref) and thing.owner else thing
            if isinstance(policy, Made | Ref):
                found = self.policy_object(policy)
                if found is not None and found.retry is not None and "decorator" in found.repeats:
                    retry = self.of_object(policy, "decorator", decorator)
                    if retry is not None:
                        lines = self.program.lines(decorator)
                        if lines != retry.lines and lines not in retry.anchors:
                            retry.anchors = [*retry.anchors, lines]
                        return retry
        if not self._is_plain(expression):
            request.may_retry_unseen = True
            return self._told_what(decorator, expression)
        return None

    def _told_what(
        self, decorator: nodes.Decorator, expression: nodes.BaseExpression
    ) -> Retry | None:
        """`@retry_with_backoff(exceptions=(ClientError,))` of another module: after what it repeats, and nothing else of it."""
        if not isinstance(expression, nodes.Call):
            return None
        name = last_name(expression.func).lower()
        if not any(word in name for word in ("retry", "retries", "backoff")):
            return None
        names = [one.keyword.value if one.keyword else "" for one in expression.args]
        given = [
            one.value for one, said in zip(expression.args, names, strict=True) if said in _REPEATED
        ]
        if len(given) != 1 or any("give" in said or "if" in words(said) for said in names):
            return None
        thing = self.program.evaluator.thing(given[0])
        kinds = self.program.failures(thing)
        if not kinds or not kinds & {"any", "4xx"}:
            return None
        fields: dict[str, Value] = dict.fromkeys(_FIELDS, UNKNOWN)
        fields["covers"] = known(frozenset(kinds))
        lines = self.program.lines(decorator)
        retry = self._make(decorator, "decorator", name, lines, fields, expression)
        elements = thing.node.elements if isinstance(thing, Items) else ()
        errors = [one.value for one in elements] or [given[0]]
        retry.names_base = any(self.program.evaluator.ref(one).endswith(".Error") for one in errors)
        return retry

    def _is_plain(self, expression: nodes.BaseExpression) -> bool:
        """A decorator that certainly repeats nothing."""
        called = expression.func if isinstance(expression, nodes.Call) else expression
        for thing in self.program.evaluator.things(called):
            if isinstance(thing, Function):
                continue  # its body is read: a loop in there is found
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

    def _add_caller(self, policy: Made, call: nodes.Call) -> None:
        found = self.policy_object(policy)
        if found is None or found.retry is None or "caller" not in found.repeats:
            return
        for thing in self.program.evaluator.things(call.args[0].value):
            if isinstance(thing, Function):
                retry = self.of_object(policy, "policy")
                if retry is not None:
                    self._calling.setdefault(thing.node, []).append(retry)

    def of_helpers(self, requests: list[Request]) -> None:
        """Functions that are given to something whose name promises to repeat them."""
        for request in requests:
            function = request.context.function
            for parent in self.program.tree.ancestors(request.node):
                if isinstance(parent, nodes.Lambda) and self._is_promised(parent):
                    request.may_retry_unseen = True
                if function is not None and parent is function.node:
                    break
            if function is not None:
                for node in self.program.reads(function.name):
                    if self._is_promised(node):
                        request.may_retry_unseen = True

    def _is_promised(self, node: Node) -> bool:
        """`call_with_retry(fetch, url)`, with a helper of another module."""
        arg = node.parent
        call = arg.parent
        if not isinstance(arg, nodes.Arg) or not isinstance(call, nodes.Call):
            return False
        name = last_name(call.func).lower()
        is_here = any(isinstance(t, Function) for t in self.program.evaluator.things(call.func))
        return not is_here and any(word in name for word in _PROMISES)

    # Loops

    def of_loops(self, requests: list[Request], waits: list[Wait]) -> None:
        """Says what each loop is for, and makes those that repeat a failed call retries."""
        calls: dict[Node, tuple[Loop, list[nodes.Call], list[Request]]] = {}
        for request in requests:
            for loop in request.context.loops:
                around = calls.setdefault(loop.node, (loop, [], []))
                around[2].append(request)
                around[1].extend(self._calls_in(loop, request))
        for loop, repeated, inner in calls.values():
            loop.requests = inner
            starts_all = bool(repeated) and all(self._is_concurrent(loop, n) for n in repeated)
            loop.is_concurrent = starts_all or self._has_a_twin(loop)
            if starts_all:
                loop.bounds = partial(bound, self.program, loop, inner)
            pauses = [
                w
                for w in waits
                if w.kind == "sleep"
                and inside(self.program.tree, w.node, loop.node)
                and not self._is_in_handler(w.node, loop.node)
            ]
            loop.is_paced = bool(pauses)
            loop.keeps_a_limit = is_serial_on_purpose(self.program, loop.node) or any(
                keeps_a_limit(self.program, one) for one in pauses
            )
            loop.is_lazy = bool(repeated) and all(is_yielded(call) for call in repeated)
            if self._is_policy_loop(loop, inner):
                continue
            loop.role, exits = role(self.program, loop, repeated)
            if loop.role == "items":
                loop.requests = [r for r in inner if self._is_for_every_item(loop, r, repeated)]
            if loop.role == "polling" and exits is not None and exits.by_body:
                loop.polls = partial(self._poll, loop, exits, waits)
            if loop.role in {"consumer", "polling"} and isinstance(loop.node, nodes.While):
                made = partial(self._reconnecting, loop, waits)
                loop.opens_again = partial(
                    reconnecting, self.program, loop.node, inner, repeated, made
                )
            if loop.role == "attempts" and exits is not None:
                context = self.contexts.of(loop.node)
                retry = retry_loops.retry(
                    self.program,
                    loop,
                    exits,
                    waits,
                    context,
                    is_probe=speaks_of_readiness(self.program, loop.node)
                    or is_probe(self.program, inner, context, of_statuses(self.program, exits)),
                )
                if retry.attempts.number == 2 and retry_loops.does_something_about_it(
                    self.program, exits
                ):
                    for request in inner:  # the second attempt is another one
                        request.may_retry_unseen = True
                    continue
                is_asking = not is_done_again(loop, inner) and self._is_polling(loop.node, exits)
                if retry.covers == frozenset({NOT_YET}) or is_asking:
                    loop.role = "polling"
                    loop.polls = partial(_itself, retry)
                    continue
                refusals.follow(self.program, retry, exits, inner, repeated)
                self.found[loop.node] = retry
                for request in inner:
                    self.connect(retry, request)
        self._of_helpers_of_helpers(requests, calls)

    def _of_helpers_of_helpers(self, requests: list[Request], known: Container[Node]) -> None:
        """`for row in rows: save(row)`, where `save` calls what makes the request: loops over items alone."""
        found: dict[Node, tuple[Loop, list[nodes.Call], list[Request]]] = {}
        for request in requests:
            for site in self.contexts.callers_of_callers(request.node):
                for loop in self.contexts.loops_around(site):
                    if loop.node not in known:
                        around = found.setdefault(loop.node, (loop, [], []))
                        around[1].append(site)
                        around[2].append(request)
        blamed: list[Lines] = []
        for loop, repeated, inner in sorted(
            found.values(), key=lambda one: one[0].lines.last - one[0].lines.first
        ):
            if any(loop.lines.holds(one) for one in blamed):
                continue
            loop.role, _ = role(self.program, loop, repeated)
            if loop.role != "items" or any(self._is_concurrent(loop, site) for site in repeated):
                continue
            loop.is_concurrent = self._has_a_twin(loop)
            loop.is_lazy = all(is_yielded(site) for site in repeated)
            loop.keeps_a_limit = is_serial_on_purpose(self.program, loop.node)
            loop.calls = [self.program.lines(site) for site in repeated]
            loop.requests = [r for r in inner if self._is_for_every_item(loop, r, repeated)]
            if loop.requests and not loop.is_listed:
                blamed.append(loop.lines)

    def _poll(self, loop: Loop, exits: Exits, waits: list[Wait]) -> Retry | None:
        given = fed_to(self.program.tree, loop.node, exits.call)
        if given & counters(self.program, loop.node):
            return None  # each turn asks for something else
        context = self.contexts.of(loop.node)
        return retry_loops.retry(self.program, loop, exits, waits, context, is_probe=False)

    def _reconnecting(self, loop: Loop, waits: list[Wait], exits: Exits) -> Retry:
        context = self.contexts.of(loop.node)
        return retry_loops.retry(self.program, loop, exits, waits, context, is_probe=False)

    def _is_polling(self, loop: nodes.For | nodes.While, exits: Exits) -> bool:
        """It waits for another status, and nothing says that the one before was a failure."""
        if is_pending(self.program, exits):
            return True
        failures = of_statuses(self.program, exits) - {"any"}
        failures |= of_condition(self.program, loop) & {"429", "5xx"}
        if exits.handlers or failures:
            return False
        return says_not_yet(self.program, loop) or not says_again(self.program, loop)

    def _calls_in(self, loop: Loop, request: Request) -> list[nodes.Call]:
        """The request, or the calls of the helper that holds it, in a loop."""
        tree = self.program.tree
        if inside(tree, request.node, loop.node):
            return [request.node]
        for sites in (self.contexts.callers, self.contexts.callers_of_callers):
            if calls := [site for site in sites(request.node) if inside(tree, site, loop.node)]:
                return calls
        return []

    def _is_for_every_item(self, loop: Loop, request: Request, calls: list[nodes.Call]) -> bool:
        """And not for those that fail, as in `except Invalid: report(item)`, or for some that are wanted."""
        inner = [one for one in request.context.loops if loop.lines.holds(one.lines)]
        program = self.program
        if sets_fields(program.tree, loop.node):
            return False
        if defines_something(program, request) or any(
            is_a_statement_of_its_own(program, one, request) for one in inner
        ):
            return False
        return not all(
            self._is_in_handler(call, loop.node)
            or is_for_few(self.program.tree, loop.node, call, calls)
            or is_collected_elsewhere(self.program.tree, loop.node, call)
            or _LOGINS & {*words(last_name(call.func))}
            for call in self._calls_in(loop, request)
        )

    def _is_in_handler(self, node: Node, loop: Node) -> bool:
        for parent in self.program.tree.ancestors(node):
            if parent is loop:
                return False
            if isinstance(parent, nodes.ExceptHandler | nodes.ExceptStarHandler):
                return True
        return False

    def _is_policy_loop(self, loop: Loop, requests: list[Request]) -> bool:
        """`for attempt in Retrying(...):` repeats what its policy says."""
        if not isinstance(loop.node, nodes.For):
            return False
        iterable = loop.node.iter
        match iterable:
            case nodes.Call(
                func=nodes.Name(value="enumerate"), args=[nodes.Arg(value=counted), *_]
            ):
                iterable = counted
        for thing in self.program.evaluator.things(iterable):
            if isinstance(thing, Made):
                found = self.policy_object(thing)
                if found is not None and found.retry is not None and "iterator" in found.repeats:
                    retry = self.of_object(thing, "policy")
                    loop.role = "attempts"
                    for request in requests if retry else ():
                        if retry:
                            self.connect(retry, request)
                    return True
        return False

    def _has_a_twin(self, loop: Loop) -> bool:
        node = loop.node
        if isinstance(node, nodes.For):
            return is_done_at_once_elsewhere(self.program.tree, node, node.iter)
        if isinstance(node, ComprehensionNode):
            return is_done_at_once_elsewhere(self.program.tree, node, node.for_in.iter)
        return False

    def _is_concurrent(self, loop: Loop, call: nodes.Call) -> bool:
        """Its turns do not wait for one another: tasks, threads, coroutines that are gathered later."""
        program, tree = self.program, self.program.tree
        for to, _, _ in self.contexts.handed_over(call):
            if to in {"thread", "process"}:
                is_awaited = isinstance(call.parent, nodes.Await)
                return not is_awaited and not waits_in_its_turn(program, loop.node, call)
        child: Node = call
        for parent in tree.ancestors(call):
            if isinstance(parent, nodes.Await | nodes.With):
                return False
            if isinstance(parent, nodes.Call) and child is not parent.func:
                for to, _, _ in self.contexts.handed_over(parent):
                    if to in {"task", "thread", "process"}:
                        is_awaited = isinstance(parent.parent, nodes.Await)
                        return not is_awaited and not waits_in_its_turn(program, loop.node, parent)
            if parent is loop.node or parent in tree.order:
                break
            child = parent
        return self._is_coroutine(call)

    def _is_coroutine(self, call: nodes.Call) -> bool:
        for thing in self.program.evaluator.things(call.func):
            if isinstance(thing, Function):
                return getattr(thing.node, "asynchronous", None) is not None
            if isinstance(thing, Ref):
                data = self.program.lookup.call(thing.name)
                return bool(data and data.item.io == "async")
        return False

    # Recursion

    def of_recursion(self, requests: list[Request], waits: list[Wait]) -> None:
        """A function that calls itself after a failure, of a helper's request too."""
        for request in requests:
            for asked in (request.node, *self.contexts.callers(request.node)):
                function = self.program.tree.function_of(asked)
                if not isinstance(function, nodes.FunctionDef):
                    continue
                for site in recursion.sites(self.program, function, asked):
                    if site not in self.found:
                        self.found[site] = recursion.retry(
                            self.program, self.contexts, function, site, waits
                        )
                    self.connect(self.found[site], request)


def _itself(retry: Retry) -> Retry:
    return retry
