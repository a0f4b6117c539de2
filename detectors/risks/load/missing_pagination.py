"""Listings of which the first page is taken for the whole, and operations that offer no pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from detectors.facts import HOLE, Block, Partial, Process, Request, Setting, Value
from detectors.judging.addresses import is_loopback
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import in_short, places_of
from detectors.vocabulary import hosts
from detectors.vocabulary.listings import listing_at
from detectors.vocabulary.names import is_for_developers, listed, words_of

risk = Risk(
    __name__,
    words=("api.github.com", "gh api"),
    config_words=("openapi", "swagger"),
    closer=lambda source, lowered: places_of("keyconditionexpression", lowered),
)

TOP = 50
"""So many at most are asked for on purpose: the latest, the best, a look."""
_LATEST = listed(
    "latest last newest recent first top sample preview example one any exists has is ping"
)
"""Words of functions that do not want all of them."""
_LOOKS = listed("check verify test probe")
"""First words of functions that only look whether there is something."""
_DECIDES = listed(
    "delete deletes remove purge cleanup expire revoke audit review reconcile bill invoice charge count total sum"
    " inactive unused stale orphan compliance access report usage cost"
)
"""Words of functions for which a missing entry is a wrong deletion, bill or review."""


@risk.judge(Partial)
def takes_a_page_for_all(partial: Partial) -> Verdict | None:
    if partial.lacks != "more" or is_for_developers(partial):
        return None
    if partial.fate == "told":
        return sound("the answer is asked whether there is more", at=partial.lines)
    if partial.fate != "used" or partial.is_walked or _wants_few(partial):
        return None
    return risky(
        f"{partial.name} gives one page, and what stands on the others is silently missing",
        anchors=[partial.statement],
        shift=_shift(partial),
        needs=needed(partial, "purpose", "items"),
    )


def _wants_few(partial: Partial) -> bool:
    """It says how many it wants, or its function's name does, or the scenario has few."""
    limit = partial.limit
    if limit.is_unknown or (limit.number is not None and limit.number < TOP):
        return True
    items = partial.file.scenario.get("items")
    if isinstance(items, int | float) and items <= TOP:
        return True
    return _is_for_few(_function(partial))


def _is_for_few(name: tuple[str, ...]) -> bool:
    return bool(_LATEST & {*name} or _LOOKS & {*name[:1]})


def _function(partial: Partial) -> tuple[str, ...]:
    function = partial.context.function if partial.context else None
    return words_of(function.name) if function else ()


def _shift(partial: Partial) -> int:
    is_about_money = partial.file.scenario.get("purpose") == "payment"
    return int(is_about_money or bool(_DECIDES & set(_function(partial))))


# --- interfaces over HTTP that are known ------------------------------------------------------------

_SIZES = frozenset(
    {
        "per_page",
        "page_size",
        "pagesize",
        "limit",
        "maxresults",
        "max_results",
        "count",
        "$top",
        "size",
        "num",
    }
)
_TURNS = frozenset(
    {
        "page",
        "cursor",
        "page_token",
        "pagetoken",
        "offset",
        "startat",
        "start",
        "start_cursor",
        "after",
    }
)
_PICKS = listed(
    "query search name username email title slug login key head sha ref domain filter customer"
    " ids id sort order orderby"
)
"""Parameters that ask for one, or for few of them."""
_PAGE_SIZES = frozenset(
    {
        "per_page",
        "perpage",
        "page_size",
        "pagesize",
        "page_limit",
        "limit",
        "maxresults",
        "max_results",
    }
    | {"$top", "results_per_page", "resultsperpage"}
)
"""Of these the first ones alone tell that an answer comes in pages."""
_NARROWED = _PICKS | listed(
    "q where since until from to start_date end_date startdate enddate date begin end period interval symbol"
    " fields term keyword keywords tag tags status state type country lat latitude lon longitude location near"
)
"""Parameters under which fewer than a page may be left, or by which a part is asked for."""
_WINDOWS = listed(
    "kline klines candle candles ohlc ohlcv trade trades depth orderbook book history historical tick ticks price"
    " prices bar bars timeline feed news search autocomplete suggest suggestions top trending popular random chart"
    " charts forecast log logs notification notifications comment comments activity activities leaderboard rank"
    " ranking recommendations query sparql geocode nearby similar"
)
"""In paths of which nobody wants all there is."""
_WHOLE_PAGE = 100
"""A page of so many is asked for by whoever wants as much as one answer gives."""
_SIZE = re.compile(r"[?&](\$?[\w]+)=(\d+)?")
_WALKED = re.compile(r"[?&]page=|per_page=[1-9]\b")


