import random
import time

import requests

from theatre.config import PARTNER
from theatre.sales import Sale

GONE = {404, 409, 410}
partner = requests.Session()


class NoAnswer(Exception):
    """Nobody knows whether the seats are held."""


def _post(sale: Sale, headers: dict[str, str]) -> requests.Response:
    return partner.post(
        f"{PARTNER}/performances/{sale.performance}/reservations",
        json={"seats": sale.seats, "minutes": 10},
        headers=headers,
        timeout=(2, 6),
    )


def hold(sale: Sale, attempts: int = 4) -> str | None:
    """The partner's name for the hold; None if the seats are gone."""
    for attempt in range(attempts):
        key = f"{sale.id}/{sale.version}"
        try:
            answer = _post(sale, {"Idempotency-Key": key})
        except requests.RequestException:
            time.sleep(min(8, 2**attempt) * random.random())
            continue
        if answer.status_code in GONE:
            return None
        answer.raise_for_status()
        return answer.json()["hold"]
    raise NoAnswer(sale.id)
