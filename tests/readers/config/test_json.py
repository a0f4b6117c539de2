"""JSON: the same facts as YAML; comments, trailing commas and broken text are read around."""

from __future__ import annotations

import pytest

from detectors.places import Lines
from tests.readers.config.tables import blocks, named, problems, settings


def test_objects_and_lists() -> None:
    source = """\
        {
          "a": {"b": 1, "c": null},
          "list": [true, {"n": 1.5}, "x"],
          "empty": [], "none": {}
        }
        """
    assert settings(source, "json") == [
        "2 a.b = 1",
        "2 a.c = off",
        "3 list = True",
        "3 list.n = 1.5",
        "3 list = 'x'",
        "4 empty = ()",
    ]
    assert blocks(source, "json", unnamed=True) == [
        "2 [mapping a] 2",
        "3 [mapping list] 3",
        "4 [mapping none] 4",
    ]


def test_places_leave_the_comma_out() -> None:
    found = named('{\n  "key": "é",\n  "b": 1}', "json", "key")
    assert (found.lines, found.columns) == (Lines(2, 2), (3, 13))
    assert found.value.text == '"é"'


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"a\\"b\\n\\u00e9"', 'a"b\né'),
        ('"\\ud83d\\ude00"', "😀"),
        ('"\\ud83d"', "\ufffd"),
        ('"http:\\/\\/a"', "http://a"),
        ('"true"', "true"),
        ("-12", -12),
        ('"${A:-b}"', "b"),
    ],
)
def test_texts_and_numbers(written: str, value: object) -> None:
    assert named(f'{{"key": {written}}}', "json", "key").value.value == value


def test_state_machines_and_their_retries_are_blocks() -> None:
    source = """\
        {"StartAt": "A", "States": {
          "A": {"Type": "Task",
            "Retry": [
              {"IntervalSeconds": 1, "BackoffRate": 1.0}
            ]}}}
        """
    assert blocks(source, "json", unnamed=True) == [
        "1 [mapping States] 1-5",
        "2 [step-functions:state A] 2-5",
        "4 [mapping Retry] 4",
    ]


def test_terraform_in_json() -> None:
    source = '{"resource": {"aws_sqs_queue": {"q": {"name": "x"}}},\n "variable": {"v": {"default": "d"}}}'
    assert blocks(source, "json", "main.tf.json") == [
        "1 [terraform:resource q] 1",
        "2 [terraform:variable v] 2",
    ]
    assert named(source, "json", "v/default", "main.tf.json").name == "v"


@pytest.mark.parametrize(
    ("source", "read", "lines"),
    [
        ('// note\n{"a": 1, /* b */ "c": 2,}\n', ["2 a = 1", "2 c = 2"], []),
        ('{"a": 1,\n "b": \n "c": 2}\n', ["1 a = 1", "3 c = 2"], ["3"]),
        ('{"a": 1\n', ["1 a = 1"], ["1"]),
        ('{"a": "x\n, "b": 2}\n', ["2 b = 2"], ["1"]),
        ('{"a": 1}}\n{"b": 2}\n', ["1 a = 1", "2 b = 2"], ["1"]),
        ("", [], []),
        ("12", [], []),
    ],
)
def test_broken_text_is_read_around(source: str, read: list[str], lines: list[str]) -> None:
    assert settings(source, "json") == read
    assert [problem.split()[0] for problem in problems(source, "json")] == lines
