"""Containers that may take all the memory of the node they share."""

from __future__ import annotations

from detectors.facts import Block
from detectors.infrastructure.workloads import (
    has,
    has_peer,
    is_deployed,
    said_below,
    terraform_workload,
    workload,
)
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(__name__, config_words=("containers", "kubernetes_"), needs_client=False)


@risk.judge(Block)
def may_starve_its_neighbours(container: Block) -> Verdict | None:
    if terraform_workload(container) and is_deployed(container):
        return _of_terraform(container)
    if container.kind != "kubernetes:container" or not is_deployed(container):
        return None
    around = workload(container)
    if around is None or _has_defaults(around):
        return None
    limit = container.get("resources", "limits", "memory")
    if limit and limit.value.is_known:
        return sound(f"it can take no more than {limit.value} of memory", at=limit.lines)
    if limit or _is_out_of_sight(container):
        return None
    if has(container, "resources", "requests"):
        return risky("nothing limits its memory: one leak grows until the node runs out")
    return risky(
        "it says neither what it needs nor how much memory it may take, so the node is packed"
        " blindly and one leak takes the neighbours along",
        shift=1,
    )


def _of_terraform(container: Block) -> Verdict | None:
    said = [one.path for one in said_below(container) if "resources" in one.path]
    if any("limits" in path and path[-1] in {"memory", "limits"} for path in said):
        return None
    return risky(
        "nothing limits its memory: one leak grows until the node runs out",
        span=container.body,
        shift=0 if said else 1,
    )


def _has_defaults(workload: Block) -> bool:
    """Its namespace gives limits to whoever has none, or the pod as a whole has them."""
    return has_peer(workload, "LimitRange") or has(workload, "template", "spec", "resources")


def _is_out_of_sight(container: Block) -> bool:
    """A template, or an alias that leads nowhere, stands for the resources or for their limits."""
    return any(s.name in {"resources", "limits"} and s.value.is_unknown for s in container.settings)
