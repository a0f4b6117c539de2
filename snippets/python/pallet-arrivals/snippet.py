import hashlib
import hmac
import json
import os

import httpx
from fastapi import APIRouter, Header, HTTPException, Request

router = APIRouter()
stock = httpx.AsyncClient(
    base_url="https://stock.example.net/v2",
    headers={"Authorization": f"Bearer {os.environ['STOCK_TOKEN']}"},
    timeout=httpx.Timeout(4, connect=1),
)


def is_signed(body: bytes, signature: str) -> bool:
    key = os.environ["CARRIER_SECRET"].encode()
    ours = hmac.new(key, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(ours, signature)


@router.post("/hooks/arrivals")
async def arrived(request: Request, x_signature: str = Header()):
    body = await request.body()
    if not is_signed(body, x_signature):
        raise HTTPException(401)
    event = json.loads(body)
    for pallet in event["pallets"]:
        added = await stock.post(
            f"/sites/{event['site']}/stock",
            json={"sku": pallet["sku"], "delta": pallet["units"]},
        )
        added.raise_for_status()
    return {"state": "booked"}
