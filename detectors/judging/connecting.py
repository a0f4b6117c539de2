"""Whether a program connects to an address that its configuration names, or shows it, or answers under it itself."""

from __future__ import annotations

import re
from itertools import islice

from detectors.facts import Setting
from detectors.vocabulary.hosts import Address
from detectors.vocabulary.names import listed, siblings, words

_ITS_OWN = listed(
    "site public external root app application frontend canonical portal dashboard ui console"
    " advertised self own domain www web page landing admin display hostname"
)
"""Of these a service says where people find it."""
_GENERAL = listed(
    "url urls uri uris base baseurl server servers host hosts address addresses addr service services"
    " connection callback node nodes default config settings params options common general main global"
    " data item items entry entries list object prefix full http environment env variables labels"
    " annotations spec metadata targets static configs containers properties values extra custom"
)
"""Words that tell nothing about who is spoken to."""
_LOGINS = listed("password passwd token secret username user apikey auth login credentials")
_OF_LOGINS = listed("api access client http basic db admin name id key")
"""The words that may stand with those: `api_token`, and no `twitter_username`."""
_HABITS = listed("timeout retries retry interval poll")
"""What stands beside the address of somebody who is spoken to."""
_TOLD = listed("description summary tags license category title country city year slug")
"""What stands beside the address of somebody who is told about."""
_PLACES = listed("url urls uri uris host server address")
"""Last words of names that a register of many gives for pages and for interfaces alike."""
_INTERFACE = re.compile(
    r"/(api|v\d+|rest|rpc|graphql|hooks?|webhooks?|oauth\d?|auth|token|write|ingest|collect|gelf|soap"
    r"|ws|services?|push|metrics|events?|alerts?)\b|\.(asmx|svc|cgi|php|asp)\b",
    re.IGNORECASE,
)
_DATA = 30
"""So many records of one kind in a document are data that a program reads, and no settings."""
_MANY = 4
"""So many addresses in one record are what an interface says of one thing."""
_FOR_READERS = re.compile(r"(www|docs?|blog|help|wiki|forum|support|about|news)\.")
"""Hosts of pages that people read."""
_FILLED_IN = re.compile(r"<[A-Za-z][\w .-]*>")


def connects(setting: Setting, at: Address) -> bool:
    """As far as the name, what stands around it and the form of the address tell.

    A general name (`url`, `baseURL`) needs a sign: a port, the path of an interface, a login beside it.
    """
    if _FILLED_IN.search(setting.value.string or ""):
        return False
    named = set(words(setting.name))
    if named & _ITS_OWN:
        return False
    if _is_logged_in_to(setting):
        return True
    if setting.file.language == "json" and _is_among(setting, _DATA):
        return False
    if _is_of_an_interface(at):
        return True
    if _FOR_READERS.match(at.host) or _is_told_about(setting):
        return False
    around = set(words(setting.path[-2])) if len(setting.path) > 1 else set()
    if len(named) == 1 and around & _ITS_OWN:
        return False
    return bool((named | around) - _GENERAL)


def _is_of_an_interface(at: Address) -> bool:
    return bool(at.port or at.password or _INTERFACE.search(at.path))


def _is_logged_in_to(setting: Setting) -> bool:
    beside = [set(words(s.name)) for s in siblings(setting) if s is not setting]
    return any(
        named & _HABITS or (named & _LOGINS and named <= _LOGINS | _OF_LOGINS) for named in beside
    )


def _is_told_about(setting: Setting) -> bool:
    """One of a list of records, or beside a description for people."""
    if sum(s.name.endswith("_url") for s in siblings(setting)) >= _MANY:
        return True
    named = words(setting.name)
    if setting.file.language == "json" and _is_among(setting, _MANY):
        return named[-1] in _PLACES
    if len(named) > 1:
        return False
    if any(s.name.lower() in _TOLD for s in siblings(setting)):
        return True
    return _is_among(setting, 1)


def _is_among(setting: Setting, few: int) -> bool:
    """The block around it is one of more than so many of its name: an item of a list, which may be long."""
    block = setting.block
    if block is None:
        return False
    around = block.parent.blocks if block.parent else block.peers
    items = (one for one in around if one.name == block.name)
    return next(islice(items, few, None), None) is not None
