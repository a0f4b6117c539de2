"""Which single conditions are left out of a rule."""

from __future__ import annotations

import pytest

from benchmarks.loosening.conditions import loosened

RULE = '''
def waits(request):
    """Äußerst: bytes and characters differ before the first condition."""
    if request.is_test or request.is_local:
        return None
    if request.name:
        raise ValueError(request.name)
    for catch in request.catches:
        if not catch.is_broad:
            continue
    return [one for one in request.loops if one.is_endless and one.lines]
'''


def test_guards_parts_and_filters_are_left_out_each_by_itself() -> None:
    assert sorted((one.line, one.condition) for one in loosened(RULE)) == [
        (4, "request.is_local"),
        (4, "request.is_test"),
        (4, "request.is_test or request.is_local"),
        (9, "not catch.is_broad"),
        (11, "one.is_endless"),
        (11, "one.is_endless and one.lines"),
        (11, "one.lines"),
    ]


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ("request.is_local", "    if ((request.is_test)):"),
        ("request.is_test or request.is_local", "    if False:"),
        ("one.lines", "    return [one for one in request.loops if ((one.is_endless))]"),
        ("one.is_endless and one.lines", "    return [one for one in request.loops if True]"),
    ],
)
def test_the_rest_of_the_source_stays_as_it_is(condition: str, line: str) -> None:
    changed = next(one for one in loosened(RULE) if one.condition == condition).source
    before, after = RULE.splitlines(), changed.splitlines()
    assert [now for was, now in zip(before, after, strict=True) if was != now] == [line]
    compile(changed, "rule", "exec")


@pytest.mark.parametrize(
    "source",
    ["if a:\n    b()\n", "def f():\n    if a:\n        return 1\n", "def f():\n    return a < b\n"],
)
def test_what_is_no_condition_for_silence_stays(source: str) -> None:
    assert list(loosened(source)) == []
