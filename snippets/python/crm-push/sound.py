from __future__ import annotations

import logging
import os
import time

import httpx

from sales.outbox import Change, take_changes

log = logging.getLogger(__name__)


class Crm:
    base = "https://eu1.crm.example.com/api/v3"

    def __init__(self, api_key: str) -> None:
        self.http = httpx.Client(
            base_url=self.base,
            headers={"X-Crm-Key": api_key},
            timeout=10,
        )

    def save(self, changes: list[Change]) -> set[str]:
        """The ids that the CRM took, out of at most a hundred."""
        batch = [{"id": c.id, **c.fields} for c in changes]
        reply = self.http.put("/contacts", json={"contacts": batch})
        reply.raise_for_status()
        return set(reply.json()["saved"])


def main() -> None:
    crm = Crm(os.environ["CRM_KEY"])
    while True:
        changes = take_changes(limit=100)
        try:
            saved = crm.save(changes) if changes else set()
        except httpx.HTTPError:
            log.exception("%d changes stay queued", len(changes))
            saved = set()
        for change in changes:
            if change.id in saved:
                change.done()
        time.sleep(5)


if __name__ == "__main__":
    main()
