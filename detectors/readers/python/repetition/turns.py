"""What becomes of a failure in a turn of a loop: the next turn, at once or after a wait, or a way out."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detectors.readers.python.control.catches import caught
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.control.suppositions import (
    Open,
    Supposed,
    concerns,
    is_answer,
    is_error,
    is_named,
    says,
)
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Class, Function, Ref
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.backoffs import counters
from detectors.readers.python.repetition.between_attempts import is_unseen, may_raise, may_wait_in
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Handler,
    Node,
    body_of,
    dotted,
    last_name,
    parameters_of,
)

Loop = nodes.For | nodes.While
End = Literal["goes on", "continue", "break", "return", "raise", "next", "left"]

MOST = 64
"""Ways through a turn that are followed; code with more cannot be told."""
_SOME = "?"
"""What is raised where its class is not written there."""
_DEEP = 2
"""Functions of the file that are followed, one within the other."""


@dataclass(frozen=True)
class Way:
    """One way through the code after a failure."""

    supposed: Supposed
    end: End = "goes on"
    raised: str = ""
    """What is raised, if it is not the failure itself."""
    waits: bool = False
    by_chance: bool = False
    """Something else than the failure has decided on it: how many attempts there were."""
    is_open: bool = False
    """What cannot be told of the failure has decided on it."""
    sets: frozenset[str] = frozenset()
    """Names that are bound on it."""
    through: Handler | None = None
    """The clause that has caught the failure."""


class Lost(Exception):
    """There are too many ways, or one that cannot be followed."""


def ways(
    program: Program, loop: Loop, calls: Sequence[nodes.Call], failure: Supposed, *, is_raised: bool
) -> list[Way]:  # fmt: skip
    """The ways from a failed call to the end of the turn, each `next` or `left`; none if that cannot be told.

    Of several calls the first is what fails, and each further one calls the function that holds the one before.
    """
    turn = _Turn(program, loop)
    first = replace(failure, call=calls[0])
    found = [Way(first, end="raise" if is_raised else "goes on")]
    try:
        for call in calls:
            found = turn.after(call, found)
    except Lost:
        return []
    return [turn.ended(way) for way in found]


class _Turn:
    def __init__(self, program: Program, loop: Loop) -> None:
        self.program = program
        self.tree = program.tree
        self.loop = loop
        self.depth = 0

    # From the call outwards

    def after(self, call: nodes.Call, found: list[Way]) -> list[Way]:
        """What follows a call, to the end of the function around it or of the turn."""
        child: Node = call
        found = [self._named(call, way) for way in found]
        for parent in self.tree.ancestors(call):
            match parent:
                case nodes.FunctionDef() | nodes.Lambda():
                    return [self._returned(way) for way in found]
                case nodes.IndentedBlock() | nodes.SimpleStatementSuite():
                    statements = body_of(parent)
                    at = next(
                        i for i, s in enumerate(statements) if s is child or s.parent is child
                    )
                    found = self._run(statements[at + 1 :], self._own(statements[at], call, found))
                case nodes.Try() | nodes.TryStar() if child is parent.body:
                    found = self._tried(parent, found)
                case nodes.Try() | nodes.TryStar() if parent.finalbody not in (None, child):
                    found = self._finally(parent, found)
                case nodes.With() if isinstance(child, nodes.WithItem):
                    found = self._run(body_of(parent.body), found)
                case nodes.If() if child is parent.test:
                    found = [w for way in found for w in self._branched(parent, way)]
                case nodes.For() | nodes.While() if parent is not self.loop:
                    found = [replace(self._out_of_a_loop(way), is_open=True) for way in found]
            if parent is self.loop:
                return found
            child = parent
        raise Lost

    def _named(self, call: nodes.Call, way: Way) -> Way:
        """The names that an answer gets where the call stands."""
        names: set[str] = set()
        for parent in self.tree.ancestors(call):
            match parent:
                case nodes.Await():
                    continue
                case nodes.Assign():
                    names = {n for one in parent.targets for n in names_in(self.tree, one.target)}
                case nodes.NamedExpr():
                    names = names_in(self.tree, parent.target)
                case nodes.WithItem() if parent.asname is not None:
                    names = names_in(self.tree, parent.asname.name)
            break
        if way.end == "raise":
            return way
        return replace(way, supposed=replace(way.supposed, call=call, answers=frozenset(names)))

    def _own(self, statement: Node, call: nodes.Call, found: list[Way]) -> list[Way]:
        """The statement in which the call stands."""
        if isinstance(statement, nodes.Return):
            return [w if w.end == "raise" else replace(w, end="return") for w in found]
        return found

    def _returned(self, way: Way) -> Way:
        """To whoever has called the function: only a failure that is raised is still known."""
        if way.end == "raise":
            return replace(way, supposed=replace(way.supposed, answers=frozenset(), told=()))
        raise Lost

    def ended(self, way: Way) -> Way:
        if way.end in {"goes on", "continue"}:
            return replace(way, end="next", is_open=way.is_open or self._may_stop(way))
        return replace(way, end="left")

    def _may_stop(self, way: Way) -> bool:
        """What the loop's condition asks for was changed on this way, and it is not how many attempts there were."""
        if not isinstance(self.loop, nodes.While):
            return False
        changed = (way.sets | way.supposed.names) & names_in(self.tree, self.loop.test)
        return bool(changed - counters(self.program, self.loop))

    # Statements

    def _run(self, statements: Sequence[Node], found: list[Way]) -> list[Way]:
        for statement in statements:
            if not any(way.end == "goes on" for way in found):
                break
            found = [
                new
                for way in found
                for new in (self._one(statement, way) if way.end == "goes on" else (way,))
            ]
            found = list(dict.fromkeys(found))
            if len(found) > MOST:
                raise Lost
        return found

    def _one(self, statement: Node, way: Way) -> Iterable[Way]:
        match statement:
            case nodes.Break():
                return [replace(way, end="break")]
            case nodes.Continue():
                return [replace(way, end="continue")]
            case nodes.Return(value=value):
                found = self._evaluated(value, way) if value is not None else [way]
                return [replace(w, end="return") if w.end == "goes on" else w for w in found]
            case nodes.Raise():
                return [self._raised(statement, way)]
            case nodes.If():
                return self._branched(statement, way)
            case nodes.Try() | nodes.TryStar():
                return self._tried(statement, self._run(body_of(statement.body), [way]))
            case nodes.With():
                entered = [way]
                for item in statement.items:
                    entered = [w for one in entered for w in self._evaluated(item.item, one)]
                return self._run(body_of(statement.body), entered)
            case nodes.For() | nodes.While():
                inner = self._run(body_of(statement.body), [way])
                return [way, *(replace(self._out_of_a_loop(w), is_open=True) for w in inner)]
            case nodes.Match():
                return [replace(w, is_open=True) for w in self._matched(statement, way)]
            case nodes.Assign(targets=targets, value=value):
                names = {n for one in targets for n in names_in(self.tree, one.target)}
                return [self._bound(names, value, w) for w in self._evaluated(value, way)]
            case nodes.AugAssign(target=target):
                return [replace(way, sets=way.sets | names_in(self.tree, target))]
            case nodes.AnnAssign(target=target, value=nodes.BaseExpression() as value):
                names = names_in(self.tree, target)
                return [self._bound(names, value, w) for w in self._evaluated(value, way)]
            case nodes.Expr(value=value):
                return self._evaluated(value, way)
            case nodes.Assert():
                return [replace(way, is_open=True)]
        return [way]

    def _out_of_a_loop(self, way: Way) -> Way:
        return replace(way, end="goes on") if way.end in {"break", "continue"} else way

    def _matched(self, statement: nodes.Match, way: Way) -> Iterator[Way]:
        yield way
        for case in statement.cases:
            yield from self._run(body_of(case.body), [way])

    def _branched(self, branch: nodes.If, way: Way) -> list[Way]:
        said = says(self.program, branch.test, way.supposed)
        if said is Open.FAILURE:
            way = replace(way, is_open=True)
        elif said is Open.ELSE:
            way = replace(way, by_chance=True)
        entered = self._evaluated(branch.test, way)
        found: list[Way] = [w for w in entered if w.end != "goes on"]
        through = [w for w in entered if w.end == "goes on"]
        if isinstance(said, Open) or said:
            found += self._run(body_of(branch.body), through)
        if isinstance(said, Open) or not said:
            rest = branch.orelse
            if isinstance(rest, nodes.If):
                found += [w for one in through for w in self._branched(rest, one)]
            else:
                found += self._run(body_of(rest.body), through) if rest is not None else through
        return found

    def _raised(self, statement: nodes.Raise, way: Way) -> Way:
        if statement.exc is None or is_error(statement.exc, way.supposed):
            return replace(way, end="raise")
        kind = statement.exc.func if isinstance(statement.exc, nodes.Call) else statement.exc
        return replace(way, end="raise", raised=self._class_of(kind) or _SOME)

    def _class_of(self, kind: nodes.BaseExpression) -> str:
        """The name of the class that is raised; empty for one that is chosen: `_ERRORS[status](...)`."""
        name = self.program.evaluator.ref(kind) or dotted(kind)
        is_class = any(
            isinstance(thing, Ref | Class) for thing in self.program.evaluator.things(kind)
        )
        return name if is_class or hasattr(builtins, name) else ""

    def _bound(self, names: set[str], value: nodes.BaseExpression, way: Way) -> Way:
        """After names have been bound to a value."""
        if way.end != "goes on":
            return way
        supposed = way.supposed
        after = supposed.without(names)
        if is_answer(value, supposed):
            after = replace(after, answers=after.answers | names)
        elif is_error(value, supposed):
            after = replace(after, errors=after.errors | names)
        elif concerns(self.program, value, supposed):
            said = says(self.program, value, supposed)
            after = replace(after, told=(*after.told, *((name, said) for name in sorted(names))))
        return replace(way, supposed=after, sets=way.sets | names)

    # Calls

    def _evaluated(self, expression: nodes.BaseExpression, way: Way) -> list[Way]:
        """What the calls in an expression do: they wait, or raise what they are told of."""
        found = [way]
        for inner in self.tree.walk(expression):
            if isinstance(inner, nodes.Call):
                found = [w for one in found for w in self._called(inner, one)]
        return found

    def _called(self, call: nodes.Call, way: Way) -> list[Way]:
        if way.end != "goes on" or call is way.supposed.call:
            return [way]
        name = last_name(call.func)
        if name == "raise_for_status" and isinstance(call.func, nodes.Attribute):
            if not is_answer(call.func.value, way.supposed):
                return [way]
            status = way.supposed.status
            return [replace(way, end="raise")] if status is None or status >= 400 else [way]
        if dotted(call.func) in {"sys.exit", "exit", "quit", "os._exit"}:
            return [replace(way, end="return")]
        if may_wait_in(self.program, call) or is_unseen(self.program, call):
            way = replace(way, waits=True)
        given = [a for a in call.args if concerns(self.program, a.value, way.supposed)]
        if not given or not may_raise(self.program, call):
            return [way]
        followed = self._followed(call, given, way)
        return followed if followed is not None else [replace(way, is_open=True)]

    def _followed(self, call: nodes.Call, given: Sequence[nodes.Arg], way: Way) -> list[Way] | None:
        """Into a function of the file that is handed the answer: `self._check(response)`."""
        things = self.program.evaluator.things(call.func)
        if len(things) != 1 or self.depth >= _DEEP:
            return None
        function = next((t.node for t in things if isinstance(t, Function)), None)
        if not isinstance(function, nodes.FunctionDef) or len(given) != 1:
            return None
        name = _parameter(function, call, given[0])
        if name is None or not is_answer(given[0].value, way.supposed):
            return None
        inner = replace(way.supposed, answers=frozenset({name}), errors=frozenset(), told=())
        self.depth += 1
        ways = self._run(body_of(function.body), [replace(way, supposed=inner)])
        self.depth -= 1
        return [
            replace(w, supposed=way.supposed, end="raise" if w.end == "raise" else "goes on")
            for w in ways
        ]

    # Failures

    def _tried(self, statement: nodes.Try | nodes.TryStar, found: list[Way]) -> list[Way]:
        """What a `try` makes of the ways out of its body."""
        after: list[Way] = []
        for way in found:
            if way.end == "raise":
                after += self._handled(statement, way)
            elif way.end == "goes on" and statement.orelse is not None:
                after += self._run(body_of(statement.orelse.body), [way])
            else:
                after.append(way)
        return self._finally(statement, after)

    def _finally(self, statement: nodes.Try | nodes.TryStar, found: list[Way]) -> list[Way]:
        if statement.finalbody is None:
            return found
        suite = statement.finalbody.body
        ended: list[Way] = []
        for way in found:
            for after in self._run(body_of(suite), [replace(way, end="goes on")]):
                ended.append(after if leaves(suite) else replace(after, end=way.end))
        return ended

    def _handled(self, statement: nodes.Try | nodes.TryStar, way: Way) -> list[Way]:
        found: list[Way] = []
        for handler in statement.handlers:
            said = self._catches(handler, way)
            if said is False:
                continue
            name = names_in(self.tree, handler.name.name) if handler.name else set()
            supposed = way.supposed.without(name)
            if not way.raised:
                supposed = replace(supposed, errors=supposed.errors | name)
            else:
                told = tuple((one, Open.FAILURE) for one in name)
                supposed = replace(supposed, told=(*supposed.told, *told))
            caught_way = replace(way, supposed=supposed, end="goes on", raised="", through=handler)
            if isinstance(said, Open):
                caught_way = replace(caught_way, is_open=True)
                way = replace(way, is_open=True)
            ended = self._run(body_of(handler.body), [caught_way])
            found += [replace(w, raised=way.raised) if _is_same(w) else w for w in ended]
            if said is True:
                return found
        return [*found, way]

    def _catches(self, handler: Handler, way: Way) -> bool | Open:
        names = caught(self.program, handler)
        if not names or {"Exception", "BaseException"} & {*names}:
            return True
        if not way.raised:
            said = [is_named(self.program, name, way.supposed) for name in names]
            if True in said:
                return True
            return Open.FAILURE if Open.FAILURE in said else False
        if way.raised == _SOME:
            return Open.FAILURE
        return bool({way.raised, *self._bases(way.raised)} & {*names})

    def _bases(self, name: str) -> set[str]:
        """The classes from which an exception of the file comes."""
        found: set[str] = set()
        pending = [name]
        while pending:
            at = pending.pop()
            for node in self.tree.classes:
                if node.name.value != at:
                    continue
                for base in node.bases:
                    other = self.program.evaluator.ref(base.value) or dotted(base.value)
                    if other and other not in found:
                        found.add(other)
                        pending.append(other)
        return found


def _is_same(way: Way) -> bool:
    """A clause has raised what it has caught."""
    return way.end == "raise" and not way.raised


def _parameter(function: nodes.FunctionDef, call: nodes.Call, given: nodes.Arg) -> str | None:
    """The name under which a function knows an argument."""
    if given.keyword is not None:
        return given.keyword.value
    own = [one.name.value for one in parameters_of(function)]
    if own[:1] in (["self"], ["cls"]) and isinstance(call.func, nodes.Attribute):
        own = own[1:]
    at = call.args.index(given)
    return own[at] if at < len(own) else None
