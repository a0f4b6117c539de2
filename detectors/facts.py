"""What readers see in a source, in terms that no longer depend on its language.

A reader lowers one language to these facts; a risk judges facts.
A `curl` command, `requests.post(...)` and `client.messages.create(...)` are all a `Request`.

Lines are physical lines of the source, counted from 1, both ends included.
Columns are counted from 1 in characters; an end column is the one after the last character.
Times are in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple

HOLE = "\ufffc"
"""Stands in a known text for a part that cannot be seen: `f"http://{host}/v1"` is "http://\ufffc/v1"."""


class Lines(NamedTuple):
    """A range of source lines, counted from 1, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def through(self, other: Lines) -> Lines:
        """The smallest range that holds both."""
        return Lines(min(self.first, other.first), max(self.last, other.last))

    def holds(self, other: Lines) -> bool:
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Lines) -> bool:
        return self.first <= other.last and other.first <= self.last


class Edit(NamedTuple):
    """Put `text` where `source[start:end]` was (offsets in characters)."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]
Write = Callable[[str, object], Edits | None]
"""`write(setting, value)` spells the setting in the source's language; None takes it out.

It returns None where the setting cannot be written here.
"""


def cannot_write(setting: str, value: object) -> None:
    """The `write` of a fact that this reader cannot edit."""


@dataclass(frozen=True, slots=True)
class Value:
    """What can be known of a setting: a value, off, or nothing.

    `off` says that the thing is absent or switched off, by what is written or by the client's default.
    An unknown value never becomes a finding and never a clearance.
    """

    state: Literal["known", "off", "unknown"]
    value: Any = None
    text: str = ""
    """As written; empty for a client's default."""
    lines: Lines | None = None
    """Where the value itself is written: a constant's definition; None for a client's default."""
    columns: tuple[int, int] | None = None

    @property
    def is_known(self) -> bool:
        return self.state == "known"

    @property
    def is_off(self) -> bool:
        return self.state == "off"

    @property
    def is_unknown(self) -> bool:
        return self.state == "unknown"

    @property
    def is_written(self) -> bool:
        """Somebody wrote it, so it is not a client's default."""
        return self.lines is not None

    @property
    def number(self) -> float | None:
        """The value, if it is a number."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return float(self.value) if self.is_known and is_number else None

    @property
    def string(self) -> str | None:
        """The value, if it is text; parts that cannot be seen are `HOLE`."""
        return self.value if self.is_known and isinstance(self.value, str) else None

    def __str__(self) -> str:
        return self.text or str(self.value) if self.is_known else self.state


def known(value: Any, text: str = "", lines: Lines | None = None) -> Value:
    return Value("known", value, text, lines)


def off(text: str = "", lines: Lines | None = None) -> Value:
    return Value("off", None, text, lines)


UNKNOWN = Value("unknown")
OFF = Value("off")


@dataclass(frozen=True)
class File:
    """The source that facts come from, and what was said about it."""

    name: str = ""
    """Path as given, with `/`; empty for a snippet without one."""
    language: str = ""
    format: str = ""
    """What a config file is, where that can be told: kubernetes, compose, github-workflow, nginx ..."""
    scenario: Mapping[str, Any] = field(default_factory=dict)
    """Facts of the scenario (catalogue vocabulary, see docs/scenario.md); empty in lint."""
    pins: Mapping[str, str] = field(default_factory=dict)
    """Package -> version, where the source itself shows one."""

    @property
    def is_for_development(self) -> bool:
        """The name or the scenario says that this never runs in production."""
        if environment := self.scenario.get("environment"):
            return environment in {"development", "test"}
        if self.name.endswith(".dist"):
            return True
        words = set(
            PurePosixPath(self.name.lower())
            .as_posix()
            .replace("-", "/")
            .replace("_", "/")
            .replace(".", "/")
            .split("/")
        )
        return bool(
            words
            & {
                "test",
                "tests",
                "testing",
                "dev",
                "develop",
                "devtools",
                "devcontainer",
                "tilt",
                "development",
                "example",
                "examples",
                "local",
                "conftest",
                "fixtures",
                "sample",
                "samples",
                "demo",
            }
        )


@dataclass(kw_only=True, eq=False)
class Fact:
    """Something a reader saw, with the places at which a learner may point at it."""

    file: File
    lines: Lines
    """The primary place: the call expression, the command, the entry (catalogue 5.2)."""
    columns: tuple[int, int] = (1, 1)
    """Column of the first character on the first line, and the one after the last on the last line."""
    statement: Lines | None = None
    """The smallest whole statement, command or entry around it."""
    span: Lines | None = None
    """The enclosing statement or block in which a flag still counts for half."""
    anchors: Sequence[Lines] = ()
    """Further places where a flag is right: the client's constructor, a loop header, a decorator."""
    group: str = ""
    """What is cured together has one group (catalogue 5.4); unique per fact if empty."""
    write: Write = cannot_write
    node: Any = None
    """The syntax node, for the rare rule that needs it."""


