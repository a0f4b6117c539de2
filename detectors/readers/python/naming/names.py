"""Which bindings of a name may hold where it is used."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding, Scope
from detectors.readers.python.syntax.traits import LOOPS, SUITES, Node, body_of, dotted, last_name
from detectors.readers.python.syntax.tree import Tree

MOST = 24
"""Bindings that are looked at; a name that is bound more often on branches cannot be known."""


class Names:
    """Answers for one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._suites: dict[Node, Node] = {}
        self._orders: dict[int, tuple[Sequence[Binding], list[int]]] = {}

    def reaching(self, name: str, node: Node, scope: Scope) -> Sequence[Binding] | None:
        """The bindings of this name that may hold at a node; None: there is none in this file.

        An empty answer means that too many may hold.
        """
        found = self._scope_of(name, scope)
        if found is None:
            return None
        holder, is_inside = found
        bindings = holder.bindings[name]
        if len(bindings) == 1:
            return bindings
        if is_inside:
            return self.before(bindings, node)
        return self.at_the_end(bindings, holder)

    def _scope_of(self, name: str, scope: Scope) -> tuple[Scope, bool] | None:
        """The scope whose name it is, and whether it is used in the same function."""
        at: Scope | None = scope
        is_inside = True
        while at is not None:
            if name in at.outside:
                target = at.outside[name]
                is_inside = False
                if target is not None:
                    return (target, False) if name in target.bindings else None
            elif name in at.bindings and (at.kind != "class" or at is scope):
                return at, is_inside
            if at.kind == "function":
                is_inside = False
            at = at.parent
        return None

    def at_the_end(self, bindings: Sequence[Binding], holder: Scope) -> Sequence[Binding]:
        """What may hold after the scope has run, for a function that is called later."""
        own = [b for b in bindings if not b.is_foreign]
        chosen = [b for b in bindings if b.is_foreign]
        suite = getattr(holder.node, "body", None) if holder.kind != "module" else None
        for binding in reversed(own):
            chosen.append(binding)
            around = self._suite(binding.statement)
            if around is suite or isinstance(around, nodes.Module):
                break
        return chosen if len(chosen) <= MOST else []

    def before(self, bindings: Sequence[Binding], node: Node) -> Sequence[Binding]:
        """What may hold at a node of the same function (or module)."""
        order = self._order(node)
        orders = self._orders_of(bindings)
        first, after = bisect_left(orders, order), bisect_right(orders, order)
        around = set(self.tree.ancestors(node))
        same = [b for b in bindings[first:after] if self._is_seen(b, node, around)]
        chosen: list[Binding] = []
        sure: Binding | None = None
        for binding in chain(reversed(same), (bindings[i] for i in reversed(range(first)))):
            chosen.append(binding)
            if len(chosen) > MOST:
                return []
            if not binding.is_foreign and self._suite(binding.statement) in around:
                sure = binding
                break
        chosen += self._from_the_turn_before(bindings[after:], around, sure)
        chosen += [
            b for b in bindings[first:after] if b not in same and self._in_loop(around, sure)
        ]
        if len(chosen) > MOST:
            return []
        return chosen or bindings[:MOST]

    def _from_the_turn_before(
        self, later: Sequence[Binding], around: set[Node], sure: Binding | None
    ) -> list[Binding]:
        """Bindings below in the same loop, that nothing hides when the next turn comes here."""
        loops = self._open_loops(around, sure)
        found: list[Binding] = []
        for binding in later if loops else ():
            if not loops & set(self.tree.ancestors(binding.statement)):
                break
            found.append(binding)
            if len(found) > MOST:
                break
        return found

    def _open_loops(self, around: set[Node], sure: Binding | None) -> set[Node]:
        loops: set[Node] = {loop for loop in around if isinstance(loop, LOOPS)}
        return loops - set(self.tree.ancestors(sure.statement)) if sure and loops else loops

    def _in_loop(self, around: set[Node], sure: Binding | None) -> bool:
        return bool(self._open_loops(around, sure))

    def _orders_of(self, bindings: Sequence[Binding]) -> list[int]:
        """The order of each binding; lists of bindings live as long as their scope."""
        key = id(bindings)
        known = self._orders.get(key)
        if known is None or known[0] is not bindings:
            known = self._orders[key] = bindings, [self._order(b.statement) for b in bindings]
        return known[1]

    def is_sure(self, bindings: Sequence[Binding], node: Node) -> bool:
        """One of these has certainly run before a node of the same function."""
        around = set(self.tree.ancestors(node))
        order = self._order(node)
        return any(
            self._order(b.statement) < order and self._suite(b.statement) in around
            for b in bindings
        )

    def _is_seen(self, binding: Binding, node: Node, around: set[Node]) -> bool:
        """A binding of the same statement holds already at this node."""
        if binding.how == "context":
            return binding.node is not node and binding.node not in around
        if isinstance(binding.statement, nodes.NamedExpr):
            return binding.node is not node and binding.node not in around
        return binding.how == "parameter" or binding.scope.kind == "comprehension"

    def _order(self, node: Node) -> int:
        return self.tree.order[self.tree.statement_of(node)]

    def _suite(self, statement: Node) -> Node:
        """The suite after whose run a statement has certainly run: `with` bodies count to what is around."""
        found = self._suites.get(statement)
        if found is None:
            found = self._suites[statement] = self._find_suite(statement)
        return found

    def _find_suite(self, statement: Node) -> Node:
        node = statement
        while True:
            suite = self._parent_suite(node)
            if isinstance(suite, nodes.Module):
                return suite
            owner = suite.parent
            if isinstance(owner, nodes.Else | nodes.Finally):
                owner = owner.parent
            if isinstance(owner, nodes.With) or (
                isinstance(owner, nodes.Try | nodes.TryStar)
                and (
                    all(leaves(handler.body) for handler in owner.handlers)
                    or (owner.finalbody is not None and suite is owner.finalbody.body)
                )
            ):
                node = owner
            else:
                return suite

    def _parent_suite(self, node: Node) -> Node:
        parent = node.parent
        while not isinstance(parent, SUITES):
            parent = parent.parent
        return parent


