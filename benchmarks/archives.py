"""Archives of registries, pinned by version and hash; they are read, never installed or run."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from benchmarks.environments import installed

SDISTS = "unearth==0.19.0"
"""pip builds what it downloads as a source archive, to know what it needs; this one only fetches."""

_PLATFORMS = ("any", *(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 24, 17)))


@dataclass(frozen=True)
class Pin:
    """One archive: the registry that has it, its file name there, and its SHA-256."""

    registry: str
    package: str
    version: str
    archive: str
    sha256: str


class Unavailable(Exception):
    """The registry has no such archive, or another one under its name."""


def fetched(pin: Pin, cache: Path) -> Path:
    """The archive in the cache. Raises Unavailable."""
    folder = cache / "archives"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / pin.archive
    if not path.exists():
        _FETCH[pin.registry](pin, folder, cache)
    if not path.exists():
        raise Unavailable(f"{pin.registry} has no {pin.archive}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != pin.sha256:
        raise Unavailable(f"{pin.archive} is not what was pinned; remove {path} and try again")
    return path


def read(archive: Path, members: Iterable[str], others: str = "") -> dict[str, bytes]:
    """The regular files of these paths, and all whose names end in `others`; a folder around everything need not be named."""
    wanted = set(members)
    if archive.suffix in {".whl", ".zip"}:
        return _from_zip(archive, wanted, others)
    if archive.suffix == ".deb":
        unpacked = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", archive], capture_output=True, check=True
        )
        return _from_tar(tarfile.open(fileobj=BytesIO(unpacked.stdout)), wanted, others)
    return _from_tar(tarfile.open(archive), wanted, others)


def _from_zip(archive: Path, wanted: set[str], others: str) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as zipped:
        asked = _asked_for(zipped.namelist(), wanted, others)
        return {path: zipped.read(name) for name, path in asked.items()}


def _from_tar(archive: tarfile.TarFile, wanted: set[str], others: str) -> dict[str, bytes]:
    found = {}
    with archive:
        files = {member.name: member for member in archive if member.isfile()}
        for name, path in _asked_for(files, wanted, others).items():
            if file := archive.extractfile(files[name]):
                found[path] = file.read()
    return found


def _asked_for(names: Iterable[str], wanted: set[str], others: str) -> dict[str, str]:
    """Name in the archive -> the path under which it is asked for, or, of the others, under which it lies beside those."""
    found: dict[str, str] = {}
    rest: list[PurePosixPath] = []
    is_inside = False
    for name in names:
        path = PurePosixPath(name)
        inner = str(PurePosixPath(*path.parts[1:]))
        if str(path) in wanted:
            found[name] = str(path)
        elif inner in wanted:
            found[name], is_inside = inner, True
        elif others and name.endswith(others):
            rest.append(path)
    parts = ((path, path.parts[1:] if is_inside else path.parts) for path in rest)
    return found | {str(path): str(PurePosixPath(*kept)) for path, kept in parts if kept}


def _from_pypi(pin: Pin, folder: Path, cache: Path) -> None:
    wanted = f"{pin.package}=={pin.version}"
    if not pin.archive.endswith(".whl"):
        fetch = installed(SDISTS, ("unearth", "--no-binary", "--download", str(folder)), cache)
        subprocess.run([*fetch, wanted], capture_output=True, check=False)
        return
    platforms = [option for one in _PLATFORMS for option in ("--platform", one)]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
         "--ignore-requires-python", "--python-version", "3.14", *platforms, "--dest", folder, wanted],
        check=False,
    )  # fmt: skip


def _from_npm(pin: Pin, folder: Path, cache: Path) -> None:
    pack = ["npm", "pack", "--silent", "--ignore-scripts", f"{pin.package}@{pin.version}"]
    subprocess.run(pack, cwd=folder, capture_output=True, check=False)


def _from_debian(pin: Pin, folder: Path, cache: Path) -> None:
    get = ["apt-get", "download", "--quiet", f"{pin.package}={pin.version}"]
    subprocess.run(get, cwd=folder, capture_output=True, check=False)


_FETCH: dict[str, Callable[[Pin, Path, Path], None]] = {
    "pypi": _from_pypi,
    "npm": _from_npm,
    "debian": _from_debian,
}
