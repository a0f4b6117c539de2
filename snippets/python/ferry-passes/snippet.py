"""Takes trips off passes that several people may use at once."""

import os

import redis

from gates.errors import NoTripsLeft, StoreBusy

MOST_TRIES = 500

store = redis.Redis(
    host=os.environ["PASS_STORE"],
    password=os.environ["PASS_STORE_KEY"],
    ssl=True,
    socket_timeout=0.4,
    socket_connect_timeout=0.4,
    health_check_interval=30,
)


def take_trip(pass_id: str) -> int:
    """Takes one trip off the pass; how many are left."""
    key = f"pass:{pass_id}:trips"
    for _ in range(MOST_TRIES):
        try:
            with store.pipeline() as steps:
                steps.watch(key)
                left = int(steps.get(key) or 0)
                if left == 0:
                    raise NoTripsLeft(pass_id)
                steps.multi()
                steps.decr(key)
                steps.execute()
                return left - 1
        except redis.WatchError:
            continue
    raise StoreBusy(pass_id)
