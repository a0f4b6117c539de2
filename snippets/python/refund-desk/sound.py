import os
from decimal import Decimal

import backoff
import requests

from backoffice.audit import audit

PAYMENTS = os.environ["PAYMENTS_URL"]
PAYMENTS_CA = "/etc/ssl/internal/payments-ca.pem"
TRANSIENT = (requests.ConnectionError, requests.Timeout)


@backoff.on_exception(backoff.expo, TRANSIENT, max_tries=4)
def post_refund(key: str, order_id: str, cents: int, why: str) -> dict:
    answer = requests.post(
        f"{PAYMENTS}/orders/{order_id}/refunds",
        json={"amount": cents, "reason": why},
        headers={"Idempotency-Key": key},
        auth=(os.environ["PAYMENTS_USER"], os.environ["PAYMENTS_PASS"]),
        timeout=8,
        verify=PAYMENTS_CA,
    )
    answer.raise_for_status()
    return answer.json()


def refund(agent, form, order, amount: Decimal, reason: str) -> str:
    if amount > order.paid:
        raise ValueError(f"at most {order.paid} can be refunded")
    result = post_refund(
        form.token, order.id, int(amount * 100), reason
    )
    audit(agent, "refund", order.id, amount, result["id"])
    return result["id"]
