from __future__ import annotations

import logging
import time

import httpx

from sales.outbox import Change, take_changes

log = logging.getLogger(__name__)


class Crm:
    base = "https://eu1.crm.example.com/api/v3"
    api_key = "pk7Qm2xVt9Rz4LcW8nYb3KdJ6sHf1GaT"

    def __init__(self) -> None:
        self.http = httpx.Client(
            base_url=self.base,
            headers={"X-Crm-Key": self.api_key},
            timeout=10,
        )

    def save(self, change: Change) -> None:
        self.http.put(f"/contacts/{change.id}", json=change.fields)


def main() -> None:
    crm = Crm()
    while True:
        for change in take_changes(limit=20):
            crm.save(change)
            change.done()
            log.info("customer %s is in the CRM", change.id)
        time.sleep(5)


if __name__ == "__main__":
    main()
