"""Interfaces in which reading something changes it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.facts import Block, Setting
from detectors.model import Risk, Verdict, risky, sound
from detectors.names import is_for_developers, listed, siblings, words

risk = Risk(
    __name__, config_words=("paths", "route_key", "httpapi", "path:", '"path"'), needs_client=False
)

_SAFE = frozenset({"get", "head"})
_ACTS = listed(
    "delete remove destroy purge cancel create insert send charge refund approve reject revoke"
    " publish release reset restart reboot terminate suspend activate deactivate subscribe unsubscribe unlock"
)
"""First words of what changes something."""
_THINGS_TOO = listed("charge refund release")
"""In a path these may be what is read."""
_SERIOUS = listed("delete remove destroy purge cancel send charge refund terminate release unlock")
_READS = listed(
    "get list read show view fetch find search query describe retrieve return lookup load export"
    " download check count preview validate estimate render head info obtain display has is"
)
_NOUNS = listed(
    "status state options option reasons reason info information form page preview check checks history log"
    " logs template templates policy policies settings config configuration list count estimate token tokens"
    " notes note date dates time times requests events event id ids key keys types type version versions"
    " candidates plan report result results progress details metadata schema link url statistics stats"
)
"""Behind a verb they turn it into the name of a thing: `cancelReasons`."""
_KEY = re.compile(r"(?:(?P<method>GET|HEAD)\s+)?(?P<path>/?[^\s/]+(?:/\S*)?)", re.IGNORECASE)
_DEPTH = 4
"""Names from the top of a document to what an operation says of itself: paths, path, method, name."""


@risk.judge(Block)
def reading_changes_something(operation: Block) -> Verdict | None:
    """An operation of an OpenAPI document."""
    if operation.kind != "openapi:operation" or is_for_developers(operation):
        return None
    method, _, path = operation.name.partition(" ")
    named = [_words(operation, name) for name in ("operationId", "summary")]
    if method.lower() in _SAFE:
        return None if _returns_a_page(operation) else _judged(named, path)
    if method != "POST" and any(map(_acts, named)):
        return sound(f"{method} says that it changes something")
    return None


def _words(operation: Block, name: str) -> list[str]:
    own = operation.get(name)
    return words(own.value.string or "") if own and len(own.path) == _DEPTH else []


def _returns_a_page(operation: Block) -> bool:
    return any("text/html" in s.path or s.value.value == "text/html" for s in operation.settings)


def _acts(said: list[str]) -> str | None:
    """The verb with which this begins, if it is one that changes something."""
    if not said:
        return None
    verb = said[0] if said[0] in _ACTS else said[0].removesuffix("s")
    return verb if verb in _ACTS and not _NOUNS & set(said[1:]) else None


def _judged(named: Iterable[list[str]], path: str) -> Verdict | None:
    said = [one for one in named if one]
    if any(one[0] in _READS or one[0].removesuffix("s") in _READS for one in said):
        return None
    last = [part for part in path.split("/") if part and not part.startswith(("{", ":", "<"))][-1:]
    verb = next((verb for one in said if (verb := _acts(one))), None)
    verb = verb or (last[0].lower() if last and last[0].lower() in _ACTS - _THINGS_TOO else None)
    if verb is None:
        return None
    return risky(
        f"whoever follows a link can {verb}: prefetchers, scanners of mail and retries do",
        shift=int(verb in _SERIOUS),
    )


# --- routes of gateways --------------------------------------------------------------------------


@risk.judge(Setting)
def route_changes_something(setting: Setting) -> Verdict | None:
    """A route that a gateway sends on: `GET /orders/{id}/cancel`."""
    if setting.name not in {"route_key", "httpApi", "path", "Path"}:
        return None
    found = _KEY.fullmatch(setting.value.string or "")
    if found is None or is_for_developers(setting):
        return None
    method = found["method"] or next(
        (str(s.value.value) for s in siblings(setting) if s.name.lower() == "method"), ""
    )
    return _judged([], found["path"]) if method.lower() in _SAFE else None
