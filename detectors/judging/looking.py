"""Requests that only look at what is there, and give nothing away."""

from __future__ import annotations

from detectors.facts import Request
from detectors.vocabulary.names import is_of_a_scanner, listed, words

_PROXIES = listed("proxy proxies")
_TRIES = listed("test tests check checks try probe ping validate verify works working alive")


def only_looks(request: Request) -> bool:
    """A scanner asks for what is there, or somebody tries whether a proxy works."""
    if logs_in(request):
        return False
    is_a_look = request.method in {"GET", "HEAD"} and is_of_a_scanner(request)
    return is_a_look or _tries_a_proxy(request)


def logs_in(request: Request) -> bool:
    return any(request.setting(name).is_written for name in ("authorization", "password"))


def _tries_a_proxy(request: Request) -> bool:
    """A proxy of strangers; what comes through it is thrown away."""
    function = request.context.function
    said = {*words(function.name)} if function else set()
    return bool(_PROXIES & said) and bool(_TRIES & said)
