"""Handlers of events that are delivered at least once, whose effect adds up with each delivery."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Delivery, Handler
from detectors.gates.suspects import beginning_with
from detectors.judging.running import MONEY, needed
from detectors.judging.webhooks import is_for_a_sender, is_named_so
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import in_short, places_of
from detectors.vocabulary.names import is_for_developers
from detectors.vocabulary.quantities import AMOUNTS

_SOURCES = (
    *("hook", "ipn", '"records"', "'records'", "acks_late", "basic_consume"),
    *("kafkaconsumer", "receive_message", "confluent_kafka"),
)
"""Words of a file that something delivers to, and delivers again."""
_TELLS = (
    *(
        "send_mail(",
        "send_email(",
        "sendmail(",
        "send_sms(",
        "send_raw_email(",
        "send_templated_email(",
    ),
    *(
        "send_mass_mail(",
        "send_html_email(",
        "send_bulk_email(",
        "send_message(",
        ".send(",
        "create(",
    ),
    *("capture(", "charge(", "transfer(", "refund(", "insert into", "insert_one("),
)
_AMOUNTS = (*AMOUNTS, "debit", "top_up", "topup")
_CHANGED = re.compile(r"\w*[\"']?\s*[-+=:(,]")
"""What stands behind the name of a sum that is changed, or behind the name of what changes one."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where something may add up, in a file that has a source which delivers again."""
    if any(word in lowered for word in _SOURCES):
        for word in _TELLS:
            yield from places_of(word, lowered)
        yield from beginning_with(_AMOUNTS, _CHANGED, lowered)


risk = Risk(__name__, words=_SOURCES, closer=_suspects, needs_client=False)

_AGAIN = {
    "webhook": "the sender repeats an event whose answer was late or lost",
    "queue": "the queue delivers a message again when its acknowledgement is lost",
    "records": "the same record may come twice",
    "task": "the task runs again when its worker is lost before the acknowledgement",
}
_CUSTOMERS = frozenset({"money", "sum"})


@risk.judge(Delivery)
def does_it_again(delivery: Delivery) -> Verdict | None:
    if is_for_developers(delivery):
        return None
    if delivery.source == "webhook" and not _has_a_sender(delivery.handler):
        return None
    if delivery.refused is not None:
        return sound(
            "a store takes each event once, and a repetition changes nothing", at=delivery.lines
        )
    is_money = delivery.effect in _CUSTOMERS or delivery.file.scenario.get("purpose") in MONEY
    return risky(
        f"{_AGAIN[delivery.source]}, and `{in_short(delivery.text)}` is then done twice",
        anchors=[delivery.at],
        span=delivery.span,
        shift=int(is_money),
        needs=needed(delivery, "purpose"),
    )


def _has_a_sender(handler: Handler | None) -> bool:
    return handler is not None and is_named_so(handler) and is_for_a_sender(handler)
