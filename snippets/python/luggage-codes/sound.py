import os
import secrets

import httpx
from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from lockers.doors import Doors
from lockers.limits import per_address, per_phone, per_station

app = FastAPI(title="Lockers", docs_url=None, redoc_url=None)
doors = Doors(os.environ["DOORS"])
twilio = Client(http_client=TwilioHttpClient(timeout=6))
travellers = httpx.Client(
    base_url=os.environ["CRM"],
    headers={"Authorization": f"Bearer {os.environ['CRM_KEY']}"},
    timeout=2,
)
SENDER = os.environ["SENDER_NUMBER"]
LIMITS = [Depends(one) for one in (per_address, per_phone, per_station)]


class Wish(BaseModel):
    station: str = Field(max_length=40)
    door: int = Field(ge=1, le=480)
    phone: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$")


def language_of(phone: str) -> str:
    found = travellers.get("/v2/travellers", params={"phone": phone})
    if found.status_code == 404:
        return "en"
    found.raise_for_status()
    return found.json()["language"]


@app.post("/v1/otp", status_code=202, dependencies=LIMITS)
def send_otp(wish: Wish) -> dict[str, str]:
    code = f"{secrets.randbelow(1_000_000):06}"
    text = doors.prepare(wish.station, wish.door, code)
    twilio.messages.create(
        to=wish.phone,
        from_=SENDER,
        body=text[language_of(wish.phone)],
        validity_period=80,
    )
    return {"state": "on its way"}
