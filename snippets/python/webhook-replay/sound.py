import hashlib
import hmac
import json
import random
import time

import requests

from admin.store import Delivery, Endpoint

TRIES = 5


def signature(secret: bytes, body: bytes) -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def deliver(endpoint: Endpoint, delivery: Delivery) -> int:
    body = json.dumps(delivery.event).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": delivery.id,
        "Webhook-Signature": signature(endpoint.secret, body),
    }
    for attempt in range(TRIES):
        try:
            answer = requests.post(
                endpoint.url, data=body, headers=headers, timeout=10
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            told = error.response
            if told is not None and told.status_code == 410:
                break  # the customer has taken the endpoint down
            time.sleep(2**attempt + random.uniform(0, 1))
            continue
        delivery.mark_delivered(answer.status_code)
        return answer.status_code
    delivery.mark_failed(TRIES)
    raise RuntimeError(f"{endpoint.url} did not take {delivery.id}")
