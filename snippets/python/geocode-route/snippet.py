import os
from functools import lru_cache

import requests
from fastapi import FastAPI, HTTPException

app = FastAPI(title="Dispatch")
GEOCODER = os.environ["GEOCODER_URL"]


@lru_cache(maxsize=2048)
def lookup(address: str) -> tuple[float, float] | None:
    answer = requests.get(
        f"{GEOCODER}/search",
        params={"q": address, "limit": 1},
        timeout=(1, 4),
    )
    answer.raise_for_status()
    hits = answer.json()
    return (hits[0]["lat"], hits[0]["lon"]) if hits else None


@app.get("/geocode")
def geocode(address: str):
    try:
        place = lookup(address.strip())
    except requests.Timeout:
        raise HTTPException(504, "the geocoder is slow") from None
    except requests.RequestException:
        raise HTTPException(502, "the geocoder failed") from None
    if place is None:
        raise HTTPException(404, "no such address")
    return {"lat": place[0], "lon": place[1]}


@app.get("/health")
async def health():
    return {"ok": True}
