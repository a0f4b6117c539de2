"""What a file has for those that import it: functions that hold their thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from detectors.clients.entrances import entrances, makers
from detectors.facts import File, Neighbour, Request, Wait
from detectors.judging.blocking import holds_its_thread
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.neighbours import is_done_at_times
from detectors.readers.python.control.waits import waits
from detectors.readers.python.exchange.calls import Calls
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.naming.things import Class
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.loops import Loops
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.selection import selected
from detectors.readers.python.syntax.source import parse
from detectors.readers.python.syntax.traits import last_name

_BETWEEN = 2
"""Functions of the file between one that others call and one that waits itself."""
_KEEPS = re.compile(r"cache|memo(?:iz|_)|(?<![a-z])ttl(?![a-z])")
"""In a function that may keep what it has got."""
_HARMLESS = frozenset({"staticmethod", "classmethod", "override"})
"""Decorators that leave a function what it is; another may hand it to a thread, or keep its answers."""
_MADE = re.compile(r"^(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(\w+)\(", re.M)
_GIVES = re.compile(
    r"^(?:async[ \t]+)?def[ \t]+(\w+)\([^()]*(?:\([^()]*\)[^()]*)*\)[ \t]*->[ \t]*[\"']?(?:Optional\[)?(\w+)",
    re.M,
)
_WAITS = frozenset({"sleep", "process", "input", "neighbour"})
"""Kinds of waits that say by themselves that they are long; a lock or a row of a local file may be there at once."""


def exports(source: str, file: File, clients: frozenset[str]) -> dict[str, Neighbour]:
    """Functions and methods by the names that others reach them by behind that of the file.

    `fetch`, `Service().fetch` -> it waits for `requests.get`.
    Objects that the file makes once for all count by their names: `service.fetch`, and those that a function gives by its
    annotation: `service_of().fetch`. What waits may stand in files that this one imports itself.
    """
    reached = entrances(source, clients, waits=True, neighbours=file.neighbours)
    ranges = selected(source, (), reached, makers(clients))
    givers = _givers(source)
    given = {name: file.neighbours[at] for name, at in _given(givers, file.neighbours)}
    if not ranges:
        return given
    program = Program(parse(source, ranges), file, clients)
    places, loops = Places(program), Loops(program)
    contexts = Contexts(program, places, loops)
    requests = Calls(program, places, contexts).read()
    found: list[Request | Wait] = [*requests, *waits(program, contexts)]
    held: dict[nodes.FunctionDef, Request | Wait] = {}
    for fact in found:
        if _is_long(program, fact) and isinstance(fact.node, nodes.Call):
            _hold(program, fact.node, fact, held)
    for _ in range(_BETWEEN):
        for function, fact in [*held.items()]:
            for site in program.evaluator.callers(function):
                _hold(program, site, fact, held)
    where = PurePosixPath(file.name).name
    own = {
        name: (isinstance(fact, Wait) and fact.through) or Neighbour(fact.name, where)
        for function, fact in held.items()
        for name in _names(program, function, givers)
    }
    return {**given, **own}


def _givers(source: str) -> dict[str, list[str]]:
    """Class -> the functions that give one of it by their annotation: `def service_of() -> Service`."""
    found: dict[str, list[str]] = {}
    for function, made in _GIVES.findall(source):
        found.setdefault(made, []).append(function)
    return found


def _given(givers: Mapping[str, list[str]], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """`service_of().fetch` -> `.services.Service().fetch`, where a function gives what another file has."""
    for name in others if givers else ():
        made, _, method = name.rpartition("().")
        for function in givers.get(made.rpartition(".")[2], ()):
            yield f"{function}().{method}", name


def _hold(
    program: Program,
    call: nodes.Call,
    fact: Request | Wait,
    held: dict[nodes.FunctionDef, Request | Wait],
) -> None:
    """Notes that the function around a call is held up by what that leads to.

    A request that is made under a condition is made at times; a pause that is made under one may be rare and short.
    """
    function = program.tree.function_of(call)
    is_sure = isinstance(fact, Request) or not _is_conditional(program, call)
    if is_sure and isinstance(function, nodes.FunctionDef) and _is_plain(program, function):
        held.setdefault(function, fact)


def _is_conditional(program: Program, call: nodes.Call) -> bool:
    for parent in program.tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef):
            return False
        if isinstance(parent, nodes.If | nodes.IfExp | nodes.ExceptHandler | nodes.While):
            return True
    return False


def _is_long(program: Program, fact: Request | Wait) -> bool:
    """It holds up whoever calls, each time."""
    is_long = isinstance(fact, Request) or fact.kind in _WAITS
    if not is_long or not holds_its_thread(fact) or fact.context.runs_in_thread:
        return False
    return isinstance(fact.node, nodes.Call) and not _is_done_once(program, fact.node)


def _is_done_once(program: Program, node: nodes.Call) -> bool:
    """`if self._session is None: self._session = login()`: what is kept for the next call."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef):
            return False
        if isinstance(parent, nodes.If):
            asked = program.code(parent.test).removeprefix("not ").removesuffix(" is None").strip()
            if any(
                isinstance(inner, nodes.Assign)
                and any(program.code(target.target) == asked for target in inner.targets)
                for inner in program.tree.walk(parent.body)
            ):
                return True
    return False


def _is_plain(program: Program, function: nodes.FunctionDef) -> bool:
    """A call of it does its work, there and then, and keeps nothing for the next."""
    return (
        function.asynchronous is None
        and not is_done_at_times(function)
        and not program.says_lowered(_KEEPS, function)
        and program.tree.function_of(function) is None
        and function not in program.tree.generators
        and not function.name.value.startswith("__")
        and all(last_name(one.decorator) in _HARMLESS for one in function.decorators)
    )


def _names(
    program: Program, function: nodes.FunctionDef, givers: Mapping[str, list[str]]
) -> Iterator[str]:
    """How another file calls it, behind the name of this one."""
    name = function.name.value
    owner = program.tree.class_of(function)
    if owner is None:
        yield name
        return
    yield f"{owner.name.value}.{name}"
    having = [owner, *_heirs(program, owner, name)]
    names = {one.name.value for one in having}
    yield from (f"{one}().{name}" for one in names)
    yield from (f"{kept}.{name}" for kept, made_of in _objects(program) if made_of in names)
    yield from (f"{giver}().{name}" for one in names for giver in givers.get(one, ()))


def _heirs(program: Program, owner: nodes.ClassDef, method: str) -> Iterator[nodes.ClassDef]:
    """The classes of the file that have a method from this one."""
    for one in program.tree.classes:
        bases = [t for base in one.bases for t in program.evaluator.things(base.value)]
        is_heir = any(isinstance(base, Class) and base.node is owner for base in bases)
        own = {inner.name.value for inner in one.body.body if isinstance(inner, nodes.FunctionDef)}
        if is_heir and method not in own:
            yield one


def _objects(program: Program) -> Iterator[tuple[str, str]]:
    """(name, class) of what the file makes for everybody: `service = Service()`.

    They are looked up in the text, as nothing in the file itself need use them.
    """
    yield from _MADE.findall(program.source.text.source)
