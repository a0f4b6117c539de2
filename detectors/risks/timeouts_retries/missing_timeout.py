"""Calls that may wait for ever, or longer than whoever waits for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors import clients
from detectors.facts import Block, Request, Setting, Value
from detectors.gates.suspects import beginning_with
from detectors.infrastructure import timeout_chains
from detectors.judging.addresses import is_loopback, is_of_its_platform
from detectors.judging.repeating import anchors_of, repeats
from detectors.judging.running import (
    is_run_by_a_person,
    is_supervised,
    is_test_code,
    needed,
    runs_as,
    serves_somebody,
)
from detectors.judging.settings import below, own, seconds
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits
from detectors.vocabulary import hosts
from detectors.vocabulary.names import is_a_test, is_for_developers, siblings, words

_SWITCHED_OFF = re.compile(r"(?:timeout|total)\s*=\s*none\b|timeout\(\s*none\b")
_MADE = re.compile(r"(?:client|session|timeout)\([^()]*(?:\([^()]*\)[^()]*)*\Z")
_LONGEST = 400
"""Characters of a call from its name to what switches its limit off."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source makes a client without a limit."""
    for found in beginning_with(("timeout", "total"), _SWITCHED_OFF, lowered):
        if lowered.startswith("timeout(", found) or _MADE.search(
            lowered, max(0, found - _LONGEST), found
        ):
            yield found


risk = Risk(
    __name__,
    closer=_suspects,
    config_words=("timeout", "virtualservice", "runs-on", "backend ", "listen ", "spring"),
)

GENEROUS_S = 120
"""A client's default beyond this is neither praised nor reported where no deadline is known."""
UNLIMITED = frozenset({"0", "0s", "0ms", "-1", "none", "infinite", "infinity", "unlimited"})
PROXIED = re.compile(r"^(proxy|grpc|fastcgi|uwsgi)_(read|send|connect)_timeout$")
GATEWAY = re.compile(
    r"^(.*[_-])?(read|request|response|upstream|backend|backendrequest|connect|responseheader)"
    r"[_-]?(header)?[_-]?timeout([_-]?(s|ms|secs?|seconds|millis))?$"
)


_HANDED_ON = re.compile(r"spring\.mail\.properties\.?mail\.smtps?\.")
"""What Spring hands on to Jakarta Mail."""
CONNECT_FIRST = frozenset({"smtplib", "ftplib", "imaplib", "poplib", "psycopg", "psycopg2"})
"""Clients whose limit belongs to the connection, which is a request of its own."""
_OF_A_PIPE = "mcp"
"""The client that has no limit only over a pipe, to a program that it has started itself."""
_SILENT = {
    "socket": "leaves the socket without a limit, so whoever reads from it waits for ever if the other side stays silent",
    _OF_A_PIPE: "waits for ever if the program behind the pipe does not answer",
}
_SERVER_IS_SILENT = "waits for ever if the server accepts the connection and stays silent"


@risk.judge(Request)
def waits_for_ever(request: Request) -> Verdict | None:
    if request.client.library in CONNECT_FIRST and request.effect != "connect":
        return None
    limit = request.setting("timeout")
    around = request.context.deadline
    if is_test_code(request) and request.file.language == "python":
        return None  # whoever runs the tests sees that they stand still
    if limit.is_unknown or (limit.is_off and around.is_unknown):
        return None
    file = request.file
    is_of_developers = is_for_developers(request) or file.format == "makefile" or file.is_a_pipeline
    is_of_this_machine = is_loopback(request) or request.client.library == _OF_A_PIPE
    if is_of_its_platform(request) or (is_of_this_machine and is_of_developers):
        return None
    if request.client.library == "socket" and is_loopback(request):
        return None  # this machine takes or refuses a connection at once
    if _is_a_script_of_tests(request) and _is_out_of_sight(request):
        return None  # most often a server that the test started
    seconds = longest_phase(limit)
    if seconds is None:
        return _unlimited(request, around)
    return _against_the_deadline(request, seconds, around)


def _is_a_script_of_tests(request: Request) -> bool:
    """No workflow that runs tests, and no image for them: those download what they need."""
    return is_a_test(request) and not request.file.format


def _is_out_of_sight(request: Request) -> bool:
    at = hosts.target(request)
    return at is None or hosts.place(at.host) == "unknown"


