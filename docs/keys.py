"""Writes `docs/keys.md`, the keys of every screen, from the screens themselves.

python docs/keys.py          writes it
python docs/keys.py --check  fails if it is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from textual.binding import Binding

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tui.keys import SIGNS, bindings, panes  # noqa: E402

HEAD = """\
# Keys

Written by `python docs/keys.py` from the screens; `?` shows those of the screen that you are on.
The mouse does the same, and is never needed: a click moves the cursor, a drag chooses lines, a click on a mark opens it.
The id is the binding's name in the program.
"""


def page() -> str:
    parts = [HEAD]
    for name, pane in panes().items():
        rows = [row(binding) for binding in bindings(pane)]
        parts.append(
            "\n".join([f"## {name}\n", "| keys | what they do | id |", "|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def row(binding: Binding) -> str:
    keys = " ".join(f"`{SIGNS.get(key, key)}`" for key in binding.key.split(","))
    return f"| {keys} | {binding.description} | `{binding.id}` |"


def main() -> int:
    path = HERE / "keys.md"
    if sys.argv[1:] == ["--check"]:
        return int(not path.exists() or path.read_text("utf-8") != page())
    path.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
