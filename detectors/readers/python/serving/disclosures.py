"""Answers into which a program puts what it has caught."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import Disclosure, Handler
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.conditions import spelt
from detectors.readers.python.naming.lazy import Late
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.serving.error_messages import (
    blames_caller,
    is_meant_to_be_told,
    is_worded,
    only_imports,
    only_makes_values,
    only_parses,
    only_reads,
    status_of,
)
from detectors.readers.python.serving.handed_on import handed_on
from detectors.readers.python.serving.held_errors import Held, What, is_for_some
from detectors.readers.python.serving.idle_clauses import (
    is_never_reached,
    runs_the_callers_code,
)
from detectors.readers.python.serving.kept_errors import kept
from detectors.readers.python.serving.made_answers import (
    answer_in,
    becomes_an_answer,
    declared,
    is_a_response,
    is_for_a_model,
)
from detectors.readers.python.serving.relayed_errors import errors_of_others
from detectors.readers.python.serving.sockets import is_sent_to_a_client
from detectors.readers.python.serving.started_servers import serves_this_machine
from detectors.readers.python.serving.streams import is_streamed
from detectors.readers.python.serving.written_answers import is_written_to_a_client
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import listed, words

_REGISTERED = frozenset({"errorhandler", "exception_handler", "app_errorhandler"})
_ANY = frozenset({"Exception", "BaseException"})
_ORIGINAL = re.compile(r"original_exception|__cause__|exc_info|format_exc")
"""What was raised, where Flask hands over an `InternalServerError` with a text of its own."""
_EVERYTHING = frozenset({"Exception", "BaseException", "500", "InternalServerError"})
_ERRORS = listed("error exception")
_OF_OTHERS = listed(
    "sql sqlalchemy database db http request requests connection integrity operational value key type os runtime"
    " server internal client"
)
"""Words of exceptions that Python and libraries raise."""
_OWN = frozenset({"self", "cls"})


def disclosures(program: Program, contexts: Contexts) -> Iterator[Disclosure]:
    """Every answer of a file that holds an exception, in the order of the source."""
    told: dict[nodes.FunctionDef, Disclosure] = {}

    def answers(statement: Node) -> bool:
        return (
            _handler(program, contexts, statement) is not None
            or _is_sent(program, statement)
            or becomes_an_answer(program, statement)
            or is_a_response(program, statement)
        )

    for clause in program.tree.handlers:
        if (
            only_imports(clause)
            or only_parses(program, clause)
            or is_never_reached(program, clause)
            or runs_the_callers_code(program, clause)
            or is_meant_to_be_told(program, clause)
        ):
            continue
        held = Held(program, clause, _name_of(clause))
        for statement, kept_what, end in kept(program, clause, held):
            if answers(end) and not is_for_some(program, statement, clause):
                found = _caught(program, contexts, clause, statement, kept_what, end)
                found.through.append(program.lines(end))
                yield found
        for statement in _answers_in(program, clause):
            what = held.by(answer_in(statement))
            helper = None if what else _put_in_words_by(program, clause, statement)
            if what is None and helper is None:
                continue
            ends: list[Node] = [statement]
            if not answers(statement):
                keys = held.keys(answer_in(statement))
                ends = [*handed_on(program, answers, statement, keys)]
            if not ends:
                continue
            if what is not None:
                found = _caught(program, contexts, clause, statement, what, ends[0])
                found.through += [program.lines(end) for end in ends if end is not statement]
                yield found
            elif helper is not None:
                if helper.function not in told:
                    told[helper.function] = _disclosure(
                        program,
                        contexts,
                        helper.statement,
                        helper.what,
                        contexts.catch(clause).catches,
                        _handler(program, contexts, ends[0]),
                    )
                    told[helper.function].is_for_a_model = is_for_a_model(program, ends[0])
                told[helper.function].through.append(program.lines(statement))
    yield from told.values()
    for statement, _ in errors_of_others(program):
        handler = _handler(program, contexts, statement)
        if handler is not None or becomes_an_answer(program, statement):
            yield _disclosure(program, contexts, statement, "upstream", (), handler)
    for function in program.tree.functions:
        if (name := _given_an_exception(function)) and not _is_for_its_own(program, function):
            for statement in program.tree.walk(function.body):
                is_an_answer = becomes_an_answer(program, statement) or is_a_response(
                    program, statement
                )
                if not is_an_answer or is_for_some(program, statement, function):
                    continue
                if given := Held(program, function, name).by(answer_in(statement)):
                    yield _disclosure(program, contexts, statement, given, (), None)
        if _is_registered(program, function) and function.params.params:
            # Flask hands over the exception, Starlette the request and the exception
            name = function.params.params[-1].name.value
            for statement in program.tree.walk(function.body):
                if not isinstance(statement, nodes.Return) or is_for_some(
                    program, statement, function
                ):
                    continue
                if told_of := Held(program, function, name).by(answer_in(statement)):
                    yield _disclosure(program, contexts, statement, told_of, (), None)


def _caught(
    program: Program,
    contexts: Contexts,
    clause: nodes.ExceptHandler | nodes.ExceptStarHandler,
    statement: Node,
    what: What,
    end: Node,
) -> Disclosure:
    """What a statement of a clause tells, or keeps for the one that does."""
    catch = contexts.catch(clause)
    handler = _handler(program, contexts, end)
    found = _disclosure(program, contexts, statement, what, catch.catches, handler)
    found.caught = catch
    found.is_for_a_model = found.is_for_a_model or is_for_a_model(program, end)
    found.blames_caller = (
        blames_caller(program, clause, statement)
        or (_is_sent(program, statement) and only_reads(program, clause))
        or (found.is_for_a_model and only_makes_values(clause))
    )
    return found


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
            if around is clause and not is_for_some(program, node, clause):
                yield node


def _is_sent(program: Program, node: Node) -> bool:
    return (
        is_sent_to_a_client(program, node)
        or is_written_to_a_client(program, node)
        or is_streamed(program, node)
    )


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
    held = Held(program, helper, given)
    for statement in program.tree.walk(helper.body):
        if not isinstance(statement, nodes.Return) or is_for_some(program, statement, helper):
            continue
        if what := held.by(statement.value):
            return _Worded(helper, statement, what)
    return None


def _given_an_exception(function: nodes.FunctionDef) -> str:
    """The parameter that is any exception, of what makes an answer of it: `def failed(request, exc: Exception)`."""
    for one in parameters_of(function):
        if one.annotation is not None and dotted(one.annotation.annotation) in _ANY:
            return one.name.value
    return ""


def _is_for_its_own(program: Program, function: nodes.FunctionDef) -> bool:
    """`@app.exception_handler(LimitError)`: whatever its parameter is called, it gets errors that the program words itself."""
    calls = [one.decorator for one in function.decorators if isinstance(one.decorator, nodes.Call)]
    registered = [one for one in calls if last_name(one.func) in _REGISTERED]
    caught = [{*words(last_name(one.args[0].value))} for one in registered if one.args]
    return bool(caught) and all(
        one & _ERRORS and not one & _OF_OTHERS and one - _ERRORS for one in caught
    )


def _is_registered(program: Program, function: nodes.FunctionDef) -> bool:
    """`@app.errorhandler(Exception)`: it answers whatever nobody else has caught."""
    for decorator in function.decorators:
        call = decorator.decorator
        if isinstance(call, nodes.Call) and last_name(call.func) in _REGISTERED and call.args:
            caught = last_name(call.args[0].value) or program.code(call.args[0].value)
            if caught not in _ANY and last_name(call.func) != "exception_handler":
                return program.says(_ORIGINAL, function)
            return caught in _EVERYTHING
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
        is_for_a_model=is_for_a_model(program, statement),
        declared=declared(program, statement),
        is_of_this_machine=serves_this_machine(program),
        handler=handler,
        conditions=Late(lambda: spelt(program, statement)),
        context=contexts.of(statement),
        node=statement,
    )
