"""Exceptions that stand for everything that a service may say, and clauses that take each of them for "there is none"."""

from __future__ import annotations

from detectors.readers.python.control.catches import catches_all
from detectors.readers.python.control.clauses import keeps_its_trace
from detectors.readers.python.control.documented_failures import says_what_a_failure_gives
from detectors.readers.python.control.dropped_answers import says_no, says_yes_elsewhere
from detectors.readers.python.control.trials import Clause, Found, calls_in
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import descendants, dotted, last_name
from detectors.vocabulary.names import listed, words

_TOLD_BY_CODE = frozenset(
    {
        "botocore.errorfactory.ClientError",
        "botocore.exceptions.ClientError",
        "kubernetes.client.ApiException",
        "kubernetes.client.exceptions.ApiException",
        "kubernetes.client.rest.ApiException",
        "kubernetes_asyncio.client.ApiException",
        "kubernetes_asyncio.client.exceptions.ApiException",
        "kubernetes_asyncio.client.rest.ApiException",
        "googleapiclient.errors.HttpError",
        "minio.S3Error",
        "minio.error.S3Error",
    }
)
"""Each is raised for whatever the service refuses, and only its code says what that was."""
_ASKS_WHETHER = listed("exists exist existing has contains present")
_LOOKS_UP = listed("get load find read fetch lookup look download retrieve exists exist existing")
"""Words of functions that give what they have found."""
_MAY = listed(
    "access accessible allowed can permission permissions permitted credential credentials valid validate verify"
    " reachable connection connected healthy public private encrypted enabled versioned supported"
)
"""Words of functions that find out whether something is let happen: for those a refusal is an answer."""
_LOOKUP_CALLS = listed("head get describe read stat list load find fetch look lookup")
"""First words of what is called for it."""


def untold(clause: Clause) -> Found | None:
    """`except ClientError: return False` in `exists(...)`: a refused or throttled call counts as not there."""
    program, function = clause.program, clause.function
    if function is None or not isinstance(clause.last, nodes.Return) or clause.is_a_generator:
        return None
    kind = clause.handler.type
    if kind is None or program.evaluator.ref(kind) not in _TOLD_BY_CODE or _is_looked_at(clause):
        return None
    tried = calls_in(clause.trial)
    if not any(_LOOKUP_CALLS & {*words(last_name(one.func))[:1]} for one in tried):
        return None
    named = {*words(function.name.value)}
    if named & _MAY or says_what_a_failure_gives(function):
        return None
    if dotted(clause.value or nodes.Name("None")) == "False":
        means_none = bool(named & _ASKS_WHETHER) and says_yes_elsewhere(
            program, function, clause.handler
        )
    else:
        means_none = clause.gives_none and bool(named & _LOOKS_UP) and _gives_what_it_found(clause)
    return Found("untold", dotted(kind), clause.last) if means_none else None


_WHETHER_IT_IS_THERE = listed("exists exist existing")


def taken_for_absent(clause: Clause) -> Found | None:
    """`try: client.head(path); return True except Exception: return False` in `exists(...)`: an outage counts as not there."""
    program, function = clause.program, clause.function
    if function is None or not isinstance(clause.last, nodes.Return) or clause.is_a_generator:
        return None
    if clause.said not in {"nothing", "screen"} or not catches_all(program, clause.handler):
        return None
    named = {*words(function.name.value)}
    if not named & _WHETHER_IT_IS_THERE or named & _MAY or says_what_a_failure_gives(function):
        return None
    if dotted(clause.value or nodes.Name("None")) != "False" or _is_looked_at(clause):
        return None
    if not clause.asks or not says_yes_elsewhere(program, function, clause.handler):
        return None
    return Found("not there", function.name.value, clause.last)


def _is_looked_at(clause: Clause) -> bool:
    """Its code is asked for, or it is told with the error itself."""
    name = clause.handler.name.name if clause.handler.name is not None else None
    if isinstance(name, nodes.Name) and any(
        isinstance(one, nodes.Name) and one.value == name.value
        for one in descendants(clause.handler.body)
    ):
        return True
    return keeps_its_trace(clause.handler)


def _gives_what_it_found(clause: Clause) -> bool:
    return any(
        not says_no(one) and dotted(one) not in {"True", "False"}
        for one in clause.returned
        if one not in {*descendants(clause.handler)}
    )