def longest_phase(limit: Value) -> float | None:
    """Seconds of the longest wait that this limit allows; None: no limit on some phase."""
    if limit.is_off:
        return None
    phases = limit.value if isinstance(limit.value, tuple | list) else (limit.value,)
    numbers = [float(p) for p in phases if isinstance(p, int | float)]
    return max(numbers) if numbers and len(numbers) == len(phases) else None


def _unlimited(request: Request, around: Value) -> Verdict | None:
    if around.is_known:
        return sound(f"what is around it gives up after {around} s")
    if _is_a_stream(request) and _limits_connecting(request):
        return sound("a stream may stay open; connecting to it is limited")
    connecting = request.setting("connect_timeout")
    if _is_a_stream(request) and connecting.is_written and not connecting.is_off:
        return None  # it has a limit of its own for connecting, which cannot be seen
    if _only_looks_here(request):
        return None
    what = _SILENT.get(request.client.library, _SERVER_IS_SILENT)
    if _limits_connecting(request):
        what = "limits the connecting alone, so it waits for ever for the answer"
    shift = _shift(request)
    return risky(
        f"{request.name} {what}",
        anchors=anchors_of(request),
        group=request.client.group or None,
        shift=shift,
        needs=needed(request, "runtime", "trigger") if shift else (),
    )


def _is_a_stream(request: Request) -> bool:
    """By its own setting or its name: `client.stream(...)`."""
    return request.setting("stream").value is True or request.name.endswith(".stream")


def _only_looks_here(request: Request) -> bool:
    """Whoever asks this very machine, and takes any failure for no answer: nobody waits for a network."""
    if request.file.language != "python" or request.method not in {"GET", "HEAD"}:
        return False
    if not is_loopback(request) or serves_somebody(request, request.context):
        return False
    return any(catch.is_broad and catch.outcome != "raises" for catch in request.context.catches)


def _limits_connecting(request: Request) -> bool:
    connecting = request.setting("connect_timeout")
    return connecting.is_known and connecting.is_written


def _shift(request: Request) -> int:
    if is_run_by_a_person(request, request.context):
        return -2
    if is_supervised(request, request.context):
        return -1
    return 1 if serves_somebody(request, request.context) else 0


def _against_the_deadline(request: Request, seconds: float, around: Value) -> Verdict | None:
    deadline = request.file.scenario.get("deadline_s")
    is_default = not request.setting("timeout").is_written
    bounded = min(seconds, around.number) if around.number is not None else seconds
    if isinstance(deadline, int | float) and bounded > deadline:
        by = "by default " if is_default else ""
        return risky(
            f"{request.name} {by}waits up to {bounded:g} s, and its caller gives up after {deadline:g} s",
            anchors=anchors_of(request),
            group=request.client.group or None,
            shift=-1,
            needs=("deadline_s",),
        )
    if request.client.library == "wget" and is_default and _is_waited_for(request):
        return risky(
            f"{request.name} by default waits {seconds:g} s for each read",
            shift=-1,
            needs=needed(request, "runtime", "trigger"),
        )
    if bounded > GENEROUS_S and deadline is None:
        return None
    is_repeated = around.number is None and any(repeats(retry) for retry in request.retries)
    each = "each attempt " if is_repeated else ""
    return sound(f"{each}gives up after {bounded:g} s" + (" by default" if is_default else ""))


def _is_waited_for(request: Request) -> bool:
    return (
        runs_as(request, "cron")
        or serves_somebody(request, request.context)
        or request.file.scenario.get("trigger") == "scheduled-rerun"
    )


@risk.fix(Request)
def give_up_after_ten_seconds(request: Request) -> Edits | None:
    deadline = request.file.scenario.get("deadline_s")
    limit = min(10, deadline) if isinstance(deadline, int | float) else 10
    return request.write("timeout", limit)


@risk.inject(Request)
def never_give_up(request: Request) -> Edits | None:
    """By taking the limit out, where the client has none of its own; wget is told 0."""
    if not request.context.deadline.is_off or not request.setting("timeout").is_written:
        return None
    if request.client.library == "wget":
        return request.write("timeout", 0)
    return request.write("timeout", None) if has_no_limit_of_its_own(request) else None


def has_no_limit_of_its_own(request: Request) -> bool:
    if request.file.language != "python":
        from detectors.clients.commands import tool  # Python sources need no command

        limit = tool(request.client.library).settings.get("timeout")
        return limit is not None and limit.default is None
    variants = clients.load(request.client.library).settings.get("timeout", ())
    return bool(variants) and all(variant.default.is_off for variant in variants)


