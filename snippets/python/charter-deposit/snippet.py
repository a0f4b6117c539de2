import logging
import random
import time
import uuid

import requests

from charter.config import GATEWAY, gateway_key

log = logging.getLogger(__name__)
TRIES = 4


class DepositFailed(Exception):
    """The guest has to be asked for another way to pay."""


def take_deposit(booking: str, card: str, cents: int) -> str:
    order = {"reference": booking, "card": card, "amount": cents}
    for attempt in range(TRIES):
        headers = {
            "Authorization": f"Bearer {gateway_key()}",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        try:
            answer = requests.post(
                f"{GATEWAY}/v2/charges",
                json=order,
                headers=headers,
                timeout=(3, 12),
            )
            answer.raise_for_status()
        except (requests.ConnectionError, requests.Timeout) as error:
            log.warning("deposit %s, attempt %d: %s", booking, attempt,
                        type(error).__name__)
            time.sleep(random.uniform(0, 2**attempt))
            continue
        return answer.json()["id"]
    raise DepositFailed(booking)
