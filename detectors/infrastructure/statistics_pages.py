"""Pages with which a load balancer shows how its servers are, and takes them out of use."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import Block, Setting
from detectors.vocabulary import hosts

_SECTIONS = frozenset({"haproxy:frontend", "haproxy:listen"})
_ASKS = frozenset(
    {"stats auth", "stats http-request", "stats scope", "acl", "http-request", "tcp-request"}
)
"""What asks for a login, or lets some addresses in and others not."""
_SHOWS = ("stats uri", "stats enable", "stats admin")


class Page(NamedTuple):
    shown: Setting
    bind: Setting
    takes_servers_out: bool


def open_page(section: Block) -> Page | None:
    """The page of HAProxy's statistics that everybody gets who reaches the section's port."""
    if section.kind not in _SECTIONS or not section.is_complete:
        return None
    named = {setting.name: setting for setting in section.settings}
    shown = next((named[name] for name in _SHOWS if name in named), None)
    if shown is None or not _ASKS.isdisjoint(named) or _is_set_before(section):
        return None
    binds = [setting for setting in section.settings if setting.name == "bind"]
    reached = next((one for one in binds if _is_everywhere(one.value.text)), None)
    if reached is None or any(" verify required" in one.value.text for one in binds):
        return None
    return Page(shown, reached, _takes_out(named.get("stats admin")))


def _is_set_before(section: Block) -> bool:
    """A `defaults` of the file asks for a login, which this section takes over."""
    return any(
        setting.name == "stats auth"
        for one in section.peers
        if one.kind == "haproxy:defaults"
        for setting in one.settings
    )


def _is_everywhere(bind: str) -> bool:
    """`*:8404`, `:8404`, `0.0.0.0:8404`, `[::]:8404`, or a port of an address outside."""
    address = bind.split()[0] if bind.split() else ""
    host = address.rpartition(":")[0].strip("[]")
    is_a_port = re.fullmatch(r".*:\d+(?:-\d+)?", address) is not None
    is_named = host in {"", "*", "0.0.0.0", "::"} or hosts.place(host) == "public"
    return is_a_port and is_named


def _takes_out(admin: Setting | None) -> bool:
    return admin is not None and admin.value.text.strip() == "if TRUE"
