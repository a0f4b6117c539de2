import hashlib
import hmac
import json
import time

import requests

from admin.store import Delivery, Endpoint


def signature(secret: bytes, body: bytes) -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def deliver(endpoint: Endpoint, delivery: Delivery) -> int:
    body = json.dumps(delivery.event).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": delivery.id,
        "Webhook-Signature": signature(endpoint.secret, body),
    }
    try:
        answer = requests.post(
            endpoint.url, data=body, headers=headers, timeout=10
        )
        answer.raise_for_status()
    except requests.RequestException:
        time.sleep(1)
        return deliver(endpoint, delivery)
    delivery.mark_delivered(answer.status_code)
    return answer.status_code
