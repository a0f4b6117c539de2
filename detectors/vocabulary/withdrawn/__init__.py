"""What its providers have withdrawn, or have said that they will: addresses, versions, runtimes, models, commands.

Each entry says since when, and what is there instead; nothing is in here for being old alone.
"""

from __future__ import annotations

import re

from detectors.vocabulary.hosts import Address
from detectors.vocabulary.withdrawn.tables import Withdrawn, model, stems

__all__ = [
    "Withdrawn",
    "action",
    "behind",
    "command",
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

_SLACK = Withdrawn("these methods of Slack", "in February 2021", "conversations.*")
_UPLOAD = Withdrawn(
    "files.upload of Slack",
    "in November 2025",
    "files.getUploadURLExternal, or files_upload_v2 of the SDK",
)
_BINTRAY = Withdrawn("Bintray", "in May 2021", "the project's own repository")
_PUSH = Withdrawn("the legacy interface of FCM", "in July 2024", "the HTTP v1 interface")
_GCM = Withdrawn("Google Cloud Messaging", "in May 2019", "FCM's HTTP v1 interface")
_PACKAGES = Withdrawn("the old package repositories of Kubernetes", "in March 2024", "pkgs.k8s.io")
_PLATFORM = Withdrawn(
    "this version of Facebook's Graph API",
    "two years after it came out",
    "a version that is still served",
)

ADDRESSES: dict[str, tuple[tuple[str, Withdrawn], ...]] = {
    "slack.com": (
        (r"/api/(?:channels|groups|im|mpim)\.", _SLACK),
        (r"/api/files\.upload\b", _UPLOAD),
    ),
    "api.github.com": (
        (
            r"/authorizations\b",
            Withdrawn(
                "the authorizations API of GitHub", "in November 2020", "the web or device flow"
            ),
        ),
    ),
    "fcm.googleapis.com": ((r"/fcm/send\b", _PUSH),),
    "android.googleapis.com": ((r"/gcm/", _GCM),),
    "gcm-http.googleapis.com": ((r"/", _GCM),),
    "ajax.googleapis.com": (
        (
            r"/ajax/services/",
            Withdrawn("Google's AJAX search", "in 2016", "the Custom Search JSON API"),
        ),
    ),
    "query.yahooapis.com": ((r"/", Withdrawn("YQL", "in January 2019", "another provider")),),
    "api.darksky.net": ((r"/", Withdrawn("Dark Sky's API", "in March 2023", "WeatherKit")),),
    "api.openweathermap.org": (
        (
            r"/data/2\.5/onecall\b",
            Withdrawn("One Call 2.5 of OpenWeather", "in June 2024", "One Call 3.0"),
        ),
    ),
    "api.dropbox.com": (
        (
            r"/1/",
            Withdrawn("version 1 of Dropbox's API", "in September 2017", "api.dropboxapi.com/2"),
        ),
    ),
    "api.linkedin.com": (
        (r"/v1/", Withdrawn("version 1 of LinkedIn's API", "in 2019", "the versioned /rest API")),
    ),
    "api.instagram.com": (
        (
            r"/v1/",
            Withdrawn("Instagram's legacy API", "in June 2020", "the Graph API for Instagram"),
        ),
    ),
    "api.bitbucket.org": (
        (r"/1\.0/", Withdrawn("version 1.0 of Bitbucket's API", "in April 2019", "version 2.0")),
    ),
    "api.twitter.com": (
        (r"/1/", Withdrawn("version 1 of Twitter's API", "in June 2013", "version 2")),
        (
            r"/1\.1/(?:statuses|search|friends|followers)/",
            Withdrawn("these endpoints of Twitter's API 1.1", "in April 2023", "version 2"),
        ),
    ),
    "upload.twitter.com": (
        (r"/1\.1/media/", Withdrawn("media/upload 1.1 of X", "in June 2025", "media/upload 2")),
    ),
    "graph.facebook.com": ((r"/v(?:[1-9]|1[0-7])\.\d", _PLATFORM),),
    "graph.windows.net": (
        (r"/", Withdrawn("Azure AD Graph", "in September 2025", "Microsoft Graph")),
    ),
    "api.hipchat.com": ((r"/", Withdrawn("HipChat", "in February 2019", "another messenger")),),
    "api.travis-ci.org": ((r"/", Withdrawn("travis-ci.org", "in June 2021", "travis-ci.com")),),
    "api.bintray.com": ((r"/", _BINTRAY),),
    "dl.bintray.com": ((r"/", _BINTRAY),),
    "apt.kubernetes.io": ((r"", _PACKAGES),),
    "yum.kubernetes.io": ((r"", _PACKAGES),),
    "kubernetes-charts.storage.googleapis.com": (
        (
            r"",
            Withdrawn(
                "the stable charts of Helm", "in November 2020", "the charts' own repository"
            ),
        ),
    ),
}
"""Host -> (what its path begins with, what that is)."""
TOKEN_IN_QUERY = Withdrawn(
    "logging in to GitHub by the query", "in September 2021", "the Authorization header"
)
METHODS = {"files_upload": _UPLOAD}
"""Methods of Slack's SDK."""
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
    for path, withdrawn in ADDRESSES.get(at.host, ()):
        if re.match(path, at.path):
            return withdrawn
    return None


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
