import logging
import os
import secrets

import httpx
from fastapi import APIRouter, Depends

from lockers.store import Store, get_store

router = APIRouter()
log = logging.getLogger("lockers.codes")
GATEWAY = "https://sms.example.com/v2/messages"
client = httpx.AsyncClient(
    timeout=5,
    transport=httpx.AsyncHTTPTransport(retries=2),
    headers={"Authorization": f"Bearer {os.environ['SMS_KEY']}"},
)


@router.post("/parcels/{parcel_id}/code")
async def send_code(parcel_id: str, store: Store = Depends(get_store)):
    parcel = await store.parcel(parcel_id)
    pickup_otp = f"{secrets.randbelow(10**6):06}"
    await store.set_code(parcel_id, pickup_otp, ttl=900)
    answer = await client.post(
        GATEWAY,
        json={
            "to": parcel.phone,
            "text": f"Your locker opens with {pickup_otp}",
            "client_ref": f"{parcel_id}-{parcel.attempt}",
            "validity": 900,
        },
    )
    answer.raise_for_status()
    sid = answer.json()["sid"]
    log.info(
        "parcel %s: %d digits as %s", parcel_id, len(pickup_otp), sid
    )
    return {"sent": True}
