"""Layers that repeat the same request, one around the other, so that their attempts multiply."""

from __future__ import annotations

from detectors.facts import Request, Retry
from detectors.judgement import repeats, repeats_a_failure
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(__name__)

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
    if not outer.covers:
        return None
    for request in outer.requests:
        if verdict := _around(outer, request):
            return verdict
    return None


def _around(outer: Retry, request: Request) -> Verdict | None:
    layers = [r for r in request.retries if r is not outer]
    if any(_is_around(layer, outer) and repeats(layer) for layer in layers):
        return None  # the outermost one is to blame
    inner = [layer for layer in layers if repeats(layer) and _meets(outer, layer, request)]
    if not inner:
        return _has_one(outer, layers)
    if outer.file.language == "python" and not outer.is_blind:
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


def _is_around(layer: Retry, outer: Retry) -> bool:
    """This one is the outer of the two."""
    if layer.kind not in _AROUND:
        return False
    if layer.kind == outer.kind == "loop":
        return bool(layer.statement and outer.statement and layer.statement.holds(outer.statement))
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
