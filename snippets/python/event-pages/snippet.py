"""Reads events from a page and passes its links on to other copies."""

import asyncio
import os

import httpx
from fastapi import FastAPI
from pydantic import BaseModel

from events.pages import events_of, links_of
from events.store import add

app = FastAPI()
OWN = os.environ["SERVICE_URL"] + "/pages"
web = httpx.AsyncClient(timeout=10, follow_redirects=True)
copies = httpx.AsyncClient(timeout=httpx.Timeout(300, connect=5))


class Page(BaseModel):
    url: str


async def pass_on(url: str) -> int:
    answer = await copies.post(OWN, json={"url": url})
    answer.raise_for_status()
    return answer.json()["found"]


@app.post("/pages")
async def read(page: Page) -> dict:
    answer = await web.get(page.url)
    answer.raise_for_status()
    found = events_of(answer.text)
    await add(page.url, found)
    below = await asyncio.gather(
        *[pass_on(url) for url in links_of(answer.text)]
    )
    return {"found": len(found) + sum(below)}
