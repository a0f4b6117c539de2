"""Facts of a scenario, as learners read them."""

from __future__ import annotations

from typing import Any

import pytest

from trainer.scenario import told


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"runtime": "lambda", "deadline_s": 30}, "runtime lambda, deadline 30 s"),
        ({"items": 12000}, "12,000 items"),
        ({"items": 1}, "1 item"),
        ({"rate": 0.5, "read_tolerance_s": 2.0}, "0.5 requests a second, read tolerance 2 s"),
        ({"handled": ["retry", "tls"]}, "retry and tls handled elsewhere"),
        ({"provider": ["serial-paced"]}, "provider serial-paced"),
        ({"provider": "no-push", "best_effort": True}, "provider no-push, may be lost"),
        ({"optional_dependencies": ["cache\x1b"]}, "can do without cache␛"),
    ],
)
def test_facts_are_told_in_words(facts: dict[str, Any], said: str) -> None:
    assert told(facts) == said
