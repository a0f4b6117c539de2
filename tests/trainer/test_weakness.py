"""What a learner is told to train next."""

from __future__ import annotations

import pytest

from trainer.sensitivity import Trial
from trainer.weakness import weakest


def trials(
    risk: str, *, hits: int = 0, misses: int = 0, alarms: int = 0, fine: int = 0
) -> list[Trial]:
    return [
        *[Trial(risk, True, True)] * hits,
        *[Trial(risk, True, False)] * misses,
        *[Trial(risk, False, True)] * alarms,
        *[Trial(risk, False, False)] * fine,
    ]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([], "None"),
        (trials("missing-retry", hits=3, fine=4), "None"),
        (trials("missing-retry", misses=1, hits=2), "missing-retry (2 of 3 found)"),
        (trials("missing-retry", alarms=1, fine=2), "missing-retry (1 false alarm)"),
        (
            trials("missing-retry", hits=1, misses=1, alarms=2),
            "missing-retry (1 of 2 found, 2 false alarms)",
        ),
        (trials("a", misses=1) + trials("b", misses=6, hits=1), "b (1 of 7 found)"),
        (trials("a", misses=1, fine=1) + trials("b", misses=3, fine=9), "b (0 of 3 found)"),
        (trials("a", misses=1, fine=9) + trials("b", hits=1, alarms=1, fine=9), "a (0 of 1 found)"),
    ],
)
def test_the_largest_share_of_mistakes_is_the_weakest(seen: list[Trial], said: str) -> None:
    assert str(weakest(seen)) == said
