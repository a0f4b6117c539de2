"""What a program uses of libraries that later releases of them no longer have."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class LibraryUse(Fact):
    """A name, an argument or a way to call that some release of a library has taken away, where nothing stands in for it."""

    name: str
    """As a reader of the code knows it: `openai.ChatCompletion`, `find_element_by_id`."""
    entry: str
    """The key of the entry that tells what came of it."""
    release: str = ""
    """The release that the source itself states, as in the comments of a script; empty where it states none."""
