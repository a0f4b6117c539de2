"""Sends prescriptions of the practice to the pharmacy on the corner."""

import logging

import httpx

from practice.model import Prescription
from practice.outbox import Outbox

log = logging.getLogger(__name__)
PHARMACY = "https://pharmacy.example.com/prescriptions"


class Sender:
    def __init__(self, http: httpx.Client, outbox: Outbox) -> None:
        self.http = http
        self.outbox = outbox

    def send(self, one: Prescription) -> bool:
        """Whether the pharmacy has it; if not, it is in the outbox."""
        try:
            self.put(one)
        except httpx.HTTPError as error:
            log.warning("%s: %s", one.number, error)
            self.outbox.keep(one)
            return False
        one.mark_sent()
        return True

    def put(self, one: Prescription) -> None:
        try:
            answer = self.http.put(
                f"{PHARMACY}/{one.number}",
                json=one.to_json(),
                timeout=8,
            )
            answer.raise_for_status()
        except httpx.TimeoutException:
            log.warning("%s: no answer after 8 s", one.number)
            raise
