"""What a learner prefers, from `config.toml` in the user's configuration folder; read strictly.

theme = "light"
mouse = false
keymap = "cyrillic"
clipboard = "file"
timer = false

[keys]
"practice.flag" = "f,space"
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trainer.neutralise import one_line
from tui.clipboard import CLIPBOARDS
from tui.keys import KEYMAPS
from tui.theme import NAMES

CHOICES: dict[str, tuple[object, ...]] = {
    "theme": NAMES,
    "ascii": (True, False),
    "mouse": (True, False),
    "keymap": KEYMAPS,
    "clipboard": CLIPBOARDS,
    "timer": (True, False),
}
LARGEST = 64 * 1024


class SettingsError(Exception):
    """A configuration that cannot be used; the text says in which line of which file why."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None: as the terminal says."""

    theme: str | None = None
    ascii: bool | None = None
    mouse: bool = True
    keymap: str = "default"
    clipboard: str = "auto"
    timer: bool = True
    """An interview shows and keeps how long an answer took."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Id of a binding -> the keys that it has instead of its own, by Textual's names."""
    own_keys: int = 0
    """How many of them are the learner's, and not the keymap's."""


def path() -> Path:
    """$CRITIQUE_CONFIG, else `config.toml` in the user's configuration folder."""
    if chosen := os.environ.get("CRITIQUE_CONFIG"):
        return Path(chosen).expanduser()
    from platformdirs import user_config_path

    return user_config_path("critique", appauthor=False) / "config.toml"


def load(file: Path | None = None) -> Settings:
    """The settings of this file; the usual ones where there is none. Raises SettingsError."""
    file = file or path()
    return parse(file, read(file))


def read(file: Path) -> str:
    """The text of a configuration, with its line ends as they are; empty where there is none."""
    try:
        raw = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from None
    if len(raw) > LARGEST:
        raise SettingsError(f"{file} is larger than {LARGEST // 1024} KB")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8") from None


def parse(file: Path, text: str) -> Settings:
    """The settings that this text of `file` makes. Raises SettingsError."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = line[1] if line else max(1, len(text.splitlines()))
        raise SettingsError(f"{file}:{at}: this is no TOML ({one_line(str(error))})") from None
    return _Reader(file, text).settings(told)


class _Reader:
    def __init__(self, file: Path, text: str) -> None:
        self._file, self._lines = file, text.splitlines()

    def settings(self, told: Mapping[str, Any]) -> Settings:
        for name, value in told.items():
            if name == "keys":
                continue
            if name not in CHOICES:
                known = difflib.get_close_matches(name, [*CHOICES, "keys"], n=1)
                hint = (
                    f"did you mean '{known[0]}'?"
                    if known
                    else f"one of: {', '.join(CHOICES)}, keys"
                )
                raise self._error(name, f"there is no setting '{name}'; {hint}")
            if not any(value == one and type(value) is type(one) for one in CHOICES[name]):
                allowed = ", ".join(str(one).lower() for one in CHOICES[name])
                raise self._error(name, f"{name} is one of: {allowed}")
        keys = told.get("keys", {})
        if not isinstance(keys, dict):
            raise self._error(
                "keys", 'keys is a table: [keys], then lines like "practice.flag" = "f"'
            )
        keymap = self._keys(keys, told.get("keymap", "default"))
        return Settings(
            theme=told.get("theme"),
            ascii=told.get("ascii"),
            mouse=told.get("mouse", True),
            keymap=told.get("keymap", "default"),
            clipboard=told.get("clipboard", "auto"),
            timer=told.get("timer", True),
            keys=keymap,
            own_keys=len(keys),
        )

    def _keys(self, told: Mapping[str, Any], name: str) -> dict[str, str]:
        if not told and name == "default":
            return {}
        from tui.keys import clashes, keymap, named, nearest, usual

        made = keymap(name)
        for id, keys in told.items():
            if id not in usual():
                near = nearest(id)
                hint = f"did you mean '{near}'?" if near else "'critique keys' lists them"
                raise self._error(id, f"no key is called '{id}'; {hint}")
            if not isinstance(keys, str) or not all(key.strip() for key in keys.split(",")):
                raise self._error(id, f'the keys of \'{id}\' are a text: "f", or "f,space"')
            names = [(key.strip(), named(key.strip())) for key in keys.split(",")]
            if wrong := [key for key, name in names if name is None]:
                raise self._error(
                    id, f"there is no key '{wrong[0]}'; 'critique keys' shows how they are called"
                )
            made[id] = ",".join(name for _, name in names if name)
        for key, one, other in clashes(made):
            id = other if other in told else one
            raise self._error(id, f"'{key}' would be '{one}' and '{other}' on one screen")
        return made

    def _error(self, name: str, why: str) -> SettingsError:
        found = (
            number
            for number, line in enumerate(self._lines, 1)
            if re.match(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[=\].]""", line)
        )
        return SettingsError(f"{one_line(str(self._file))}:{next(found, 1)}: {one_line(why)}")
