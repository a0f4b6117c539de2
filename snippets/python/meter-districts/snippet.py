"""Finds out which meters this collector reads."""

import logging
import os
import socket

import requests

from collector.link import wait_for_link
from collector.rounds import Rounds

log = logging.getLogger("collector.district")
REGISTRY = os.environ["REGISTRY_URL"]
NAME = socket.gethostname()


def assignment(http: requests.Session) -> list[str]:
    """The numbers of the meters of this collector."""
    while True:
        try:
            answer = http.get(
                f"{REGISTRY}/collectors/{NAME}/meters", timeout=1
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            log.warning("no assignment: %s", error)
            continue
        return answer.json()["meters"]


def main() -> None:
    http = requests.Session()
    http.headers["X-Collector-Key"] = os.environ["COLLECTOR_KEY"]
    rounds = Rounds()
    while wait_for_link():
        rounds.pause()
        rounds.start(assignment(http))


if __name__ == "__main__":
    main()
