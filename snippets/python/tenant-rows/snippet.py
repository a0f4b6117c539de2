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
    waiting = store.rpush(
        "prices:waiting",
        *(json.dumps({"company": company, **row}) for row in rows),
    )
    return int(waiting)


def taken(wait: int = 3) -> Iterator[dict]:
    while found := store.blmove(
        "prices:waiting", "prices:taken", wait, "LEFT", "RIGHT"
    ):
        yield json.loads(found)
        store.lrem("prices:taken", 1, found)
