"""Answers that are used, or taken for a success, although nobody looked whether they are errors."""

from __future__ import annotations

from detectors.facts import Edits, Request
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(__name__)

_SERIOUS = {"payment", "order", "otp", "emergency"}
_USES = {
    "body": "uses the body of whatever comes back, an error page included",
    "discarded": "takes any answer for a success, a rejection included",
    "status": "looks at the status and goes on whatever it is",
}


@risk.judge(Request)
def takes_an_error_for_an_answer(request: Request) -> Verdict | None:
    response = request.response
    if response.errors == "unchecked" and response.use in _USES:
        return risky(
            f"{request.name} {_USES[response.use]}",
            anchors=[a for a in (request.statement, response.lines, *request.anchors) if a],
            shift=_shift(request),
            needs=("best_effort",) if request.file.scenario.get("best_effort") else (),
        )
    if response.errors == "checked":
        return sound("the status is looked at before the answer is used", at=request.lines)
    if response.errors == "raise":
        return sound(f"{request.client.title or request.name} raises on an error status")
    return None


def _shift(request: Request) -> int:
    scenario = request.file.scenario
    if scenario.get("best_effort"):
        return -1
    return int(scenario.get("purpose") in _SERIOUS or request.effect == "charge")


@risk.fix(Request)
def fail_on_an_error_status(request: Request) -> Edits | None:
    return request.write("fail", True) if request.file.language == "shell" else None


@risk.inject(Request)
def ignore_the_status(request: Request) -> Edits | None:
    return request.write("fail", None) if request.file.language == "shell" else None
