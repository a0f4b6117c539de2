"""Services of a cluster that are offered outside, and what nginx shows or trusts whoever asks."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import Block, Setting
from detectors.infrastructure.exposure import behind
from detectors.infrastructure.workloads import has
from detectors.places import Lines


class Outside(NamedTuple):
    """A Service of Kubernetes behind which data or a console stands."""

    name: str
    kind: Setting
    """`type: LoadBalancer`, or of the nodes alone."""
    ports: list[Lines]

    @property
    def is_public(self) -> bool:
        return self.kind.value.string == "LoadBalancer"


def offered(block: Block) -> Outside | None:
    kind = block.get("spec", "type")
    if (
        kind is None
        or kind.value.value not in {"LoadBalancer", "NodePort"}
        or not block.is_complete
    ):
        return None
    is_narrowed = has(block, "loadBalancerSourceRanges") or any(
        "internal" in f"{s.name} {s.value}".lower()
        for s in block.settings
        if s.path[:2] == ("metadata", "annotations")
    )
    ports = [s for s in block.settings if s.name in {"port", "targetPort"} and s.value.number]
    named = [
        (s, name) for s in ports if (name := behind(int(s.value.number or 0), name=block.name))
    ]
    asks = any("sasl" in s.value.text.lower() for one in block.peers for s in one.settings)
    if not named or is_narrowed or asks:
        return None
    return Outside(named[0][1], kind, [setting.lines for setting, _ in named])


def listens_on_this_machine(location: Block) -> bool:
    """The server of nginx around it answers this machine alone."""
    server = location if location.kind == "nginx:server" else location.within("nginx:server")
    listens = [
        str(one.value.value) for one in (server.settings if server else ()) if one.name == "listen"
    ]
    return any(text.startswith(("127.", "localhost", "[::1]", "unix:")) for text in listens)


_ORIGINS = re.compile(r"(?:cors)?(?:allow(?:ed)?)?origins")
"""Policies of gateways, by which a request is let in; a header that is written as it goes out, as
`Access-Control-Allow-Origin: *`, `origin: '*'` of the Serverless Framework and Traefik's
`accessControlAllowOriginList: ["*"]`, is refused by browsers beside a session.
Source: Fetch standard, "CORS protocol and credentials".
"""
_WITH_SESSIONS = re.compile(r"(?:cors)?(?:allow|supports?)?credentials")


def asked_by_any_page(block: Block) -> Setting | None:
    """A policy for browsers that names every origin and lets the session of the user come along."""
    named = [(re.sub(r"[^a-z]", "", s.name.lower()), s) for s in block.settings if s.block is block]
    sessions = [s for name, s in named if _WITH_SESSIONS.fullmatch(name)]
    if not any(str(s.value.value).strip("'\"").lower() == "true" for s in sessions):
        return None
    origins = [s for name, s in named if _ORIGINS.fullmatch(name)]
    return next((s for s in origins if str(s.value.value).strip("'\"") == "*"), None)


_ORIGIN = re.compile(r"access-control-allow-origin\s+[\"']?\$http_origin\b", re.IGNORECASE)
_CREDENTIALS = re.compile(r"access-control-allow-credentials\s+[\"']?true\b", re.IGNORECASE)


def trusts_any_origin(block: Block) -> Setting | None:
    """The caller's own origin is sent back as a trusted one, and nothing looks at it first."""
    headers = [s for s in block.settings if s.name == "add_header"]
    origin = next((s for s in headers if _ORIGIN.match(s.value.text)), None)
    if origin is None or not any(_CREDENTIALS.match(s.value.text) for s in headers):
        return None
    around = block.within("nginx:server") or block
    is_looked_at = any(
        inner.kind == "nginx:if" and "$http_origin" in " ".join(inner.labels)
        for inner in around.walk()
    )
    return None if is_looked_at else origin
