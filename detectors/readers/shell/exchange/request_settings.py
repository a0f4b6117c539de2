"""What a command asks of a server: the settings that its options and defaults come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from detectors.clients.commands import SettingRule, Tool
from detectors.facts import HOLE, OFF, UNKNOWN, Request, Value, known
from detectors.places import Lines
from detectors.readers.shell.syntax.options import Given, Options
from detectors.readers.shell.variables.fields import Field
from detectors.text import Text

Effect = Literal["read", "write", "send", "create", "delete", "query", "connect", "any"]
EFFECTS: Mapping[str, Effect] = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "TRACE": "read",
    "DELETE": "delete",
}
KEYS = frozenset(
    [
        "idempotency-key",
        "x-idempotency-key",
        "idempotency_key",
        "idempotencykey",
        "paypal-request-id",
        "x-request-id",
        "clienttoken",
        "client-token",
        "client_token",
        "clientrequesttoken",
        "client-request-token",
        "messagededuplicationid",
        "message-deduplication-id",
        "request_id",
        "requestid",
        "request-id",
        "dedup_key",
        "alias",
        "transaction_id",
        "x-transaction-id",
        "external_id",
        "operation_id",
    ]
)
"""Names of headers, options and body fields by which a server recognises a repetition."""
_FIELD = re.compile(r"""["']?([\w.-]+)["']?\s*[:=]\s*""")
HEADER_KEYS = frozenset(key for key in KEYS if key not in {"alias", "external_id", "operation_id"})


@dataclass(slots=True)
class Asked:
    """One transfer of a command."""

    name: str
    effect: Effect
    method: str = ""
    settings: dict[str, Value] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    output: Literal["stdout", "file", "nowhere", "unknown"] = "stdout"
    """Where the body goes by the options."""
    file: Field | None = None
    """The file that the body goes to; its name may be the end of the address."""
    is_named_by_address: bool = False
    shows_status: bool = False
    """The status code is part of what it prints."""
    shows_more: bool = False
    """Something else of the answer is printed: `-w '%{url_effective}'`."""
    is_http: bool = True
    is_probe: bool = False
    """It asks for no more than whether something is there."""
    url_field: Field | None = None
    places: dict[str, tuple[Field, int, int]] = field(default_factory=dict)
    """Where a setting's text stands in an argument or variable."""
    headers: list[tuple[str, Field, Given | None]] = field(default_factory=list)
    may_hide_options: bool = False
    query: dict[str, Value] = field(default_factory=dict)
    """What options and arguments put behind the `?` of the address: `-G -d page=2`, `page==2`."""
    fresh_key: Lines | None = None


def value_at(text: Text, given: Field, value: object, shown: str = "") -> Value:
    """A known value with the place where it is written."""
    start, end = _place(given)
    return Value(
        "known",
        value,
        shown or given.text,
        text.lines_of(start, end),
        text.columns_of(start, end),
    )


def parameters(text: Text, given: Field, said: str) -> dict[str, Value]:
    """The parameters of `page=2&token=$TOKEN`; what is put in is unknown, as it is written."""
    pairs = said.split("&")
    source = text.source[given.start : given.end]
    parts = source.strip("\"'").split("&")
    found = {}
    for number, pair in enumerate(pairs):
        written = parts[number] if len(parts) == len(pairs) else source
        name, equals, value = pair.partition("=")
        if equals and name and HOLE not in name:
            place = value_at(text, given, value)
            found[name] = (
                replace(place, state="unknown", value=None, text=written)
                if HOLE in value
                else place
            )
    return found


_MINTED = re.compile(
    r"\buuidgen\b|\bdate\b[^|)`]*%[sN]|\$\{?(?:S?RANDOM|EPOCH\w+)\b|/random/uuid|/dev/u?random|openssl rand"
)
"""What gives another text each time: an identifier, the time in seconds, a random number."""


def minted_at(text: Text, given: Field) -> Lines | None:
    """Where a part of an argument is written that is another one each time."""
    for piece in given.pieces:
        if HOLE in piece.text and _MINTED.search(text.source[piece.start : piece.end]):
            return text.lines_of(piece.start, piece.end)
    return None


def _place(given: Field) -> tuple[int, int]:
    """Where an argument is written; one that begins in a variable, where that is defined."""
    first = next((piece for piece in given.pieces if piece.text.strip()), None)
    if first is None or given.start <= first.start < given.end:
        return given.start, given.end
    together = [p.end for p in given.pieces if first.end <= p.end <= first.end + len(p.text)]
    return first.start, max([first.end, *together])


def unknown_at(text: Text, given: Field) -> Value:
    return Value("unknown", None, "", text.lines_of(given.start, given.end))


def settings_of(tool: Tool, options: Options, text: Text) -> dict[str, Value]:
    """Every setting that the command's data names; what may be given unseen is unknown."""
    settings = {}
    for name, rule in tool.settings.items():
        value = _setting(rule, options, text)
        is_absent = not value.is_written
        settings[name] = UNKNOWN if is_absent and options.has_unknown else value
    return settings


def _setting(rule: SettingRule, options: Options, text: Text) -> Value:
    given = options.last(*rule.value, *rule.enable, *rule.disable, *rule.says)
    if given is None:
        return _default(rule.default)
    if given.name in rule.enable:
        return value_at(text, _spelled(given), True)
    if given.name in rule.disable:
        spelled = _spelled(given)
        return Value("off", None, spelled.text, text.lines_of(spelled.start, spelled.end))
    if given.name in rule.says:
        return value_at(text, _spelled(given), rule.says[given.name], given.argument.text)
    return _value(rule, given, text)


def _default(default: object) -> Value:
    if default == "unknown":
        return UNKNOWN
    return OFF if default is None else known(default)


def _value(rule: SettingRule, given: Given, text: Text) -> Value:
    value = given.value
    if value is None or not value.is_known:
        return unknown_at(text, given.argument)
    number = _number(value.text)
    if value.text.lower() in rule.never or (rule.never and number == 0):
        return Value("off", None, value.text, text.lines_of(value.start, value.end))
    if number == 0 and rule.default is None:  # curl: 0 is no limit
        return Value("off", None, value.text, text.lines_of(value.start, value.end))
    return value_at(text, value, value.text if number is None else number, value.text)


def _number(text: str) -> float | int | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def _spelled(given: Given) -> Field:
    """The option itself, as it stands."""
    place = given.argument.place(given.first, given.last)
    start, end = place or (given.argument.start, given.argument.end)
    piece = type(given.argument.pieces[0])(
        given.argument.text[given.first : given.last], start, end
    )
    return Field([piece], start, end)


def keyed(names: Iterable[str], text: str) -> Iterator[str]:
    """Those names of an idempotency key that occur as a field of a body."""
    wanted = set(names)
    for match in _FIELD.finditer(text):
        if match[1].lower() in wanted:
            yield match[1]


def body_fields(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of the values of a JSON or form body, as far as its form is plain."""
    if re.match(r"\s*[\[{]", text):
        for match in re.finditer(r'"([\w.-]+)"\s*:\s*"((?:[^"\\]|\\.)*)"', text):
            yield match[1], match.start(2), match.end(2)
        return
    for match in re.finditer(r"(?:^|&)([\w.\[\]-]+)=([^&]*)", text):
        yield match[1], match.start(2), match.end(2)


def effect_of(method: str) -> Effect:
    return EFFECTS.get(method, "write") if method else "any"


def is_hole(text: str) -> bool:
    return text.startswith(HOLE)


__all__ = ["EFFECTS", "Asked", "Request", "effect_of", "settings_of", "value_at"]
