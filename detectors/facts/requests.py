"""Calls that leave the process: through what, how often, and what comes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from detectors.facts.code import Context
from detectors.facts.fact import Fact
from detectors.facts.values import UNKNOWN, Value
from detectors.places import Lines

if TYPE_CHECKING:
    from detectors.facts.tokens import Again


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
    blind: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `is_blind`."""
    refusals: Callable[[], list[Request]] = field(default=list, repr=False)
    """Works out `refused`."""
    losses: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `repeats_what_was_done`."""
    haste: Callable[[], Lines | None] = field(default=lambda: None, repr=False)
    """Works out `hasty`."""
    unseen: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `may_be_refused`."""
    names_base: bool = False
    """It names the error from which all others of a library come: `exceptions=(mysql.connector.Error,)`."""
    is_probe: bool = False
    """It waits for something to come up or to be ready; what it repeats has not failed."""
    is_led: bool = False
    """A person is asked in it, whose answer decides what the next attempt is, and whether there is one."""
    counts_seconds: bool = False
    """It counts how long it has waited, and not its attempts: `waited += 5` beside `sleep(5)`, `while time.time() < deadline`."""
    requests: list[Request] = field(default_factory=list)
    """What it repeats, as far as the file shows."""
    context: Context | None = None

    @cached_property
    def is_blind(self) -> bool:
        """It repeats whatever it covers: nothing around it looks at the failure, or at the status, or asks for something else."""
        return self.blind()

    @cached_property
    def refused(self) -> list[Request]:
        """The requests that the next attempt makes again as they were, whatever they are refused for."""
        return self.refusals()

    @cached_property
    def repeats_what_was_done(self) -> bool:
        """It surely asks again after an answer that was lost, or an error of a gateway: the server may have done it."""
        return self.losses()

    @cached_property
    def may_be_refused(self) -> bool:
        """What it repeats, itself or in the function that it decorates, the file does not hold, and each failure comes out of there."""
        return self.unseen()

    @cached_property
    def hasty(self) -> Lines | None:
        """What leads to the next attempt at once, though there is a wait after other failures."""
        return self.haste()


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
    is_for_a_run: bool = False
    """It is made in a function, and no name outside of that keeps it."""
    remakes: Callable[[], Again | None] = field(default=lambda: None, repr=False)
    """Works out `remade`."""

    @cached_property
    def remade(self) -> Again | None:
        """What makes it anew, of the same and for itself alone, for each piece of work; None where it is kept, or that cannot be told."""
        return self.remakes()


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
    raised: Lines | None = None
    """Where the source makes an exception of an error status, in the same function and `try` as the request."""
    executed: Lines | None = None
    """Where the body, or the file that it is kept in, is run as code; None where that cannot be seen."""
    is_kept: bool = False
    """It is written to a file first, so that something may look at it before it is run."""
    is_newest: bool = False
    """Its address is that of whatever release is the newest on the day."""
    proof: Lines | None = None
    """Where something of the source that runs it compares a checksum or a signature, of this or of something else."""
    is_last: bool = False
    """Nothing but a line in a log comes after it in the `try` around it and in its function."""
    is_believed: bool = False
    """Nothing of it is looked at, and its function then says that it is so."""
    only_success: Lines | None = None
    """The branch for a success that is all that comes of it: after a refusal nothing happens, and nothing is said."""
    is_of_a_later_branch: bool = False
    """A request of another branch above it gives its answer the same name, and all that is done with it is done for both."""
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
    is_after_failure: bool = False
    """It stands in the clause of something that has failed."""

    posted: Callable[[], list[tuple[Lines, str]]] = field(default=list, repr=False)
    """Works out `posts`."""

    @cached_property
    def posts(self) -> list[tuple[Lines, str]]:
        """The calls by which the file has it post, where its function is told the method, and their paths; empty for what cannot be seen of one."""
        return self.posted()

    names_fields: Callable[[], frozenset[str]] = field(default=frozenset, repr=False)
    """Works out `fields`."""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of what its body holds, as far as they can be seen."""
        return self.names_fields()

    chooses: Callable[[], Sequence[tuple[str, Lines]]] = field(default=tuple, repr=False)
    """Works out `alternatives`."""

    @cached_property
    def alternatives(self) -> Sequence[tuple[str, Lines]]:
        """The addresses of which it asks one or another, each with where it stands; empty where it is one, or none can be seen."""
        return self.chooses()

    walks: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `is_walked`."""

    @cached_property
    def is_walked(self) -> bool:
        """What is around it speaks of further pages."""
        return self.walks()

    whole: Callable[[], frozenset[str]] = field(default=frozenset, repr=False)
    """Works out `whole_keys`."""

    @cached_property
    def whole_keys(self) -> frozenset[str]:
        """What of its answer is gone through, counted or handed back as if it were all there is: keys of the body, empty for the body itself."""
        return self.whole()

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
class Relayed(Request):
    """A call of a helper of the source that sends a request for it, with what the call gives."""

    is_far: bool = False
    """The helper hands it on to another one."""
