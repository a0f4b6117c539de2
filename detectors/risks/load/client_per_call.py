"""Clients that are made anew for each piece of work, so that no connection is used twice."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from detectors.facts import HOLE, Again, Function, Loop, Request
from detectors.judging.addresses import is_loopback, stays_here, url_path
from detectors.judging.repeating import SELDOM, goes_over_data
from detectors.judging.running import is_a_command, is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary import hosts
from detectors.vocabulary.identities import says_who_asks
from detectors.vocabulary.names import listed, words_of

risk = Risk(__name__)

_DATABASES = frozenset(
    {"asyncpg", "mysql.connector", "psycopg", "psycopg2", "pymongo", "pymysql", "redis"}
)
_BROKERS = frozenset({"aiokafka", "kafka"})
"""Clients that ask the cluster for its topics before they send anything, and gather what they send."""
_POOLED = _DATABASES | {
    *_BROKERS,
    *(
        "requests",
        "niquests",
        "httpx",
        "httpx2",
        "aiohttp",
        "urllib3",
        "boto3",
        "openai",
        "anthropic",
    ),
    *("twilio", "slack_sdk", "elasticsearch", "opensearchpy", "github", "jira", "notion_client"),
    *("azure.storage.blob", "google.cloud.storage", "google.cloud.pubsub_v1", "simple_salesforce"),
}
"""Clients that keep connections open for the next request, if there is one."""
_SERVED = {
    "route": "request that it serves",
    "webhook": "webhook",
    "lambda": "event",
    "consumer": "message",
    "work": "turn",
    "pages": "page",
    "items": "item",
    "calls": "call",
    "functions": "call",
}
_HEAVY = frozenset({"boto3"})
"""Clients that load the description of their service whenever one is made."""
_OF_ONE_ITEM = listed(
    "head_object get_object put_object delete_object copy_object upload_file upload_fileobj download_file"
    " download_fileobj generate_presigned_url get_item put_item update_item delete_item send_message publish"
    " put_record put_events invoke send_email send_raw_email detect_text detect_labels translate_text"
)
"""What is asked for each file, row or message, and not once to set something up."""
_OF_AN_ACCOUNT = frozenset({"userinfo", "oauth", "token"})
"""In the names of addresses that are asked when somebody signs in."""
_LOGINS = listed("login logon signin 2fa")
"""In the path of what is asked when a program signs in."""
_SIGN_IN = listed("auth oauth oauth2 oidc sso login signin")
"""In the path of a route that is asked when somebody signs in."""
_OF_SETTINGS = listed("config configuration settings credentials setup connection")
_IS_DISCOVERY = re.compile(r"(?i)\.well-known|discovery")
"""In the address of what tells where everything else is, which is asked once."""
_MEASURES = listed("latency speedtest benchmark")
_SPEEDS = listed("download upload speed time throughput bandwidth")
"""In the names of functions that find out how long it takes, a connection of its own included."""
_OF_THIS_MACHINE = frozenset({"ollama"})
"""What answers on this machine, as a rule, and takes seconds for it."""
_LOOKS_INTO = listed("verify validate check assert introspect confirm")
"""First words of functions that look into each of what they must be given: a token, a payment, an address."""
_ONESELF = listed("me whoami myself")
"""Last words of functions that ask once as whom they are known: `get_me`; with them stands `status()` of nothing given."""
_OF_THE_SERVER = frozenset({
    *("self", "cls", "timeout", "timeout_s", "timeout_seconds", "base_url", "host", "port", "config", "settings"),
    *("retries", "max_retries", "verbose", "debug", "session", "client", "ctx", "context", "server"),
})  # fmt: skip
"""Parameters that say of whom is asked, and how, but not what for."""
_OF_A_FAILURE = listed("exc ex err error exception failure")
"""Parameters of functions that explain what has failed: they run where something has."""
_KEEPS = listed("store save cache sync reload preload prefetch")
"""In the names of functions that put away what they get, for many who ask for it later."""
_SELDOM_FILES = listed(
    "backup backups restore migration migrations migrate installer setup bootstrap"
)
"""In the names of files whose work is done once a day, or once."""
_OF_COROUTINES = frozenset({"httpx", "httpx2", "aiohttp"})
_OF_HOW_IT_IS_ASKED = listed("timeout timeouts header headers cookie cookies")
"""In the names of parameters that say how it is asked, and how long that may take, but not what for."""
_RARELY = listed(
    "refund cancel delete remove revoke reset create register subscribe unsubscribe enable disable deploy publish upload"
    " configure provision migrate"
)
"""In the names of functions for what happens now and then."""
_MODELS = frozenset({"openai", "anthropic"})
_SHARED = frozenset({"httpx", "httpx2", "aiohttp", "openai", "anthropic", "slack_sdk"})
"""Clients of which one serves all of a program, and which somebody has made on purpose."""
_HOLDS = (".stream", ".ws_connect")
"""Endings of requests that hold their connection for long."""
_HUNDREDS = 100
_A_MOMENT_S = 1
"""Between two looks a server keeps a connection for longer than this."""
BUSY = 100
"""Requests a second from which ports and connections run out."""


@risk.judge(Request)
def makes_a_client_for_each_piece_of_work(request: Request) -> Verdict | None:
    client = request.client
    if client.library not in _POOLED or client.lines is None or is_test_code(request):
        return None
    if stays_here(request) or request.file.is_for_development:
        return None
    if client.library in _BROKERS and request.effect != "publish":
        return None  # a consumer stays for as long as there are messages
    again = client.remade
    if again is None:
        return _is_shared(request)
    if again.kind not in _SERVED or not _is_often(request, again):
        return None
    is_short_of_connections = client.library in _DATABASES or again.kind == "lambda"
    is_busy = float(request.file.scenario.get("rate") or 0) >= BUSY
    return risky(
        f"each {_SERVED[again.kind]} makes a client of {client.title} and a connection of its own,"
        " and throws both away",
        at=client.lines,
        anchors=[request.lines, again.lines, *again.sites],
        group=client.group,
        shift=1 if is_busy or is_short_of_connections else 0,
    )


_ONE_SHOT = re.compile(r"(?:requests|httpx|niquests)\.(?:get|post|put|patch|delete|head|request)")
"""Functions that make a session, use it once and throw it away."""
_OF_AN_OBJECT = re.compile(r"f?[\"']?\{?(?:self\.|cls\.|[A-Z][A-Z0-9_]*\b)")
"""The beginning of an address that is the same for all items."""
_IS_A_CONSTANT = re.compile(r"(?:\w+\.)*_*[A-Z][A-Z0-9_]*")
"""An address that another module keeps in a constant."""


@risk.judge(Request)
def opens_a_connection_for_each_item(request: Request) -> Verdict | None:
    """`for id in ids: requests.get(f"{BASE}/{id}")`: one host, and none of its connections is used twice."""
    if request.client.lines is not None or not _ONE_SHOT.fullmatch(request.name):
        return None
    loop = next((one for one in request.context.loops if one.role in {"items", "pages"}), None)
    if loop is None or is_test_code(request) or is_loopback(request):
        return None
    if request.file.is_for_development:
        return None
    if loop.is_concurrent or loop.is_paced or loop.is_a_way_out or not loop.requests:
        return None
    if not _is_of_one_host(request) and not _turns_pages(loop, request):
        return None
    if (loop.count.number or 0) < _HUNDREDS and not _turns_pages(loop, request):
        is_of_data = loop.role == "items" and not loop.is_listed and goes_over_data(loop)
        if loop.count.number is not None or not is_of_data:
            return None
    return risky(
        f"each {_SERVED[loop.role]} opens a connection to the same host with {request.name}, and throws it away",
        anchors=[loop.header],
    )


@risk.judge(Request)
def opens_a_connection_for_each_look(request: Request) -> Verdict | None:
    """`while not done: done = requests.get(status_url).json()["done"]; sleep(1)`: it asks faster than a kept connection is closed."""
    if request.client.lines is not None or not _ONE_SHOT.fullmatch(request.name):
        return None
    loop = next((one for one in request.context.loops if one.role == "polling"), None)
    if loop is None or loop.poll is None or is_test_code(request) or is_loopback(request):
        return None
    if request.file.is_for_development or not loop.requests:
        return None
    poll, pause = loop.poll, loop.poll.first_wait.number
    is_often = poll.backoff == "constant" and pause is not None and pause <= _A_MOMENT_S
    if not is_often or not (poll.attempts.is_off and poll.deadline.is_off):
        return None  # it is over soon
    return risky(
        f"each look opens a connection to the same host with {request.name}, and throws it away",
        anchors=[loop.header],
    )


def _turns_pages(loop: Loop, request: Request) -> bool:
    """`while url: answer = requests.get(url); url = answer["next"]`: of one listing, until there is none left."""
    is_read = request.method in {"GET", ""}
    return loop.role == "pages" and loop.kind == "while" and is_read and not loop.is_for_a_person


def _is_of_one_host(request: Request) -> bool:
    url = request.setting("url")
    at = hosts.target(request)
    if at is not None and at.host and HOLE not in at.host:
        return hosts.place(at.host) == "public"
    begins_with_a_name = (url.string or "").startswith((f"{HOLE}/", f"https://{HOLE}/"))
    return begins_with_a_name and _OF_AN_OBJECT.match(url.text.replace("https://", "")) is not None


def _is_often(request: Request, again: Again) -> bool:
    """Of a loop: it goes over data, and nobody sits there and waits for the one run.
    Of a coroutine: others are in its loop, and it asks whatever its callers want to know."""
    if again.kind == "functions" or (again.has_others_like_it and request.client.library in _HEAVY):
        is_of_one_item = request.name.rpartition(".")[2] in _OF_ONE_ITEM
        return (
            request.client.library in _HEAVY
            and is_of_one_item
            and not is_a_command(request)
            and not _is_asked_seldom(request)
        )
    if again.kind == "calls":
        function, library = request.context.function, request.client.library
        return (
            function is not None
            and (
                library in _DATABASES | _BROKERS
                or (again.is_for_many and library in _SHARED)
                or _answers_a_question(request, function, again)
            )
            and not request.name.endswith(_HOLDS)
            and not is_a_command(request)
            and not (request.method == "GET" and _KEEPS & {*words_of(function.name)})
            and not _signs_somebody_in(request)
            and not _logs_in(request)
            and not _is_of_one_run(request, function)
            and "generated" not in PurePosixPath(request.file.name).parts[:-1]
            and (request.context.handler is not None or not _is_asked_seldom(request))
        )
    if again.kind not in {"items", "pages"}:
        is_seldom = again.kind == "route" and _is_asked_seldom(request)
        return not is_seldom and not _signs_somebody_in(request)
    loop = next((one for one in request.context.loops if one.header == again.lines), None)
    return loop is not None and (
        goes_over_data(loop) or (again.kind == "pages" and not loop.is_for_a_person)
    )


def _answers_a_question(request: Request, function: Function, again: Again) -> bool:
    """`async def look_up(city)`: of no object, told what for by whoever calls it, and always of the same server."""
    return (
        request.client.library in _OF_COROUTINES
        and (function.is_async or again.has_others_like_it)
        and any(_says_what_for(one) for one in function.demands)
        and not {"self", "cls"} & function.takes
        and not (SELDOM | _RARELY) & {*words_of(function.name)}
        and not _is_of_a_command_line(request)
        and (
            _is_of_one_host(request)
            or _IS_A_CONSTANT.fullmatch(request.setting("url").text) is not None
        )
    )


def _says_what_for(parameter: str) -> bool:
    return (
        parameter not in _OF_THE_SERVER
        and not says_who_asks(parameter)
        and not _OF_HOW_IT_IS_ASKED & {*words_of(parameter)}
    )


def _is_of_a_command_line(request: Request) -> bool:
    """A package that is named like one: `notes_cli/audio.py`."""
    return any(words_of(part)[-1:] == ("cli",) for part in PurePosixPath(request.file.name).parts)


def _signs_somebody_in(request: Request) -> bool:
    handler = request.context.handler
    return handler is not None and bool(_SIGN_IN & {*words_of(handler.path)})


def _is_of_one_run(request: Request, function: Function) -> bool:
    """A model is asked in a plain function that nothing is seen to repeat: an answer takes as long as many connections."""
    return request.client.library in _MODELS and not function.is_async and not function.handler


def _logs_in(request: Request) -> bool:
    """`POST /api/auth/login/2fa`: once for a session, where nobody is served."""
    return request.context.handler is None and bool(
        _LOGINS & {word for part in url_path(request) for word in words_of(part)}
    )


def _is_asked_seldom(request: Request) -> bool:
    """By the name of its function or its file: when somebody signs in, or to hear whether a server is there; or no new connection matters."""
    function = request.context.function
    url = request.setting("url").text
    if url.replace(".", "").isidentifier() and _OF_AN_ACCOUNT & {*words_of(url)}:
        return True
    if _SELDOM_FILES & {*words_of(PurePosixPath(request.file.name).stem)}:
        return True
    if _IS_DISCOVERY.search(f"{url} {request.setting('url').string or ''}"):
        return True
    if function is None:
        return False
    named = words_of(function.name)
    if named[:1] == ("validate",) and _OF_SETTINGS & {*named}:
        return True
    if _MEASURES & {*named} or (named[:1] == ("measure",) and _SPEEDS & {*named}):
        return True
    if _OF_THIS_MACHINE & {
        *named,
        *words_of(url),
        *words_of(PurePosixPath(request.file.name).stem),
    }:
        return True
    if {*named[-1:]} & _ONESELF or ("status" in named[-1:] and not function.demands - {"self"}):
        return True
    if function.demands & _OF_A_FAILURE:
        return True
    if _LOOKS_INTO & {*named[:1]} and function.demands - _OF_THE_SERVER:
        return bool((SELDOM - _LOOKS_INTO - {"token"}) & {*named})
    return bool(SELDOM & {*named})


def _is_shared(request: Request) -> Verdict | None:
    """What a handler or a loop uses is made once, outside of it."""
    client, context = request.client, request.context
    if client.lines is None or client.is_for_a_run or context.is_module_level:
        return None
    if context.function is None:
        return None
    handler = context.handler
    is_served = handler is not None and handler.kind in {"route", "webhook", "lambda", "consumer"}
    if is_served and not context.function.lines.holds(client.lines):
        return sound("is made once and used by all", at=client.lines, group=client.group)
    return None


# --- shell -----------------------------------------------------------------------------------------

_PROGRAMS = frozenset({"curl", "wget", "http"})


@risk.judge(Loop)
def starts_a_program_for_each_item(loop: Loop) -> Verdict | None:
    """A connection lives as long as its process: `for id in $(seq 1 500); do curl ".../$id"; done`."""
    if loop.role != "items" or loop.file.language != "shell" or is_test_code(loop):
        return None
    turns = loop.count.number
    if turns is None and loop.count.is_unknown and not loop.is_concurrent:
        turns = loop.file.scenario.get("items")  # of a file, of what another command lists
    if turns is None or turns < _HUNDREDS or len(loop.requests) != 1:
        return None
    request = loop.requests[0]
    at = hosts.target(request)
    if request.client.library not in _PROGRAMS or at is None or hosts.place(at.host) != "public":
        return None
    return risky(
        f"{turns:g} times {request.name} is started for {at.shown}, each with a connection of its own",
        at=loop.lines,
        anchors=[loop.header, request.lines],
        shift=-1,
        needs=needed(loop, "items") if loop.count.is_unknown else (),
    )
