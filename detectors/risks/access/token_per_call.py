"""Access tokens that are asked for anew for each call, item or request."""

from __future__ import annotations

from detectors.facts import Token
from detectors.gates.tokens import suspects
from detectors.judging.addresses import is_loopback
from detectors.judging.repeating import anchors_of
from detectors.judging.running import is_run_by_a_person, is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(__name__, closer=suspects, words=("token", "grant_type"))

_MANY_A_SECOND = 10
_SAYS = {
    "items": "for each item",
    "pages": "for each page",
    "work": "for each turn of a loop that never ends",
    "route": "for each request of this route",
    "webhook": "for each event of this webhook",
    "lambda": "for each event of this Lambda",
    "consumer": "for each message of this consumer",
    "methods": "in front of each call of this interface",
}


@risk.judge(Token)
def is_asked_for_each_time(token: Token) -> Verdict | None:
    request, again = token.request, token.again
    if is_test_code(token) or is_loopback(request):
        return None
    if again is None:
        return _kept(token)
    return risky(
        f"asks for a new token {_SAYS[again.kind]}, although one lasts for many",
        anchors=[*anchors_of(request), again.lines, *again.sites],
        shift=_shift(token),
        needs=needed(token, "rate", "runtime", "trigger"),
    )


def _shift(token: Token) -> int:
    rate = token.file.scenario.get("rate")
    if isinstance(rate, int | float) and rate >= _MANY_A_SECOND:
        return 1
    return -1 if is_run_by_a_person(token, token.request.context) else 0


def _kept(token: Token) -> Verdict | None:
    if token.guard is not None:
        return sound("asked for only where none is kept that still holds")
    if token.serves is not None:
        return sound("asked for once, in front of the loop that needs it")
    if token.request.context.is_module_level and not token.request.context.loops:
        return sound("asked for once, when the program starts")
    return None
