"""Images, actions, modules, packages and scripts that are run without proof of which they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePosixPath

from detectors.facts import HOLE, Fact, Process, Request, Setting, Wait
from detectors.gates.suspects import beginning_with
from detectors.infrastructure import package_tasks
from detectors.infrastructure.fetched_files import newest
from detectors.infrastructure.images import image
from detectors.infrastructure.locks import without_a_lock
from detectors.infrastructure.moving_commands import (
    chart,
    container,
    manifest,
    newest_packages,
)
from detectors.infrastructure.moving_images import added, is_an_image, moved, moved_values, tagged
from detectors.infrastructure.packages import (
    floors,
    is_for_a_test,
    only_looks,
    renews,
    unlocked,
    unpinned,
    unproven,
    unsigned,
)
from detectors.infrastructure.workloads import is_deployed
from detectors.judging.moving_code import DIGEST, RUNS, action, module
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary import hosts
from detectors.vocabulary.names import siblings, words

_PIPED = re.compile(
    r"\b(?:curl|wget)\b[^|;&\n]*\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:/bin/)?(?:ba|z|da)?sh\b(?!\s+-c)(?!\s+[\w/.])"
)
_COMMANDS = ("curl", "wget", '"pip"', "'pip'", "pip install", "pip3 install", '"pip3"')


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source starts a download or an installation, or has a hub's code run."""
    yield from places_of("trust_remote_code", source)
    if "docker" in lowered:
        for asks in ("images.pull(", "containers.run("):
            yield from places_of(asks, source)
    if "subprocess" in lowered or "os.system" in lowered:
        yield from beginning_with(
            _COMMANDS, re.compile(r"(?:curl|wget)[^\n]*\||[\"']?pip"), lowered
        )


risk = Risk(
    __name__,
    words=(
        "docker",
        "podman",
        "pip",
        "npx",
        "uvx",
        "zypper",
        "nosignature",
        "nodigest",
        "allow-untrusted",
        "trusted=yes",
        "corepack",
        "npm",
        "pnpm",
        "yarn",
        "install",
        "kubectl",
        "clone",
        "helm ",
        "trust_remote_code",
    ),
    config_words=(
        "image",
        "from ",
        "uses",
        "module",
        "newtag",
        "version",
        "tag:",
        "unauthenticated",
        "gpg",
        "get_url",
        "unarchive",
        "git:",
        "collections:",
        "roles:",
        "src:",
        "orbs",
        "component",
    ),
    closer=_suspects,
)

_ENDS = frozenset({">", "|", "&", ";"})
"""Beginnings of words behind which a command has ended."""
_VERSION = re.compile(rf"\d+\.\d+|[0-9a-f]{{40}}|{HOLE}|v\d+|_\d+\.x", re.IGNORECASE)
"""In an address: a version, a commit, or something that may be one."""


# --- what is fetched and run ---------------------------------------------------------------------


@risk.judge(Setting)
def runs_what_comes_with_a_model(setting: Setting) -> Verdict | None:
    """`from_pretrained("acme/scales", trust_remote_code=True)`: by its commit, or whatever it is today."""
    repository, at, revision = (setting.value.string or "").rpartition("@")
    if setting.name != "trust_remote_code" or not at or setting.file.language != "python":
        return None
    if is_test_code(setting):
        return None
    if DIGEST.fullmatch(revision):
        return sound("the code is the one of this commit")
    return risky(
        f"{repository} brings code with it, and {RUNS}",
        at=setting.statement,
        anchors=[setting.lines],
        needs=needed(setting, "environment"),
    )


