"""Calls in coroutines of what the same file hands to a thread elsewhere, as it holds the thread: `await to_thread(market.symbols)`."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterator
from functools import cached_property

from detectors.facts import Wait
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.awaits import is_awaited
from detectors.readers.python.naming.things import Ref
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words

_HANDS = re.compile(
    r"to_thread|run_in_executor|run_in_threadpool|run_sync|_?(?:run_)?in_thread|_?run_blocking|sync_to_async"
    r"|(?:async_)?add_executor_job|_?run_sync|_?call_sync|_?run_in_pool"
)
_OF_OTHERS = listed("api sdk client rest")
"""In the name of a module whose functions ask a server."""
_ASKS = listed(
    "get fetch list search query find download upload send post request call ask create update delete publish"
    " notify lookup scan connect login"
)
"""First words of functions that ask somebody, whatever their module is called; what computes is short where it is not handed over."""
_BUILT_IN = frozenset(dir(builtins))
"""A thread runs `list` for the sake of what it goes through; elsewhere it goes through something else."""
_IN_MEMORY = listed(
    "set init initialize configure is has close reset version config options enable disable"
)
"""First words of functions that ask nobody."""


class Entrusted:
    """Answers for one file."""

    def __init__(self, program: Program, contexts: Contexts) -> None:
        self.program = program
        self.contexts = contexts

    def waits(self) -> Iterator[Wait]:
        """Those of coroutines that hold the event loop."""
        if not self._handed:
            return
        for call in self.program.tree.calls:
            name = self._name(call.func)
            if not name or not self._holds(name) or call in self._handing:
                continue
            context = self.contexts.of(call)
            if not context.is_async or context.runs_in_thread or self._is_known(call):
                continue
            if is_awaited(self.program.tree, call) or self._is_within(call):
                continue
            yield Wait(
                file=self.program.file,
                lines=self.program.lines(call),
                columns=self.program.columns(call),
                statement=self.program.lines(self.program.tree.statement_of(call)),
                name=dotted(call.func) or name,
                kind="call",
                context=context,
                node=call,
            )

    @cached_property
    def _handing(self) -> list[nodes.Call]:
        return [one for one in self.program.tree.calls if _HANDS.fullmatch(last_name(one.func))]

    @cached_property
    def _handed(self) -> frozenset[str]:
        """The names of what a thread runs."""
        return frozenset(
            name for call in self._handing for one in call.args if (name := self._called(one.value))
        )

    @cached_property
    def _modules(self) -> frozenset[str]:
        """The modules of which a thread runs a function, where their names say that they ask a server."""
        return frozenset(
            module
            for name in self._handed
            if "(" not in name
            and (module := name.rpartition(".")[0])
            and module in self.program.tree.imported
            and _OF_OTHERS & {*words(module.rpartition(".")[2])}
        )

    def _holds(self, name: str) -> bool:
        if name.partition(".")[0] in sys.stdlib_module_names:
            return False
        module, _, function = name.rpartition(".")
        is_of_server = module in self._modules and not _IN_MEMORY & {*words(function)[:1]}
        is_handed = name in self._handed and bool(_ASKS & {*words(function)[:1]})
        return is_handed or is_of_server

    def _called(self, given: Node) -> str:
        """`symbols` of `market.symbols` and of `lambda: market.symbols(day)`."""
        if isinstance(given, nodes.Lambda):
            return self._name(given.body.func) if isinstance(given.body, nodes.Call) else ""
        return self._name(given)

    def _name(self, node: Node) -> str:
        """The qualified name of a function that is imported; nothing else can be told apart from its namesakes."""
        if not isinstance(node, nodes.Attribute | nodes.Name):
            return ""
        things = self.program.evaluator.things(node)
        found = {one.name for one in things if isinstance(one, Ref) and one.owner is None}
        name = found.pop() if len(found) == 1 and len(things) == 1 else ""
        return "" if name.removeprefix("builtins.") in _BUILT_IN else name

    def _is_known(self, call: nodes.Call) -> bool:
        lookup = self.program.lookup
        return any(lookup.call(i.name) or lookup.wait(i.name) for i in self.program.named(call))

    def _is_within(self, call: nodes.Call) -> bool:
        """It stands in a lambda, or in what is handed over."""
        for parent in self.program.tree.ancestors(call):
            if isinstance(parent, nodes.Lambda) or parent in self._handing:
                return True
            if isinstance(parent, nodes.FunctionDef):
                return False
        return False
