"""What a client's data says, as typed, frozen objects: names, calls, objects, settings, retries.

Names are dotted paths as a resolver sees them: `requests.get`, `requests.Session().post` (a method on
what the call makes), `boto3.client('sns').publish` (a factory with a literal).
In patterns `{a,b}` lists alternatives, `*` stands for any part of one segment, `**` for one or more segments,
and `()` for a call with any arguments.
Times are in seconds. `docs/clients.md` explains the data's schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from detectors.facts import OFF, UNKNOWN, Value, known
from detectors.vocabulary.releases import lets_in

if TYPE_CHECKING:
    from detectors.clients.partials import Partial

Effect = Literal[
    "read", "write", "send", "charge", "create", "publish", "consume", "connect", "query", "delete",
    "any",
]  # fmt: skip
IO = Literal["sync", "async"]
Verified = Literal["introspected", "ran", "read", "general-knowledge"]

EFFECTS_OF_METHODS: Mapping[str, Effect] = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "TRACE": "read",
    "DELETE": "delete",
    "POST": "write",
    "PUT": "write",
    "PATCH": "write",
}


@dataclass(frozen=True)
class Pattern:
    """Names that data speaks of; `names` lists them where they can be listed."""

    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name it stands for; empty if it has a wildcard or a call with any arguments."""
        return () if "*" in self.text else tuple(_expand(self.text))

    @cached_property
    def beginning(self) -> str:
        """What all of its names begin with."""
        return re.split(r"[{*(]", self.text, maxsplit=1)[0]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile("|".join(_regex(text) for text in _expand(self.text)))

    def matches(self, name: str) -> bool:
        """Whether it stands for this name, literals in its calls included."""
        if name in self.names:
            return True
        if not name.startswith(self.beginning) or (self.names and not _has_literal(name)):
            return False
        return self.regex.fullmatch(name) is not None

    def __str__(self) -> str:
        return self.text


def _expand(text: str) -> Iterable[str]:
    """`a.{b,c}` -> `a.b`, `a.c`."""
    parts = [
        part[1:-1].split(",") if part.startswith("{") else [part]
        for part in re.split(r"(\{[^}]*\})", text)
    ]
    return ("".join(choice) for choice in product(*parts))


def _regex(text: str) -> str:
    pieces = re.split(r"(\*\*|\*|\(\))", text)
    table = {
        "**": r"[^.()]+(?:\([^)]*\))?(?:\.[^.()]+(?:\([^)]*\))?)*",
        "*": r"[^.()]*",
        "()": r"\([^)]*\)",
    }
    return "".join(table.get(piece) or re.escape(piece) for piece in pieces)


_GIVEN = re.compile(r"\([^)]+\)")


def _has_literal(name: str) -> bool:
    return "('" in name or '("' in name


def bare(name: str) -> str:
    """The name without the literals in its calls: `boto3.client('sns')` -> `boto3.client()`."""
    return _GIVEN.sub("()", name) if _has_literal(name) else name


