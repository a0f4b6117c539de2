import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from marina.berths import Berth, occupied, park

log = logging.getLogger("fees")
bank = httpx.Client(
    base_url=os.environ["BANK_URL"],
    headers={"Authorization": f"Bearer {os.environ['BANK_TOKEN']}"},
    timeout=httpx.Timeout(10, connect=3),
    limits=httpx.Limits(max_connections=4),
)


@retry(
    retry=retry_if_exception_type(httpx.TransportError),
    stop=stop_after_attempt(4),
    wait=wait_random_exponential(multiplier=1, max=20),
    reraise=True,
)
def charge(berth: Berth, night: date) -> str:
    answer = bank.post(
        "/charges",
        json={"account": berth.account, "cents": berth.cents},
        headers={"Idempotency-Key": f"{berth.number}-{night}"},
    )
    answer.raise_for_status()
    return answer.json()["id"]


def run(night: date) -> Iterator[str]:
    with ThreadPoolExecutor(max_workers=4) as desks:
        berths = occupied(night)
        asked = {b: desks.submit(charge, b, night) for b in berths}
    for berth, job in asked.items():
        try:
            yield job.result()
        except httpx.HTTPError as error:
            log.error("berth %s: %s", berth.number, error)
            park(berth, night, str(error))
