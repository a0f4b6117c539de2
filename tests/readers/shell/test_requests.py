"""What the arguments of a command ask for."""

from __future__ import annotations

import re

import pytest

from detectors.facts import Request
from tests.readers.shell.notation import facts, requests, shown


def at_example(source: str) -> str:
    """`U` stands for an address."""
    return re.sub(r"\bU\b", "https://example.com", source)


NONE = [
    pytest.param("curl --version", id="asking for the version"),
    pytest.param("curl --help all", id="asking for help"),
    pytest.param("command -v curl", id="looking for the program"),
    pytest.param("which curl wget", id="which"),
    pytest.param("apt-get install -y curl wget httpie", id="installing it"),
    pytest.param('echo "curl -s http://example.com"', id="printing a command"),
    pytest.param("# curl -s http://example.com", id="a comment"),
    pytest.param("log curl -fsS https://example.com", id="a logger"),
    pytest.param(
        "cat <<'EOF'\ncurl -s http://example.com\nEOF", id="a here-document that is shown"
    ),
    pytest.param("git clone http://example.com/a.git", id="git"),
    pytest.param("nc -l 8080", id="a listener"),
    pytest.param("aws configure set region eu-west-1", id="aws that stays here"),
    pytest.param("gh auth status", id="gh that stays here"),
    pytest.param("redis-cli -v", id="the version of redis-cli"),
    pytest.param("iptables -A INPUT -p tcp --dport http -j ACCEPT", id="http as a port"),
    pytest.param("http --offline POST example.com a=b", id="HTTPie offline"),
]


@pytest.mark.parametrize("source", NONE)
def test_no_request(source: str) -> None:
    assert requests(source) == []


ADDRESSES = [
    ("curl https://example.com/a", "GET https://example.com/a"),
    ("curl example.com", "GET http://example.com"),
    ("curl localhost:8080/x", "GET http://localhost:8080/x"),
    ("curl ftp.example.com", "read ftp://ftp.example.com"),
    ("curl --proto-default https example.com", "GET https://example.com"),
    ("curl --url https://example.com", "GET https://example.com"),
    ("curl -s -- https://example.com", "GET https://example.com"),
    ("curl 'https://example.com/?a=b&c=d'", "GET https://example.com/?a=b&c=d"),
    ("curl https://example.com/$id", "GET https://example.com/*"),
    ('curl "$BASE/v1"', "GET */v1"),
    ('curl "https://$HOST:8443/"', "GET https://*:8443/"),
    ("curl https://a.example.com http://b.example.com", "GET http://b.example.com"),
    ("/usr/bin/curl https://example.com", "GET https://example.com"),
    ('"curl" https://example.com', "GET https://example.com"),
    ("curl \\\n  -s \\\n  https://example.com", "GET https://example.com"),
    (
        "curl --variable %T --expand-header 'X: {{T}}' https://example.com",
        "GET https://example.com",
    ),
    ("curl --some-new-option value https://example.com", "GET https://example.com"),
    ("wget example.com/x", "GET http://example.com/x"),
    ("wget -qO- https://example.com/x", "GET https://example.com/x"),
    ("wget --spider https://example.com", "HEAD https://example.com"),
    ("http example.com", "GET http://example.com"),
    ("https example.com", "GET https://example.com"),
    ("http --default-scheme=https example.com", "GET https://example.com"),
    ("http :8080/x", "GET http://localhost:8080/x"),
    ("http :/x", "GET http://localhost/x"),
    ("http https://example.com", "GET https://example.com"),
    ("redis-cli -h cache.example.com ping", "any redis://cache.example.com:6379"),
    ("redis-cli --tls -h cache.example.com ping", "any rediss://cache.example.com:6379"),
    ("redis-cli -u rediss://cache.example.com:6380 ping", "any rediss://cache.example.com:6380"),
    ("redis-cli ping", "any redis://127.0.0.1:6379"),
    ("psql postgresql://db.example.com/app -c x", "query postgresql://db.example.com/app"),
]


