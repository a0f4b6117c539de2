"""Which releases of a package a requirement lets in: `==4.1`, `>=3,<4`, `^0.27`; the empty one lets in all."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+")


def numbers(version: str) -> tuple[int, ...]:
    """`4.10.1` as numbers, without zeros at its end; what follows them (`rc1`) does not count."""
    found = [int(part) for part in _NUMBER.findall(re.split(r"[a-zA-Z+!-]", version)[0])]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def lets_in(asked: str, release: str) -> bool:
    """Whether a requirement (`>=3,<4`, `^0.27`, `~=2.1`) admits this release or a later one."""
    first = numbers(release)
    return all(_admits(clause, first) for clause in re.split(r"[,\s]+", asked.strip()) if clause)


_CLAUSE = re.compile(r"(===?|~=|!=|<=|>=|<|>|\^|~)?v?(\d[\w.*]*)")


def _admits(clause: str, first: tuple[int, ...]) -> bool:
    found = _CLAUSE.fullmatch(clause.strip("()"))
    if found is None or found[1] in {">=", ">", "!="}:
        return True
    kind, version = found[1], numbers(found[2].replace("*", ""))
    parts = found[2].replace("*", "").strip(".").split(".")
    match kind:
        case "<":
            return version > first
        case "<=":
            return version >= first
        case "~=":
            return _next(parts, max(len(parts) - 2, 0)) > first
        case "~":
            return _next(parts, min(1, len(parts) - 1)) > first
        case "^":
            lead = next((n for n, part in enumerate(parts) if part.strip("0")), len(parts) - 1)
            return _next(parts, lead) > first
    if found[2].endswith("*"):
        return _next(parts, len(parts) - 1) > first
    return version >= first


def _next(parts: list[str], position: int) -> tuple[int, ...]:
    """The first release that differs at this position: (`["1", "4"]`, 0) is (2,)."""
    kept = [int(_NUMBER.search(part)[0]) if _NUMBER.search(part) else 0 for part in parts]  # type: ignore[index]
    return (*kept[:position], kept[position] + 1)
