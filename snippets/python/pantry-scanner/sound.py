"""Keeps what is scanned in the pantry's list."""

import asyncio

import aiohttp

from pantry.device import Scanner, show
from pantry.store import add

FOOD = "https://food.example/api/v2"


async def product(session: aiohttp.ClientSession, ean: str) -> dict:
    async with session.get(
        f"{FOOD}/products", params={"ean": ean, "fields": "name,kcal"}
    ) as answer:
        answer.raise_for_status()
        body = await answer.json()
    if not body["products"]:
        return {"name": f"unknown product {ean}"}
    return body["products"][0]


async def main() -> None:
    limit = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=limit) as session:
        async for ean in Scanner():
            try:
                found = await product(session, ean)
            except (aiohttp.ClientError, TimeoutError):
                show(f"{ean}: scan it again")
                continue
            add(ean, found["name"], found.get("kcal"))


if __name__ == "__main__":
    asyncio.run(main())
