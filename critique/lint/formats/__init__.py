"""The formats of `critique lint`: one module a format, each with one function `render`.

`render(reports, with_sound)` yields text; what it yields, joined, is the whole output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from critique.lint.report import FileReport


class Format(Protocol):
    def render(self, reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]: ...


def names() -> list[str]:
    stems = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [stem for stem in stems if not stem.startswith("_")]


def named(name: str) -> Format:
    return cast("Format", import_module(f"critique.lint.formats.{name}"))
