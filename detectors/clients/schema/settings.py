"""Settings of a client, where they are written, and for which calls they hold; policies of retries are settings too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from detectors.clients.model import POLICY_FIELDS, Argument, Condition, Place, Policy, Setting
from detectors.clients.schema import typed, values
from detectors.facts import UNKNOWN

SETTINGS = {
    "url": "the URL, where it is not an argument of the call (`arguments` says where those stand)",
    "method": "the HTTP method, where neither the call's name nor an argument of its own tells it",
    "base_url": "what a URL without a host is joined to",
    "host": "the host it connects to, where there is no URL",
    "port": "the port",
    "timeout": "the longest wait for an answer, in seconds; off: no limit",
    "connect_timeout": "the longest wait for a connection, in seconds; off: no limit",
    "long_poll": "how long the other side holds an empty answer back, in seconds; off: not at all",
    "verify": "the certificate is checked: true, a CA bundle's path, or off",
    "tls": "required, optional (falls back to clear text) or off",
    "sslmode": "libpq's mode, as written",
    "ciphers": "the ciphers of TLS that it may speak, as OpenSSL or the IANA spells them",
    "validity": "how long the other side may keep it until it is delivered, in seconds",
    "idempotency_key": "the key by which the other side recognises a repetition",
    "api_version": "the header by which the other side is told which version of its API to be",
    "automatic_key": "call: the client makes a key for each call and keeps it for its own retries",
    "key_support": "the vendor takes a key for this call at all",
    "raise_for_status": "an error status raises",
    "authorization": "the header that carries a credential, or what logs in by a name and a password",
    "password": "the credential that it logs in with",
    "headers": "the headers that the client adds to each request",
    "hooks": "functions of the source's own that see each request or answer",
}
"""The names of settings, and what their values mean."""
BACKOFFS = frozenset({"none", "constant", "linear", "exponential", "retry-after", "unknown"})


class Origins:
    """Completes a symbol to package, version and symbol."""

    def __init__(self, packages: Mapping[str, str], where: str) -> None:
        self.packages = packages
        self.where = where

    def __call__(self, entry: typed.Entry) -> dict[str, Any]:
        source = entry.take("source", typed.text, "")
        return {
            "source": self.complete(source) if source else "",
            "verified": entry.take("verified", values.verified, ()),
            "note": entry.take("note", typed.text, ""),
        }

    def complete(self, source: str) -> str:
        head = re.match(r"[\w-]*", source)
        word = head[0].lower().replace("-", "_") if head else ""
        names = {name.lower().replace("-", "_"): name for name in self.packages}
        package = names.get(word) or next(iter(self.packages), "")
        version = self.packages.get(package, "")
        return f"{package} {version}: {source}" if package else source


def settings(
    origins: Origins, condition: Callable[[typed.Entry], Condition]
) -> Callable[[Any, str], dict[str, tuple[Setting, ...]]]:
    def read(data: Any, where: str) -> dict[str, tuple[Setting, ...]]:
        found: dict[str, tuple[Setting, ...]] = {}
        for name, given in typed.Entry(data, where).data.items():
            typed.one_of(SETTINGS)(name, where)
            variants = given if isinstance(given, list) else [given]
            found[name] = tuple(
                setting(variant, f"{where}.{name}", name, origins, condition)
                for variant in variants
            )
        return found

    return read


def setting(
    data: Any,
    where: str,
    name: str,
    origins: Origins,
    condition: Callable[[typed.Entry], Condition] | None = None,
) -> Setting:
    if not isinstance(data, dict):
        return Setting(name=name, default=values.value(data, where))
    entry = typed.Entry(data, where)
    made = Setting(
        name=name,
        places=entry.take("places", typed.list_of(place), ()),
        default=entry.take("default", values.value, UNKNOWN),
        before=entry.take("before", values.versions, ()),
        condition=condition(entry) if condition else Condition(),
        **origins(entry),
    )
    entry.done()
    return made


def condition(entry: typed.Entry, groups: frozenset[str]) -> Condition:
    given = entry.take("for", typed.texts, [])
    patterns = [text for text in given if "." in text or "(" in text]
    for text in given:
        if text not in patterns and text not in groups:
            raise entry.error("for", f"there is no group {text} in calls")
    return Condition(
        groups=frozenset(text for text in given if text not in patterns),
        names=tuple(values.pattern(text, f"{entry.where}.for") for text in patterns),
        made_by=entry.take("made_by", values.patterns, ()),
    )


def place(data: Any, where: str) -> Place:
    if isinstance(data, int | str):
        return Place(argument=values.argument(data, where))
    entry = typed.Entry(data, where)
    position = entry.take("position", typed.integer, None)
    keyword = entry.take("keyword", typed.text, "")
    made = Place(
        of=entry.take("of", values.patterns, ()),
        argument=Argument(position, keyword) if keyword or position is not None else None,
        attribute=entry.take("attribute", typed.text, ""),
        entry=tuple(entry.take("entry", typed.texts, [])),
        header=entry.take("header", typed.text, ""),
        query=entry.take("query", typed.text, ""),
        part=entry.take("part", typed.one_of({"scheme", "host", "port"}), ""),
        item=entry.take("item", typed.integer, None),
        called=entry.take("called", values.value, None),
        absent=entry.take("absent", values.value, None),
        off_when=entry.take("off_when", values.literals, ()),
        means=entry.take("means", values.meanings, ()),
        otherwise=entry.take("otherwise", values.value, None),
        reads=entry.take(
            "reads", typed.one_of({"statuses", "methods", "exceptions", "presence"}), ""
        ),
        adds=entry.take("adds", typed.truth, False),
        plus=entry.take("plus", typed.number, 0),
        times=entry.take("times", typed.number, 1),
        carrier=entry.take("carrier", typed.truth, False),
        next_if_off=entry.take("next_if_off", typed.truth, False),
        has_effect=entry.take("has_effect", typed.truth, True),
    )
    entry.done()
    if made.argument is None and not made.attribute and made.called is None:
        raise typed.BadData(f"{where}: position, keyword, attribute or called is missing")
    if made.attribute and not made.of:
        raise typed.BadData(f"{where}: an attribute needs `of`, the object or module that has it")
    return made


def policy(entry: typed.Entry, id: str, origins: Origins, condition: Condition) -> Policy:
    fields = {
        field: entry.take(
            field,
            lambda data, where, name=field: setting(data, where, name, origins),  # type: ignore[misc]
            Setting(name=field),
        )
        for field in POLICY_FIELDS
    }
    made = Policy(id=id, fields=fields, condition=condition, **origins(entry))
    entry.done()
    for field, allowed in (("covers", values.KINDS_OF_FAILURE), ("backoff", BACKOFFS)):
        default = fields[field].default
        given = default.value if isinstance(default.value, frozenset) else {default.value}
        if default.is_known and not given <= allowed:
            raise entry.error(field, f"{', '.join(sorted(given - allowed))} is unknown")
    return made
