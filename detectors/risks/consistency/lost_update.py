"""Values that are read, changed here and written back, as if nobody else did so at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Update
from detectors.gates.suspects import beginning_with
from detectors.judging.running import MONEY, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import in_short, places_of
from detectors.vocabulary.names import is_for_developers, listed, words
from detectors.vocabulary.quantities import AMOUNTS, FLAGS

_CHANGES = re.compile(r"\w*\s*(?:[-+]?=)(?!=)")
_ATTRIBUTE = re.compile(r"\.\w*\Z")
_LONGEST = 40
"""Characters of the name of a field."""
_SAVES = ("save(", "commit", "flush(", "merge(", "update_fields")
_TABLES = (".model)", "models.model", "(base)", "declarativebase")
"""One of them stands in a source that declares a table."""
_CALLS = (
    *(".put_item(", ".update_item(", ".update_one(", ".replace_one(", "find_one_and_update("),
    *(".replace_item(", ".upsert_item("),
)

_ONE_DOCUMENT = ("get_item(", "find_one(", "read_item(", "firestore")
_QUERIES = re.compile(r"\.(?:update|values)\(\s*(?:\{|\w+\s*=)")
_FETCHES = ("fetch", ".scalar", ".one(", ".one_or_none(", ".first(")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a sum is written to a field, to an item, to a key of Redis, or by a statement."""
    if any(word in lowered for word in _SAVES):
        for place in beginning_with(AMOUNTS, _CHANGES, lowered):
            if _ATTRIBUTE.search(lowered, max(0, place - _LONGEST), place):
                yield place
    if "save(" in lowered or "commit(" in lowered:
        yield from (found.start() for found in FLAGS.finditer(lowered))
    if any(word in lowered for word in _ONE_DOCUMENT):
        for word in _CALLS:
            yield from places_of(word, lowered)
    if "firestore" in lowered:
        for word in (".set(", ".update("):
            yield from places_of(word, lowered)
    if ".objects" in lowered or "query(" in lowered or ".select(" in lowered:
        yield from (found.start() for found in _QUERIES.finditer(lowered))
    is_kept = "redis" in lowered or "django.core.cache" in lowered
    if is_kept and ("get(" in lowered or "hgetall(" in lowered):
        for word in (".set(", ".hset(", ".setex("):
            yield from places_of(word, lowered)
    if any(word in lowered for word in _TABLES):
        for word in (".filter_by(", ".exists()", ".first()", "one_or_none()"):
            yield from places_of(word, lowered)
    if "select" in lowered and any(word in lowered for word in _FETCHES):
        yield from places_of("update ", lowered)


risk = Risk(
    __name__,
    words=(
        *AMOUNTS,
        " = true",
        *_ONE_DOCUMENT,
        ".set(",
        ".hset(",
        ".setex(",
        "update ",
        *_TABLES,
    ),
    closer=_suspects,
    needs_client=False,
)

_BY_ONE = listed(
    "migration migrations seed seeds script scripts commands cli simulation backtest notebook notebooks"
)
"""Words of a file that one person runs at a time."""


@risk.judge(Update)
def forgets_the_others(update: Update) -> Verdict | None:
    if is_for_developers(update) or set(words(update.file.name)) & _BY_ONE:
        return None
    if update.handler is not None and update.handler.kind == "scheduled":
        return None
    if update.file.scenario.get("writers") == "one":
        return None
    if update.guard is not None:
        return sound("what is read is locked until it is written back", at=update.guard)
    return risky(
        _what_two_do(update),
        anchors=update.anchors,
        span=update.span,
        shift=int(update.file.scenario.get("purpose") in MONEY),
        needs=needed(update, "purpose", "writers"),
    )


def _what_two_do(update: Update) -> str:
    if update.is_a_flag:
        return f"two at a time find {_named(update)} not set, and both do what is to be done once"
    if update.is_an_insert:
        return "two at a time find no such row, and both make one: the table takes two"
    return f"two at a time read {_named(update)}, and the later write undoes the earlier"


def _named(update: Update) -> str:
    what = f"`{in_short(update.what)}`"
    match update.store:
        case "item" | "document":
            return f"the same {update.store} of {what}"
        case "key":
            return f"what is kept under {what}"
    return what
