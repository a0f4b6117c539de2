import json
import os

import redis

store = redis.Redis.from_url(
    os.environ["STUDIO_REDIS"], socket_timeout=5, decode_responses=True
)
FIRINGS = {"bisque": 2, "glaze": 3, "porcelain": 5}


def burn(firing: dict) -> int:
    key = f"hours:{firing['studio']}"
    left = int(store.get(key) or 0)
    needed = FIRINGS[firing["kind"]] * firing["shelves"]
    if left < needed:
        store.rpush("waiting", json.dumps(firing))
        return left
    store.set(key, left - needed)
    return left - needed


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
