"""INI files, .env, .properties, systemd units and main.cf: one setting a line, or one over several."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE
from detectors.places import Lines
from tests.readers.config.tables import blocks, named, problems, requests, settings


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("ini", "# a = 1\n; b = 2\n\n   \n"),
        ("ini", "[section]\n"),
        ("env", "# A=1\n\n"),
        ("properties", "! a=1\n# b=2\n"),
        ("ini", ""),
        ("ini", "{% if x %}\n{{ y }}\n{% endif %}\n"),
    ],
)
def test_comments_and_headers_are_no_settings(language: str, source: str) -> None:
    assert settings(source, language) == []
    assert problems(source, language) == []


@pytest.mark.parametrize(
    ("language", "line", "value"),
    [
        ("ini", "key = a b  ; note", "a b"),
        ("ini", "key = a b # note", "a b"),
        ("ini", "key = a#b;c", "a#b;c"),
        ("ini", 'key = "a ; b"', "a ; b"),
        ("ini", "key: a", "a"),
        ("ini", "key = a = b", "a = b"),
        ("ini", "key =", ""),
        ("ini", "key = 12", 12),
        ("ini", "key = 0", 0),
        ("ini", "key = off", False),
        ("ini", "key = Yes", True),
        ("ini", "key", True),
        ("ini", "key = none", "none"),
        ("ini", "key = http://%(host)s/x", f"http://{HOLE}/x"),
        ("ini", "key = a$b", "a$b"),
        ("ini", "key = {{ a | default('b') }}", "b"),
        ("env", "key=a b # note", "a b"),
        ("env", "key='a # b $c'", "a # b $c"),
        ("env", 'key="a \\"b\\" $c"', f'a "b" {HOLE}'),
        ("env", "export key=a", "a"),
        ("env", "key=${X:-a}", "a"),
        ("env", "key=a#b", "a#b"),
        ("env", "key=12", 12),
        ("properties", "key=a # b", "a # b"),
        ("properties", "key: a", "a"),
        ("properties", "key a", "a"),
        ("properties", "key=a\\=b", "a=b"),
        ("properties", "key=${X:a}", "a"),
    ],
)
def test_a_value_ends_where_its_format_says(language: str, line: str, value: object) -> None:
    found = named(f"{line}\nother = 1\n", language, "key").value
    assert found.value == value
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("env", "key"),
        ("env", "key=$OTHER"),
        ("env", "key=${OTHER}"),
        ("ini", "key = ${OTHER}"),
        ("ini", "key = %(other)s"),
        ("ini", "key = {{ other }}"),
        ("ini", "key = @OTHER@"),
        ("properties", "key=${other}"),
    ],
)
def test_what_comes_from_elsewhere_is_unknown(language: str, line: str) -> None:
    assert named(line, language, "key").value.is_unknown


def test_sections_are_blocks_and_part_of_the_path() -> None:
    source = """\
        top = 1
        [core]
        # comment
        a = 1

        [remote "x"]
        \turl = y
        \tfetch = z
        """
    assert settings(source, "ini") == [
        "1 top = 1",
        "4 core.a = 1",
        "7 remote \"x\".url = 'y'",
        "8 remote \"x\".fetch = 'z'",
    ]
    assert blocks(source, "ini") == ["2 [ini:section core] 2-4", '6 [ini:section remote "x"] 6-8']


@pytest.mark.parametrize(
    ("language", "source", "lines", "value"),
    [
        ("ini", "key =\n  a\n  b\nx = 1\n", Lines(1, 3), "a\n  b"),
        ("ini", "[s]\nkey = a\n    b\n", Lines(2, 3), "a\n    b"),
        ("env", 'key="a\nb"\nx=1\n', Lines(1, 2), "a\nb"),
        ("properties", "key=a,\\\n    b\nx=1\n", Lines(1, 2), "a,b"),
    ],
)
def test_a_value_over_several_lines(language: str, source: str, lines: Lines, value: str) -> None:
    found = named(source, language, "key")
    assert (found.lines, found.value.value) == (lines, value)


def test_a_quote_that_never_closes_ends_with_its_line() -> None:
    assert settings('A="b\nC=d\n', "env") == ["1 A = '\"b'", "2 C = 'd'"]


def test_dotted_names_of_properties_are_paths() -> None:
    found = named("spring.datasource.password=a\n", "properties", "datasource/password")
    assert found.name == "password"


def test_both_of_two_equal_names_are_told() -> None:
    assert settings("a = 1\na = 2\n", "ini") == ["1 a = 1", "2 a = 2"]


def test_a_line_that_is_nothing_is_reported_once() -> None:
    source = "a = 1\nthis is nothing\nnor is this\nb = 2\n"
    assert settings(source, "ini") == ["1 a = 1", "4 b = 2"]
    assert problems(source, "ini") == ["2 neither a section nor `name = value`"]


def test_a_unit_sets_variables_and_runs_commands() -> None:
    source = """\
        [Service]
        Environment="A=http://a.example.com" B=2
        Environment=C=3
        ExecStart=/usr/bin/app --config \\
          /etc/app.conf
        ExecStartPre=-/bin/sh -c 'curl http://b.example.com'
        Restart=always
        """
    assert settings(source, "ini", "app.service")[:5] == [
        "2 Service.Environment.A = 'http://a.example.com'",
        "2 Service.Environment.B = '2'",
        "3 Service.Environment.C = '3'",
        "4-5 Service.ExecStart = '/usr/bin/app --config /etc/app.conf'",
        "6 Service.ExecStartPre = \"-/bin/sh -c 'curl http://b.example.com'\"",
    ]
    assert requests(source, "ini", "app.service") == ["6 curl http://b.example.com"]


def test_postfix_goes_on_after_an_indent_and_knows_no_inline_comments() -> None:
    source = """\
        smtp_tls_security_level = may
        mynetworks = 127.0.0.0/8
          # a comment inside
          10.0.0.0/8
        relayhost = [mail.$mydomain]:587 # not a comment
        """
    assert settings(source, "ini", "main.cf") == [
        "1 smtp_tls_security_level = 'may'",
        "2-4 mynetworks = '127.0.0.0/8\\n  # a comment inside\\n  10.0.0.0/8'",
        f"5 relayhost = '[mail.{HOLE}]:587 # not a comment'",
    ]


def test_a_units_template_is_no_broken_shell() -> None:
    assert problems("[Service]\nExecStart={{ bench }} serve --port {{ port }}\n", "ini") == []
