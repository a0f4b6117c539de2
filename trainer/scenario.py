"""The facts that a scenario may state, and the values that each may have (docs/cards.md)."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

from trainer.neutralise import one_line

WORDS: dict[str, tuple[str, ...]] = {
    "purpose": (
        "otp",
        "alert",
        "payment",
        "order",
        "marketing",
        "notification",
        "analytics",
        "emergency",
        "internal",
        "other",
    ),
    "runtime": (
        "lambda",
        "web-handler",
        "webhook-handler",
        "worker",
        "cron",
        "cli",
        "startup",
        "k8s-service",
        "k8s-job",
        "ci",
    ),
    "environment": ("production", "staging", "development", "test"),
    "lifetime": ("one-shot", "minutes", "days"),
    "trigger": ("at-least-once", "at-most-once", "manual", "scheduled-rerun"),
    "network": ("internal-trusted", "internal-untrusted", "public"),
    "exposure": ("public", "partner", "internal"),
    "availability": ("none", "zone-loss", "region-loss"),
    "writers": ("one", "many"),
}
"""Facts with one of these words."""
LISTS: dict[str, tuple[str, ...]] = {
    "handled": ("tls", "auth", "rate-limit", "retry", "timeout", "breaker", "dedupe", "health"),
    "provider": (
        "batch",
        "serial-paced",
        "no-idempotency",
        "no-push",
        "retry-after-missing",
        "sender=slack",
        "sender=github",
        "sender=twilio",
        "sender=stripe",
    ),
}
"""Facts with any of these words."""
NUMBERS = ("deadline_s", "items", "rate", "read_tolerance_s")
"""Facts with a number from 0; those in `_s` are seconds."""
NAMES = ("optional_dependencies",)
"""Facts with a list of free names."""
TRUTHS = ("best_effort",)
FACTS = (*WORDS, *LISTS, *NUMBERS, *NAMES, *TRUTHS)

_NAME = re.compile(r"[\w.-]{1,60}")


def complaint(fact: str, value: Any) -> str | None:
    """What is wrong with a fact, as a sentence without its end; None if nothing is."""
    if fact not in FACTS:
        return (
            f"'{fact}' is no fact of a scenario{nearest(fact, FACTS)}; one of: {', '.join(FACTS)}"
        )
    if fact in WORDS:
        return _word(fact, value, WORDS[fact])
    if fact in LISTS:
        if not isinstance(value, list) and fact == "handled":
            return f"handled is a list, as [{value}]"
        values = value if isinstance(value, list) else [value]
        return next((said for one in values if (said := _word(fact, one, LISTS[fact]))), None)
    if fact in NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number and math.isfinite(value) and value >= 0
        return None if fits else f"{fact} is a number from 0, not {value!r}"
    if fact in NAMES:
        fits = isinstance(value, list) and all(_NAME.fullmatch(str(one)) for one in value)
        return None if fits else f"{fact} is a list of names"
    return None if value is True else f"{fact} is true or left out, not {value!r}"


def told(facts: Mapping[str, Any]) -> str:
    """What a learner may count on, as `runtime lambda, deadline 30 s`; empty without facts, safe to print."""
    return one_line(", ".join(_told(fact, value) for fact, value in facts.items()))


def _told(fact: str, value: Any) -> str:
    listed = " and ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    match fact:
        case "deadline_s" | "read_tolerance_s":
            return f"{fact.removesuffix('_s').replace('_', ' ')} {value:g} s"
        case "items":
            return f"{value:,} item{'s' * (value != 1)}"
        case "rate":
            return f"{value:g} requests a second"
        case "handled":
            return f"{listed} handled elsewhere"
        case "optional_dependencies":
            return f"can do without {listed}"
        case "best_effort":
            return "may be lost"
        case _:
            return f"{fact} {listed}"


def nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    """ ", did you mean 'x'?" where one is alike, else nothing."""
    close = difflib.get_close_matches(str(word).lower().replace("_", "-"), known, n=1, cutoff=0.6)
    close = close or difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _word(fact: str, value: Any, known: tuple[str, ...]) -> str | None:
    if value in known:
        return None
    return f"{fact} cannot be {value!r}{nearest(str(value), known)}; one of: {', '.join(known)}"
