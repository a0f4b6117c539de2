"""What a request's address says: this machine, the platform below, the words of the path."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from detectors.facts import (
    HOLE,
    Request,
)
from detectors.vocabulary import hosts

_OF_A_LAMBDA = re.compile(rf"https?://{HOLE}/2018-06-01/runtime/")
_LOOPBACK = re.compile(r"^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$")


def is_loopback(request: Request) -> bool:
    """Its address is this very machine, the runtime of a Lambda among it."""
    host = request.setting("host").string
    if url := request.setting("url").string:
        if _OF_A_LAMBDA.match(url):
            return True
        host = urlsplit(url if "//" in url else f"//{url}").hostname if _is_parsable(url) else None
    return bool(host and _LOOPBACK.match(host))


def stays_here(request: Request) -> bool:
    """Its address is this very machine, and nobody may give it another one."""
    return is_loopback(request) and request.setting("url_by_default").value is not True


def is_of_its_platform(request: Request) -> bool:
    """What runs the code answers it, on the machine itself; the next piece of work may take its time."""
    return request.setting("usual_host").string == "platform"


def is_metadata(request: Request) -> bool:
    """Its address is the metadata service of the cloud machine that it runs on."""
    at = hosts.target(request)
    return at is not None and hosts.place(at.host) == "metadata"


def _is_parsable(url: str) -> bool:
    try:
        urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return False
    return True


def url_path(request: Request) -> tuple[str, ...]:
    """The words of its address after the host, lower case; parts that cannot be seen are left out."""
    url = request.setting("url").string
    if not url:
        return ()
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/?#]*", "", url.lower()).split("?")[0].split("#")[0]
    return tuple(part for part in re.split(r"[/:]", path) if part and HOLE not in part)
