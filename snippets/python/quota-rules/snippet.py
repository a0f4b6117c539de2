"""The rules by which callers are counted, read when a pod starts."""

import logging
import os

import httpx
from tenacity import (
    before_sleep_log,
    retry,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

log = logging.getLogger(__name__)
RULES = os.environ["RULES_URL"] + "/v2/rules"
NEEDED = ("caller", "per_minute", "burst")
http = httpx.Client(timeout=httpx.Timeout(5, connect=2))


@retry(
    retry=retry_if_exception_type(httpx.TransportError),
    wait=wait_random_exponential(multiplier=1, max=60),
    stop=stop_after_delay(600),
    before_sleep=before_sleep_log(log, logging.WARNING),
    reraise=True,
)
def fetch() -> list[dict]:
    answer = http.get(RULES)
    answer.raise_for_status()
    return answer.json()["rules"]


def usable(rule: dict) -> bool:
    """Whether a rule can be applied; others are told and left out."""
    blank = [name for name in NEEDED if not rule.get(name)]
    if blank:
        log.error("rule %s lacks %s", rule.get("id"), blank)
    return not blank


def load() -> dict[str, dict]:
    return {rule["caller"]: rule for rule in fetch() if usable(rule)}
