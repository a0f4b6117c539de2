import os

import httpx
from tenacity import (
    retry,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from orders.store import Order, orders

gateway = httpx.Client(
    base_url="https://gateway.cards.example.com/v3",
    auth=("merchant-118", os.environ["GATEWAY_PASSWORD"]),
    timeout=httpx.Timeout(6.0, connect=2.0),
)


def may_pass(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in (429, 502, 503, 504)
    return isinstance(error, httpx.TransportError)


@retry(
    retry=retry_if_exception(may_pass),
    wait=wait_exponential_jitter(initial=0.5, max=8),
    stop=stop_after_attempt(4),
)
def capture(order: Order) -> str:
    answer = gateway.post(
        "/captures",
        headers={"Idempotency-Key": order.capture_key},
        json={"authorisation": order.authorisation,
              "cents": order.total},
    )
    answer.raise_for_status()
    return answer.json()["id"]


def handle(message: dict) -> None:
    order = orders.get(message["order"])
    if order.capture_id is None:
        order.capture_key = orders.key_for(order, "capture")
        order.capture_id = capture(order)
        orders.save(order)
