"""Services of which there is one, or which nothing starts again."""

from __future__ import annotations

import re

from detectors.facts import Block, Setting
from detectors.infrastructure.stacks import is_by_hand, is_demanding, lasts, runs_on
from detectors.infrastructure.units import is_left_down
from detectors.infrastructure.workloads import (
    containers,
    has,
    is_deployed,
    is_in_production,
    is_selected,
    is_whole,
    says_production,
    scaler,
    takes_requests,
)
from detectors.judging.running import needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits
from detectors.vocabulary.names import listed, words

risk = Risk(
    __name__,
    config_words=(
        "containers",
        "replicas",
        "services",
        "desired_count",
        "aws_db_instance",
        "execstart",
    ),
    needs_client=False,
)

_ALONE = listed(
    "operator controller scheduler manager leader primary master singleton cron beat exporter agent scraper"
    " migrate migration migrations init setup seed job batch backup"
)
"""Words of a name of which there is one on purpose."""
_INTERNAL = listed(
    "admin ui dashboard console docs internal tool tools mailhog"
    " grafana kibana prometheus alertmanager loki tempo jaeger"
)
_LEADS = re.compile(r"leader.?elect", re.IGNORECASE)
_NOT_PRODUCTION = listed("preprod preview staging stage dev test qa uat sandbox demo")
_CRITICAL = listed("auth login identity sso gateway ingress edge proxy queue broker")
_STATEFUL = re.compile(
    r"(^|[/_-])(postgres|pgvector|mysql|mariadb|mongo|redis|valkey|rabbitmq|kafka|zookeeper|etcd|consul|vault"
    r"|elasticsearch|opensearch|cassandra|clickhouse|influxdb|neo4j|minio|memcached|db|database)",
    re.IGNORECASE,
)
"""Names and images of what a second copy alone does not double."""
_CACHE = re.compile(r"(^|/|-|_)(redis|valkey|memcached)", re.IGNORECASE)
"""Of which one copy may be away for a while: what it holds is made anew."""


@risk.judge(Block)
def is_down_with_one(block: Block) -> Verdict | None:
    if not is_deployed(block) or _NOT_PRODUCTION & set(words(block.text("metadata", "namespace"))):
        return None
    match block.kind:
        case "kubernetes:Deployment" | "kubernetes:StatefulSet":
            return _workload(block)
        case "kubernetes:HorizontalPodAutoscaler":
            return _scaler(block)
        case "kubernetes:Pod":
            return _bare_pod(block)
        case "compose:service":
            return _service(block)
        case "terraform:resource":
            return _resource(block)
        case "ini:section" if is_left_down(block):
            return risky("nothing starts it again after a crash", span=block.body, shift=-1)
    return None


def _shift(block: Block) -> int:
    named = set(words(block.name))
    return 1 if named & _CRITICAL else -1 if named & _INTERNAL else 0


def _needs(block: Block) -> tuple[str, ...]:
    return needed(block, "environment")


# --- Kubernetes ----------------------------------------------------------------------------------


def _workload(block: Block) -> Verdict | None:
    replicas = block.get("spec", "replicas")
    if not is_whole(block) or scaler(block) or not _serves(block):
        return None
    if replicas is None:
        # Something that scales may stand in another file: the field is left out for it.
        if block.file.scenario.get("environment") != "production" or _may_be_alone(block):
            return None
        return _one_copy(block, "one copy, as nothing asks for more", None)
    count = None if _is_of_a_template(replicas) else replicas.value.number
    if not count:
        return None
    if count > 1:
        return sound(f"{count:g} copies", at=replicas.lines)
    if reason := _design(block):
        return sound(reason, at=replicas.lines)
    return None if _may_be_alone(block) else _one_copy(block, "one copy", replicas)


def _one_copy(block: Block, what: str, replicas: Setting | None) -> Verdict:
    if block.file.scenario.get("availability") == "none":
        return sound(
            "it may be away for a while",
            at=replicas.lines if replicas else None,
            needs=needed(block, "availability"),
        )
    return risky(
        f"{what}: every crash and every drained node is downtime",
        at=replicas.lines if replicas else None,
        anchors=[block.lines],
        shift=_shift(block),
        needs=_needs(block),
    )


def _serves(block: Block) -> bool:
    return is_selected(block) or any(map(takes_requests, containers(block)))


def _design(block: Block) -> str | None:
    """Why there is one of it on purpose, where the manifest says so."""
    if any(_LEADS.search(s.value.string or "") for one in containers(block) for s in one.settings):
        return "one leader works at a time, by design"
    if block.text("strategy", "type") == "Recreate":
        return "it is stopped before the next one starts, by design"
    if has(block, "volumeClaimTemplates") or has(block, "persistentVolumeClaim"):
        return "it owns a disk, so a second copy alone would not help"
    return None


