"""Exceptions, stack traces and upstream answers that are handed to whoever has called an API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Disclosure, Setting
from detectors.gates.suspects import beginning_with
from detectors.judging.running import needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_for_developers, listed, words_of

_PUT_IN = re.compile(
    r"except\b[^\n]*?(?:\bas\s+(\w+)\s*:.{0,900}?"
    r"(?:\b(?:str|repr|format|dumps|escape|quote)\(\s*\1\s*[,)]|\{\s*\1\s*[!}:]|%\s*\(?\s*\1\b|\b\1\.(?:args|message|std(?:err|out)|output|reason|orig|strerror|response\.(?:text|content))\b"
    r"|\breturn[ \t]+\(?[ \t]*\1[ \t]*(?:[,)\n#]|\Z))"
    r"|:.{0,600}?\b(?:format_exc|exc_info\(\)\[))",
    re.DOTALL,
)
"""What is caught is made a text."""
_HANDED_ON = re.compile(
    r"except\b[^\n]*?\bas\s+(\w+)\s*:.{0,400}?\breturn\s+[\w.]+\((?:[^()\n]*,)?\s*(?:\w+\s*=\s*)?\1\s*[,)]",
    re.DOTALL,
)
"""What is caught is handed to a function that makes the answer."""
_REGISTERED = re.compile(
    r"@\w+\.(?:app_)?(?:errorhandler|exception_handler)\(\s*(?:\w+\.)*(?:exception|baseexception|500|internalservererror)\s*\)"
)

_GIVEN = re.compile(r"def\s+\w+\([^()]*\w\s*:\s*(?:base)?exception\b")
"""A function is given any exception."""
_CAUGHT = re.compile(r"except\b[^\n]*\bas\s+\w+\s*:")
_ENTRY = re.compile(r"(?<![\w.])(\w+)\[[^\]\n]+\](?:\[[^\]\n]+\])?(?:\s*=(?!=)|\.update\()")
"""An entry of a dictionary is given something."""
_CLAUSE = 600
"""Characters of a clause in which that may stand."""
_GIVEN_TO = re.compile(r"\w+\s*=\s*[\w.]+\Z")
_KEPT = re.compile(
    r"(\w+)\s*=\s*[\w.]+\.(?:text|content)\b.{0,600}?(?:httpexception\(|\babort\(|\breturn\b)[^\n]*(?:\n[^\n]*){0,3}?\b\1\b",
    re.DOTALL,
)
"""A variable is given what somebody has answered, and put into an answer."""
_ANSWERS = re.compile(r"\breturn\b|httpexception\(|\babort\(")
_NEAR = 240
"""Characters of an answer before what is put into it."""

_SERVERS = (
    *(
        "flask",
        "fastapi",
        "django",
        "aiohttp",
        "starlette",
        "tornado",
        "werkzeug",
        "rest_framework",
    ),
    *(
        "quart",
        "sanic",
        "litestar",
        "bottle",
        "ninja",
        "http.server",
        "functions_framework",
        "bolt",
    ),
    *("grpc", "data: {", "falcon", "pyramid", "statuscode", "response(", "tornado"),
    *("textcontent", "calltoolresult", ".tool", "@tool", "function_tool", "kernel_function"),
    *("(toolkit)", "basetool)"),
    *("_handler(", "def handler(", "webhook", "errorhandler", "exception_handler"),
)
"""One of them stands in every source that answers requests."""


def texts(source: str, lowered: str) -> Iterator[int]:
    if any(word in lowered for word in _SERVERS):
        yield from beginning_with(["except"], _PUT_IN, lowered)
        yield from beginning_with(["except"], _HANDED_ON, lowered)
        yield from beginning_with(["@"], _REGISTERED, lowered)
        yield from (found.start() for found in _GIVEN.finditer(lowered))
        for name in _kept_in(lowered):
            yield from places_of(f"{name}[", lowered)
            yield from places_of(f"{name}.get(", lowered)
        for body in (".text", ".content"):
            for place in places_of(body, lowered):
                near = max(0, place - _NEAR)
                given = _GIVEN_TO.search(lowered, near, place)
                if given and _KEPT.match(lowered, given.start()):
                    yield given.start()
                if _ANSWERS.search(lowered, near, place):
                    yield place


def _kept_in(lowered: str) -> set[str]:
    """The dictionaries of which a clause changes an entry."""
    return {
        entry[1]
        for caught in _CAUGHT.finditer(lowered)
        for entry in _ENTRY.finditer(lowered, caught.end(), caught.end() + _CLAUSE)
    }


risk = Risk(
    __name__,
    words=("except", "errorhandler"),
    config_words=("include-stacktrace", "include-message", "include-exception"),
    closer=texts,
    needs_client=False,
)

_OF_LIBRARIES = re.compile(
    r"^(requests|httpx|aiohttp(?!\.web(?:_exceptions)?\.HTTP)|urllib3?|http\.client|sqlalchemy|psycopg2?|asyncpg|pymysql|MySQLdb|sqlite3|pymongo"
    r"|redis|boto3|botocore|elasticsearch|opensearchpy|kafka|pika|grpc|paramiko|smtplib|ldap3?|subprocess|socket"
    r"|ssl|docker|kubernetes|django\.db|trino|snowflake|clickhouse_\w+|duckdb|oracledb|cx_Oracle|pyodbc|pymssql"
    r"|mysql|aiomysql|aiosqlite|asyncmy|neo4j|cassandra|influxdb\w*|couchbase|motor|peewee|tortoise|googleapiclient"
    r"|google\.(?:api_core|cloud|auth)|azure|openai|anthropic|litellm|aiobotocore|aiokafka|confluent_kafka|nats|paho)\b"
)
_OF_REACHING = re.compile(r"^(requests|httpx|aiohttp|urllib3?|http\.client|socket)\b")
_NAMES_THE_ADDRESS = re.compile(
    r"^(?:requests\.(?:exceptions\.)?(?:HTTPError|RequestException)|httpx\.(?:HTTPError|HTTPStatusError)"
    r"|aiohttp\.(?:\w+\.)?ClientResponseError)$"
)
"""Their text holds the whole address that was asked, with the key that may stand in it."""
_SAYS_A_STATUS = re.compile(r"^urllib\.(?:error|request)\.HTTPError$")
"""Its text is `HTTP Error 404: Not Found`."""
_OF_CONNECTIONS = listed("ConnectionError TimeoutError")
"""Exceptions that say which host could not be had, and nothing of how the program works."""
_OF_PYTHON = listed(
    "Exception BaseException OSError IOError EnvironmentError ConnectionError TimeoutError CalledProcessError"
    " DatabaseError OperationalError ProgrammingError InterfaceError SQLAlchemyError PermissionError"
    " FileNotFoundError"
)
"""Exceptions whose text nobody has written for who calls: paths, hosts, SQL."""

_OF_ITS_OWN = re.compile(
    r"(?!not\b)[\w.() ]*\b(?:is_superuser|is_staff|is_admin|is_administrator)\b"
)
"""A condition under which only those who run the program are told."""
_DIAGNOSES = listed("doctor diagnose diagnosis diagnostic diagnostics troubleshoot selftest")
_WENT_WRONG_WITHIN = 500
"""The status by which a program says that it has failed itself: what its own exception says is no advice then."""
_BUILTIN = listed(
    "ValueError TypeError KeyError RuntimeError AttributeError IndexError LookupError"
)


@risk.judge(Disclosure)
def tells_a_stranger(disclosure: Disclosure) -> Verdict | None:
    if is_for_developers(disclosure):
        return None
    if _is_a_diagnosis(disclosure) or any(map(_OF_ITS_OWN.match, disclosure.conditions)):
        return None
    if _is_told_as_a_success(disclosure):
        return None  # swallowed-error says so
    if _is_meant_for_the_caller(disclosure) or _goes_no_further(disclosure):
        return None
    if not _is_of_ours(disclosure):
        is_own = not any(name in _BUILTIN for name in disclosure.catches)
        return sound("the text of an exception of our own") if is_own else None
    who = "the model that called the tool" if disclosure.is_for_a_model else "the caller"
    what = {
        "text": f"the text of whatever went wrong goes to {who}, with our SQL, paths and hosts in it",
        "trace": f"the stack trace goes to {who}",
        "upstream": f"somebody else's error goes to {who} as it is",
    }[disclosure.what]
    handler = disclosure.handler
    return risky(
        what,
        anchors=[handler, *disclosure.through],
        shift=_shift(disclosure),
        needs=needed(disclosure, "exposure"),
    )


def _is_a_diagnosis(disclosure: Disclosure) -> bool:
    """A tool that is asked what is wrong: the errors are its answer."""
    function = disclosure.context.function
    is_a_route = disclosure.handler is not None and disclosure.handler.kind != "cli"
    return not is_a_route and function is not None and bool(_DIAGNOSES & {*words_of(function.name)})


def _goes_no_further(disclosure: Disclosure) -> bool:
    """Whoever is told has started the server, or the client of a tool hears of it in the form of its protocol.

    That form is no reason to tell whatever may have been raised: `except Exception as error: raise ToolError(str(error))`.
    """
    catch = disclosure.caught
    is_anything = disclosure.declared == "raised" and (catch is None or catch.is_broad)
    is_said_to_the_client = disclosure.is_for_a_model and bool(disclosure.declared)
    return disclosure.is_of_this_machine or (
        is_said_to_the_client and disclosure.what != "trace" and not is_anything
    )


def _is_told_as_a_success(disclosure: Disclosure) -> bool:
    """`return {"error": str(error)}, 200`, whatever went wrong."""
    catch = disclosure.caught
    claim = catch.claim if catch is not None and catch.is_broad else None
    return claim is not None and claim.kind == "status" and claim.is_of_all


def _is_meant_for_the_caller(disclosure: Disclosure) -> bool:
    """It is about the caller's own input, or one narrow failure to reach something, put in words for who asks."""
    if disclosure.what != "text":
        return False
    if disclosure.blames_caller:
        return True
    catch = disclosure.caught
    if disclosure.catches and all(map(_SAYS_A_STATUS.match, disclosure.catches)):
        return True
    if catch is None or catch.is_broad:
        return False
    if disclosure.status is not None and disclosure.status < 500:
        return True
    return disclosure.is_worded and all(
        (_OF_REACHING.match(name) and not _NAMES_THE_ADDRESS.match(name))
        or name.rpartition(".")[2] in _OF_CONNECTIONS
        for name in disclosure.catches
    )


