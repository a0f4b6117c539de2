"""How far a command is, on a terminal's last line, once it has taken more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds before anything is shown."""
WIDTH = 30


def shown(items: Iterable[T], total: int, what: str, out: TextIO | None = None) -> Iterator[T]:
    """The items, while a bar on `out` (standard error) says how many of `total` came by.

    Nothing is written where that is no terminal.
    """
    out = out or sys.stderr
    if not out.isatty():
        yield from items
        return
    start = last = time.monotonic()
    drawn = False
    for count, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - start > PATIENCE and now - last > 0.1:
            out.write(f"\r{bar(count, total)} {count}/{total} {what}\x1b[K")
            out.flush()
            last, drawn = now, True
    if drawn:
        out.write("\r\x1b[K")


def bar(count: int, total: int) -> str:
    """`[######....]`, full when count is total."""
    full = WIDTH * min(count, total) // max(total, 1)
    return f"[{'#' * full}{'.' * (WIDTH - full)}]"
