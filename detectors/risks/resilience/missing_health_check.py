"""Instances that get requests although nobody knows whether they can serve."""

from __future__ import annotations

import re
from itertools import pairwise

from detectors.facts import HOLE, Block, Setting
from detectors.infrastructure.workloads import (
    SERVES,
    containers,
    has,
    is_deployed,
    is_selected,
    takes_requests,
    terraform_workload,
    workload,
)
from detectors.judging.running import needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_a_test, is_for_developers

risk = Risk(
    __name__,
    config_words=(
        "containers",
        "healthcheck",
        "server",
        "azurerm_lb_rule",
        "kubernetes_",
        "health_check",
        "healthcheckenabled",
    ),
    needs_client=False,
)


@risk.judge(Block)
def serves_without_being_asked(block: Block) -> Verdict | None:
    match block.kind:
        case "kubernetes:container":
            return _container(block)
        case "compose:service":
            return _service(block)
        case "haproxy:backend" | "haproxy:listen":
            return _backend(block)
        case "terraform:resource" | "cloudformation:resource":
            return _rule_of_a_balancer(block)
        case "mapping":
            return _of_terraform(block)
    return None


# --- Kubernetes ----------------------------------------------------------------------------------

_DEEP = re.compile(
    r"(^|[/_-])(db|database|deep|dependenc(y|ies)|downstream)(?=$|[/_.?-])", re.IGNORECASE
)
"""Parts of a path under which a service asks others before it answers."""
_ASKS_A_SERVER = frozenset({"pg_isready", "psql", "mysqladmin", "mysql", "redis-cli", "mongosh"})
_ITSELF = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})


def _container(container: Block) -> Verdict | None:
    around = workload(container)
    if around is None or around.kind not in SERVES or not is_deployed(container):
        return None
    if deep := _deep_liveness(container):
        return risky(
            "being alive is made to depend on somebody else: when that one is slow, every copy is"
            " restarted at once",
            at=deep.lines,
            anchors=[container.lines],
        )
    together = containers(around)
    if any(has(one, probe) for one in together for probe in ("readinessProbe", "startupProbe")):
        ready = container.get("readinessProbe", "httpGet", "path")
        return sound("requests wait until it is ready", at=ready.lines) if ready else None
    serving = [one for one in together if takes_requests(one)]
    if is_selected(around):
        serving = serving or together
    elif around.kind == "kubernetes:DaemonSet":
        return None  # an agent of its node, whose port is for whoever watches it
    if container is not next(iter(serving), None):
        return None
    is_restarted = any(has(one, "livenessProbe") for one in together)
    return risky(
        "requests come as soon as its process has started, before it can serve them"
        if is_restarted
        else "requests come as soon as its process has started, and go on when it hangs",
        shift=int(container.file.scenario.get("exposure") == "public"),
        needs=needed(container, "exposure"),
    )


def _of_terraform(container: Block) -> Verdict | None:
    """The same as Terraform writes it; an agent of its node has a port for whoever watches it."""
    around = terraform_workload(container)
    if around is None or "daemon" in around.labels[0] or not is_deployed(container):
        return None
    together = [one for one in around.walk() if one.name == "container" and one.get("image")]
    parts = [one.name for container in together for one in container.walk()]
    if {"readiness_probe", "startup_probe"} & set(parts):
        return None
    serving = [one for one in together if any(part.name == "port" for part in one.blocks)]
    if container is not next(iter(serving), None):
        return None
    return risky("requests come as soon as its process has started, before it can serve them")


def _deep_liveness(container: Block) -> Setting | None:
    """What makes its liveness depend on a database or another service."""
    path = container.get("livenessProbe", "httpGet", "path")
    if path and _DEEP.search(path.value.string or ""):
        return path
    command = [s for s in container.settings if s.path[-3:] == ("livenessProbe", "exec", "command")]
    words = [s.value.string or HOLE for s in command]
    if not words or words[0].rpartition("/")[2] not in _ASKS_A_SERVER:
        return None
    for option, host in pairwise(words):
        if option in {"-h", "--host"} and host not in _ITSELF and not re.search(r"[$\ufffc]", host):
            return command[0]
    return None


# --- Compose -------------------------------------------------------------------------------------


def _service(service: Block) -> Verdict | None:
    if not is_deployed(service):
        return None
    disabled = service.get("healthcheck", "disable")
    test = service.get("healthcheck", "test")
    for setting in (disabled, test):
        is_off = setting and setting.value.is_known and setting.value.value in (True, "NONE")
        if setting and is_off and has(service, "ports"):
            return risky(
                "the check of its image is switched off: a process that hangs stays in service",
                at=setting.lines,
                anchors=[service.lines],
                shift=-1,
            )
    if test and test.value.is_known:
        return sound("its check tells when it hangs", at=test.lines)
    return None


# --- load balancers ------------------------------------------------------------------------------

_CHECKED = re.compile(r"(?<!\S)(check|agent-check|track)(?!\S)")
_STANDS_BY = re.compile(r"(?<!\S)(disabled|backup)(?!\S)")


def _backend(block: Block) -> Verdict | None:
    """HAProxy asks only servers that have `check`; `option httpchk` says how to ask, not whether."""
    if is_a_test(block) or not block.is_complete or _checks_by_default(block):
        return None
    lines = [s for s in block.settings if s.name == "server"]
    servers = [s for s in lines if not _STANDS_BY.search(_text(s))]
    if len(servers) < 2:
        return None
    unchecked = [s for s in servers if not _CHECKED.search(_text(s))]
    if not unchecked:
        return sound("every server is asked whether it serves", at=servers[0].lines)
    names = ", ".join(_text(s).split()[0] for s in unchecked)
    return risky(
        f"requests go to {names} whether or not anybody answers there",
        anchors=[s.lines for s in unchecked],
    )


def _text(setting: Setting) -> str:
    return setting.value.string or HOLE


def _checks_by_default(block: Block) -> bool:
    """`default-server` gives all of them a check, here or in the defaults."""
    owners = [block, *(peer for peer in block.peers if peer.kind == "haproxy:defaults")]
    return any(
        setting.name == "default-server" and _CHECKED.search(_text(setting))
        for owner in owners
        for setting in owner.settings
    )


_GROUPS_OF_TARGETS = frozenset(
    {"aws_lb_target_group", "aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup"}
)


def _rule_of_a_balancer(resource: Block) -> Verdict | None:
    """Azure's takes a backend without a probe for healthy, and a group of Amazon's may have its own switched off."""
    if resource.labels[:1] and resource.labels[0] in _GROUPS_OF_TARGETS:
        return _group_of_targets(resource)
    if resource.labels[:1] != ("azurerm_lb_rule",) or not resource.is_complete:
        return None
    if is_for_developers(resource):
        return None
    if has(resource, "probe_id"):
        return sound("requests go to backends that the probe has found healthy")
    return risky("without a probe every backend counts as healthy, also one that is down")


def _group_of_targets(group: Block) -> Verdict | None:
    """Functions are asked only where somebody wants them to be."""
    switch = group.get("health_check", "enabled") or group.get("HealthCheckEnabled")
    is_a_function = "lambda" in {group.text("target_type"), group.text("TargetType")}
    if (
        switch is None
        or switch.value.value is not False
        or is_a_function
        or is_for_developers(group)
    ):
        return None
    return risky(
        "nobody asks the targets, so requests go to those that are down as well",
        at=switch.lines,
        anchors=[group.lines],
    )
