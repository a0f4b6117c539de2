"""Which values reach a command: constants do, everything else is unknown."""

from __future__ import annotations

import pytest

from tests.readers.shell.notation import requests, script

UNKNOWN = [
    pytest.param("BASE=$(cat base)\ncurl -sf $BASE/a", "GET */a", id="from a command"),
    pytest.param("curl -sf $BASE/a", "GET */a", id="from the environment"),
    pytest.param("read -r BASE\ncurl -sf $BASE/a", "GET */a", id="from a person"),
    pytest.param(
        "BASE=http://a.b\nBASE=https://c.d\ncurl -sf $BASE/a", "GET */a", id="given twice"
    ),
    pytest.param(
        "if $x; then BASE=http://a.b; else BASE=https://a.b; fi\ncurl -sf $BASE/a",
        "GET */a",
        id="one of two",
    ),
    pytest.param("[ -n $x ] && BASE=http://a.b\ncurl -sf $BASE/a", "GET */a", id="perhaps given"),
    pytest.param("for BASE in $LIST; do curl -sf $BASE/a; done", "GET */a", id="one of a list"),
    pytest.param("f() { curl -sf $1/a; }\nf http://a.b", "GET */a", id="a parameter"),
    pytest.param(
        "f() { local BASE=http://a.b; }\ncurl -sf $BASE/a", "GET */a", id="another function's"
    ),
    pytest.param(
        "BASE=http://a.b\nf() { local BASE=$1; curl -sf $BASE/a; }", "GET */a", id="shadowed"
    ),
    pytest.param("curl -sf ${A:+http://a.b}", "GET *", id="an alternative"),
    pytest.param("curl -sf ${HOSTS[$i]}/a", "GET */a", id="an element that cannot be told"),
    pytest.param("BASE=http://a.b curl -sf $BASE/a", "GET */a", id="given to the command alone"),
    pytest.param("curl -sf 'http://$HOST/a'", "GET http://$HOST/a", id="single quotes"),
    pytest.param("curl -sf http://\\$HOST/a", "GET http://$HOST/a", id="an escaped dollar"),
]
KNOWN = [
    pytest.param("BASE=http://a.b\ncurl -sf $BASE/a", "GET http://a.b/a", id="a constant"),
    pytest.param('BASE="http://a.b"\ncurl -sf "${BASE}/a"', "GET http://a.b/a", id="with braces"),
    pytest.param("export BASE=http://a.b\ncurl -sf $BASE/a", "GET http://a.b/a", id="exported"),
    pytest.param("readonly BASE=http://a.b\ncurl -sf $BASE/a", "GET http://a.b/a", id="readonly"),
    pytest.param(
        "BASE=${BASE:-http://a.b}\ncurl -sf $BASE/a", "GET http://a.b/a", id="its own default"
    ),
    pytest.param("curl -sf ${BASE:-http://a.b}/a", "GET http://a.b/a", id="a default"),
    pytest.param("curl -sf ${BASE-http://a.b}/a", "GET http://a.b/a", id="a default if unset"),
    pytest.param(
        ': "${BASE:=http://a.b}"\ncurl -sf $BASE/a', "GET http://a.b/a", id="an assigned default"
    ),
    pytest.param("BASE=http://a.b\ncurl -sf ${BASE:?}/a", "GET http://a.b/a", id="demanded"),
    pytest.param(
        "BASE=http://a.b/\ncurl -sf ${BASE%/}/a", "GET http://a.b/a", id="without a slash"
    ),
    pytest.param(
        "HOST=a.b\nBASE=http://$HOST\ncurl -sf $BASE/a", "GET http://a.b/a", id="through two names"
    ),
    pytest.param(
        "BASE=http://a.b\nBASE=http://a.b\ncurl -sf $BASE/a",
        "GET http://a.b/a",
        id="twice the same",
    ),
    pytest.param(
        "BASE=http://a.b\nBASE+=/v1\ncurl -sf $BASE/a", "GET http://a.b/v1/a", id="appended"
    ),
    pytest.param(
        "BASE=http://a.b\nBASE=$BASE/v1\ncurl -sf $BASE/a", "GET http://a.b/v1/a", id="grown"
    ),
    pytest.param(
        "if $x; then BASE=http://a.b; curl -sf $BASE/a; fi", "GET http://a.b/a", id="in one branch"
    ),
    pytest.param(
        "f() { curl -sf $BASE/a; }\nBASE=http://a.b\nf", "GET http://a.b/a", id="a global"
    ),
    pytest.param("f() { local B=http://a.b; curl -sf $B/a; }", "GET http://a.b/a", id="a local"),
    pytest.param(
        "HOSTS=(a.b c.d)\ncurl -sf http://${HOSTS[0]}/a", "GET http://a.b/a", id="an element"
    ),
    pytest.param("curl -sf $'http://a.b/\\x61'", "GET http://a.b/a", id="ANSI-C quoting"),
    pytest.param("curl -sf \"http://\"a.b'/a'", "GET http://a.b/a", id="concatenated"),
    pytest.param(
        "H=http://a.b\nV=v1\ncurl -sf $H/$V/a", "GET http://a.b/v1/a", id="two side by side"
    ),
    pytest.param(
        "H=http://a.b\nV=v1\nU=$H/$V/a\ncurl -sf $U",
        "GET http://a.b/v1/a",
        id="two in an assignment",
    ),
    pytest.param(
        "f() { H=http://a.b; V=v1; local U=$H/$V/a; curl -sf $U; }",
        "GET http://a.b/v1/a",
        id="two in local",
    ),
    pytest.param("X=$Y\nY=$X\ncurl -sf http://$X/a", "GET http://*/a", id="a circle"),
    pytest.param("curl -sf http://a.b\\\n/a", "GET http://a.b/a", id="continued inside a word"),
]


