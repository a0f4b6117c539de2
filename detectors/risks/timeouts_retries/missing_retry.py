"""Calls that are tried once, although a second attempt shortly after would be safe and would work."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.facts import Block, Catch, Loop, Request, Retry, Setting
from detectors.judging.addresses import is_loopback, is_metadata, is_of_its_platform
from detectors.judging.attendance import is_started_by_a_person
from detectors.judging.messages import ASKS_ONLY, SENDS, goes_to_people
from detectors.judging.repeating import anchors_of, covers_only, goes_over_data, repeats
from detectors.judging.running import (
    MESSAGES,
    is_redelivered,
    is_run_by_a_person,
    is_supervised,
    is_test_code,
    needed,
    runs_as,
)
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits, Lines
from detectors.vocabulary.names import listed, words_of

risk = Risk(__name__, config_words=("backofflimit", "maximum_retry_attempts", "retries"))

UNATTENDED = frozenset({"cron", "ci", "startup"})
"""Runtimes in which a failure is final until somebody looks."""
CACHES = frozenset({"redis", "pymongo"})
"""Stores beside the program, which are asked again with its next piece of work."""
_BROWSERS = frozenset({"selenium", "playwright"})
"""What drives a program beside this one, and loads what it likes again."""
LOST_FOR_GOOD = frozenset({"otp", "alert", "emergency"})
"""Purposes for which late is lost."""
_NEWS = listed(
    "alert alerts alerter alerting alarm notify notifier notifiers notification notifications"
)
_MESSAGES = listed("otp alert notify notification sms")
_HOOKS = listed("webhook webhooks callback callbacks")
_NO_DELIVERY = listed(
    "handle handler receive process register unregister create delete remove set list get update setup install"
    " subscribe unsubscribe verify configure add edit parse read ensure enable disable"
)
"""Words of functions that manage webhooks, or answer them."""
_DELIVERS = listed("hook deliver delivery dispatch")
_QUESTIONS = listed(
    "query search select fetch get list read iter iterate find paginate pages load export all request"
)
"""Words of functions that only ask, by whatever method."""
_OF_THE_NETWORK = listed(
    "RequestException URLError OSError ConnectionError Timeout TimeoutError SMTPException ClientError"
    " HTTPError TransportError RequestError HTTPException"
)
"""Last names of exceptions that a dropped connection raises, or that hold those."""


@risk.judge(Request)
def is_tried_once(request: Request) -> Verdict | None:
    layers = [r for r in request.retries if repeats(r) and not _is_beside_the_point(r, request)]
    if layers:
        return _has_a_retry(layers[0])
    if request.may_retry_unseen or request.file.is_for_development or _is_near(request):
        return None
    if request.client.library.partition(".")[0] in _BROWSERS:
        return None
    if request.file.scenario.get("best_effort") is True:
        return sound("may be lost without harm", needs=("best_effort",))
    if polling := request.context.loop("polling"):
        return _in_a_wait(request, polling)
    if request.context.loop("failover"):
        return None
    if _comes_again(request) or not _may_be_repeated(request):
        return None
    if request.file.language == "python":
        return _where_it_is_final(request)
    return _in_a_script(request)


def _is_near(request: Request) -> bool:
    """This machine, or its cloud's metadata service: what answers there answers at once."""
    return is_loopback(request) or is_metadata(request) or is_of_its_platform(request)


def _is_beside_the_point(retry: Retry, request: Request) -> bool:
    """The client's own habit of opening a broken connection once more is no retry of a failed call."""
    if retry.kind != "default" or not request.method:
        return False
    is_other_method = bool(
        request.method and retry.methods is not None and request.method not in retry.methods
    )
    return is_other_method or covers_only(retry, "connect", "drop")


def _has_a_retry(retry: Retry) -> Verdict | None:
    """A partial one is the business of the risks that judge retries."""
    if retry.covers is None or not retry.covers & {"any", "5xx"}:
        return None
    by = "the client" if retry.kind == "default" else retry.name
    return sound(f"{by} repeats it after a transient failure")


def _comes_again(request: Request) -> bool:
    """A queue, a webhook's sender or a scheduler brings the work again, or a person does."""
    context = request.context
    if is_supervised(request, context) or is_run_by_a_person(request, context):
        return True
    return is_redelivered(request).is_known