def _may_be_alone(block: Block) -> bool:
    """Its name speaks of a leader, or of data that a second copy alone does not double."""
    if _design(block) or _ALONE & set(words(block.name)):
        return True
    if any(s.name == "strategy" and s.value.is_unknown for s in block.settings):
        return True
    if is_in_production(block) or says_production(block.text("metadata", "namespace")):
        return False
    images = [one.text("image") for one in containers(block)]
    named = [block.name, *images]
    if any(map(_CACHE.search, named)):
        return True
    return _keeps_data(block) and any(map(_STATEFUL.search, named))


def _keeps_data(block: Block) -> bool:
    """On a disk of its node, or one that cannot be seen; without any its data is gone with it, and so are its clients."""
    return block.kind == "kubernetes:StatefulSet" or any(
        has(block, "volumes", kind) for kind in ("hostPath", "nfs", "csi", "iscsi")
    )


def _is_of_a_template(setting: Setting) -> bool:
    """What is seen is a default, and values elsewhere may say otherwise."""
    return "{{" in setting.value.text


def _scaler(block: Block) -> Verdict | None:
    least = block.get("spec", "minReplicas")
    target = block.get("scaleTargetRef", "name")
    if not least or not target or _ALONE & set(words(target.value.string or "")):
        return None
    if _is_of_a_template(least) or _is_of_a_template(target):
        return None
    if least.value.number == 1:
        return risky(
            "in quiet hours one copy is left: its loss is downtime until another one has started",
            at=least.lines,
            shift=_shift(block),
        )
    return sound(f"{least.value} copies at least", at=least.lines) if least.value.number else None


def _bare_pod(block: Block) -> Verdict | None:
    restart = block.get("spec", "restartPolicy")
    if not block.is_complete or (restart and restart.value.value != "Always"):
        return None
    if not is_selected(block):
        return None
    return risky("a bare pod: when its node is gone nothing starts it again", shift=_shift(block))


# --- Compose -------------------------------------------------------------------------------------


def _service(block: Block) -> Verdict | None:
    """In a stack that is to last, what nobody starts again after a crash or a reboot."""
    if not _is_to_last(block) or not block.is_complete:
        return None
    policy = block.get("restart") or block.get("restart_policy", "condition")
    if policy and policy.value.is_known and policy.value.value not in ("no", False):
        return sound("it is started again after a crash or a reboot", at=policy.lines)
    if not (has(block, "image") or has(block, "build")):
        return None  # it adds to a service of another file
    if policy or has(block, "extends") or has(block, "deploy") or has(block, "profiles"):
        return None
    if not runs_on(block):
        return None
    return risky(
        "nothing starts it again after a crash or a reboot of the host",
        shift=_shift(block),
        needs=_needs(block),
    )


def _is_to_last(block: Block) -> bool:
    """It is in production, or others of its stack are started again, or it demands secrets, as nobody does on a laptop."""
    if is_in_production(block):
        return True
    return (lasts(block) or is_demanding(block)) and not is_by_hand(block)


# --- Terraform -----------------------------------------------------------------------------------


def _resource(block: Block) -> Verdict | None:
    if not block.is_complete:
        return None
    match block.labels[:1]:
        case ("aws_ecs_service",):
            return _ecs(block)
        case ("aws_db_instance",):
            return _database(block)
    return None


def _ecs(block: Block) -> Verdict | None:
    count = block.get("desired_count")
    is_scaled = any("aws_appautoscaling_target" in peer.labels for peer in block.peers)
    if (
        count is None
        or is_scaled
        or has(block, "ignore_changes")
        or not has(block, "load_balancer")
    ):
        return None
    if count.value.number == 1:
        return risky(
            "one task behind the load balancer: every crash is downtime",
            at=count.lines,
            anchors=[block.lines],
            shift=_shift(block),
        )
    return sound(f"{count.value} tasks", at=count.lines) if count.value.number else None


def _database(block: Block) -> Verdict | None:
    """Without a standby, if it is the production one."""
    standby = block.get("multi_az")
    if standby and standby.value.value is True:
        return sound("a standby in another zone takes over", at=standby.lines)
    if has(block, "replicate_source_db") or not (is_in_production(block) or _is_named_so(block)):
        return None
    if standby and standby.value.value is not False:
        return None
    return risky(
        "no standby: the loss of its zone, or of its host, is downtime until it is rebuilt",
        at=standby.lines if standby else None,
        anchors=[block.lines],
        shift=1,
        needs=_needs(block),
    )


def _is_named_so(block: Block) -> bool:
    named = [
        s.value.string or ""
        for s in block.settings
        if s.name.lower() in {"identifier", "environment", "env"}
    ]
    return says_production(" ".join([block.name, *named]))


# --- inject --------------------------------------------------------------------------------------


@risk.inject(Block)
def leave_one(block: Block) -> Edits | None:
    """The number of copies becomes 1."""
    for path in (("spec", "replicas"), ("spec", "minReplicas"), ("desired_count",)):
        count = block.get(*path)
        if count and (count.value.number or 0) > 1 and not _may_be_alone(block):
            return count.write("", 1)
    return None
