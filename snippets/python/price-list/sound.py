import logging
import os
from dataclasses import dataclass
from decimal import Decimal

import requests
from tenacity import (
    before_sleep_log,
    retry,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

log = logging.getLogger("pricing")
PRICES = "https://partner.example.net/export/prices.json"
TRANSIENT = (requests.ConnectionError, requests.Timeout)


@dataclass(frozen=True)
class Price:
    sku: str
    net: Decimal
    currency: str = "EUR"


@retry(
    stop=stop_after_delay(90),
    wait=wait_random_exponential(multiplier=1, max=20),
    retry=retry_if_exception_type(TRANSIENT),
    before_sleep=before_sleep_log(log, logging.WARNING),
)
def fetch() -> list[dict]:
    response = requests.get(
        PRICES,
        params={"client": "tyres"},
        headers={"X-Client-Secret": os.environ["PARTNER_SECRET"]},
        timeout=(3.05, 20),
    )
    response.raise_for_status()
    return response.json()["prices"]


def load() -> dict[str, Price]:
    prices = {}
    for row in fetch():
        price = Price(row["sku"], Decimal(row["net"]))
        prices[price.sku] = price
    log.info("loaded %d prices", len(prices))
    return prices
