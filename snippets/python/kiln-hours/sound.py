import json
import os

import redis

store = redis.Redis.from_url(
    os.environ["STUDIO_REDIS"], socket_timeout=5, decode_responses=True
)
FIRINGS = {"bisque": 2, "glaze": 3, "porcelain": 5}


def burn(firing: dict) -> int:
    key = f"hours:{firing['studio']}"
    needed = FIRINGS[firing["kind"]] * firing["shelves"]
    left = store.decrby(key, needed)
    if left < 0:
        store.rpush("waiting", json.dumps(firing))
        return store.incrby(key, needed)
    return left


def work(floor: str) -> None:
    while True:
        taken = store.blpop([f"firings:{floor}"], timeout=3)
        if taken is None:
            continue
        _, firing = taken
        left = burn(json.loads(firing))
        store.publish("display", json.dumps({"left": left}))


if __name__ == "__main__":
    work(os.environ["FLOOR"])
