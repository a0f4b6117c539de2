"""Layers that repeat the same request, one around the other, so that their attempts multiply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Block, Request, Retry
from detectors.judging.repeating import repeats, repeats_a_failure
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers

risk = Risk(__name__, config_words=("maxattempts", "retrystrategy", "retry@", "retry.action@"))

MANY = 10
"""Requests for one call from which a service that is weak gets no rest."""
_AROUND = frozenset({"loop", "decorator"})
"""What repeats a call from outside; a policy or an option belongs to the client."""
_PRESSING = frozenset({"timeout", "429", "5xx"})
"""Failures of a service that is up, and has too much to do."""
_UNSAFE = frozenset({"write", "send", "charge", "create"})


@risk.judge(Retry)
def multiplies(outer: Retry) -> Verdict | None:
    if outer.kind not in _AROUND or not repeats_a_failure(outer) or outer.is_probe:
        return None
    if not outer.covers or outer.counts_seconds or outer.is_led:
        return None
    for request in outer.requests:
        if verdict := _around(outer, request):
            return verdict
    return None


def _around(outer: Retry, request: Request) -> Verdict | None:
    layers = [r for r in request.retries if r is not outer]
    if any(_is_around(layer, outer, request) and repeats(layer) for layer in layers):
        return None  # the outermost one is to blame
    inner = [
        layer
        for layer in layers
        if repeats(layer) and not layer.is_led and _meets(outer, layer, request)
    ]
    if not inner:
        return _has_one(outer, layers)
    if outer.file.language == "python" and not (outer.is_blind or _names(outer, inner, request)):
        return None  # it may leave to the client what the client repeats
    if outer.attempts.is_off and not all(_is_written(layer) for layer in inner):
        return None  # that it goes on for ever is another finding
    if outer.file.language == "shell" and outer.attempts.is_off:
        return None  # mostly it waits for something to come up
    product = _product([outer, *inner])
    is_unsafe = request.effect in _UNSAFE and request.setting("idempotency_key").is_off
    is_many = product is not None and product > MANY
    if outer.name.startswith("celery") and not is_many and not is_unsafe:
        return None  # the queue brings it again later, and a few attempts at once are good practice
    names = " and ".join(dict.fromkeys(_name(layer) for layer in inner))
    count = f": up to {product} requests for one call" if product else ", so attempts multiply"
    return risky(
        f"{outer.name} repeats what {names} already repeated{count}",
        group=f"retry {outer.lines}",
        anchors=[outer.lines, request.lines, *(r.lines for r in inner if _is_written(r))],
        shift=1 if is_many or is_unsafe else 0,
    )


def _names(outer: Retry, inner: list[Retry], request: Request) -> bool:
    """`except RateLimitError`, which the client raises once its own attempts are used up."""
    named = outer.covers or frozenset()
    return request.response.errors == "raise" and any(
        "429" in named & (layer.covers or frozenset()) and layer.kind in {"default", "option"}
        for layer in inner
    )


def _is_around(layer: Retry, outer: Retry, request: Request) -> bool:
    """This one is the outer of the two."""
    if layer.kind not in _AROUND:
        return False
    if layer.kind == outer.kind == "loop":
        if layer.statement is None or outer.statement is None:
            return False
        is_elsewhere = not layer.statement.holds(request.lines)  # it calls what holds the other
        return layer.statement.holds(outer.statement) or (
            is_elsewhere and outer.statement.holds(request.lines)
        )
    if layer.kind == "decorator" and outer.kind == "loop":
        return not _is_in_the_loop(layer, outer)
    return layer.kind == "loop" and _is_in_the_loop(outer, layer)


def _is_in_the_loop(decorator: Retry, loop: Retry) -> bool:
    """The loop stands in another function than the one that is decorated, and calls that one."""
    function = loop.context.function if loop.context else None
    if function is None:
        return True
    return not -1 <= function.lines.first - decorator.lines.last <= 1 and not function.lines.holds(
        decorator.lines
    )


def _meets(outer: Retry, layer: Retry, request: Request) -> bool:
    """Both repeat the same failure, and more than a connection that was not made."""
    if layer.methods is not None and request.method and request.method not in layer.methods:
        return False
    told = _kinds(outer) & _kinds(layer)
    return bool(told & ({"5xx", "429"} if request.file.language == "python" else _PRESSING))


def _kinds(layer: Retry) -> frozenset[str]:
    covers = layer.covers or frozenset()
    return _PRESSING if "any" in covers else covers


def _has_one(outer: Retry, layers: list[Retry]) -> Verdict | None:
    """Only where somebody has seen to it."""
    written = [layer for layer in layers if _is_written(layer)]
    if any(not repeats(layer) for layer in written):
        return sound("the client itself repeats nothing")
    if any(layer.covers and layer.covers <= {"connect", "drop"} for layer in written):
        return sound("the client itself only opens connections again")
    return None


def _is_written(layer: Retry) -> bool:
    return layer.kind != "default"


def _name(layer: Retry) -> str:
    return "the client" if layer.kind == "default" else layer.name


def _product(layers: list[Retry]) -> int | None:
    product = 1
    for layer in layers:
        number = layer.attempts.number
        if number is None:
            return None
        product *= int(number)
    return product


# --- configuration -------------------------------------------------------------------------------

_RETRIES_OF_STATES = 3
"""What a `Retry` of Step Functions does if it names no number."""
_REPEATS_STEPS = re.compile(r"(?i)^(?:nick-fields|nick-invision)/retry@|^wandalen/wretry\.action@")
_REPEATS_ITSELF = re.compile(r"--retry[ =](\d+)")


@risk.judge(Block)
def repeats_what_repeats_itself(block: Block) -> Verdict | None:
    if is_for_developers(block) or not block.is_complete:
        return None
    inner: list[tuple[Block, int]]
    match block.kind:
        case "step-functions:state":
            outer, inner = _of_a_state(block), [*_within(block)]
        case "argo:template":
            outer, inner = _limit(block), [*_called(block)]
        case "github:step":
            return _step(block)
        case _:
            return None
    if not outer or not inner:
        return None
    worst = max(number for _, number in inner)
    if not worst:
        return sound("what is within repeats nothing itself")
    return _multiplied(
        block, outer + 1, worst + 1, next(other for other, number in inner if number == worst)
    )


def _multiplied(block: Block, outer: int, worst: int, inner: Block) -> Verdict:
    product = outer * worst
    own = block.get("Retry", "ErrorEquals") or block.get("retryStrategy", "limit")
    return risky(
        f"{block.name or 'this step'} repeats what {inner.name if inner is not block else 'its command'} has repeated: "
        f"up to {product} calls for one",
        anchors=[own, inner.lines],
        shift=int(product > MANY),
    )


def _number(block: Block, *path: str) -> int | None:
    """A whole number that is written there; None where there is none, or it cannot be seen."""
    setting = block.get(*path)
    said = setting.value.value if setting is not None and setting.value.is_known else None
    text = str(said)
    return int(text) if text.isdigit() else None


def _of_a_state(state: Block) -> int:
    """How often Step Functions repeats a state after a failure of its work."""
    if not any(setting.path[-2:] == ("Retry", "ErrorEquals") for setting in state.settings):
        return 0
    said = state.get("Retry", "MaxAttempts")
    return _RETRIES_OF_STATES if said is None else _number(state, "Retry", "MaxAttempts") or 0


def _within(state: Block) -> Iterator[tuple[Block, int]]:
    """The tasks of a Map or of a Parallel that have a `Retry` of their own."""
    for inner in state.walk()[1:]:
        is_task = inner.kind == "step-functions:state" and inner.text("Type") == "Task"
        if is_task and inner.get("Retry", "ErrorEquals") is not None:
            yield inner, _of_a_state(inner)


def _limit(template: Block) -> int:
    return _number(template, "retryStrategy", "limit") or 0


def _called(template: Block) -> Iterator[tuple[Block, int]]:
    """The templates of the same file that are steps of this one, and have a strategy of their own."""
    names = {s.value.string for s in template.settings if s.name == "template"}
    for peer in template.peers:
        for other in peer.walk():
            is_called = other.kind == "argo:template" and other.name in names
            if is_called and other.get("retryStrategy", "limit") is not None:
                yield other, _limit(other)


def _step(step: Block) -> Verdict | None:
    """An action that repeats a command, and a command that does so itself."""
    if not _REPEATS_STEPS.search(step.text("uses")):
        return None
    outer = _number(step, "with", "max_attempts") or _number(step, "with", "attempt_limit") or 0
    found = _REPEATS_ITSELF.search(step.text("with", "command"))
    if outer < 2 or found is None or not int(found[1]):
        return None
    return _multiplied(step, outer, int(found[1]) + 1, step)
