"""Webhooks that do their slow work before they answer."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Context, Handler, Request, Wait
from detectors.judging.addresses import is_loopback, is_metadata, url_path
from detectors.judging.running import MONEY, needed, runs_as
from detectors.judging.webhooks import is_for_a_sender, is_named_so
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_for_developers, listed, stems
from detectors.vocabulary.slowness import is_long_command


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a command is run in a file that speaks of webhooks; requests are found by themselves."""
    if "hook" in lowered or "ipn" in lowered:
        yield from places_of("subprocess", lowered)


risk = Risk(__name__, words=("subprocess",), closer=_suspects)

_STORES = listed("""
    asyncpg psycopg psycopg2 pymysql mysql.connector pymongo redis elasticsearch opensearchpy pika kafka celery
    google.cloud.pubsub_v1 google.cloud.storage azure.storage.blob firebase_admin socket websocket websockets
    ldap3 grpc boto3
""")
"""Clients of what is one's own and near: to write an event down there is what a webhook is for."""
_WORKS = frozenset({"send", "charge", "create", "write", "delete", "any"})
_PROVES = listed("verify verification validate token tokeninfo oauth siteverify introspect auth")
"""Words of addresses that are asked who the sender is."""
_SHORT_S = 2.0
"""A limit that leaves the sender's own, of three seconds and more, alone."""


@risk.judge(Request)
def works_before_it_answers(request: Request) -> Verdict | None:
    handler = _webhook(request, request.context)
    if handler is None or is_loopback(request) or is_metadata(request):
        return None
    if request.effect == "publish":
        return sound("handed to a queue, so that the sender has its answer at once")
    if not _is_work(request) or _leaves_it(request.context, handler):
        return None
    limit = request.setting("timeout").number
    if limit is not None and limit <= _SHORT_S and not request.context.loops:
        return None
    return _risky(request, handler, request.name, is_repeated=bool(request.context.loop("items")))


@risk.judge(Wait)
def runs_a_command_before_it_answers(wait: Wait) -> Verdict | None:
    handler = _webhook(wait, wait.context)
    if handler is None or not is_long_command(wait) or _leaves_it(wait.context, handler):
        return None
    return _risky(wait, handler, wait.name, is_repeated=bool(wait.context.loops))


def _webhook(fact: Request | Wait, context: Context) -> Handler | None:
    """The webhook that waits for it; none where its answer may need what is found out."""
    handler = context.handler
    if handler is None or handler.framework == "Slack Bolt":
        return None
    is_hook = handler.kind == "webhook" and is_named_so(handler) and is_for_a_sender(handler)
    if not is_hook and not (handler.kind == "route" and runs_as(fact, "webhook-handler")):
        return None
    if is_for_developers(fact) or handler.answers_something:
        return None
    return handler


def _leaves_it(context: Context, handler: Handler) -> bool:
    """It runs in a thread or a task, and the handler may have answered before."""
    function = context.function
    if function is None or function.is_generator:
        return True
    is_own = function.node is handler.node
    return not is_own and (function.runs_in_thread or function.may_run_beside)


def _is_work(request: Request) -> bool:
    """It does something elsewhere; what is only read may be needed to know the sender or the event."""
    if request.client.library in _STORES:
        return request.client.library == "boto3" and request.name.rpartition(".")[2].startswith(
            ("send_email", "send_raw_email", "invoke_model", "converse")
        )
    if any(_PROVES & stems(part) for part in url_path(request)):
        return False
    if request.method in {"GET", "HEAD"} or request.effect == "read":
        return request.context.loop("items") is not None
    return request.effect in _WORKS or (request.effect == "query" and bool(request.method))


def _risky(fact: Request | Wait, handler: Handler, name: str, *, is_repeated: bool) -> Verdict:
    is_strict = "sender=slack" in str(fact.file.scenario.get("provider"))
    is_money = fact.file.scenario.get("purpose") in MONEY
    many = ", for each item," if is_repeated else ""
    return risky(
        f"the sender waits for {name}{many} and takes a late answer for a failure",
        at=handler.lines,
        anchors=[fact.lines, *fact.context.call_sites],
        span=handler.span,
        group=f"handler {handler.lines.first}",
        shift=int(is_strict or is_money),
        needs=needed(fact, "provider", "purpose", "runtime"),
    )
