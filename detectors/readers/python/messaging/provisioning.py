"""Queues of SQS and subscriptions of Pub/Sub that code makes, with the consumer that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from detectors.facts import FailedMessage
from detectors.readers.python.messaging.dead_letters import code_of, has_a_place_for_them
from detectors.readers.python.naming.things import Const, Dictionary
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import LOOPS, last_name
from detectors.vocabulary.names import listed, words

_AWS = re.compile(r"(?m)^\s*(?:from|import)\s+(?:boto3|aioboto3|aiobotocore|botocore)\b")
_PUBSUB = re.compile(
    r"(?m)^\s*from\s+google\.cloud(?:\.pubsub\w*)?\s+import|import\s+google\.cloud"
)
_GOES_AGAIN = re.compile(
    r"(?i)delete_queue|delete_subscription|expiration_policy|emulator|localstack|\bmoto\b"
)
"""It is made for one run, or stands in for a real one."""
_OF_ONE_RUN = re.compile(
    r"(?i)uuid|time\.time\(|time_ns|gethostname|getpid|token_hex|randint|ephemeral|temporary|throw-?away"
)
"""In the function that makes it: another one each time."""
_SHORT = listed(
    "reply replies response responses answer rpc callback result results temp tmp temporary test dev"
)
_PULLS = ("subscribe", "pull", "streaming_pull")


def provisioned(program: Program) -> Iterator[FailedMessage]:
    """What is made without a place for messages that keep failing, in a file that takes them."""
    calls = program.tree.calls_by_name
    made = [*calls.get("create_queue", ()), *calls.get("create_subscription", ())]
    if not made:
        return
    code = code_of(program)
    if has_a_place_for_them(program) or "dead_letter" in code or _GOES_AGAIN.search(code):
        return
    found: dict[str, FailedMessage] = {}
    for call in made:
        fact = None
        if last_name(call.func) == "create_queue":
            if _AWS.search(code) and _is_a_queue(program, call) and _takes_messages(program):
                fact = _fact(program, call, "queue", "QueueName")
        elif _PUBSUB.search(code) and _is_a_subscription(program, call):
            fact = _fact(program, call, "subscription", "name")
        if fact is not None:
            found.setdefault(fact.queue, fact)
    yield from found.values()


def _fact(
    program: Program, call: nodes.Call, how: Literal["queue", "subscription"], keyword: str
) -> FailedMessage:
    name = program.evaluator.arguments(call).keywords.get(keyword)
    said = program.code(call).lower()
    return FailedMessage(
        file=program.file,
        lines=program.lines(call),
        columns=program.columns(call),
        statement=program.lines(program.tree.statement_of(call)),
        fate="redelivered",
        how=how,
        queue=program.code(name) if name is not None else "",
        is_ordered=".fifo" in said or "fifoqueue" in said or "enable_message_ordering" in said,
        node=call,
    )


def _is_a_queue(program: Program, call: nodes.Call) -> bool:
    """`sqs.create_queue(QueueName="orders", Attributes={...})`, all of whose attributes are in sight."""
    given = program.evaluator.arguments(call)
    name = given.keywords.get("QueueName")
    if name is None or given.has_unseen or _is_short_lived(program, name):
        return False
    if _is_of_one_run(program, call):
        return False
    return _all_in_sight(program, given.keywords.get("Attributes"))


def _is_short_lived(program: Program, name: nodes.BaseExpression) -> bool:
    said = {*words(program.code(name)), *words(program.evaluator.text(name) or "")}
    return bool(said & _SHORT)


def _is_of_one_run(program: Program, call: nodes.Call) -> bool:
    around = program.tree.definition_of(call)
    code = program.source.text.source if around is None else program.code(around)
    return _OF_ONE_RUN.search(code) is not None


def _takes_failures_too(program: Program) -> bool:
    """A message is acknowledged in a clause that comes of a failure as well: it does not come again."""
    calls = program.tree.calls_by_name
    return not all(
        _is_of_what_is_done(program, call)
        for call in (*calls.get("ack", ()), *calls.get("acknowledge", ()))
    )


def _all_in_sight(program: Program, value: nodes.BaseExpression | None) -> bool:
    for thing in program.evaluator.things(value) if value is not None else ():
        match thing:
            case Const(value=None):
                continue
            case Dictionary() if not program.evaluator.dictionaries.entries(thing).has_unseen:
                continue
            case _:
                return False
    return True


def _takes_messages(program: Program) -> bool:
    """A loop over what it receives, which deletes what is done, or a Lambda that is given what comes."""
    calls = program.tree.calls_by_name
    if calls.get("create_event_source_mapping"):
        return True
    received = [*calls.get("receive_message", ()), *calls.get("receive_messages", ())]
    deleted = [
        *calls.get("delete_message", ()),
        *calls.get("delete_message_batch", ()),
        *calls.get("delete_messages", ()),
        *(call for call in calls.get("delete", ()) if not call.args),
    ]
    return any(_works_in_a_loop(program, call) for call in received) and any(
        _is_of_what_is_done(program, call) for call in deleted
    )


def _works_in_a_loop(program: Program, call: nodes.Call) -> bool:
    around = program.tree.function_of(call)
    inside = program.tree.walk(around.body) if around is not None else ()
    return any(isinstance(one, LOOPS) for one in (*program.tree.ancestors(call), *inside))


def _is_of_what_is_done(program: Program, call: nodes.Call) -> bool:
    """It stands in no clause that comes of a failure as well."""
    for parent in program.tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef):
            return True
        if isinstance(parent, nodes.Finally | nodes.ExceptHandler):
            return False
    return True


def _is_a_subscription(program: Program, call: nodes.Call) -> bool:
    """Of Pub/Sub, pushed to an address or pulled by this file, all of whose settings are in sight."""
    given = program.evaluator.arguments(call)
    if given.has_unseen or _is_of_one_run(program, call) or _takes_failures_too(program):
        return False
    request = given.get(0, "request")
    settings: dict[str, nodes.BaseExpression] = dict(given.keywords)
    for thing in program.evaluator.things(request) if request is not None else ():
        if isinstance(thing, Dictionary):
            entries = program.evaluator.dictionaries.entries(thing)
            if entries.has_unseen:
                return False
            settings |= entries.known
        elif "name" not in given.keywords:
            return False
    name = settings.get("name")
    if name is None or "topic" not in settings or _is_short_lived(program, name):
        return False
    if "push_config" in settings:
        return True
    return any(program.tree.calls_by_name.get(pull) for pull in _PULLS)
