"""Looks up ships by their call sign."""

import os

import httpx
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

REGISTER = httpx.Client(
    base_url="https://register.ships.example",
    headers={"X-Api-Key": os.environ["REGISTER_KEY"]},
    timeout=2,
)


class UnknownShip(Exception):
    """No ship has this call sign."""


@retry(
    retry=retry_if_exception_type(httpx.TransportError),
    stop=stop_after_delay(6),
    wait=wait_random_exponential(max=1),
    reraise=True,
)
def ask(sign: str) -> list[dict]:
    answer = REGISTER.get("/v2/ships", params={"call_sign": sign})
    answer.raise_for_status()
    return answer.json()["ships"]


def ship(sign: str) -> dict:
    try:
        return ask(sign.upper())[0]
    except IndexError:
        raise UnknownShip(sign) from None
