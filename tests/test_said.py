"""What a learner and a pipeline read is looked at word by word: each example has its verdicts on record.

`CRITIQUE_SNAPSHOTS=update pytest tests/test_said.py` writes them anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from detectors import Inspection, inspect
from detectors.catalogue import risks
from detectors.model import Clearance, Finding, Risk
from detectors.pages import Example
from detectors.places import Lines
from tests.test_risks import RISKS, examples, language_of

SAID = Path(__file__).parent / "said"


@pytest.mark.parametrize("risk", RISKS)
def test_what_is_said_of_the_examples_is_what_was_read(risk: Risk) -> None:
    record = SAID / f"{risk.id.replace('-', '_')}.txt"
    said = "\n".join(line for _, example in examples(risk) for line in _said(risk, example))
    if os.environ.get("CRITIQUE_SNAPSHOTS") == "update":
        record.write_text(said + "\n", "utf-8")
    assert record.read_text("utf-8") == said + "\n"


def test_no_record_without_a_risk() -> None:
    assert {f.stem for f in SAID.glob("*.txt")} == {id.replace("-", "_") for id in risks()}


def _said(risk: Risk, example: Example) -> Iterator[str]:
    """An example is known by its text, so that one that is added changes nothing of the others."""
    inspection = inspect(
        example.code,
        language_of(example),
        name=example.name,
        scenario=example.scenario,
        select=[risk.id],
    )
    yield f"{sha256(example.code.encode()).hexdigest()[:8]} {language_of(example)}"
    yield from verdicts(inspection)


def verdicts(inspection: Inspection) -> Iterator[str]:
    """A line for each finding and clearance: place, weight, what else is flagged rightly, words, cure."""
    said = [*inspection.findings, *inspection.clearances]
    said.sort(key=lambda one: (one.lines.first, one.column, isinstance(one, Clearance)))
    firsts: dict[str, Lines] = {}
    for one in said:
        first = firsts.setdefault(one.group, one.lines)
        yield f"    {_line(one)}" + ("" if first is one.lines else f" (as {_range(first)})")


def _line(one: Finding | Clearance) -> str:
    place = f"{_range(one.lines)}:{one.column}-{one.end_column}"
    needs = "".join(f" by {fact}" for fact in one.needs)
    if isinstance(one, Clearance):
        return f"{place} sound{needs}: {one.reason}"
    anchors = "".join(f" or {_range(anchor)}" for anchor in one.anchors)
    fixable = " fixable" if one.fixable else ""
    return f"{place}{anchors} in {_range(one.span)} {one.severity} {one.confidence}{fixable}{needs}: {one.message}"


def _range(lines: Lines) -> str:
    return f"{lines.first}" if lines.first == lines.last else f"{lines.first}-{lines.last}"


def test_what_cannot_be_seen_is_an_asterisk() -> None:
    said = inspect("FROM $REGISTRY/base:latest\n", "dockerfile", select=["unpinned-artifact"])
    assert [finding.message[:6] for finding in said.findings] == ["*/base"]