@dataclass(kw_only=True, eq=False)
class Function(Fact):
    """The function around a fact."""

    name: str
    is_async: bool = False
    runs_in_thread: bool = False
    """It is handed to a thread or an executor, or the framework does so (plain `def` route)."""
    coroutines: Sequence[Lines] = ()
    """The coroutines of the same file that call it directly."""
    coroutine_calls: Sequence[Lines] = ()
    """Where they do."""
    shares_its_loop: bool = False
    """The file shows that others are in the event loop in which it runs: it is a handler, or runs beside others."""
    is_called_in_file: bool = False
    handler: Handler | None = None
    takes: frozenset[str] = frozenset()
    """Names of its parameters."""

    @property
    def called_from_async(self) -> bool:
        return bool(self.coroutines)


@dataclass(kw_only=True, eq=False)
class Handler(Fact):
    """A function that something outside calls: a route, a Lambda, a queue consumer, a task."""

    kind: Literal["route", "webhook", "lambda", "consumer", "task", "scheduled", "cli"]
    framework: str = ""
    is_async: bool = False
    trusts: Lines | None = None
    """Where a webhook first does something with what it was sent, and nothing in the file may ask who sent it;
    None where something may, or that cannot be told."""
    checks: Lines | None = None
    """Where a webhook calls what proves who sent it."""
    redelivers: Value = UNKNOWN
    """Known True where the trigger is at-least-once: a queue, a webhook, a task with acks_late."""


@dataclass(kw_only=True, eq=False)
class Loop(Fact):
    """A loop; `lines` runs from its header through its body."""

    kind: Literal["for", "while", "until", "comprehension", "xargs", "parallel"]
    role: Literal["items", "attempts", "pages", "polling", "consumer", "failover", "unknown"]
    header: Lines
    count: Value = UNKNOWN
    """How many turns, where the source tells; off for a loop that only `break` ends."""
    is_concurrent: bool = False
    is_paced: bool = False
    """Each turn waits on purpose."""
    is_batched: bool = False
    """Each turn takes many items at once: `range(0, len(ids), 100)`, `for batch in ...`."""
    is_lazy: bool = False
    """It yields each answer as it is, so whoever takes it decides when the next call is made."""
    is_listed: bool = False
    """Nothing says that there may be many of what it goes over, or there are few, as of versions; how many may be out of sight."""
    is_for_a_person: bool = False
    """It stands in a program that reads what a person types: options of a command, or answers."""
    requests: list[Request] = field(default_factory=list)


@dataclass(kw_only=True, eq=False)
class Wait(Fact):
    """Time spent doing nothing, or in a call that holds the thread and is not a request."""

    name: str
    """`time.sleep`, `subprocess.run`, `sleep`, `input` ..."""
    kind: Literal["sleep", "process", "input", "join", "queue", "lock", "gather", "pool"]
    seconds: Value = UNKNOWN
    is_async: bool = False
    """It gives the event loop back while it waits."""
    context: Context


@dataclass(kw_only=True, eq=False)
class Catch(Fact):
    """An except clause, `|| true`, `set +e`."""

    catches: tuple[str, ...]
    """Qualified names of exceptions; empty for everything."""
    outcome: Literal["raises", "returns", "continues", "passes", "exits", "logs", "unknown"]


@dataclass(kw_only=True, eq=False)
class Retry(Fact):
    """Whatever repeats a request: a loop, a decorator, an adapter, an option, a client's own default."""

    kind: Literal["loop", "decorator", "policy", "option", "default", "recursion"]
    name: str
    """`tenacity.retry`, `urllib3.util.Retry`, `while True`, `--retry` ..."""
    attempts: Value = UNKNOWN
    """Requests in all; off: no limit."""
    deadline: Value = UNKNOWN
    """Seconds for all attempts together; off: no limit."""
    backoff: Literal["none", "constant", "linear", "exponential", "retry-after", "unknown"] = (
        "unknown"
    )
    jitter: bool | None = None
    """None where it cannot be known."""
    first_wait: Value = UNKNOWN
    covers: frozenset[str] | None = None
    """Kinds of failure repeated; None: cannot be known.

    connect, timeout, drop, 429, 5xx, 4xx, conflict, not yet, answer (what was answered is of no use), any.
    """
    methods: frozenset[str] | None = None
    """HTTP methods repeated; None: all of them."""
    is_probe: bool = False
    """It waits for something to come up or to be ready; what it repeats has not failed."""
    requests: list[Request] = field(default_factory=list)
    """What it repeats, as far as the file shows."""
    context: Context | None = None


