"""Changes one setting in `config.toml` and leaves every other line, comments too, as it is."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from pathlib import Path

from tui.settings import Settings, SettingsError, parse, read

TABLE = re.compile(r"\s*\[")
VALUE = r"""("[^"]*"|'[^']*'|[^\s#]+)"""


def change(file: Path, name: str, value: str | bool | None) -> Settings:
    """Writes `name = value` (None: takes it out, so that the terminal decides) and gives what is set now.

    The file and its folder are made where there are none. Raises SettingsError, and then nothing is written.
    """
    before = read(file)
    after = changed(before, name, value)
    settings = parse(file, after)
    if _others(before, name) != _others(after, name):
        raise SettingsError(f"{file} is too unusual to be changed from here; edit it by hand")
    if after != before:
        _write(file, after)
    return settings


def changed(text: str, name: str, value: str | bool | None) -> str:
    """The text of a configuration with this setting in it, above its first table."""
    lines = text.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if TABLE.match(line)), len(lines))
    known = re.compile(rf"""(\s*["']?{re.escape(name)}["']?\s*=\s*){VALUE}(.*)""", re.DOTALL)
    own = next((at for at in range(end) if known.match(lines[at])), None)
    told = f'"{value}"' if isinstance(value, str) else str(value).lower()
    if own is not None and value is None:
        del lines[own]
    elif own is not None:
        lines[own] = known.sub(lambda match: f"{match[1]}{told}{match[3]}", lines[own])
    elif value is not None:
        settings = [at for at in range(end) if re.match(r"[^#\s]", lines[at])]
        at = settings[-1] + 1 if settings else _above_comments(lines, end)
        if at and not lines[at - 1].endswith(("\n", "\r")):
            lines[at - 1] += "\n"
        new = f"{name} = {told}{_line_end(text)}"
        lines[at:at] = [new] if at == len(lines) or settings else [new, _line_end(text)]
    return "".join(lines)


def _above_comments(lines: list[str], table: int) -> int:
    """Before the comments that belong to the first table; at the end where there is no table."""
    while table < len(lines) and table and lines[table - 1].lstrip().startswith("#"):
        table -= 1
    return table


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _others(text: str, name: str) -> dict[str, object]:
    return {key: value for key, value in tomllib.loads(text).items() if key != name}


def _write(file: Path, text: str) -> None:
    """All of it or nothing; a link stays one."""
    file = file.resolve()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=file.parent, delete=False) as made:
            made.write(text.encode("utf-8"))
        if file.exists():
            os.chmod(made.name, file.stat().st_mode & 0o777)
        os.replace(made.name, file)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}") from None
