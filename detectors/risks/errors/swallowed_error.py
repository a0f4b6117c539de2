"""Failures that are caught or masked, after which the program goes on as if nothing had happened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import (
    Catch,
    Chains,
    Claim,
    Detached,
    Function,
    LostFailure,
    Neglected,
    Request,
    Retry,
    Setting,
    Unraised,
)
from detectors.gates.lost_failures import places as places_of_lost_failures
from detectors.gates.suspects import beginning_with
from detectors.infrastructure.allowed_failures import is_allowed_to_fail, is_looked_at
from detectors.infrastructure.deployment_steps import STARTS
from detectors.infrastructure.masked_steps import neglects, unheard
from detectors.judging.beliefs import is_expected, is_narrow, mistaken, short, told
from detectors.judging.effects import effect_of, is_harmless
from detectors.judging.losses import BEST_EFFORT, may_be_lost
from detectors.judging.lost_failures import mistaken_for
from detectors.judging.running import MESSAGES, MONEY, is_run_by_a_person, is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of, start_of_line
from detectors.vocabulary.names import is_a_test, is_for_developers, listed, words, words_of

_ANSWERED = re.compile(
    r"except\b(?:[^\n:]*\b(?:base)?exception\b[^\n:]*)?:.{0,600}?\breturn\b.{0,300}?"
    r"\b(?:20[0124]|http_20[0124]\w*|true|ok|success\w*|sent|done|accepted|processed|received)\b",
    re.DOTALL,
)
"""Everything is caught, and something like a success returned."""
_RETURNED = re.compile(
    r"except\b(?:[^\n:]*\b(?:base)?exception\b[^\n:]*)?:.{0,600}?\breturn\b", re.DOTALL
)

_WORK = re.compile(
    r"\bdef \w*(?:backup|restore|migrat|deploy|upload|archiv|replicat|provision|rollback)\w*"
    r"(?=\(.{0,4000}?\bexcept\b)",
    re.DOTALL,
)
"""A function that is called for what it does, in which something is caught."""
_REPEATS = re.compile(
    r"@[ \t]*[\w.]*\bretr(?:y|ying|iable|yable)\w*\b.{0,3000}?\bexcept\b", re.DOTALL
)
_LEFT = re.compile(r"def __a?exit__\(.{0,1200}?\breturn true\b", re.DOTALL)

_ENDS = re.compile(r"(?:\bdef main\(|\nif[ \t]+__name__).{0,6000}?\bexcept\b", re.DOTALL)
_LOUD = re.compile(
    r"except\b[^\n]*:[ \t]*(?:#[^\n]*)?\n[ \t]*[\w.]*\b(?:error|exception|critical|fatal|print|echo|secho)\w*\("
)
"""A clause that begins by saying that something has failed."""
_MADE = ("Error(", "Exception(", "Exit(", "Abort(", "Http404(", "PermissionDenied(")
_ALONE = re.compile(r"[ \t]*(?:\w+\.)*[A-Z]\w*|[ \t]*(?:\w+\.)*")

_TASKS = ("create_task(", "ensure_future(", "run_in_executor(", "asyncio.task(")
_OWNER = re.compile(r"[ \t]*(?:(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*)?(?:[\w.]+(?:\(\))?\.)?")
_NEXT = re.compile(r"\n[ \t]*(?:async[ \t]+)?(?:def|class)\b")


def answers(source: str, lowered: str) -> Iterator[int]:
    yield from places_of_lost_failures(lowered)
    for start in _TASKS:
        yield from (place for place in places_of(start, lowered) if _is_a_statement(lowered, place))
    is_called_back = any(name in lowered for name in ("hook", "callback", "ipn"))
    yield from beginning_with(["except"], _RETURNED if is_called_back else _ANSWERED, lowered)
    yield from beginning_with(["def "], _WORK, lowered)
    for begins in ("def main(", "\nif"):
        for place in places_of(begins, lowered):
            if found := _ENDS.match(lowered, place):
                yield found.end() - len("except")
    if "__main__" in lowered or "def main(" in lowered:
        yield from (found.start() for found in _LOUD.finditer(lowered))
    for end in _MADE:
        yield from (place for place in places_of(end, source) if _is_alone(source, place))
    yield from (found.end() - len("except") for found in _REPEATS.finditer(lowered))
    for leaves in ("def __exit__", "def __aexit__"):
        yield from (p for p in places_of(leaves, lowered) if _LEFT.match(lowered, p))


def _is_alone(source: str, place: int) -> bool:
    """Its line begins with the name of a class that ends here."""
    return _ALONE.fullmatch(source, start_of_line(source, place), place) is not None


def _is_a_statement(source: str, place: int) -> bool:
    """Nothing on its line stands before it but what it is called on, or a name that does not come again in its function."""
    found = _OWNER.fullmatch(source, start_of_line(source, place), place)
    if found is None or not found[1]:
        return found is not None
    behind = source.find("\n", place)
    end = _NEXT.search(source, behind) if behind > 0 else None
    rest = source[place : end.start() if end else len(source)]
    return re.search(rf"\b{found[1]}\b", rest) is None


risk = Risk(
    __name__,
    words=("except", *map(str.lower, _MADE), *_TASKS, *STARTS),
    config_words=(
        "continue-on-error",
        "allow_failure",
        "ignore_errors",
        "failed_when",
        "healthcheck",
    ),
    closer=answers,
)

_ANSWERS_OF_HANDLERS = frozenset({"answer", "status", "plain", "empty"})
_NEAR = 12
"""Lines between a decorator and the function that it stands on, with other decorators between them."""

_LOGS = frozenset({"log", "debug", "info", "warning"})
"""Methods by which whoever looks on is told something: `context.log(...)`."""
_STORES = listed("put upload")
"""In the names of methods that keep a file or an item."""


@risk.judge(Request)
def goes_on_without_it(request: Request) -> Verdict | None:
    if is_a_test(request):
        return None
    if request.file.scenario.get("best_effort") is True:
        return None
    if stopped := _never_repeated(request):
        return stopped
    if not request.context.catches:
        return None
    if request.file.language != "python":
        return _is_masked(request) if _changes_something(request) else None
    catch = request.context.catches[0]
    if believed := mistaken(request, catch):
        return believed
    if not _changes_something(request):
        return None
    if catch.outcome == "raises":
        return sound("the failure is passed on", at=catch.lines)
    if may_be_lost(request) or request.context.loop("attempts"):
        return None
    claim = catch.claim if not is_expected(catch) else None
    if (
        claim is None
        or claim.kind in {"plain", "empty", "end", "stale", "again", "left", "once"}
        or (claim.kind == "log" and (claim.is_logged or request.file.is_an_example))
    ):
        return None
    if claim.kind in {"nothing", "none"} and (
        request.file.is_an_example or not _is_missed(request, catch, claim)
    ):
        return None
    if claim.kind == "dropped" and (
        is_narrow(catch) or (claim.is_logged and request.method == "DELETE")
    ):
        return None  # what is only taken away may be taken away later, by whoever reads the log
    if claim.kind == "same" and not (catch.is_broad and _is_a_change(request)):
        return None
    if catch.is_broad and catch.dropped_from is not None and _is_of_a_lambda(request):
        return None  # what its queue hears of it is the business of partial-failure-ignored
    return told(
        _what(request, claim),
        request,
        catch,
        claim,
        shift=_shift(request, claim),
        needs=needed(request, "purpose", "best_effort"),
    )


@risk.judge(Request)
def passes_over_a_refusal(request: Request) -> Verdict | None:
    """`if response.status_code == 201: print("added")`, and nothing for every other status."""
    branch = request.response.only_success
    if branch is None or is_a_test(request) or may_be_lost(request):
        return None
    if not _changes_something(request) or request.context.loop("attempts"):
        return None
    return risky(
        f"only a success of {request.name} is looked at: a refusal is passed over without a word",
        anchors=[branch],
        span=request.lines.through(branch),
        needs=needed(request, "purpose", "best_effort"),
    )


def _is_of_a_lambda(request: Request) -> bool:
    handler = request.context.handler
    return handler is not None and handler.kind == "lambda"


def _is_a_change(request: Request) -> bool:
    return request.method in {"PUT", "PATCH", "DELETE"} or effect_of(request) is not None


def _never_repeated(request: Request) -> Verdict | None:
    """A decorator repeats what raises, and the function catches all of it."""
    function = request.context.function
    for retry in request.retries:
        if retry.kind != "decorator" or function is None or not retry.covers:
            continue
        if not _stands_on(retry, function):
            continue
        for catch in request.context.catches:
            if catch.is_final and _takes_all_that_is_repeated(catch, retry):
                return risky(
                    f"{retry.name} never repeats it: what it waits for is caught before it gets there",
                    at=catch.lines,
                    anchors=[retry.lines, request.lines],
                    shift=_shift(request, None),
                    needs=needed(request, "purpose"),
                )
    return None


def _takes_all_that_is_repeated(catch: Catch, retry: Retry) -> bool:
    covers = retry.covers or frozenset()
    if "not yet" in covers:  # what is returned is looked at as well
        return False
    return catch.is_broad or covers <= catch.kinds


def _stands_on(retry: Retry, function: Function) -> bool:
    """It decorates this very function, and no helper of it."""
    return function.lines.holds(retry.lines) or 0 < function.lines.first - retry.lines.last <= _NEAR


def _changes_something(request: Request) -> bool:
    """A write of which the loss matters."""
    if request.effect == "query":  # done twice it leaves the same state; left out it leaves none
        return bool(_STORES & set(words(request.name.rpartition(".")[2])))
    return request.effect in {"write", "send", "charge", "create", "publish", "delete"}


def _is_missed(request: Request, catch: Catch, claim: Claim) -> bool:
    """Nobody hears of it, and what is lost is money, an order, a message or a file."""
    if not catch.is_broad or claim.is_logged:
        return False
    if effect_of(request) is not None or request.effect == "query":
        return True
    is_a_write = request.method in {"POST", "PUT", "PATCH"} and not is_harmless(request)
    return is_a_write and not is_run_by_a_person(request, request.context)


def _what(request: Request, claim: Claim) -> str:
    match claim.kind:
        case "answer" | "status":
            return f"a failure of {request.name} is answered with {short(claim)}"
        case "count":
            return f"a failure of {request.name} is counted as a success"
        case "log":
            return f"after a failure of {request.name} the program still says {short(claim)}"
        case "dropped":
            heard = "only logged" if claim.is_logged else "told to nobody"
            return f"a failure of {request.name} is {heard}: no caller looks at what it gets"
        case "same":
            return f"after a failure of {request.name} the caller gets {short(claim)}, as if it were done"
    return f"a failure of {request.name} ends here, and no caller hears of it"


def _shift(request: Request, claim: Claim | None) -> int:
    if claim is not None and claim.is_logged:
        return -1
    is_serious = request.file.scenario.get("purpose") in MONEY | MESSAGES
    return int(is_serious or effect_of(request) in {"charge", "send"})


@risk.judge(Catch)
def answers_all_is_well(catch: Catch) -> Verdict | None:
    """A handler that catches everything and tells its caller that it went well."""
    handler = catch.context.handler if catch.is_broad and catch.context else None
    if handler is None or not handler.is_waited_for or is_a_test(catch):
        return None
    claim = catch.claim
    if claim is not None and claim.kind == "plain" and handler.kind != "webhook":
        return (
            None  # whoever has asked reads the answer; a sender of events looks at the status alone
        )
    function = catch.context.function if catch.context else None
    if claim is None or claim.kind not in _ANSWERS_OF_HANDLERS:
        return None
    is_passed_over = handler.kind == "webhook" and claim.is_of_work and not claim.is_logged
    if not claim.is_of_all and not is_passed_over:
        return None
    if claim.text == "True" or function is None:
        return None
    if handler.kind != "webhook" and BEST_EFFORT & set(words_of(function.name)):
        return None
    return risky(
        f"whoever calls this {handler.kind} is told {short(claim)} although it failed",
        anchors=[claim.lines],
        shift=-1 if claim.is_logged else 0,
    )


@risk.judge(Catch)
def ends_as_if_it_had_worked(catch: Catch) -> Verdict | None:
    """`except Exception as error: print("upload failed", error); return` in a command: whatever runs it goes on."""
    is_shown = is_for_developers(catch) or catch.file.name.endswith("setup.py")
    claim = None if is_shown or is_narrow(catch) else catch.claim
    if claim is None or claim.kind != "end":
        return None
    function = catch.context.function if catch.context else None
    is_handled = catch.context is not None and catch.context.handler is not None
    if is_handled or (function is not None and BEST_EFFORT & {*words_of(function.name)}):
        return None
    return risky(
        "after a failure it ends with 0, as if it had done its work: whatever runs it takes it for done",
        anchors=[claim.lines],
        shift=-1,
    )


@risk.judge(Catch)
def is_left_as_if_nothing_was_raised(catch: Catch) -> Verdict | None:
    """`def __exit__(...): self.close(); return True`."""
    claim = catch.claim
    if claim is None or claim.kind != "left" or is_a_test(catch):
        return None
    return risky("whatever is raised in a block of it ends here, and the program goes on behind it")


@risk.judge(Catch)
def is_caught_below_what_repeats(catch: Catch) -> Verdict | None:
    """`@retry(exceptions=NETWORK)` over `try: ... except NETWORK as error: log(error)`."""
    claim = catch.claim
    if claim is None or claim.kind != "once" or is_a_test(catch):
        return None
    return risky(
        "the decorator never repeats it: what it waits for is caught before it gets there",
        anchors=[claim.lines],
    )


@risk.judge(Catch)
def is_done_with_its_message(catch: Catch) -> Verdict | None:
    """`@shared_task def deliver(event): try: post(event) except Exception: log.exception(...)`: the task counts as done."""
    handler = catch.context.handler if catch.context else None
    function = catch.context.function if catch.context else None
    if handler is None or handler.kind != "task" or function is None or is_a_test(catch):
        return None
    is_a_failure = catch.is_broad or not (is_narrow(catch) or is_expected(catch))
    claim = catch.claim if is_a_failure and function.node is handler.node else None
    if claim is None or claim.kind not in {"nothing", "none"} or not claim.is_of_all:
        return None
    if not function.takes - {"self"} or BEST_EFFORT & {*words_of(function.name)}:
        return None  # what runs by the clock comes again
    return risky(
        "the task ends as done although it failed: nothing tries it again, and what it was given is lost",
        shift=-1 if claim.is_logged else 0,
    )


@risk.judge(LostFailure)
def ends_where_it_is_caught(failure: LostFailure) -> Verdict | None:
    """What goes on behind it takes it for an answer, an end, or work that is done."""
    if is_a_test(failure) or failure.file.is_an_example:
        return None
    if failure.file.scenario.get("best_effort") is True:
        return None
    if failure.how == "boasted" and any(map(goes_on_without_it, failure.requests)):
        return None  # it is said where it is caught
    return mistaken_for(failure)


@risk.judge(Unraised)
def is_never_raised(made: Unraised) -> Verdict | None:
    if is_a_test(made):
        return None
    return risky(f"{made.name} is made and not raised: the program goes on as if all were well")


@risk.judge(Detached)
def is_held_by_nobody(task: Detached) -> Verdict | None:
    if (
        is_test_code(task)
        or task.file.is_an_example
        or task.file.scenario.get("best_effort") is True
    ):
        return None
    if task.context.handler is not None:  # what it has answered before is the business of early-ack
        return None
    if task.may_be_lost or task.what.rpartition(".")[2] in _LOGS:
        return None
    if task.is_in_a_pool:
        return risky(f"nobody looks at the future of {task.what}: its failure is never seen")
    if task.catches_its_failures and task.runs_through:
        return sound("it deals with its failures, and ends before anything can collect it")
    if task.is_out_of_sight:
        return risky(
            f"nobody holds the task of {task.what}, so it may be collected half way, and only the task itself can tell that it failed",
            shift=-1,
        )
    if task.catches_its_failures:
        return risky(
            f"nobody holds the task of {task.what}, so it may be collected half way", shift=-1
        )
    if task.runs_through:
        return risky(f"nobody holds the task of {task.what}: its failure is never seen", shift=-1)
    return risky(
        f"nobody holds the task of {task.what}: its failure is never seen, and it may vanish half way"
    )


# --- shell -----------------------------------------------------------------------------------------


def _is_masked(request: Request) -> Verdict | None:
    """`|| true` behind a write, and then a line that says that it is done."""
    catch = request.context.catches[0]
    claim = catch.claim
    if claim is None:
        return None
    return risky(
        f"the failure of {request.name} is masked, and then the script says {short(claim)}",
        at=request.statement,
        anchors=[request.lines, claim.lines],
        span=catch.lines.through(claim.lines),
        shift=_shift(request, claim),
        needs=needed(request, "purpose", "best_effort"),
    )


@risk.judge(Chains)
def goes_on_after_each(script: Chains) -> Verdict | None:
    """A script without `set -e`: what is fetched, built and deployed goes on after whatever failed."""
    found = None if is_for_developers(script) else unheard(script)
    if found is None:
        return None
    last = found.others[-1] if found.others else found.step
    return risky(
        found.reason,
        at=found.step.lines,
        anchors=[
            script.lines,
            *(process.lines for process in found.others),
            found.claim,
        ],
        span=found.step.lines.through(last.lines),
    )


@risk.judge(Neglected)
def goes_on_without_a_step(step: Neglected) -> Verdict | None:
    """`git push || true`, `apt-get install ... || exit 0`: what others rely on is not there, and nobody hears of it."""
    is_a_gate = (
        step.how == "piped" and step.file.is_a_pipeline
    )  # `tests.yml` is what lets a change in
    if is_for_developers(step) and not is_a_gate:
        return None
    if step.file.scenario.get("best_effort") is True:
        return None
    reason = neglects(step)
    if not reason:
        return None
    return risky(
        reason,
        at=step.header or step.statement or step.lines,
        anchors=[
            step.lines,
            step.end,
            step.claim,
        ],
        span=step.span,
        shift=-1 if step.how == "said" else 0,
    )


# --- configuration ---------------------------------------------------------------------------------


@risk.judge(Setting)
def is_told_to_go_on(setting: Setting) -> Verdict | None:
    block = setting.block
    if block is None or not is_allowed_to_fail(setting, block):
        return None
    if is_looked_at(block):
        return sound("what came of it is looked at afterwards")
    return risky(
        "the work fails and the run counts as passed: nobody is told",
        anchors=[block.lines],
        span=block.body,
    )
