"""After which failures a loop goes on: by its except clauses, and by the statuses that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.control.catches import caught
from detectors.readers.python.control.exits import Exits
from detectors.readers.python.naming.names import (
    gives_up,
    is_continue,
    leaves,
    leaves_here,
    rest_gives_up,
)
from detectors.readers.python.naming.things import Ref
from detectors.readers.python.program import NOT_YET, Program, says_not_yet
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, body_of, dotted, last_name
from detectors.vocabulary.names import listed, words


def of_statuses(program: Program, exits: Exits) -> set[str]:
    """The kinds of failure that a loop tells by the status of the answer."""
    return {k for test in exits.statuses for k in status_kinds(program, test.test) or ()}


def is_pending(program: Program, exits: Exits) -> bool:
    """`elif answer.status_code != 400: break`: it is refused until a person has signed in elsewhere."""
    for branch in exits.statuses:
        rest: Node | None = branch
        while isinstance(rest, nodes.If):
            match rest.test:
                case nodes.Comparison(
                    comparisons=[nodes.ComparisonTarget(nodes.NotEqual() | nodes.NotIn())]
                ) if gives_up(rest.body) and status_kinds(program, rest.test) == {"4xx"}:
                    return True
            rest = rest.orelse
    return False


def of_condition(program: Program, loop: Node) -> frozenset[str]:
    """The kinds of failure that keep a loop going: `while answer.status_code == 429`."""
    match loop:
        case nodes.While(
            test=nodes.Comparison(comparisons=[nodes.ComparisonTarget(nodes.Equal() | nodes.In())])
        ):
            return frozenset(status_kinds(program, loop.test) or ())
    return frozenset()


def covered(program: Program, loop: Node, exits: Exits) -> frozenset[str] | None:
    stated = of_condition(program, loop)
    if stated - {"any"}:
        return stated
    kinds: set[str] = set()
    for handler in exits.handlers:
        found = caught_kinds(program, handler)
        if found is None:
            return None
        kinds |= found
    for test in exits.statuses:
        found = _left_over(program, test) or status_kinds(program, test.test)
        if found is None:
            return None
        kinds |= found
    return frozenset(kinds) if kinds else None


def _left_over(program: Program, first: nodes.If) -> set[str]:
    """After `if ok: return`, what alone goes on: `elif status == 429: sleep(1)`, `if status != 404: raise`."""
    kinds: set[str] = set()
    rest: nodes.If | nodes.Else | None = first.orelse
    while isinstance(rest, nodes.If):
        if not leaves(rest.body) or is_continue(rest.body):
            kinds |= status_kinds(program, rest.test) or set()
        rest = rest.orelse
    if rest is not None:
        return kinds if leaves(rest.body) and "any" not in kinds else set()
    block = first.parent
    if kinds or not isinstance(block, nodes.IndentedBlock):
        return set()
    for after in block.body[block.body.index(first) + 1 :]:
        match after:
            case nodes.If(orelse=None) if is_continue(after.body):
                kinds |= status_kinds(program, after.test) or {"any"}
            case _ if kinds and leaves_here(after):
                return kinds if "any" not in kinds else set()
            case nodes.If(
                test=nodes.Comparison(
                    comparisons=[nodes.ComparisonTarget(nodes.NotEqual() | nodes.NotIn())]
                ),
                orelse=None,
            ) if gives_up(after.body):
                return (status_kinds(program, after.test) or set()) - {"any"}
    return set()


def falls_into(program: Program, branch: nodes.If | nodes.While) -> Handler | None:
    """The clause that gets what a branch raises: one that catches everything, or the error by its name; None if that cannot be known."""
    last = body_of(branch.body)[-1] if body_of(branch.body) else None
    if not isinstance(last, nodes.Raise) or last.exc is None:
        return None
    raised = last.exc.func if isinstance(last.exc, nodes.Call) else last.exc
    name = program.evaluator.ref(raised) or dotted(raised)
    child: Node = branch
    for parent in program.tree.ancestors(branch):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return None
        if isinstance(parent, nodes.Try | nodes.TryStar) and child is parent.body:
            first = parent.handlers[0] if parent.handlers else None
            names = caught(program, first) if first is not None else ()
            is_caught = not names or {"Exception", "BaseException", name} & {*names}
            return first if is_caught else None
        child = parent
    return None


def caught_kinds(program: Program, handler: Handler) -> set[str] | None:
    """The kinds of failure after which a clause goes on."""
    if _is_pending(program, handler) or _would_block(program, handler):
        return {NOT_YET}
    if _is_not_taken_yet(program, handler):
        return {"4xx"}
    if _is_locked(program, handler):
        return {"conflict"}
    if _is_broken(program, handler):
        return {"drop"}
    limited = _limited_by_status(program, handler)
    if limited:
        return limited
    if handler.type is None:
        return {"any"}
    if _signs_in_again(program, handler) or _is_of_an_old_token(program, handler):
        return {"4xx"}
    kinds: set[str] = set()
    for name in caught(program, handler):
        found = program.failures(Ref(name))
        if found is None:
            return None
        kinds |= found
    return kinds


_REFUSED = listed(
    "unauthorized unauthorised unauthenticated authentication auth token session login expired"
)
"""Words of an error of whoever is not, or no longer, known to the server."""
_SIGNS_IN = listed(
    "auth authenticate authorize login logon signin relogin reauthenticate refresh token session"
)


def _signs_in_again(program: Program, handler: Handler) -> bool:
    """`except TokenExpired: self.refresh_token()`: a refusal is answered on purpose, and nothing is down."""
    names = caught(program, handler)
    return (
        bool(names)
        and all(_REFUSED & {*words(name.rpartition(".")[2])} for name in names)
        and any(
            isinstance(inner, nodes.Call) and _SIGNS_IN & {*words(last_name(inner.func))}
            for inner in program.tree.walk(handler.body)
        )
    )


_OLD = listed("invalid expired revoked expire")


def _is_of_an_old_token(program: Program, handler: Handler) -> bool:
    """`if error.code == "access_token_invalid": continue`, and every other error leaves: the next attempt has another token."""
    return any(
        _REFUSED & said and _OLD & said
        for texts in _asked_for(program, handler)
        for said in ({*words(text)} for text in texts)
    )


def _is_pending(program: Program, handler: Handler) -> bool:
    """`if error.code == "AuthorizationPending": sleep(1)`, and every other error leaves."""
    return any(says_not_yet(one) for texts in _asked_for(program, handler) for one in texts)


_BLOCKED = frozenset(
    {"EAGAIN", "EWOULDBLOCK", "EINTR", "SSL_ERROR_WANT_READ", "SSL_ERROR_WANT_WRITE"}
)
"""Errors of a connection that has nothing to give or no room yet."""


def _would_block(program: Program, handler: Handler) -> bool:
    """`if error.errno in (ssl.SSL_ERROR_WANT_READ, errno.EAGAIN): continue`."""
    return any(
        isinstance(inner, nodes.If)
        and leaves(inner.body)
        and any(
            isinstance(part, nodes.Attribute | nodes.Name) and last_name(part) in _BLOCKED
            for part in program.tree.walk(inner.test)
        )
        for inner in program.tree.walk(handler.body)
    )


_NOT_TAKEN = frozenset(
    {"access denied", "invalid parameter", "malformed policy document", "no such entity", "validation"}
    | {"resource not found", "invalid principal", "cannot be assumed"}
)  # fmt: skip
"""In the code of an error: the request is refused, as one is that needs what has only just been made."""


def _is_not_taken_yet(program: Program, handler: Handler) -> bool:
    """`if code == "InvalidParameterValueException": sleep(3)`, and every other error leaves."""
    return any(
        bool(texts)
        and all(any(one in " ".join(words(text)) for one in _NOT_TAKEN) for text in texts)
        for texts in _asked_for(program, handler)
    )


def _asked_for(program: Program, handler: Handler) -> Iterator[list[str]]:
    """The texts of each test of a clause beside which every other error leaves."""
    for inner in program.tree.walk(handler.body):
        if isinstance(inner, nodes.If) and (
            rest_gives_up(inner) or gives_up(handler.body) or _is_for_others(inner)
        ):
            yield [
                text
                for part in program.tree.walk(inner.test)
                if isinstance(part, nodes.SimpleString)
                and not isinstance(part.parent, nodes.Index)
                and (text := program.evaluator.text(part))
            ]


def _is_for_others(branch: nodes.If) -> bool:
    """`if error.code != "OperationInProgress": raise`."""
    match branch.test:
        case nodes.Comparison(
            comparisons=[nodes.ComparisonTarget(nodes.NotEqual() | nodes.NotIn())]
        ):
            return gives_up(branch.body)
    return False


_SAYS_TAKEN = re.compile(r"(?i)locked|version ?mismatch|nonce too low|serializ")
"""In the text of an error: somebody else was faster."""


def _is_locked(program: Program, handler: Handler) -> bool:
    """`if "database is locked" in str(error): sleep(1)`, and every other error leaves."""
    return any(
        isinstance(inner, nodes.If)
        and (rest_gives_up(inner) or gives_up(handler.body))
        and any(
            isinstance(part, nodes.SimpleString) and _SAYS_TAKEN.search(part.value) is not None
            for part in program.tree.walk(inner.test)
        )
        for inner in program.tree.walk(handler.body)
    )


_BROKEN = listed("stale broken disconnected disconnect dropped reset closed gone aborted lost")
_SAYS_BROKEN = re.compile(
    r"(?i)gone away|connection (?:was |is |has been |already )?(?:reset|closed|lost|dropped|aborted)|broken pipe|disconnected"
)
"""In the name of a function, and in the text of an error: the connection that was open is no longer."""


def _is_broken(program: Program, handler: Handler) -> bool:
    """`if not self._is_stale(error): raise`, `if "gone away" not in str(error): raise`: every other error leaves."""
    for inner in program.tree.walk(handler.body):
        if not isinstance(inner, nodes.If):
            continue
        asked = [part for part in program.tree.walk(inner.test) if _says_broken(part, handler)]
        if asked and all(_is_denied(one) for one in asked):
            if gives_up(inner.body):
                return True
        elif asked and (rest_gives_up(inner) or gives_up(handler.body)):
            return True
    return False


def _says_broken(part: Node, handler: Handler) -> bool:
    match part:
        case nodes.Call(args=[nodes.Arg(value=given), *_]) if handler.name is not None:
            is_the_error = last_name(given) == last_name(handler.name.name)
            return is_the_error and bool(_BROKEN & {*words(last_name(part.func))})
        case nodes.SimpleString():
            return _SAYS_BROKEN.search(part.value) is not None
    return False


def _is_denied(test: Node) -> bool:
    """`not stale(error)`, `"gone away" not in text`."""
    match test.parent:
        case nodes.UnaryOperation(operator=nodes.Not()):
            return True
        case nodes.Comparison(comparisons=[nodes.ComparisonTarget(nodes.NotIn())]):
            return True
    return False


def _limited_by_status(program: Program, handler: Handler) -> set[str]:
    """`if error.status != 429: raise` leaves one kind only, as `if error.status == 429: continue` before a `raise` does."""
    if gives_up(handler.body):
        return _of_continues(program, handler)
    if told := _of_a_chain(program, handler):
        return told
    for inner in program.tree.walk(handler.body):
        if isinstance(inner, nodes.If) and gives_up(inner.body):
            for test in program.tree.walk(inner.test):
                if isinstance(test, nodes.Comparison) and isinstance(
                    test.comparisons[0].operator, nodes.NotEqual | nodes.NotIn | nodes.LessThan
                ):
                    kinds = status_kinds(program, test) or set()
                    if kinds - {"any"}:
                        return kinds
    return set()


def _of_a_chain(program: Program, handler: Handler) -> set[str]:
    """`if status == 409: sleep(2) elif status == 410: raise Gone else: raise`: what does not raise goes on."""
    statements = body_of(handler.body)
    kinds: set[str] = set()
    rest: Node | None = statements[-1] if statements else None
    while isinstance(rest, nodes.If):
        if not gives_up(rest.body):
            kinds |= _equal_kinds(program, rest.test)
        rest = rest.orelse
    ends = isinstance(rest, nodes.Else) and gives_up(rest.body)
    return kinds if ends and "any" not in kinds else set()


def _equal_kinds(program: Program, test: nodes.BaseExpression) -> set[str]:
    match test:
        case nodes.Comparison(comparisons=[nodes.ComparisonTarget(nodes.Equal() | nodes.In())]):
            return status_kinds(program, test) or {"any"}
    return {"any"}


def _of_continues(program: Program, handler: Handler) -> set[str]:
    """The statuses after which alone a clause goes on that else gives up; nothing where something else decides it."""
    kinds: set[str] = set()
    for inner in program.tree.walk(handler.body):
        if isinstance(inner, nodes.Continue):
            tests = [
                kinds_by_text(parent.test) or status_kinds(program, parent.test) or set()
                for parent in program.tree.ancestors(inner)
                if isinstance(parent, nodes.If) and handler in program.tree.ancestors(parent)
            ]
            told = [found for found in tests if "any" not in found]
            if not told:
                return set()
            kinds |= told[0]
    return kinds


_SAYS_KIND = (
    (re.compile(r"429|(?i:rate|quota|throttl|too ?many|limit ?exceeded)"), "429"),
    (re.compile(r"50[0234]|(?i:overloaded|unavailable|internal server)"), "5xx"),
    (re.compile(r"(?i:time|timed) ?out"), "timeout"),
    (re.compile(r"(?i:connection|reset)"), "drop"),
)
"""In the text of an error: what kind of failure it is."""


def kinds_by_text(test: nodes.BaseExpression) -> set[str]:
    """`"429" in str(error) or "rate" in str(error).lower()`, `code == "LimitExceededException"`; nothing where it asks for another text, or for something else."""
    match test:
        case nodes.BooleanOperation(left=left, operator=nodes.Or(), right=right):
            sides = [kinds_by_text(side) for side in (left, right)]
            return sides[0] | sides[1] if all(sides) else set()
        case nodes.BooleanOperation(left=left, right=right):
            return kinds_by_text(left) or kinds_by_text(right)
        case nodes.Comparison(
            left=nodes.SimpleString() as text, comparisons=[nodes.ComparisonTarget(nodes.In())]
        ):
            return _kinds_said(text)
        case nodes.Comparison(
            comparisons=[nodes.ComparisonTarget(nodes.Equal(), nodes.SimpleString() as text)]
        ):
            return _kinds_said(text)
    return set()


def _kinds_said(text: nodes.SimpleString) -> set[str]:
    return {kind for pattern, kind in _SAYS_KIND if pattern.search(str(text.evaluated_value))}


def status_kinds(program: Program, test: nodes.BaseExpression) -> set[str] | None:
    """The kinds of failure after which `if r.status_code ...` goes on."""
    kinds: set[str] = set()
    for inner in program.tree.walk(test):
        if isinstance(inner, nodes.Integer):
            value = inner.evaluated_value
            if value == 429:
                kinds.add("429")
            elif value in (409, 412):
                kinds.add("conflict")
            elif value == 404:
                kinds.add(NOT_YET)
            elif 500 <= value <= 599:
                kinds.add("5xx")
            elif 400 <= value <= 499:
                kinds.add("4xx")
    return kinds or {"any"}