@dataclass(kw_only=True, eq=False)
class Context:
    """What is around a request or a wait."""

    function: Function | None = None
    loops: Sequence[Loop] = ()
    """Innermost first; loops around a call of the enclosing helper come after the helper's own."""
    catches: Sequence[Catch] = ()
    """The except clauses of the try blocks around it, innermost first."""
    site_catches: Sequence[Catch] = ()
    """The except clauses around the calls of the enclosing helper in the same file."""
    deadline: Value = OFF
    """A limit from outside: `asyncio.timeout`, `wait_for`, `timeout 30 curl`, a job's timeout."""
    is_async: bool = False
    """It runs in a coroutine, so what blocks here blocks the event loop."""
    runs_in_thread: bool = False
    is_module_level: bool = False
    call_sites: Sequence[Lines] = ()
    """Where the enclosing helper is called in the same file."""

    @property
    def handler(self) -> Handler | None:
        return self.function.handler if self.function else None

    def loop(self, role: str) -> Loop | None:
        """The innermost loop with this role."""
        return next((loop for loop in self.loops if loop.role == role), None)


@dataclass(kw_only=True, eq=False)
class Client:
    """What a request is made through: a module, a session, an SDK client, a command."""

    library: str
    """Its id in `detectors/clients`: requests, httpx, boto3, curl ..."""
    title: str = ""
    name: str = ""
    """As the source calls it: `session`, `requests`, `self.client`."""
    lines: Lines | None = None
    """Where it is constructed; None for a module's functions and for parameters."""
    is_visible: bool = True
    """Its construction can be seen, so what it was not told is at the default; a parameter's cannot."""
    group: str = ""
    """Requests through the same client share it."""


@dataclass(kw_only=True, eq=False)
class Response:
    """What the source does with the answer to a request."""

    errors: Literal["raise", "checked", "unchecked", "unknown"]
    """Who notices an error status: the client raises, the source checks it, nobody, or out of sight."""
    use: Literal["body", "shown", "status", "returned", "discarded", "passed-on", "unknown"] = (
        "unknown"
    )
    lines: Lines | None = None
    """Where the body is used or the status is checked."""
    is_told: bool = False
    """The client fails on an error status; whether anything comes of that is for the code around it."""


@dataclass(kw_only=True, eq=False)
class Request(Fact):
    """A call that leaves the process: a function call, an SDK method, a curl command."""

    name: str
    """As a reader of the source would say it: `requests.post`, `client.messages.create`, `curl`."""
    client: Client
    effect: Literal[
        "read",
        "write",
        "send",
        "charge",
        "create",
        "publish",
        "consume",
        "connect",
        "query",
        "delete",
        "any",
    ]
    method: str = ""
    """The HTTP verb, upper case; empty where there is none or it cannot be known."""
    is_async: bool = False
    settings: Mapping[str, Value] = field(default_factory=dict)
    """In force for this request, whether written at the call, at the client or by default.

    timeout, connect_timeout, verify, url, host, tls (known "required", known "optional", off),
    tls_context, ssl, sslmode, idempotency_key, max_time ... as the client's data names them.
    """
    query: Mapping[str, Value] = field(default_factory=dict)
    """Parameters of the URL that are given apart from it, by name; of an unknown value its text is known."""
    retries: list[Retry] = field(default_factory=list)
    """Every layer that repeats it: the client's own, the adapter's, a decorator, a loop."""
    may_retry_unseen: bool = False
    """Something that cannot be seen may repeat it: a client that arrives as a parameter, an unknown decorator."""
    response: Response = field(default_factory=lambda: Response(errors="unknown"))
    context: Context = field(default_factory=Context)
    conditions: Sequence[str] = ()
    """The tests under which it, or its client, is made, as written, innermost first: `not verify`."""
    fresh_key: Lines | None = None
    """Where its idempotency key is made at random, from the clock or from the number of the attempt; None where it is not."""
    is_ping: bool = False
    """It only asks whether anybody answers: it reads no more than the status, and carries nothing of its own."""

    def setting(self, name: str) -> Value:
        """The value in force; unknown where the client's data says nothing."""
        return self.settings.get(name, UNKNOWN)

    @property
    def is_idempotent(self) -> bool:
        """By its definition it may be repeated: a read, or an idempotent HTTP method."""
        if self.method:
            return self.method in {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}
        return self.effect in {"read", "consume", "connect", "query", "delete"}