def _is_of_ours(disclosure: Disclosure) -> bool:
    """Nobody wrote the text for who calls: everything is caught, what libraries raise, or what went wrong within."""
    if not disclosure.catches or disclosure.what == "trace":
        return True
    if disclosure.status == _WENT_WRONG_WITHIN:
        return True
    if disclosure.status is not None and disclosure.status > _WENT_WRONG_WITHIN:
        return all(name in _BUILTIN or _is_of_a_library(name) for name in disclosure.catches)
    return all(map(_is_of_a_library, disclosure.catches))


def _is_of_a_library(name: str) -> bool:
    return bool(_OF_LIBRARIES.match(name)) or name.rpartition(".")[2] in _OF_PYTHON


def _shift(disclosure: Disclosure) -> int:
    exposure = disclosure.file.scenario.get("exposure")
    if exposure == "internal" or disclosure.is_for_a_model:
        return -1
    return int(disclosure.what == "trace" and exposure != "partner")


# --- configuration ---------------------------------------------------------------------------------

_SPRING = {
    "include-stacktrace": "the stack trace",
    "include-message": "the text of the exception",
    "include-exception": "the name of the exception",
}


@risk.judge(Setting)
def is_told_to_tell(setting: Setting) -> Verdict | None:
    """Spring Boot's error page and error attributes."""
    name, shown = _spring(setting)
    if not name or is_for_developers(setting):
        return None
    if shown in {"always", "true"}:
        return risky(
            f"{_SPRING[name]} goes to whoever calls",
            shift=_severity(setting, name),
            needs=needed(setting, "exposure"),
        )
    if shown in {"never", "false"}:
        return sound("the answer leaves it out")
    return None


def _spring(setting: Setting) -> tuple[str, str]:
    """(switch, lower-case value); empty for every other setting."""
    parts = ".".join(setting.path).lower().replace("_", "-").split(".")
    name = parts[-1]
    if name not in _SPRING or "error" not in parts[:-1] or setting.role != "entry":
        return "", ""
    return name, "false" if setting.value.is_off else str(setting.value.value).lower()


def _severity(setting: Setting, name: str) -> int:
    if setting.file.scenario.get("exposure") == "internal":
        return -1
    return 1 if name == "include-stacktrace" else -1 if name == "include-exception" else 0
