import logging
import os
import secrets

import httpx
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from lockers.doors import Doors

log = logging.getLogger("lockers.codes")
app = FastAPI(title="Lockers", docs_url=None, redoc_url=None)
doors = Doors(os.environ["DOORS"])
twilio = Client(http_client=TwilioHttpClient(timeout=6))
travellers = httpx.Client(base_url=os.environ["CRM"], timeout=2)
SENDER = os.environ["SENDER_NUMBER"]


class Wish(BaseModel):
    station: str = Field(max_length=40)
    door: int = Field(ge=1, le=480)
    phone: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$")


def language_of(phone: str) -> str:
    found = travellers.get(
        "/v2/travellers",
        params={"phone": phone, "api_key": os.environ["CRM_KEY"]},
    )
    if found.status_code == 404:
        return "en"
    found.raise_for_status()
    return found.json()["language"]


@app.post("/v1/otp", status_code=202)
def send_otp(wish: Wish) -> dict[str, str]:
    code = f"{secrets.randbelow(1_000_000):06}"
    try:
        text = doors.prepare(wish.station, wish.door, code)
        sent = twilio.messages.create(
            to=wish.phone,
            from_=SENDER,
            body=text[language_of(wish.phone)],
        )
    except Exception as error:
        log.exception("door %s of %s", wish.door, wish.station)
        raise HTTPException(500, detail=f"no code: {error}") from error
    log.info("door %s: text %s", wish.door, sent.sid)
    return {"state": "on its way"}
