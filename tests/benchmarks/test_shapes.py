"""Places of shapes that other analysers' suites mark: what counts as met."""

import json

import pytest

from benchmarks.shapes.__main__ import SHAPES, judged

SOURCE = "import requests\n\nrequests.get('https://shop.example.com')\nprint()\n"


def shape(**places: list[list[object]]) -> dict[str, object]:
    return {"suite": "own", "path": "shop.py", "text": SOURCE, "bad": [], "fine": [], **places}


@pytest.mark.parametrize(
    ("place", "is_met"),
    [
        ([["missing-timeout"], 3, 3], True),
        ([["missing-timeout"], 2, 4], True),
        ([["unsafe-verb", "missing-timeout"], 3, 3], True),
        ([["missing-timeout"], 4, 4], False),
        ([["unsafe-verb"], 3, 3], False),
    ],
)
def test_a_place_is_met_by_a_finding_of_one_of_its_risks_on_its_lines(
    place: list[object], is_met: bool
) -> None:
    assert judged(shape(bad=[place])) == [("bad", place, is_met)]
    assert judged(shape(fine=[place])) == [("fine", place, is_met)]


def test_each_place_lies_in_its_source() -> None:
    for line in SHAPES.read_text("utf-8").splitlines():
        one = json.loads(line)
        last = one["text"].count("\n") + 2
        assert one["bad"] or one["fine"]
        for risks, first, end in [*one["bad"], *one["fine"]]:
            assert risks
            assert 1 <= first <= end <= last, one["path"]
