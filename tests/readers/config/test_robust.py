"""No text makes a reader raise, and every place that it names lies in the source."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.facts import Block, Fact, File, Setting
from detectors.model import apply
from detectors.places import Lines
from detectors.readers import read
from detectors.surfaces import READERS
from detectors.text import Text
from tests.readers.config.tables import CLIENTS

LANGUAGES = sorted(set(READERS) - {"python", "shell"})
PIECES = (
    *"{}[]:;,-#&*!|>'\"%@`=?<$()\\/~. \t\r\n\ufeff\u2028\x85\x00\x0cé💥",
    *(
        "a",
        "b: ",
        "- ",
        "key = ",
        "{{ x }}",
        "${X:-y}",
        "{% if %}",
        "<<EOF\n",
        "EOF\n",
        '"""',
        "'''",
    ),
    *(
        "server {\n",
        "}\n",
        "[s]\n",
        "FROM a\n",
        "RUN curl http://a \\\n",
        "ENV A=1\n",
        "  ",
        "\n  ",
    ),
    *("&a ", "*a", "<<: *a", "!t ", "|\n", ">-\n", "---\n", 'resource "a" "b" {\n', "backend a\n"),
    *(
        "apiVersion: v1\nkind: Pod\n",
        "services:\n",
        "image: a\n",
        "run: |\n",
        "timeout client 5s\n",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def places(fact: Fact) -> Iterator[Lines]:
    yield fact.lines
    yield from (lines for lines in (fact.statement, fact.span) if lines)
    yield from fact.anchors
    if isinstance(fact, Setting):
        yield from fact.uses
        if fact.value.lines:
            yield fact.value.lines
    if isinstance(fact, Block):
        yield fact.body


@pytest.mark.parametrize("language", LANGUAGES)
@given(source=TEXTS | st.text(max_size=200))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_text_is_read_and_every_place_lies_in_it(language: str, source: str) -> None:
    reading = read(source, File("", language), CLIENTS)
    last = max(1, len(Text(source).lines))
    for fact in reading.facts:
        assert all(1 <= first <= end <= last for first, end in places(fact))
        edits = fact.write("value", "x") or fact.write("key", 1)
        assert edits is None or isinstance(apply(source, edits), str)
    assert all(1 <= p.lines.first <= p.lines.last <= last for p in reading.problems)
    order = [(fact.lines, fact.columns) for fact in reading.facts]
    assert order == sorted(order)


DEEP = {
    "json": '{"a": ' * 5000,
    "yaml": "\n".join(" " * depth + "a:" for depth in range(900)),
    "toml": "a = " + "[" * 3000,
    "hcl": "a {\n" * 1500,
    "nginx": "a {\n" * 3000,
    "ini": "[a]\n" * 5000,
    "env": 'A="' * 5000,
    "properties": "a\\\n" * 5000,
    "dockerfile": "RUN a \\\n" * 3000,
    "haproxy": "backend a\n" * 3000,
    "apache": "<Location /a>\n" * 3000,
    "makefile": "a = $(a\n" * 1500 + "b:\n\t$(a\n" * 500,
    "procfile": "web: a \\\n" * 1000,
    "crontab": "* * * * * a %\n" * 1000,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_deep_and_long_sources_cost_little(language: str) -> None:
    begin = time.process_time()
    read(DEEP[language], File("", language), frozenset())
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "piece", ["{{ ", "{% ", "${", "<%", "{#", "'", '"', "a: b: c\n", "}\n", "[", "*a "]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_never_closes_costs_little(language: str, piece: str) -> None:
    begin = time.process_time()
    read(piece * 3000, File("", language), frozenset())
    assert time.process_time() - begin < 5


def test_each_block_and_setting_is_a_fact_once() -> None:
    source = "a: &a {b: 1}\nc: *a\nd: {<<: *a}\n"
    facts = read(source, File("", "yaml"), frozenset()).facts
    assert len({id(fact) for fact in facts}) == len(facts)
    assert sum(isinstance(fact, Setting) for fact in facts) == 1
