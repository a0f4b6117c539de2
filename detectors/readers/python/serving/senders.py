"""Routes that a service calls to tell of an event, though neither path nor name says that they are webhooks."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import descendants, last_name, parameters_of
from detectors.vocabulary.names import listed, words

WEBHOOK = frozenset({"webhook", "webhooks", "hook", "hooks", "callback", "callbacks", "ipn"})
_MANAGES = frozenset(
    {"add", "create", "new", "register", "set", "setup", "configure", "enable", "subscribe", "list", "get"}
    | {"show", "info", "update", "edit", "patch", "delete", "remove", "disable", "unregister", "test"}
    | {"send", "trigger", "fire", "call", "ping", "rotate", "retry", "status", "logs", "deliveries"}
)  # fmt: skip
"""Verbs of routes by which somebody manages webhooks."""
EVENTS = re.compile(
    r"(?i)^[\"']x-(github-(event|delivery)|gitlab-event|event-key|hook-uuid|shopify-topic|wc-webhook-topic|gitea-event"
    r"|gogs-event|bitbucket-type)[\"']$"
)
"""Headers in which a service says what has happened; none of them proves who it is."""
_FIELDS = frozenset(
    {
        "head_commit",
        "pusher",
        "object_kind",
        "object_attributes",
        "push_data",
        "serviceUrl",
        "replyToId",
    }
)
"""Keys that only the body of an event has: of a push to GitHub, GitLab or Docker Hub, of a message from Teams."""
VIEWS = frozenset({"View", "APIView", "GenericAPIView", "Resource", "MethodView", "HTTPEndpoint"})
"""Classes of frameworks whose methods answer requests; those of a program may look at the sender first."""
_PROOFS = re.compile(
    r"(?i)(http_)?(x[-_]hub[-_]signature([-_]256)?|stripe[-_]signature|x[-_]slack[-_]signature"
    r"|x[-_]twilio[-_](email[-_]event[-_]webhook[-_])?signature|svix[-_](id|signature)|x[-_]gitlab[-_]token"
    r"|webhook[-_](id|signature)|x[-_]shopify[-_]hmac[-_]sha256|x[-_]telegram[-_]bot[-_]api[-_]secret[-_]token"
    r"|x[-_]line[-_]signature|paypal[-_]transmission[-_](id|sig)|x[-_]paystack[-_]signature|verif[-_]hash"
    r"|x[-_]signature[-_]ed25519|x[-_]razorpay[-_]signature|x[-_]square[-_](hmacsha256[-_])?signature"
    r"|x[-_]github[-_]event|x[-_]gitlab[-_]event)"
)
"""Headers by which senders of events prove or name themselves."""
_SERVICES = listed("""
    slack github gitlab bitbucket stripe paypal shopify twilio telegram mailgun sendgrid postmark mpesa mollie
    adyen razorpay paystack flutterwave square braintree zoom typeform calendly hubspot intercom zendesk jira
    docusign gitea whatsapp messenger alipay wechatpay wxpay yookassa liqpay momo zalopay vnpay
""")
_TOLD = listed(
    "event events notify notification notifications notice updates ipn callback callbacks"
)
_CALLED_BACK = listed("notify ipn callback callbacks")
_PAID = listed("payment payments pay paid stk stkpush checkout mpesa deposit refund payout billing")
_OF_A_BROWSER = listed(
    "oauth oauth2 login auth sso return success cancel redirect authorize signin"
)


def is_of_a_sender(program: Program, node: nodes.FunctionDef, path: str) -> bool:
    """It reads the header in which a service names its event, or its path or class names a service that tells something."""
    if is_a_receiver(program, node):
        return True
    named = {word for part in path.split("/") for word in words(part)}
    if named & _OF_A_BROWSER:
        return False
    return _names_a_sender(named) or any(
        isinstance(part, nodes.SimpleString)
        and (
            EVENTS.match(part.value) or (part.value.strip("\"'") in _FIELDS and _is_looked_up(part))
        )
        for part in descendants(node.body)
    )


def _is_looked_up(text: nodes.SimpleString) -> bool:
    """`body["head_commit"]`, `body.get("head_commit")`, `"head_commit" in body`."""
    parent = text.parent
    if isinstance(parent, nodes.Arg):
        return isinstance(parent.parent, nodes.Call) and last_name(parent.parent.func) == "get"
    return isinstance(parent, nodes.Index | nodes.Comparison)


def asks_for_a_proof(node: nodes.FunctionDef) -> bool:
    """`request.headers["X-Hub-Signature-256"]`, `x_line_signature: str = Header()`: who delivers events sends it."""
    asked = [
        part.value.strip("\"'")
        for part in descendants(node)
        if isinstance(part, nodes.SimpleString) and isinstance(part.parent, nodes.Arg | nodes.Index)
    ]
    taken = [parameter.name.value for parameter in parameters_of(node)]
    return any(_PROOFS.fullmatch(name) for name in (*asked, *taken))


def is_a_receiver(program: Program, node: nodes.FunctionDef) -> bool:
    """`do_POST` of a handler of the standard library in a class, or with a file, that is named after webhooks."""
    around = program.tree.class_of(node)
    if around is None or node.name.value != "do_POST":
        return False
    named = {*words(around.name.value), *words(program.file.name)}
    return bool(named & {"webhook", "webhooks", "hook", "hooks"})


def is_a_view_of_webhooks(program: Program, node: nodes.FunctionDef) -> bool:
    """`post` of `StripeWebhookView`, `PaypalIPN`, `GithubWebHook`, `PaymentCallback`, `MailgunEvents`."""
    around = program.tree.class_of(node)
    if around is None or node.name.value != "post":
        return False
    if not any(last_name(base.value) in VIEWS for base in around.bases):
        return False
    named = words(around.name.value)
    is_one = "webhook" in "".join(named) or named[-1:] == ["ipn"] or named[-2:-1] == ["ipn"]
    return (is_one or _names_a_sender({*named})) and not _MANAGES & set(named)


def _names_a_sender(named: set[str]) -> bool:
    """They say that a service tells something, or that a payment is called back for, and not that a browser comes back."""
    if named & _OF_A_BROWSER:
        return False
    return bool((named & _TOLD and named & _SERVICES) or (named & _CALLED_BACK and named & _PAID))


_CALLS_ONE = re.compile(r"(?i)webhook_?ur[il]|\bdef emit\(")
"""In a class: it sends to webhooks of others, as a handler of a log does."""


def is_in_a_webhook(program: Program, node: nodes.FunctionDef) -> bool:
    """A method of `StripeWebhookView`: whatever the framework, the sender delivers again."""
    around = program.tree.class_of(node)
    named = words(around.name.value) if around else []
    if is_a_view_of_webhooks(program, node):
        return True
    if "webhook" not in named or named[-1] not in {"view", "handler", "resource", "endpoint"}:
        return False
    return around is not None and _CALLS_ONE.search(program.code(around)) is None


def is_named_a_webhook(node: nodes.FunctionDef) -> bool:
    """`def stripe_webhook(request)`, under whatever path."""
    named = set(words(node.name.value))
    return "webhook" in named and not named & _MANAGES
