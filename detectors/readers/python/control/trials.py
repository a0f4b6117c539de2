"""What stands in a `try`: whether it speaks to anything outside, and whether it is the whole of its function's work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from detectors.facts import Request
from detectors.facts.lost_failures import How
from detectors.readers.python.control.asking_calls import asks_a_model, starts_what_asks
from detectors.readers.python.control.clauses import Tone, only_says
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    LOOPS,
    Handler,
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words

Trial = nodes.Try | nodes.TryStar

DOES = listed(
    "send post publish put push save create insert update process handle run call output execute popen spawn"
    " dispatch trigger notify deliver forward deploy restart pull build enqueue charge refund capture commit"
)
"""In the names of what is called for what it does."""
_KEEPS = listed("add write upload store copy purge remove delete subscribe")
"""The same, of what is kept, taken away or listened to."""
_TAKES_AWAY = (
    *(["delete"], ["remove"], ["unlink"], ["drop"], ["clear"], ["close"], ["cancel"], ["kill"]),
    *(["terminate"], ["stop"], ["aclose"], ["disconnect"], ["shutdown"], ["unsubscribe"]),
)
_SAID_TO_TAKE = frozenset({"remove", "delete", "uninstall", "unload", "rm", "rmi"})
"""What a program is given to take something away."""
GATHERS = frozenset({"append", "add", "extend", "update", "insert"})
_COLLECTIONS = frozenset({"set", "dict", "list", "defaultdict", "OrderedDict", "Counter", "deque"})
_SPELLED = (nodes.List, nodes.Dict, nodes.Set, nodes.ListComp, nodes.DictComp, nodes.SetComp)
_WAITS_FOR_NOBODY = frozenset({"sleep"})
_ASKS_A_DATABASE = frozenset({"execute", "executemany", "fetchall", "fetchone", "fetchmany"})
_OF_OTHERS = re.compile(
    r"(?:Client|BotoCore|Api|API|HTTP|Http|HTTPStatus|URL|Request|Connection|Operational|Database|SQLAlchemy|PyMongo|Redis|Kafka"
    r"|SlackApi|GoogleAPI|MQTT|SMTP|LDAP|FTP|SSH)(?:Error|Exception)"
)
"""Exceptions that only something outside raises."""
_CLIENTS = listed("client api cursor")
"""Last words of the names of what speaks to something outside."""
_LOOKS_UP = listed("describe list query fetch search scan select download read load get")
"""First words of what it is asked for."""
_SCREENS = listed(
    "ui tui gui widget widgets window canvas spinner progress progressbar statusbar tooltip"
)
"""Words of the names of what shows something to whoever sits there."""
_DEEPEST = 2
"""Helpers of the file through which something outside is looked for."""


class Trials:
    """What the `try` statements of one file do."""

    def __init__(self, program: Program, requests: Mapping[nodes.Call, Request]) -> None:
        self.program = program
        self.requests = requests
        self._asking: dict[Node, bool] = {}

    def of(self, trial: Trial) -> list[Request]:
        """The requests that stand in it."""
        return [
            self.requests[one]
            for part in _parts(trial)
            for one in self.program.tree.walk(part)
            if isinstance(one, nodes.Call) and one in self.requests
        ]

    def asks(self, trial: Trial) -> bool:
        """It waits for something outside, itself or in a helper of the file."""
        return any(self._asks(part, _DEEPEST) for part in _parts(trial))

    def asks_in(self, node: Node) -> bool:
        """The same of an expression."""
        return self._asks(node, _DEEPEST)

    def does_something(self, trial: Trial) -> bool:
        """What is called there is called for what it does."""
        return any(
            not (DOES | _KEEPS).isdisjoint(words(last_name(one.func)))
            for one in calls_in(trial)
            if isinstance(one.func, nodes.Attribute)
            and one.func.attr.value != "put_nowait"  # into a queue of the program
            and not _is_of_a_screen(one.func.value)
            and not self._fills(one.func)
        )

    def _fills(self, func: nodes.Attribute) -> bool:
        """`keys.update(...)`, `seen.add(...)` of a collection that the function has made itself."""
        owner, function = func.value, self.program.tree.function_of(func)
        if func.attr.value not in GATHERS or not isinstance(owner, nodes.Name):
            return False
        return function is not None and any(
            is_a_collection(value)
            for one in self.program.tree.walk(function.body)
            for name, value in given_names(one)
            if name == owner.value
        )

    def _asks(self, within: Node, depth: int) -> bool:
        for one in self.program.tree.walk(within):
            match one:
                case nodes.Await(expression=nodes.Call(func=func)):
                    if last_name(func) not in _WAITS_FOR_NOBODY:
                        return True
                case nodes.Call() if one in self.requests:
                    return True
                case nodes.Call(func=func) if last_name(func) in _ASKS_A_DATABASE:
                    return True
                case nodes.Call() if asks_a_model(one) or starts_what_asks(self.program, one):
                    return True
                case nodes.Call(func=nodes.Attribute(value=owner, attr=attr)) if _CLIENTS & {
                    *words(last_name(owner))[-1:]
                } and (_LOOKS_UP | DOES) & {*words(attr.value)[:1]}:
                    return True  # `ec2_client.describe_regions()`
                case nodes.Call(args=[nodes.Arg(value=nodes.Comparison(left=nodes.Attribute()))]):
                    return True  # `Order.get(Order.id == id)`
                case nodes.Call(func=func) if depth and any(
                    self._helps(thing.node, depth - 1)
                    for thing in self.program.evaluator.things(func)
                    if isinstance(thing, Function) and isinstance(thing.node, nodes.FunctionDef)
                ):
                    return True
        return False

    def _helps(self, helper: nodes.FunctionDef, depth: int) -> bool:
        if helper not in self._asking:
            self._asking[helper] = False  # while it is looked at, for one that calls itself
            self._asking[helper] = self._asks(helper.body, depth)
        return self._asking[helper]


def _is_of_a_screen(owner: Node) -> bool:
    """`ui.update(...)`: what is shown, and no work."""
    return bool(_SCREENS & {*words(last_name(owner))})


class Found(NamedTuple):
    """How a failure is lost, what to call it, and where that shows."""

    how: How
    what: str
    at: Node


@dataclass(frozen=True)
class Clause:
    """A clause that does no more with a failure than to speak of it."""

    program: Program
    trials: Trials
    trial: Trial
    handler: Handler
    said: Tone
    last: Node | None
    """Its last statement; None where it only passes."""
    is_served: Callable[[], bool] = bool
    """Works out whether somebody outside waits for what its function gives."""

    @property
    def function(self) -> nodes.FunctionDef | None:
        """The function around it, if nothing stands between them."""
        function = self.program.tree.function_of(self.trial)
        return function if isinstance(function, nodes.FunctionDef) else None

    @property
    def is_a_generator(self) -> bool:
        return self.function in self.program.tree.generators

    @property
    def returned(self) -> list[nodes.BaseExpression]:
        """What its function returns, wherever it does."""
        function = self.function
        return self.program.tree.returns.get(function, []) if function is not None else []

    @property
    def value(self) -> nodes.BaseExpression | None:
        """What it returns itself."""
        return self.last.value if isinstance(self.last, nodes.Return) else None

    @property
    def gives_none(self) -> bool:
        """It ends in `return`, `return None`, or by falling off its end."""
        if isinstance(self.last, nodes.Return):
            return self.value is None or dotted(self.value) == "None"
        return self.last is None or isinstance(self.last, nodes.Expr | nodes.If)

    @property
    def never_gives_a_value(self) -> bool:
        """Nor does its function."""
        return all(dotted(one) == "None" for one in self.returned)

    @property
    def is_of_work(self) -> bool:
        """What is tried speaks to something outside, or is called for what it does, and leaves no sign of having come through."""
        if says_whether_it_worked(self.trial):
            return False
        return self.asks or self.trials.does_something(self.trial)

    @property
    def asks(self) -> bool:
        """What is tried speaks to something outside, as its clause may say."""
        return self.trials.asks(self.trial) or self.catches_what_is_outside

    @property
    def catches_what_is_outside(self) -> bool:
        """It names an error that only something outside raises."""
        return _catches_what_is_outside(self.handler)

    @property
    def calls(self) -> set[str]:
        """The names of what is called there."""
        return {last_name(one.func) for one in calls_in(self.trial)}


def _catches_what_is_outside(handler: Handler) -> bool:
    kinds = [handler.type] if handler.type is not None else []
    if kinds and isinstance(kinds[0], nodes.Tuple):
        kinds = [one.value for one in kinds[0].elements]
    return any(_OF_OTHERS.fullmatch(last_name(one)) for one in kinds)


def _parts(trial: Trial) -> Iterator[Node]:
    yield trial.body
    if trial.orelse is not None:
        yield trial.orelse.body


def is_the_whole(trial: Trial) -> bool:
    """Nothing of the function's work stands behind it, nor around it but conditions."""
    return _is_the_last_of_its_way(trial, _gives_nothing)


