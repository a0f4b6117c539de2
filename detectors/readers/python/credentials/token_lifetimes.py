"""How long a token is kept: what asks for it anew, and what goes on using one that was asked for once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Again, Loop, Stored
from detectors.judging.repeating import is_short, is_small
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.conditions import conditions
from detectors.readers.python.control.exits import inside, names_in
from detectors.readers.python.credentials.token_stores import Storing, is_left
from detectors.readers.python.naming.ownership import is_client_like_all, is_own
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_DEEPEST = 4
"""Calls between the loop and the request."""
_KEEPS = re.compile(r"(?i)cache|memo|expir|\bttl\b|valid_until|refresh_at|is_valid|redis")
"""In a function that may keep a token, or asks whether it still holds."""
_MAKERS = re.compile(r"\b(?:aio)?redis\.(?:asyncio\.)?(?:Redis|StrictRedis|from_url)\(")
_ASKS = re.compile(
    r"(?i)token|auth|cred|login|logged|expir|cache|valid|session|header|status|jwt|bearer|_?key|40[13]|first|once"
)
"""In a test that may ask for a token only where there is none, or none that works."""
_HARMLESS = frozenset(
    {"staticmethod", "classmethod", "property", "retry", "backoff", "tenacity", "override", "wraps"}
    | {"on_exception", "stamina", "validate_call", "timed", "log_call", "sync_to_async"}
)
"""Decorators under which a function still runs each time that it is called."""
_AROUND = listed(
    "retry retries retrying backoff log logged logging timed timeit trace traced throttle throttled errors"
)
"""Words of such decorators of a project's own: `@async_retry()`, `@handle_errors`."""
_PLACES = listed("path endpoint url uri route resource method verb")
"""Words of parameters by which a function is told what to ask for."""
_MANY_METHODS = 3
"""So many methods that each ask for a token first are an interface of which every call asks."""
_LONG = 60
"""Seconds; whoever waits so long between two turns asks seldom."""
_ROLES_OF_ONE = frozenset({"attempts", "failover", "polling"})


def _without(made: nodes.Call, code: str) -> str:
    """The code of a function; where a client of Redis is what is made, without its makers."""
    return _MAKERS.sub("", code) if _MAKERS.match(f"{dotted(made.func)}(") else code


def _is_over_soon(loop: Loop) -> bool:
    """Of pages nobody knows how many there are, unless their number is written."""
    return is_small(loop.count) if loop.role == "pages" else is_short(loop)


