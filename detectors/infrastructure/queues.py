"""What several risks ask of a queue in configuration."""

from __future__ import annotations

from detectors.facts import Block
from detectors.vocabulary.names import listed, words

_PARKED = listed("dlq dlqs dead deadletter failed failures parking parked quarantine poison")
"""Words of a queue that is the place for what failed."""


def name_of(queue: Block) -> str:
    """What Terraform or CloudFormation calls it; empty where nothing does."""
    return queue.text("name") or queue.text("QueueName")


def is_for_what_failed(queue: Block) -> bool:
    """Its name says that messages are put aside in it."""
    return bool(_PARKED & set(words(f"{queue.name} {name_of(queue)}")))