def ends_alike(trial: Trial) -> bool:
    """After a success nothing comes of it either: its way through the function ends with lines of a log and without a value."""
    gives = any(
        isinstance(one, nodes.Return) and one.value
        for part in _parts(trial)
        for one in descendants(part)
    )
    return not gives and _is_the_last_of_its_way(
        trial, lambda one: _gives_nothing(one) or only_says(one)
    )


def _is_the_last_of_its_way(trial: Trial, is_nothing: Callable[[Node], bool]) -> bool:
    child: Node = trial
    while True:
        suite = child.parent
        if not isinstance(suite, nodes.IndentedBlock):
            return False
        behind = _behind(suite, child)
        if not all(map(is_nothing, behind)):
            return False
        if behind and _gives_nothing(behind[-1]) and isinstance(behind[-1], nodes.Return):
            return True
        around = suite.parent
        if isinstance(around, nodes.FunctionDef):
            return True
        if isinstance(around, nodes.Else):
            around = around.parent
        if not isinstance(around, nodes.If | nodes.With):
            return False
        child = around
        while isinstance(child.parent, nodes.If) and child.parent.orelse is child:
            child = child.parent


def _behind(suite: nodes.IndentedBlock, child: Node) -> Sequence[Node]:
    statements = body_of(suite)
    return statements[statements.index(child) + 1 :]


