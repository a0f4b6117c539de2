"""Who notices an error status: the exit code's way out, and what becomes of the output."""

from __future__ import annotations

import pytest

from detectors.facts import Catch, Request
from tests.readers.shell.notation import answers, facts, script

U = "https://a.b"

NOTICED = [
    pytest.param("curl -f U", "raise passed-on", id="the last command"),
    pytest.param("curl -f U\necho", "unknown passed-on", id="shown, and the script goes on"),
    pytest.param("set -e\ncurl -f U -o f\necho", "raise body", id="set -e"),
    pytest.param("#!/bin/sh -e\ncurl -f U -o f\necho", "raise body", id="-e in the first line"),
    pytest.param("#!/usr/bin/env -S bash -e\ncurl -f U -o f\necho", "raise body", id="through env"),
    pytest.param("set -o errexit\ncurl -f U -o f\necho", "raise body", id="its long name"),
    pytest.param("set -euo pipefail\ncurl -f U -o f\necho", "raise body", id="in a bundle"),
    pytest.param("curl -f U -o f || exit 1\necho", "checked body", id="|| exit"),
    pytest.param("curl -f U -o f && echo", "checked body", id="&&"),
    pytest.param("if curl -f U -o f; then echo; fi", "checked body", id="if"),
    pytest.param("if ! curl -f U -o f; then echo; fi", "checked body", id="if not"),
    pytest.param("curl -f U -o f\nif [ $? -ne 0 ]; then exit 1; fi", "checked body", id="$?"),
    pytest.param("curl -f U -o f\nrc=$?\necho $rc", "checked body", id="$? kept"),
    pytest.param("curl -f U -o f\ncase $? in 0) ;; esac", "checked body", id="case $?"),
    pytest.param("set -e\nx=$(curl -f U)\necho $x", "raise body", id="an assignment under set -e"),
    pytest.param("x=$(curl -f U) || exit 1\necho $x", "checked body", id="an assignment, tested"),
    pytest.param("set -eo pipefail\ncurl -f U | jq . > f\necho", "raise body", id="pipefail"),
    pytest.param("set -e\nf() { curl -f U -o f; }\nf\necho", "raise body", id="a function, set -e"),
    pytest.param("f() { curl -f U -o f; }\nf || exit 1", "checked body", id="a function, tested"),
    pytest.param("set -e\nf() { curl -f U -o f; echo; }\nf", "raise body", id="in its middle"),
    pytest.param("set -e\n(curl -f U -o f)\necho", "raise body", id="a subshell"),
    pytest.param("set -e\nwget U\necho", "raise body", id="wget"),
    pytest.param("wget U || exit 1", "checked body", id="wget, tested"),
    pytest.param("set -e\nhttp --check-status U > f\necho", "raise body", id="HTTPie"),
    pytest.param("set -e\ncurl ftp://a.b/x -o f\necho", "raise body", id="a protocol that fails"),
    pytest.param("aws s3 cp a s3://b\necho", "unknown passed-on", id="aws, and the script goes on"),
]
CHECKED = [
    pytest.param(
        'c=$(curl -so /dev/null -w "%{http_code}" U)\n[ "$c" = 200 ] || exit 1',
        "checked status",
        id="a code",
    ),
    pytest.param(
        'c=$(curl -so f -w "%{http_code}" U)\ncase $c in 200) ;; esac',
        "checked body",
        id="a code in case",
    ),
    pytest.param(
        'c=$(curl -so f -w "%{http_code}" U)\nif (( c >= 400 )); then exit; fi',
        "checked body",
        id="a number",
    ),
    pytest.param(
        'if [ "$(curl -so /dev/null -w "%{http_code}" U)" != 200 ]; then exit; fi',
        "checked status",
        id="a code in place",
    ),
    pytest.param(
        'curl -so /dev/null -w "%{http_code}" U | grep -q 200 || exit',
        "checked status",
        id="a code, grep",
    ),
    pytest.param(
        'r=$(curl -s -w "\\n%{http_code}" U)\nc=$(tail -n1 <<< "$r")\n[ $c -lt 400 ] || exit',
        "checked body",
        id="a code behind the body",
    ),
    pytest.param(
        'r=$(curl -s -w "%{http_code}" U)\nc=${r: -3}\n[[ $c == 200 ]] || exit',
        "checked body",
        id="cut off",
    ),
    pytest.param(
        "if $(curl -s U | grep ok > /dev/null); then echo; fi", "checked body", id="in $()"
    ),
    pytest.param("if curl -s U | grep -q ok; then echo; fi", "checked body", id="the body, grep"),
    pytest.param("curl -s U | jq -e .ok || exit", "checked body", id="the body, jq -e"),
    pytest.param(
        "r=$(curl -s U)\n[[ $r == *ok* ]] || exit", "checked body", id="the body, matched"
    ),
    pytest.param(
        't=$(curl -s U | jq -r .token)\n[ "$t" != null ] || exit',
        "checked body",
        id="a field, compared",
    ),
    pytest.param(
        't=$(curl -s U | jq -r .token)\n[ -n "$t" ] || exit', "checked body", id="a field, there"
    ),
    pytest.param(
        'r=$(curl -s U)\nif echo "$r" | grep -q error; then exit; fi',
        "checked body",
        id="echoed to grep",
    ),
    pytest.param(
        'r=$(curl -s U)\ns=$(echo "$r" | jq -r .s)\n[ "$s" = ok ] || exit',
        "checked body",
        id="through jq",
    ),
    pytest.param(
        "curl -s U > f\ns=$(jq -r .s f)\n[ $s = ok ] || exit",
        "checked body",
        id="a field of the file",
    ),
    pytest.param("curl -so f U\ngrep -q ok f || exit", "checked body", id="a word of the file"),
    pytest.param("curl -so f U\nsha256sum -c f.sha256 || exit", "checked body", id="a checksum"),
    pytest.param("set -e\ncurl -so f U\ngpg --verify f.sig f", "checked body", id="a signature"),
    pytest.param('x=$(curl -fs U)\n[ -z "$x" ] && exit', "checked body", id="-f and nothing came"),
    pytest.param(
        'export X=$(curl -fs U)\n[ -z "$X" ] && exit', "checked body", id="export, tested"
    ),
]
UNCHECKED = [
    pytest.param("set -e\ncurl -s U -o f\ncp f g", "unchecked body", id="a file that is used"),
    pytest.param("set -e\ncurl -s U > f\ncp f g", "unchecked body", id="redirected"),
    pytest.param("curl -s U | jq .x > f", "unchecked body", id="piped into a file"),
    pytest.param("curl -s U | bash", "unchecked body", id="run"),
    pytest.param("t=$(curl -s U | jq -r .t)\nrun $t", "unchecked body", id="a field that is used"),
    pytest.param(
        'r=$(curl -s U)\n[ -n "$r" ] || exit\nrun $r', "unchecked body", id="not empty is no check"
    ),
    pytest.param("for x in $(curl -s U); do run $x; done", "unchecked body", id="a list"),
    pytest.param("curl -s U | while read x; do run $x; done", "unchecked body", id="lines"),
    pytest.param(
        "export T=$(curl -s U | jq -r .t)\nrun", "unchecked body", id="handed to a program"
    ),
    pytest.param("curl -s U && echo done", "unchecked discarded", id="&& takes it for success"),
    pytest.param(
        "set -e\ncurl -sd a=1 U\necho sent", "unchecked discarded", id="a write under set -e"
    ),
    pytest.param("curl -sd a=1 U > /dev/null", "unchecked discarded", id="a write thrown away"),
    pytest.param("set -e\ncurl -fs U | jq . > f\ncp f g", "unchecked body", id="no pipefail"),
    pytest.param("set -e\nexport T=$(curl -fs U)\nrun $T", "unchecked body", id="export hides it"),
    pytest.param("f() { local t=$(curl -fs U); run $t; }", "unchecked body", id="local hides it"),
    pytest.param("set -e\nhttp U > f\ncp f g", "unchecked body", id="HTTPie"),
    pytest.param("x=$(curl -fs U)\nrun $x", "unchecked body", id="nobody looks at the exit code"),
]
UNKNOWN = [
    pytest.param("curl -s U", "unknown passed-on", id="shown to a person"),
    pytest.param("curl -s U | jq .", "unknown passed-on", id="shown nicely"),
    pytest.param("set -e\ncurl -s U\necho", "unknown passed-on", id="a read that is shown"),
    pytest.param("curl -sd a=1 U\necho", "unknown passed-on", id="a write that is shown"),
    pytest.param("echo $(curl -s U)", "unknown passed-on", id="echoed"),
    pytest.param('r=$(curl -s U)\necho "$r"', "unknown passed-on", id="kept and echoed"),
    pytest.param("if curl -so /dev/null U; then echo; fi", "unknown status", id="a probe"),
    pytest.param("curl -so /dev/null U\n[ $? -ne 0 ] && exit", "unknown status", id="a probe, $?"),
    pytest.param(
        'u=$(curl -sLo /dev/null -w "%{url_effective}" U)\nrun $u',
        "unknown status",
        id="another fact",
    ),
    pytest.param(
        "x=$(curl -sI U | grep -i server)\necho $x", "unknown passed-on", id="a header, shown"
    ),
    pytest.param("curl -sI U > /dev/null && echo up", "unknown status", id="a probe with HEAD"),
    pytest.param("curl -s U -o f || true", "unknown body", id="|| true"),
    pytest.param("curl -fs U -o f || true", "unknown body", id="-f || true"),
    pytest.param("curl $OPTS U -o f\ncp f g", "unknown body", id="options out of sight"),
    pytest.param("curl -s U -o f &", "unknown body", id="in the background"),
    pytest.param("curl -s U | tar xz", "unknown body", id="tar refuses a page"),
    pytest.param(
        "set -e\ncurl -sO U/a.deb\ndpkg -i a.deb", "unknown body", id="dpkg refuses a page"
    ),
    pytest.param(
        'check() { :; }\nr=$(curl -s U)\ncheck "$r"', "unknown body", id="a function looks"
    ),
    pytest.param("retry curl -s U -o f", "unknown body", id="an unknown wrapper"),
    pytest.param("trap 'curl -sd a=1 U' EXIT", "unknown passed-on", id="a trap"),
    pytest.param('curl -s -w "%{http_code}" U', "unknown passed-on", id="a code that is shown"),
    pytest.param("x=$(aws s3 ls)\nrun $x", "unknown body", id="aws, and nobody looks"),
    pytest.param("psql -c x > f", "unknown body", id="psql"),
]


