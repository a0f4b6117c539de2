"""Actions of pipelines and modules of Terraform: which may be other code tomorrow."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Block, Setting
from detectors.model import Verdict, risky, sound
from detectors.vocabulary.names import siblings

RUNS = "whoever can change it there runs code here, and two machines may run different code"
BRANCHES = frozenset({"main", "master", "develop", "dev", "trunk", "head", "latest", "nightly"})
DIGEST = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?|sha256:\w+")

_PLATFORM = frozenset({"actions", "github"})
"""Who runs the machine anyway."""
_A_RELEASE = re.compile(r"v?\d+\.\d+(?:[.-][\w.]+)?")
"""A version that nobody moves but by breaking in; a major version is moved with each release."""


def action(setting: Setting, text: str) -> Verdict | None:
    name, at, version = text.partition("@")
    owner = name.partition("/")[0]
    if not at or HOLE in text or owner in {".", ""}:
        return None
    is_a_workflow = "/.github/workflows/" in name
    if DIGEST.fullmatch(version):
        return sound("its commit can be no other") if owner not in _PLATFORM else None
    group = f"action {name}"
    if version.lower() in BRANCHES:
        return risky(
            f"{name} is whatever its branch `{version}` is that day: {RUNS}",
            group=group,
            shift=0 if is_a_workflow and not _hands_secrets_over(setting) else 1,
        )
    if owner in _PLATFORM or is_a_workflow or _A_RELEASE.fullmatch(version):
        return None
    has_secrets = _is_given_secrets(setting)
    kind = "branch or tag" if "/" in version else "tag"  # `release/v1` is a branch of most
    return risky(
        f"the {kind} `{version}` of {name} can be moved to other code, which runs here"
        + (" with our secrets" if has_secrets else ""),
        group=group,
        shift=0 if has_secrets else -1,
    )


def _is_given_secrets(setting: Setting) -> bool:
    step: Block | None = setting.block
    return step is not None and any("secrets." in s.value.text for s in step.settings)


def _hands_secrets_over(setting: Setting) -> bool:
    job = setting.block
    return job is not None and any("secrets" in s.path for s in job.settings)


_REGISTRY = re.compile(r"(?:[\w.-]+\.\w+/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?")
_GIT = re.compile(r"git::|git@|github\.com/|bitbucket\.org/|.*\.git(?:$|[?/])")


def module(setting: Setting, text: str) -> Verdict | None:
    if HOLE in text or text.startswith((".", "/")):
        return None
    ref = re.search(r"[?&]ref=([^&]+)", text)
    if ref and DIGEST.fullmatch(ref[1]):
        return sound("its commit can be no other")
    if _GIT.match(text):
        if ref and ref[1].lower() not in BRANCHES:
            return None
        what = f"its branch `{ref[1]}`" if ref else "its default branch"
        return risky(
            f"the module is whatever {what} is that day, and may change what is already there"
        )
    if not _REGISTRY.fullmatch(text):
        return None
    version = next((s for s in siblings(setting) if s.name == "version"), None)
    if version is not None:
        return (
            sound("its version is written beside it")
            if re.fullmatch(r"[\d.]+", str(version.value.value))
            else None
        )
    return risky(
        "the module comes in its newest version with the next init, and may change what is already there"
    )
