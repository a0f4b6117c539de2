import asyncio
import tempfile
import urllib.request
from pathlib import Path

from bot.queue import Job, jobs

AGENT = {"User-Agent": "thumbnail-bot/2.3 (+https://bot.example)"}
LARGEST = 8_000_000


def download(url: str, target: Path) -> None:
    request = urllib.request.Request(url, headers=AGENT)
    with urllib.request.urlopen(request, timeout=10) as answer:
        target.write_bytes(answer.read(LARGEST))


async def thumbnail(job: Job) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original"
        small = Path(folder) / "small.webp"
        await asyncio.to_thread(download, job.url, original)
        process = await asyncio.create_subprocess_exec(
            "vipsthumbnail", original, "-s", "320", "-o", small
        )
        try:
            if await asyncio.wait_for(process.wait(), 20):
                raise OSError("no picture")
        except TimeoutError:
            process.kill()
            raise
        return small.read_bytes()


async def main() -> None:
    async for job in jobs():
        try:
            await job.reply(await thumbnail(job))
        except OSError as error:
            await job.fail(type(error).__name__)


if __name__ == "__main__":
    asyncio.run(main())
