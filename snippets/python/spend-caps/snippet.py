import os

import redis

primary = redis.Redis.from_url(
    os.environ["COUNTERS_URL"],  # rediss://
    socket_timeout=0.2,
    socket_connect_timeout=0.2,
)
nearby = redis.Redis.from_url(
    os.environ["COUNTERS_REPLICA_URL"],
    socket_timeout=0.1,
    socket_connect_timeout=0.1,
)
DAY = 86_400


def charge(advertiser: str, day: str, price: int) -> int:
    name = f"spent:{advertiser}:{day}"
    step = primary.pipeline()
    step.incrby(name, price)
    step.expire(name, 2 * DAY)
    return int(step.execute()[0])


def may_show(advertiser: str, day: str, price: int, cap: int) -> bool:
    spent = int(nearby.get(f"spent:{advertiser}:{day}") or 0)
    return spent + price <= cap
