"""The assignment of flags to answers is the best one there is."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from trainer.assignment import assignment

MATRICES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


def best_by_trying_all(gains: list[list[int]]) -> int:
    size = max(len(gains), len(gains[0]))
    padded = [
        [gains[r][c] if r < len(gains) and c < len(gains[0]) else 0 for c in range(size)]
        for r in range(size)
    ]
    return max(
        sum(padded[row][column] for row, column in enumerate(order))
        for order in permutations(range(size))
    )


@given(MATRICES)
def test_no_other_assignment_gains_more(gains: list[list[int]]) -> None:
    pairs = assignment(gains)
    assert sum(gains[row][column] for row, column in pairs) == best_by_trying_all(gains)


@given(MATRICES)
def test_each_row_and_column_is_used_once_at_most_and_only_for_a_gain(
    gains: list[list[int]],
) -> None:
    pairs = assignment(gains)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(gains[row][column] for row, column in pairs)


def test_the_greedy_choice_is_given_up_where_it_costs_more() -> None:
    # Greedy takes 10 and is left with 0; the best is 9 + 8.
    assert assignment([[10, 9], [8, 0]]) == [(0, 1), (1, 0)]


def test_nothing_is_assigned_to_nothing() -> None:
    assert assignment([]) == []
    assert assignment([[], []]) == []
    assert assignment([[0, 0]]) == []
