import hashlib
import hmac
import json
import os

import asyncpg
from fastapi import APIRouter, Header, HTTPException, Request

router = APIRouter()
KEEP = """
    INSERT INTO arrivals (event_id, body) VALUES ($1, $2)
    ON CONFLICT (event_id) DO NOTHING
"""
"""A worker books each pallet of a row under event and line."""


def is_signed(body: bytes, signature: str) -> bool:
    key = os.environ["CARRIER_SECRET"].encode()
    ours = hmac.new(key, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(ours, signature)


@router.post("/hooks/arrivals", status_code=202)
async def arrived(request: Request, x_signature: str = Header()):
    body = await request.body()
    if not is_signed(body, x_signature):
        raise HTTPException(401)
    event = json.loads(body)
    pool: asyncpg.Pool = request.app.state.pool
    async with pool.acquire(timeout=1) as db:
        await db.execute(KEEP, event["id"], event, timeout=2)
    return {"state": "kept"}