@pytest.mark.parametrize(("source", "seen"), [*UNKNOWN, *KNOWN])
def test_address(source: str, seen: str) -> None:
    assert requests(source) == [seen]


OPTIONS = [
    pytest.param("curl $OPTS https://a.b", "? ?", id="unknown words"),
    pytest.param('curl "${OPTS[@]}" https://a.b', "? ?", id="an unknown array"),
    pytest.param('curl "$@" https://a.b', "? ?", id="the arguments"),
    pytest.param("curl $(opts) https://a.b", "? ?", id="a command's output"),
    pytest.param(
        'OPTS=()\n[ -n $x ] && OPTS+=(-m 5)\ncurl "${OPTS[@]}" https://a.b',
        "? ?",
        id="perhaps more",
    ),
    pytest.param("curl ${V:+-v} https://a.b", "? ?", id="an alternative"),
    pytest.param("OPTS='-m 5'\ncurl $OPTS https://a.b", "5 off", id="constant words"),
    pytest.param("OPTS='-m 5 -f'\ncurl $OPTS https://a.b", "5 True", id="several words"),
    pytest.param('OPTS=(-m 5)\ncurl "${OPTS[@]}" https://a.b', "5 off", id="a constant array"),
    pytest.param(
        'OPTS=(-m 5)\nOPTS+=(-f)\ncurl "${OPTS[@]}" https://a.b', "5 True", id="an array that grows"
    ),
    pytest.param('OPTS=(-m $T)\ncurl "${OPTS[@]}" https://a.b', "? off", id="an unknown element"),
    pytest.param(
        'OPTS=(-m 5)\n$x && OPTS+=(-f)\ncurl "${OPTS[@]}" https://a.b', "5 ?", id="a certain start"
    ),
    pytest.param("OPTS='-m 5'\ncurl \"$OPTS\" https://a.b", "5 off", id="one quoted word"),
    pytest.param("curl $URL", "off off", id="an address alone"),
    pytest.param("curl -f $1", "off True", id="a parameter alone"),
    pytest.param('curl "$X" https://a.b', "off off", id="one word"),
    pytest.param("curl $TARGET_URL -f", "off True", id="a name that says address"),
]


@pytest.mark.parametrize(("source", "seen"), OPTIONS)
def test_options_from_variables(source: str, seen: str) -> None:
    [line] = requests(source, "timeout", "fail")
    assert [word.partition("=")[2] for word in line.split()[2:]] == seen.split()


def test_a_value_is_where_it_is_written() -> None:
    from detectors.facts import Request
    from tests.readers.shell.notation import facts

    source = script("""
        BASE=http://a.b
        LIMIT=5
        curl -f --max-time "$LIMIT" "$BASE/v1"
    """)
    [request] = facts(source, Request)
    assert str(request.setting("url").lines) == "1"
    assert str(request.setting("timeout").lines) == "2"
    assert str(request.setting("fail").lines) == "3"
