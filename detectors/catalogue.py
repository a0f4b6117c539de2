"""The risks, found by walking `detectors/risks`: adding one edits no other file."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import import_module
from pathlib import Path

from detectors.model import Risk

FOLDER = Path(__file__).parent / "risks"


@cache
def risks() -> dict[str, Risk]:
    """id -> risk, family by family. A risk's page is not read until it is asked for."""
    found = {}
    for module in sorted(FOLDER.glob("*/*.py")):
        if module.stem != "__init__":
            risk: Risk = import_module(f"detectors.risks.{module.parent.name}.{module.stem}").risk
            found[risk.id] = risk
    return found


def nearest(name: str) -> str | None:
    """The known risk whose name is most like this one."""
    close = difflib.get_close_matches(name.lower().replace("_", "-"), risks(), n=1, cutoff=0.5)
    return close[0] if close else None
