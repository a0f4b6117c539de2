"""Baskets live for two days after the last click."""

import json
import os
from dataclasses import asdict, dataclass

import redis

TWO_DAYS = 2 * 24 * 3600

store = redis.Redis(
    host="baskets.dc2.shop.example.com",
    port=6380,
    password=os.environ["BASKETS_PASSWORD"],
    ssl=True,
    ssl_ca_certs="/etc/ssl/shop/redis-ca.pem",
    socket_timeout=0.5,
    socket_connect_timeout=0.5,
)


@dataclass
class Line:
    sku: str
    count: int
    cents: int


def load(visitor: str) -> list[Line]:
    raw = store.get(f"basket:{visitor}")
    return [Line(**line) for line in json.loads(raw)] if raw else []


def save(visitor: str, lines: list[Line]) -> None:
    text = json.dumps([asdict(line) for line in lines])
    store.setex(f"basket:{visitor}", TWO_DAYS, text)


def total(lines: list[Line]) -> int:
    return sum(line.count * line.cents for line in lines)
