"""TOML: typed values with the tables around them."""

from __future__ import annotations

import pytest

from detectors.places import Lines
from tests.readers.config.tables import blocks, named, problems, settings

SOURCE = """\
top = 1
a.b."c d" = "x"
[tool.x]
url = "http://a.example.com"
list = [1, "a", {x = 2}]
inline = { p = "q", r.s = true }
none = []

[[servers]]
host = 'b'
"""


def test_keys_and_tables() -> None:
    assert settings(SOURCE, "toml") == [
        "1 top = 1",
        "2 a.b.c d = 'x'",
        "4 tool.x.url = 'http://a.example.com'",
        "5 tool.x.list = 1",
        "5 tool.x.list = 'a'",
        "5 tool.x.list.x = 2",
        "6 tool.x.inline.p = 'q'",
        "6 tool.x.inline.r.s = True",
        "7 tool.x.none = ()",
        "10 servers.host = 'b'",
    ]
    assert blocks(SOURCE, "toml", unnamed=True) == [
        "3 [toml:table tool.x] 3-7",
        "5 [mapping list] 5",
        "6 [mapping inline] 6",
        "9 [toml:table servers] 9-10",
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0x1F", 31),
        ("-1.5", -1.5),
        ("false", False),
        ('"a\\tb\\u00e9"', "a\tbé"),
        ("'a\\tb'", "a\\tb"),
        ('"""\na\\\n   b\n"""', "ab\n"),
        ("'''\na\nb'''", "a\nb"),
        ("2026-11-22", "2026-11-22"),
        ('"off"', "off"),
    ],
)
def test_values_are_typed(written: str, value: object) -> None:
    found = named(f"key = {written}\n", "toml", "key").value
    assert found.value == value
    assert type(found.value) is type(value)


@pytest.mark.parametrize("written", ['"${KEY}"', '"{{ key }}"', "'%(key)s'", '"@KEY@"'])
def test_what_comes_from_elsewhere_is_unknown(written: str) -> None:
    assert named(f"key = {written}\n", "toml", "key").value.is_unknown


def test_places() -> None:
    found = named('[a]\n  key = """\nx\n"""  # c\n', "toml", "key")
    assert (found.lines, found.columns, found.span) == (Lines(2, 4), (3, 4), Lines(1, 4))


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("a = = 1\nb = 2\n", ["2 b = 2"]),
        ("a = 1\nb = [1, 2\n", ["1 a = 1"]),
        ("[a\nb = 2\n", ["2 b = 2"]),
        ("a\nb = 2\n", ["2 b = 2"]),
    ],
)
def test_broken_text_is_read_around_and_reported(source: str, read: list[str]) -> None:
    assert settings(source, "toml") == read
    assert problems(source, "toml")