@risk.judge(Block)
def has_no_limit(block: Block) -> Verdict | None:
    if block.kind.startswith("haproxy:"):
        return _of_haproxy(block)
    if block.kind == "github:job":
        return _of_a_job(block)
    if block.kind == "terraform:resource" and block.labels[:1] == ("aws_lambda_function",):
        return timeout_chains.of_a_function(block)
    if block.kind == "terraform:resource" and block.labels[:1] == ("aws_sqs_queue",):
        return timeout_chains.of_a_queue(block)
    if block.kind == "istio:route":
        return _of_a_route(block)
    if block.kind == "cloudformation:resource" and block.labels == ("AWS::Serverless::Function",):
        return timeout_chains.of_a_serverless_function(block)
    return None


def _of_haproxy(block: Block) -> Verdict | None:
    if missing := timeout_chains.haproxy_lacks(block):
        return risky(f"without {_and(missing)} HAProxy waits for ever")
    limits = [n for n in timeout_chains.HAPROXY["listen"] if own(block, n)]
    is_complete = block.kind == "haproxy:defaults" and len(limits) == 3
    return sound(f"limits {_and(limits)}") if is_complete else None


def _and(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


def _of_a_job(job: Block) -> Verdict | None:
    if not job.is_complete or not (own(job, "runs-on") or below(job, "runs-on")):
        return None  # one that is called runs elsewhere
    if limit := own(job, "timeout-minutes"):
        return sound(f"ends after {limit.value} minutes") if limit.value.is_known else None
    steps = [b for b in job.walk() if b.kind == "github:step"]
    if steps and all(own(step, "timeout-minutes") for step in steps):
        return sound("each step has its own limit")
    if job.file.scenario.get("runtime") != "ci":
        return None  # the platform's six hours are a limit; most projects can live with it
    return risky(
        "a step that hangs keeps this job, and its runner, for six hours",
        shift=-2,
        needs=("runtime",),
    )


def _of_a_route(route: Block) -> Verdict | None:
    if not below(route, "route") or not route.is_complete:
        return None
    limit = own(route, "timeout")
    retries = below(route, "retries")
    per_try = own(retries, "perTryTimeout") if retries else None
    if limit is None and per_try is None:
        return risky("Istio does not limit a request on a route without a timeout")
    limit = limit or per_try
    if limit is None or not seconds(limit.value):
        return None  # an unlimited value is reported where it is written
    return sound(f"ends after {limit.value}")


@risk.judge(Setting)
def is_switched_off_or_too_long(setting: Setting) -> Verdict | None:
    if setting.role == "entry" and setting.path == ("spring", "mail", "host"):
        return _of_a_mail_sender(setting)
    if setting.file.language == "python":
        return _made_for_others(setting)
    if setting.role != "entry" or not (setting.value.is_known or setting.value.is_off):
        return None
    name = setting.name.lower()
    if PROXIED.match(name):
        return _of_a_proxy(setting)
    if setting.name.startswith("timeout ") and setting.file.language == "haproxy":
        return _unlimited_setting(setting)
    if _is_a_route_timeout(setting):
        return _unlimited_setting(setting)
    is_of_etcd = "etcd" in name  # its watches hold a read open for as long as they last
    if GATEWAY.match(name) and not is_of_etcd:
        return _unlimited_setting(setting)
    return None


def _made_for_others(setting: Setting) -> Verdict | None:
    """`self.http = httpx.AsyncClient(timeout=None)`: whoever asks it waits, unless they say otherwise each time."""
    if setting.role != "keyword" or setting.name != "timeout" or not setting.value.is_off:
        return None
    if is_test_code(setting) or is_for_developers(setting):
        return None
    return risky(f"{setting.path[0]} has no limit: whoever asks with it {_SERVER_IS_SILENT}")


def _of_a_mail_sender(host: Setting) -> Verdict | None:
    """Spring hands `spring.mail.properties` to Jakarta Mail, which waits without limit unless one of them says how long.

    Where none of them is written, another file of the application may hold them all.
    Source: Spring Boot reference, "Sending Email".
    """
    around = host.block.walk() if host.block else ()
    of_mail = _handed_on([s for one in around for s in one.settings] if host.block else host.beside)
    is_near = hosts.place(host.value.string or "") == "loopback"
    if not of_mail or is_near or is_for_developers(host):
        return None
    if limit := next((s for name, s in of_mail.items() if name.endswith(".timeout")), None):
        return sound(f"gives up after {limit.value} ms") if seconds(limit.value) else None
    everywhere = [one for top in host.block.peers for one in top.walk()] if host.block else []
    if any(
        n.endswith(".timeout") for n in _handed_on(s for one in everywhere for s in one.settings)
    ):
        return None  # of another document of the file, which Spring merges where its profile is on
    anchors = [s.lines for s in of_mail.values()]
    return risky(
        "without mail.smtp.timeout whoever sends a mail waits for ever if the server stays silent",
        anchors=anchors,
    )


def _handed_on(settings: Iterable[Setting]) -> dict[str, Setting]:
    """What Jakarta Mail is given, by its name in one spelling."""
    written = {re.sub(r"[\[\]\"']", "", ".".join(s.path)).lower(): s for s in settings}
    return {name: s for name, s in written.items() if _HANDED_ON.match(name)}


def _is_a_route_timeout(setting: Setting) -> bool:
    """Envoy's, Istio's and the Gateway API's."""
    block = setting.block
    if setting.path[-2:] in {("route", "timeout"), ("timeouts", "request")}:
        return True
    return bool(block and block.kind == "istio:route" and setting.name == "timeout")


def _unlimited_setting(setting: Setting) -> Verdict | None:
    """A limit of 0 or less; nothing at all means whatever the program does by itself."""
    text = str(setting.value.value).strip().lower()
    if setting.file.is_for_development or setting.value.value is None:
        return None
    if text in UNLIMITED:
        if limit := _idle_limit(setting):
            return sound(f"{limit.name} {limit.value} ends what has gone silent")
        anchors = [setting.block]
        return risky(f"{setting.name} {text} is no limit at all", anchors=anchors)
    return None


def _idle_limit(setting: Setting) -> Setting | None:
    """What ends a stream on which nothing comes any more, written beside it."""
    for one in siblings(setting):
        is_a_limit = {"idle", "timeout"} <= set(words(one.name)) and one is not setting
        if is_a_limit and (one.value.is_known or one.value.is_unknown):
            return None if str(one.value.value).strip().lower() in UNLIMITED else one
    return None


def _of_a_proxy(setting: Setting) -> Verdict | None:
    """nginx waits a minute by default; a longer wait is wrong if somebody gives up earlier."""
    deadline = setting.file.scenario.get("deadline_s")
    limit = seconds(setting.value)
    if limit is None or not isinstance(deadline, int | float) or _is_streaming(setting.block):
        return None
    if limit > deadline:
        return risky(
            f"nginx waits up to {limit:g} s, and its caller gives up after {deadline:g} s",
            anchors=[setting.block],
            shift=-1,
            needs=("deadline_s",),
        )
    return sound(f"gives up after {limit:g} s", needs=("deadline_s",))


def _is_streaming(block: Block | None) -> bool:
    """A websocket or an event stream goes through it."""
    return block is not None and any(
        "upgrade" in str(s.value.value).lower()
        or (s.name == "proxy_buffering" and s.value.value == "off")
        for s in block.settings
    )


@risk.fix(Block)
def limit_the_block(block: Block) -> Edits | None:
    if block.kind == "github:job":
        return block.write("timeout-minutes", 30)
    if block.kind == "istio:route":
        return block.write("timeout", "10s")
    if block.kind.startswith("haproxy:"):
        written = [block.write(name, "30s") for name in timeout_chains.haproxy_lacks(block)]
        return tuple(edit for edits in written if edits for edit in edits) or None
    return None


@risk.inject(Block)
def take_the_limit_away(block: Block) -> Edits | None:
    if block.kind == "github:job":
        runs = any(own(step, "run") for step in block.walk())  # what hangs there is another risk
        is_asked = block.file.scenario.get("runtime") == "ci"
        return None if runs or not is_asked else block.write("timeout-minutes", None)
    if block.kind == "istio:route" and not below(block, "retries"):
        return block.write("timeout", "0s")
    limits = [own(block, name) for name in timeout_chains.HAPROXY["listen"]]
    is_limited = all(limit and seconds(limit.value) for limit in limits)
    return block.write("timeout server", 0) if is_limited else None


@risk.fix(Setting)
def stay_within_the_deadline(setting: Setting) -> Edits | None:
    deadline = setting.file.scenario.get("deadline_s")
    if PROXIED.match(setting.name.lower()) and isinstance(deadline, int | float):
        return setting.write("value", f"{deadline:g}s")
    return None
