"""Messages that fail every time: consumers that put them back or drop them, and queues that have no place for them."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import FailedMessage
from detectors.readers.python.messaging.provisioning import provisioned
from detectors.readers.python.messaging.refusing_consumers import refused
from detectors.readers.python.messaging.worker_loss import lost_workers
from detectors.readers.python.program import Program


def failed_messages(program: Program) -> Iterator[FailedMessage]:
    """Those of a file, in the order of the source."""
    yield from refused(program)
    yield from provisioned(program)
    yield from lost_workers(program)
