"""What a cluster is told to keep running: workloads, their containers, and what stands around them in the file."""

from __future__ import annotations

import re

from detectors.facts import Block, Fact, Setting
from detectors.vocabulary.names import is_for_developers, listed, words

SERVES = frozenset(
    {
        f"kubernetes:{kind}"
        for kind in (
            *("Deployment", "DeploymentConfig", "StatefulSet", "DaemonSet"),
            *("ReplicaSet", "ReplicationController", "Pod"),
        )
    }
)
"""What runs until somebody stops it."""
ENDS = frozenset({"kubernetes:Job", "kubernetes:CronJob"})
"""What runs to its end."""
_OVERLAID = listed("base bases component components patch patches overlay overlays kustomize")
"""Folders and files of which others, or which, complete another manifest."""
_RIGS = listed(
    "repro repros reproduction reproductions benchmark benchmarks benchmarking bench loadtest loadtests loadtesting"
    " stresstest perf iperf iperf3 jmeter locust k6 original"
)
"""Words of files that are set up to measure or to show a fault and taken down after it, or that are only kept to compare with."""
_WATCHES = listed(
    "metrics metric prometheus prom monitoring stats telemetry exporter agent healthz"
)
"""Words of ports that only the monitoring and the node read, and of containers that have no others."""
_PRODUCTION = frozenset({"prod", "production"})
_OF_PODS = ("template", "metadata", "labels")


def is_deployed(fact: Fact) -> bool:
    """Nothing says that it is a test, for development, a rig, or only a part that is merged with others."""
    if is_for_developers(fact):
        return False
    named = set(words(fact.file.name))
    if _OVERLAID & named and not _stands_alone(fact):
        return False
    return not _RIGS & named and not any(map(_is_a_bench, named))


def _stands_alone(fact: Fact) -> bool:
    """Nothing is merged with a script, with tasks of Ansible, nor with the recipe of an image, wherever they lie."""
    return fact.file.format in {"dockerfile", "ansible"} or (
        fact.file.language == "shell" and not fact.file.format
    )


def _is_a_bench(word: str) -> bool:
    """`pgbench`, and what calls itself after it."""
    return word.endswith("bench") and word != "workbench"


def workload(container: Block) -> Block | None:
    """The whole Kubernetes workload around this container.

    None in a patch (it has no selector, or a container no image), and in what a template completes.
    """
    block = container.parent
    while block and block.kind not in SERVES | ENDS:
        block = block.parent
    if block is None or not is_whole(block):
        return None
    if block.kind == "kubernetes:Pod" and _waits_for_somebody(container):
        return None
    return block if container.is_complete and container.get("image") else None


def is_whole(block: Block) -> bool:
    """The manifest says all of the workload: it is no patch, and nothing is filled in that cannot be seen."""
    if block.kind in ENDS:
        return block.is_complete and block.get("template", "spec", "restartPolicy") is not None
    if block.kind == "kubernetes:Pod":
        is_named = block.get("metadata", "name") is not None
        return block.is_complete and is_named and not _ends_by_itself(block)
    labels = _below(block, *_OF_PODS)
    selector = _below(block, "spec", "selector")
    return block.is_complete and bool(
        labels and (selector or block.text("apiVersion") != "apps/v1")
    )


_HOOKS = ("helm.sh/hook", "argocd.argoproj.io/hook")
"""Annotations of what is started at one step of a release."""


def _ends_by_itself(pod: Block) -> bool:
    """It is not started again, or only runs at one step of a release."""
    restart = pod.get("spec", "restartPolicy")
    is_kept = restart is None or restart.value.value == "Always"
    return not is_kept or any(has(pod, "metadata", "annotations", hook) for hook in _HOOKS)


_SLEEPS = r"sleep (?:inf(?:inity)?|[\d.]+[smhd]?)"
_IDLES = re.compile(
    rf"(?:(?:/bin/)?(?:ba|a)?sh -c )?(?:exec )?(?:cat|{_SLEEPS}|tail -[fF] /dev/null"
    rf"|while (?:true|:); *do {_SLEEPS}; *done);?"
)
"""Commands that only keep a container there, until somebody or a build steps inside."""


