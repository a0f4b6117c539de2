"""What strangers may do by a route that asks nobody who they are."""

from __future__ import annotations

from detectors.facts import RouteEffect
from detectors.vocabulary.names import listed, words

WEIGHTS = (
    "ask others with the key of this program",
    "change something",
    "see or change what is inside",
    "run what they like",
)
"""What strangers may do, the worst last."""
_OF_ITS_OWN = listed("admin internal debug metrics")
"""First parts of addresses that are not for everybody."""
_LOOKED_AT = frozenset({"metrics"})
"""Those of them that a monitor reads wherever the server stands."""
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
_DOES = listed(
    "add append approve book cancel charge commit create delete dispatch enqueue insert issue pay publish put refund"
    " register remove reserve save send set ship store submit transfer update upsert write"
)
"""First words of what a route calls that changes something."""
_OF_LISTS = listed("add append insert put register remove send set update write")
"""Those of them that lists, dictionaries and streams have too."""
_FOR_EVERYBODY = listed(
    "login signin signup register registration join oauth password reset otp code verify verification activate confirm"
    " contact feedback subscribe subscription unsubscribe newsletter webhook webhooks hook hooks callback callbacks"
    " events notify health healthz ready readyz live ping status search query graphql quote quotes estimate estimates"
    " preview csp report reports telemetry public"
)
"""Words of addresses that strangers are meant to call, or a sender that proves itself in its own way."""


def done_by(route: RouteEffect, path: str, *, surely: bool = False) -> str | None:
    """What somebody may do with it who should not; None for what is open to everybody, or may be.

    `surely`: what a list of the route itself may be told as well does not count, unless the route is named so.
    """
    parts = [words(part) for part in path.strip("/").split("/")]
    if not path or _FOR_EVERYBODY & {
        *words(route.name),
        *(word for part in parts for word in part),
    }:
        return None
    own = _OF_ITS_OWN - _LOOKED_AT if surely else _OF_ITS_OWN
    if any(part[:1] and part[0] in own for part in parts):
        return WEIGHTS[2]
    if "POST" in route.methods and route.runs:
        return WEIGHTS[3]
    verbs = route.verbs - _OF_LISTS | {*words(route.name)[:1]} if surely else route.verbs
    changes = bool(_CHANGES & route.methods) or (
        "POST" in route.methods and (route.writes or route.deletes or bool(_DOES & verbs))
    )
    return WEIGHTS[1] if changes else None


def done_without_a_path(route: RouteEffect) -> str | None:
    """The same of a handler of the standard library, which answers every address."""
    if not (_CHANGES | {"POST"}) & route.methods:
        return None
    if route.runs:
        return WEIGHTS[3]
    is_change = route.writes or route.deletes or bool(_DOES - _OF_LISTS & route.verbs)
    return WEIGHTS[1] if is_change else None


_RUNS = listed("run execute exec eval shell command bash")
_ACTS = listed(
    "start stop restart kill deploy rename move edit patch apply merge upload reset enable disable drop clear"
)


def done_by_a_tool(name: str, *, has_a_key: bool) -> str | None:
    """The same of a tool of MCP, by its name; one that only reads asks with the program's own key, if there is one."""
    said = set(words(name))
    if said & _RUNS:
        return WEIGHTS[3]
    if said & (_DOES | _ACTS):
        return WEIGHTS[1]
    return WEIGHTS[0] if has_a_key else None
