"""What a caller believes after a failure that was caught: that all is well, that there is nothing, or that it is ready."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Catch, Claim, Request
from detectors.judging.addresses import stays_here, url_path
from detectors.judging.running import is_run_by_a_person, needed
from detectors.model import Verdict, risky
from detectors.vocabulary.names import listed, words, words_of

HELPS = listed(
    "health healthcheck ping probe cache cached warm warmup try maybe optional safe safely quietly silently"
    " version versions update updates upgrade latest suggest suggestions suggestion complete completion"
    " completions autocomplete avatar thumbnail icon favicon preview discover detect guess hint hints"
    " telemetry metric metrics stats debug fallback enrich info metadata"
)
"""Words of names of what is good to know, and no loss without."""
_NO_ITEMS = frozenset({"[]", "list()", "()", "tuple()", "set()"})
"""What a list without entries looks like; who gets an empty text or dictionary may ask for what should be in it."""
_BUILTIN = listed(
    "ValueError TypeError KeyError IndexError AttributeError FileNotFoundError FileExistsError ImportError"
    " UnicodeDecodeError NotImplementedError JSONDecodeError json.JSONDecodeError"
)
"""Exceptions that speak of what a program was given."""
_OUTAGE = re.compile(
    r"Request(Exception|Error)|\w*Connect\w*Error|\w*Timeout\w*|URLError|OSError|\w*(Transport|Network)Error"
)
_OF_ALL_REQUESTS = frozenset(
    {
        *("requests.RequestException", "requests.exceptions.RequestException"),
        *("httpx.HTTPError", "httpx.RequestError", "aiohttp.ClientError"),
    }
)
"""What a client raises whatever is wrong with a request."""
KEEPS_COPIES = frozenset({"redis"})
"""What is in there is somewhere else, too."""
_STOPS = listed("interrupt exit cancelled eof pipe abort stop")
"""Words of exceptions by which somebody ends the program."""
_STATES = listed(
    "already exists exist found modified unchanged conflict duplicate missing key index attribute closed import noop"
)
"""Words of exceptions that speak of a state and of no failure."""


def mistaken(request: Request, catch: Catch) -> Verdict | None:
    """What whoever has called believes, whatever the request does; None if it can be told."""
    return (
        _ends_well(request, catch)
        or _seems_to_find_nothing(request, catch)
        or _goes_on_with_the_last(request, catch)
        or _looks_ready(request, catch)
        or _gives_nothing(request, catch)
        or _creates_it_again(request, catch)
    )


def told(
    reason: str,
    request: Request,
    catch: Catch,
    claim: Claim,
    *,
    shift: int = 0,
    needs: tuple[str, ...] = (),
) -> Verdict:
    """What the handler makes others believe; the request and what it tells them are right places too."""
    return risky(
        reason,
        at=catch.lines,
        anchors=[request.lines, claim.lines],
        span=request.lines.through(catch.lines),
        shift=shift,
        needs=needs,
    )


def _ends_well(request: Request, catch: Catch) -> Verdict | None:
    """`except RequestException: print("no connection"); sys.exit(0)`: who has started it sees a success."""
    claim = None if is_expected(catch) or _is_told_to_stop(catch) else catch.claim
    if claim is None or claim.kind != "exit" or is_run_by_a_person(request, request.context):
        return None
    said = f"after a failure of {request.name} the program ends with {short(claim)}, as if all were well"
    return told(said, request, catch, claim, shift=-1)


def _seems_to_find_nothing(request: Request, catch: Catch) -> Verdict | None:
    """`except Exception: return []`: an outage and a misspelt key look like a list without entries."""
    is_an_outage = catch.is_broad or any(map(says_of_an_outage, catch.catches))
    claim = catch.claim if is_an_outage else None
    if claim is None or claim.kind != "empty" or request.context.loops:
        return None
    if (claim.is_logged or not catch.is_broad) and claim.text not in _NO_ITEMS:
        return None
    if claim.is_logged and not catch.is_broad:
        return None
    if request.client.library in KEEPS_COPIES or _is_a_guess(request) or stays_here(request):
        return None
    said = f"after a failure of {request.name} the caller gets {short(claim)}, as if there were nothing"
    return told(said, request, catch, claim, needs=needed(request, "best_effort"))


def says_of_an_outage(exception: str) -> bool:
    """Nobody has answered; an error status may be a 404, which says that there is none."""
    return _OUTAGE.fullmatch(exception.rpartition(".")[2]) is not None


def _goes_on_with_the_last(request: Request, catch: Catch) -> Verdict | None:
    """`for ...: try: item = read(...) except ...: print(...)`, and then `item` of the turn before is used."""
    claim = None if is_expected(catch) else catch.claim
    if claim is None or claim.kind != "stale":
        return None
    said = f"after a failure of {request.name} the loop goes on with the {claim.text} of the item before"
    return told(said, request, catch, claim)


def _looks_ready(request: Request, catch: Catch) -> Verdict | None:
    """`def __init__(self): try: self.rates = read(...) except Exception: print(...)`: whoever has made it goes on."""
    claim, function = catch.claim if catch.is_broad else None, request.context.function
    if claim is None or claim.kind != "nothing" or function is None:
        return None
    if function.name.split()[-1:] != ["__init__"] or _is_a_guess(request):
        return None
    said = f"after a failure of {request.name} the object is made all the same, and looks ready"
    return told(said, request, catch, claim)


def _gives_nothing(request: Request, catch: Catch) -> Verdict | None:
    """`try: return get(...).json()["token"] except Exception as error: print(error)`: the caller goes on with None."""
    is_whatever_fails = catch.is_broad or not _OF_ALL_REQUESTS.isdisjoint(catch.catches)
    claim = catch.claim if is_whatever_fails else None
    if claim is None or claim.kind != "none" or claim.is_logged:
        return None
    if request.client.library in KEEPS_COPIES or _is_a_guess(request):
        return None
    said = f"after a failure of {request.name} the caller gets None in the place of a value"
    return told(said, request, catch, claim, needs=needed(request, "best_effort"))


def _creates_it_again(request: Request, catch: Catch) -> Verdict | None:
    """`def upsert(...): try: found = get(...) ... except Exception: log(...)`, and then `post(...)`."""
    claim = catch.claim if catch.is_broad else None
    if claim is None or claim.kind != "again" or request.method not in {"GET", "HEAD"}:
        return None
    said = (
        f"a failure of {request.name} counts as not found, and what is there is created once more"
    )
    return told(said, request, catch, claim)


def _is_a_guess(request: Request) -> bool:
    """Its function or its address says that what it finds out only helps or decorates."""
    function = request.context.function
    said = [*(function.name.split() if function else ()), *url_path(request), request.name]
    return bool(HELPS & {word for name in said for word in words_of(name)})


def _is_told_to_stop(catch: Catch) -> bool:
    return any(_STOPS & set(words(one.rpartition(".")[2])) for one in catch.catches)


def is_expected(catch: Catch) -> bool:
    """It says what is there already, or not there: `ResourceAlreadyExistsException`."""
    return bool(catch.catches) and not any(map(may_be_a_failure, catch.catches))


def is_narrow(catch: Catch) -> bool:
    """It catches something that may be expected, and not whatever goes wrong in a library."""
    return not catch.is_broad and any(
        words(name.rpartition(".")[2])[-1:] not in (["error"], ["exception"])
        or name in _BUILTIN
        or not may_be_a_failure(name)
        for name in catch.catches
    )


def may_be_a_failure(exception: str) -> bool:
    return _STATES.isdisjoint(words(exception.rpartition(".")[2]))


def short(claim: Claim) -> str:
    if claim.kind == "status":
        return "a status of success beside the error"
    if claim.kind == "plain":
        return "the error with a status of success"
    line = " ".join(claim.text.replace(HOLE, "…").split())
    return line if len(line) <= 50 else f"{line[:49]}…"
