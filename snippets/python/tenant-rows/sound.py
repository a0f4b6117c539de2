import json
import os
from collections.abc import Iterable, Iterator

import redis

store = redis.Redis.from_url(
    os.environ["REDIS_URL"],  # rediss://
    socket_timeout=5,
    socket_connect_timeout=2,
)


def enqueue(company: str, rows: Iterable[dict]) -> int:
    name = f"prices:of:{company}"
    waiting = store.rpush(name, *map(json.dumps, rows))
    store.zadd("prices:turns", {company: 0}, nx=True)
    return int(waiting)


def taken() -> Iterator[tuple[str, dict]]:
    while turn := store.zpopmin("prices:turns"):
        company = turn[0][0].decode()
        found = store.lmove(
            f"prices:of:{company}", "prices:taken", "LEFT", "RIGHT"
        )
        if found is None:
            continue
        store.zadd("prices:turns", {company: turn[0][1] + 1})
        yield company, json.loads(found)
        store.lrem("prices:taken", 1, found)