@pytest.mark.parametrize(("source", "seen"), ADDRESSES)
def test_method_and_address(source: str, seen: str) -> None:
    assert requests(source) == [seen]


METHODS = [
    ("curl -d a=1 U", "POST write"),
    ("curl -da=1 U", "POST write"),
    ("curl --data-raw a=1 U", "POST write"),
    ("curl --json '{}' U", "POST write"),
    ("curl -F a=@b U", "POST write"),
    ("curl -G -d a=1 U", "GET read"),
    ("curl -X GET -d a=1 U", "GET read"),
    ("curl -XPUT -d a=1 U", "PUT write"),
    ("curl --request delete U", "DELETE delete"),
    ('curl -X "$METHOD" U', " any"),
    ("curl -I U", "HEAD read"),
    ("curl -T file U", "PUT write"),
    ("curl -sSfL U", "GET read"),
    ("curl -sSfLd a=1 U", "POST write"),
    ('curl "${ARGS[@]}" U', " any"),
    ('curl "${ARGS[@]}" -X POST U', "POST write"),
    ("wget --post-data=a=1 U", "POST write"),
    ("wget --method=PUT --body-data=x U", "PUT write"),
    ("http U a=1", "POST write"),
    ("http U a:=1", "POST write"),
    ("http U a==1", "GET read"),
    ("http U X-A:1", "GET read"),
    ("http PUT U a=1", "PUT write"),
    ("http U < body.json", "POST write"),
    ("http --ignore-stdin U < body.json", "GET read"),
    ("echo x | http U", "POST write"),
]


@pytest.mark.parametrize(("source", "seen"), METHODS)
def test_method_and_effect(source: str, seen: str) -> None:
    [request] = facts(at_example(source), Request)
    assert f"{request.method} {request.effect}" == seen


