"""A coroutine and the plain function beside it that does the same, by their names."""

from __future__ import annotations


def names_of_twins(name: str, *, is_a_coroutine: bool) -> frozenset[str]:
    """What both are called without what tells them apart: `lookup` of `_alookup`, of `lookup_async` and of `_lookup`."""
    bare = name.strip("_")
    if not is_a_coroutine:
        return frozenset({bare.removeprefix("sync_").removesuffix("_sync")})
    return frozenset(
        {bare, bare.removeprefix("async_").removesuffix("_async"), bare.removeprefix("a")}
    )
