"""1,500 network-heavy Python files that we did not write, from wheels pinned by version and by hash."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

LOCK = Path(__file__).with_name("corpus.lock")
"""A line a wheel: its SHA-256 and its file name, as `sha256sum` writes them."""
FILES = 1500
TENTH = FILES // 10

_TALKS = re.compile(
    rb"^[ \t]*(?:import|from)[ \t]+(requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|boto3|botocore"
    rb"|stripe|twilio|openai|slack_sdk|sendgrid|websockets|smtplib|redis|pika|kafka|psycopg2?|paramiko|grpc)\b",
    re.MULTILINE,
)
_PLATFORMS = ("any", *(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 24, 17)))


def build(folder: Path) -> tuple[Path, Path]:
    """(all files, a fixed tenth of them for slow peers) below `folder`; nothing is installed or run."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    whole, tenth = folder / "hot", folder / "hot-tenth"
    if not whole.exists():
        talking: list[tuple[str, bytes]] = []
        for digest, name in _locked():
            talking += _talking_files(_fetched(wheels, name, digest))
        chosen = sorted(talking, key=lambda file: _rank(b"", file[0]))[:FILES]
        sample = sorted(chosen, key=lambda file: _rank(b"sample", file[0]))[:TENTH]
        _write(tenth, sample)
        _write(whole, chosen)
    return whole, tenth


def _locked() -> list[tuple[str, str]]:
    lines = LOCK.read_text("utf-8").splitlines()
    return [(digest, name) for digest, name in (line.split() for line in lines)]


def _fetched(wheels: Path, name: str, digest: str) -> Path:
    wheel = wheels / name
    if not wheel.exists():
        project, version = name.split("-")[:2]
        platforms = [option for one in _PLATFORMS for option in ("--platform", one)]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
             "--ignore-requires-python", "--python-version", "3.14", *platforms, "--dest", wheels, f"{project}=={version}"],
            check=True,
        )  # fmt: skip
    if not wheel.exists() or hashlib.sha256(wheel.read_bytes()).hexdigest() != digest:
        sys.exit(f"{name} is not what corpus.lock says; remove {wheels} and try again")
    return wheel


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
