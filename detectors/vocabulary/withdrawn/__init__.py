"""What its providers have withdrawn, or have said that they will: addresses, versions, runtimes, models, commands.

Each entry says since when, and what is there instead; nothing is in here for being old alone.
"""

from __future__ import annotations

import re

from detectors.vocabulary.hosts import Address
from detectors.vocabulary.withdrawn.tables import (
    Withdrawn,
    gone_at,
    hosts,
    model,
    platform,
    stems,
    told,
)

__all__ = [
    "Withdrawn",
    "action",
    "behind",
    "command",
    "hosts",
    "method_of_slack",
    "model",
    "of_kubernetes",
    "runner",
    "runtime",
    "stems",
]


MASTER = Withdrawn(
    "the node label and taint node-role.kubernetes.io/master",
    "in Kubernetes 1.25",
    "node-role.kubernetes.io/control-plane",
)

# --- addresses -----------------------------------------------------------------------------------

TOKEN_IN_QUERY = Withdrawn(
    "logging in to GitHub by the query", "in September 2021", "the Authorization header"
)
_UPLOAD = "files_upload"
_OLD = re.compile(r"(?:channels|groups|im|mpim)_[a-z_]+|rtm_start")


def method_of_slack(name: str) -> Withdrawn | None:
    """What became of a method of Slack's SDK, which is named as that of the API: `files_upload` of `files.upload`."""
    if name != _UPLOAD and not _OLD.fullmatch(name):
        return None
    return gone_at("slack.com", f"/api/{name.replace('_', '.', 1)}")


REGISTRIES = {
    "docker/compose:1.": Withdrawn(
        "Compose 1", "in July 2023", "the compose plugin of docker", stops="got its last patch"
    ),
    "k8s.gcr.io/": Withdrawn("k8s.gcr.io", "in April 2023", "registry.k8s.io", stops="was frozen"),
    "gcr.io/google_containers/": Withdrawn(
        "gcr.io/google_containers", "in April 2023", "registry.k8s.io", stops="was frozen"
    ),
    "docker.pkg.github.com/": Withdrawn(
        "docker.pkg.github.com", "in 2023", "ghcr.io", stops="was given up"
    ),
}


def behind(at: Address) -> Withdrawn | None:
    """What was withdrawn at this address."""
    return gone_at(at.host, at.path)


# --- Kubernetes ----------------------------------------------------------------------------------


def of_kubernetes(version: str, kind: str) -> Withdrawn | None:
    """What a cluster no longer takes, or will not after an upgrade."""
    entry = platform("versions", "version").get(version)
    if entry is None or kind not in entry.get("kinds", (kind,)):
        return None
    instead = entry["instead"]
    if kind == "PodSecurityPolicy":
        instead = "the admission of pod security standards"
    return Withdrawn(version, entry["until"], instead, stops="ends")


# --- workflows and functions ---------------------------------------------------------------------

_LAUNCH = Withdrawn(
    "launch configurations of EC2 Auto Scaling",
    "in October 2024",
    "a launch template",
    stops="stopped for new accounts",
)
RESOURCES = {
    "AWS::AutoScaling::LaunchConfiguration": _LAUNCH,
    "aws_launch_configuration": _LAUNCH,
}
"""Kind of a resource of CloudFormation or Terraform -> what becomes of it."""


def runner(label: str) -> Withdrawn | None:
    """A machine of GitHub's on which no job starts any more, or none will from an announced day on."""
    entry = platform("runners", "name").get(label)
    return told(f"the runner {label}", entry) if entry else None


def action(uses: str) -> Withdrawn | None:
    for pattern, entry in platform("actions", "pattern").items():
        if re.fullmatch(pattern, uses):
            return told(uses, entry)
    return None


def runtime(name: str) -> Withdrawn | None:
    """A runtime of Lambda that gets no patches, and of which functions can soon be neither made nor changed."""
    entry = platform("runtimes", "name").get(name)
    if entry is None:
        return None
    return told(f"{name} of Lambda", entry)._replace(stops="got its last patch")


# --- commands ------------------------------------------------------------------------------------

_WORKFLOW = re.compile(r"::(set-output|save-state|set-env|add-path)\b")


_PIP = re.compile(r"pip[\d.]*|pipx|uv")
_COMPOSE = re.compile(r"docker-compose(?:\[\w+\])?(?:[=<>~!]=?.*)?")
"""The package of that name was never of a later version than 1."""


def command(name: str, words: tuple[str, ...]) -> Withdrawn | None:
    if _PIP.fullmatch(name) and "install" in words and any(map(_COMPOSE.fullmatch, words)):
        return Withdrawn("version 1 of Docker Compose", "in July 2023", "docker compose")
    if name == "apt-key" and {"add", "adv"} & set(words):
        return Withdrawn(
            "apt-key", "in Debian 13", "a key in /etc/apt/keyrings and signed-by", stops="ends"
        )
    if name == "echo" and (found := _WORKFLOW.match(" ".join(words))):
        is_gone = found[1] in {"set-env", "add-path"}
        since = "in November 2020" if is_gone else "with a later runner, as announced in 2022"
        return Withdrawn(
            f"::{found[1]}", since, "the files of the environment", "stopped" if is_gone else "ends"
        )
    if name == "aws" and words[:2] == ("ecr", "get-login"):
        return Withdrawn(
            "ecr get-login", "in version 2 of the AWS CLI", "get-login-password", "ends"
        )
    if name == "helm" and words[:1] == ("init",):
        return Withdrawn("helm init", "in Helm 3", "nothing: Helm 3 needs no server", "ends")
    if name == "kubectl" and words[:1] == ("run",) and any("--generator" in w for w in words):
        return Withdrawn("kubectl run --generator", "in kubectl 1.21", "kubectl create", "ends")
    return None