def _may_be_repeated(request: Request) -> bool:
    """Reads and idempotent writes; messages, whose loss is worse than a second copy; writes with a key."""
    if request.effect in {"consume", "connect", "query", "publish"}:
        return False
    if request.is_idempotent or request.effect == "send" or _asks_for_pages(request):
        return True
    if _is_a_part(request):
        return True
    if _is_a_message(request) or _is_news(request) or _is_given_up_by_its_caller(request):
        return True
    return request.setting("idempotency_key").is_known or _is_told_to_people(request)


def _is_told_to_people(request: Request) -> bool:
    """A script that sends a message: a lost alert is worse than a second one."""
    return request.file.language == "shell" and goes_to_people(request)


def _asks_for_pages(request: Request) -> bool:
    """`def query_all(...)`, which posts its question anew for each page."""
    function = request.context.function
    is_question = function is not None and bool(_QUESTIONS & {*words_of(function.name)})
    return request.context.loop("pages") is not None and is_question


def _is_a_part(request: Request) -> bool:
    """Of a transfer that goes on where it stopped, so that each part may be sent or asked for again."""
    return request.name.endswith(".next_chunk")


def _is_a_message(request: Request) -> bool:
    """By the scenario, or by the name of the function that it stands in."""
    if not _may_be_news(request):
        return False
    purpose = request.file.scenario.get("purpose")
    if purpose:
        return purpose in MESSAGES
    function = request.context.function
    return function is not None and not _MESSAGES.isdisjoint(words_of(function.name))


def _is_news(request: Request) -> bool:
    """It tells somebody that something has happened: by its function's name, or by that of the file that it sends from."""
    function = request.context.function
    if function is None or not _may_be_news(request):
        return False
    named = {*words_of(function.name)}
    if named & ASKS_ONLY:
        return False
    if named & _NEWS or (named & _HOOKS and not named & _NO_DELIVERY):
        return True
    stem = {*words_of(PurePosixPath(request.file.name).stem)}
    return bool((named & SENDS and stem & _NEWS) or (named & _DELIVERS and stem & _HOOKS))


def _may_be_news(request: Request) -> bool:
    return request.effect in {"write", "any", "send"} and request.method in {"", "POST"}


def _is_given_up(request: Request) -> bool:
    """A failure of the network is written to a log, and that is the end of it."""
    catch = next(iter(request.context.catches), None)
    return catch is not None and _ends_in_a_log(catch)


def _is_given_up_by_its_caller(request: Request) -> bool:
    """`def alert(text): try: send(text) except Exception: log.exception(...)`, around a helper that sends."""
    if request.context.catches or not _may_be_news(request):
        return False
    for catch in request.context.site_catches:
        around = catch.context.function if catch.context else None
        named = {*words_of(around.name)} if around else set()
        if named & _NEWS and not named & ASKS_ONLY and _ends_in_a_log(catch):
            return True
    return False


def _is_said(request: Request) -> bool:
    """Some clause around it, or around its caller, at least writes it down."""
    around = (*request.context.catches, *request.context.site_catches)
    return any(catch.outcome == "logs" for catch in around)


def _ends_in_a_log(catch: Catch) -> bool:
    if catch.outcome not in {"logs", "passes"} or not catch.is_final:
        return False
    return catch.is_broad or any(
        name.rpartition(".")[2] in _OF_THE_NETWORK for name in catch.catches
    )


def _where_it_is_final(request: Request) -> Verdict | None:
    """Only where the shown code makes the failure final."""
    loop = request.context.loop("items")
    if loop and request not in loop.requests:  # it is made for the items that fail, or for one
        return None
    if loop and _may_lose_much(loop, request) and request.client.library not in CACHES:
        return _in_a_batch(request, loop)
    pages = request.context.loop("pages")
    if pages and (verdict := _in_pages(request, pages)):
        return verdict
    is_news = _is_news(request) and _is_given_up(request) and not request.context.site_catches
    may_be_lost = bool(request.context.function and request.context.function.is_best_effort)
    if not may_be_lost and (is_news or _is_given_up_by_its_caller(request)):
        fate = "is only logged" if _is_said(request) else "is dropped without a word"
        return _final(request, f"one failure of {request.name} {fate}, and nobody is told")
    purpose = request.file.scenario.get("purpose")
    if runs_as(request, *UNATTENDED):
        return _final(request, f"one failure of {request.name} ends this run")
    if purpose in MESSAGES and not _is_picked_up(request):
        return _final(request, f"one failure of {request.name} and the message is never sent")
    return None


