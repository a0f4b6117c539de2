"""How long proxies, gateways, functions and queues wait for one another, by their configuration."""

from __future__ import annotations

from detectors.facts import Block
from detectors.judging.settings import own, resources, seconds
from detectors.model import Verdict, risky, sound

API_GATEWAY_S = {"aws_api_gateway_integration": 29, "aws_apigatewayv2_integration": 30}
"""Amazon API Gateway's limits for REST and HTTP APIs; for REST it can be raised since June 2024."""
LAMBDA_S, VISIBILITY_S = 3, 30
"""Defaults of a Lambda function's timeout and of an SQS queue's visibility timeout."""
HAPROXY = {
    "listen": ("timeout connect", "timeout client", "timeout server"),
    "frontend": ("timeout client",),
    "backend": ("timeout connect", "timeout server"),
}
"""The limits without which a section waits for ever."""


def haproxy_lacks(block: Block) -> list[str]:
    """The limits to write here; a `defaults` section answers for the sections that follow it."""
    defaults: Block | None = None
    found: dict[int, set[str]] = {}
    for section in block.peers:
        section_kind = section.kind.removeprefix("haproxy:")
        if section_kind == "defaults":
            defaults = section
        for name in HAPROXY.get(section_kind, ()):
            if not section.is_complete or own(section, name):
                continue
            if defaults and (own(defaults, name) or not defaults.is_complete):
                continue
            found.setdefault(id(defaults or section), set()).add(name)
    return sorted(found.get(id(block), ()))


def of_a_function(function: Block) -> Verdict | None:
    """Behind an API Gateway the caller is gone before a slow function is done."""
    mine = f"aws_lambda_function.{'.'.join(function.labels[1:2])}."
    integrations = [
        resource
        for kind in API_GATEWAY_S
        for resource in resources(function, kind)
        if any(mine in s.value.text for s in resource.settings)
    ]
    timeout = own(function, "timeout")
    limit = seconds(timeout.value) if timeout else LAMBDA_S
    if not integrations or limit is None:
        return None
    gateway = min(_gateway_limit(resource) for resource in integrations)
    if timeout and limit > gateway:
        return risky(
            f"the function works up to {limit:g} s, and API Gateway answers 504 after {gateway:g} s",
            at=timeout.lines,
            anchors=[function.lines, *(resource.lines for resource in integrations)],
            span=function.body,
            shift=-1,
        )
    return sound(f"ends after {limit:g} s, before API Gateway gives up") if timeout else None


def of_a_serverless_function(function: Block) -> Verdict | None:
    """AWS SAM writes the routes of a function into the function."""
    events = {
        s.value.value for s in function.settings if "Events" in s.path and s.path[-1] == "Type"
    }
    timeout = function.get("Properties", "Timeout")
    limit = seconds(timeout.value) if timeout else LAMBDA_S
    if not events & {"Api", "HttpApi"} or limit is None:
        return None
    of = "aws_api_gateway_integration" if "Api" in events else "aws_apigatewayv2_integration"
    gateway = API_GATEWAY_S[of]
    if timeout and limit > gateway:
        return risky(
            f"the function works up to {limit:g} s, and API Gateway answers 504 after {gateway} s",
            at=timeout.lines,
            anchors=[function.lines],
            span=function.body,
            shift=-1,
        )
    return sound(f"ends after {limit:g} s, before API Gateway gives up") if timeout else None


def _gateway_limit(integration: Block) -> float:
    raised = own(integration, "timeout_milliseconds")
    limit = seconds(raised.value, "ms") if raised else None
    return limit if limit is not None else API_GATEWAY_S[integration.labels[0]]


def of_a_queue(queue: Block) -> Verdict | None:
    """A message that becomes visible while a function still works on it is worked on twice."""
    mine = f"aws_sqs_queue.{'.'.join(queue.labels[1:2])}."
    functions = {f.labels[1]: f for f in resources(queue, "aws_lambda_function") if f.labels[1:]}
    visible = own(queue, "visibility_timeout_seconds")
    hidden = seconds(visible.value) if visible else VISIBILITY_S
    for mapping in resources(queue, "aws_lambda_event_source_mapping"):
        source, target = own(mapping, "event_source_arn"), own(mapping, "function_name")
        if not source or not target or mine not in source.value.text or hidden is None:
            continue
        for name, function in functions.items():
            if f"aws_lambda_function.{name}." not in target.value.text:
                continue
            timeout = own(function, "timeout")
            works = seconds(timeout.value) if timeout else LAMBDA_S
            if works is not None and hidden < works:
                return risky(
                    f"a message shows up again after {hidden:g} s, and its function may work {works:g} s",
                    at=visible.lines if visible else queue.lines,
                    anchors=[queue.lines, *([timeout.lines] if timeout else [])],
                    span=queue.body,
                    shift=-1,
                )
            if works is not None:
                return sound(f"a message stays hidden for {hidden:g} s", at=queue.lines)
    return None
