"""Policies of Python servers under which any page acts with the session of whoever opens it."""

from __future__ import annotations

from detectors.facts import Setting
from detectors.judging.django_settings import is_of_django
from detectors.judging.running import needed
from detectors.model import Verdict, risky, sound

_SESSIONS = {
    "allow_origins": "allow_credentials",
    "allow_origin_regex": "allow_credentials",
    "origins": "supports_credentials",
}
"""How a library lets every origin in -> how it lets a session come along."""
_ANY_TEXT = frozenset({".*", ".+", "^.*$", "^.+$", "https?://.*", "^https?://.*$", "https?://.+"})
_EVERY_ONE = {
    "allow_origins": frozenset({"*"}),
    "allow_origin_regex": _ANY_TEXT,
    "origins": _ANY_TEXT | {"*"},
}
"""Flask-CORS takes expressions, too."""


def policy(setting: Setting) -> Verdict | None:
    """Starlette and Flask-CORS send the caller's own origin back where every one may come with a session."""
    if setting.name == "supports_credentials":
        return _session_from_anywhere(setting)
    if setting.path == ("django-cors-headers", "origins"):
        return _read_by_any_page(setting) if is_of_django(setting) else None
    session = _SESSIONS.get(setting.name)
    is_given = setting.role == "keyword" or setting.path[:1] == ("resources",)
    if not is_given or session is None or setting.value.value not in _EVERY_ONE[setting.name]:
        return None
    beside = next((one.value for one in setting.beside if one.name == session), None)
    if beside is None or beside.value is False:
        return (
            sound("no session comes with a request from another origin")
            if _is_cors(setting)
            else None
        )
    return _read_by_any_page(setting) if beside.value is True else None


def _session_from_anywhere(setting: Setting) -> Verdict | None:
    """`CORS(app, supports_credentials=True)`: Flask-CORS lets every origin in unless it is told which."""
    is_one = setting.role == "keyword" and setting.value.value is True
    if not is_one or len(setting.path) != 2 or not _is_cors(setting):
        return None
    if any(one.name in {"origins", "resources"} for one in setting.beside):
        return None
    return None if setting.has_unseen else _read_by_any_page(setting)


def _read_by_any_page(setting: Setting) -> Verdict:
    return risky(
        "any page that a user opens may read and act with the session of that user",
        at=setting.statement,
        anchors=[setting.lines],
        shift=0 if setting.file.scenario.get("exposure") == "public" else -1,
        needs=needed(setting, "exposure"),
    )


def _is_cors(setting: Setting) -> bool:
    return setting.name == "allow_origins" or setting.path[0].rpartition(".")[2] in {
        "CORS",
        "cross_origin",
    }
