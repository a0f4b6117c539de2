"""Interfaces in which reading something changes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.facts import HOLE, Block, Request, RouteEffect, Setting
from detectors.gates.suspects import beginning_with
from detectors.judging.addresses import is_metadata
from detectors.judging.repeating import anchors_of
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers, listed, siblings, words

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
_ADDRESSED = re.compile(rf"/(?:{'|'.join(sorted(_ACTS))})(?=[\"'?#])")
_ROUTED = re.compile(
    r"@[\w.]+\.(?:get|route|head|api_route)\(|\bdef \w+\(\s*(?:self\s*,\s*)?request\b|\bdef get\("
)
"""In lower case: something that a GET may reach."""
_DEPTH = 4
"""Names from the top of a document to what an operation says of itself: paths, path, method, name."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Functions that a GET may reach, and addresses that end in a verb."""
    yield from beginning_with(("@", "def "), _ROUTED, lowered)
    yield from (found.start() for found in _ADDRESSED.finditer(lowered))


risk = Risk(
    __name__,
    words=tuple(sorted(_ACTS)),
    config_words=("paths", "route_key", "httpapi", "path:", '"path"'),
    closer=_suspects,
)


@risk.judge(Block)
def reading_changes_something(operation: Block) -> Verdict | None:
    """An operation of an OpenAPI document."""
    if operation.kind != "openapi:operation" or is_for_developers(operation):
        return None
    method, _, path = operation.name.partition(" ")
    named = [_words(operation, name) for name in ("operationId", "summary")]
    if method.lower() in _SAFE:
        if not _OF_A_SEARCH.search(path) and (body := _body(operation)):
            return risky(
                f"what stands in the body of a {method} is dropped by proxies and clients, and caches answer without it",
                at=body.lines,
                anchors=[operation.lines],
                shift=-1,
            )
        return None if _returns_a_page(operation) else _judged(named, path)
    if method != "POST" and any(map(_acts, named)):
        return sound(f"{method} says that it changes something")
    return None


def _words(operation: Block, name: str) -> list[str]:
    own = operation.get(name)
    return words(own.value.string or "") if own and len(own.path) == _DEPTH else []


_OF_A_SEARCH = re.compile(r"/_(?:m?search|count)(?:/template)?/?$")
"""Elasticsearch and OpenSearch are asked so, by clients that send the body along.
Source: Elasticsearch API reference, "Search API": `GET /<target>/_search`.
"""


def _body(operation: Block) -> Block | Setting | None:
    """What a caller has to send along; `in: body` and `in: formData` in OpenAPI 2."""
    if body := next((one for one in operation.blocks if one.name == "requestBody"), None):
        return body
    said = [
        s for one in operation.walk() for s in one.settings if s.path[-2:] == ("parameters", "in")
    ]
    return next((s for s in said if s.value.value in {"body", "formData"}), None)


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
    """A route that a gateway sends on: `GET /orders/{id}/cancel`; a table of paths in code is one of somebody else's."""
    if setting.name not in {"route_key", "httpApi", "path", "Path"}:
        return None
    found = _KEY.fullmatch(setting.value.string or "")
    if found is None or is_for_developers(setting):
        return None
    if setting.file.language == "python" and not found["method"]:
        return None
    method = found["method"] or next(
        (str(s.value.value) for s in siblings(setting) if s.name.lower() == "method"), ""
    )
    return _judged([], found["path"]) if method.lower() in _SAFE else None


# --- code ----------------------------------------------------------------------------------------

_ASKS_FIRST = listed("confirm confirmation ask can may form page preview dry check")
"""Words of what only shows what would be done."""


@risk.judge(RouteEffect)
def following_a_link_changes_something(route: RouteEffect) -> Verdict | None:
    """A route that answers to GET."""
    if is_for_developers(route):
        return None
    verb = _verb_of(route)
    if not {"GET", "HEAD"} & route.methods:
        return sound("its method says that it changes something") if verb else None
    if verb is None and route.deletes:
        verb = "delete"
    elif verb is None or not (route.writes or route.deletes or _hands_on(route, verb)):
        return None
    return risky(
        f"whoever follows a link can {verb}: prefetchers, scanners of mail and retries do",
        at=route.lines,
        shift=int(verb in _SERIOUS),
    )


def _hands_on(route: RouteEffect, verb: str) -> bool:
    """It calls what its name says; where a POST comes here too, that may ask which of the two it is."""
    return verb in route.verbs and "POST" not in route.methods


def _verb_of(route: RouteEffect) -> str | None:
    """The verb that its address or its name says."""
    parts = [part for part in (route.handler.path if route.handler else "").split("/") if part]
    said = [words(part) for part in parts if not re.match(r"[<{:(^]", part)][-2:]
    for one in (*reversed(said), words(route.name)):
        if not one or one[0] in _READS or _ASKS_FIRST & set(one):
            continue
        if one[0] in _ACTS and not _NOUNS & set(one[1:]):
            return one[0]
        if len(one) == 2 and one[-1] in _ACTS - _THINGS_TOO:  # `post_delete`, as Django has it
            return one[-1]
    return None


@risk.judge(Request)
def asks_for_a_change_by_get(request: Request) -> Verdict | None:
    """A GET to an address that ends in a verb: `curl https://api.example.com/v1/campaigns/$ID/send`."""
    if request.method not in {"GET", "HEAD"} or request.client.library not in _PLAIN:
        return None
    url = request.setting("url").string
    if not url or is_for_developers(request) or is_metadata(request):
        return None
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/?#]*", "", url).split("?")[0].split("#")[0]
    parts = [part for part in path.split("/") if part]
    if len(parts) < 2 or parts[-1].lower() not in _ACTS - _THINGS_TOO:
        return None
    if HOLE not in parts[-2] and not re.search(r"\d", parts[-2]):
        return None  # what is acted on stands before the verb
    verb = parts[-1].lower()
    return risky(
        f"asks by GET to {verb}, which whatever repeats or prefetches a GET does once more",
        anchors=anchors_of(request),
        shift=-1,
    )


_PLAIN = listed("requests httpx aiohttp urllib3 urllib.request http.client curl wget httpie")
"""Clients that reach any interface, where one can choose the method."""