_NEVER_RETURNS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "abort"})
_ENDS = frozenset({"fail_json", "exit_json"})
"""Methods by which an Ansible module ends the process."""


def leaves(suite: nodes.BaseSuite) -> bool:
    """What follows the suite's statement does not run after it: it ends in return, raise, continue, break, exit."""
    statements = body_of(suite)
    last = statements[-1] if statements else None
    if isinstance(last, nodes.Return | nodes.Raise | nodes.Continue | nodes.Break):
        return True
    if isinstance(last, nodes.Expr) and isinstance(last.value, nodes.Call):
        return dotted(last.value.func) in _NEVER_RETURNS or last_name(last.value.func) in _ENDS
    if isinstance(last, nodes.If) and last.orelse is not None:
        rest = last.orelse
        ends = leaves(rest.body) if isinstance(rest, nodes.Else) else if_leaves(rest)
        return leaves(last.body) and ends
    return False


def if_leaves(node: nodes.If) -> bool:
    if node.orelse is None:
        return False
    rest = node.orelse
    ends = leaves(rest.body) if isinstance(rest, nodes.Else) else if_leaves(rest)
    return leaves(node.body) and ends


def gives_up(suite: nodes.BaseSuite) -> bool:
    return leaves(suite) and not is_continue(suite)


def rest_gives_up(node: nodes.If) -> bool:
    """`if attempt < 5: sleep ... else: raise`, or a `continue` under the condition and a raise after it."""
    if node.orelse is None and is_continue(node.body):
        return _ends_after(node)
    return isinstance(node.orelse, nodes.Else) and gives_up(node.orelse.body)


def _ends_after(statement: nodes.If) -> bool:
    """What follows it, in its block or those around, gives up."""
    block = statement.parent
    if not isinstance(block, nodes.IndentedBlock):
        return False
    if block.body[-1] is not statement:
        return gives_up(block)
    around = block.parent
    return isinstance(around, nodes.If) and around.orelse is None and _ends_after(around)


def leaves_here(statement: Node) -> bool:
    """It is itself a return, a raise or a break."""
    return isinstance(statement, nodes.SimpleStatementLine) and isinstance(
        statement.body[-1], nodes.Return | nodes.Raise | nodes.Break
    )


def is_continue(suite: nodes.BaseSuite) -> bool:
    last = suite.body[-1] if suite.body else None
    if isinstance(last, nodes.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, nodes.Continue)
