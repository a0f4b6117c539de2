"""No text makes a reader raise, and every place that it names lies in the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.facts import Block, Fact, File, Setting
from detectors.model import apply
from detectors.places import Lines
from detectors.readers import read
from detectors.surfaces import READERS
from detectors.text import Text
from tests.effort import effort
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


DEEP: dict[str, Callable[[int], str]] = {
    "json": lambda n: '{"a": ' * 50 * n,
    "yaml": lambda n: "\n".join(" " * depth + "a:" for depth in range(9 * n)),
    "toml": lambda n: "a = " + "[" * 30 * n,
    "hcl": lambda n: "a {\n" * 15 * n,
    "nginx": lambda n: "a {\n" * 30 * n,
    "ini": lambda n: "[a]\n" * 50 * n,
    "env": lambda n: 'A="' * 50 * n,
    "properties": lambda n: "a\\\n" * 50 * n,
    "dockerfile": lambda n: "RUN a \\\n" * 30 * n,
    "haproxy": lambda n: "backend a\n" * 30 * n,
    "apache": lambda n: "<Location /a>\n" * 30 * n,
    "makefile": lambda n: "a = $(a\n" * 15 * n + "b:\n\t$(a\n" * 5 * n,
    "procfile": lambda n: "web: a \\\n" * 10 * n,
    "crontab": lambda n: "* * * * * a %\n" * 10 * n,
    "jenkinsfile": lambda n: "a(b) { sh('c'\n/* ''' " * 15 * n,
}


def work(source: str, language: str) -> int:
    return effort(lambda: read(source, File("", language), frozenset()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_work_grows_with_depth_and_length_not_faster(language: str) -> None:
    few, many = work(DEEP[language](12), language), work(DEEP[language](96), language)
    assert many < 10 * few + 10_000


@pytest.mark.parametrize(
    "piece", ["{{ ", "{% ", "${", "<%", "{#", "'", '"', "a: b: c\n", "}\n", "[", "*a "]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_work_grows_with_what_never_closes_not_faster(language: str, piece: str) -> None:
    few, many = work(piece * 250, language), work(piece * 2000, language)
    assert many < 10 * few + 10_000


def test_each_block_and_setting_is_a_fact_once() -> None:
    source = "a: &a {b: 1}\nc: *a\nd: {<<: *a}\n"
    facts = read(source, File("", "yaml"), frozenset()).facts
    assert len({id(fact) for fact in facts}) == len(facts)
    assert sum(isinstance(fact, Setting) for fact in facts) == 1
