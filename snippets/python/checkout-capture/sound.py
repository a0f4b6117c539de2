import os

import httpx
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from checkout.models import Order

client = httpx.Client(
    base_url=os.environ["PAYMENTS_URL"],
    timeout=httpx.Timeout(2.0, connect=1.0),
    headers={"X-Api-Key": os.environ["PAYMENTS_KEY"]},
)


@retry(
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.2, max=1),
    retry=retry_if_exception_type(httpx.TransportError),
    reraise=True,
)
def capture(order: Order) -> str:
    response = client.post(
        "/v2/captures",
        headers={"Idempotency-Key": f"capture-{order.number}"},
        json={
            "order": order.number,
            "amount": order.total_cents,
            "currency": order.currency,
            "card": order.card_token,
        },
    )
    response.raise_for_status()
    return response.json()["capture_id"]