def _gives_nothing(statement: Node) -> bool:
    match statement:
        case nodes.Return(value=None | nodes.Name(value="None")) | nodes.Pass():
            return True
    return False


def is_in_a_loop(program: Program, node: Node) -> bool:
    """In one of its own function."""
    return loop_around(program, node) is not None


def loop_around(program: Program, node: Node) -> nodes.For | nodes.While | None:
    """The innermost loop of its own function."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return None
        if isinstance(parent, LOOPS):
            return parent
    return None


def is_of_its_turn(trial: Trial, loop: Node, *, is_last: bool) -> bool:
    """It stands in the loop itself, under conditions at most, and with `is_last` nothing of the turn behind it."""
    child: Node = trial
    while True:
        suite = child.parent
        if not isinstance(suite, nodes.IndentedBlock) or (is_last and _behind(suite, child)):
            return False
        around = suite.parent
        if around is loop:
            return True
        if isinstance(around, nodes.Else):
            around = around.parent
        if not isinstance(around, nodes.If | nodes.With | nodes.For):
            return False
        child = around
        while isinstance(child.parent, nodes.If) and child.parent.orelse is child:
            child = child.parent


def is_for_cleaning_up(program: Program, node: Node) -> bool:
    """It stands in a `finally` or in a clause of another `try`."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.Finally | nodes.ExceptHandler | nodes.ExceptStarHandler):
            return True
    return False


def calls_in(trial: Trial) -> list[nodes.Call]:
    return [
        one for part in _parts(trial) for one in descendants(part) if isinstance(one, nodes.Call)
    ]


def only_takes_rows(trial: Trial) -> bool:
    """`rows = cursor.fetchall()`: a statement that gives no rows raises there, and has been carried out before."""
    calls = {last_name(one.func) for one in calls_in(trial)}
    return bool(calls) and calls <= {"fetchall", "fetchone", "fetchmany"}


def given_names(statement: Node) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """`found = []`, `found: list[str] = []`: names and what they are given."""
    match statement:
        case (
            nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))], value=value)
            | nodes.AnnAssign(target=nodes.Name(value=name), value=nodes.BaseExpression() as value)
        ):
            yield name, value


def is_a_collection(value: nodes.BaseExpression) -> bool:
    """It is spelled, or made by the name of a collection."""
    match value:
        case nodes.Call(func=func):
            return last_name(func) in _COLLECTIONS
    return isinstance(value, _SPELLED)


def takes_away(trial: Trial) -> bool:
    """What it is called for is that something is no longer there, which may have been so before."""
    return any(
        words(last_name(one.func))[:1] in _TAKES_AWAY or _is_told_to_take_away(one)
        for one in calls_in(trial)
    )


def _is_told_to_take_away(call: nodes.Call) -> bool:
    """`subprocess.run(["launchctl", "remove", name])`"""
    match call.args:
        case [nodes.Arg(value=nodes.List(elements=elements)), *_]:
            return any(
                isinstance(one.value, nodes.SimpleString) and one.value.raw_value in _SAID_TO_TAKE
                for one in elements
            )
    return False


def says_whether_it_worked(trial: Trial) -> bool:
    """`self.connected = True`: who wants to know may look there."""
    return any(
        isinstance(one, nodes.Assign)
        and isinstance(one.value, nodes.Name)
        and one.value.value in {"True", "False"}
        for part in _parts(trial)
        for one in descendants(part)
    )


def keeps_by_name(trial: Trial) -> bool:
    """`done[item] = answer`: what is missing there has failed."""
    return any(
        isinstance(one, nodes.AssignTarget) and isinstance(one.target, nodes.Subscript)
        for part in _parts(trial)
        for one in descendants(part)
    )


def is_gathered(program: Program, trial: Trial) -> bool:
    """What it finds goes into a list that the function gives."""
    function = program.tree.definition_of(trial)
    given = {dotted(one) for one in program.tree.returns.get(function, ())} if function else set()
    return any(
        isinstance(one.func, nodes.Attribute)
        and one.func.attr.value in GATHERS
        and dotted(one.func.value) in given - {""}
        for one in calls_in(trial)
    )
