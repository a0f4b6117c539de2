"""Loops that make one network call per item, each waiting for the one before."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from detectors.facts import Loop, Request
from detectors.judging.addresses import is_loopback, is_metadata, stays_here
from detectors.judging.attendance import is_started_by_a_person
from detectors.judging.blocking import is_buffered
from detectors.judging.repeating import goes_over_data, is_short, is_small, place_in
from detectors.judging.running import is_run_by_a_person, is_test_code, needed, serves_somebody
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import words_of

risk = Risk(__name__)

BATCH = {
    "send_message": "send_message_batch takes ten",
    "put_item": "batch_writer or batch_write_item takes 25",
    "get_item": "batch_get_item takes a hundred",
    "delete_item": "batch_writer takes 25",
    "delete_object": "delete_objects takes a thousand",
    "publish": "a batch form takes many",
    "put_record": "put_records takes many",
    "put_events": "put_events takes ten entries",
    "put_metric_data": "put_metric_data takes a thousand metrics",
    "describe_instance_status": "one call takes many ids",
}
"""Operations of boto3 clients with a form for many items."""
DATA = (
    "upload_", "download_", "copy", "put_item", "put_object", "put_record", "put_events", "put_metric_data",
    "put_log_events", "put_message", "get_object", "head_object", "delete_message", "query",
    "scan", "update_item", "invoke", "send_", "detect_", "translate", "analyze", "get_log", "converse",
)  # fmt: skip
"""Beginnings of the operations of boto3 clients that handle data: objects, items, messages, texts."""
TAKE_MANY = frozenset(
    {"delete_objects", "put_records", "put_events", "executemany", "mget", "mset"}
)
_QUEUES_WORK = "celery"
"""Whoever puts one item after the other there has others work on them."""
MESSAGES = frozenset({"websockets", "socket"})
"""Connections on which nothing is asked: a message is written and not waited for."""
CHANNELS = frozenset(
    {"paramiko", "ftplib", "asyncssh", "pysftp", "netmiko", "fabric"}
    | {"smtplib", "aiosmtplib", "selenium", "playwright"}
)
"""Connections that are opened once, and over which one file, mail or page goes after the other: there is no form for many."""
PIPELINES = frozenset({("redis", "execute")})
"""Operations that send what was gathered before: whoever makes one for each item wants it whole, or not at all."""
MAILBOXES = frozenset(
    {("imaplib", name) for name in ("select", "search", "status", "list", "lsub")}
)
"""Operations on a mailbox, of which a connection has one open at a time."""
KEPT_FILES = frozenset(
    {("huggingface_hub", "hf_hub_download"), ("huggingface_hub", "snapshot_download")}
)
"""Operations that fetch whole files once and keep them: the line is full with one of them already."""
STORES = frozenset({"redis", "pymongo", "psycopg", "psycopg2", "sqlite3", "imaplib"})
_OTHER_STORES = frozenset(
    {"elasticsearch", "opensearchpy", "asyncpg", "pymysql", "mysql.connector", "motor"}
)
_OF_A_SCHEMA = frozenset({"schema", "schemas", "ddl", "migrate", "migration", "migrations"})
"""In the names of functions that set up tables, once."""
_ONE_BY_ONE = frozenset({"kubernetes"})
"""Clients whose objects are each changed by a request of its own."""
_MEASURES = frozenset({"latency", "latencies", "speedtest", "benchmark"})
"""In the names of functions that find out how fast something is."""
_INSTEAD = re.compile(r"(?i)^(?!not\b).*(?:fallback|in_?memory)")
"""A condition under which a dictionary stands for a store: `if self._use_fallback`."""
_WRITES = frozenset({"PUT", "PATCH", "DELETE"})
"""No listing is asked for with one of them; with POST some are."""
SERIAL = frozenset({"PyGithub", "github", "geopy"})
"""Clients of providers that ask for one request after the other."""
_PACED = frozenset(
    {"api.github.com", "nominatim.openstreetmap.org", "export.arxiv.org", "musicbrainz.org"}
    | {"www.virustotal.com"}
)
"""Interfaces whose rules ask for one request after the other, with a pause between them."""
_ONE_AT_A_TIME = frozenset({"api.chess.com", "lichess.org"})
"""Interfaces whose rules limit requests beside each other, and not those that follow each other."""


@risk.judge(Loop)
def waits_for_every_item(loop: Loop) -> Verdict | None:
    requests = [r for r in loop.requests if _is_per_item(loop, r)]
    if not requests or is_test_code(loop):
        return None
    if loop.role == "consumer":
        return sound(
            "takes new work each turn, so the queue decides how much runs at once", at=loop.header
        )
    if loop.role == "pages" and all(r.method in _WRITES for r in requests):
        return None  # pages of something else, each of which is handed on
    if loop.role in {"pages", "failover"}:
        what = (
            "the pages of one listing" if loop.role == "pages" else "alternatives until one works"
        )
        return sound(f"goes through {what}", at=loop.header)
    if loop.role != "items" or loop.is_concurrent or loop.is_a_way_out:
        return None
    if loop.is_batched and all(_takes_the_turn_whole(loop, r) for r in requests):
        return sound("each turn takes many items at once", at=loop.header)
    if is_small(loop.count):
        return sound(f"makes {loop.count} turns and no more", at=loop.header)
    items = loop.file.scenario.get("items")
    if not goes_over_data(loop, of_many=_is_large(items)):
        return None
    if is_started_by_a_person(requests[0]):
        return None
    if loop.is_lazy and not _takes_many_keys(requests[0]):
        return None
    if items is None and _is_for_the_caller(loop, requests):
        return None
    if isinstance(items, int | float) and items <= 10:
        return sound(f"the scenario has {items} items", at=loop.header, needs=("items",))
    if _is_asked_for_serially(requests[0]):
        return sound("the provider asks for one request after the other", at=loop.header)
    if loop.is_paced and _wants_serial_calls(requests[0]):
        return sound("the provider asks for serial, paced calls", at=loop.header)
    if loop.keeps_a_limit:
        return sound("goes as slowly as the provider asks", at=loop.header)
    if loop.is_of_pages and all(r.method == "GET" for r in requests):
        return sound("goes easy on somebody's site, page after page", at=loop.header)
    single = [r for r in requests if not _is_a_pipeline(r)]
    return _risky(loop, single, items) if single else None


def _is_for_the_caller(loop: Loop, requests: list[Request]) -> bool:
    """`def operators(self, ids)`: who hands the list in knows how long it is; no form for many is known, and nobody waits."""
    return (
        loop.is_handed_in
        and not any(map(_has_a_form_for_many, requests))
        and not serves_somebody(loop, requests[0].context)
    )


def _has_a_form_for_many(request: Request) -> bool:
    """Databases, caches and search engines, models that make vectors of texts, and some operations of AWS."""
    operation = request.name.rpartition(".")[2]
    return (
        request.effect == "query"
        or request.client.library in STORES | _OTHER_STORES
        or (request.client.library == "boto3" and operation in BATCH)
        or request.name.endswith("embeddings.create")
    )


def _is_a_pipeline(request: Request) -> bool:
    return (request.client.library, request.name.rpartition(".")[2]) in PIPELINES


def _is_per_item(loop: Loop, request: Request) -> bool:
    """This loop is to blame for it, and it goes over a network."""
    blamed = next(
        (
            around
            for around in request.context.loops
            if around.role in {"items", "consumer"}
            and not is_short(around)
            and (loop.lines.holds(around.lines) or around.lines.holds(request.lines))
        ),
        loop,
    )
    operation = request.name.rpartition(".")[2]
    if request.is_after_failure:  # for the items that fail
        return False
    if request.name.startswith("aws iam "):
        return False  # a user has two keys, and a role a few policies
    if _is_measured(request) or _is_of_ollama(request) or _is_seldom(request):
        return False
    if (
        request.client.library in MESSAGES | CHANNELS | _ONE_BY_ONE
        or (request.client.library, operation) in MAILBOXES | KEPT_FILES
        or is_buffered(request)
    ):
        return False
    if request.client.library == _QUEUES_WORK and request.effect == "publish":
        return False
    if _takes_many(request) or _is_of_an_account(request, operation) or _flushes(request):
        return False
    return (
        (blamed is loop or is_short(loop) or loop.role != "items")
        and request.effect not in {"consume", "connect"}
        and not _is_asked_here(request)
        and not _may_stay_here(request)
        and not is_metadata(request)
    )


def _is_measured(request: Request) -> bool:
    """How long it takes is what is asked for, and a request beside it would take its share."""
    function = request.context.function
    named = words_of(function.name) if function else ()
    return named[:1] in (("time",), ("measure",), ("ping",)) or bool(_MEASURES & {*named})


def _is_seldom(request: Request) -> bool:
    """A migration, or a look whether all is well that a person takes."""
    path = PurePosixPath(request.file.name)
    function = request.context.function
    is_a_trial = function is not None and words_of(function.name)[:1] == ("test",)
    is_a_set_up = function is not None and bool(_OF_A_SCHEMA & {*words_of(function.name)})
    is_a_look = path.stem in {"doctor", "diagnose"} or is_a_trial
    return "migrations" in path.parts[:-1] or is_a_look or is_a_set_up


def _is_of_ollama(request: Request) -> bool:
    """It answers on this machine, as a rule."""
    said = f"{PurePosixPath(request.file.name).stem} {request.setting('url').text}"
    return "ollama" in said.lower()


def _flushes(request: Request) -> bool:
    """`_flush()` sends what was gathered, once it is enough; each turn only adds to that."""
    function = request.context.function
    return function is not None and "flush" in words_of(function.name)


def _takes_the_turn_whole(loop: Loop, request: Request) -> bool:
    """No other loop takes it apart; that it is tried again is no such loop, nor is one elsewhere that calls the same helper."""
    around = [
        one
        for one in request.context.loops
        if one.role != "attempts"
        and (loop.lines.holds(one.lines) or one.lines.holds(request.lines))
    ]
    return around[:1] in ([], [loop])


def _is_of_an_account(request: Request, operation: str) -> bool:
    """Roles, gateways and other parts of an AWS account, of which its quotas allow few: no data."""
    if request.client.library != "boto3" or operation in BATCH:
        return False
    return request.file.language == "python" and not operation.startswith(DATA)


def _is_asked_here(request: Request) -> bool:
    """A database is elsewhere in production, whatever stands for an address that nobody has given."""
    if any(map(_INSTEAD.search, request.conditions)):
        return True
    return stays_here(request) if request.client.library in STORES else is_loopback(request)


def _may_stay_here(request: Request) -> bool:
    """Nothing says where the server is, and without that psql takes the socket of this machine."""
    is_said = any(request.setting(name).lines for name in ("host", "url"))
    return request.client.library == "psql" and not is_said


def _takes_many_keys(request: Request) -> bool:
    """A database or a cache: one statement or command for all of it is better, however the answers are taken."""
    return request.client.library in STORES


def _takes_many(request: Request) -> bool:
    """The operation itself takes a batch."""
    operation = request.name.rpartition(".")[2].lower()
    return operation in TAKE_MANY or "batch" in operation or "bulk" in operation


def _wants_serial_calls(request: Request) -> bool:
    if "serial-paced" in request.file.scenario.get("provider", ()):
        return True
    return request.client.library in SERIAL or _host(request) in _PACED


def _is_asked_for_serially(request: Request) -> bool:
    """GitHub too wants what a script changes there one after the other."""
    return _host(request) in _ONE_AT_A_TIME or request.name.startswith("gh api")


def _host(request: Request) -> str:
    return (request.setting("url").string or "").partition("//")[2].partition("/")[0]


def _is_large(items: object) -> bool:
    return isinstance(items, int | float) and items >= 1000


def _risky(loop: Loop, requests: list[Request], items: object) -> Verdict:
    first = requests[0]
    calls = [place for r in requests if (place := place_in(loop, r))]
    call = calls[0] if calls else loop.header
    shift = 0
    if _is_large(items) or serves_somebody(loop, first.context):
        shift = 1
    elif is_run_by_a_person(loop, first.context):
        shift = -1
    better = BATCH.get(first.name.rpartition(".")[2]) if first.client.library == "boto3" else None
    reason = f"makes one {first.name} call per item, each waiting for the one before"
    return risky(
        f"{reason}; {better}" if better else reason,
        at=loop.header.through(call) if loop.file.language == "python" else loop.lines,
        anchors=[loop.header, *calls],
        span=loop.lines,
        shift=shift,
        needs=needed(loop, "items", "runtime", "trigger") if shift else (),
    )
