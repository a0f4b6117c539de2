"""Says in a table which part of a request took how long."""

import os
from collections import Counter

import httpx
from fastapi import Depends, FastAPI, HTTPException

from traces.access import engineer

app = FastAPI(title="Traces", dependencies=[Depends(engineer)])
STORE = os.environ["TRACE_STORE"]
KEY = {"Authorization": f"Bearer {os.environ['TRACE_KEY']}"}
client = httpx.AsyncClient(base_url=STORE, headers=KEY, timeout=5)


async def spans_of(trace: str) -> list[dict]:
    answer = await client.get(f"/traces/{trace}/spans")
    if answer.status_code == 429:
        later = {"Retry-After": answer.headers.get("Retry-After", "5")}
        raise HTTPException(503, detail="no room", headers=later)
    if answer.status_code == 404:
        raise HTTPException(404, detail="no such trace")
    answer.raise_for_status()
    return answer.json()["spans"]


@app.get("/explain/{trace}")
async def explain(trace: str, most: int = 10) -> dict[str, float]:
    spent: Counter[str] = Counter()
    for span in await spans_of(trace):
        own = span["duration_us"] - span["children_us"]
        spent[span["service"]] += own
    return {name: us / 1000 for name, us in spent.most_common(most)}
