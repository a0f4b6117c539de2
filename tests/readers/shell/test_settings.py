"""Named values in a script: where they stand, and what of them can be seen there."""

from __future__ import annotations

import pytest

from detectors.facts import Setting
from tests.readers.shell.notation import facts, script, settings

NONE = [
    pytest.param("x=$(cat secret)\nrun", ["1 variable x=?"], id="from a command"),
    pytest.param("run $TOKEN --flag", [], id="a variable's use"),
    pytest.param("run -x short", [], id="a short option"),
    pytest.param("run --verbose", [], id="a switch"),
    pytest.param("run --one --two", [], id="two switches"),
    pytest.param("curl -u user https://a.b", [], id="a user without a password"),
    pytest.param("curl https://a.b/?", [], id="an address without parameters"),
    pytest.param("cat <<EOF\njust text here\nEOF", [], id="a here-document of prose"),
]
ASSIGNED = [
    pytest.param("TOKEN=abc123", ["1 variable TOKEN=abc123"], id="a constant"),
    pytest.param("TOKEN='a b'", ["1 variable TOKEN=a b"], id="quoted"),
    pytest.param('TOKEN="a$b"', ["1 variable TOKEN=a*"], id="in part"),
    pytest.param("TOKEN=${TOKEN:-abc123}", ["1 variable TOKEN=abc123"], id="a default"),
    pytest.param("TOKEN=${TOKEN:?}", ["1 variable TOKEN=?"], id="demanded"),
    pytest.param("export A=1 B=2", ["1 variable A=1", "1 variable B=2"], id="exported"),
    pytest.param("local -r A=1", ["1 variable A=1"], id="local"),
    pytest.param("A=1 run", ["1 variable A=1"], id="for one command"),
    pytest.param("env A=1 run", ["1 variable A=1", "1 argument A=1"], id="env"),
    pytest.param("A=(x y)", ["1 variable A=x", "1 variable A=y"], id="an array"),
    pytest.param(
        "cat > f <<'EOF'\nA=1\nB: two\nEOF", ["2 entry A=1", "3 entry B=two"], id="a file"
    ),
    pytest.param("cat > f <<EOF\nA=$x\nEOF", ["2 entry A=?"], id="a file that is filled in"),
    pytest.param('cat > f <<EOF\n{\n  "a": "x",\n}\nEOF', ["3 entry a=x"], id="a JSON file"),
]
TOLD = [
    pytest.param("run --password=abc", ["1 argument password=abc"], id="an option, joined"),
    pytest.param("run --password abc", ["1 argument password=abc"], id="an option, apart"),
    pytest.param('run --password "$P"', ["1 argument password=?"], id="an option out of sight"),
    pytest.param("run key=abc", ["1 argument key=abc"], id="a pair"),
    pytest.param("run ABCDEFGHIJKLMNOPQRST", ["1 literal =ABCDEFGHIJKLMNOPQRST"], id="a long word"),
    pytest.param("run proto://u:pw@h/x", ["1 argument password=pw"], id="a DSN"),
    pytest.param("curl -u u:pw https://a.b", ["1 argument password=pw"], id="-u"),
    pytest.param("curl -uu:pw https://a.b", ["1 argument password=pw"], id="-u, attached"),
    pytest.param('curl -u "u:$P" https://a.b', ["1 argument password=?"], id="-u out of sight"),
    pytest.param("curl https://u:pw@a.b", ["1 argument password=pw"], id="in the address"),
    pytest.param(
        "curl 'https://a.b?key=x&k2=y'", ["1 argument key=x", "1 argument k2=y"], id="query"
    ),
    pytest.param("curl -H 'X-Key: abc' https://a.b", ["1 header X-Key=abc"], id="a header"),
    pytest.param(
        "curl -H'X-Key: abc' https://a.b", ["1 header X-Key=abc"], id="a header, attached"
    ),
    pytest.param(
        'curl -H "X-Key: $K" https://a.b', ["1 header X-Key=?"], id="a header out of sight"
    ),
    pytest.param(
        'curl -H "Authorization: Bearer $K" https://a.b',
        ["1 header Authorization=Bearer *"],
        id="in part",
    ),
    pytest.param(
        'K=abc\ncurl -H "X-Key: $K" https://a.b',
        ["1 variable K=abc", "2 header X-Key=?"],
        id="a constant is named where it is written",
    ),
    pytest.param(
        "curl -d 'a=1&b=two' https://a.b", ["1 argument a=1", "1 argument b=two"], id="a form"
    ),
    pytest.param('curl -d \'{"a": "x"}\' https://a.b', ["1 argument a=x"], id="JSON"),
    pytest.param(
        "curl --oauth2-bearer abc https://a.b", ["1 argument oauth2-bearer=abc"], id="bearer"
    ),
    pytest.param("wget --password=abc https://a.b", ["1 argument password=abc"], id="wget"),
    pytest.param(
        "http https://a.b X-Key:abc p=q", ["1 header X-Key=abc", "1 argument p=q"], id="HTTPie"
    ),
    pytest.param("http -a u:pw https://a.b", ["1 argument password=pw"], id="HTTPie -a"),
    pytest.param("redis-cli -a abc ping", ["1 argument password=abc"], id="redis-cli -a"),
    pytest.param(
        "git config --global http.sslVerify false", ["1 argument http.sslVerify=false"], id="git"
    ),
    pytest.param(
        "git -c http.sslVerify=false fetch", ["1 argument http.sslVerify=false"], id="git -c"
    ),
    pytest.param("npm config set strict-ssl false", ["1 argument strict-ssl=false"], id="npm"),
    pytest.param(
        "npm config set strict-ssl=false", ["1 argument strict-ssl=false"], id="npm, joined"
    ),
    pytest.param("pip install --trusted-host h x", ["1 argument trusted-host=h"], id="pip"),
]


@pytest.mark.parametrize(("source", "seen"), [*NONE, *ASSIGNED, *TOLD])
def test_settings(source: str, seen: list[str]) -> None:
    assert list(dict.fromkeys(settings(source))) == seen


def test_a_setting_covers_its_command_and_points_at_its_value() -> None:
    [setting] = facts("curl -fsS \\\n  -H 'X-Key: abc' \\\n  https://a.b", Setting)
    assert str(setting.lines) == "1-3"
    assert [str(anchor) for anchor in setting.anchors] == ["2"]
    assert setting.value.columns == (14, 17)


def test_an_assignment_knows_its_readers() -> None:
    source = script("""
        TOKEN=abc
        curl -H "X-Key: $TOKEN" https://a.b
        run "${TOKEN}"
    """)
    assert [str(use) for use in facts(source, Setting)[0].uses] == ["2", "3"]


@pytest.mark.parametrize(
    ("source", "value", "after"),
    [
        ("A=0 run", "1", "A=1 run"),
        ("A='old'", "new", "A='new'"),
        ("A='old'", "$B", 'A="$B"'),
        ("A=old", "a b", 'A="a b"'),
        ("git config http.sslVerify false", "true", "git config http.sslVerify true"),
        ("curl -H 'X-Key: abc' https://a.b", "$K", """curl -H 'X-Key: '"$K"'' https://a.b"""),
        ('curl -H "X-Key: abc" https://a.b', "$K", 'curl -H "X-Key: $K" https://a.b'),
        ("cat <<EOF\nA=old\nEOF", "$B", "cat <<EOF\nA=$B\nEOF"),
        ("A=$B", "1", None),
    ],
)
def test_a_value_is_written_in_place(source: str, value: str, after: str | None) -> None:
    from tests.readers.shell.notation import written

    assert written(source, "", value, Setting) == after
