import hashlib
import hmac
import json
import os
import time

from fastapi import BackgroundTasks, FastAPI, HTTPException, Request

from lockers.mail import send_code
from lockers.parcels import Parcels

app = FastAPI()
parcels = Parcels()
KEYS = [
    os.environ[name].encode()
    for name in ("CARRIER_KEY", "CARRIER_KEY_NEXT")
    if name in os.environ
]
OLDEST_S = 300


def verify(sent_at: str, given: str, body: bytes) -> None:
    text = f"{sent_at}.".encode() + body
    for key in KEYS:
        wanted = hmac.new(key, text, hashlib.sha256).hexdigest()
        if hmac.compare_digest(wanted.encode(), given.encode()):
            break
    else:
        raise HTTPException(status_code=401)
    if abs(time.time() - int(sent_at)) > OLDEST_S:
        raise HTTPException(status_code=401)


@app.post("/webhooks/carrier", status_code=202)
async def stored(request: Request, later: BackgroundTasks) -> None:
    body = await request.body()
    sent_at = request.headers.get("carrier-time", "0")
    verify(sent_at, request.headers.get("carrier-signature", ""), body)
    event = json.loads(body)
    if await parcels.is_new(event["id"]):
        later.add_task(send_code, event["parcel"], event["locker"])
