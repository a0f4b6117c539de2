"""What its providers have withdrawn, or have said that they will: addresses, versions, runtimes, models, commands.

Each entry says since when, and what is there instead; nothing is in here for being old alone.
"""

from __future__ import annotations

import re

from detectors.vocabulary.hosts import Address
from detectors.vocabulary.withdrawn.tables import Withdrawn, gone_at, hosts, model, stems

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

_WEBHOOKS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_KUBERNETES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "extensions/v1beta1": ((), "1.22", "apps/v1, networking.k8s.io/v1 or policy/v1"),
    "apps/v1beta1": ((), "1.16", "apps/v1"),
    "apps/v1beta2": ((), "1.16", "apps/v1"),
    "batch/v1beta1": (("CronJob",), "1.25", "batch/v1"),
    "batch/v2alpha1": (("CronJob",), "1.21", "batch/v1"),
    "policy/v1beta1": (("PodDisruptionBudget", "PodSecurityPolicy"), "1.25", "policy/v1"),
    "autoscaling/v2beta1": (("HorizontalPodAutoscaler",), "1.25", "autoscaling/v2"),
    "autoscaling/v2beta2": (("HorizontalPodAutoscaler",), "1.26", "autoscaling/v2"),
    "networking.k8s.io/v1beta1": (("Ingress", "IngressClass"), "1.22", "networking.k8s.io/v1"),
    "rbac.authorization.k8s.io/v1beta1": ((), "1.22", "rbac.authorization.k8s.io/v1"),
    "rbac.authorization.k8s.io/v1alpha1": ((), "1.22", "rbac.authorization.k8s.io/v1"),
    "apiextensions.k8s.io/v1beta1": (
        ("CustomResourceDefinition",),
        "1.22",
        "apiextensions.k8s.io/v1",
    ),
    "admissionregistration.k8s.io/v1beta1": (_WEBHOOKS, "1.22", "admissionregistration.k8s.io/v1"),
    "apiregistration.k8s.io/v1beta1": (("APIService",), "1.22", "apiregistration.k8s.io/v1"),
    "certificates.k8s.io/v1beta1": (
        ("CertificateSigningRequest",),
        "1.22",
        "certificates.k8s.io/v1",
    ),
    "coordination.k8s.io/v1beta1": (("Lease",), "1.22", "coordination.k8s.io/v1"),
    "scheduling.k8s.io/v1beta1": (("PriorityClass",), "1.22", "scheduling.k8s.io/v1"),
    "storage.k8s.io/v1beta1": (
        ("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "CSIStorageCapacity"),
        "1.27",
        "storage.k8s.io/v1",
    ),
    "discovery.k8s.io/v1beta1": (("EndpointSlice",), "1.25", "discovery.k8s.io/v1"),
    "events.k8s.io/v1beta1": (("Event",), "1.25", "events.k8s.io/v1"),
    "node.k8s.io/v1beta1": (("RuntimeClass",), "1.25", "node.k8s.io/v1"),
    "flowcontrol.apiserver.k8s.io/v1beta1": ((), "1.26", "flowcontrol.apiserver.k8s.io/v1"),
    "flowcontrol.apiserver.k8s.io/v1beta2": ((), "1.29", "flowcontrol.apiserver.k8s.io/v1"),
    "flowcontrol.apiserver.k8s.io/v1beta3": ((), "1.32", "flowcontrol.apiserver.k8s.io/v1"),
}
"""Version -> (its kinds; none: all of them, the release without it, what is there instead)."""


def of_kubernetes(version: str, kind: str) -> Withdrawn | None:
    """What a cluster no longer takes, or will not after an upgrade."""
    if version == "traefik.containo.us/v1alpha1":
        return Withdrawn(version, "in Traefik 3", "traefik.io/v1alpha1", stops="ends")
    kinds, release, instead = _KUBERNETES.get(version, ((), "", ""))
    if not release or (kinds and kind not in kinds):
        return None
    if kind == "PodSecurityPolicy":
        instead = "the admission of pod security standards"
    return Withdrawn(version, f"in Kubernetes {release}", instead, stops="ends")


# --- workflows and functions ---------------------------------------------------------------------

_RUNNERS = {
    "ubuntu-16.04": ("in September 2021", "ubuntu-24.04"),
    "ubuntu-18.04": ("in April 2023", "ubuntu-24.04"),
    "ubuntu-20.04": ("in April 2025", "ubuntu-24.04"),
    "macos-10.15": ("in 2023", "macos-14 or later"),
    "macos-11": ("in June 2024", "macos-14 or later"),
    "macos-12": ("in December 2024", "macos-14 or later"),
    "windows-2016": ("in March 2022", "windows-2022"),
    "windows-2019": ("in June 2025", "windows-2022"),
}
_ACTIONS = (
    (r"actions/(?:upload|download)-artifact@v[1-3](?:\.\S*)?", "in January 2025", "v4"),
    (r"actions/cache(?:/(?:save|restore))?@v[12](?:\.\S*)?", "in 2025", "v4"),
    (r"github/codeql-action/[\w-]+@v1(?:\.\S*)?", "in January 2023", "v3 or later"),
    (r"github/codeql-action/[\w-]+@v2(?:\.\S*)?", "in January 2025", "v3 or later"),
)
_ARCHIVED = (
    (r"actions/setup-ruby@.*", "in 2021", "ruby/setup-ruby"),
    (
        r"actions/(?:create-release|upload-release-asset)@.*",
        "in March 2021",
        "gh release create",
    ),
)
"""Actions that still run, and that nobody mends when a runner drops what they need."""
_RUNTIMES = {
    "python2.7": "in July 2021",
    "python3.6": "in July 2022",
    "python3.7": "in December 2023",
    "python3.8": "in October 2024",
    "python3.9": "in December 2025",
    "nodejs8.10": "in March 2020",
    "nodejs10.x": "in July 2021",
    "nodejs12.x": "in March 2023",
    "nodejs14.x": "in December 2023",
    "nodejs16.x": "in June 2024",
    "nodejs18.x": "in September 2025",
    "nodejs20.x": "in April 2026",
    "ruby2.5": "in July 2021",
    "ruby2.7": "in December 2023",
    "dotnetcore2.1": "in January 2022",
    "dotnetcore3.1": "in April 2023",
    "dotnet6": "in December 2024",
    "go1.x": "in January 2024",
    "java8": "in January 2024",
    "provided": "in January 2024",
}
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
    """A machine of GitHub's on which no job starts any more."""
    found = _RUNNERS.get(label)
    return Withdrawn(f"the runner {label}", *found) if found else None


def action(uses: str) -> Withdrawn | None:
    for pattern, since, instead in _ACTIONS:
        if re.fullmatch(pattern, uses):
            return Withdrawn(uses, since, instead)
    for pattern, since, instead in _ARCHIVED:
        if re.fullmatch(pattern, uses):
            return Withdrawn(uses, since, instead, stops="was archived")
    return None


def runtime(name: str) -> Withdrawn | None:
    """A runtime of Lambda that gets no patches, and of which functions can soon be neither made nor changed."""
    since = _RUNTIMES.get(name)
    if since is None:
        return None
    return Withdrawn(
        f"{name} of Lambda", since, "a runtime with patches", stops="got its last patch"
    )


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
