"""Requests that only look at what is there, and give nothing away."""

from __future__ import annotations

from detectors.facts import Request
from detectors.vocabulary.names import is_of_a_scanner, listed, words

_ATTACKER_LOOKS = listed(
    "fingerprint fingerprinting enumerate bruteforce fuzz recon dirbust technologies misconfig misconfigs vulns"
    " vulnerability vulnerabilities subdomains waf"
)
"""Words of the name of a function that looks at servers of others, whoever they are."""
_PROXIES = listed("proxy proxies")
_TRIES = listed("test tests check checks try probe ping validate verify works working alive")


def only_looks(request: Request) -> bool:
    """A scanner asks for what is there, or somebody tries whether a proxy of strangers works at all."""
    if logs_in(request):
        return False
    function = request.context.function
    said = {*words(function.name)} if function else set()
    is_a_look = request.method in {"GET", "HEAD", "OPTIONS"} and (
        is_of_a_scanner(request) or bool(_ATTACKER_LOOKS & said)
    )
    return is_a_look or (bool(_PROXIES & said) and bool(_TRIES & said))


def logs_in(request: Request) -> bool:
    return any(request.setting(name).is_written for name in ("authorization", "password"))
