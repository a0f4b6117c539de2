"""What several risks ask of a webhook: whether a sender of events calls it, or somebody else."""

from __future__ import annotations

from detectors.facts import Handler
from detectors.vocabulary.names import listed, words

_MANAGES = listed("""
    create add register unregister deregister subscribe unsubscribe update delete remove list test set configure enable disable
    trigger send replay retry manage new edit save install setup get show ping health fire dispatch
    config settings upsert patch rotate simulate demo debug
""")
"""Words of functions that administer webhooks, or send them."""
_OF_THE_INSIDE = listed(
    "alert alerts alertmanager prometheus grafana admission mutate validate callback"
)
"""Words of what is called by a neighbour, or sends somebody back."""
_LOGINS = listed("oauth oauth2 login signin sso authorize authorized")
"""Words of the path to which a browser comes back."""
_HOOKS = listed("webhook webhooks hook hooks ipn")


def is_for_a_sender(handler: Handler) -> bool:
    """Its name says neither that somebody administers webhooks with it, nor that a neighbour or a browser calls it."""
    said = set(words(handler.node.name.value)) if handler.node else set()
    if _LOGINS & set(words(handler.path)):
        return False
    inside = frozenset() if handler.is_of_a_sender else _OF_THE_INSIDE
    return not said & (_MANAGES | inside)


def is_named_so(handler: Handler) -> bool:
    """Its path or its name says that it is a webhook, and no callback of a login."""
    said = set(words(handler.path)) | set(words(handler.node.name.value if handler.node else ""))
    return bool(_HOOKS & said) or not handler.path
