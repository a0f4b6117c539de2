"""Commands that run whatever an image, a manifest, a chart or a package is that day."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Process
from detectors.infrastructure.images import image
from detectors.judging.moving_code import MOVED, RUNS
from detectors.model import Verdict, risky
from detectors.vocabulary.names import listed


def newest_packages(found: list[str], shift: int) -> Verdict | None:
    if not found:
        return None
    named = f"{found[0]} comes" if len(found) == 1 else f"{found[0]} and {len(found) - 1} more come"
    return risky(
        f"{named} in whatever version is the newest that day, so the same source builds something else tomorrow",
        shift=shift,
    )


_FLAGS = re.compile(
    r"-[ditPq]+|--(?:detach|rm|init|interactive|tty|privileged|read-only|quiet|publish-all|no-healthcheck)(?:=\w+)?|--[\w-]+=.*|-[a-zA-Z].+"
)
"""Options of `docker run` that take no value, or have it in the same word."""


def container(process: Process) -> Verdict | None:
    """The image of `docker run`; of one's own images only those that are pulled."""
    given = list(process.words[1:])
    while given and given[0].startswith("-"):
        is_whole = _FLAGS.fullmatch(given[0])
        del given[: 1 if is_whole else 2]
    reference = image(given[0]) if given and not given[0].startswith(HOLE) else None
    if reference is None or not reference.is_published:
        return None
    if "/" in reference.name and process.words[0] == "run":
        return None  # it may have been built here
    why = reference.moves
    return (
        risky(f"{reference.shown} {why}: {RUNS}", group=f"image {reference.name}") if why else None
    )


_REPOSITORIES = listed("""
    argo aws-ebs-csi-driver bitnami cilium cnpg codecentric crossplane-stable datadog eks elastic external-dns external-secrets
    fluent gitlab grafana harbor hashicorp influxdata ingress-nginx istio jaegertracing jenkins jetstack kedacore kong
    kubernetes-dashboard kyverno longhorn metallb metrics-server minio nats nfs-subdir-external-provisioner nginx-stable nvidia
    open-telemetry opensearch percona portainer prometheus-community rancher-stable rook-release sealed-secrets stable strimzi
    traefik vmware-tanzu
""")
"""What everybody calls the repositories of these charts; a folder of one's own is called otherwise."""


def manifest(process: Process) -> Verdict | None:
    """`kubectl apply -f https://.../releases/latest/download/components.yaml`"""
    found = next(filter(None, map(MOVED.search, process.words)), None)
    if found is None:
        return None
    return risky(
        f"what is applied is whatever `{found[1] or found[2]}` is that day: {RUNS}", shift=0
    )


def chart(process: Process) -> Verdict | None:
    """`helm upgrade --install redis bitnami/redis`"""
    if any(word.startswith(("--version", HOLE)) for word in process.words):
        return None
    for word in process.words[1:]:
        repository, slash, chart = word.partition("/")
        if word.startswith("oci://") or (slash and chart and repository in _REPOSITORIES):
            name = chart.rpartition("/")[2]
            return risky(
                f"{name} comes in whatever version is the newest that day, so the same source deploys something else tomorrow"
            )
    return None
