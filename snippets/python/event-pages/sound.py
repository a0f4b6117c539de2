"""Reads events from a page and notes its links for the next round."""

import os

import httpx
from fastapi import FastAPI
from pydantic import BaseModel

from events.pages import events_of, links_of
from events.store import add, note_once

app = FastAPI()
DEEPEST = 3
web = httpx.AsyncClient(timeout=10, follow_redirects=True)
HOSTS = frozenset(os.environ["VILLAGES"].split())


class Page(BaseModel):
    url: str
    depth: int = 0


@app.post("/pages")
async def read(page: Page) -> dict:
    """A queue calls this, for at most five pages at a time."""
    answer = await web.get(page.url)
    answer.raise_for_status()
    found = events_of(answer.text)
    await add(page.url, found)
    if page.depth < DEEPEST:
        links = [
            url for url in links_of(answer.text)
            if httpx.URL(url).host in HOSTS
        ]
        await note_once(links, depth=page.depth + 1)
    return {"found": len(found)}
