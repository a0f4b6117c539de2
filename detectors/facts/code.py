"""What runs around a request or a wait: functions, loops, handlers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from detectors.facts.fact import Fact, Neighbour
from detectors.facts.values import OFF, UNKNOWN, Value
from detectors.places import Lines

if TYPE_CHECKING:
    from detectors.facts.requests import Request, Retry


def _unseen() -> Value:
    return UNKNOWN


def _nothing() -> None:
    """A loop that asks for no change."""


@dataclass(kw_only=True, eq=False)
class Function(Fact):
    """The function around a fact."""

    name: str
    is_async: bool = False
    is_generator: bool = False
    may_run_beside: bool = False
    """A coroutine of which some call is not awaited where it stands."""
    runs_in_thread: bool = False
    """It is handed to a thread or an executor, or the framework does so (plain `def` route)."""
    coroutines: Sequence[Lines] = ()
    """The coroutines of the same file that call it, directly or through plain functions."""
    coroutine_calls: Sequence[Lines] = ()
    """Where they call it, or what calls it for them."""
    shares: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `shares_its_loop`, for which much of the file is looked through."""
    is_called_in_file: bool = False
    handler: Handler | None = None
    takes: frozenset[str] = frozenset()
    """Names of its parameters."""
    demands: frozenset[str] = frozenset()
    """Names of those without a default."""
    is_best_effort: bool = False
    """Its file says somewhere that what it does may fail without harm."""

    @cached_property
    def shares_its_loop(self) -> bool:
        """The file shows that others are in the event loop in which it runs: it is a handler, or runs beside others."""
        return self.shares()

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
    path: str = ""
    """Of a route its address as written; empty where that cannot be seen."""
    is_unlimited: Callable[[], bool] = field(default=bool, repr=False)
    """Works out whether the file shows all that runs before it, and nothing of that counts how often it is called."""
    is_unasked: Callable[[], bool] = field(default=bool, repr=False)
    """Works out whether the file shows all that runs before it, and nothing of that asks who calls it."""
    is_of_a_sender: bool = False
    """A service calls it to tell of an event: a webhook, or a route that reads what only those send."""
    checks: Lines | None = None
    """Where a webhook calls what proves who sent it."""
    unheeded: Lines | None = None
    """Where a webhook asks whether who sent it is proved, and does not look at the answer."""
    tells: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `answers_something`."""
    redelivers: Value = UNKNOWN
    """Known True where the trigger is at-least-once: a queue, a webhook, a task with acks_late."""

    @property
    def is_waited_for(self) -> bool:
        """Whoever has called it waits for its answer."""
        return self.kind in {"route", "webhook", "lambda"}

    @cached_property
    def answers_something(self) -> bool:
        """It may answer with more than that it has been called: with something that it has found out."""
        return self.tells()


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
    keeps_a_limit: bool = False
    """By the name of how long, or a comment beside it: for somebody's limit of requests."""
    is_a_way_out: bool = False
    """It stands in a clause for what has failed, so something else is tried first."""
    is_of_pages: bool = False
    """It stands in a program that takes the pages of a site apart."""
    is_fed: bool = False
    """Each turn waits for the next item of a queue within the program, and works on that."""
    is_batched: bool = False
    """Each turn takes many items at once: `range(0, len(ids), 100)`, `for batch in ...`."""
    is_lazy: bool = False
    """It yields each answer as it is, so whoever takes it decides when the next call is made."""
    is_listed: bool = False
    """Nothing says that there may be many of what it goes over, or there are few, as of versions; how many may be out of sight."""
    is_handed_in: bool = False
    """It goes over a list that its function is given as a whole, by callers out of sight."""
    is_for_a_person: bool = False
    """It stands in a program that reads what a person types: options of a command, or answers."""
    requests: list[Request] = field(default_factory=list)
    calls: list[Lines] = field(default_factory=list)
    """Where it calls what calls the helpers that make them, if it is that far from them."""
    grows: Callable[[], bool] = field(default=bool, repr=False)
    """Works out `gathers`."""
    bounds: Callable[[], Value] = field(default=_unseen, repr=False)
    """Works out `bound`."""
    idles: Callable[[], Value] = field(default=_unseen, repr=False)
    """Works out `idle_pause`."""
    polls: Callable[[], Retry | None] = field(default=_nothing, repr=False)
    """Works out `poll`."""
    opens_again: Callable[[], Retry | None] = field(default=_nothing, repr=False)
    """Works out `reconnects`."""

    @cached_property
    def gathers(self) -> bool:
        """Its turns fill something that is used when the last one is done."""
        return self.grows()

    @cached_property
    def bound(self) -> Value:
        """How many of its turns run at a time, if they overlap; off: all of them."""
        return self.bounds()

    @cached_property
    def idle_pause(self) -> Value:
        """Seconds between two turns that bring nothing, where no such turn ends it."""
        return self.idles()

    @cached_property
    def poll(self) -> Retry | None:
        """How it repeats its question where an answer ends it: how long apart, and until when; None for others."""
        return self.polls()

    @cached_property
    def reconnects(self) -> Retry | None:
        """How it opens a connection again that it keeps as long as it lasts; None for others."""
        return self.opens_again()