def _waits_for_somebody(container: Block) -> bool:
    """`command: [sleep, infinity]`: what it is used for is not in the manifest."""
    said = [
        one.value.string or str(one.value.value)
        for part in ("command", "args")
        for one in container.settings
        if one.path[-1] == part
    ]
    return _IDLES.fullmatch(" ".join(said)) is not None


_OF_TERRAFORM = listed("""
    kubernetes_daemon_set_v1 kubernetes_daemonset kubernetes_deployment kubernetes_deployment_v1 kubernetes_stateful_set
    kubernetes_stateful_set_v1
""")


def terraform_workload(container: Block) -> Block | None:
    """The whole Kubernetes workload around this container, as Terraform writes it."""
    if container.kind != "mapping" or container.name != "container" or not container.get("image"):
        return None
    block = container.within("terraform:resource")
    if block is None or not block.labels or block.labels[0] not in _OF_TERRAFORM:
        return None
    return block if all(one.is_complete for one in block.walk()) else None


def said_below(block: Block) -> list[Setting]:
    """Every setting in it and in what stands in it."""
    return [setting for one in block.walk() for setting in one.settings]


def _below(block: Block, *path: str) -> list[Setting]:
    """Its settings at and below a path that stands somewhere in theirs."""
    width = len(path)
    return [
        setting
        for setting in block.settings
        if any(setting.path[at : at + width] == path for at in range(len(setting.path)))
    ]


def has(block: Block, *path: str) -> bool:
    """Something is written there, or something that cannot be seen."""
    return bool(_below(block, *path))


def containers(block: Block) -> list[Block]:
    """Those of a workload that run as long as it does, in order."""
    return [inner for inner in block.walk() if inner.kind == "kubernetes:container"]


def takes_requests(container: Block) -> bool:
    """It opens a port that is not for metrics alone."""
    return not _WATCHES & set(words(container.name)) and _has_port(container, "containerPort")


def _has_port(block: Block, field: str) -> bool:
    """One of its ports is not said to be for metrics."""
    ports = [s for s in block.settings if s.name == field]
    names = [s for s in block.settings if s.path[-2:] == ("ports", "name")]
    if len(names) < len(ports):
        return bool(ports)
    return any(not _WATCHES & set(words(str(name.value.value))) for name in names)


def is_selected(block: Block) -> bool:
    """A Service in the same file sends requests to its pods, or to this pod."""
    path = ("metadata", "labels") if block.kind == "kubernetes:Pod" else _OF_PODS
    labels = {(s.name, s.value.string) for s in _below(block, *path)}
    services = [one for one in _peers(block, "Service") if _has_port(one, "port")]
    return any(wanted and wanted <= labels for wanted in map(_selector, services))


def _selector(service: Block) -> set[tuple[str, str | None]]:
    return {
        (s.name, s.value.string) for s in service.settings if s.path[:2] == ("spec", "selector")
    }


def scaler(block: Block) -> Block | None:
    """What decides in the same file how many copies of it run."""
    for kind in ("HorizontalPodAutoscaler", "ScaledObject"):
        for peer in _peers(block, kind):
            target = peer.get("scaleTargetRef", "name")
            if target and target.value.value == block.name:
                return peer
    return None


def _peers(block: Block, kind: str) -> list[Block]:
    return [peer for peer in block.peers if peer.kind == f"kubernetes:{kind}"]


def has_peer(block: Block, kind: str) -> bool:
    """An object of this kind stands in the same file."""
    return bool(_peers(block, kind))


def is_in_production(fact: Fact) -> bool:
    """The scenario says so, or the file's name, or the comment that opens it."""
    environment = fact.file.scenario.get("environment")
    if environment:
        return bool(environment == "production")
    return says_production(fact.file.name) or fact.file.remarks.is_in_production


def says_production(name: str) -> bool:
    return bool(_PRODUCTION & set(words(name)))
