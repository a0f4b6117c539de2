"""Settings are written as the author would have written them."""

from __future__ import annotations

import pytest

from detectors.facts import Request, Retry
from tests.readers.shell.notation import requests, written

CANNOT = [
    pytest.param("http https://a.b", "retry", 3, id="a command without the option"),
    pytest.param("psql -h a.b", "timeout", 5, id="a command without options for it"),
    pytest.param("curl https://a.b", "idempotency_key", "k", id="a key that only the author knows"),
    pytest.param("curl $BASE/a", "url", "https://a.b/a", id="an address out of sight"),
    pytest.param(
        "curl https://a.b | jq . > f", "fail", True, id="an exit status that nobody hears"
    ),
    pytest.param("curl -fm 5 https://a.b", "colour", 1, id="no such setting"),
]
ADDED = [
    ("curl https://a.b", "timeout", 10, "curl --max-time 10 https://a.b"),
    ("curl -fsS https://a.b", "timeout", 2.5, "curl --max-time 2.5 -fsS https://a.b"),
    ("curl -q https://a.b", "timeout", 10, "curl -q --max-time 10 https://a.b"),
    (
        "curl \\\n  -f \\\n  https://a.b",
        "timeout",
        10,
        "curl --max-time 10 \\\n  -f \\\n  https://a.b",
    ),
    ("sudo curl https://a.b", "timeout", 10, "sudo curl --max-time 10 https://a.b"),
    ("CURL=curl\n$CURL https://a.b", "timeout", 10, "CURL=curl --max-time 10\n$CURL https://a.b"),
    ("curl https://a.b", "retry", 3, "curl --retry 3 https://a.b"),
    ("curl https://a.b", "fail", True, "curl --fail https://a.b"),
    ("curl https://a.b", "verify", False, "curl --insecure https://a.b"),
    ("curl smtp://a.b", "tls", "required", "curl --ssl-reqd smtp://a.b"),
    ("wget https://a.b", "timeout", 10, "wget --timeout=10 https://a.b"),
    ("wget https://a.b", "verify", False, "wget --no-check-certificate https://a.b"),
    ("http POST https://a.b", "timeout", 10, "http --timeout=10 POST https://a.b"),
    ("http https://a.b", "fail", True, "http --check-status https://a.b"),
    ("x=$(curl https://a.b)", "fail", True, "x=$(curl --fail https://a.b)"),
    ("bash -c 'curl https://a.b'", "fail", True, "bash -c 'curl --fail https://a.b'"),
]
REPLACED = [
    ("curl -m 5 https://a.b", "timeout", 10, "curl -m 10 https://a.b"),
    ("curl -m5 https://a.b", "timeout", 10, "curl -m10 https://a.b"),
    ("curl -sm 5 https://a.b", "timeout", 10, "curl -sm 10 https://a.b"),
    ('curl -m "$T" https://a.b', "timeout", 10, "curl -m 10 https://a.b"),
    (
        'O=(-m 5)\ncurl "${O[@]}" https://a.b',
        "timeout",
        10,
        'O=(-m 10)\ncurl "${O[@]}" https://a.b',
    ),
    ("curl --ssl smtp://a.b", "tls", "required", "curl --ssl-reqd smtp://a.b"),
    ("curl --ssl-reqd smtp://a.b", "tls", "optional", "curl --ssl smtp://a.b"),
    ("wget --timeout=5 https://a.b", "timeout", 10, "wget --timeout=10 https://a.b"),
    ("wget -T 5 https://a.b", "timeout", 10, "wget -T 10 https://a.b"),
    ("curl http://a.b/x", "url", "https://a.b/x", "curl https://a.b/x"),
    ('curl "http://a.b/$id"', "url", "https://a.b/\ufffc", 'curl "https://a.b/$id"'),
    ("B=http://a.b\ncurl $B/x", "url", "https://a.b/x", "B=https://a.b\ncurl $B/x"),
    ("curl a.b/x", "url", "https://a.b/x", "curl https://a.b/x"),
]
REPLACED += [
    (
        "psql 'postgresql://a.b/c?sslmode=prefer'",
        "sslmode",
        "verify-full",
        "psql 'postgresql://a.b/c?sslmode=verify-full'",
    ),
    ("psql 'host=a.b sslmode=allow'", "sslmode", "require", "psql 'host=a.b sslmode=require'"),
    ("PGSSLMODE=prefer psql -h a.b", "sslmode", "require", "PGSSLMODE=require psql -h a.b"),
]
REMOVED = [
    ("curl -m 5 https://a.b", "timeout", None, "curl https://a.b"),
    ("curl https://a.b -m5", "timeout", None, "curl https://a.b"),
    ("curl \\\n  -m 5 \\\n  https://a.b", "timeout", None, "curl \\\n  https://a.b"),
    ("curl --retry 3 --fail https://a.b", "retry", None, "curl --fail https://a.b"),
    ("curl -fsS https://a.b", "fail", None, "curl -sS https://a.b"),
    ("curl -f https://a.b", "fail", None, "curl https://a.b"),
    ("curl -skL https://a.b", "verify", True, "curl -sL https://a.b"),
    ("curl -k https://a.b", "verify", None, "curl https://a.b"),
    ("curl --insecure --fail https://a.b", "verify", True, "curl --fail https://a.b"),
    ("curl -k --proxy-insecure https://a.b", "verify", True, "curl https://a.b"),
    ("wget --no-check-certificate https://a.b", "verify", True, "wget https://a.b"),
    ("http --verify=no https://a.b", "verify", True, "http https://a.b"),
    ("http --verify no https://a.b", "verify", True, "http https://a.b"),
    (
        "curl -d a=1 -H 'Idempotency-Key: 7' https://a.b",
        "idempotency_key",
        None,
        "curl -d a=1 https://a.b",
    ),
    (
        'curl -d a=1 \\\n  -H "Idempotency-Key: $K" \\\n  https://a.b',
        "idempotency_key",
        None,
        "curl -d a=1 \\\n  https://a.b",
    ),
]


