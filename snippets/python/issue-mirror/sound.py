import logging
import random
import time

import requests

from mirror.reports import Report

log = logging.getLogger(__name__)
TRACKER = "https://tracker.example.dev/api/v3"


class Mirror:
    def __init__(self, session: requests.Session, project: str) -> None:
        self.session = session
        self.url = f"{TRACKER}/projects/{project}/issues"

    def put(self, report: Report) -> str:
        for attempt in range(6):
            answer = self.session.put(
                f"{self.url}/{report.number}",
                json={"title": report.title, "text": report.text},
                timeout=(3, 15),
            )
            if answer.status_code == 429:
                log.info("report %s: no room", report.number)
                asked = answer.headers.get("Retry-After", "")
                wait = int(asked) if asked.isdigit() else 2**attempt
                time.sleep(min(wait, 900) + random.random())
                continue
            answer.raise_for_status()
            return answer.json()["url"]
        raise TimeoutError(f"no room for report {report.number}")
