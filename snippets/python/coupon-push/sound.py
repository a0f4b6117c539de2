import asyncio
import logging
import os

import aiohttp

from campaigns.segments import Person

log = logging.getLogger(__name__)
GATEWAY = "https://push.example.com/v1/devices"
KEY = {"X-Api-Key": os.environ["PUSH_API_KEY"]}
WAIT = aiohttp.ClientTimeout(total=10)
AT_A_TIME = asyncio.Semaphore(20)


async def push(session, person, coupon) -> bool:
    url = f"{GATEWAY}/{person.device}/coupons/{coupon.id}"
    said = {"title": coupon.title, "until": coupon.until}
    async with AT_A_TIME, session.put(url, json=said) as answer:
        if answer.status >= 400:
            log.warning("%s: %s", person.id, answer.status)
        return answer.status < 400


async def send(people: list[Person], coupon) -> int:
    tasks = []
    async with aiohttp.ClientSession(headers=KEY, timeout=WAIT) as s:
        for one in people:
            tasks.append(asyncio.create_task(push(s, one, coupon)))
        sent = await asyncio.gather(*tasks)
    log.info("coupon %s: %d of %d", coupon.id, sum(sent), len(people))
    return sum(sent)
