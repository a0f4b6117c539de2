"""What is around a call: function, handler, loops, except clauses, deadlines, threads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial

from detectors.clients.model import Argument, Trigger
from detectors.facts import OFF, UNKNOWN, Catch, Context, Function, Handler, Loop, Value, known
from detectors.places import Lines
from detectors.readers.python.control.after_failure import behind, claim
from detectors.readers.python.control.awaits import has_no_loop, returns_a_coroutine, runs_at
from detectors.readers.python.control.catches import catch, suppressed
from detectors.readers.python.control.event_loop import Sharing
from detectors.readers.python.messaging.lambda_batches import dropped_from
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.meanings import Site
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.naming.things import Function as FunctionThing
from detectors.readers.python.naming.things import Partial, Ref, Thing
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.loops import Loops
from detectors.readers.python.serving.access_checks import is_unasked
from detectors.readers.python.serving.rate_limits import is_unlimited
from detectors.readers.python.serving.senders import (
    WEBHOOK,
    asks_for_a_proof,
    is_a_view_of_webhooks,
    is_in_a_webhook,
    is_named_a_webhook,
    is_of_a_sender,
)
from detectors.readers.python.serving.webhooks import (
    answers_something,
    checking,
    trusting,
    unheeded,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    COMPREHENSIONS,
    LOOPS,
    Node,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import words

_MOST_BETWEEN = 2
"""Plain functions between a coroutine and what holds its thread."""
_RECORDS = re.compile(r"[\[(][\"']Records[\"'][\])]")
_BEST_EFFORT = re.compile(r"\bbest[- ]effort\b|\bfire[- ]and[- ]forget\b")
_OF_SIGNALS = frozenset({"sig", "signum", "signal", "frame", "exc", "exception", "error", "err"})
"""Words of what a handler of signals or errors is given: `def handler(signum, frame)`."""


class Contexts:
    """Answers for one file; the same function, loop or clause is one fact, however often it is met."""

    def __init__(self, program: Program, places: Places, loops: Loops) -> None:
        self.program = program
        self.places = places
        self.loops = loops
        self.sharing = Sharing(program)
        self.catches: dict[Node, Catch] = {}
        self._functions: dict[Node, Function] = {}
        self._contexts: dict[Node, Context] = {}
        self._handlers: dict[Node, Handler | None] = {}

    def of(self, node: Node) -> Context:
        """The context of a call."""
        found = self._contexts.get(node)
        if found is None:
            found = self._contexts[node] = self._context(node)
        return found

    def _context(self, node: Node) -> Context:
        tree = self.program.tree
        inner = tree.function_of(node)
        outer = self.program.tree.definition_of(node)
        function = self.function(outer) if outer else None
        sites = self.callers(node)
        loops = [*self.loops_around(node)]
        for site in sites:
            loops += [loop for loop in self.loops_around(site) if loop not in loops]
        in_thread = self._runs_in_thread(node)
        return Context(
            function=function,
            loops=loops,
            catches=[*self._catches_around(node)],
            site_catches=[catch for site in sites for catch in self._catches_around(site)],
            deadline=self._deadline(node, sites),
            is_async=_is_async(inner) and not in_thread and not has_no_loop(self.program, node),
            runs_in_thread=in_thread,
            is_module_level=inner is None,
            call_sites=[self.program.lines(site) for site in sites],
        )

    def callers(self, node: Node) -> list[nodes.Call]:
        """Where the functions around a node are called: a lambda, and the function with a name."""
        found: list[nodes.Call] = []
        inner = self.program.tree.function_of(node)
        is_for_later = isinstance(inner, nodes.Lambda) and _is_kept(inner)
        outer = None if is_for_later else self.program.tree.definition_of(node)
        for function in dict.fromkeys((inner, outer)):
            found += self.program.evaluator.callers(function) if function is not None else []
        return found

    def callers_of_callers(self, node: Node) -> list[nodes.Call]:
        """Where the functions are called that call those around a node."""
        of = self.program.tree.definition_of
        return [
            site
            for caller in dict.fromkeys(self.callers(node))
            for site in self.callers(caller)
            if of(site) is not of(caller)  # which calls itself
        ]

    def in_thread(self, node: Node) -> Context:
        """The context of what a call hands over to a thread."""
        return replace(self.of(node), is_async=False, runs_in_thread=True)

    def _around(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """(what is around, the part of it that the node is in), up to the function."""
        child = node
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, nodes.FunctionDef | nodes.Lambda) and child is parent.body:
                return
            yield parent, child
            child = parent

    def loops_around(self, node: Node) -> Iterator[Loop]:
        """Those of its own function, innermost first."""
        for parent, child in self._around(node):
            if isinstance(parent, LOOPS) and child is not parent.orelse:
                if child is parent.body or (
                    isinstance(parent, nodes.While) and child is parent.test
                ):
                    yield self.loops.of(parent)
            elif isinstance(parent, COMPREHENSIONS):
                first = parent.for_in.iter
                if child is not parent.for_in or not self._is_within(node, first):
                    yield self.loops.of(parent)

    def _is_within(self, node: Node, around: Node) -> bool:
        return node is around or around in set(self.program.tree.ancestors(node))

    def _catches_around(self, node: Node) -> Iterator[Catch]:
        for parent, child in self._around(node):
            if isinstance(parent, nodes.Try | nodes.TryStar) and child is parent.body:
                for handler in parent.handlers:
                    yield self.catch(handler)
            elif isinstance(parent, nodes.With) and child is parent.body:
                for item in parent.items:
                    if (found := suppressed(self.program, item)) is not None:
                        found.reports = partial(behind, self.program, parent)
                        yield found

    def catch(self, handler: nodes.ExceptHandler | nodes.ExceptStarHandler) -> Catch:
        if handler not in self.catches:
            found = self.catches[handler] = catch(self.program, handler)
            found.reports = lambda: claim(self.program, handler)
            found.around = lambda: self.of(handler)
            found.drops = lambda: dropped_from(self.program, handler)
        return self.catches[handler]

    # Deadlines

    def _deadline(self, node: Node, sites: list[nodes.Call]) -> Value:
        own = self._own_deadline(node)
        if not own.is_off or not sites:
            return own
        around = [self._own_deadline(site) for site in sites]
        if all(value.is_known for value in around):
            return max(around, key=lambda value: value.number or 0)
        return OFF if all(value.is_off for value in around) else UNKNOWN

    def _own_deadline(self, node: Node) -> Value:
        for parent, child in self._around(node):
            if isinstance(parent, nodes.With) and child is parent.body:
                for item in parent.items:
                    limit = self._limit(item.item, "block")
                    if limit is not None:
                        return limit
            if isinstance(parent, nodes.Call):
                limit = self._limit(parent, "argument")
                if limit is not None:
                    return limit
        return OFF

    def _limit(self, node: Node, bounds: str) -> Value | None:
        """The seconds that a deadline gives; None if this is none."""
        if not isinstance(node, nodes.Call):
            return None
        for invocation in self.program.named(node):
            deadline = self.program.lookup.deadline(invocation.name)
            if deadline is None or deadline.item.bounds != bounds:
                continue
            for argument in deadline.item.seconds:
                given = invocation.arguments.get(argument.position, argument.keyword)
                if given is None:
                    continue
                const = self.program.evaluator.const(given)
                if const is None or deadline.item.is_time_of_day:
                    return self.program.written(UNKNOWN, given)
                value = OFF if const.value is None else known(const.value)
                return self.program.written(value, given)
        return None

    # Threads

    @cached_property
    def _handed(self) -> dict[Node, str]:
        """Function or lambda of the file -> where it is handed to: thread, process, task, loop."""
        found: dict[Node, str] = {}
        for call in self.program.tree.calls:
            for to, _, thing in self.handed_over(call):
                while isinstance(thing, Partial):
                    thing = thing.target
                if isinstance(thing, FunctionThing):
                    found[thing.node] = to
        return found

    def handed_over(self, call: nodes.Call) -> Iterator[tuple[str, int, Thing]]:
        """(where to, position of the function, function) of a call that runs a function elsewhere."""
        program = self.program
        names = [i.name for i in program.named(call)] or [f"loop.{last_name(call.func)}"]
        for name in names:
            found = program.lookup.handover(name)
            if found is None:
                continue
            arguments = program.evaluator.arguments(call)
            for argument in found.item.function:
                given = arguments.get(argument.position, argument.keyword)
                for thing in program.evaluator.things(given) if given is not None else ():
                    yield found.item.to, argument.position or 0, thing

    def _runs_in_thread(self, node: Node) -> bool:
        """The innermost function around a node runs in a thread or another process."""
        function = self.program.tree.function_of(node)
        if function is None:
            return False
        if self._handed.get(function) in {"thread", "process"}:
            return True
        if isinstance(function, nodes.FunctionDef) and function.asynchronous is None:
            trigger = self._trigger(function)
            return bool(trigger and trigger[0].plain_runs_in_thread)
        return False

    # Functions and handlers

    def function(self, node: nodes.FunctionDef) -> Function:
        found = self._functions.get(node)
        if found is not None:
            return found
        program = self.program
        sites = program.evaluator.sites(node)
        found = self._functions[node] = Function(
            file=program.file,
            lines=program.lines(node),
            columns=program.columns(node),
            name=node.name.value,
            is_async=node.asynchronous is not None,
            is_generator=node in program.tree.generators,
            may_run_beside=_is_async(node)
            and not all(isinstance(s.parent, nodes.Await) for s in sites),
            is_called_in_file=bool(sites),
            takes=frozenset(p.name.value for p in parameters_of(node)),
            demands=frozenset(p.name.value for p in parameters_of(node) if p.default is None),
            is_best_effort=program.says_lowered(_BEST_EFFORT),
            node=node,
        )
        found.handler = self.handler(node) or self._handler_of_callers(sites)
        found.runs_in_thread = self._runs_elsewhere(node)
        calls = [*self._coroutine_calls(node)]
        found.coroutines = [program.lines(c) for c in dict.fromkeys(c for c, _ in calls)]
        found.coroutine_calls = [program.lines(site) for _, site in calls]
        if found.is_async or found.coroutines:
            is_called = found.handler is not None and found.handler.kind not in {"cli", "lambda"}
            found.shares = lambda: is_called or self.sharing.shares(node)
        return found

    def _runs_elsewhere(self, node: nodes.FunctionDef) -> bool:
        """It is handed to a thread or a process, or a framework runs plain functions like it in a thread."""
        trigger = self._trigger(node)
        is_plain = trigger and trigger[0].plain_runs_in_thread and not _is_async(node)
        return self._handed.get(node) in {"thread", "process"} or bool(is_plain)

    def _coroutine_calls(
        self, node: nodes.FunctionDef, between: int = 0
    ) -> Iterator[tuple[nodes.FunctionDef, nodes.Call]]:
        """Coroutines of the file that run a function, also through plain functions, and where they call it or those."""
        program = self.program
        if self._runs_elsewhere(node) or returns_a_coroutine(program.tree, node):
            return
        for site in program.evaluator.sites(node):
            caller = program.tree.function_of(site)
            if not isinstance(caller, nodes.FunctionDef) or not runs_at(program.tree, node, site):
                continue
            if _is_async(caller):
                yield caller, site
            elif between < _MOST_BETWEEN:
                yield from self._coroutine_calls(caller, between + 1)

    def _handler_of_callers(self, sites: list[nodes.Call]) -> Handler | None:
        """A helper that only handlers call works for them."""
        callers = [self.program.tree.definition_of(site) for site in sites]
        handlers = [self.handler(caller) if caller is not None else None for caller in callers]
        kinds = {handler.kind if handler else None for handler in handlers}
        return handlers[0] if len(kinds) == 1 else None

    def handler(self, node: nodes.FunctionDef) -> Handler | None:
        """What outside calls a function, if something does."""
        if node not in self._handlers:
            self._handlers[node] = self._make_handler(node)
        return self._handlers[node]

    def _make_handler(self, node: nodes.FunctionDef) -> Handler | None:
        program = self.program
        found, is_in_a_class = self._trigger(node), is_in_a_webhook(program, node)
        if not found and not is_in_a_class:
            return None
        trigger, site = found or (None, None)
        path = self._path(trigger, site) if trigger else ""
        spelt = set(re.split(r"[-_/]", (path or node.name.value).lower()))
        kind = trigger.kind if trigger else "webhook"
        redelivers = self.places.value(trigger.redelivers, site) if trigger and site else UNKNOWN
        if (kind == "webhook" and not trigger) or (
            kind == "route"
            and (
                is_in_a_class
                or spelt & WEBHOOK
                or is_named_a_webhook(node)
                or asks_for_a_proof(node)
            )
        ):
            kind, redelivers = "webhook", known(True)
        if kind == "lambda" and _RECORDS.search(program.code(node)):
            redelivers = known(True)  # queues, topics and streams bring the same again
        is_open = not (trigger and site) or self.places.value(trigger.asks_for_key, site).is_off
        is_told = kind in {"route", "webhook"} and is_of_a_sender(program, node, path)
        is_of_a_hook = (
            is_told
            or (kind == "webhook" and site is not None)
            or is_a_view_of_webhooks(program, node)
        )
        return Handler(
            file=program.file,
            lines=self.header(node),
            columns=program.columns(node),
            span=program.lines(node),
            kind=kind,
            path=path,
            is_unlimited=lambda: is_open and is_unlimited(program, node),
            is_unasked=lambda: is_open and is_unasked(program, node),
            is_of_a_sender=is_told,
            trusts=trusting(program, node, path) if is_of_a_hook and is_open else None,
            checks=checking(program, node) if is_of_a_hook else None,
            unheeded=unheeded(program, node) if is_of_a_hook else None,
            framework=trigger.framework if trigger else "",
            tells=lambda: answers_something(program, node),
            is_async=node.asynchronous is not None,
            redelivers=redelivers,
            node=node,
        )

    def header(self, node: nodes.FunctionDef) -> Lines:
        """The decorators and the `def` line."""
        lines = self.program.lines
        first = lines(node.decorators[0]) if node.decorators else lines(node.name)
        ends: list[Node] = [node.name, *(p.name for p in parameters_of(node))]
        ends += [node.returns.annotation] if node.returns else []
        return first.through(Lines(lines(node.name).first, max(lines(end).last for end in ends)))

    def _path(self, trigger: Trigger, site: Site | None) -> str:
        for argument in trigger.path if site else ():
            given = site.arguments.get(argument.position, argument.keyword) if site else None
            text = self.program.evaluator.text(given) if given is not None else None
            if text:
                return text
        return ""

    def _trigger(self, node: nodes.FunctionDef) -> tuple[Trigger, Site | None] | None:
        program = self.program
        for decorator in node.decorators:
            expression = decorator.decorator
            called = expression.func if isinstance(expression, nodes.Call) else expression
            for thing in program.evaluator.things(called):
                found = program.lookup.decorator(thing.name) if isinstance(thing, Ref) else None
                if found and isinstance(thing, Ref):
                    return found.item, self._site(thing, expression)
        registered = self._registered.get(node)
        if registered:
            return registered
        return self._method_trigger(node) or self._trigger_by_name(node)

    def _site(self, thing: Ref, expression: Node) -> Site:
        if isinstance(expression, nodes.Call):
            arguments = self.program.evaluator.arguments(expression)
            return Site(thing.name, arguments, thing.owner, expression)
        return Site(thing.name, Arguments(), thing.owner)

    @cached_property
    def _registered(self) -> dict[Node, tuple[Trigger, Site | None]]:
        """Functions that are given to something that calls them: `app.add_url_rule(..., view_func=f)`."""
        found: dict[Node, tuple[Trigger, Site | None]] = {}
        for invocation in self.program.invocations:
            registrar = self.program.lookup.registrar(invocation.name)
            for argument in registrar.item.function if registrar else ():
                given = self._given(
                    invocation.arguments.positional, argument, invocation.arguments.keywords
                )
                for thing in self.program.evaluator.things(given) if given is not None else ():
                    if isinstance(thing, FunctionThing) and registrar:
                        site = Site(
                            invocation.name, invocation.arguments, invocation.owner, invocation.node
                        )
                        found[thing.node] = registrar.item, site
        return found

    @staticmethod
    def _given(
        positional: tuple[nodes.BaseExpression, ...], argument: Argument, keywords: object
    ) -> nodes.BaseExpression | None:
        if isinstance(keywords, dict) and argument.keyword in keywords:
            found: nodes.BaseExpression = keywords[argument.keyword]
            return found
        position = argument.position
        return positional[position] if position is not None and position < len(positional) else None

    def _method_trigger(self, node: nodes.FunctionDef) -> tuple[Trigger, Site | None] | None:
        definition = self.program.tree.class_of(node)
        for base in definition.bases if definition else ():
            for thing in self.program.evaluator.things(base.value):
                found = self.program.lookup.base(thing.name) if isinstance(thing, Ref) else None
                if found and (not found.item.methods or node.name.value in found.item.methods):
                    return found.item, None
        return None

    def _trigger_by_name(self, node: nodes.FunctionDef) -> tuple[Trigger, Site | None] | None:
        tree = self.program.tree
        if tree.class_of(node) is not None or tree.function_of(node) is not None:
            return None
        if any(_OF_SIGNALS & set(words(p.name.value)) for p in parameters_of(node)):
            return None
        for found in self.program.lookup.triggers_by_name:
            wanted = found.item.parameters
            if node.name.value in found.item.functions and wanted in {
                None,
                len(node.params.params),
            }:
                return found.item, None
        return None


def _is_kept(function: nodes.Lambda) -> bool:
    """Something holds it, and calls it when its time comes: `setattr(engine, "fetch", lambda: ...)`."""
    match function.parent:
        case nodes.Arg(parent=nodes.Call(func=nodes.Name(value="setattr"))):
            return True
        case nodes.Assign(
            targets=[nodes.AssignTarget(target=nodes.Attribute() | nodes.Subscript())]
        ):
            return True
        case nodes.Return() | nodes.DictElement():
            return True
    return False


def _is_async(node: nodes.FunctionDef | nodes.Lambda | None) -> bool:
    return isinstance(node, nodes.FunctionDef) and node.asynchronous is not None
