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
        firing = store.blmove(f"firings:{floor}", f"running:{floor}", 3)
        if firing is None:
            continue
        left = burn(json.loads(firing))
        store.publish("display", json.dumps({"left": left}))
        store.lrem(f"running:{floor}", 1, firing)


if __name__ == "__main__":
    work(os.environ["FLOOR"])
