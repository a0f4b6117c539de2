"""What a data file may hold: mappings, lists, texts and numbers, with errors that name file and key.

Each reader takes the data and where it stands, and gives it back, or raises `BadData`.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar

T = TypeVar("T")


class BadData(ValueError):
    """A data file that does not follow the schema; says which file and which key."""


class Entry:
    """A mapping of the file, whose keys are taken one by one; what is left over is an error."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise BadData(f"{where}: a mapping is needed, not {data!r}")
        self.data = data
        self.where = where
        self.taken: set[Any] = set()

    def error(self, key: str, message: str) -> BadData:
        return BadData(f"{self.where}.{key}: {message}")

    def take(self, key: str, read: Callable[[Any, str], T], default: Any) -> T:
        self.taken.add(key)
        if key not in self.data:
            return default  # type: ignore[no-any-return]
        return read(self.data[key], f"{self.where}.{key}")

    def need(self, key: str, read: Callable[[Any, str], T]) -> T:
        self.taken.add(key)
        if key not in self.data:
            raise BadData(f"{self.where}: {key} is missing")
        return read(self.data[key], f"{self.where}.{key}")

    def done(self) -> None:
        for key in self.data:
            if key not in self.taken:
                near = get_close_matches(str(key), [str(k) for k in self.taken], 1)
                hint = f", did you mean {near[0]}?" if near else ""
                raise BadData(f"{self.where}: unknown key {key!r}{hint}")


def text(data: Any, where: str) -> str:
    if not isinstance(data, str):
        raise BadData(f"{where}: text is needed, not {data!r}")
    return data


def texts(data: Any, where: str) -> list[str]:
    return [text(item, where) for item in (data if isinstance(data, list) else [data])]


def integer(data: Any, where: str) -> int:
    if type(data) is not int:
        raise BadData(f"{where}: a whole number is needed, not {data!r}")
    return data


def number(data: Any, where: str) -> float:
    if type(data) not in (int, float):
        raise BadData(f"{where}: a number is needed, not {data!r}")
    return data  # type: ignore[no-any-return]


def truth(data: Any, where: str) -> bool:
    if not isinstance(data, bool):
        raise BadData(f"{where}: true or false is needed, not {data!r}")
    return data


def one_of(allowed: Any) -> Callable[[Any, str], Any]:
    def read(data: Any, where: str) -> Any:
        if not isinstance(data, str) or data not in allowed:
            near = get_close_matches(str(data), sorted(allowed), 1)
            hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(sorted(allowed))}"
            raise BadData(f"{where}: {data!r} is not known, {hint}")
        return data

    return read


def mapping_of(read: Callable[[Any, str], T]) -> Callable[[Any, str], dict[str, T]]:
    def mapping(data: Any, where: str) -> dict[str, T]:
        return {
            text(key, where): read(value, f"{where}.{key}")
            for key, value in Entry(data, where).data.items()
        }

    return mapping


def items(read: Callable[[Entry, str], T]) -> Callable[[Any, str], dict[str, T]]:
    def items(data: Any, where: str) -> dict[str, T]:
        return {
            text(key, where): read(Entry(value, f"{where}.{key}"), key)
            for key, value in Entry(data, where).data.items()
        }

    return items


def list_of(read: Callable[[Any, str], T]) -> Callable[[Any, str], tuple[T, ...]]:
    def several(data: Any, where: str) -> tuple[T, ...]:
        items = data if isinstance(data, list) else [data]
        return tuple(read(item, f"{where}[{index}]") for index, item in enumerate(items))

    return several
