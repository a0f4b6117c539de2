"""Requests that are repeated against a dependency that nothing stops calling while it is down."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Block, Setting
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers

risk = Risk(__name__, config_words=("clusters", "virtualservice"), needs_client=False)

_UNLIMITED = 1_000_000
"""Envoy's own limit is 1024; who writes so many wants none."""
_THRESHOLDS = ("max_connections", "max_pending_requests", "max_requests", "max_retries")


@risk.judge(Block)
def keeps_calling(block: Block) -> Verdict | None:
    if not block.is_complete or is_for_developers(block):
        return None
    if block.kind == "envoy:cluster":
        return _cluster(block)
    return _route(block) if block.kind == "istio:route" else None


def _cluster(cluster: Block) -> Verdict | None:
    if _holds(cluster, "outlier_detection"):
        return sound("a host that keeps failing gets no requests for a while")
    if _holds(cluster, "health_checks"):
        return None
    retried = [*_retries_of(cluster)]
    lifted = [
        s for s in cluster.settings if s.name in _THRESHOLDS and (s.value.number or 0) >= _UNLIMITED
    ]
    if lifted:
        return risky(
            f"with {lifted[0].name} lifted and nothing that ejects a failing host,"
            " all requests wait for it at once",
            anchors=[*(s.lines for s in lifted), *(s.lines for s in retried)],
            span=cluster.body,
        )
    if retried:
        return risky(
            f"every request to {cluster.name} is repeated as long as it is down,"
            " and nothing ejects a failing host",
            anchors=[s.lines for s in retried],
            span=cluster.body,
            shift=1,
        )
    return None


def _retries_of(cluster: Block) -> Iterator[Setting]:
    """The repetitions that routes of the same file prescribe for it."""
    for top in cluster.peers:
        for route in (b for b in top.walk() if b.kind == "envoy:route"):
            policy = route.get("retry_policy", "retry_on")
            if policy and route.text("route", "cluster") == cluster.name:
                yield policy


def _route(route: Block) -> Verdict | None:
    """Only where its DestinationRule stands in the same file: mostly it is a file of its own."""
    attempts = route.get("retries", "attempts")
    if attempts is None or not attempts.value.number:
        return None
    hosts = {_service(s) for s in route.settings if s.path[-2:] == ("destination", "host")}
    rules = [peer for peer in route.peers if peer.kind == "kubernetes:DestinationRule"]
    mine = [rule for rule in rules if _service(rule.get("spec", "host")) in hosts]
    if len(hosts) != 1 or not mine or any(_is_out_of_sight(rule) for rule in mine):
        return None
    if any(_holds(rule, "outlierDetection", "connectionPool") for rule in mine):
        return sound("its DestinationRule ejects failing hosts or limits what waits for them")
    return risky(
        "every request is repeated as long as the service is down,"
        " and its DestinationRule neither ejects a failing host nor limits what waits for it",
        at=attempts.lines,
        anchors=[route.lines, mine[0].lines],
        span=route.body,
        shift=1,
    )


def _holds(block: Block, *names: str) -> bool:
    """One of these is written in it, with or without settings of its own."""
    return any(inner.name in names for inner in block.walk())


def _is_out_of_sight(rule: Block) -> bool:
    policy = rule.get("trafficPolicy")
    return not rule.is_complete or bool(policy and policy.value.is_unknown)


def _service(host: Setting | None) -> str:
    """`reco.shop.svc.cluster.local` is `reco` to its neighbours."""
    return (host.value.string or "").partition(".")[0] if host else ""
