import asyncio
import random

import aiohttp

FAILURES = (aiohttp.ClientError, TimeoutError)
PROFILE = "https://profiles.example.com/v2"


class Badges:
    def __init__(self, session: aiohttp.ClientSession, hub):
        self.session = session
        self.hub = hub

    async def unread(self, user: str) -> int:
        url = f"{PROFILE}/users/{user}/unread"
        async with self.session.get(url) as reply:
            reply.raise_for_status()
            return (await reply.json())["count"]

    async def refresh(self, user: str) -> None:
        for pause in (0.2, 0.4, 0.8):
            try:
                count = await self.unread(user)
            except FAILURES:
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))
                continue
            await self.hub.publish(user, {"badge": count})
            return


async def main(hub) -> None:
    limit = aiohttp.ClientTimeout(total=3)
    async with aiohttp.ClientSession(timeout=limit) as session:
        badges = Badges(session, hub)
        async for user in hub.wakeups():
            await badges.refresh(user)


if __name__ == "__main__":
    from push.hub import Hub

    asyncio.run(main(Hub()))
