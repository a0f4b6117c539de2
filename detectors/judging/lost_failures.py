"""What a failure that ends where it is caught is taken for, by whoever has called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from detectors.facts import LostFailure
from detectors.judging.addresses import stays_here
from detectors.judging.beliefs import HELPS, KEEPS_COPIES, is_expected, is_narrow, says_of_an_outage
from detectors.judging.losses import BEST_EFFORT, may_be_lost, reports_use
from detectors.judging.running import is_a_command, is_a_script_for_people
from detectors.model import Verdict, risky
from detectors.text import in_short
from detectors.vocabulary.names import listed, words_of

_OF_FILES = frozenset({"OSError", "IOError", "PermissionError", "EnvironmentError"})
"""What fails where a file is read."""
_REPORTS = listed("exception exceptions error errors crash breadcrumb sentry")
"""Words of functions that tell of failures: they may not fail themselves."""
_DECORATES = listed("animate animation animations spinner splash blink redraw scroll scrolling")
"""Words of functions that only move something on a screen."""
_FORGETS = listed("delete remove clear invalidate evict purge forget flush")
"""Words of functions by which a cache is told that something no longer holds."""
_UNHEARD = {
    "nothing": "without a word",
    "screen": "with a line on the screen",
    "log": "with a line in the log",
}
_CALLED = frozenset({"callback", "unheard", "shown", "item", "boasted"})
"""Those that say what is called, or gone through."""
_LOST = re.compile(r"(?!Connection)\w+Connect\w*Error|\w*(?:Network|Transport)Error")
"""Exceptions of a library that say that the other side is gone; a socket that is closed is how a stream ends."""
_GUESSED = frozenset(
    {
        *("empty", "absent", "unlooked", "refused", "assumed", "made up", "left", "untold"),
        *("not there", "promised"),
    }
)
"""Those that stand in the place of what has been asked for."""
_OF_A_SERVICE = re.compile(
    r"(?:Client|BotoCore|Api|API|Http|Slack\w*|GoogleAPI\w*|PyMongo|SQLAlchemy|Database|Operational|Trino\w*|Kubernetes\w*)"
    r"(?:Error|Exception|Status)|ApiException|ResponseError"
)
"""What a library raises for whatever a service says, a refused key too."""
_NEEDS_A_BROAD_CLAUSE = frozenset(
    {
        "shown",
        "ready",
        "callback",
        "for ever",
        "answered",
        "exit",
        "made up",
        "worded",
        "dropped",
        "well",
        "done",
        "not there",
        "promised",
    }
)


def mistaken_for(failure: LostFailure) -> Verdict | None:
    """None where it may be lost, or is what has been expected."""
    if _may_be_lost(failure) or not _is_a_failure(failure):
        return None
    if failure.how in _GUESSED and _is_a_guess(failure):
        return None
    if failure.how in {"empty", "refused"} and not _is_taken_for_none(failure):
        return None
    what = in_short(failure.what)
    reason = {
        "returned": f"the exception is returned as {what}, as if it were the answer",
        "overruled": f"`{what}` in a finally takes the place of whatever is raised: nobody hears of it",
        "empty": f"after a failure the caller gets {what}, as if there were nothing",
        "absent": "after a failure the caller gets None, as if there were none",
        "unlooked": f"after a failure it gives None, and {what} is taken for an answer",
        "unheard": f"a failure is told by its answer alone, and {what} is called without a look at it",
        "ready": "a failure is only logged, and whoever has called takes it for ready",
        "shown": "a failure is only printed, and whoever has called goes on as if it were done",
        "callback": f"what fails in {what} is dropped without a word",
        "item": f"whatever fails for one of {what}, it is left out {_UNHEARD[failure.said]}",
        "for ever": "whatever fails in the loop fails in every turn without a word",
        "answered": f"a failure is answered with {what}",
        "exit": f"after a failure the program ends with {what}, as if all were well",
        "end": "whatever fails looks like the end, and nobody is told",
        "refused": f"after an error status the caller gets {what}, as if there were nothing",
        "assumed": f"after a failure it goes on with `{what}`, as if there were nothing",
        "made up": f"after a failure the caller gets {what}, which nobody has found out",
        "worded": f"after a failure the caller gets {what}, as if the model had written it",
        "unreadable": f"a body that cannot be read becomes {what}, like an answer without content",
        "dropped": f"whatever fails in {what} is dropped without a word",
        "well": "a monitor that asks for its health sees a status of success, whatever the text says",
        "others": f"every error but the one with {what} is passed over without a word",
        "used": f"the error of a refused {what} ends here, and the answer is used like any other",
        "left": f"after a failure it goes on with `{what}`, as if there were nothing",
        "done": "whatever fails ends the wait like a success, and what follows takes it for done",
        "boasted": f"{what} only says that it has failed, nobody looks, and then a success is reported",
        "untold": f"{what} is raised for a refused or throttled call as well, and each counts as not there",
        "not there": f"whatever goes wrong in {what} counts as not there, an outage and a refusal too",
        "promised": f"after a failure the caller gets None in the place of {what}",
        "cut": "an error status in the middle looks like the end of the list: what is missing is not told",
    }[failure.how]
    anchors = [*failure.anchors, *(one.lines for one in failure.requests)]
    return risky(reason, anchors=anchors, shift=-1 if failure.said == "log" else 0)


def _may_be_lost(failure: LostFailure) -> bool:
    function = failure.context.function
    if failure.how == "well":
        return False
    if reports_use(failure):
        return True
    if failure.how == "shown" and function is not None and function.may_run_beside:
        return True  # nobody waits for it, who could be told
    if failure.how == "shown" and function is not None and function.name.split()[-1:] == ["emit"]:
        return True  # a handler of logs, which may not fail itself
    if failure.how == "shown" and failure.requests and all(map(may_be_lost, failure.requests)):
        return True
    said = [*(function.name.split() if function else ())]
    if failure.how in _CALLED:
        said.append(failure.what)
    if failure.how == "shown" and PurePosixPath(failure.file.name).name == "setup.py":
        return True  # whoever installs it reads what it prints
    if failure.how == "shown" and is_a_command(failure):
        return True  # whoever has started it reads what it prints
    if failure.how == "shown" and "cache" in words_of(PurePosixPath(failure.file.name).stem):
        # what a cache cannot keep is found out anew; what it cannot forget is given for longer
        return function is None or not _FORGETS & {*words_of(function.name)}
    if failure.said == "screen" and is_a_script_for_people(failure):
        return True
    return bool(
        (BEST_EFFORT | _REPORTS | _DECORATES) & {word for name in said for word in words_of(name)}
    )


def _is_a_guess(failure: LostFailure) -> bool:
    """It finds out what only helps or decorates, what is somewhere else, too, or whether something runs on this machine."""
    function = failure.context.function
    named = [*words_of(function.name)] if function else []
    if failure.requests and all(map(stays_here, failure.requests)):
        return True  # a part of the same program, which is there or is not
    if named[:1] in (["update"], ["upgrade"]):
        del named[0]  # what is changed, and no look at what is newest
    return bool(HELPS & {*named}) or any(
        one.client.library in KEEPS_COPIES for one in failure.requests
    )


def _is_taken_for_none(failure: LostFailure) -> bool:
    """Who gets an empty text or dictionary may ask for what should be in it."""
    is_broad = failure.caught is None or failure.caught.is_broad
    if failure.said != "log" and is_broad:
        return True
    return failure.what not in {"{}", "dict()", '""', "''"}


def _is_a_failure(failure: LostFailure) -> bool:
    """It catches more than what may be expected there."""
    caught = failure.caught
    if caught is None or caught.is_broad or failure.how in {"unreadable", "used", "untold"}:
        return True
    if failure.how in _NEEDS_A_BROAD_CLAUSE or is_expected(caught):
        return False
    names = {name.rpartition(".")[2] for name in caught.catches}
    if failure.how == "end":
        return any(map(_LOST.fullmatch, names))
    if failure.how == "others":
        return any(map(_OF_A_SERVICE.fullmatch, names)) or any(map(says_of_an_outage, names))
    if failure.how == "item":
        return failure.said == "screen" and not is_narrow(caught) and not names & _OF_FILES
    if failure.how == "absent" and failure.said != "log":
        return failure.said == "nothing" and any(map(says_of_an_outage, names - _OF_FILES))
    if failure.how in {"empty", "assumed", "left"} and any(map(_OF_A_SERVICE.fullmatch, names)):
        return failure.what not in {"{}", "dict()"} or failure.said == "nothing"
    if failure.how in {"empty", "assumed", "left"}:
        return failure.said != "log" and any(map(says_of_an_outage, names - _OF_FILES))
    return not is_narrow(caught) and not names & _OF_FILES