@pytest.mark.parametrize(("source", "seen"), [*UNKNOWN, *NOTICED, *CHECKED, *UNCHECKED])
def test_who_notices(source: str, seen: str) -> None:
    assert answers(source.replace("U", U))[:1] == [seen]


def test_set_plus_e_holds_until_set_minus_e() -> None:
    source = script(f"""
        set -e
        a=$(curl -fs {U})
        set +e
        b=$(curl -fs {U})
        set -e
        c=$(curl -fs {U})
        run $a $b $c
    """)
    assert answers(source) == ["raise body", "unchecked body", "raise body"]


def test_a_subshell_switches_for_itself() -> None:
    source = f"set -e\n(set +e; x=$(curl -fs {U}); run $x)\ny=$(curl -fs {U})\nrun $y"
    assert answers(source) == ["unchecked body", "raise body"]


def test_status_is_judged_at_the_pipeline() -> None:
    source = f"set -e\ncurl -fs {U} \\\n  | jq . > f\nrun f"
    [request] = facts(source, Request)
    assert str(request.lines) == "2"
    assert str(request.response.lines) == "2-3"


def test_a_dropped_failure_is_a_catch_around_the_request() -> None:
    source = f"set -e\ncurl -fs {U} -o f || true\ncurl -fs {U} -o g || exit 1"
    first, second = facts(source, Request)
    assert [catch.outcome for catch in first.context.catches] == ["passes"]
    assert second.context.catches == ()
    assert [str(catch.lines) for catch in facts(source, Catch)] == ["2"]


def test_set_plus_e_is_a_catch() -> None:
    assert [str(catch.lines) for catch in facts("set -e\nset +e\ncurl x", Catch)] == ["2"]