def _may_lose_much(loop: Loop, request: Request) -> bool:
    """It goes over data; or over receivers, of whom each waits for a message of his own."""
    if goes_over_data(loop):
        return True
    is_for_each = loop.role == "items" and not loop.is_concurrent and loop.count.is_unknown
    is_looked_at = loop.is_for_a_person or request.context.is_module_level
    return is_for_each and request.effect == "send" and not is_looked_at and not is_test_code(loop)


def _in_pages(request: Request, loop: Loop) -> Verdict | None:
    """What was read before is thrown away with the page that failed."""
    function = request.context.function
    if function is not None and function.is_generator:  # each is handed on before the next
        return None
    if (
        not (loop.gathers or _is_a_part(request))
        or loop.is_lazy
        or loop.is_concurrent
        or loop.is_for_a_person
        or is_test_code(loop)
    ):
        return None
    if any(
        c.outcome != "raises" for c in (*request.context.catches, *request.context.site_catches)
    ):
        return None
    lost = "parts transferred" if _is_a_part(request) else "pages read"
    return _final(request, f"one failure of {request.name} throws away the {lost} before", loop)


_A_WHILE_S = 120
"""So long a network is not without a failure."""


def _in_a_wait(request: Request, loop: Loop) -> Verdict | None:
    """`while time.time() < deadline: answer = get(f"/jobs/{id}"); answer.raise_for_status(); ...; sleep(5)`"""
    poll, context = loop.poll, request.context
    if poll is None or request not in loop.requests or not request.is_idempotent:
        return None
    if is_test_code(loop) or loop.is_for_a_person or is_run_by_a_person(request, context):
        return None
    if request.is_ping or request.response.use in {"status", "discarded"}:
        return None  # it waits until something is up
    around = (*context.catches, *context.site_catches)
    if any(loop.lines.holds(one.lines) or one.outcome == "continues" for one in around):
        return None
    is_in_a_helper = not loop.lines.holds(request.lines)
    if is_in_a_helper and any(one.outcome != "raises" for one in context.catches):
        return None  # the helper says that it has failed, and the loop goes on
    pause, turns, limit = poll.first_wait.number, poll.attempts.number, poll.deadline.number
    if limit is None and pause is not None and turns is not None:
        limit = pause * turns
    if pause == 0 or poll.backoff == "unknown" or (limit is not None and limit < _A_WHILE_S):
        return None
    what = f"one failure of {request.name} ends the wait, and what is waited for goes on unseen"
    return _final(request, what, loop, at=loop.header if is_in_a_helper else None)


def _in_a_batch(request: Request, loop: Loop) -> Verdict | None:
    is_in_a_helper = not loop.lines.holds(request.lines)
    around = [c for c in request.context.catches if c.outcome != "raises"]
    inside = [c for c in around if is_in_a_helper or loop.lines.holds(c.lines)]
    outside = [
        c
        for c in request.context.site_catches
        if loop.lines.holds(c.lines) and c.outcome != "raises"
    ]
    if is_in_a_helper and (inside or outside):  # the two decide together what a failure means
        return None
    if not inside:
        what = f"one failure of {request.name} ends the batch half way"
        return _final(request, what, loop)
    is_dropped = inside[0].outcome in {"continues", "passes", "logs"}
    if is_dropped and not request.is_idempotent:
        return _final(
            request, f"one failure of {request.name} and this item is skipped for good", loop
        )
    return None


def _is_picked_up(request: Request) -> bool:
    """The failure is caught and turned into something that is not just a log line."""
    return any(c.outcome in {"returns", "unknown", "raises"} for c in request.context.catches)


def _final(
    request: Request, reason: str, loop: Loop | None = None, *, at: Lines | None = None
) -> Verdict:
    purpose = request.file.scenario.get("purpose")
    loses_work = loop is not None and not request.is_idempotent
    shift = 1 if purpose in LOST_FOR_GOOD or loses_work else 0
    return risky(
        reason,
        at=at,
        group=f"loop {loop.header.first}" if loop else request.client.group or None,
        anchors=[*anchors_of(request), loop.header if loop else None],
        shift=shift,
        needs=needed(request, "purpose", "runtime"),
    )


