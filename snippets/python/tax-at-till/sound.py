from __future__ import annotations

import json
import os
from decimal import Decimal

import pybreaker
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from till.tables import rate_of_the_day

TAXES = os.environ["TAX_SERVICE"]

partner = pybreaker.CircuitBreaker(fail_max=5, reset_timeout=60)
pool = PoolManager(
    num_pools=1,
    maxsize=4,
    block=True,
    retries=False,
    timeout=Timeout(connect=0.5, read=1.2),
    headers={"Accept": "application/json"},
)


@partner
def asked(goods: str, shop: str) -> Decimal:
    answer = pool.request(
        "GET",
        f"{TAXES}/v2/rates/{goods}",
        fields={"shop": shop},
    )
    if answer.status != 200:
        raise HTTPError(f"rates answered {answer.status}")
    return Decimal(json.loads(answer.data)["rate"])


def tax(goods: str, cents: int, shop: str) -> Decimal:
    """What the basket owes, in cents."""
    try:
        return cents * asked(goods, shop)
    except (pybreaker.CircuitBreakerError, HTTPError):
        return cents * rate_of_the_day(goods, shop)
