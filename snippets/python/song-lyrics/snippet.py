import asyncio
import logging

import aiohttp

log = logging.getLogger(__name__)
ARCHIVE = "https://words.music.example.com/v1/songs"


class NoWords(Exception):
    """The machine shows the picture of the record instead."""


class Words:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.limit = aiohttp.ClientTimeout(total=5)

    async def of(self, song: str) -> list[str]:
        for _ in range(5):
            async with self.session.get(
                f"{ARCHIVE}/{song}", timeout=self.limit
            ) as answer:
                if answer.status == 404:
                    raise NoWords(song)
                if answer.status == 429:
                    log.warning("the archive is busy")
                    await asyncio.sleep(2)
                    continue
                answer.raise_for_status()
                return (await answer.json())["lines"]
        raise NoWords(song)
