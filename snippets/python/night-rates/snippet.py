import os
import time

import dramatiq
import httpx

from rates.store import current_list, mark_published

manager = httpx.Client(
    base_url="https://channels.example.com/v3",
    headers={"Authorization": f"Bearer {os.environ['MANAGER_TOKEN']}"},
    timeout=httpx.Timeout(15, connect=3),
)
LOCKED_S = 8


@dramatiq.actor(max_retries=6, min_backoff=20_000, time_limit=120_000)
def publish(hotel: str, version: int) -> None:
    rates = current_list(hotel)
    if rates.version > version:
        return
    path = f"/hotels/{hotel}/rates/{version}"
    answer = manager.put(path, json=rates.nights)
    answer.raise_for_status()
    # restrictions are refused while the manager applies the prices
    time.sleep(LOCKED_S)
    answer = manager.put(f"{path}/restrictions", json=rates.closed)
    answer.raise_for_status()
    mark_published(hotel, version)
