from __future__ import annotations

import json
import os
from decimal import Decimal

from urllib3 import PoolManager, Retry
from urllib3.exceptions import MaxRetryError
from urllib3.util import Timeout

from till.tables import rate_of_the_day

TAXES = os.environ["TAX_SERVICE"]

retries = Retry(
    total=2,
    backoff_factor=0.2,
    backoff_jitter=0.1,
    status_forcelist=(502, 503, 504),
    allowed_methods=("GET",),
)
pool = PoolManager(
    num_pools=1,
    maxsize=4,
    block=True,
    retries=retries,
    timeout=Timeout(connect=0.5, read=1.2),
    headers={"Accept": "application/json"},
)


def tax(goods: str, cents: int, shop: str) -> Decimal:
    """What the basket owes, in cents."""
    try:
        answer = pool.request(
            "GET",
            f"{TAXES}/v2/rates/{goods}",
            fields={"shop": shop},
        )
    except MaxRetryError:
        return cents * rate_of_the_day(goods, shop)
    if answer.status != 200:
        return cents * rate_of_the_day(goods, shop)
    return cents * Decimal(json.loads(answer.data)["rate"])
