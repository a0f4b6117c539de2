"""Which flag is credited to which answer: a one-to-one assignment of the greatest total gain.

The Hungarian method with potentials, on whole numbers, so that ties and rounding cannot change a score.
It stands here because a library costs more than it saves: munkres 3.0 is 43 modules and takes 117 ms to
import (a whole session is scored in less), and scipy is 40 MB.
"""

from __future__ import annotations

from collections.abc import Sequence

_FAR = float("inf")


def assignment(gains: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """(row, column) pairs with the greatest sum of gains, each row and column at most once.

    Gains are whole numbers from 0; pairs that gain nothing are left out.
    Takes O(n²m) for n the shorter side.
    """
    if not gains or not gains[0]:
        return []
    if len(gains) > len(gains[0]):
        turned = assignment([list(column) for column in zip(*gains, strict=True)])
        return sorted((row, column) for column, row in turned)
    rows, columns = len(gains), len(gains[0])
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for new in range(1, rows + 1):
        row_of[0] = new
        column = 0
        slack: list[float] = [_FAR] * (columns + 1)
        came_from = [0] * (columns + 1)
        done = [False] * (columns + 1)
        while row_of[column]:
            done[column] = True
            row = row_of[column]
            for other in range(1, columns + 1):
                if not done[other]:
                    rest = -gains[row - 1][other - 1] - row_price[row] - column_price[other]
                    if rest < slack[other]:
                        slack[other], came_from[other] = rest, column
            column = min((c for c in range(1, columns + 1) if not done[c]), key=lambda c: slack[c])
            step = int(slack[column])
            for other in range(columns + 1):
                if done[other]:
                    row_price[row_of[other]] += step
                    column_price[other] -= step
                else:
                    slack[other] -= step
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    pairs = ((row_of[c] - 1, c - 1) for c in range(1, columns + 1) if row_of[c])
    return sorted((row, column) for row, column in pairs if gains[row][column])
