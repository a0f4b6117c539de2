import os

import httpx
from fastapi import FastAPI

app = FastAPI()
maps = httpx.AsyncClient(
    base_url="https://geo.maps.example",
    headers={"X-Api-Key": os.environ["MAPS_KEY"]},
    timeout=2,
)


@app.get("/pickups")
async def pickup(text: str) -> dict:
    answer = await maps.get(
        "/v1/search", params={"q": text, "lang": "en", "limit": 1}
    )
    answer.raise_for_status()
    places = answer.json()
    best = places["features"][0]
    longitude, latitude = best["geometry"]["coordinates"]
    return {
        "name": best["properties"]["label"],
        "latitude": latitude,
        "longitude": longitude,
    }
