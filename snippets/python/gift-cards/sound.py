from dataclasses import dataclass

import httpx
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from gifts.config import ISSUER_URL, issuer_auth


@dataclass(frozen=True)
class Gift:
    order: str
    position: int
    cents: int


class Issuer:
    def __init__(self) -> None:
        self.http = httpx.Client(
            base_url=ISSUER_URL, auth=issuer_auth(), timeout=8
        )

    @retry(
        retry=retry_if_exception_type(httpx.TransportError),
        wait=wait_random_exponential(max=30),
        stop=stop_after_attempt(5),
        reraise=True,
    )
    def issue(self, gift: Gift) -> str:
        """The code of a new card; the customer gets it by mail."""
        key = f"{gift.order}-{gift.position}"
        answer = self.http.post(
            "/cards/orders",
            json={"amount": gift.cents, "currency": "EUR"},
            headers={"Idempotency-Key": key},
        )
        answer.raise_for_status()
        return answer.json()["code"]
