"""What a script makes of the failure of a step: nothing, or less than whoever relies on it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from detectors.facts import Chains, Claim, Neglected, Process
from detectors.infrastructure.builds import Made, checks, makes
from detectors.infrastructure.deployment_steps import (
    CLOUDS,
    delivers,
    dumps,
    equips,
    installs,
    installs_all,
    kind_of,
    migrates,
    needs_nothing,
    serves,
    starts_a_service,
)
from detectors.vocabulary.names import listed, words

_MANY = 3
"""Commands that build on each other; two may be an accident."""
_MAY_BE_LOST = listed(
    "cache cached caches warm warmup prefetch optional optionally best effort safe ignore ignored ignoring"
    " exist exists existing already unless duplicate nothing unchanged change changes skip skipped skipping"
    " cleanup clean teardown stop remove delete uninstall rollback metrics telemetry try tries trying maybe"
    " fatal tolerate tolerated harmless fallback fall falls offline allowed fail fails retry later"
)
"""Words of comments, messages and names of functions by which somebody has thought of the failure."""
_UPGRADES = listed("upgrade dist-upgrade full-upgrade safe-upgrade --upgradable --upgradeable")
_BUILDS = frozenset({"make", "cmake", "mvn", "systemctl", "service", "docker", "docker-compose"})
_SOURCES = frozenset({"git pull", "hg pull"})


class Unheard(NamedTuple):
    """A step that fails without anybody hearing of it, and what that means."""

    step: Process
    reason: str
    others: Sequence[Process] = ()
    claim: Claim | None = None


def unheard(script: Chains) -> Unheard | None:
    """The first step whose failure a script without `set -e` builds on, or calls a success."""
    if script.use == "build":
        return _lacks_it(script)
    if found := _serves_all_the_same(script):
        return found
    for way in script.unheard if script.use == "file" else ():
        if found := (
            _keeps_half(way)
            or _deletes_elsewhere(way)
            or _builds_on(way, script)
            or _claims(way, script)
            or _publishes_the_last(way, script)
            or _delivers_a_part(way, script)
        ):
            return found
    return _ends_well(script) if script.use == "file" else None


def _lacks_it(script: Chains) -> Unheard | None:
    """`RUN pip install app; rm -r /tmp/*`: the last command alone says whether there is an image."""
    for way in script.unheard:
        steps = [(step, what) for step in way[:-1] if (what := equips(step))]
        if steps and (needs_nothing(way[-1]) or len(steps) > _MANY):
            step, what = steps[0]
            reason = f"the build goes by its last command, so when {what} fails the image is made all the same"
            return Unheard(step, reason, [other for other, _ in steps[1:]])
    return None


def _serves_all_the_same(script: Chains) -> Unheard | None:
    """`python manage.py migrate; exec gunicorn shop.wsgi`"""
    for way in script.unheard:
        for at, step in enumerate(way):
            server = next(filter(serves, way[at + 1 :]), None)
            what = migrates(step)
            if what and (server or (script.hands_over and way is script.unheard[0])):
                reason = f"when {what} fails the server is started all the same, on a database that it does not fit"
                return Unheard(step, reason, [server] if server else [])
    return None


def _builds_on(way: Sequence[Process], script: Chains) -> Unheard | None:
    """What is fetched, built and deployed goes on after whatever failed."""
    steps = [(process, kind) for process in way if (kind := kind_of(process))]
    fetching = [what for _, (where, what) in steps if where == "network"]
    if len(steps) < _MANY or len({what for _, (_, what) in steps}) < 2 or len(fetching) < 2:
        return None
    if len([process for process in script.heard if kind_of(process)]) >= len(steps):
        return None  # it says of each what its failure means
    first, (_, what) = steps[0]
    then = next((other for _, (_, other) in steps[1:] if other != what), what)
    why = "the script has no `set -e`"
    if script.file.format == "makefile":
        why = "make goes by the last command of a line"
    elif script.is_remote:
        why = "what the other machine runs has no `set -e`"
    elif script.is_suspended:
        why = "`set -e` does not hold in what is tested"
    return Unheard(
        first,
        f"{why}, so when {what} fails it goes on with {then} all the same",
        [process for process, _ in steps[1:]],
    )


def _keeps_half(way: Sequence[Process]) -> Unheard | None:
    """`mysqldump shop > new.sql; find old -mtime +7 -delete`: an empty file is kept, and the good ones go."""
    for at, step in enumerate(way):
        what = dumps(step)
        if not what:
            continue
        for other in way[at + 1 :]:
            if _deletes_old(other):
                reason = f"when {what} fails nobody hears of it, and the copies from before are deleted all the same"
                return Unheard(step, reason, [other])
            if sent := delivers(other) if not dumps(other) else "":
                reason = f"when {what} fails nobody hears of it, and {sent} keeps what there is for a backup"
                return Unheard(step, reason, [other])
    return None


def _deletes_old(step: Process) -> bool:
    """`find ... -delete`, `find ... -exec rm`, `ls -t | tail -n +8 | xargs rm`"""
    is_of_find = step.name == "find" and ("-delete" in step.words or "rm" in step.words)
    is_by_age = any(word in {"-mtime", "-ctime", "-mmin", "-newer"} for word in step.words)
    return is_of_find and is_by_age


_EVERYTHING = frozenset({"*", "./*", ".", "./", "./.", "*.*"})


def _deletes_elsewhere(way: Sequence[Process]) -> Unheard | None:
    """`cd "$FOLDER"; rm -rf *`: where that folder is not, it is the one that it was started in."""
    for step, other in pairwise(way):
        operands = [word for word in other.words if not word.startswith("-")]
        options = "".join(word for word in other.words if word.startswith("-")).lower()
        is_all = other.name == "rm" and "r" in options and not _EVERYTHING.isdisjoint(operands)
        if step.name in {"cd", "pushd"} and step.words and is_all:
            reason = f"when {step.name} fails, rm deletes everything where the script was started"
            return Unheard(step, reason, [other])
    return None


def _publishes_the_last(way: Sequence[Process], script: Chains) -> Unheard | None:
    """`docker build -t shop .; docker push shop`: what lies there from the last time is published."""
    for at, step in enumerate(way):
        made = makes(step)
        if made is None or any(map(_clears, way[:at])):
            continue
        behind = [*way[at + 1 :], *(one for one in script.heard if one.lines > step.lines)]
        for other in behind:
            if publication := _publishes(made, other):
                reason = f"when {made.by} fails nobody hears of it, and {publication} sends out what was there before"
                return Unheard(step, reason, [other])
    return None


def _delivers_a_part(way: Sequence[Process], script: Chains) -> Unheard | None:
    """`aws s3 sync site s3://shop; aws s3 cp feed.xml s3://shop`: the status of all is that of the last."""
    steps = [(step, what) for step in way if (what := delivers(step))]
    if len(steps) < 2 or [step for step in script.heard if delivers(step)]:
        return None
    (first, what), *others = steps
    reason = f"when {what} fails and what follows it does not, the script ends as if all had been delivered"
    return Unheard(first, reason, [step for step, _ in others])


_FROM = {
    "image": re.compile(r"(?:docker|podman) push"),
    "package": re.compile(r"twine upload|(?:npm|pnpm|cargo|poetry|uv) publish|gh release"),
    "version": re.compile(r"git push|twine upload|(?:npm|pnpm|cargo|poetry|uv) publish|gh release|(?:docker|podman) push"),
    "site": re.compile(r"aws s3 (?:cp|sync)|rsync|scp|gcloud deploy|gsutil \w+|firebase deploy|netlify deploy|(?:npm|pnpm) publish"),
}  # fmt: skip
"""What is made -> the commands that bring it to others."""


def _publishes(made: Made, step: Process) -> str:
    what = delivers(step)
    return what if what and _FROM[made.kind].fullmatch(what) else ""


def _clears(step: Process) -> bool:
    """What an earlier run has left is taken away first."""
    return step.name == "rm" or "clean" in step.words


def _claims(way: Sequence[Process], script: Chains) -> Unheard | None:
    """`rsync ...; echo "Backup complete"`"""
    for step in way:
        what = delivers(step) or (_named(step) if installs(step) else "")
        claim = script.claims(step) if what else None
        if claim:
            said = _short(claim.text)
            reason = f"when {what} fails nobody hears of it, and then the script says {said}"
            return Unheard(step, reason, claim=claim)
    return None


def _ends_well(script: Chains) -> Unheard | None:
    """`exit 0` at the end of a script that has fetched or installed something."""
    for way in script.unheard if script.end else ():
        for step in way:
            what = delivers(step)
            kind = kind_of(step)
            if what or (kind and kind[0] == "network" and kind[1] != "git fetch"):
                what = what or (kind[1] if kind else "")
                return Unheard(
                    step, f"when {what} fails the script ends with `exit 0` all the same"
                )
    return None


def neglects(fact: Neglected) -> str:
    """What happens where a failure is masked; empty where it may be meant so."""
    step = fact.process
    if _MAY_BE_LOST & set(words(fact.said)):
        return ""
    if fact.is_of_a_check and fact.how in {"masked", "said", "excused"}:
        is_the_last = not fact.later()
        return (
            "the check passes whatever it finds, so what no longer answers counts as healthy"
            if is_the_last
            else ""
        )
    if fact.how == "continued":
        return f"without ON_ERROR_STOP {step.name} passes over a statement that fails, and ends with status 0"
    if fact.how == "piped":
        dump = dumps(step)
        if dump:
            return (
                f"a failure of {dump} is lost in the pipe, and half a backup looks like a whole one"
            )
        return _lost_in_tee(fact)
    what = delivers(step)
    is_step = installs(step)
    match fact.how:
        case "outlasted" if fact.claim:
            return f"when the last turn finds nothing either, nobody hears of it, and then the script says {_short(fact.claim.text)}"
        case "masked" if what:
            if fact.claim:
                return f"the failure of {what} is masked, and then the script says {_short(fact.claim.text)}"
            return f"the failure of {what} is masked, and nobody hears of it"
        case "masked" if fact.claim and (service := starts_a_service(step)):
            return f"the failure of {service} is masked, and then the script says {_short(fact.claim.text)}"
        case "masked" if is_step and (fact.end or fact.claim):
            return f"a failed {_named(step)} is masked, and the script ends as if all were well"
        case "masked" if installs_all(step):
            return f"a failed {_named(step)} is masked, and what follows runs without what it needs"
        case "masked" if _is_stale(fact):
            return f"after a failed {_named(step)} what follows works with what was there before"
        case "listed" if (what or kind_of(step)) and fact.file.format in _IN_ONE_GO:
            return f"in a list of `&&` that goes on behind it a failed {what or _named(step)} does not end the script, whatever `set -e` says"
        case "silenced" if what or is_step or (step.name in CLOUDS and kind_of(step)):
            return f"what {what or _named(step)} says of its failure is thrown away, and the script goes on"
        case "said" if what and (fact.end or fact.claim):
            return f"after a failed {what} the script says so and ends as if all were well"
        case "excused" if what or is_step:
            return f"after a failed {what or _named(step)} the script ends with `exit 0`, so whoever started it sees a success"
    return ""


_IN_ONE_GO = frozenset({"", "github-workflow", "github-action", "dockerfile", "ansible"})
"""Formats in which a shell runs many lines; elsewhere each line is a script, whose status is looked at."""
_SAYS = frozenset({"echo", "printf", "cat", "date", "sudo"})


def _lost_in_tee(fact: Neglected) -> str:
    """`kubectl apply -f k8s | tee apply.log`: the status of the pipeline is that of tee, which is fine."""
    if fact.into != "tee" or fact.process.name in _SAYS:
        return ""
    step = fact.process
    what = delivers(step) or (_named(step) if installs(step) else "")
    if not what and _goes_by_its_status(fact) and not any(map(_reads_on, fact.later())):
        what = checks(step)
    if fact.is_believed:
        failed = what or step.name or "what runs before it"
        return f"what is tested is the status of tee, so a failure of {failed} counts as a success"
    return f"a failure of {what} is lost in the pipe to tee, and the script goes on" if what else ""


_READERS = re.compile(r"e?grep|rg|awk|jq|python[\d.]*|node|perl")
"""Programs with which a script may look for failures in what tee has kept."""


def _goes_by_its_status(fact: Neglected) -> bool:
    """What runs the script asks for its status alone: a step of a pipeline, a task of Ansible."""
    return fact.file.is_a_pipeline or fact.file.format in {"github-action", "ansible"}


def _reads_on(later: Process) -> bool:
    return _READERS.fullmatch(later.name) is not None


def _named(step: Process) -> str:
    kind = kind_of(step)
    return kind[1] if kind else step.name


def _is_stale(fact: Neglected) -> bool:
    """Lists of packages, or a source, that are as old as the last time that it worked."""
    named = _named(fact.process)
    if re.fullmatch(r"(apt|apt-get) update", named):
        return any(
            re.fullmatch(r"apt|apt-get|aptitude", later.name) and _UPGRADES & set(later.words)
            for later in fact.later()
        )
    return named in _SOURCES and any(
        kind_of(later) and (delivers(later) or equips(later) or later.name in _BUILDS)
        for later in fact.later()
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= 50 else f'"{line[:49]}…"'