class Keeping:
    """Answers for one file."""

    def __init__(self, program: Program, contexts: Contexts) -> None:
        self.program = program
        self.contexts = contexts
        self.storing = Storing(program, contexts)

    def stored(self, call: nodes.Call) -> Stored | None:
        return self.storing.stored(call)

    def guard(self, call: nodes.Call) -> Lines | None:
        """The test or the cache by which a request for a token is made only now and then."""
        for parent in self.program.tree.ancestors(call):
            if isinstance(parent, nodes.BooleanOperation):
                return self.program.lines(parent)
        for one in conditions(self.program, call):
            if _ASKS.search(self.program.code(one.test)):
                return self.program.lines(one.test)
        function = self.program.tree.definition_of(call)
        for decorator in function.decorators if function is not None else ():
            if _KEEPS.search(self.program.code(decorator)):
                return self.program.lines(decorator)
        return None

    def again(self, call: nodes.Call, *, whatever_is_given: bool = False) -> Again | None:
        """What asks for the token of a request anew for each piece of work.

        With `whatever_is_given` a function on the way may be told what the work is: the call does not depend on that.
        """
        return self._again(call, (), frozenset(), whatever_is_given)

    def _again(
        self, node: nodes.Call, sites: tuple[Lines, ...], seen: frozenset[Node], whatever: bool
    ) -> Again | None:
        """None as well where something on the way may keep the token, or asks for it only now and then."""
        is_like_all = (whatever and bool(sites)) or is_own(self.program, node)
        if not is_like_all and not (whatever and is_client_like_all(self.program, node)):
            return None
        around = (one for one in self._loops(node) if one.role not in _ROLES_OF_ONE)
        loop = next((one for one in around if not _is_over_soon(one)), None)
        if self._is_conditional(node, loop):
            return None
        function = self.program.tree.definition_of(node)
        if function is not None and _KEEPS.search(_without(node, self.program.code(function))):
            return None
        if loop is not None:
            return self._of_loop(loop, sites)
        if not is_like_all or function is None or function in seen or len(seen) >= _DEEPEST:
            return None
        if not self.runs_each_time(function):
            return None
        if found := self._of_handler(function, sites):
            return found
        is_general = self._is_general(function, node)
        if is_general and not whatever:
            return Again("methods", self.program.lines(node), sites)
        calls = self.program.evaluator.sites(function)
        for site in calls:
            found = self._again(
                site, (*sites, self.program.lines(site)), seen | {function}, whatever
            )
            if found is not None:
                return found
        if is_general:
            return Again("methods", self.program.lines(node), sites)
        return self._of_methods(function, calls, sites)

    def is_run_by_the_clock(self, function: nodes.FunctionDef, depth: int = 2) -> bool:
        """An endless loop calls it, which waits a minute or more between two turns, or nobody knows how long."""
        for site in self.program.evaluator.sites(function):
            around = [one for one in self._loops(site) if isinstance(one.node, nodes.While)]
            if any(map(self._waits_long, around)):
                return True
            caller = self.program.tree.definition_of(site)
            if caller is not None and depth and self.is_run_by_the_clock(caller, depth - 1):
                return True
        return False

    # Loops

    def _loops(self, node: Node) -> Iterator[Loop]:
        """Those of its own function, innermost first."""
        here = self.program.lines(node)
        for loop in self.contexts.of(node).loops:
            if loop.lines.holds(here) and not self._is_of_callers(loop, node):
                yield loop

    def _is_of_callers(self, loop: Loop, node: Node) -> bool:
        return loop.node not in set(self.program.tree.ancestors(node))

    def _of_loop(self, loop: Loop, sites: tuple[Lines, ...]) -> Again | None:
        if self._waits_long(loop):
            return None
        if loop.role == "pages":
            return Again("pages", loop.header, sites)
        if isinstance(loop.node, nodes.While):
            is_endless = loop.role == "consumer" or (
                loop.count.is_off and not is_left(self.program, loop.node)
            )
            return Again("work", loop.header, sites) if is_endless else None
        return Again("items", loop.header, sites) if loop.role in {"items", "consumer"} else None

    def _waits_long(self, loop: Loop) -> bool:
        """A pause of a minute or more, or of unknown length, lies between two turns."""
        assert loop.node is not None
        for inner in self.program.tree.walk(loop.node):
            if isinstance(inner, nodes.Call) and last_name(inner.func) in {
                "sleep",
                "wait",
                "run_pending",
            }:
                given = inner.args[0].value if inner.args else None
                const = self.program.evaluator.const(given) if given is not None else None
                seconds = const.value if const is not None else None
                if not isinstance(seconds, int | float) or seconds >= _LONG:
                    return True
        return False

    # Handlers and interfaces

    def _of_handler(self, function: nodes.FunctionDef, sites: tuple[Lines, ...]) -> Again | None:
        handler = self.contexts.handler(function)
        if handler is None or handler.kind in {"cli", "scheduled", "task"}:
            return None
        if handler.kind == "lambda" and not self._uses_its_event(function):
            return None  # it may run once a day
        return Again(handler.kind, handler.lines, sites)  # type: ignore[arg-type]

    def _uses_its_event(self, function: nodes.FunctionDef) -> bool:
        event = next((p.name.value for p in parameters_of(function)), "")
        return any(
            isinstance(inner, nodes.Subscript | nodes.Attribute) and dotted(inner.value) == event
            for inner in self.program.tree.walk(function.body)
        )

    def _of_methods(
        self, function: nodes.FunctionDef, calls: list[nodes.Call], sites: tuple[Lines, ...]
    ) -> Again | None:
        """`def orders(self): get(url, headers=self._headers())`, and two more like it; functions of a library, too."""
        tree = self.program.tree
        definition = tree.class_of(function)
        if definition is None and self.program.is_a_command:
            return None  # one run of a command calls one of them
        callers: dict[nodes.FunctionDef, nodes.Call] = {}
        for site in calls:
            caller = self.program.tree.definition_of(site)
            if caller is None or tree.class_of(caller) is not definition or caller is function:
                continue
            may_keep = _KEEPS.search(self.program.code(caller)) is not None
            if caller.name.value == "__init__" or (may_keep and _ASKS.search(caller.name.value)):
                return None
            if may_keep:
                continue
            if not self._is_conditional(site) and self.runs_each_time(caller):
                callers.setdefault(caller, site)
        used = [site for c, site in callers.items() if any(True for _ in self._others(c, site))]
        if len(used) < _MANY_METHODS and not (
            used and definition is not None and all(map(self._is_for_a_piece_of_work, used))
        ):
            return None
        lines = tuple(self.program.lines(site) for site in used)
        return Again("methods", lines[0], (*sites, *lines))

    def _is_for_a_piece_of_work(self, site: nodes.Call) -> bool:
        """`def pay(self, phone, amount): token = self._token()`: told what to do, it keeps nothing."""
        function = self.program.tree.definition_of(site)
        statement = self.program.tree.statement_of(site)
        if function is None or len(parameters_of(function)) < 2:
            return False
        match statement:
            case nodes.Assign(targets=targets):
                return all(isinstance(one.target, nodes.Name) for one in targets)
        return False

    def _others(self, function: nodes.FunctionDef, site: nodes.Call) -> Iterator[nodes.Call]:
        """The requests that a function makes by itself, beside the one for its token."""
        for inner in self.program.tree.walk(function.body):
            is_another = isinstance(inner, nodes.Call) and inner is not site
            if is_another and isinstance(inner, nodes.Call):
                names = [one.name for one in self.program.named(inner)]
                if any(self.program.lookup.call(name) for name in names):
                    yield inner

    def _is_general(self, function: nodes.FunctionDef, site: nodes.Call) -> bool:
        """Its callers say what it asks for, and they are elsewhere or several: `def call(path): ...`."""
        if len(self.program.evaluator.sites(function)) == 1:
            return False
        places = {
            p.name.value for p in parameters_of(function) if _PLACES & set(words(p.name.value))
        }
        return any(
            names_in(self.program.tree, argument.value) & places
            for call in self._others(function, site)
            for argument in call.args
        )

    # What stands in between

    def _is_conditional(self, node: Node, loop: Loop | None = None) -> bool:
        """A test on the way may be whether there is a token already; a clause may run after it has failed.

        What is asked before a loop is the same in each of its turns.
        """
        child: Node = node
        for parent in self.program.tree.ancestors(node):
            match parent:
                case nodes.FunctionDef() | nodes.ClassDef():
                    break
                case nodes.For() | nodes.While() if loop is not None and parent is loop.node:
                    break
                case nodes.BooleanOperation() if child is parent.right:
                    return True
                case nodes.ExceptHandler() | nodes.ExceptStarHandler() | nodes.Lambda():
                    return True
            child = parent
        tests = [
            one.test
            for one in conditions(self.program, node, is_site=True)
            if loop is None or inside(self.program.tree, one.test, loop.node)
        ]
        return not all(map(self._is_about_the_work, tests))

    def _is_about_the_work(self, test: nodes.BaseExpression) -> bool:
        """It asks what the piece of work is, or how the program is set up; not what became of the last token."""
        if _ASKS.search(self.program.code(test)):
            return False
        for inner in self.program.tree.walk(test):
            scope = self.program.tree.scopes.get(inner)
            if not isinstance(inner, nodes.Name) or scope is None or inner.value.isupper():
                continue
            if not self._is_given(inner):
                return False
        return True

    def _is_given(self, name: nodes.Name, depth: int = 3) -> bool:
        """It is what the work is, or is made from that: `activity = await request.json()`."""
        scope = self.program.tree.scopes.get(name)
        if name.value == "self":
            return False
        if scope is None:
            return True
        for binding in self.program.evaluator.names.reaching(name.value, name, scope) or ():
            if binding.how in {"parameter", "element", "import", "function", "class"}:
                continue
            if binding.how != "value" or not depth or binding.node is None:
                return False
            inner = [n for n in self.program.tree.walk(binding.node) if isinstance(n, nodes.Name)]
            if not all(self._is_given(one, depth - 1) for one in inner):
                return False
            if not any(map(self._is_local, inner)):
                return False
        return True

    def _is_local(self, name: nodes.Name) -> bool:
        """A parameter, an item, or what was made of one."""
        scope = self.program.tree.scopes.get(name)
        bound = self.program.evaluator.names.reaching(name.value, name, scope) if scope else ()
        return any(binding.how in {"parameter", "element", "value"} for binding in bound or ())

    def runs_each_time(self, function: nodes.FunctionDef) -> bool:
        if self.contexts.handler(function) is not None:
            return True
        for decorator in function.decorators:
            expression = decorator.decorator
            called = expression.func if isinstance(expression, nodes.Call) else expression
            parts = set(dotted(called).split("."))
            if not parts & _HARMLESS and not _AROUND & {*words(last_name(called))}:
                return False
        return True