@dataclass(kw_only=True, eq=False)
class Wait(Fact):
    """Time spent doing nothing, or in a call that holds the thread and is not a request."""

    name: str
    """`time.sleep`, `subprocess.run`, `sleep`, `input` ..."""
    kind: Literal[
        "sleep",
        "process",
        "input",
        "join",
        "job",
        "queue",
        "lock",
        "gather",
        "pool",
        "call",
        "neighbour",
    ]
    """`job` is work that something else has been asked to do: a Celery task; `call` is what the file elsewhere hands
    to a thread; `neighbour` is a function of another file of the project."""
    through: Neighbour | None = None
    """Of a neighbour what holds its thread."""
    seconds: Value = UNKNOWN
    is_async: bool = False
    """It gives the event loop back while it waits."""
    is_after_failure: bool = False
    """It stands between an attempt that has failed and the next one."""
    is_out_of_a_loop: bool = False
    """No coroutine comes so far: what it calls has only been made there, and fails where it is awaited."""
    is_shown: bool = False
    """It stands in an example, which says that it blocks: that is what it shows."""
    command: str = ""
    """Of a process what it is started with, its words joined by blanks; `HOLE` for what cannot be seen."""
    context: Context


class Claim(NamedTuple):
    """What a program reports after it has caught a failure and kept nothing of it."""

    lines: Lines
    kind: Literal[
        "answer",
        "status",
        "plain",
        "empty",
        "exit",
        "end",
        "count",
        "log",
        "stale",
        "none",
        "same",
        "again",
        "left",
        "once",
        "nothing",
        "dropped",
    ]
    """A returned value, log line or counter that says that all went well; a status of success beside an error;
    an error without a status; what an answer without results looks like; an end of the program with 0, or of the function that is
    the whole command or does a piece of work; a name that holds what the turn before has found; None by falling off the end, where
    a value is returned otherwise; the value that is returned after a success as well; something that is created since it was
    not found; a block that is left as if nothing was raised in it; a decorator that waits for what is caught here; nothing is returned and nothing is said; an answer
    that says that it failed, which no caller looks at."""
    text: str = ""
    """As written."""
    is_logged: bool = False
    """The clause itself writes more than a line for debugging."""
    is_of_all: bool = False
    """The clause gives the answer of its function, whose work stands in the `try`."""
    is_of_work: bool = False
    """What is tried is called for what it does: it sends, runs or saves something."""


@dataclass(kw_only=True, eq=False)
class Catch(Fact):
    """An except clause, `|| true`, `set +e`."""

    catches: tuple[str, ...]
    """Qualified names of exceptions; empty for everything."""
    kinds: frozenset[str] = frozenset()
    """The kinds of failure among them, in the words of `Retry.covers`."""
    outcome: Literal["raises", "returns", "continues", "passes", "exits", "logs", "unknown"]
    returned: str = ""
    """What it gives instead, as written, if that is all that it does: `True` of `return True`, a script's `|| echo ok`."""
    is_final: bool = False
    """It writes to a log, passes or returns, and does nothing by which the failure goes on."""
    reports: Callable[[], Claim | None] = field(default=lambda: None, repr=False)
    """Works out `claim`, for which what follows is looked through."""
    around: Callable[[], Context | None] = field(default=lambda: None, repr=False)
    """Works out `context`."""
    drops: Callable[[], Lines | None] = field(default=lambda: None, repr=False)
    """Works out `dropped_from`."""

    @cached_property
    def dropped_from(self) -> Lines | None:
        """The loop over what a queue has handed to a Lambda, of which a message that fails is passed over here."""
        return self.drops()

    @cached_property
    def claim(self) -> Claim | None:
        """None where the failure is told or kept, and where that cannot be known."""
        return self.reports()

    @cached_property
    def context(self) -> Context | None:
        return self.around()

    @property
    def is_broad(self) -> bool:
        """It catches mistakes of the program, too."""
        return not self.catches or bool({"Exception", "BaseException"} & set(self.catches))


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
    """In another thread or process, where it holds up no event loop."""
    may_fail: bool = False
    """Whatever runs it is told to go on without it: `continue-on-error: true`."""
    is_module_level: bool = False
    call_sites: Sequence[Lines] = ()
    """Where the enclosing helper is called in the same file."""

    @property
    def handler(self) -> Handler | None:
        return self.function.handler if self.function else None

    def loop(self, role: str) -> Loop | None:
        """The innermost loop with this role."""
        return next((loop for loop in self.loops if loop.role == role), None)