@risk.judge(Request)
def takes_a_page_of_a_listing(request: Request) -> Verdict | None:
    """A collection is fetched, and nothing asks for its next page."""
    place, path = _address(request)
    found = listing_at(place) if place else None
    if found is None:
        return _asked_for_as_a_page(request)
    if request.method not in _VERBS.get(found.vendor, {"GET"}):
        return None
    if request.is_walked or is_for_developers(request):
        return None
    if request.response.use != "body" or any(
        loop.role == "unknown" for loop in request.context.loops
    ):
        return None
    if request.file.language == "python":
        if not found.keys & request.whole_keys or not _takes_it_for_all(request, path):
            return None
    elif found.vendor != "GitHub":
        return None
    return risky(
        f"{request.name} gets one page of {found.vendor}'s answer, {found.page}",
        anchors=[request.statement],
        needs=needed(request, "items"),
    )


def _asked_for_as_a_page(request: Request) -> Verdict | None:
    """`params={"per_page": 100}`, and what comes is taken for all: whoever writes it knows that there are pages."""
    text = request.setting("url").string or ""
    if request.method != "GET" or request.file.language != "python" or is_loopback(request):
        return None
    if request.is_walked or not request.whole_keys:
        return None
    if request.response.use != "body" or is_for_developers(request):
        return None
    function = request.context.function
    if function is not None and (
        _is_for_few(words_of(function.name)) or _WINDOWS & {*words_of(function.name)}
    ):
        return None
    size = page_size(text, request.query)
    if size is None:
        return None
    return risky(
        f"{request.name} asks for {size:g} at most, and whatever there is beyond them is silently missing",
        anchors=[request.statement],
        needs=needed(request, "items"),
    )


def page_size(address: str, query: Mapping[str, Value]) -> float | None:
    """How many are asked for at once; None where that is no page, or somebody asks for a certain part."""
    path, _, written = address.partition("?")
    asked: dict[str, float | None] = {
        name.lower(): value.number if value.is_known else None for name, value in query.items()
    }
    for name, number in _SIZE.findall(f"?{written}"):
        asked.setdefault(name.lower(), float(number) if number else None)
    if written.endswith(HOLE) or _WINDOWS & {*words_of(path.rpartition(HOLE)[2] or path)}:
        return None
    for name, value in asked.items():
        if name in _TURNS and value not in (0, 1):
            return None
        if {name, *words_of(name)} & _NARROWED and name not in _PAGE_SIZES:
            return None
    sizes = [value for name, value in asked.items() if name in _PAGE_SIZES]
    size = sizes[0] if len(sizes) == 1 else None
    return size if size is not None and size >= _WHOLE_PAGE else None


def _address(request: Request) -> tuple[str, str]:
    """The place of a URL without its scheme, and its path with the query; a host that is put in is one as well."""
    at = hosts.target(request)
    if at is not None:
        return f"{at.host}{at.path.partition('?')[0]}", at.path
    text = request.setting("url").string or ""
    if not text.startswith(f"{HOLE}/"):
        return "", ""
    return text.partition("?")[0], text.removeprefix(HOLE)


_VERBS = {"Notion": {"GET", "POST"}, "Slack": {"GET", "POST"}}
"""Vendors whose listings are asked for in another way as well."""