def _in_a_script(request: Request) -> Verdict | None:
    if is_started_by_a_person(request) and not _is_told_to_people(request):
        return None
    if request.response.use == "status":  # a probe is meant to fail at the first error
        return None
    if request.setting("prompted").is_known:  # somebody looks on, and says it again
        return None
    loop = request.context.loop("consumer")
    if loop is not None and loop.is_paced and request.is_idempotent:
        return None  # it is asked again with the next turn
    if request.setting("another_source").is_known:
        return None
    if any(c.returned and not c.returned.strip("0") for c in request.context.catches):
        return None  # `|| echo 000`: a probe, of which a failure is a result like any other
    function = request.context.function
    if function and "tests" in words_of(function.name):  # a failure is the result
        return None
    masked = (c.outcome == "passes" for c in request.context.catches)
    may_fail = request.context.may_fail or any(masked)
    if may_fail and not request.context.loop("items"):  # `|| true`: it may be lost
        return None
    return risky(
        f"{request.name} tries once, so a dropped connection or a 503 is final",
        shift=1 if request.file.scenario.get("purpose") in LOST_FOR_GOOD else 0,
        needs=needed(request, "purpose"),
    )


@risk.fix(Request)
def try_three_times_more(request: Request) -> Edits | None:
    return request.write("retry", 3)


@risk.inject(Request)
def try_once(request: Request) -> Edits | None:
    return (
        request.write("retry", None) if any(r.kind == "option" for r in request.retries) else None
    )


@risk.judge(Setting)
def is_set_to_no_retry(setting: Setting) -> Verdict | None:
    block = setting.block
    if block is None or setting.role != "entry" or setting.value.number is None:
        return None
    if setting.name == "backoffLimit":
        return _of_a_kubernetes_job(setting, block)
    if setting.name == "maximum_retry_attempts":
        return _of_a_lambda(setting, block)
    if setting.value.number != 0:
        return None
    if setting.path[-2:] == ("retries", "attempts"):
        return _of_a_route(block)
    if setting.name in {"max_retries", "retries"} and _is_a_task(setting):
        return risky("one failure of this task is final", anchors=[block.lines])
    return None


def _of_a_kubernetes_job(setting: Setting, block: Block) -> Verdict | None:
    job = block.within("kubernetes:CronJob") or block.within("kubernetes:Job")
    if job is None or set(words_of(job.name)) & {"migrate", "migration", "migrations", "test"}:
        return None
    limit = setting.value.number
    if limit:
        return sound(f"may fail {limit:g} times")
    if job.kind == "kubernetes:CronJob" and not _is_daily_or_rarer(job):
        return None  # the next run is the second attempt
    return risky(
        "one failed Pod, of a drained node too, fails the whole Job",
        anchors=[job.lines, block.lines],
        span=job.body,
    )


def _is_daily_or_rarer(job: Block) -> bool:
    """The schedule names an hour: whoever needs the run waits a day for the next."""
    schedule = job.get("schedule")
    fields = (schedule.value.string or "").split() if schedule else []
    return (len(fields) == 5 and fields[1].isdigit()) or fields[:1] in (["@daily"], ["@weekly"])


def _of_a_lambda(setting: Setting, block: Block) -> Verdict | None:
    resource = block.within("terraform:resource")
    if not resource or resource.labels[:1] != ("aws_lambda_function_event_invoke_config",):
        return None
    if setting.value.number:
        return sound(f"is repeated {setting.value} times")
    if any(inner.name == "on_failure" for inner in resource.walk()):
        return sound("a failed event goes to a destination of its own")
    return risky(
        "an event that fails once is dropped", anchors=[resource.lines], span=resource.body
    )


def _of_a_route(retries: Block) -> Verdict | None:
    """Only where the route says that it reads."""
    route = retries.parent
    if not route or route.kind != "istio:route":
        return None
    reads = [
        s
        for s in route.settings
        if s.path[-2:] == ("method", "exact") and s.value.value in {"GET", "HEAD"}
    ]
    if not reads:
        return None
    return risky("a read that meets a restarting Pod fails", anchors=[route.lines], span=route.body)


def _is_a_task(setting: Setting) -> bool:
    """Celery's annotations, and operators or defaults of an Airflow DAG."""
    block = setting.block
    names = {s.name for s in block.settings} if block else set()
    return bool(
        {"task_annotations", "default_args"} & set(setting.path)
        or names & {"operator", "dag_id", "bash_command", "python_callable_name"}
    )


@risk.fix(Setting)
def allow_a_few_failures(setting: Setting) -> Edits | None:
    counts = {"backoffLimit": 4, "maximum_retry_attempts": 2}
    return setting.write("value", counts.get(setting.name, 3))


@risk.inject(Setting)
def allow_no_failure(setting: Setting) -> Edits | None:
    has_other_place = any(
        b.name == "on_failure" for b in (setting.block.walk() if setting.block else ())
    )
    if setting.name in {"backoffLimit", "maximum_retry_attempts"} and not has_other_place:
        return setting.write("value", 0)
    return None
