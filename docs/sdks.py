"""Writes `docs/sdks.md`, what every SDK and command does by default, from the data that the detectors read.

python docs/sdks.py          writes it
python docs/sdks.py --check  fails if it is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from detectors import clients  # noqa: E402
from detectors.clients import commands, profile  # noqa: E402
from detectors.clients.profile import Answer  # noqa: E402

HEAD = """# What your SDK really does

What happens if nobody says otherwise: how long a call waits, whether it is repeated, who raises, and whether a repetition is recognised.
`critique clients NAME` says the same in the terminal, with the source of each fact and how it was verified: looked at in the installed package, run against a server that hangs, drops connections or answers 503, or read in its source.
A blank in the last column means that nothing sets it.

This page is written by `python docs/sdks.py` from the data in `detectors/clients`; [clients.md](clients.md) says how to add to it.
"""


def page() -> str:
    parts = [HEAD]
    for id in clients.names():
        client = clients.load(id)
        if not client.calls:
            continue
        versions = ", ".join(f"{name} {version}" for name, version in client.package.items())
        parts.append(f"## {client.title}\n\n`{id}`, {versions}\n")
        parts.append("\n".join(_table(profile.of_client(client))))
    for id in sorted(set(commands.tools().values())):
        tool = commands.tool(id)
        if tool.effect:
            parts.append(f"## {tool.title}\n\nthe command `{id}`\n")
            parts.append("\n".join(_table(profile.of_tool(tool))))
    return "\n".join(parts)


def _table(answers: Iterable[Answer]) -> Iterator[str]:
    yield "| | by default | told otherwise by |"
    yield "|---|---|---|"
    for answer in answers:
        calls = f"{_code(answer.calls[:2])}: " if answer.calls else ""
        note = f" ({_cell(answer.note)})" if answer.note else ""
        yield f"| {answer.question} | {calls}{answer.says}{note} | {_code(answer.set_by[:2])} |"
    yield ""


def _code(texts: Iterable[str]) -> str:
    return ", ".join(
        f"`{_cell(text if len(text) < 120 else text[:117] + '...')}`" for text in texts
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    path, text = HERE / "sdks.md", page()
    if "--check" in sys.argv[1:]:
        if path.read_text("utf-8") != text:
            print("docs/sdks.md is not what the data says; run: python docs/sdks.py")
            return 1
        return 0
    path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