def _takes_it_for_all(request: Request, path: str) -> bool:
    """It asks for no page of its own and for none in particular, and its name does not say that it wants few."""
    asked = {
        name.lower(): value
        for name, value in request.query.items()
        if not (name.lower() in _TURNS and value.number in (0, 1))
    }
    if is_test_code(request) or (_TURNS | _PICKS) & {*asked}:
        return False
    function = request.context.function
    if function is not None and _is_for_few(words_of(function.name)):
        return False
    query = path.partition("?")[2]
    written = {
        name.lower(): number
        for name, number in _SIZE.findall(f"?{query}")
        if not (name.lower() in _TURNS and number in {"0", "1"})
    }
    if (_TURNS | _PICKS) & {*written}:
        return False
    sizes = [value.number for name, value in asked.items() if name in _SIZES]
    sizes += [
        float(number) if number else None for name, number in written.items() if name in _SIZES
    ]
    if sizes:
        return all(size is not None and size >= TOP for size in sizes)
    return HOLE not in query


def _is_a_collection(path: str) -> bool:
    return listing_at(f"api.github.com/{path}") is not None


@risk.judge(Process)
def asks_github_for_one_page(process: Process) -> Verdict | None:
    """`gh api orgs/example/members` without `--paginate`."""
    if process.name != "gh" or process.words[:1] != ("api",) or is_for_developers(process):
        return None
    words = process.words[1:]
    path = next((word for word in words if "/" in word and not word.startswith("-")), "")
    if not _is_a_collection(path.partition("?")[0]):
        return None
    if "--paginate" in words:
        return sound("gh asks for all pages")
    given = {word.partition("=")[0] for word in words}
    if _WALKED.search(path) or given & {
        "-X",
        "--method",
        "-f",
        "-F",
        "--field",
        "--raw-field",
        "--input",
    }:
        return None
    if any("[0]" in word or "first" in word for word in words):
        return None
    return risky(
        "gh api gets one page, 30 entries or 100 at most: nothing asks for the others",
        anchors=[process.statement],
        needs=needed(process, "items"),
    )


# --- OpenAPI -------------------------------------------------------------------------------------

_PAGES = listed(
    "limit offset page cursor size count max maximum top skip first last after before since until start end"
    " marker token per take from to pagination number"
)
"""Words of parameters that say which part of a collection is asked for."""
_FEW = listed(
    "regions region countries country currencies languages locales roles permissions scopes types timezones"
    " statuses states categories capabilities features plans versions settings zones enums options tags tiers"
    " flags config configs health metrics formats units methods providers environments health-checks"
)
"""Collections that stay small."""


@risk.judge(Block)
def answers_with_everything(block: Block) -> Verdict | None:
    if block.kind != "openapi:operation" or not block.name.startswith("GET "):
        return None
    if is_for_developers(block) or not block.is_complete:
        return None
    path = block.name[4:].rstrip("/")
    last = path.rpartition("/")[2]
    if not last or "{" in last or not last.endswith("s") or _FEW & set(words_of(last)):
        return None
    schema = [s for s in block.settings if "responses" in s.path and "200" in s.path]
    is_array = any(s.path[-2:] == ("schema", "type") and s.value.value == "array" for s in schema)
    if not is_array or any(s.path[-2:] == ("schema", "maxItems") for s in schema):
        return None
    parameters = [*_parameters(block), *(_parameters(block.parent) if block.parent else ())]
    if any(s.name == "$ref" for s in parameters):
        return None
    named = [str(s.value.value) for s in parameters if s.name == "name" and s.value.is_known]
    if any(_PAGES & set(words_of(name)) for name in named):
        return sound("a parameter says which part of it is asked for")
    return risky(
        f"{in_short(block.name)} answers with the whole collection, however large it has become",
        anchors=[],
        needs=needed(block, "items"),
    )


def _parameters(block: Block) -> Iterator[Setting]:
    """Those of an operation, or of the path that it stands in."""
    depth = 4 if block.kind == "openapi:operation" else 3
    return (s for s in block.settings if s.path[depth - 1 : depth] == ("parameters",))