@dataclass(frozen=True, slots=True)
class Argument:
    """Where a call takes something: at a position (from 0, without self), by a keyword, or both."""

    position: int | None = None
    keyword: str = ""

    def __str__(self) -> str:
        return self.keyword or f"argument {self.position}"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """How we know."""

    source: str = ""
    """Package, version and symbol."""
    verified: tuple[Verified, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place where a setting can be written, and how to read what stands there."""

    of: tuple[Pattern, ...] = ()
    """The callable, object or module it is written at; empty: the call itself, or the object's constructor.

    With an argument it is a callable: a constructor, a factory, a method called on the same object.
    With `attribute` it is an object (`requests.Session()`) or a module (`stripe`).
    """
    argument: Argument | None = None
    attribute: str = ""
    """Assigned on the object or module."""
    entry: tuple[str, ...] = ()
    """Keys inside the mapping that stands there, outermost first."""
    header: str = ""
    """The entry of this name (whatever its case) of the headers that stand there."""
    query: str = ""
    """The parameter of this name in the URL's query or the key-value text that stands there."""
    part: Literal["", "scheme", "host", "port"] = ""
    """This part of the URL that stands there."""
    item: int | None = None
    """If a tuple stands there: its element; anything else is read as it is."""
    called: Value | None = None
    """What it means that `of` is called at all."""
    absent: Value | None = None
    """What it means that `of` is called and the argument is not given; None: the next place counts."""
    off_when: tuple[Any, ...] = ()
    """Literals that switch it off."""
    means: tuple[tuple[Any, Value], ...] = ()
    """Literal, or dotted name (`ssl.CERT_NONE`) -> what it means."""
    otherwise: Value | None = None
    """What every other known value means; None: the value itself."""
    reads: Literal["", "statuses", "methods", "exceptions", "presence"] = ""
    """How a list is read: HTTP statuses or exceptions -> kinds of failure; presence: see `present`."""
    adds: bool = False
    """What stands there comes on top of the default, it does not replace it."""
    plus: float = 0
    """Added to a number: retries + 1 are attempts."""
    times: float = 1
    """A number is multiplied by this: 0.001 for milliseconds."""
    carrier: bool = False
    """Only an object that gives the setting counts here; a literal says nothing, and the next place counts."""
    next_if_off: bool = False
    """Off is not the last word here: the next place counts (another limit that may be set)."""
    has_effect: bool = True
    """False: it can be written there, and the client ignores it."""

    def read(self, literal: Any) -> Value:
        """What a literal means here; the dotted name of a constant is read by `read_name`."""
        if self.query and isinstance(literal, str) and _NUMBER.fullmatch(literal):
            literal = float(literal)
        for value, meaning in self.means:
            if _same(value, literal):
                return meaning
        if any(_same(value, literal) for value in self.off_when):
            return OFF
        if self.otherwise is not None:
            return self.otherwise
        if isinstance(literal, bool):
            return known(True) if literal else OFF
        if isinstance(literal, int | float):
            return known(literal * self.times + self.plus)
        return known(literal)

    def present(self) -> Value:
        """What it means, where `reads` is presence, that something other than None stands here."""
        return self.read(True)

    def read_name(self, name: str) -> Value:
        """What the constant or function of this dotted name means here."""
        return next((meaning for value, meaning in self.means if value == name), UNKNOWN)


_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def _same(one: Any, other: Any) -> bool:
    return bool(type(one) is type(other) and one == other) or (
        isinstance(one, float | int)
        and isinstance(other, float | int)
        and not isinstance(one, bool)
        and not isinstance(other, bool)
        and one == other
    )


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Which calls something holds for; nothing said: all."""

    groups: frozenset[str] = frozenset()
    names: tuple[Pattern, ...] = ()
    made_by: tuple[Pattern, ...] = ()
    """Only for clients that one of these callables made."""

    def holds(self, group: str, name: str, made_by: str = "") -> bool:
        """For a call of this group and name, on an object that `made_by` (a callable's name) made."""
        if self.made_by and not any(p.matches(made_by) for p in self.made_by):
            return False
        if not self.groups and not self.names:
            return True
        return group in self.groups or any(p.matches(name) for p in self.names)


@dataclass(frozen=True, kw_only=True)
class Setting(Origin):
    """A setting in our vocabulary: where it can be written, in order of precedence, and its default."""

    name: str
    places: tuple[Place, ...] = ()
    default: Value = UNKNOWN
    before: tuple[tuple[str, Value], ...] = ()
    """Version -> the default of the releases below it, oldest first."""
    condition: Condition = Condition()

    def default_in(self, asked: str) -> Value:
        """The default of the newest release that a requirement lets in; of the one that the data was taken from if it is empty."""
        for limit, value in self.before:
            if not lets_in(asked, limit):
                return value
        return self.default


@dataclass(frozen=True, kw_only=True)
class Policy(Origin):
    """How requests are repeated: every field is a setting with places and a default.

    attempts: requests in all, off: no limit; deadline: seconds for all of them, off: no limit;
    backoff: none, constant, linear, exponential, retry-after; jitter: known True or off; first_wait: seconds;
    covers: kinds of failure (connect, timeout, drop, 429, 5xx, 4xx, any); methods: HTTP methods, off: all.
    An object with a policy that stands where `attempts` is written replaces the whole policy.
    """

    id: str
    fields: Mapping[str, Setting]
    condition: Condition = Condition()

    def __getitem__(self, field: str) -> Setting:
        return self.fields[field]


POLICY_FIELDS = ("attempts", "deadline", "backoff", "jitter", "first_wait", "covers", "methods")


@dataclass(frozen=True, kw_only=True)
class Call(Origin):
    """Callables that leave the process."""

    id: str
    names: tuple[Pattern, ...]
    besides: tuple[Pattern, ...] = ()
    """Names that the patterns match and that are no requests."""
    io: IO
    effect: Effect
    method: str = ""
    """HTTP verb, upper case; `name`: the last segment of the call's name; empty: none, or the argument's."""
    arguments: Mapping[str, tuple[Argument, ...]] = field(default_factory=dict)
    """Role -> where it stands: url, method, host, body, headers, params, sql ..."""
    only_with: tuple[Argument, ...] = ()
    """It is a request only if one of these is given: `smtplib.SMTP()` without a host connects nowhere."""
    returns: str = ""
    """The object that is its (awaited, entered) result."""
    answered_by: tuple[Pattern, ...] = ()
    """Methods on the same object that fetch the answer: `getresponse`."""
    connection: Literal["", "per-call", "pooled", "persistent"] = ""

    def method_of(self, name: str) -> str:
        """The HTTP verb of the call with this name; empty where an argument tells it or there is none."""
        return name.rpartition(".")[2].upper() if self.method == "name" else self.method

    def effect_of(self, method: str) -> Effect:
        """The effect with this HTTP verb: where the data leaves it open, the verb decides."""
        return EFFECTS_OF_METHODS.get(method, self.effect) if self.effect == "any" else self.effect


@dataclass(frozen=True, kw_only=True)
class Object(Origin):
    """What a constructor or factory makes; its name ends in `()`."""

    name: str
    kind: Literal["client", "options", "policy", "response", "term"]
    """client: requests go through it; options: it carries settings; policy: it says how to repeat;
    response: a call's answer; term: part of a policy (`stop_after_attempt(5)`)."""
    gives: Mapping[str, Setting] = field(default_factory=dict)
    """Settings that it carries to where it is given; places without `of` are its constructor's."""
    retry: Policy | None = None
    repeats: frozenset[Literal["decorator", "iterator", "caller"]] = frozenset()
    """How a policy is used: `@retry`, `for attempt in Retrying()`, `Retrying()(function)`."""
    combines: Literal["", "any", "all", "sum"] = ""
    """Its arguments are terms: any (the first limit ends it), all (the last), sum (waits add up)."""
    checks: frozenset[str] = frozenset()
    """Attributes and methods of a response that look at its status."""
    raising: frozenset[str] = frozenset()
    """Methods of a response that raise on an error status."""
    usual: re.Pattern[str] | None = None
    """What projects call their own functions, parameters and variables that hand such a client on."""
    body: frozenset[str] = frozenset()
    """Attributes and methods of a response that use its body."""


@dataclass(frozen=True, kw_only=True)
class Wait(Origin):
    """Callables that hold the thread and are no requests."""

    id: str
    names: tuple[Pattern, ...]
    kind: Literal["sleep", "process", "input", "join", "job", "queue", "lock", "gather", "pool"]
    io: IO = "sync"
    seconds: tuple[Argument, ...] = ()
    """How long a sleep takes."""
    timeout: tuple[Argument, ...] = ()
    """The limit that can be given."""


@dataclass(frozen=True, kw_only=True)
class Handover(Origin):
    """Callables that run a function given to them elsewhere."""

    id: str
    names: tuple[Pattern, ...]
    function: tuple[Argument, ...]
    to: Literal["thread", "process", "task", "loop"]
    """task: concurrently on the same event loop; loop: from a thread back to the event loop."""


@dataclass(frozen=True, kw_only=True)
class Deadline(Origin):
    """Callables that bound what they are given, or the block that they open."""

    id: str
    names: tuple[Pattern, ...]
    seconds: tuple[Argument, ...]
    bounds: Literal["block", "argument"]
    argument: tuple[Argument, ...] = ()
    is_time_of_day: bool = False
    """It takes a moment of the loop's clock, not a number of seconds."""


@dataclass(frozen=True, kw_only=True)
class Trigger(Origin):
    """How code says that something outside calls a function of its own."""

    id: str
    kind: Literal["route", "webhook", "lambda", "consumer", "task", "scheduled", "cli"]
    framework: str
    decorators: tuple[Pattern, ...] = ()
    """The function is decorated with one of these."""
    registrars: tuple[Pattern, ...] = ()
    """The function is given to one of these, as `function`."""
    function: tuple[Argument, ...] = ()
    bases: tuple[Pattern, ...] = ()
    """Methods named in `methods` of classes with one of these bases."""
    methods: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    """Module-level functions with one of these names and `parameters` positional parameters."""
    parameters: int | None = None
    path: tuple[Argument, ...] = ()
    """The route's path, in the decorator or registrar."""
    plain_runs_in_thread: bool = False
    """The framework runs a plain `def` in a thread."""
    redelivers: Setting = Setting(name="redelivers")
    """Known True: at least once."""
    asks_for_key: Setting = Setting(name="asks_for_key", default=OFF)
    """Known True: the framework itself refuses whoever brings no key."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """Everything that one data file says."""

    id: str
    title: str
    package: Mapping[str, str]
    """Distribution -> the version that the facts were taken from; the first is the one a pin names."""
    modules: tuple[str, ...]
    """What a file imports to name it."""
    uses: tuple[str, ...] = ()
    """Ids of other data that belongs to it: urllib3 for requests' retries."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, Object] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    settings: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)
    retries: tuple[Policy, ...] = ()
    exceptions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Qualified exception -> the kinds of failure that it stands for."""
    waits: tuple[Wait, ...] = ()
    handovers: tuple[Handover, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    partials: tuple[Partial, ...] = ()
    factories: frozenset[str] = frozenset()
    """Last names of what the data tells apart by a literal: `client` of `boto3.client('sns')`."""

    def settings_of(self, call: Call, name: str, made_by: str = "") -> dict[str, Setting]:
        """The settings of the call with this name, on a client that `made_by` made."""
        chosen = {}
        for setting, variants in self.settings.items():
            for variant in variants:
                if variant.condition.holds(call.id, name, made_by):
                    chosen[setting] = variant
                    break
        return chosen

    def retry_of(self, call: Call, name: str, made_by: str = "") -> Policy | None:
        """What the client does by itself, and where it is configured."""
        held = (p for p in self.retries if p.condition.holds(call.id, name, made_by))
        return next(held, None)


@cache
def last_segments(pattern: Pattern) -> tuple[str, ...] | None:
    """The last segments of its names; None if they cannot be listed."""
    ends = [name.rpartition(".")[2] for name in _expand(pattern.text)]
    return None if any("*" in end for end in ends) else tuple(dict.fromkeys(ends))
