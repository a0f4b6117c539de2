"""Shell inside documents: the scalar's text goes to the shell reader, its lines come back."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.facts import File
from detectors.readers import Reading
from detectors.readers.documents.meaning import Script
from detectors.text import Text


def read_scripts(
    scripts: Sequence[Script], text: Text, file: File, clients: frozenset[str]
) -> Reading:
    """What the shells do, on the lines of the document."""
    return Reading()
