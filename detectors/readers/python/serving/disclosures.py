"""Answers into which a program puts what it has caught."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from detectors.facts import Disclosure, Handler
from detectors.readers.python.context import Contexts
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.serving.error_messages import (
    blames_caller,
    is_worded,
    only_imports,
    only_reads,
    status_of,
)
from detectors.readers.python.serving.idle_clauses import (
    is_never_reached,
    runs_the_callers_code,
)
from detectors.readers.python.serving.made_answers import (
    answer_in,
    becomes_an_answer,
    is_a_response,
)
from detectors.readers.python.serving.relayed_errors import errors_of_others
from detectors.readers.python.serving.sockets import is_sent_to_a_client
from detectors.readers.python.serving.written_answers import is_written_to_a_client
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import words

What = Literal["text", "trace", "upstream"]

_TEXTS = frozenset({"str", "repr", "format", "dumps", "escape", "quote"})
_TRACES = frozenset({"format_exc", "format_exception", "format_tb", "exc_info"})
_TELLS_ALL = frozenset(
    {"args", "message", "stderr", "stdout", "output", "reason", "orig", "strerror"}
)
"""Attributes of exceptions that hold what went wrong, in the words of whoever has raised them."""
_REGISTERED = frozenset({"errorhandler", "exception_handler", "app_errorhandler"})
_EVERYTHING = frozenset({"Exception", "BaseException", "500", "InternalServerError"})
_ASKS = re.compile(r"(?i)debug|develop|verbose|admin|isinstance|hasattr|staff|internal|trace")
"""Tests of who asks, or of what was caught."""
_OWN = frozenset({"self", "cls"})
_MAKES_FIT = ("redact", "sanit", "mask", "scrub", "censor", "anonym", "hash")
"""How words of a function begin that takes out of a text what nobody may see."""


def disclosures(program: Program, contexts: Contexts) -> Iterator[Disclosure]:
    """Every answer of a file that holds an exception, in the order of the source."""
    told: dict[nodes.FunctionDef, Disclosure] = {}
    for clause in program.tree.handlers:
        if (
            only_imports(clause)
            or is_never_reached(program, clause)
            or runs_the_callers_code(program, clause)
        ):
            continue
        for statement in _answers_in(program, clause):
            handler = _handler(program, contexts, statement)
            is_sent = _is_sent(program, statement)
            is_answer = is_sent or becomes_an_answer(program, statement)
            if handler is None and not is_answer and not is_a_response(program, statement):
                continue
            if what := _Held(program, clause, _name_of(clause)).by(answer_in(statement)):
                catch = contexts.catch(clause)
                found = _disclosure(program, contexts, statement, what, catch.catches, handler)
                found.caught = catch
                found.blames_caller = blames_caller(program, clause, statement) or (
                    is_sent and only_reads(program, clause)
                )
                yield found
            elif helper := _put_in_words_by(program, clause, statement):
                if helper.function not in told:
                    catches = contexts.catch(clause).catches
                    told[helper.function] = _disclosure(
                        program, contexts, helper.statement, helper.what, catches, handler
                    )
                at = program.lines(statement)
                told[helper.function].through.append(at)
    yield from told.values()
    for statement, _ in errors_of_others(program):
        handler = _handler(program, contexts, statement)
        if handler is not None or becomes_an_answer(program, statement):
            yield _disclosure(program, contexts, statement, "upstream", (), handler)
    for function in program.tree.functions:
        if _is_registered(program, function) and function.params.params:
            # Flask hands over the exception, Starlette the request and the exception
            name = function.params.params[-1].name.value
            for statement in program.tree.walk(function.body):
                held = _Held(program, function, name).by(answer_in(statement))
                if held is not None and isinstance(statement, nodes.Return):
                    yield _disclosure(program, contexts, statement, held, (), None)


def _name_of(clause: nodes.ExceptHandler | nodes.ExceptStarHandler) -> str:
    return dotted(clause.name.name) if clause.name is not None else ""


def _answers_in(program: Program, clause: Node) -> Iterator[Node]:
    """What ends a clause: not those of clauses within it, which have exceptions of their own."""
    for node in program.tree.walk(clause):
        if (
            isinstance(node, nodes.Return | nodes.Raise)
            or _is_abort(node)
            or _is_sent(program, node)
        ):
            around = next(
                one
                for one in program.tree.ancestors(node)
                if isinstance(one, nodes.ExceptHandler | nodes.ExceptStarHandler)
            )
            if around is clause and not _is_for_some(program, node, clause):
                yield node


def _is_sent(program: Program, node: Node) -> bool:
    return is_sent_to_a_client(program, node) or is_written_to_a_client(program, node)


def _is_for_some(program: Program, node: Node, clause: Node) -> bool:
    """It stands under a test of who asks, or of what was caught."""
    for parent in program.tree.ancestors(node):
        if parent is clause:
            return False
        if isinstance(parent, nodes.If) and _ASKS.search(program.code(parent.test)):
            return True
    return False


def _is_abort(node: Node) -> bool:
    return (
        isinstance(node, nodes.Expr)
        and isinstance(node.value, nodes.Call)
        and last_name(node.value.func) == "abort"
    )


def _handler(program: Program, contexts: Contexts, statement: Node) -> Handler | None:
    """The handler whose answer a `return` is."""
    function = program.tree.function_of(statement)
    if not isinstance(statement, nodes.Return) or not isinstance(function, nodes.FunctionDef):
        return None
    found = contexts.handler(function)
    return found if found is not None and found.is_waited_for else None


class _Worded(NamedTuple):
    """A function of the file that makes an answer of an exception that it is given."""

    function: nodes.FunctionDef
    statement: Node
    what: What


def _put_in_words_by(program: Program, clause: Node, answer: Node) -> _Worded | None:
    """The helper of `return _failed(exc)`, and where it puts the exception into what it gives back."""
    call = answer_in(answer)
    if isinstance(call, nodes.Await):
        call = call.expression
    if not isinstance(call, nodes.Call) or not isinstance(clause, nodes.ExceptHandler):
        return None
    name = _name_of(clause)
    places = (n for n, a in enumerate(call.args) if name and dotted(a.value) == name)
    place = next(places, None)
    function = program.evaluator.thing(call.func)
    if place is None or not isinstance(function, Function):
        return None
    helper = function.node
    if not isinstance(helper, nodes.FunctionDef):
        return None
    keyword = call.args[place].keyword
    parameters = [p.name.value for p in parameters_of(helper) if p.name.value not in _OWN]
    given = keyword.value if keyword else next(iter(parameters[place : place + 1]), "")
    if given not in parameters:
        return None
    held = _Held(program, helper, given)
    for statement in program.tree.walk(helper.body):
        if not isinstance(statement, nodes.Return) or _is_for_some(program, statement, helper):
            continue
        if what := held.by(statement.value):
            return _Worded(helper, statement, what)
    return None


def _is_registered(program: Program, function: nodes.FunctionDef) -> bool:
    """`@app.errorhandler(Exception)`: it answers whatever nobody else has caught."""
    for decorator in function.decorators:
        call = decorator.decorator
        if isinstance(call, nodes.Call) and last_name(call.func) in _REGISTERED and call.args:
            caught = call.args[0].value
            return (last_name(caught) or program.code(caught)) in _EVERYTHING
    return False


class _Held:
    """What of an exception an expression holds."""

    def __init__(self, program: Program, around: Node, name: str) -> None:
        self.program = program
        self.name = name
        self.given: dict[str, What] = {}
        """Variables of the clause that hold it."""
        for node in program.tree.walk(around):
            match node:
                case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=given))]):
                    if what := self.by(node.value):
                        self.given[given] = what

    def by(self, value: Node | None) -> What | None:
        """None where it holds nothing of it."""
        if value is None:
            return None
        found: What | None = None
        pending: list[Node] = [value]
        while pending:
            node = pending.pop()
            what = self._of(node)
            if what == "trace":
                return what
            found = found or what
            pending += self._parts(node)
        return found

    def _parts(self, node: Node) -> list[Node]:
        """What of a value is seen in it: the texts of a call to a helper may be looked up, and not shown."""
        match node:
            case nodes.Call():
                if self._is_harmless(node):
                    return []
                spelled = (
                    [node.func.value]
                    if isinstance(node.func, nodes.Attribute) and node.func.attr.value == "encode"
                    else []
                )
                return [*spelled, *(argument.value for argument in node.args)]
            case nodes.Dict():
                return [e.value for e in node.elements]
            case nodes.List() | nodes.Tuple() | nodes.Set():
                return [e.value for e in node.elements]
            case nodes.FormattedString():
                return [
                    p.expression
                    for p in node.parts
                    if isinstance(p, nodes.FormattedStringExpression)
                ]
            case nodes.BinaryOperation():
                return [node.left, node.right]
            case nodes.ConcatenatedString():
                return [node.left, node.right]
            case nodes.IfExp():
                return [] if self._asks_who_may_see(node) else [node.body, node.orelse]
            case nodes.BooleanOperation():
                return [node.left, node.right]
            case nodes.Await():
                return [node.expression]
        return []

    def _is_harmless(self, call: nodes.Call) -> bool:
        name = last_name(call.func)
        if name in {"type", "isinstance", "getattr", "len", "bool", "int"}:
            return True
        return any(word.startswith(_MAKES_FIT) for word in words(name))

    def _asks_who_may_see(self, node: nodes.IfExp) -> bool:
        """`str(exc) if settings.DEBUG else "failed"`."""
        return bool(_ASKS.search(self.program.code(node.test)))

    def _of(self, node: Node) -> What | None:
        """What this very expression is."""
        if isinstance(node, nodes.Name) and node.value in self.given:
            return self.given[node.value]
        if isinstance(node, nodes.Call) and last_name(node.func) in _TRACES:
            return "trace" if "traceback" in self.program.evaluator.ref(node.func) else None
        if not self.name:
            return None
        if isinstance(node, nodes.Call) and last_name(node.func) in _TEXTS:
            is_of_it = bool(node.args) and dotted(node.args[0].value) == self.name
            return "text" if is_of_it else None
        if isinstance(node, nodes.Name) and node.value == self.name:
            return "text" if self._is_shown(node) else None
        if isinstance(node, nodes.Attribute) and dotted(node) in {
            f"{self.name}.response.text",
            f"{self.name}.response.content",
        }:
            return "upstream"
        if isinstance(node, nodes.Attribute) and dotted(node.value) == self.name:
            return "text" if node.attr.value in _TELLS_ALL else None
        return None

    def _is_shown(self, node: nodes.Name) -> bool:
        """It is part of a text, or a value of the answer: `f"failed: {exc}"`, `jsonify(error=exc)`."""
        match node.parent:
            case nodes.FormattedStringExpression():
                return True
            case nodes.BinaryOperation(operator=nodes.Modulo()):
                return True
        return False


def _disclosure(
    program: Program,
    contexts: Contexts,
    statement: Node,
    what: What,
    catches: tuple[str, ...],
    handler: Handler | None,
) -> Disclosure:
    lines = program.lines(statement)
    return Disclosure(
        file=program.file,
        lines=lines,
        columns=program.columns(statement),
        statement=lines,
        what=what,
        catches=catches,
        status=status_of(program, statement),
        is_worded=is_worded(program, statement),
        handler=handler,
        context=contexts.of(statement),
        node=statement,
    )
