"""Pages for whoever runs a program, which nginx passes on from the outside: figures, profilers, consoles."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import HOLE, Block, Setting
from detectors.infrastructure.admission import admits_everyone
from detectors.infrastructure.proxies import is_internal, listens, server_names
from detectors.vocabulary import hosts


class Page(NamedTuple):
    passed: Setting
    """Where it is passed on, or handed to a program."""
    reason: str
    shift: int


_FIGURES = "whoever asks sees the figures of the program"
_PAGES = (
    (r"(?:metrics|prometheus/metrics|php-?fpm[-_]status|fpm[-_]status)", _FIGURES, -1),
    (r"debug/pprof", "whoever asks gets what the program has in memory, and keeps it busy", 0),
    (r"actuator", "whoever asks gets what Spring's actuator shows and does", 0),
    (r"(?:prometheus|alertmanager)", "whoever asks gets every figure, and can change what alerts", 0),
    (r"(?:flower|rq|rq-dashboard|bull-?board)", "whoever opens the page sees the jobs, and can end and repeat them", 0),
    (r"(?:phpmyadmin|pma|adminer|pgadmin4?|mongo-express|redis-?commander|phpredisadmin)", "whoever likes can try passwords at the console of the database", 0),
)  # fmt: skip
"""What a path says -> what strangers get. What is called admin asks for a login by itself, as a rule."""
_COMPILED = tuple(
    (re.compile(rf"\^?/(?:[\w.-]+/)?{path}/?(?:\$|\(|\.\*|$)", re.IGNORECASE), reason, shift)
    for path, reason, shift in _PAGES
)
_HANDED_ON = ("proxy_pass", "fastcgi_pass", "uwsgi_pass")


def open_to_strangers(location: Block) -> Page | None:
    """The page of a location of a public site to which everybody is let."""
    if location.kind != "nginx:location" or not location.labels:
        return None
    path = location.labels[-1]
    found = next((one for one in _COMPILED if one[0].match(path)), None)
    server = location.within("nginx:server")
    if found is None or server is None or not _is_public(server):
        return None
    passed = next(
        (s for s in location.settings if s.name in _HANDED_ON and s.block is location), None
    )
    if passed is None or not admits_everyone(location):
        return None
    if any(inner.kind == "nginx:if" for inner in [*location.walk(), *server.blocks]):
        return None  # a token or an address may be asked for there
    if any(
        s.name == "ssl_verify_client" for around in location.outwards() for s in around.settings
    ):
        return None
    return Page(passed, found[1], found[2])


def _is_public(server: Block) -> bool:
    """It has a name that the world knows, or ends TLS itself, at an address that others reach."""
    if is_internal(server):
        return False
    texts = [str(one.value.value or "") for one in listens(server)]
    if any(text.startswith(("127.", "localhost", "[::1]", "unix:")) for text in texts):
        return False
    names = [name for name in server_names(server) if HOLE not in name]
    is_named = any("." in name and hosts.place(name) == "public" for name in names)
    return is_named or any("ssl" in text.split() for text in texts)
