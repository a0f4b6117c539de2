"""What loops are for, how often they turn, what ends them and how they wait."""

from __future__ import annotations

import pytest

from detectors.facts import Loop, Request, Retry, Wait
from tests.readers.shell.notation import facts, loops, retries, script, shown

ROLES = [
    pytest.param("for x in a b; do echo $x; done\ncurl U", [], id="no request in it"),
    pytest.param("for x in $(curl U); do echo $x; done", [], id="a request in the header alone"),
    pytest.param("while read x; do echo $x; done < <(curl U)", [], id="a request that feeds it"),
    pytest.param("curl U | while read x; do echo $x; done", [], id="a request in front of it"),
    pytest.param("for x in a b c; do curl U/$x; done", ["1 for items 3"], id="a literal list"),
    pytest.param("for x in $LIST; do curl U/$x; done", ["1 for items ?"], id="a list out of sight"),
    pytest.param('for x in "${LIST[@]}"; do curl U/$x; done', ["1 for items ?"], id="an array"),
    pytest.param(
        'LIST=(a b)\nfor x in "${LIST[@]}"; do curl U/$x; done',
        ["2 for items 2"],
        id="a constant array",
    ),
    pytest.param("for x in *.json; do curl -T $x U; done", ["1 for items ?"], id="files"),
    pytest.param("for x in {1..5}; do curl U/$x; done", ["1 for items 5"], id="braces"),
    pytest.param("for x in $(seq 2 2 10); do curl U/$x; done", ["1 for items 5"], id="seq"),
    pytest.param(
        "for x in $(seq $N); do curl U/$x; done", ["1 for items ?"], id="seq of a variable"
    ),
    pytest.param("for ((i=0;i<5;i++)); do curl U/$i; done", ["1 for items 5"], id="C style"),
    pytest.param("while read -r x; do curl U/$x; done < ids", ["1 while items ?"], id="lines"),
    pytest.param(
        "cat ids | while read x; do curl U/$x; done", ["1 while items ?"], id="piped lines"
    ),
    pytest.param(
        'for x in $L; do echo "{\\"id\\": $x}" | curl -d @- U; done',
        ["1 for items ?"],
        id="in the pipeline",
    ),
    pytest.param(
        "for x in $L; do url=U/$x\ncurl $url; done", ["1-2 for items ?"], id="through a variable"
    ),
    pytest.param(
        "f() { curl U/$1; }\nfor x in $L; do f $x; done", ["2 for items ?"], id="in a helper"
    ),
    pytest.param("xargs -n1 curl < urls", ["1 xargs items ?"], id="xargs -n1"),
    pytest.param("cat ids | xargs -I{} curl U/{}", ["1 xargs items ?"], id="xargs -I"),
    pytest.param("cat ids | xargs -P 8 -n 1 curl", ["1 xargs items ? &"], id="xargs -P"),
    pytest.param("cat urls | xargs curl", ["1 xargs unknown ?"], id="xargs with all at once"),
    pytest.param("parallel curl U/{} ::: a b", ["1 parallel items ? &"], id="parallel"),
    pytest.param("parallel -j1 curl U/{} :::: ids", ["1 parallel items ?"], id="parallel, one job"),
    pytest.param(
        "for x in $L; do curl U/$x & done; wait", ["1 for items ? &"], id="in the background"
    ),
    pytest.param(
        'for i in "${!A[@]}"; do curl -f U/${A[$i]} && break; done',
        ["1 for failover ?"],
        id="until one of an array works",
    ),
    pytest.param(
        "for h in $L; do curl -f U/$h && break; done", ["1 for failover ?"], id="until one works"
    ),
    pytest.param(
        "for i in 1 2 3; do curl -f U && break; done", ["1 for attempts 3"], id="attempts"
    ),
    pytest.param(
        "for i in 1 2 3; do if curl -f U; then break; fi; done",
        ["1 for attempts 3"],
        id="attempts, if",
    ),
    pytest.param(
        "for i in 1 2 3; do curl -f U\n[ $? -eq 0 ] && exit 0; done",
        ["1-2 for attempts 3"],
        id="attempts, $?",
    ),
    pytest.param(
        "for i in 1 2 3; do curl -f U || { sleep 1; continue; }; break; done",
        ["1 for attempts 3"],
        id="attempts told backwards",
    ),
    pytest.param("until curl -f U; do sleep 1; done", ["1 until attempts ?"], id="until"),
    pytest.param("while ! curl -f U; do sleep 1; done", ["1 while attempts ?"], id="while not"),
    pytest.param(
        "f() { curl -f U; }\nuntil f; do sleep 1; done", ["2 until attempts ?"], id="a helper"
    ),
    pytest.param(
        "while true; do curl -f U && break; done",
        ["1 while attempts off"],
        id="endless but for success",
    ),
    pytest.param(
        '[ "$(curl -w "%{http_code}" U)" = 200 ]\nuntil [ "$(curl -so /dev/null -w "%{http_code}" U)" = 200 ]; do :; done',
        ["2 until polling ?"],
        id="until the status is right, and nothing is kept",
    ),
    pytest.param(
        'until [ "$(curl -so page -w "%{http_code}" U)" = 200 ]; do :; done',
        ["1 until attempts ?"],
        id="until the status is right, and the page is there",
    ),
    pytest.param(
        "while curl -f U; do sleep 1; done", ["1 while polling ?"], id="as long as it answers"
    ),
    pytest.param(
        "until curl U | grep -q ready; do sleep 1; done", ["1 until polling ?"], id="a word"
    ),
    pytest.param(
        'until [ "$(curl U | jq -r .s)" = done ]; do sleep 1; done',
        ["1 until polling ?"],
        id="a state",
    ),
    pytest.param(
        'while true; do s=$(curl U | jq -r .s)\n[ "$s" = done ] && break; sleep 1; done',
        ["1-2 while polling off"],
        id="a state in a variable",
    ),
    pytest.param(
        'while [ "$s" != done ]; do s=$(curl U | jq -r .s); sleep 1; done',
        ["1 while polling ?"],
        id="a state in the header",
    ),
    pytest.param(
        "while true; do curl U; sleep 60; done", ["1 while consumer off"], id="a heartbeat"
    ),
    pytest.param(
        "while true; do curl -f U || exit 1; sleep 60; done",
        ["1 while consumer off"],
        id="until it fails",
    ),
    pytest.param(
        "tail -F log | while read x; do curl -d $x U; done",
        ["1 while consumer ?"],
        id="a stream of lines",
    ),
    pytest.param(
        "page=1\nwhile true; do r=$(curl U?page=$page)\n[ -z $r ] && break\npage=$((page+1)); done",
        ["2-4 while pages off"],
        id="pages",
    ),
    pytest.param(
        "while [ -n $next ]; do curl U?cursor=$next > p; next=$(jq -r .next p); done",
        ["1 while pages ?"],
        id="a cursor",
    ),
]