SETTINGS = [
    ("curl U", {"timeout": "off", "connect_timeout": "300", "verify": "True", "fail": "off"}),
    ("curl -m 5 U", {"timeout": "5"}),
    ("curl -m5 U", {"timeout": "5"}),
    ("curl -fsSLm5 U", {"timeout": "5", "fail": "True"}),
    ("curl -fsSLm 5 U", {"timeout": "5", "fail": "True"}),
    ("curl --max-time 2.5 U", {"timeout": "2.5"}),
    ("curl --max-tim 5 U", {"timeout": "5"}),
    ("curl --max-time 0 U", {"timeout": "off"}),
    ("curl -m 5 -m 9 U", {"timeout": "9"}),
    ('curl --max-time "$LIMIT" U', {"timeout": "?"}),
    ("curl --connect-timeout 5 U", {"timeout": "off", "connect_timeout": "5"}),
    ("curl --speed-limit 1000 --speed-time 30 U", {"timeout": "30.0"}),
    ("curl -Y 1000 -y 20 U", {"timeout": "20.0"}),
    ("timeout 30 curl U", {"timeout": "30"}),
    ("timeout -k 5 2m curl U", {"timeout": "120"}),
    ('timeout "$T" curl U', {"timeout": "?"}),
    ("timeout 30 curl -m 5 U", {"timeout": "5"}),
    ("curl -k U", {"verify": "off"}),
    ("curl -skL U", {"verify": "off"}),
    ("curl --insecure U", {"verify": "off"}),
    ("curl --insecure --no-insecure U", {"verify": "True"}),
    ("curl --proxy-insecure U", {"verify": "off"}),
    ("curl -o -k U", {"verify": "True"}),
    ("curl -H -k U", {"verify": "True"}),
    ("curl --fail-with-body U", {"fail": "True"}),
    ("curl --fail --no-fail U", {"fail": "off"}),
    ("curl --ssl smtp://mail.example.com", {"tls": "optional"}),
    ("curl --ssl-reqd smtp://mail.example.com", {"tls": "required"}),
    ("curl $OPTS U", {"timeout": "?", "verify": "?", "fail": "?"}),
    ("curl $OPTS -m 5 U", {"timeout": "5", "verify": "?"}),
    ('curl "$@" U', {"timeout": "?"}),
    ("curl -K secrets.conf U", {"timeout": "?"}),
    ("curl -q U", {"timeout": "off"}),
    ("wget U", {"timeout": "900", "connect_timeout": "off", "verify": "True"}),
    ("wget -T 20 U", {"timeout": "20", "connect_timeout": "20"}),
    ("wget -T20 U", {"timeout": "20"}),
    ("wget --timeout=0 U", {"timeout": "off"}),
    ("wget --read-timeout 10 U", {"timeout": "10", "connect_timeout": "off"}),
    ("wget --no-check-certificate U", {"verify": "off"}),
    ("wget -e check_certificate=off U", {"verify": "off"}),
    ("wget -nv -T 9 U", {"timeout": "9"}),
    ("http U", {"timeout": "off", "verify": "True", "fail": "off"}),
    ("http --timeout=5 --check-status U", {"timeout": "5", "fail": "True"}),
    ("http --timeout 0 U", {"timeout": "off"}),
    ("http --verify=no U", {"verify": "off"}),
    ("http --verify no U", {"verify": "off"}),
    ("http --verify=/etc/ca.pem U", {"verify": "/etc/ca.pem"}),
    ("psql -h db.example.com -c x", {"timeout": "off", "sslmode": "?"}),
    ("psql -c x", {"timeout": "?"}),
    ("psql 'host=db.example.com connect_timeout=5'", {"timeout": "5"}),
    ("PGCONNECT_TIMEOUT=5 psql -h db.example.com", {"timeout": "5"}),
    ("export PGCONNECT_TIMEOUT=5\npsql -h db.example.com", {"timeout": "5"}),
    (
        "psql 'postgresql://db.example.com/a?sslmode=prefer'",
        {"sslmode": "prefer", "tls": "optional"},
    ),
    ("psql 'host=db.example.com sslmode=disable'", {"sslmode": "disable", "tls": "off"}),
    ("PGSSLMODE=verify-full psql -h db.example.com", {"sslmode": "verify-full", "tls": "required"}),
    ("psql -h /run/postgresql", {"host": "localhost"}),
    ("redis-cli -h c.example.com get k", {"tls": "off"}),
    ("redis-cli -h c.example.com --tls get k", {"tls": "required"}),
    ("redis-cli -h c.example.com set --tls 1", {"tls": "off"}),
    ("nc example.com 25", {"timeout": "off", "host": "example.com"}),
    ("nc -w 3 example.com 25", {"timeout": "3"}),
    ("nc -zw3 example.com 25", {"timeout": "3"}),
    ("aws s3 ls", {"timeout": "60", "verify": "True"}),
    ("aws s3 ls --no-verify-ssl --cli-read-timeout 0", {"timeout": "off", "verify": "off"}),
    ("gh api repos/a/b", {"timeout": "?"}),
]


@pytest.mark.parametrize(("source", "seen"), SETTINGS)
def test_settings(source: str, seen: dict[str, str]) -> None:
    [request] = facts(at_example(source), Request)
    assert {name: shown(request.setting(name)) for name in seen} == seen


KEYS = [
    ("curl -d a=1 U", "off"),
    ("curl -H 'Idempotency-Key: k-1' -d a=1 U", "Idempotency-Key: k-1"),
    ('curl -H "Idempotency-Key: $KEY" -d a=1 U', "Idempotency-Key: *"),
    ('curl -d \'{"request_id": "7"}\' U', '{"request_id": "7"}'),
    ("curl -d 'amount=1&idempotency_key=7' U", "amount=1&idempotency_key=7"),
    ('curl -H "$HEADER" -d a=1 U', "?"),
    ("curl -H @headers.txt -d a=1 U", "?"),
    ('curl "${ARGS[@]}" -d a=1 U', "?"),
    ("wget --header='Idempotency-Key: 7' --post-data=a=1 U", "Idempotency-Key: 7"),
    ("http U Idempotency-Key:7 a=1", "Idempotency-Key:7"),
    ("http U a=1", "off"),
    ('curl -d @- U <<EOF\n{"dedup_key": "$ID"}\nEOF', '{"dedup_key": "*"}\n'),
]


