"""Who runs it and who waits: what the scenario, the handler and the file's name tell."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

from detectors.facts import (
    Context,
    Fact,
    Request,
    Setting,
    Value,
)
from detectors.vocabulary.names import listed, words

USER_WAITS = frozenset({"web-handler", "webhook-handler", "lambda"})
"""Runtimes of the scenario in which somebody waits for the answer."""
REDELIVERS = frozenset({"at-least-once", "scheduled-rerun"})
"""Triggers of the scenario that bring the same work again."""
MONEY = frozenset({"payment", "order"})
"""Purposes for which a duplicate costs a customer money."""
MESSAGES = frozenset({"otp", "alert", "emergency", "notification", "marketing"})
"""Purposes whose work is a message to somebody."""
_TEST_FOLDERS = frozenset({"test", "tests", "testing", "e2e"})


_RECORDS = listed(
    "output outputs result results report reports runs log logs history trace traces transcript transcripts"
)
"""Words of the path of a file in which a program writes down what it has done."""
_RECORDED = frozenset({"spans", "traces", "transcript", "history"})
"""Keys under which it does so; `output` and `report` may as well be settings."""


def is_a_record(fact: Fact) -> bool:
    """It stands in JSON that a program has written about its runs."""
    if fact.file.language != "json":
        return False
    keys = {*fact.path} if isinstance(fact, Setting) else set()
    return bool(_RECORDED & keys or _RECORDS & {*words(fact.file.name)})


def needed(fact: Fact, *names: str) -> tuple[str, ...]:
    """Those of these facts that the scenario gives."""
    return tuple(name for name in names if name in fact.file.scenario)


def runs_as(fact: Fact, *runtimes: str) -> bool:
    """The scenario says that it runs in one of these."""
    return fact.file.scenario.get("runtime") in runtimes


def serves_somebody(fact: Fact, context: Context | None) -> bool:
    """A user or a sender waits while it runs: a route, a webhook, a Lambda."""
    handler = context.handler if context else None
    if handler and handler.is_waited_for:
        return True
    return fact.file.scenario.get("runtime") in USER_WAITS


def is_supervised(fact: Fact, context: Context | None) -> bool:
    """It works in the background, and something notices when it stands still."""
    handler = context.handler if context else None
    if handler and handler.kind in {"consumer", "task", "scheduled"}:
        return True
    return runs_as(fact, "worker", "k8s-job")


def is_run_by_a_person(fact: Fact, context: Context | None) -> bool:
    """Somebody started it and looks at it, so that a failure is seen and repeated by hand."""
    handler = context.handler if context else None
    if runs_as(fact, "cli") or fact.file.scenario.get("trigger") == "manual":
        return True
    return bool(handler and handler.kind == "cli")


def is_a_command(fact: Fact) -> bool:
    """Its file is one that a person starts, or a part of a command line: `cli/core/api_client.py`."""
    path = PurePosixPath(fact.file.name)
    return path.stem in {"__main__", "cli"} or "cli" in path.parts[:-1]


def is_a_script_for_people(fact: Fact) -> bool:
    """It stands among the scripts of a project, which somebody starts and looks at: `scripts/upload_picture.py`."""
    return "scripts" in PurePosixPath(fact.file.name).parts[:-1]


def is_redelivered(request: Request) -> Value:
    """Whether the same work can come again from outside; the value is the reason, in words."""
    handler = request.context.handler
    if trigger := request.file.scenario.get("trigger"):
        known = trigger in REDELIVERS
        return Value("known", f"the trigger is {trigger}") if known else Value("off")
    if handler and handler.redelivers.value is True:
        return Value("known", f"this {handler.kind} can be delivered twice")
    return Value("off")


def is_test_code(fact: Fact) -> bool:
    """It stands in a folder of tests, or in a file that a test runner picks up, or that only looks whether all comes up."""
    return _is_of_tests(fact.file.name.lower())


@lru_cache(maxsize=64)
def _is_of_tests(path: str) -> bool:
    *folders, file = PurePosixPath(path.replace("\\", "/")).parts or ("",)
    stem = file.partition(".")[0]
    return bool(
        any(name in _TEST_FOLDERS or name.endswith(("_test", "_tests")) for name in folders)
        or stem in {"conftest", "smoke", "fuzz"}
        or re.fullmatch(r"tests?\d*\.py", file)
        or stem.startswith(("test_", "smoke_", "fuzz_"))
        or stem.endswith(("_test", "_tests", "_smoke"))
    )