@pytest.mark.parametrize(("source", "seen"), ROLES)
def test_role_and_count(source: str, seen: list[str]) -> None:
    assert loops(source.replace("U", "https://a.b")) == seen


RETRIES = [
    pytest.param("curl U", [], id="none"),
    pytest.param("curl --retry 0 U", [], id="no further attempt"),
    pytest.param("curl --retry 3 U", ["option 4/off exponential 1"], id="curl --retry"),
    pytest.param("curl --retry 3 --retry-delay 0 U", ["option 4/off exponential 1"], id="delay 0"),
    pytest.param("curl --retry 3 --retry-delay 2 U", ["option 4/off constant 2"], id="delay"),
    pytest.param(
        "curl --retry 3 --retry-max-time 60 U", ["option 4/60 exponential 1"], id="max time"
    ),
    pytest.param("curl --retry $N U", ["option ?/off exponential 1"], id="a number out of sight"),
    pytest.param("curl --retry 3 $OPTS U", ["option 4/? exponential 1"], id="and more options"),
    pytest.param("wget U", ["default 20/off linear 1"], id="wget by itself"),
    pytest.param("wget -t 3 U", ["option 3/off linear 1"], id="wget -t"),
    pytest.param("wget --tries=1 U", [], id="wget, once"),
    pytest.param("wget --tries=inf U", ["option off/off linear 1"], id="wget, for ever"),
    pytest.param("wget -t0 U", ["option off/off linear 1"], id="wget -t0"),
    pytest.param("http U", [], id="HTTPie"),
    pytest.param("aws s3 ls", ["default 3/off exponential~ 1"], id="aws by itself"),
    pytest.param("until curl U; do :; done", ["loop off/off none off"], id="at once, for ever"),
    pytest.param("until curl U; do sleep 5; done", ["loop off/off constant 5"], id="for ever"),
    pytest.param(
        "until curl U; do sleep $S; done", ["loop off/off constant ?"], id="a constant out of sight"
    ),
    pytest.param(
        "until curl U; do sleep $((RANDOM % 9)); done",
        ["loop off/off constant~ ?"],
        id="a random wait",
    ),
    pytest.param(
        "for i in 1 2 3; do curl U && break; sleep $i; done", ["loop 3/off linear ?"], id="1 2 3"
    ),
    pytest.param(
        "for i in 1 2 4 8; do curl U && break; sleep $i; done",
        ["loop 4/off exponential ?"],
        id="1 2 4 8",
    ),
    pytest.param(
        "for i in {1..5}; do curl U && break; sleep $((2**i)); done",
        ["loop 5/off exponential ?"],
        id="powers",
    ),
    pytest.param(
        "for i in {1..5}; do curl U && break; sleep $((2**i + RANDOM % 3)); done",
        ["loop 5/off exponential~ ?"],
        id="powers and chance",
    ),
    pytest.param(
        "d=1\nfor i in {1..5}; do curl U && break; sleep $d; d=$((d*2)); done",
        ["loop 5/off exponential ?"],
        id="a delay that doubles",
    ),
    pytest.param(
        "d=1\nfor i in {1..5}; do curl U && break; sleep $d; ((d*=2)); done",
        ["loop 5/off exponential ?"],
        id="a delay that doubles in place",
    ),
    pytest.param(
        "for i in {1..5}; do curl U && break; sleep $((i*5)); done",
        ["loop 5/off linear ?"],
        id="linear",
    ),
    pytest.param(
        "for i in $(seq $N); do curl U && break; done",
        ["loop ?/off none off"],
        id="attempts out of sight",
    ),
    pytest.param(
        "n=0\nuntil curl U; do ((n++ < 5)) || exit 1; sleep 1; done",
        ["loop 5/off constant 1"],
        id="a counter",
    ),
    pytest.param(
        "n=0\nuntil curl U; do n=$((n+1)); [ $n -ge 5 ] && exit 1; sleep 1; done",
        ["loop 5/off constant 1"],
        id="a counter and a test",
    ),
    pytest.param(
        "n=0\nuntil curl U || [ $n -ge 5 ]; do n=$((n+1)); sleep 1; done",
        ["loop 5/off constant 1"],
        id="a counter in the header",
    ),
    pytest.param(
        "n=0\nwhile [ $n -lt 5 ]; do curl U && break; n=$((n+1)); sleep 1; done",
        ["loop 5/off constant 1"],
        id="a counting header",
    ),
    pytest.param(
        "n=0\nuntil curl U; do n=$((n+1)); [ $n -ge $MAX ] && exit 1; done",
        ["loop ?/off none off"],
        id="a limit out of sight",
    ),
    pytest.param(
        "MAX=7\nn=0\nuntil curl U; do n=$((n+1)); [ $n -ge $MAX ] && exit 1; done",
        ["loop 7/off none off"],
        id="a constant limit",
    ),
    pytest.param(
        "until curl U; do [ $SECONDS -gt 60 ] && exit 1; sleep 1; done",
        ["loop off/60 constant 1"],
        id="a clock",
    ),
    pytest.param(
        "until curl U; do [ $(date +%s) -gt $end ] && exit 1; sleep 1; done",
        ["loop off/? constant 1"],
        id="another clock",
    ),
    pytest.param(
        "until curl U; do give_up && exit 1; done",
        ["loop ?/off none off"],
        id="a test out of sight",
    ),
    pytest.param(
        'retry() { until "$@"; do ((n++ < 5)) || return 1; sleep 1; done; }\nretry curl -f U',
        ["loop 5/off constant 1"],
        id="a function that retries its arguments",
    ),
    pytest.param("for x in $L; do curl U/$x; done", [], id="items"),
    pytest.param("until curl U | grep -q ok; do sleep 1; done", [], id="polling"),
]


