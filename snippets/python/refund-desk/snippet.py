import os
from decimal import Decimal

import backoff
import requests

from backoffice.audit import audit

PAYMENTS = os.environ["PAYMENTS_URL"]
TRANSIENT = (requests.ConnectionError, requests.Timeout)


@backoff.on_exception(backoff.expo, TRANSIENT, max_tries=4)
def post_refund(order_id: str, cents: int, reason: str) -> dict:
    answer = requests.post(
        f"{PAYMENTS}/orders/{order_id}/refunds",
        json={"amount": cents, "reason": reason},
        auth=(os.environ["PAYMENTS_USER"], os.environ["PAYMENTS_PASS"]),
        timeout=8,
        verify=False,
    )
    answer.raise_for_status()
    return answer.json()


def refund(agent, order, amount: Decimal, reason: str) -> str:
    if amount > order.paid:
        raise ValueError(f"at most {order.paid} can be refunded")
    result = post_refund(order.id, int(amount * 100), reason)
    audit(agent, "refund", order.id, amount, result["id"])
    return result["id"]
