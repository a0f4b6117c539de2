"""Pipelines: GitHub workflows and actions, GitLab CI."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from detectors.readers.common.embedded import SHELLS, seconds
from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Scalar, Sequence, target

_GITLAB_SCRIPTS = ("script", "before_script", "after_script")


def recognises(root: Node, name: str) -> bool:
    return isinstance(root, Mapping) and (
        _is_workflow(root, name) or _is_action(root) or _is_gitlab(root, name)
    )


def _is_workflow(root: Mapping, name: str) -> bool:
    jobs = root.get("jobs")
    if not isinstance(jobs, Mapping):
        return False
    shaped = any(job.get("runs-on") or job.get("uses") for _, job in jobs.children())
    return shaped or ".github/workflows/" in name


def _is_action(root: Mapping) -> bool:
    using = root.mapping("runs").text("using")
    return using in {"composite", "docker"} or re.fullmatch(r"node\d+", using) is not None


def _is_gitlab(root: Mapping, name: str) -> bool:
    if PurePosixPath(name).name.endswith(".gitlab-ci.yml"):
        return True
    return isinstance(root.get("stages"), Sequence) and any(
        job.get("script") for _, job in root.children()
    )


def interpret(root: Mapping, name: str) -> Meaning:
    if _is_workflow(root, name):
        return _workflow(root)
    if _is_action(root):
        meaning = Meaning("github-action")
        _steps(root.mapping("runs"), meaning, "")
        return meaning
    return _gitlab(root)


def _workflow(root: Mapping) -> Meaning:
    meaning = Meaning("github-workflow")
    meaning.environment(root.get("env"))
    shell = root.mapping("defaults").mapping("run").text("shell")
    for entry, job in root.mapping("jobs").children():
        meaning.block(entry.value, "github:job", entry.key.text)
        meaning.environment(job.get("env"))
        default = job.mapping("defaults").mapping("run").text("shell") or shell
        _steps(job, meaning, default, _minutes(job), _may_fail(job))
        for _, service in job.mapping("services").children():
            meaning.environment(service.get("env"))
    return meaning


def _minutes(owner: Mapping) -> float | None:
    """The limit of a job or step, in seconds."""
    limit = seconds(owner.text("timeout-minutes"))
    return limit * 60 if limit else None


def _may_fail(owner: Mapping) -> bool:
    """The run goes on without this job or step."""
    return "true" in {owner.text("continue-on-error"), owner.text("allow_failure")}


def _steps(
    owner: Mapping,
    meaning: Meaning,
    default: str,
    deadline: float | None = None,
    may_fail: bool = False,
) -> None:
    """A step's script runs under `bash -e`; a shell that is named adds pipefail."""
    steps = owner.get("steps")
    for item in steps.items if isinstance(steps, Sequence) else ():
        step = target(item)
        if not isinstance(step, Mapping):
            continue
        meaning.block(item, "github:step", step.text("name") or step.text("id"))
        meaning.environment(step.get("env"))
        words = (step.text("shell") or default).split()
        shell = words[0].rpartition("/")[2] if words else ""
        if not shell or shell in SHELLS:
            is_bash = shell == "bash" and len(words) == 1
            options = [word for word in words[1:] if word.startswith("-")]
            meaning.script(
                step.get("run"),
                exits_on_error=len(words) < 2 or any("e" in option for option in options),
                pipefail=is_bash or "pipefail" in words,
                deadline=_minutes(step) or deadline,
                may_fail=may_fail or _may_fail(step),
            )


def _gitlab(root: Mapping) -> Meaning:
    """GitLab's runner stops a script at its first failing line, and in bash at a failing part of a pipeline."""
    meaning = Meaning("gitlab-ci", variables=True)
    meaning.environment(root.get("variables"))
    for owner in (root, root.mapping("default")):
        for key in _GITLAB_SCRIPTS:
            meaning.lines(_flat(owner.get(key)), pipefail=True)
    for entry, job in root.children():
        if any(job.get(key) for key in (*_GITLAB_SCRIPTS, "trigger", "extends")):
            meaning.block(entry.value, "gitlab:job", entry.key.text)
            meaning.environment(job.get("variables"))
            for key in _GITLAB_SCRIPTS:
                meaning.lines(_flat(job.get(key)), pipefail=True, may_fail=_may_fail(job))
    return meaning


def _flat(node: Node | None) -> Node | None:
    return node if isinstance(node, Scalar | Sequence) else None