@pytest.mark.parametrize(("source", "seen"), RETRIES)
def test_retries(source: str, seen: list[str]) -> None:
    assert retries(source.replace("U", "https://a.b")) == seen


@pytest.mark.parametrize(
    ("source", "covers"),
    [
        ("curl --retry 3 U", {"timeout", "429", "5xx"}),
        ("curl --retry 3 --retry-connrefused U", {"timeout", "429", "5xx", "connect"}),
        ("curl --retry 3 --retry-all-errors U", {"timeout", "429", "5xx", "any"}),
        ("wget --tries=3 U", {"drop", "timeout"}),
        ("wget --tries=3 --retry-connrefused U", {"drop", "timeout", "connect"}),
        ("until curl U; do sleep 1; done", {"any"}),
    ],
)
def test_what_a_retry_covers(source: str, covers: set[str]) -> None:
    [request] = facts(source.replace("U", "https://a.b"), Request)
    assert request.retries[0].covers == covers


def test_a_request_knows_its_loop_and_the_loop_its_request() -> None:
    source = script("""
        until curl -f --retry 2 https://a.b; do
          sleep 1
        done
    """)
    [request] = facts(source, Request)
    assert [retry.kind for retry in request.retries] == ["option", "loop"]
    assert [loop.role for loop in request.context.loops] == ["attempts"]
    assert all(retry.requests == [request] for retry in request.retries)
    assert str(request.retries[1].lines) == "1-3"


