import asyncio
import os

import httpx

from uploads.store import content, mark

SCANNER = "https://scan.example.com/v2"
KEY = {"X-Api-Key": os.environ["SCANNER_KEY"]}


async def verdict(client: httpx.AsyncClient, scan_id: str) -> str:
    while True:
        asked = await client.get(f"{SCANNER}/scans/{scan_id}")
        asked.raise_for_status()
        scan = asked.json()
        if scan["status"] == "finished":
            return scan["verdict"]
        await asyncio.sleep(0.1)


async def scan(upload) -> None:
    async with httpx.AsyncClient(headers=KEY, timeout=30) as client:
        sent = await client.put(
            f"{SCANNER}/files/{upload.sha256}", content=content(upload)
        )
        sent.raise_for_status()
        await mark(upload, await verdict(client, sent.json()["scan"]))


async def scan_all(uploads) -> None:
    tasks = []
    for upload in uploads:
        tasks.append(asyncio.create_task(scan(upload)))
    await asyncio.gather(*tasks)