@risk.judge(Request)
def runs_what_it_fetches(request: Request) -> Verdict | None:
    executed = request.response.executed
    if executed is None or is_test_code(request):
        return None
    at = hosts.target(request)
    if at and hosts.place(at.host) in {"loopback", "metadata"}:
        return None
    url = request.setting("url").string or ""
    if request.response.proof is not None:
        is_before = request.response.proof.first >= request.lines.first
        return (
            sound("what is fetched is proved before it runs", at=request.response.proof)
            if is_before
            else None
        )
    may_be_pinned = not request.response.is_newest and (not url or _VERSION.search(url))
    if request.response.is_kept and may_be_pinned:
        return None
    if re.search(r"[0-9a-f]{40}", url):
        return None
    return risky(
        f"what {at.host if at and HOLE not in at.host else 'this address'} sends is run unseen: whoever can change it there runs code here",
        at=None if request.response.is_kept else executed,
        anchors=[request.lines, executed],
        shift=1,
        needs=needed(request, "environment"),
    )


@risk.judge(Wait)
def starts_a_download(wait: Wait) -> Verdict | None:
    """`subprocess.run("curl ... | sh", shell=True)`"""
    if wait.kind != "process" or not wait.command or is_test_code(wait):
        return None
    if _PIPED.search(wait.command):
        return risky(
            "what is downloaded is run unseen: whoever can change it there runs code here", shift=1
        )
    name, *arguments = [*takewhile(lambda word: word[:1] not in _ENDS, wait.command.split())] or [
        ""
    ]
    return newest_packages(_of_others(wait, unpinned(name.rpartition("/")[2], arguments)), -1)


# --- packages ------------------------------------------------------------------------------------


@risk.judge(Process)
def installs_whatever_is_newest(process: Process) -> Verdict | None:
    if process.is_at_hand or not (is_deployed(process) or _is_followed(process)):
        return None
    if process.file.format == "makefile":
        return None  # whoever develops starts it, and sees what has come
    match process.name, *process.words[:1]:
        case ("docker" | "podman", "run" | "pull"):
            return container(process)
        case ("kubectl" | "oc", "apply" | "create" | "replace"):
            return manifest(process)
        case ("helm", "install" | "upgrade"):
            return chart(process)
        case ("git" | "hg", "clone" | "pull") if process.is_run_here:
            return risky(
                "what is built here is whatever the branch holds that day: whoever can push to it runs code here",
                shift=0,
            )
    if option := unproven(process.name, process.words) or unsigned(process.words):
        return risky(
            f"{option} installs packages whoever signed them, so anyone on the path or in the mirror runs code here"
        )
    if option := unlocked(process.name, process.words, list(process.instead_of)):
        return risky(
            f"with {option} the lock file holds nothing back: what it did not say is the newest of the day",
            shift=-1,
        )
    if process.file.format == "dockerfile" and (what := renews(process.name, process.words)):
        return risky(
            f"{what} takes the newest of every dependency, whatever the lock file says, and the same source builds something else tomorrow",
            shift=-1,
        )
    if lock := without_a_lock(process):
        return risky(
            f"no {lock} has been copied, so {process.name} takes what is the newest that day, and the same source builds something else tomorrow",
            shift=-1,
        )
    if not process.has_secrets_around and is_for_a_test(process.words):
        return None
    if only_looks(process.words):
        return None
    if process.file.format == "dockerfile" and (packages := floors(process.name, process.words)):
        return newest_packages(packages, -1)
    return newest_packages(_of_others(process, unpinned(process.name, process.words)), -1)


def _of_others(fact: Fact, found: list[str]) -> list[str]:
    """Without the package in which the command stands: it installs itself, or brings itself up to date."""
    if fact.file.language not in {"python", "shell"}:
        return found
    own = {re.sub(r"[-_.]+", "-", part.lower()) for part in PurePosixPath(fact.file.inside).parts}
    return [one for one in found if re.sub(r"[-_.]+", "-", one.lower()) not in own]


def _is_followed(process: Process) -> bool:
    """An example of how something is installed: whoever follows it has it in production."""
    file = process.file
    is_a_script = file.language == "shell" and not file.format
    return is_a_script and file.is_an_example and "install" in words(file.name)


