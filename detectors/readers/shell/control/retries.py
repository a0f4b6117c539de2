"""How a command repeats its requests by itself, and whether its exit status tells an error."""

from __future__ import annotations

from typing import Any

from detectors.clients.commands import RetryRule, Tool
from detectors.facts import OFF, UNKNOWN, Value, known
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.variables.arithmetic import duration


def tells(data: Tool, asked: Asked) -> bool | None:
    """Whether the exit status tells an error answer."""
    if data.raises == "always":
        return True
    if data.raises == "option":
        if not asked.is_http:
            return True
        fails = asked.settings.get("fail", UNKNOWN)
        return None if fails.is_unknown else fails.is_known
    return None


def own_retry(rule: RetryRule, asked: Asked) -> dict[str, Any] | None:
    """The fields of the Retry that the command makes by itself or is told to make."""
    options = asked.options
    given = options.last(rule.option) if rule.option else None
    if given is None:
        if rule.default <= 1 or asked.may_hide_options:
            return None
        attempts = known(rule.default)
    elif given.value is None or not given.value.is_known:
        attempts = UNKNOWN
    elif given.value.text in rule.unlimited:
        attempts = OFF
    elif given.value.text.isdigit():
        number = int(given.value.text)
        attempts = known(number + (rule.counts == "retries"), given.value.text)
    else:
        attempts = UNKNOWN
    if given is not None and attempts.number == 1:
        return None
    covers = set(rule.covers)
    for name, kinds in rule.more.items():
        if options.has(name):
            covers |= set(kinds)
    backoff, first = rule.backoff, known(rule.first_wait) if rule.first_wait else UNKNOWN
    delay = options.last(rule.delay) if rule.delay else None
    if delay and delay.value:
        seconds = duration(delay.value.text)
        if seconds is None:
            backoff, first = "unknown", UNKNOWN  # type: ignore[assignment]
        elif seconds > 0:
            backoff, first = "constant", known(seconds, delay.value.text)
    return {
        "kind": "default" if given is None else "option",
        "name": f"{asked.name} --{rule.option}" if given else asked.name,
        "attempts": attempts,
        "deadline": _deadline_of(rule, asked),
        "backoff": backoff,
        "jitter": rule.jitter,
        "first_wait": first,
        "covers": frozenset(covers),
    }


def _deadline_of(rule: RetryRule, asked: Asked) -> Value:
    given = asked.options.last(rule.deadline) if rule.deadline else None
    if given is None or given.value is None:
        return UNKNOWN if asked.may_hide_options else OFF
    seconds = duration(given.value.text)
    if seconds is None:
        return UNKNOWN
    return known(seconds, given.value.text) if seconds else OFF
