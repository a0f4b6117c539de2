"""Source text in, verdicts out: knows nothing of learners, screens or the command line.

>>> from detectors import inspect
>>> inspect("import requests\\nrequests.get(url)\\n", "python").findings[0].risk
'missing-timeout'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detectors.catalogue import risks
    from detectors.engine import fix, inject, inspect
    from detectors.model import Clearance, Finding, Inspection

__all__ = ["Clearance", "Finding", "Inspection", "fix", "inject", "inspect", "risks"]

_HOMES = {
    "inspect": "engine",
    "fix": "engine",
    "inject": "engine",
    "risks": "catalogue",
    "Finding": "model",
    "Clearance": "model",
    "Inspection": "model",
}


def __getattr__(name: str) -> Any:
    """Each part is imported when it is first used: what shows cards never loads what parses code."""
    from importlib import import_module

    if home := _HOMES.get(name):
        return getattr(import_module(f"detectors.{home}"), name)
    raise AttributeError(f"module 'detectors' has no attribute {name!r}")
