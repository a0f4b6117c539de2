"""Actions of pipelines and modules of Terraform: which may be other code tomorrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import HOLE, Block, Setting
from detectors.model import Verdict, risky, sound
from detectors.vocabulary.names import siblings

RUNS = "whoever can change it there runs code here, and two machines may run different code"
BRANCHES = frozenset({"main", "master", "develop", "dev", "trunk", "head", "latest", "nightly"})
DIGEST = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?|sha256:\w+")
MOVED = re.compile(
    r"https?://\S+?/(latest|master|main|HEAD|refs/heads/[^/\s]+)(?:/|$)|[?&]ref=(main|master|HEAD)\b"
)
"""An address of a branch, or of whatever release is the newest."""

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
    is_a_branch = "/" in version  # `release/v1` is a branch of most
    reach = _reach(setting) or ("" if is_a_branch else None)
    if reach is None:
        return None
    kind = "branch or tag" if is_a_branch else "tag"
    return risky(
        f"the {kind} `{version}` of {name} can be moved to other code, which runs here{reach}",
        group=group,
        shift=0 if reach == _SECRETS else -1,
    )


_SECRETS = " with our secrets"
_SECRET = re.compile(r"\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)|\[)", re.IGNORECASE)
"""An expression of a secret that somebody gave; the token of the job is worth what its permissions say."""
_TOKEN = re.compile(r"\bsecrets\s*\.\s*GITHUB_TOKEN\b|\bgithub\s*\.\s*token\b", re.IGNORECASE)
_VALUABLE = frozenset({"contents", "packages", "id-token", "actions", "deployments", "pages"})
"""Permissions with which code, packages and deployments are changed; the others write comments and reports."""


def _reach(setting: Setting) -> str | None:
    """What whoever moves the tag gets: what the job knows lies in the memory of its runner, whichever step got it."""
    step = setting.block
    job = step.within("github:job") if step else None
    if step is None or job is None:
        return None
    permissions = _permissions(job)
    given = [s.value.text for s in step.settings]
    if any(_SECRET.search(text) for text in given):
        return _SECRETS
    if permissions != set() and any(_TOKEN.search(text) for text in given):
        return _SECRETS
    around = [s.value.text for block in job.walk() for s in block.settings]
    around += [s.value.text for s in _of_the_workflow(job) if "env" in s.path]
    if any(_SECRET.search(text) for text in around):
        return " beside our secrets"
    if permissions == {"everything"}:
        return " with a token that may write everything"
    if permissions:
        return f" with a token that may write {', '.join(sorted(permissions))}"
    return None


def _of_the_workflow(job: Block) -> Iterator[Setting]:
    """What stands beside the jobs and holds for them all."""
    yield from job.outside
    for block in job.peers:
        yield from block.settings if block.kind == "mapping" else ()


def _permissions(job: Block) -> set[str] | None:
    """What the token of a job may change; None where the repository's own settings decide it."""
    own = [s for s in job.settings if s.path[-2:-1] == ("permissions",) or s.name == "permissions"]
    stated = own or [s for s in _of_the_workflow(job) if s.path[:1] == ("permissions",)]
    if not stated:
        return None
    if any(str(s.value.string) == "write-all" for s in stated):
        return {"everything"}
    return {s.name for s in stated if s.value.string == "write"} & _VALUABLE


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
