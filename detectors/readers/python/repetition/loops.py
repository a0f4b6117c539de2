"""Loops: what they go over, how often they turn, what for."""

from __future__ import annotations

import re
from functools import cached_property, partial
from pathlib import PurePosixPath

from detectors.facts import OFF, UNKNOWN, Loop, Value, known
from detectors.places import Lines
from detectors.readers.python.control.conditions import conditions
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.things import Dictionary, Items
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.cardinality import (
    are_receivers,
    is_answer,
    is_handed_in,
    may_be_many,
    takes_from_many,
)
from detectors.readers.python.repetition.idle_turns import idle_pause
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    ComprehensionNode,
    Handler,
    Node,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words

LoopNode = nodes.For | nodes.While | ComprehensionNode


def _has_failed(program: Program, around: Node, loop: Node) -> bool:
    """`if "Values" not in answer:` around the loop: one question for all of them has been refused."""
    match around:
        case nodes.If(
            test=nodes.Comparison(
                left=nodes.SimpleString(),
                comparisons=[nodes.ComparisonTarget(nodes.NotIn(), nodes.Name() as answer)],
            ),
            body=body,
        ):
            is_within = any(one is loop for one in program.tree.walk(body))
            return is_within and is_answer(program, answer)
    return False


class Loops:
    """The loops of one file, each one fact."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.found: dict[Node, Loop] = {}

    def of(self, node: LoopNode) -> Loop:
        if node not in self.found:
            self.found[node] = self._loop(node)
        return self.found[node]

    def _loop(self, node: LoopNode) -> Loop:
        program = self.program
        kind = "comprehension"
        if isinstance(node, nodes.For):
            kind = "for"
            header = program.lines(node).first, program.lines(node.iter).last
        elif isinstance(node, nodes.While):
            kind = "while"
            header = program.lines(node).first, program.lines(node.test).last
        else:
            header = program.lines(node)
        return Loop(
            file=program.file,
            lines=program.lines(node),
            columns=program.columns(node),
            statement=program.lines(node),
            kind=kind,  # type: ignore[arg-type]
            role="items" if not isinstance(node, nodes.While) else "unknown",
            header=Lines(*header),
            count=self.count(node),
            is_batched=not isinstance(node, nodes.While) and self._is_batched(node),
            is_a_way_out=any(
                isinstance(one, Handler) or _has_failed(program, one, node)
                for one in program.tree.ancestors(node)
            ),
            is_listed=self._is_listed(node),
            is_handed_in=not isinstance(node, nodes.While)
            and is_handed_in(program, self._over(node)),
            is_for_a_person=self.is_for_a_person,
            is_of_pages=self._is_of_pages,
            grows=partial(_gathers, program, node),
            idles=partial(idle_pause, program, node)
            if isinstance(node, nodes.While)
            else lambda: UNKNOWN,
            node=node,
        )

    @cached_property
    def is_for_a_person(self) -> bool:
        """The file reads the options of a command, or asks, or is there to be started once."""
        names = {name.partition(".")[0] for name in self.program.tree.imported}
        source = self.program.source.text.source
        asks = ("sys.argv" in source or "input(" in source) and self.program.says(_ASKS)
        return bool(names & _COMMANDS) or asks or self._is_done_once

    @cached_property
    def _is_of_pages(self) -> bool:
        names = {
            part for name in self.program.tree.imported for part in (name, name.partition(".")[0])
        }
        return bool(names & _PARSERS)

    @cached_property
    def _is_done_once(self) -> bool:
        """A script that moves what there is from one place to another: `migrate_orders.py`, "one-off import"."""
        source = self.program.source.text.source
        if "__main__" not in source:
            return False
        stem = PurePosixPath(self.program.file.name).stem
        head = source[: found.start()] if (found := _BEGINS.search(source)) else ""
        return bool(_MOVES & {*words(stem)}) or _ONCE.search(head) is not None

    def _is_batched(self, node: nodes.For | ComprehensionNode) -> bool:
        part = node if isinstance(node, nodes.For) else node.for_in
        iterable = self._over(node)
        if isinstance(iterable, nodes.Call) and _is_range(iterable) and len(iterable.args) == 3:
            step = self.program.evaluator.const(iterable.args[2].value)
            return step is None or step.value not in (1, -1)
        if self._is_cut(iterable):
            return True
        names = {name.lower() for name in names_in(self.program.tree, part.target)}
        if isinstance(iterable, nodes.Call):
            names.add(last_name(iterable.func).lower().replace("paginat", "page"))
        elif any(last_name(iterable).lower().endswith((f"{w}s", f"{w}es")) for w in _CUT):
            return True
        return any(word in name for name in names for word in (*_CUT, "page"))

    def _is_cut(self, iterable: nodes.BaseExpression) -> bool:
        """`parts = [ids[i : i + 100] for i in range(0, len(ids), 100)]`."""
        program = self.program
        if isinstance(iterable, nodes.Name) and iterable in program.tree.scopes:
            scope = program.tree.scopes[iterable]
            bound = program.evaluator.names.reaching(iterable.value, iterable, scope) or ()
            made = [binding.node for binding in bound]
        else:
            made = [iterable]
        return bool(made) and all(
            isinstance(one, nodes.ListComp | nodes.GeneratorExp)
            and isinstance(one.for_in.iter, nodes.Call)
            and _is_range(one.for_in.iter)
            and len(one.for_in.iter.args) == 3
            for one in made
        )

    def _is_listed(self, node: LoopNode) -> bool:
        if isinstance(node, nodes.While):
            return not takes_from_many(self.program, node)
        over, part = self._over(node), node if isinstance(node, nodes.For) else node.for_in
        spelt = {*names_in(self.program.tree, part.target), last_name(over)}
        is_few = any(_are_few({*words(name)}) for name in spelt)
        is_few = is_few or self._are_of_a_message(node, spelt)
        return is_few or not (may_be_many(self.program, over) or are_receivers(self.program, over))

    def _are_of_a_message(self, node: LoopNode, spelt: set[str]) -> bool:
        """`for file in files` in `send_message`: what one message carries."""
        function = self.program.tree.definition_of(node)
        if function is None or not any(_CARRIED & {*words(name)} for name in spelt):
            return False
        named = words(function.name.value)
        return bool(_CARRIES & {*named}) and not named[-1].endswith("s")

    def count(self, node: LoopNode) -> Value:
        """How many turns it makes: exactly, or at most."""
        found = self._count(node)
        return found if found.is_known or found.is_off else self._limit_before(node) or found

    def _limit_before(self, node: LoopNode) -> Value | None:
        """`if len(links) > 5: return` stands before it, or `if len(links) == 1:` around it."""
        if isinstance(node, nodes.While):
            return None
        over = self._over(node)
        for test, holds in conditions(self.program, node):
            match test:
                case nodes.Comparison(
                    left=nodes.Call(func=nodes.Name(value="len"), args=[nodes.Arg(value=counted)]),
                    comparisons=[nodes.ComparisonTarget(operator, most)],
                ) if isinstance(operator, _AT_MOST if holds else _MORE) and (
                    self.program.code(counted) == self.program.code(over)
                ):
                    const = self.program.evaluator.const(most)
                    if const is not None and isinstance(const.value, int):
                        return self.program.written(known(const.value), most)
        return None

    def _count(self, node: LoopNode) -> Value:
        if isinstance(node, nodes.While):
            const = self.program.evaluator.const(node.test)
            return OFF if const is not None and const.value else UNKNOWN
        iterable = self._over(node)
        if isinstance(iterable, nodes.Call) and _is_range(iterable):
            return self._range(iterable)
        if isinstance(iterable, nodes.Subscript):
            return self._first(iterable)
        thing = self.program.evaluator.thing(iterable)
        if isinstance(thing, Items) and _is_written_out(thing):
            return self.program.written(known(len(thing.node.elements)), iterable)
        if isinstance(thing, Dictionary):
            entries = self.program.evaluator.dictionaries.entries(thing)
            if entries.known and not entries.has_unseen:
                return self.program.written(known(len(entries.known)), iterable)
        return UNKNOWN

    def _over(self, node: nodes.For | ComprehensionNode) -> nodes.BaseExpression:
        """What it goes over, without `enumerate`, `sorted` and the `.items()` of a dictionary."""
        iterable = node.iter if isinstance(node, nodes.For) else node.for_in.iter
        while True:
            match iterable:
                case nodes.Call(args=[nodes.Arg(value=whole), *_]) if (
                    dotted(iterable.func) in _WRAPPERS
                ):
                    iterable = whole
                case nodes.Call(
                    func=nodes.Attribute(value=whole, attr=nodes.Name(value=name)), args=[]
                ) if name in _OF_A_DICTIONARY:
                    iterable = whole
                case _:
                    return iterable

    def _first(self, part: nodes.Subscript) -> Value:
        """`found[:5]`: no more than that; what a parameter holds by default is meant too."""
        match part.slice:
            case [
                nodes.SubscriptElement(
                    slice=nodes.Slice(lower=None, upper=nodes.BaseExpression() as upper)
                )
            ]:
                const = self.program.evaluator.const(upper)
                if const is not None and isinstance(const.value, int) and const.value >= 0:
                    return self.program.written(known(const.value), part)
        return UNKNOWN

    def _range(self, call: nodes.Call) -> Value:
        """`range(5)`, `range(1, 6)`."""
        numbers = [self.program.evaluator.const(arg.value) for arg in call.args]
        values = [n.value for n in numbers if n is not None and isinstance(n.value, int)]
        if len(values) != len(call.args) or not 1 <= len(values) <= 3 or values[2:] == [0]:
            return self.program.written(UNKNOWN, call)
        return self.program.written(known(len(range(*values))), call)


_GROWS = frozenset({"append", "extend", "add", "update", "insert"})


def _gathers(program: Program, loop: LoopNode) -> bool:
    """`found.extend(page)`, `found += page`, and `found` is given back or read behind the loop."""
    if not isinstance(loop, nodes.For | nodes.While):
        return False
    grown: set[str] = set()
    for inner in program.tree.walk(loop.body):
        match inner:
            case nodes.Call(
                func=nodes.Attribute(value=nodes.Name(value=name), attr=nodes.Name(value=method))
            ) if method in _GROWS:
                grown.add(name)
            case nodes.AugAssign(target=nodes.Name(value=name), operator=nodes.AddAssign()):
                grown.add(name)
    function, end = program.tree.function_of(loop), program.lines(loop).last
    return any(
        program.tree.function_of(read) is function
        and (program.lines(read).first > end or _is_returned(program, read))
        for name in grown
        for read in program.reads(name)
    )


def _is_returned(program: Program, node: Node) -> bool:
    return isinstance(program.tree.statement_of(node), nodes.Return)


def _is_written_out(items: Items) -> bool:
    """Its items stand there; what begins empty is filled before anything goes over it."""
    elements = items.node.elements
    return bool(elements) and all(isinstance(one, nodes.Element) for one in elements)


def _is_range(call: nodes.Call) -> bool:
    return dotted(call.func) in {"range", "xrange"}


def _are_few(spelt: set[str]) -> bool:
    """`for mirror in ...`, `media_parts`, `table_names`; a part of anything else may be one of many."""
    is_of_a_store = bool(spelt & {"name", "names"} and spelt & _OF_A_STORE)
    return bool(
        spelt & _FEW or (spelt & {"part", "parts"} and spelt & _OF_A_MESSAGE) or is_of_a_store
    )


_COMMANDS = frozenset({"argparse", "click", "typer", "optparse", "docopt", "fire", "cyclopts"})
_ASKS = re.compile(r"(?<![\w.])input\(|\bsys\.argv\b")
_PARSERS = frozenset(
    {
        "bs4",
        "lxml.html",
        "parsel",
        "selectolax",
        "pyquery",
        "html.parser",
        "requests_html",
        "mechanicalsoup",
    }
)
"""Modules that read HTML."""
_MOVES = frozenset({"migrate", "migration", "backfill"})
_BEGINS = re.compile(r"^(?:import|from)\s", re.M)
_ONCE = re.compile(
    r"(?i)\bone[- ](?:off|shot|time)\b(?! (?:pass|code|token|link|pin))|\brun (?:it |this )?(?:once|manually|by hand)\b"
)
"""What the text at the top of a file says of how often it is started."""
_MORE = (nodes.GreaterThan, nodes.GreaterThanEqual, nodes.NotEqual)
_AT_MOST = (nodes.LessThan, nodes.LessThanEqual, nodes.Equal)
_OF_A_DICTIONARY = frozenset({"items", "keys", "values"})
_FEW = frozenset(
    word + plural
    for word in (
        "alternative", "attachment", "attempt", "authorization", "backend", "challenge", "fallback", "hook",
        "exporter", "level", "mirror", "node", "notifier", "sink", "phase", "protocol", "provider", "scheme", "stage", "step", "variant",
        "version", "webhook",
    )
    for plural in ("", "s")
) | {"mailbox", "mailboxes"}  # fmt: skip
"""Of these there are few, whoever lists them; most are gone through in their order."""
_OF_A_MESSAGE = frozenset({"body", "content", "email", "mail", "media", "message", "mime"})
_CARRIED = listed("file files image images photo photos picture pictures document documents")
_CARRIES = listed("message mail email post tweet toot comment reply note")
_OF_A_STORE = frozenset({"collection", "database", "schema", "table"})
_CUT = ("batch", "chunk", "slice")
"""In the name of what a loop goes over, or of its variable: many items at once."""
_WRAPPERS = frozenset(
    {
        "enumerate",
        "list",
        "tuple",
        "sorted",
        "reversed",
        "iter",
        "set",
        "tqdm",
        "tqdm.tqdm",
        "track",
    }
)
"""What goes over the same items as what it is given."""
