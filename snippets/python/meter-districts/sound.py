"""Finds out which meters this collector reads."""

import logging
import os
import random
import socket
import time

import requests

from collector.link import wait_for_link
from collector.rounds import Rounds

log = logging.getLogger("collector.district")
REGISTRY = os.environ["REGISTRY_URL"]
NAME = socket.gethostname()
MOST_TRIES = 8


def assignment(http: requests.Session) -> list[str] | None:
    """The meters of this collector; None if nobody could tell."""
    for attempt in range(MOST_TRIES):
        try:
            answer = http.get(
                f"{REGISTRY}/collectors/{NAME}/meters", timeout=(3, 20)
            )
            answer.raise_for_status()
            return answer.json()["meters"]
        except (requests.ConnectionError, requests.Timeout) as error:
            log.warning("no assignment: %s", error)
            time.sleep(random.uniform(0, min(300, 5 * 2**attempt)))
    return None


def main() -> None:
    http = requests.Session()
    http.headers["X-Collector-Key"] = os.environ["COLLECTOR_KEY"]
    rounds = Rounds()
    while wait_for_link():
        rounds.start(assignment(http) or rounds.last)


if __name__ == "__main__":
    main()
