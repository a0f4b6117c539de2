"""Access tokens that are asked for once by what runs for longer than they last."""

from __future__ import annotations

from detectors.facts import Token
from detectors.gates.tokens import suspects
from detectors.judging.addresses import is_loopback
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(__name__, closer=suspects, words=("grant_type",))


@risk.judge(Token)
def outlasts_its_token(token: Token) -> Verdict | None:
    if is_test_code(token) or is_loopback(token.request) or token.grant == "login":
        return None
    if token.file.scenario.get("lifetime") in {"one-shot", "minutes"}:
        return None
    stored = token.stored
    if stored is None:
        return _renewed(token)
    return risky(
        f"asked for once and never renewed: when the token expires, {stored.user} fails",
        at=stored.lines,
        anchors=[token.request.lines, stored.used],
        needs=needed(token, "lifetime"),
    )


def _renewed(token: Token) -> Verdict | None:
    if token.again is not None:
        return None  # asked for more often than it has to be
    if token.guard is not None:
        return sound("asked for anew where none is kept that still holds")
    return sound("asked for anew with each run") if token.serves is not None else None
