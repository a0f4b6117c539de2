"""The tests of a template under which a setting is written."""

from __future__ import annotations

import pytest

from detectors.facts import File, Setting
from detectors.readers import read


def conditions(source: str) -> dict[str, tuple[str, ...]]:
    facts = read(source, File("chart/templates/a.yaml", "yaml"), frozenset()).facts
    return {s.name: tuple(s.conditions) for s in facts if isinstance(s, Setting)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a: 1\n", {"a": ()}, id="no template"),
        pytest.param("{{ if .x }}\na: 1\n{{ end }}\nb: 2\n", {"a": (".x",), "b": ()}, id="an if"),
        pytest.param(
            "{{- if .x }}\na: 1\n{{- else }}\nb: 2\n{{- end }}\n",
            {"a": (".x",), "b": ("not (.x)",)},
            id="both branches",
        ),
        pytest.param(
            "{{ if .x }}\n{{ with .y }}\n{{ if .z }}\na: 1\n{{ end }}\n{{ end }}\nb: 2\n{{ end }}\n",
            {"a": (".z", ".x"), "b": (".x",)},
            id="the innermost first",
        ),
        pytest.param("a: 1\n{{ end }}\n{{ if .x }}\nb: 2\n", {"a": (), "b": ()}, id="no end"),
    ],
)
def test_a_setting_knows_the_tests_around_it(
    source: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert conditions(source) == expected
