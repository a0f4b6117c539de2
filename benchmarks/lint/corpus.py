"""1,500 network-heavy Python files that we did not write, from wheels pinned by version and by hash."""

from __future__ import annotations

import hashlib
import re
import sys
import zipfile
from pathlib import Path

from benchmarks import archives

LOCK = Path(__file__).with_name("corpus.lock")
"""A line a wheel: its SHA-256 and its file name, as `sha256sum` writes them."""
FILES = 1500
TENTH = FILES // 10

_TALKS = re.compile(
    rb"^[ \t]*(?:import|from)[ \t]+(requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|boto3|botocore"
    rb"|stripe|twilio|openai|slack_sdk|sendgrid|websockets|smtplib|redis|pika|kafka|psycopg2?|paramiko|grpc)\b",
    re.MULTILINE,
)


def build(folder: Path) -> tuple[Path, Path]:
    """(all files, a fixed tenth of them for slow peers) below `folder`; nothing is installed or run."""
    whole, tenth = folder / "hot", folder / "hot-tenth"
    if not whole.exists():
        talking: list[tuple[str, bytes]] = []
        for digest, name in _locked():
            talking += _talking_files(_fetched(name, digest, folder))
        chosen = sorted(talking, key=lambda file: _rank(b"", file[0]))[:FILES]
        sample = sorted(chosen, key=lambda file: _rank(b"sample", file[0]))[:TENTH]
        _write(tenth, sample)
        _write(whole, chosen)
    return whole, tenth


def _locked() -> list[tuple[str, str]]:
    lines = LOCK.read_text("utf-8").splitlines()
    return [(digest, name) for digest, name in (line.split() for line in lines)]


def _fetched(name: str, digest: str, folder: Path) -> Path:
    project, version = name.split("-")[:2]
    try:
        return archives.fetched(archives.Pin("pypi", project, version, name, digest), folder)
    except archives.Unavailable as problem:
        sys.exit(str(problem))


def _talking_files(wheel: Path) -> list[tuple[str, bytes]]:
    project = wheel.name.split("-")[0].lower()
    with zipfile.ZipFile(wheel) as archive:
        sources = ((n, archive.read(n)) for n in sorted(archive.namelist()) if n.endswith(".py"))
        return [(f"{project}/{name}", data) for name, data in sources if _TALKS.search(data)]


def _rank(salt: bytes, name: str) -> bytes:
    return hashlib.sha256(salt + name.encode()).digest()


def _write(folder: Path, files: list[tuple[str, bytes]]) -> None:
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