@dataclass(kw_only=True, eq=False)
class Block(Fact):
    """A named block of configuration: a container, a server block, a job, a resource, a section.

    `lines` is its header (catalogue 5.2, rule 4), `body` every line of it.
    """

    kind: str
    """kubernetes:Deployment, kubernetes:container, compose:service, github:job, github:step,
    nginx:server, nginx:location, terraform:resource, haproxy:backend, ini:section, mapping ..."""
    name: str
    labels: tuple[str, ...] = ()
    """nginx's arguments, Terraform's labels, a resource's name."""
    body: Lines
    is_complete: bool = True
    """All that it holds can be seen; a template, an include or a broken line may add what cannot."""
    settings: list[Setting] = field(default_factory=list)
    """Its own direct settings and those of unnamed mappings below it, in order."""
    blocks: list[Block] = field(default_factory=list)
    parent: Block | None = None
    peers: list[Block] = field(default_factory=list, repr=False)
    """The outermost blocks of its source, itself or the one around it among them."""

    def get(self, *path: str) -> Setting | None:
        """The last setting whose path ends so (`get("limits", "memory")`), the least nested first."""
        own = [s for s in self.settings if s.path[-len(path) :] == path]
        return min(reversed(own), key=lambda s: len(s.path), default=None)

    def within(self, kind: str) -> Block | None:
        """The nearest block of this kind around it, itself included."""
        block: Block | None = self
        while block and block.kind != kind:
            block = block.parent
        return block

    def walk(self) -> list[Block]:
        """Itself and every block below it."""
        return [self, *(inner for block in self.blocks for inner in block.walk())]


@dataclass(kw_only=True, eq=False)
class Setting(Fact):
    """A named value that is written in the source.

    A config entry, a Python constant, keyword or dict entry, a shell assignment, an HTTP header.
    A text without a name that matters by its form (a URL, a key) is one with an empty name.
    """

    name: str
    """Its last name as written: `sslmode`, `API_KEY`, `Authorization`, `proxy_ssl_verify`."""
    path: tuple[str, ...]
    """From the top of the file or block: ("spec", "template", ..., "image")."""
    value: Value
    role: Literal["entry", "constant", "variable", "keyword", "argument", "header", "literal"] = (
        "entry"
    )
    block: Block | None = None
    context: Context | None = None
    uses: Sequence[Lines] = ()
    """Where the same file uses it: YAML aliases, a constant's readers."""
    beside: Sequence[Setting] = field(default=(), repr=False)
    """What stands with it where no block does: outside of every block of a config file, in a dictionary
    or the keywords of a call; itself among them.
    """
    conditions: Sequence[str] = ()
    """The tests under which it is written, as written, innermost first: `not verify`."""


@dataclass(kw_only=True, eq=False)
class Process(Fact):
    """A program that a script, an image or a service starts, without what wraps it (`sudo`, `exec`, `timeout`)."""

    name: str
    """The program without its folder: `uvicorn`."""
    words: tuple[str, ...] = ()
    """Its arguments; `HOLE` for what cannot be seen."""


Origin = Literal["mac", "hash", "request", "parameter", "literal", "call", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two values that are compared, followed back through what leaves a value as it is."""

    text: str
    """As written."""
    names: frozenset[str] = frozenset()
    """What it goes by on its way here: variables, attributes, keys, variables of the environment, helpers."""
    origins: frozenset[Origin] = frozenset()
    """mac: a hash with a key, computed here; request: a header, field or cookie of who calls; literal: spelled
    here; call: of a helper that cannot be seen."""
    hashed: frozenset[str] = frozenset()
    """Names that the input of a plain hash goes by."""


@dataclass(kw_only=True, eq=False)
class Comparison(Fact):
    """Two values that are compared: `given != expected`, `hmac.compare_digest(given, expected)`."""

    operator: Literal["==", "!=", "constant-time"]
    left: Side
    right: Side
    is_asserted: bool = False
    """It stands in an `assert`."""
    context: Context


AnyFact = Request | Retry | Handler | Loop | Wait | Catch | Setting | Block | Process | Comparison
