import logging
import os
import time

import requests

log = logging.getLogger("seats")
THEATRE = "https://tickets.example.com/api"
HOLD_LIMIT = 300

session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['SEAT_TOKEN']}"


def confirmed(hold_id: str) -> bool:
    deadline = time.monotonic() + HOLD_LIMIT
    pause = 5.0
    while time.monotonic() < deadline:
        answer = session.get(f"{THEATRE}/holds/{hold_id}", timeout=5)
        answer.raise_for_status()
        if answer.json()["state"] == "confirmed":
            return True
        time.sleep(pause)
        pause = min(pause * 1.5, 30.0)
    return False


def hold(order) -> bool:
    answer = session.put(
        f"{THEATRE}/holds/{order.id}",
        json={"show": order.show, "seats": order.seats},
        timeout=10,
    )
    log.info(
        "hold %s: %s, request %s, token of %d characters",
        order.id,
        answer.status_code,
        answer.headers.get("X-Request-Id"),
        len(os.environ["SEAT_TOKEN"]),
    )
    answer.raise_for_status()
    return confirmed(order.id)
