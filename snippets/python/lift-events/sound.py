import logging

import httpx
from tenacity import (
    before_sleep_log,
    retry,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from lifts.failures import may_pass
from lifts.model import Trip

log = logging.getLogger(__name__)


class Dispatch:
    """Tells the dispatchers' service what the lifts do."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    @retry(
        retry=retry_if_exception(may_pass),
        stop=stop_after_attempt(5) | stop_after_delay(45),
        wait=wait_random_exponential(multiplier=0.5, max=10),
        before_sleep=before_sleep_log(log, logging.WARNING),
    )
    def stuck(self, lift: str, floor: int) -> None:
        answer = self.http.put(
            f"https://dispatch.example.com/v1/lifts/{lift}/alarm",
            json={"floor": floor, "people": True},
            timeout=httpx.Timeout(4, connect=2),
        )
        answer.raise_for_status()

    def finished(self, trip: Trip) -> None:
        answer = self.http.put(
            f"https://dispatch.example.com/v1/trips/{trip.id}",
            json=trip.to_json(),
            timeout=httpx.Timeout(4, connect=2),
        )
        answer.raise_for_status()