@pytest.mark.parametrize(("source", "setting", "value"), CANNOT)
def test_what_cannot_be_written_is_left_alone(source: str, setting: str, value: object) -> None:
    assert written(source, setting, value) is None


@pytest.mark.parametrize(("source", "setting", "value", "after"), [*ADDED, *REPLACED, *REMOVED])
def test_a_setting_is_written(source: str, setting: str, value: object, after: str) -> None:
    assert written(source, setting, value) == after


READABLE = [
    case
    for case in [*ADDED, *REPLACED, *REMOVED]
    if case[1] != "idempotency_key" and "CURL=" not in case[0]
]
"""Without those after which the script runs something else."""


@pytest.mark.parametrize(("source", "setting", "value", "after"), READABLE)
def test_what_was_written_is_read_again(
    source: str, setting: str, value: object, after: str
) -> None:
    name = {"retry": "retries"}.get(setting, setting)
    seen = requests(after, name)[0].rpartition(f" {name}=")[2]
    if value is None:
        assert seen in {"off", "True", "?"}
    elif setting == "verify":
        assert seen == ("True" if value else "off")
    else:
        assert seen == str(value).replace("\ufffc", "*")


RETRIES = [
    ("curl --retry 9 --retry-delay 1 U", "wait", "exponential", "curl --retry 9 U"),
    ("curl --retry 9 U", "wait", None, "curl --retry-delay 1 --retry 9 U"),
    ("curl --retry 9 U", "attempts", 5, "curl --retry 4 U"),
    ("curl --retry 9 U", "attempts", None, None),
    ("wget --tries=inf U", "attempts", 5, "wget --tries=5 U"),
    ("wget -t0 U", "attempts", 5, "wget -t5 U"),
    ("wget --tries=5 U", "attempts", None, "wget --tries=inf U"),
    ("wget --tries=5 U", "wait", "exponential", None),
    ("until curl U; do :; done", "attempts", 5, None),
]


@pytest.mark.parametrize(("source", "setting", "value", "after"), RETRIES)
def test_a_retry_is_written(source: str, setting: str, value: object, after: str | None) -> None:
    address = "https://a.b"
    wanted = after and after.replace("U", address)
    assert written(source.replace("U", address), setting, value, Retry) == wanted


def test_writing_is_for_requests_too_in_functions_and_loops() -> None:
    source = "f() {\n  for x in a b; do\n    curl https://a.b/$x\n  done\n}"
    assert written(source, "timeout", 5, Request) == source.replace("curl", "curl --max-time 5")