@pytest.mark.parametrize(("source", "seen"), KEYS)
def test_idempotency_key(source: str, seen: str) -> None:
    [request] = facts(at_example(source), Request)
    assert shown(request.setting("idempotency_key")) == seen


def test_next_separates_transfers() -> None:
    source = (
        "curl -m 5 https://a.example.com --next -k https://b.example.com -: http://c.example.com"
    )
    assert requests(source, "timeout", "verify") == [
        "GET https://a.example.com timeout=5 verify=True",
        "GET https://b.example.com timeout=off verify=off",
        "GET http://c.example.com timeout=off verify=True",
    ]


def test_a_config_that_stands_in_the_script_is_read() -> None:
    source = """
        curl -K - <<'EOF'
        # comment
        url = "https://example.com/a"
        max-time = 10
        fail
        header: "Idempotency-Key: 7"
        EOF
    """
    assert requests(source, "timeout", "fail", "verify", "idempotency_key") == [
        "GET https://example.com/a timeout=10 fail=True verify=True "
        "idempotency_key=Idempotency-Key: 7"
    ]


WRAPPED = [
    "sudo -u app curl -m 5 U",
    "env A=b curl -m 5 U",
    "A=b curl -m 5 U",
    "nohup curl -m 5 U",
    "exec curl -m 5 U",
    "time curl -m 5 U",
    "command curl -m 5 U",
    "nice -n 10 ionice -c 3 curl -m 5 U",
    "$SUDO curl -m 5 U",
    "bash -c 'curl -m 5 U'",
    'bash -lc "curl -m 5 U"',
    "sudo sh -c 'curl -m 5 U'",
    "bash <<'EOF'\ncurl -m 5 U\nEOF",
    "trap 'curl -m 5 U' EXIT",
    "x=$(curl -m 5 U)",
    "x=`curl -m 5 U`",
    "cat <(curl -m 5 U)",
    "(curl -m 5 U)",
    "{ curl -m 5 U; }",
    "if ! curl -m 5 U; then exit; fi",
    "case $x in a) curl -m 5 U ;; esac",
    "f() { curl -m 5 U; }",
    "CURL=curl\n$CURL -m 5 U",
    "CURL='curl -m 5'\n$CURL U",
    "${CURL:-curl} -m 5 U",
    "echo ids | xargs curl -m 5 U",
]


@pytest.mark.parametrize("source", WRAPPED)
def test_a_request_is_seen_through(source: str) -> None:
    assert requests(at_example(source), "timeout")[:1] == ["GET https://example.com timeout=5"]


@pytest.mark.parametrize(
    ("source", "is_unseen"),
    [
        ("curl https://example.com", False),
        ("sudo curl https://example.com", False),
        ("retry 5 curl -fsS https://example.com", True),
        ("docker exec web curl -fsS http://localhost", True),
        ("with_backoff -- curl -fsS https://example.com", True),
        ("curl $OPTS https://example.com", True),
        ("psql -h db.example.com", True),
    ],
)
def test_an_unknown_wrapper_may_retry(source: str, is_unseen: bool) -> None:
    [request] = facts(source, Request)
    assert request.may_retry_unseen is is_unseen


def test_lines_are_the_command_with_its_continuations_and_here_document() -> None:
    source = "set -e\ncurl -fsS \\\n  -d @- \\\n  https://example.com <<EOF | jq .\na\nEOF\necho"
    [request] = facts(source, Request)
    assert str(request.lines) == "2-6"
    assert request.columns == (1, 4)


def test_columns_count_characters_not_bytes() -> None:
    [request] = facts("echo 'grüße €'; curl https://example.com/ü; echo", Request)
    assert request.columns == (17, 43)
    assert request.setting("url").columns == (22, 43)
