import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 20


class Corrupt(Exception):
    """An image is not what the list says."""


def digest_of(image: Path) -> str:
    digest = hashlib.sha256()
    with image.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = json.loads((folder / "hashes.json").read_text())
        self.hashes: dict[str, str] = listed["sha256"]

    def damaged(self) -> Iterator[str]:
        """Names of images that should be fetched again."""
        for name, wanted in self.hashes.items():
            image = self.folder / name
            if not image.exists() or digest_of(image) != wanted:
                yield name

    def add(self, name: str, content: bytes) -> Path:
        if hashlib.sha256(content).hexdigest() != self.hashes[name]:
            raise Corrupt(name)
        handle, path = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return Path(path).replace(self.folder / name)
