import asyncio
import os

import httpx

from uploads.store import content, mark

SCANNER = "https://scan.example.com/v2"
KEY = {"X-Api-Key": os.environ["SCANNER_KEY"]}
at_a_time = asyncio.Semaphore(10)


async def verdict(client: httpx.AsyncClient, scan_id: str) -> str:
    for attempt in range(12):
        await asyncio.sleep(min(60, 2 * 1.6**attempt))
        asked = await client.get(f"{SCANNER}/scans/{scan_id}")
        asked.raise_for_status()
        scan = asked.json()
        if scan["status"] == "finished":
            return scan["verdict"]
    raise TimeoutError(f"scan {scan_id} has no verdict")


async def scan(client: httpx.AsyncClient, upload) -> None:
    async with at_a_time:
        sent = await client.put(
            f"{SCANNER}/files/{upload.sha256}", content=content(upload)
        )
        sent.raise_for_status()
        await mark(upload, await verdict(client, sent.json()["scan"]))


async def scan_all(uploads) -> None:
    async with httpx.AsyncClient(headers=KEY, timeout=30) as client:
        await asyncio.gather(*[scan(client, u) for u in uploads])
