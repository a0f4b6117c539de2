"""What a project says of itself: `[tool.critique]` in pyproject.toml, or critique.toml."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from critique.cli import Refusal
from critique.lint.files import spec
from detectors.catalogue import nearest, risks
from detectors.severities import SEVERITIES, Severity

KEYS = ("select", "ignore", "per-file-ignores", "exclude", "severity")


@dataclass(frozen=True)
class Config:
    """Which risks are looked for, and where; every id is known."""

    select: frozenset[str] | None = None
    """None: all of them."""
    ignore: frozenset[str] = frozenset()
    per_file_ignores: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Pattern as in `.gitignore` -> risks that do not count in the files it fits."""
    exclude: Sequence[str] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """Risk -> the severity that this project gives it."""
    folder: Path = field(default_factory=Path.cwd)
    """Where the file lies: its patterns are relative to it."""

    def risks_for(self, path: str) -> frozenset[str]:
        """The ids that are looked for in this file."""
        chosen = frozenset(risks()) if self.select is None else self.select
        chosen -= self.ignore
        name = self._relative(path) if self.per_file_ignores else path
        for pattern, ignored in self.per_file_ignores.items():
            if spec([pattern]).match_file(name):
                chosen -= ignored
        return chosen

    def _relative(self, path: str) -> str:
        try:
            return Path(path).resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError:
            return path


def find(start: Path, named: str | None = None) -> Config:
    """The config of the nearest folder around `start` that has one, or the file that was named."""
    if named is not None:
        return load(Path(named), required=True)
    for folder in [start.resolve(), *start.resolve().parents]:
        for name in ("critique.toml", "pyproject.toml"):
            if os.path.isfile(folder / name):
                config = load(folder / name, required=name == "critique.toml")
                if config is not None:
                    return config
    return Config()


def load(path: Path, *, required: bool) -> Config:
    """Reads one file; Refusal with file, key and nearest known name if anything in it is wrong."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise Refusal(
            f"{path}: cannot be read: {reason}; "
            "without --config the nearest critique.toml or pyproject.toml counts"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"{path}: is not valid TOML: {error}") from None
    tool = document.get("tool", {})
    table = tool.get("critique") if isinstance(tool, dict) else None
    if table is None:
        if path.name == "pyproject.toml" and not required:
            return None  # type: ignore[return-value]
        table = {} if path.name == "pyproject.toml" else document
    return _config(path, table)


def _config(path: Path, table: object) -> Config:
    if not isinstance(table, dict):
        raise Refusal(f"{path}: tool.critique is a table, as in [tool.critique]")
    for key in table:
        if key not in KEYS:
            close = difflib.get_close_matches(key, KEYS, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"known are {', '.join(KEYS)}"
            raise Refusal(f"{path}: '{key}' is no setting of critique; {hint}")
    severity: dict[str, Severity] = {}
    for id, level in _table(path, table, "severity").items():
        if level not in SEVERITIES:
            raise Refusal(
                f"{path}: severity of '{id}' is one of {', '.join(SEVERITIES)}, not '{level}'"
            )
        severity |= dict.fromkeys(chosen([id], f"{path}: severity"), level)
    select = _list(path, table, "select") if "select" in table else None
    if select == []:
        raise Refusal(f"{path}: select names no risk; without it all of them are looked for")
    ignores = _table(path, table, "per-file-ignores")
    return Config(
        select=None if select is None else chosen(select, f"{path}: select"),
        ignore=chosen(_list(path, table, "ignore"), f"{path}: ignore"),
        per_file_ignores={
            pattern: chosen(
                _list(path, ignores, pattern), f"{path}: per-file-ignores of '{pattern}'"
            )
            for pattern in ignores
        },
        exclude=_list(path, table, "exclude", such_as="vendor/"),
        severity=severity,
        folder=path.parent,
    )


def chosen(ids: Iterable[str], where: str) -> frozenset[str]:
    """The ids that these words name: a risk, or a family for all of its risks."""
    families = {risk.family for risk in risks().values()}
    found: set[str] = set()
    for id in ids:
        if id in risks():
            found.add(id)
        elif id in families:
            found |= {risk.id for risk in risks().values() if risk.family == id}
        else:
            close = next(iter(difflib.get_close_matches(id, families, 1, 0.8)), None) or nearest(id)
            hint = f"did you mean '{close}'?" if close else "'critique risks' lists them"
            raise Refusal(f"{where}: there is no risk '{id}'; {hint}")
    return frozenset(found)


def _list(
    path: Path, table: Mapping[str, Any], key: str, such_as: str = "missing-timeout"
) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        name = key if key in KEYS else f'"{key}"'
        raise Refusal(f'{path}: {name} is a list of texts, as in {name} = ["{such_as}"]')
    return value


def _table(path: Path, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise Refusal(f"{path}: {key} is a table, as in [tool.critique.{key}]")
    return value