DEADLINES = [
    ("curl U", "off"),
    ("timeout 30 curl U", "30"),
    ("timeout 5m bash -c 'until curl U; do sleep 1; done'", "300"),
    ("timeout $T bash -c 'until curl U; do sleep 1; done'", "?"),
]


@pytest.mark.parametrize(("source", "deadline"), DEADLINES)
def test_deadline_from_outside(source: str, deadline: str) -> None:
    [request] = facts(source.replace("U", "https://a.b"), Request)
    assert shown(request.context.deadline) == deadline
    for retry in request.retries:
        assert retry.context
        assert shown(retry.context.deadline) == deadline


def test_waits_have_their_seconds() -> None:
    waits = facts("sleep 5\nsleep 2m\nsleep 1 2\nsleep $N\nsleep infinity", Wait)
    assert [shown(wait.seconds) for wait in waits] == ["5", "120", "3", "?", "?"]


def test_a_helper_knows_where_it_is_called() -> None:
    [request] = facts("f() {\n  curl https://a.b\n}\nf\nf", Request)
    assert request.context.function is not None
    assert request.context.function.name == "f"
    assert [str(site) for site in request.context.call_sites] == ["4", "5"]
    assert not request.context.is_module_level


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("for pause in 2 4 8", "for pause in 2 4 8"),
        ("until curl -sf \\\n    U", "until curl -sf U"),
        (
            'until curl --silent --fail --max-time 10 \\\n    "$service/branches/$branch/latest"',
            "until curl ...",
        ),
        (
            'while ! curl --silent --fail --max-time 10 --output "$folder/index.json" "$service"',
            "while ! curl ...",
        ),
        (
            f"for pause in {' '.join(map(str, range(10, 40)))}",
            "for pause in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 ...",
        ),
    ],
)
def test_a_long_loop_is_called_by_its_request_and_cut_at_a_word(header: str, name: str) -> None:
    body = "sleep 5" if "curl" in header else "curl -sf U && break; sleep $pause"
    assert [one.name for one in facts(f"{header}; do {body}; done", Retry)] == [name]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "s=a\nwhile [ $s != b ]; do s=$(curl https://a.example.com | jq .s); sleep 3; done",
            "off off constant 3",
            id="a state that a request brings",
        ),
        pytest.param(
            "s=a\nwhile [ $s != b ]; do x=$(curl https://a.example.com); s=$(jq .s <<< $x); done",
            "off off none off",
            id="by way of another variable",
        ),
        pytest.param(
            "for i in 1 2 3; do [ $(curl https://a.example.com) = b ] && break; sleep $i; done",
            "3 off linear ?",
            id="counted",
        ),
    ],
)
def test_how_a_loop_polls(source: str, expected: str) -> None:
    (loop,) = facts(source, Loop)
    poll = loop.poll
    assert loop.role == "polling"
    assert poll is not None
    said = (shown(poll.attempts), shown(poll.deadline), poll.backoff, shown(poll.first_wait))
    assert " ".join(said) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("xargs -P 0 -n1 curl < l", "off", id="as many as there are"),
        pytest.param("xargs -P 8 -n1 curl < l", "8", id="a number"),
        pytest.param("xargs -P $N -n1 curl < l", "?", id="a number out of sight"),
        pytest.param("for x in $(cat l); do curl $x & done\nwait", "off", id="jobs"),
        pytest.param(
            "for x in $(cat l); do curl $x & wait -n; done", "?", id="jobs that are waited for"
        ),
    ],
)
def test_how_many_turns_run_at_a_time(source: str, expected: str) -> None:
    (loop,) = (one for one in facts(source, Loop) if one.requests)
    assert loop.is_concurrent
    assert shown(loop.bound) == expected


@pytest.mark.parametrize(
    ("source", "is_listed"),
    [
        pytest.param("for x in $LIST; do curl U/$x; done", True, id="handed in"),
        pytest.param("for x in $(echo $LIST | tr , ' '); do curl U/$x; done", True, id="cut"),
        pytest.param("for x in $(cat ids); do curl U/$x; done", False, id="a file"),
        pytest.param("L=$(jq -r .id f)\nfor x in $L; do curl U/$x; done", False, id="an answer"),
        pytest.param("L=a-$(cat v)\nfor x in $L; do curl U/$x; done", True, id="a part of a name"),
        pytest.param("f() { for x; do curl U/$x; done; }\nf *.md", False, id="given to a function"),
        pytest.param("f() { for x; do curl U/$x; done; }\nf a b", True, id="a list is given"),
        pytest.param(
            "L=$M\nM=$L\n" + 'L="$L $M"\n' * 300 + "for x in $L; do curl U/$x; done",
            True,
            id="made of itself, again and again",
        ),
    ],
)
def test_whether_there_may_be_many(source: str, is_listed: bool) -> None:
    assert [one.is_listed for one in facts(source, Loop)] == [is_listed]
