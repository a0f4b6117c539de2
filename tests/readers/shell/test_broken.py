"""Whatever a source is, reading it ends well: what can be read is read, the rest is reported."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.facts import File, Request
from tests.readers.shell.notation import facts, reading, script

SOUND = [
    pytest.param("", id="nothing"),
    pytest.param("\n\n", id="empty lines"),
    pytest.param("# only a comment", id="a comment"),
    pytest.param("#!/bin/sh\n", id="a shebang"),
    pytest.param("echo a; echo b & wait", id="lists"),
    pytest.param("cat <<EOF > f || exit 1\nx\nEOF\n", id="a tail behind a here-document"),
    pytest.param(
        "curl -d @- https://a.b <<EOF -H 'A: b' --max-time 5 || exit 1\nx\nEOF\n", id="a long tail"
    ),
    pytest.param(
        ": <<=cut\n\n=head1 wget http://a.b\n\n=cut\necho", id="a document with an odd end"
    ),
    pytest.param('for x do\n  echo "$x"\ndone', id="for over the arguments"),
    pytest.param("cat <<-'EOF'\n\tx\n\tEOF\n", id="an indented here-document"),
    pytest.param("case $x in a|b) ;; *) exit 1 ;; esac", id="case"),
    pytest.param('echo "$(echo "$(echo x)")"', id="nested substitutions"),
    pytest.param("a=([0]=x [1]=y)", id="an array with indices"),
    pytest.param("echo ${x//a/b} ${x^^} ${!x} ${#x[@]}", id="odd expansions"),
    pytest.param("echo ü €; curl https://a.b/ü", id="beyond ASCII"),
    pytest.param("echo a\r\ncurl https://a.b\r\n", id="Windows line ends"),
]


@pytest.mark.parametrize("source", SOUND)
def test_sound_shell_has_no_problem(source: str) -> None:
    assert reading(source).problems == []


def test_a_bracket_ends_where_it_is_closed() -> None:
    source = script("""
        f() {
            curl -m 2 "$host" > /dev/null
            [ $? -ne 0 ] && return $?
            [ -n "$DEBUG" ] && log "DEBUG: looking for '$file' on the site"
            temp=`mktemp`
            [ ! -e "$temp" ] && return 0 # nowhere
                                         # to put it
            curl -m 2 "$host/$file" > $temp 2>&1
            rv=$?
            if [ $rv -ne 0 ] ; then
                return $rv
            fi
        }
    """)
    assert reading(source).problems == []
    assert [request.lines.first for request in facts(source, Request)] == [2, 8]


BROKEN = [
    pytest.param("if true; then\n  curl https://a.b\n", ["3"], 1, id="if without fi"),
    pytest.param(
        "curl https://a.b\nfor x in a; do\n  curl https://c.d\n", ["4"], 2, id="for without done"
    ),
    pytest.param('curl https://a.b\necho "open\n', ["2"], 1, id="an open quote"),
    pytest.param("curl https://a.b\n)\ncurl https://c.d\n", ["2"], 2, id="a stray bracket"),
    pytest.param("A=())A=(curl -fsS https://a.b", ["1"], 0, id="a stray bracket behind an array"),
]


@pytest.mark.parametrize(("source", "lines", "count"), BROKEN)
def test_broken_shell_is_read_around_its_problem(source: str, lines: list[str], count: int) -> None:
    found = reading(source)
    assert [str(problem.lines) for problem in found.problems] == lines
    assert sum(isinstance(fact, Request) for fact in found.facts) == count


def test_tests_with_groups_are_read() -> None:
    source = (
        "if [ $a -lt 3 -o \\( $a -eq 3 -a $b -lt 5 \\) ]; then\n  curl https://a.b\nfi\n"
        "[ \\( -f a \\) ] && wget https://c.d\n"
    )
    found = reading(source)
    assert found.problems == []
    assert sum(isinstance(fact, Request) for fact in found.facts) == 2


def test_neighbouring_problems_are_one() -> None:
    assert len(reading("echo a\n)\n)\n)\necho b\n").problems) == 1


def test_prose_among_the_broken_is_no_request() -> None:
    assert facts(')\n"\necho "Can\'t go on (wget or curl) $x"\nif [', Request) == []


def test_what_is_broken_is_not_known_completely() -> None:
    source = "curl https://a.b $(((\n"
    found = reading(source)
    assert found.problems
    assert all(request.setting("timeout").is_unknown for request in facts(source, Request))


PIECES = [
    "curl -fsS https://a.b", "wget -qO- $URL", "if ", "; then ", "fi", "for x in $L; do ", "; done",
    "while read x; do ", "done < f", "until ", "| jq .", "&& ", "|| true", "$(", ")", "`", '"', "'", "{ ",
    "; }", "(", "<<EOF\n", "\nEOF\n", "\n", "\\\n", " & ", "case $x in ", ") ;; ", "esac", "f() { ", "${x:-",
    "}", "$((", "))", "[[ ", " ]]", "[ $? -eq 0 ]", "x=", "export ", "timeout 5 bash -c '", "trap '", "set -e",
    "-m5", "--retry 3", "sleep $((2**i))", "break", "é", "\ufffc", "\x00", "#", ";;", "!", "<(", "> f", "A=(", "+=",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@example("A=())A=(curl -fsS https://a.b")
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_arrangement_of_shell_makes_it_fail(source: str) -> None:
    from detectors.readers.shell import read

    found = read(source, File(language="shell"), frozenset())
    count = source.count("\n") + 1
    for fact in found.facts:
        assert 1 <= fact.lines.first <= fact.lines.last <= count
    for request in (fact for fact in found.facts if isinstance(fact, Request)):
        for setting in ("timeout", "retry", "fail", "verify", "url"):
            request.write(setting, None)


@settings(max_examples=100, deadline=None)
@example("{\U000f3d1a")
@example("{\udcff")
@given(st.text(max_size=60))
def test_no_text_makes_it_fail(source: str) -> None:
    reading(source)