@risk.judge(Setting)
def is_asked_of_docker(setting: Setting) -> Verdict | None:
    """`client.images.pull("acme/scales")`: an image by a tag that moves, or by none."""
    text = setting.value.string
    if setting.path != ("docker", "image") or setting.file.language != "python" or not text:
        return None
    reference = image(text)
    if reference is None or not reference.is_published or is_test_code(setting):
        return None
    if reference.digest:
        return sound("its digest is of this one image")
    if reference.moves is None:
        return None
    return risky(
        f"{reference.name} {reference.moves}: {RUNS}",
        anchors=[setting.statement or setting.lines],
        group=f"image {reference.shown}",
    )


# --- images --------------------------------------------------------------------------------------


@risk.judge(Setting)
def names_what_moves(setting: Setting) -> Verdict | None:
    text = setting.value.string
    if setting.role != "entry" or setting.file.language in {"python", "shell"}:
        return None
    if option := package_tasks.unproven(setting):
        return risky(
            f"{option} installs packages whoever signed them, so anyone on the path or in the mirror runs code here"
        )
    if text is None:
        return None
    if (version := newest(setting)) and is_deployed(setting):
        return risky(f"what is fetched is whatever `{version}` is that day: {RUNS}", shift=0)
    if branch := package_tasks.branch_of(setting, text):
        return risky(f"what is checked out is whatever `{branch}` is that day: {RUNS}", shift=-1)
    if packages := package_tasks.unpinned_in(setting, text) or package_tasks.required(
        setting, text
    ):
        return newest_packages(packages, -1)
    if setting.file.format == "github-workflow" or setting.file.format == "github-action":
        if text.startswith("docker://") and (
            setting.name == "uses" or setting.path == ("runs", "image")
        ):
            return moved(setting, text)
        if setting.name == "uses":
            return action(setting, text)
        if _is_a_version(setting) and text == "latest":
            return risky(
                f"{_versioned(setting)} is whatever is the newest that day: the same commit builds something else tomorrow",
                shift=-1,
            )
    if shared := _shared_step(setting, text):
        return risky(f"{shared} is whatever its owner has put there last: {RUNS}", shift=-1)
    if setting.path == ("dependencies", "version") and text == "*" and _is_a_chart(setting):
        return risky(
            "the chart comes in whatever version is the newest that day, so the same source deploys something else tomorrow"
        )
    if setting.path == ("ADD",) and setting.file.format == "dockerfile":
        return added(setting, text)
    if setting.name == "tag" and is_deployed(setting):
        return moved_values(setting, text)
    if (verdict := tagged(setting, text)) and is_deployed(setting):
        return verdict
    if setting.name == "source" and setting.path[0] == "module":
        return module(setting, text)
    return moved(setting, text) if is_an_image(setting) and is_deployed(setting) else None


_OF_NO_VERSION = re.compile(r"@(?:volatile|dev:\S+|~latest|main|master|HEAD)$")


def _shared_step(setting: Setting, text: str) -> str:
    """An orb of CircleCI's or a component of GitLab's by what moves; empty for a version."""
    is_one = setting.path[:-1] == ("orbs",) or setting.path[-2:] == ("include", "component")
    found = _OF_NO_VERSION.search(text) if is_one and setting.file.is_a_pipeline else None
    return f"`{text}`" if found else ""


def _is_a_chart(setting: Setting) -> bool:
    return any(one.name == "repository" for one in siblings(setting))


def _is_a_version(setting: Setting) -> bool:
    return "with" in setting.path and words(setting.name)[-1:] == ["version"]


def _versioned(setting: Setting) -> str:
    """What the version is of: `go-version` says it, a bare `version` is of what the action sets up."""
    if len(words(setting.name)) > 1:
        return setting.name
    step = setting.block.parent if setting.block else None
    action = step.text("uses") if step else ""
    called = action.partition("@")[0].rpartition("/")[2]
    return re.sub(r"^(?:setup|install|action)-|-action$", "", called) or setting.name
