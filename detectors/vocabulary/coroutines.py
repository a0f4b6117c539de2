"""Functions of asyncio by what they do with the coroutine that they are given, by their last names."""

from __future__ import annotations

STARTS_A_TASK = frozenset({"create_task", "ensure_future"})
HANDS_THROUGH = STARTS_A_TASK | {"shield", "wait_for"}
"""Whoever awaits what these give gets what their first argument gives."""
TAKES_A_COROUTINE = HANDS_THROUGH | {"gather", "run_coroutine_threadsafe"}
"""They fail for whatever else they are given."""
