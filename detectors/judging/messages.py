"""Whether a request brings people a message: by where it goes, and by what the function is called that sends it."""

from __future__ import annotations

from detectors.facts import Request
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed, words_of

SENDS = listed("send post push publish deliver notify")
"""Words of functions that hand something over."""
ASKS_ONLY = listed("test check validate typing log debug telemetry metric metrics progress desktop")
"""Words of functions whose messages nobody waits for."""
_MESSENGERS = {
    "hooks.slack.com": "/",
    "api.telegram.org": "/send",
    "discord.com": "/api/webhooks/",
    "discordapp.com": "/api/webhooks/",
    "open.feishu.cn": "/bot/v2/hook/",
    "open.larksuite.com": "/bot/v2/hook/",
    "outlook.office.com": "/webhook/",
    "api.pushover.net": "/1/messages",
    "ntfy.sh": "/",
    "events.pagerduty.com": "/",
    "api.opsgenie.com": "/v2/alerts",
}
"""Host -> what stands in the paths at which it takes messages for people."""
_WITH_A_KEY = frozenset({"events.pagerduty.com", "api.opsgenie.com"})
"""Those that tell a message from its copy by what it carries: `dedup_key`, `alias`."""

_KEYS = {
    "discord.com": "nonce",
    "discordapp.com": "nonce",
    "open.feishu.cn": "uuid",
    "open.larksuite.com": "uuid",
}
"""Host -> the field by which it recognises a message that it has had."""


def goes_to_people(request: Request) -> bool:
    at = hosts.target(request)
    if at is None or request.method != "POST":
        return False
    return at.host in _MESSENGERS and _MESSENGERS[at.host] in at.path


def is_sent_without_a_key(request: Request) -> bool:
    """`def send_slack_message(text)`, to a service that knows no key by which a message is told from its copy."""
    function, at = request.context.function, hosts.target(request)
    if function is None or at is None or at.host in _WITH_A_KEY or not goes_to_people(request):
        return False
    named = words_of(function.name)
    return bool({*named[:1]} & (SENDS | {"alert"})) and not ASKS_ONLY & {*named}


def carries_its_key(request: Request) -> bool:
    """What it carries tells it from its copy, where the service looks for that."""
    at = hosts.target(request)
    return at is not None and _KEYS.get(at.host) in request.fields
