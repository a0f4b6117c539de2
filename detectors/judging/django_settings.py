"""Which modules of settings a deployed Django application reads."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.facts import Setting
from detectors.vocabulary.names import words

_DEPLOYED = frozenset({"prod", "production", "live", "staging"})


def is_of_django(setting: Setting) -> bool:
    """`settings.py`, `settings/production.py`; what stands in `settings/base.py` another module may change."""
    path = PurePosixPath(setting.file.name)
    if path.name == "settings.py":
        return True
    is_below = path.parent.name == "settings"
    return is_below and bool(set(words(path.stem)) & _DEPLOYED)
